"""Marks: what stands on parameters, on fields of the answer and on its schema, each thing marked for itself.

`x-stainless-pagination-property` says by its `purpose` what a thing is for, `x-ms-list-...: true` by its own
name (https://github.com/microsoft/OpenAPI, extensions/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from listproof.contract import Json, pointer_text
from listproof.infer.guesses import Open, printable
from listproof.infer.importing.imported import Imported
from listproof.infer.plain import PlainOperation, PlainParameter
from listproof.infer.shapes import Shape

_DEEPEST: Final = 4
_MOST_FIELDS: Final = 1_000
"""Of one depth."""

Said = Mapping[str, Json]
_Fields = Sequence[tuple[tuple[str, ...], Shape]]


def read_marks(operation: PlainOperation) -> Iterator[Imported]:
    """What the marks of each kind say."""
    fields = tuple(_fields(operation))
    for read in (_stainless, _ms_list):
        imported = read(operation, fields)
        if imported is not None:
            yield imported


def _parameters(operation: PlainOperation) -> Iterator[tuple[PlainParameter, Said]]:
    """Every parameter with what is said of it and of its schema under keys of other tools."""
    for each in operation.parameters.values():
        yield each, {**each.shape.extensions, **each.extensions}


def _fields(operation: PlainOperation) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """The body and every field of it near its root, each with its keys."""
    success = operation.success
    level: list[tuple[tuple[str, ...], Shape]] = [((), success.body)] if success and success.body else []
    for _ in range(_DEEPEST + 1):
        yield from level
        below = (
            ((*way, name), operation.shapes.at(spot))
            for way, shape in level
            if not shape.is_only("array")
            for name, spot in {**shape.sometimes, **shape.properties}.items()
        )
        level = list(islice(below, _MOST_FIELDS))


def _of_an_item(operation: PlainOperation, array: Shape) -> Iterator[tuple[str, Shape]]:
    """The fields of an element of the array."""
    if array.elements is not None:
        element = operation.shapes.at(array.elements)
        yield from ((name, operation.shapes.at(spot)) for name, spot in element.properties.items())


@dataclass(slots=True)
class _Found:
    """What the marks said so far; of two that say the same of different things the first holds."""

    name: str
    by: str | None = None
    param: str | None = None
    size: str | None = None
    items: tuple[str, ...] | None = None
    meta: dict[str, str] = field(default_factory=dict)
    opens: list[Open] = field(default_factory=list)

    def leads(self, by: str, param: str) -> None:
        """This parameter asks for pages."""
        if self.param is not None and self.param != param:
            self.opens.append(
                Open(("page",), f"{self.name} is on {self.param} and on {param}: which asks for pages?")
            )
            return
        self.by, self.param = by, param

    def holds(self, way: tuple[str, ...]) -> None:
        """The items are here."""
        if self.items is not None:
            places = f"{pointer_text(self.items)} and on {pointer_text(way)}"
            self.opens.append(Open(("items",), f"{self.name} is on {places}: which are the items?"))
            return
        self.items = way

    def has(self, role: str, place: str) -> None:
        """The answer says this here."""
        if self.meta.setdefault(role, place) != place:
            found = f"{self.name} is on {self.meta[role]} and on {place}: which is it?"
            self.opens.append(Open(("meta", role), found))

    def imported(self) -> Imported | None:
        """All of it; None where there was nothing."""
        by = self.by or ("link" if "next" in self.meta and self.is_linked else None)
        imported = Imported(
            name=self.name, by=by, param=self.param, size=self.size, items=self.items, meta=self.meta,
            opens=tuple(self.opens),
        )  # fmt: skip
        return imported if imported.says_something or imported.opens else None

    is_linked: bool = False
    """Whether the next page's address is in the answer, and not a token for it."""


# --- x-stainless-pagination-property ---

