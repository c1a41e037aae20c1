"""Connexion without what the mock never uses of it, for a quick start.

Connexion's package imports its Flask application and a test client, its security an HTTP client for
tokens that are verified elsewhere, its reader of schemas another for references to elsewhere: half of
the time that it takes to import. The mock has no use for any of them.

Only for a process that is the mock's own, as the command line's is: in any other one `import connexion`
must give the whole of it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_SEAMS = "mock_server.connexion_seams"
_UNASKED = ("httpx", "requests")
"""Modules of which Connexion wants nothing until a request comes that the mock's documents can't cause."""


def import_connexion() -> None:
    """Import the seams to Connexion: quickly, or as usual where this Connexion does not allow it."""
    if "connexion" in sys.modules:
        return
    try:
        with _put_aside():
            importlib.import_module(_SEAMS)
    except Exception:
        for name in [name for name in sys.modules if name.partition(".")[0] == "connexion"]:
            del sys.modules[name]
        importlib.import_module(_SEAMS)


@contextmanager
def _put_aside() -> Iterator[None]:
    """While this holds, what is not needed is imported as an empty module, and Flask not at all."""
    placed: dict[str, ModuleType | None] = {
        name: ModuleType(name) for name in _UNASKED if name not in sys.modules
    }
    if "flask" not in sys.modules:
        placed["flask"] = None  # to Connexion it is optional
    package = importlib.util.find_spec("connexion")
    if package is None:
        raise ModuleNotFoundError("connexion")
    sys.modules["connexion"] = importlib.util.module_from_spec(package)  # its __init__ is not run
    sys.modules.update(placed)  # type: ignore[arg-type]  # None is how a module is said not to exist
    try:
        yield
    finally:
        for name in placed:
            sys.modules.pop(name, None)
