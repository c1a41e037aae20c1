"""Documents: the two sides as they are named, on disk or in a revision of git, as files or as folders."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from listproof.changes.compare import Side
from listproof.changes.places import Places
from listproof.errors import ConfigError, Fault, SpecError
from listproof.reader import read_with_places
from listproof.reading.documents import LARGEST

_SUFFIXES: Final = (".yaml", ".yml", ".json")
_IS_OPENAPI: Final = re.compile(r"""^\s*\{?\s*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)
_ON_A_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_NOT_OURS: Final = "node_modules"
_AT_ONCE: Final = 500
"""Files that git is asked for in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document or a folder of documents: where it can be read, and what messages call it."""

    path: Path
    name: str
    prefix: str = ""
    """What stands before a path in a revision of git: `main:`."""

    @property
    def is_folder(self) -> bool:
        """Whether it holds documents, and is none."""
        return self.path.is_dir()

    def inside(self, relative: str) -> Source:
        """A document in the folder."""
        parted = self.name.rstrip("/") + "/" if not self.name.endswith(":") else self.name
        return Source(path=self.path / relative, name=f"{parted}{relative}", prefix=self.prefix)

    def documents(self) -> list[str]:
        """The paths in the folder of all that is OpenAPI, sorted; hidden folders and packages aside."""
        found = []
        for top, folders, files in os.walk(self.path):
            folders[:] = [name for name in folders if not name.startswith(".") and name != _NOT_OURS]
            paths = (Path(top, name) for name in files if name.endswith(_SUFFIXES))
            found += [path.relative_to(self.path).as_posix() for path in paths if _is_openapi(path)]
        return sorted(found)


@contextlib.contextmanager
def opened(text: str) -> Iterator[Source]:
    """The file or folder that the text names: a path, or `REVISION:PATH` as git has it.

    Raises ConfigError where there is no such thing. What git holds is unpacked while this lasts, together
    with the YAML and JSON files beside it, to which it may refer.
    """
    if Path(text).exists() or ":" not in text or _ON_A_DRIVE.match(text):
        yield Source(path=Path(text), name=text)
        return
    if "://" in text:
        wanted = "save it in a file, and name that"
        raise ConfigError([Fault(file=text, found="nothing is fetched from a network", wanted=wanted)])
    revision, _, path = text.partition(":")
    with tempfile.TemporaryDirectory(prefix="listproof-") as folder:
        whole = _Revision(text, revision)
        inside = whole.unpack(path, Path(folder))
        yield Source(path=Path(folder) / inside, name=text, prefix=f"{revision}:")


def read_side(source: Source, overlays: Sequence[str], hosts: Collection[str]) -> Side:
    """The document, its lists inferred where it states none; it need not have any. Raises SpecError."""
    contract, library = read_with_places(
        source.path,
        name=source.name,
        overlays=overlays,
        hosts=hosts,
        require_listing=False,
        infer=True,
    )
    return Side(contract=contract, places=Places(library, prefix=source.prefix, beside=overlays))


def no_side(name: str, like: Source) -> Side:
    """A document without any list, which stands where the folder has none of this name."""
    text = "openapi: 3.0.3\npaths: {}\n"
    contract, library = read_with_places(like.path, name=name, text=text, require_listing=False)
    return Side(contract=contract, places=Places(library))


def read_both(
    old: Source, new: Source, overlays: tuple[Sequence[str], Sequence[str]], hosts: Collection[str]
) -> tuple[Side, Side]:
    """Both sides. Raises SpecError with the faults of both."""
    sides, faults = [], []
    for source, laid_over in zip((old, new), overlays, strict=True):
        try:
            sides.append(read_side(source, laid_over, hosts))
        except SpecError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise SpecError(faults)
    return sides[0], sides[1]


def _is_openapi(path: Path) -> bool:
    """Whether the file says that it is OpenAPI, be it broken otherwise."""
    try:
        with path.open("rb") as file:
            return _IS_OPENAPI.search(file.read(LARGEST).decode("utf-8", "replace")) is not None
    except OSError:
        return False


class _Revision:
    """A revision of the repository that the working folder is in."""

    def __init__(self, text: str, revision: str) -> None:
        self._text = text
        self._top = self._ask("rev-parse", "--show-toplevel", why="no git repository is here").strip()
        self._prefix = self._ask("rev-parse", "--show-prefix", why="no git repository is here").strip()
        why = f"git knows no revision {revision}"
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision or 'HEAD'}^{{tree}}")
        self._tree = self._ask(*asked, why=why).strip()

    def unpack(self, path: str, folder: Path) -> str:
        """Unpack what documents are made of; returns the path that was meant, inside the folder."""
        is_from_here = path.startswith(("./", "../")) or path == "."
        wanted = os.path.normpath(PurePosixPath(self._prefix, path) if is_from_here else path or ".")
        if wanted.startswith(("..", "/")):
            raise self._fault("the path leads out of the repository")
        names = self._ask("ls-tree", "-r", "-z", "--name-only", self._tree, why="git can't list it").split(
            "\0"
        )
        held = [name for name in names if name.endswith(_SUFFIXES) and "\n" not in name]
        is_known = wanted == "." or any(name == wanted or name.startswith(f"{wanted}/") for name in names)
        if not is_known:
            raise self._fault(f"the revision has no {wanted}")
        held += [wanted] if wanted in names and wanted not in held else []
        for start in range(0, len(held), _AT_ONCE):
            self._take(held[start : start + _AT_ONCE], folder)
        return wanted

    def _take(self, names: Sequence[str], folder: Path) -> None:
        """Write the files as git holds them: an archive would leave out what attributes keep from exports."""
        asked = "".join(f"{self._tree}:{name}\n" for name in names).encode("utf-8", "surrogateescape")
        packed = io.BytesIO(self._run("cat-file", "--batch", why="git can't read it", given=asked))
        for name in names:
            *_, kind, size = packed.readline().split()
            if not size.isdigit():
                continue  # git lists it and does not have it, as of another repository inside this one
            content = packed.read(int(size))
            packed.read(1)
            if kind == b"blob" and len(content) <= LARGEST:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)

    def _ask(self, *words: str, why: str) -> str:
        return self._run(*words, why=why).decode("utf-8", "surrogateescape")

    def _run(self, *words: str, why: str, given: bytes = b"") -> bytes:
        where = ["-C", self._top] if hasattr(self, "_top") and words[0] != "rev-parse" else []
        try:
            done = subprocess.run(["git", *where, *words], input=given, capture_output=True, check=False)
        except FileNotFoundError:
            raise self._fault("there is no such file, and no git to ask for a revision") from None
        if done.returncode:
            raise self._fault(why)
        return done.stdout

    def _fault(self, found: str) -> ConfigError:
        wanted = "name a file, a folder, or what git has as REVISION:PATH, such as main:specs/orders.yaml"
        return ConfigError([Fault(file=self._text, found=found, wanted=wanted)])