STAINLESS: Final = "x-stainless-pagination-property"
_PARAMS: Final = {
    "next_cursor_param": "cursor", "next_cursor_id_param": "cursor", "page_number_param": "page",
    "offset_count_param": "offset",
}  # fmt: skip
_BACKWARD: Final = ("previous_cursor_param", "previous_cursor_id_param")
_MARKED: Final = {
    "next_cursor_field": "next", "cursor_url_field": "next", "current_page_number_field": "page",
    "total_page_count_field": "pages", "offset_total_count_field": "total", "has_next_page": "has_next",
    "previous_cursor_field": "prev",
}  # fmt: skip
_START: Final = "offset_count_start_field"


def _stainless(operation: PlainOperation, fields: _Fields) -> Imported | None:
    found = _Found(STAINLESS)
    for parameter, said in _parameters(operation):
        purpose = _purpose(said)
        if purpose in _PARAMS:
            found.leads(_PARAMS[purpose], parameter.key)
        elif purpose and purpose not in _BACKWARD:
            _stray(found, purpose, parameter.key)
    for way, shape in fields:
        _stainless_field(found, way, shape)
        if shape.is_only("array") and way == found.items:
            for name, inner in _of_an_item(operation, shape):
                if _purpose(inner.extensions) == "cursor_item_id":
                    found.has("next", f"item:{pointer_text((name,))}")
    return found.imported()


def _stainless_field(found: _Found, way: tuple[str, ...], shape: Shape) -> None:
    value, purpose = shape.extensions.get(STAINLESS), _purpose(shape.extensions)
    value = value if isinstance(value, dict) else {}
    if value.get("is_top_level_array") is True or purpose == "items":
        # The mark may stand on a stand-in: the body itself has the items then.
        found.holds(() if value.get("is_top_level_array") is True else way)
    elif purpose in _MARKED:
        header = value.get("from_header")
        found.has(_MARKED[purpose], f"header:{header}" if isinstance(header, str) else pointer_text(way))
        found.is_linked = found.is_linked or purpose == "cursor_url_field"
    elif purpose == _START:
        question = f"{STAINLESS} has {pointer_text(way)} start a page: is it this offset, or the next one?"
        found.opens.append(Open(("meta", "offset"), question))
    elif purpose and purpose != "cursor_item_id":
        _stray(found, purpose, pointer_text(way) or "the body")


def _purpose(said: Said) -> str:
    value = said.get(STAINLESS)
    purpose = value.get("purpose") if isinstance(value, dict) else None
    return purpose if isinstance(purpose, str) else ""


def _stray(found: _Found, purpose: str, place: str) -> None:
    question = f"{STAINLESS} has the purpose {printable(purpose)[:40]} on {place}: what is it for?"
    found.opens.append(Open(("page",), question))


# --- x-ms-list ---

_LIST: Final = "x-ms-list"
_LIST_FIELDS: Final = {
    "x-ms-list-next-link": "next", "x-ms-list-prev-link": "prev", "x-ms-list-first-link": "first",
    "x-ms-list-last-link": "last", "x-ms-list-continuation-token": "next",
}  # fmt: skip
_LIST_PARAMS: Final = {
    "x-ms-list-page-index": "page", "x-ms-list-offset": "offset", "x-ms-list-continuation-token": "cursor",
}  # fmt: skip


def _ms_list(operation: PlainOperation, fields: _Fields) -> Imported | None:
    found = _Found(_LIST)
    for parameter, said in _parameters(operation):
        _odd_marks(found, parameter.key, said)
        for key, by in _LIST_PARAMS.items():
            if said.get(key) is True:
                found.leads(by, parameter.key)
        if said.get("x-ms-list-page-size") is True:
            found.size = parameter.key
    for way, shape in fields:
        _odd_marks(found, pointer_text(way) or "the body", shape.extensions)
        if shape.extensions.get("x-ms-list-page-items") is True:
            found.holds(way)
        for key, role in _LIST_FIELDS.items():
            if shape.extensions.get(key) is True:
                found.has(role, pointer_text(way))
                found.is_linked = found.is_linked or key == "x-ms-list-next-link"
    return found.imported()


def _odd_marks(found: _Found, place: str, said: Said) -> None:
    for key, value in said.items():
        if key.startswith("x-ms-list-") and not isinstance(value, bool):
            question = f"{printable(key)[:40]} is no boolean on {place}: does it hold?"
            found.opens.append(Open(("page",), question))
