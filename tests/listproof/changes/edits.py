"""Edits of a document, and the comparison of it before and after."""

from __future__ import annotations

import copy
import datetime
import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from listproof.changes.change import Change
from listproof.changes.compare import Side, compare
from listproof.changes.places import Places
from listproof.reader import read_with_places
from listproof.reading.places import parse_pointer

GONE: Final = "(gone)"
"""What an edit writes where it takes something away."""
TODAY: Final = datetime.date(2027, 1, 31)
BASE: Final[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "orders.yaml").read_text("utf-8"))

_PATH: Final = "/projects/{projectId}/orders"
_GET: Final = "/paths/~1projects~1{projectId}~1orders/get"
_PARAMETERS: Final = BASE["paths"][_PATH]["get"]["parameters"]
_INDEX: Final = {each["name"]: index for index, each in enumerate(_PARAMETERS)}
_SHORT: Final = {
    "L": f"{_GET}/x-listing",
    "G": _GET,
    "C": f"{_GET}/x-clauses",
    "S": "/components/schemas",
    "D": "",
}


def pointer_of(short: str) -> str:
    """The JSON Pointer of a place as tables write it: `L/size/over`, `limit/schema/maximum`."""
    head, _, rest = short.partition("/")
    if head in _INDEX:
        head, rest = "G", f"parameters/{_INDEX[head]}/{rest}".rstrip("/")
    return f"{_SHORT[head]}/{rest}" if rest else _SHORT[head]


def edited(edits: Mapping[str, Any], document: dict[str, Any] = BASE) -> dict[str, Any]:
    """A copy of the document in which each place has another value, or none; `-` appends to a list."""
    result = copy.deepcopy(document)
    for short, value in edits.items():
        *way, last = parse_pointer(pointer_of(short))
        holder: Any = result
        for token in way:
            holder = holder[int(token)] if isinstance(holder, list) else holder.setdefault(token, {})
        key: Any = int(last) if isinstance(holder, list) and last != "-" else last
        if value == GONE:
            del holder[key]
        elif key == "-":
            holder.append(value)
        else:
            holder[key] = copy.deepcopy(value)
    return result


def side(document: Mapping[str, Any] | str, name: str = "orders.json") -> Side:
    """The document as one side of a comparison."""
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    contract, library = read_with_places(Path(name), text=text, require_listing=False, infer=True)
    return Side(contract=contract, places=Places(library))


def changes(old: Mapping[str, Any] | str, new: Mapping[str, Any] | str) -> tuple[Change, ...]:
    """Every change from one document to the other."""
    return compare(_side(old, "orders"), _side(new, "new"), today=TODAY)


def _side(document: Mapping[str, Any] | str, stem: str) -> Side:
    name = _name(stem, document)
    return _base(name) if document is BASE else side(document, name)


@functools.cache
def _base(name: str) -> Side:
    """The document that nearly all are compared with, read once."""
    return side(BASE, name)


def _name(stem: str, document: Mapping[str, Any] | str) -> str:
    """A text is YAML; what is no text is written as JSON."""
    return f"{stem}.{'yaml' if isinstance(document, str) else 'json'}"


def told(found: tuple[Change, ...]) -> list[str]:
    """The changes in short: `breaking size/maximum limit`."""
    return [f"{each.severity.word} {each.difference.kind} {each.difference.about}".rstrip() for each in found]
