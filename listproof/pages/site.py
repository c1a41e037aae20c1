"""The pages of contracts, made all at once and then moved into their folder over an earlier build's."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from listproof.contract import Contract, Operation
from listproof.errors import ConfigError, Fault
from listproof.pages.asking import Mock
from listproof.pages.comparing import index_page, laws_page
from listproof.pages.endpoint import endpoint_page
from listproof.pages.runs import Run, badges, runs_by_operation
from listproof.pages.study import Study, study
from listproof.pages.words import Page, slug

MANIFEST: Final = ".listproof-docs.json"
_OURS: Final = frozenset({"index", "laws", "readme"})


def studies(asked: Sequence[tuple[Contract, Operation, Mock]], runs: Sequence[Run] = ()) -> tuple[Study, ...]:
    """Every endpoint studied, each with a file name of its own that stays from build to build.

    Raises ConfigError where a run of the suite belongs to none of them, or two to the same one.
    """
    ran = runs_by_operation(runs, [operation for _, operation, _ in asked])
    names = _names([(contract, operation) for contract, operation, _ in asked])
    return tuple(
        study(contract, operation, mock, name, ran.get(place))
        for place, ((contract, operation, mock), name) in enumerate(zip(asked, names, strict=True))
    )


def pages(studied: Sequence[Study]) -> tuple[Page, ...]:
    """The index, a page for each endpoint, and the laws."""
    return (index_page(studied), *(endpoint_page(each) for each in studied), laws_page(studied))


def badges_of(studied: Sequence[Study]) -> Mapping[str, str]:
    """A badge for each endpoint that was judged, and one for all of them."""
    return badges({each.name: each.run for each in studied if each.run is not None})


def _names(operations: Sequence[tuple[Contract, Operation]]) -> list[str]:
    """The operation's id, with the contract's name where two would share it, and a number where these do."""
    short = [slug(operation.id) for _, operation in operations]
    long = [slug(f"{contract.name}-{operation.id}") for contract, operation in operations]
    counted = Counter(name.lower() for name in short)
    taken = set(_OURS)
    found = []
    for brief, full in zip(short, long, strict=True):
        wish = brief if counted[brief.lower()] == 1 and brief.lower() not in _OURS else full
        candidates = (wish, *(f"{wish}-{number}" for number in range(2, len(short) + len(_OURS) + 2)))
        name = next(each for each in candidates if each.lower() not in taken)
        taken.add(name.lower())
        found.append(name)
    return found


# --- the folder --------------------------------------------------------------------------------------


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files into the folder, and remove what an earlier build left and this one lacks.

    Nothing is touched unless all can be written: a file of somebody else that stands in the way is a
    ConfigError. The manifest names the files that are ours.
    """
    former = _former(folder)
    _check_free(folder, files, former)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".listproof-building-") as building:
        manifest = json.dumps({"listproof": "docs", "files": sorted(files)}, indent=2) + "\n"
        for name, text in {**files, MANIFEST: manifest}.items():
            Path(building, name).write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        for name in (*files, MANIFEST):
            os.replace(Path(building, name), folder / name)  # noqa: PTH105 - as one step, over what is there
    for name in former - files.keys():
        (folder / name).unlink(missing_ok=True)


def _former(folder: Path) -> frozenset[str]:
    """The files of the build before, as its manifest names them; none where there is no manifest."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError([Fault(file=str(folder), found="this is a file", wanted="name a folder with -o")])
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return frozenset()
    listed = held.get("files") if isinstance(held, dict) else None
    names = listed if isinstance(listed, list) else []
    # A manifest could be anybody's: only plain names inside the folder are believed.
    return frozenset(name for name in names if isinstance(name, str) and name == Path(name).name and name)


def _check_free(folder: Path, files: Iterable[str], former: frozenset[str]) -> None:
    """Hold that nothing of somebody else would be written over."""
    foreign = [name for name in files if name not in former and (folder / name).exists()]
    if foreign:
        raise ConfigError(
            Fault(
                file=str(folder / name),
                found="this file is no earlier build's",
                wanted="move it away, or name another folder with -o",
            )
            for name in sorted(foreign)
        )


def remains(folder: Path, files: Iterable[str]) -> tuple[str, ...]:
    """What stands in the folder and is not of this build."""
    ours = {*files, MANIFEST}
    return tuple(sorted(each.name for each in folder.iterdir() if each.name not in ours))
