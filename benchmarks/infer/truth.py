"""Truth: what a person read in a public document about a sample of its GETs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

TRUTHS: Final = Path(__file__).parent / "truth"
OWN: Final = Path(__file__).parent / "documents"
"""The documents that their licences let us keep here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to ask for the pages of a list."""

    by: str
    param: str | None
    first: int | None
    """The number of the first page, where the document tells it."""
    size: str | None
    maximum: int | None
    """The largest size, where the document tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the document says of one GET."""

    path: str
    ways: tuple[Way, ...]
    """How it pages; any of them is right. None: it is no list, or doesn't page, or nobody can tell."""
    is_list: bool
    """Whether it is a list that pages, told or not: before and after without a word may mean anything."""
    items: str | None
    """The JSON Pointer of its items, or None where the document doesn't tell."""
    meta: Mapping[str, tuple[str, ...]]
    """The places of each role, any of which is right."""
    filter: Mapping[str, str | None]
    """The parameters that select, with the place that each is compared with where the document tells it."""
    operators: Mapping[str, tuple[str, ...]]
    """How a parameter of `filter` is compared, where it is neither by equality nor with one of several."""
    sort: frozenset[str]
    """The parameters that ask for an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One document, and what was read in it."""

    name: str
    source: str
    version: str
    licence: str
    sha256: str
    file: str
    held_out: bool
    seed: int
    arrays: int
    """How many GETs have an array at the root of their JSON answer, or up to two keys below."""
    sample: tuple[Read, ...]


class WrongDocumentError(Exception):
    """A file that is another than the one that was read."""


def read_truths(folder: Path = TRUTHS) -> list[Truth]:
    """Every truth of the folder, by name, those of held-out documents last."""
    found = [_truth(path) for path in sorted(folder.glob("*.yaml"))]
    return sorted(found, key=lambda each: each.held_out)


def find_document(truth: Truth, folders: list[Path]) -> Path | None:
    """The document's file in the first folder that has it, or None.

    Raises WrongDocumentError where its SHA-256 is not that of the document that was read.
    """
    for folder in folders:
        path = folder / truth.file
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest != truth.sha256:
                raise WrongDocumentError(f"{path} has the SHA-256 {digest}, and {truth.sha256} was read")
            return path
    return None


def _truth(path: Path) -> Truth:
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Truth(
        name=path.stem,
        source=value["source"],
        version=value["version"],
        licence=value["licence"],
        sha256=value["sha256"],
        file=value["file"],
        held_out=value["held_out"],
        seed=value["seed"],
        arrays=value["arrays"],
        sample=tuple(_read(each) for each in value["sample"]),
    )


def _read(value: dict[str, object]) -> Read:
    operators = value.get("operators", {})
    assert isinstance(operators, dict)
    ways, meta, filters = value.get("ways", []), value.get("meta", {}), value.get("filter", {})
    items, sort = value.get("items"), value.get("sort", [])
    assert isinstance(ways, list)
    assert isinstance(meta, dict)
    assert isinstance(filters, dict)
    assert isinstance(sort, list)
    return Read(
        path=str(value["path"]),
        ways=tuple(_way(each) for each in ways),
        is_list=value.get("list", True) is not False,
        items=items if isinstance(items, str) else None,
        meta={role: tuple(places) for role, places in meta.items()},
        filter=filters,
        operators={name: tuple(ops) for name, ops in operators.items()},
        sort=frozenset(sort),
    )


def _way(value: dict[str, object]) -> Way:
    param, first, size, maximum = (value.get(key) for key in ("param", "first", "size", "maximum"))
    return Way(
        by=str(value["by"]),
        param=str(param) if param is not None else None,
        first=first if isinstance(first, int) else None,
        size=str(size) if size is not None else None,
        maximum=maximum if isinstance(maximum, int) else None,
    )
