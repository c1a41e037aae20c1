"""An imagined list, for a dry run: what `Client` is to a server, this is to an imagination."""

from __future__ import annotations

import json
from typing import Any, Final

from conformance.asking.jsonbody import parse_json
from conformance.evidence import Exchange, Request
from conformance.questions import Question
from conformance.settling.ground import Ground
from listproof.contract import Json, Pointer
from listproof.infer.bodies import find_items
from listproof.infer.shapes import Shape

_ROWS: Final = 250
_DEFAULT: Final = 20


class Imagined:
    """A list of numbered rows that is paged as the proposal says, and refuses nothing."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        plain = ground.proposal.operation
        items = find_items(plain)
        self._shapes: dict[str, Shape] = {}
        if not isinstance(items, str):
            self._shapes = {name: plain.shapes.member(items.item, name) for name in items.item.properties}

    def ask(self, question: Question, request: Request) -> Exchange:
        """A page as the document describes it, whatever is asked."""
        body = json.dumps(self._body(question)).encode()
        headers = (("content-type", "application/json"),)
        return Exchange(
            question=question,
            request=request,
            status=200,
            headers=headers,
            body=body,
            json=parse_json(body)[0],
        )

    def _body(self, question: Question) -> Json:
        size = self._ground.size
        number = question.size if question.size is not None and question.size > 0 else None
        number = min(number or (size.default if size and size.default else _DEFAULT), _ROWS)
        start = self._start(question, number)
        rows = [self._row(index) for index in range(start, min(start + number, _ROWS))]
        body = _laid({}, self._ground.listing.items.pointer or (), rows)
        after = start + len(rows)
        said = {"total": _ROWS, "next": str(after) if after < _ROWS else None, "has_next": after < _ROWS}
        for role, place in self._ground.listing.meta.items():
            if role in said and place.where == "body" and place.pointer:
                body = _laid(body, place.pointer, said[role])
        return body

    def _start(self, question: Question, number: int) -> int:
        position, by = question.position, self._ground.listing.page.by
        if isinstance(position, str):
            return int(position) if position.isascii() and position.isdigit() else 0
        if position is None:
            return 0
        first = min(self._ground.listing.page.first, default=1)
        return max(0, position if by == "offset" else (position - first) * number)

    def _row(self, index: int) -> Json:
        row: dict[str, Any] = {name: _value(name, shape, index) for name, shape in self._shapes.items()}
        at = self._ground.listing.id
        return _laid(row, at, index) if at else row or {"imagined": index}


def _value(name: str, shape: Shape, index: int) -> Json:
    """Something that differs from row to row as far as the document lets it."""
    if shape.enum:
        return shape.enum[index % len(shape.enum)]
    if shape.is_only("integer", "number"):
        return index
    return None if not shape.is_only("string") else f"{name}-{index // 2}"


def _laid(value: Json, at: Pointer, member: Json) -> Json:
    """The value with a member put at a pointer, with the objects on the way to it."""
    if not at:
        return member
    inner = value if isinstance(value, dict) else {}
    inner[at[0]] = _laid(inner.get(at[0], {}), at[1:], member)
    return inner
