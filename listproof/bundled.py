"""The documents that travel with Listproof: five list endpoints, and a world for each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_SUFFIXES: Final = (".yaml", ".yml", ".json")
_VOCABULARY: Final = "listing.schema.yaml"


def _folder(name: str) -> Path:
    """The checkout's folder where there is one, so that an edit counts at once; else the wheel's."""
    beside = _PACKAGE.parent / name
    is_checkout = (_PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir()
    return beside if is_checkout else _PACKAGE / "_bundled" / name


def bundled_specs() -> tuple[Path, ...]:
    """The bundled documents, by name."""
    return tuple(
        path
        for path in sorted(_folder("specs").glob("*"))
        if path.suffix in _SUFFIXES and path.name != _VOCABULARY
    )


def vocabulary_file() -> Path:
    """The JSON Schema of `x-listing` and `x-clauses`."""
    return _folder("specs") / _VOCABULARY


def report_schema_file() -> Path:
    """The JSON Schema of the JSON report."""
    return _folder("docs") / "report.schema.json"


def fixtures_for(spec: Path) -> Path | None:
    """The fixture file that belongs to the document, or None.

    It is `NAME.fixtures.yaml` beside the document, or `fixtures/NAME.yaml` beside it or one level up.
    """
    here = spec.resolve().parent
    candidates = [
        *(here / f"{spec.stem}.fixtures{suffix}" for suffix in _SUFFIXES),
        *(here / "fixtures" / f"{spec.stem}{suffix}" for suffix in _SUFFIXES),
        *(here.parent / "fixtures" / f"{spec.stem}{suffix}" for suffix in _SUFFIXES),
    ]
    return next((path for path in candidates if path.is_file()), None)
