"""Gathering: one document that says what several files say together, for tools that read a single one."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from listproof.contract import Json, Pointer, pointer_text
from listproof.reading.documents import Document, Spot
from listproof.reading.references import Library, holds_data, holds_names, is_reference

_DEEPEST: Final = 200
_MOST_WRITTEN_OUT: Final = 10_000


def gathered(library: Library) -> dict[str, Json]:
    """The first document as plain JSON, with what it refers to in other files taken in.

    What stands in another file comes where it is first referred to; every further reference leads there.
    """
    whole: dict[str, Json] = _Gathering(library).copy(library.first.root, ())
    return whole


class _Gathering:
    """One document being put together."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._placed: dict[tuple[int, Pointer], Pointer] = {}
        self._written_out = 0

    def copy(self, spot: Spot, at: Pointer, *, is_names: bool = False) -> Json:
        """What stands at the spot, as it reads when it stands at the place of the one document."""
        if len(at) > _DEEPEST:
            self._library.faults.add(
                spot, "the files together are nested too deeply", f"{_DEEPEST} levels are the most"
            )
            return {}
        if isinstance(spot.value, list):
            return [self.copy(each, (*at, each.key)) for each in spot.members]
        if not isinstance(spot.value, dict):
            return spot.value
        if is_reference(spot.value):
            return self._reference(spot, at, is_names=is_names)
        return {
            each.key: each.value
            if holds_data(each.key, each.value, is_name=is_names)
            else self.copy(
                each, (*at, each.key), is_names=holds_names(each.key, each.value, is_name=is_names)
            )
            for each in spot.members
        }

    def _reference(self, spot: Spot, at: Pointer, *, is_names: bool) -> Json:
        target = self._library.target(spot)
        if target is None:
            return {}
        beside = {key: value for key, value in spot.value.items() if key != "$ref"}
        if target.document is self._library.first and not is_names:
            return {**beside, "$ref": _fragment(target.pointer)}
        key = _key(target.document, target.pointer)
        # An object of names can't be a reference: it is written out each time.
        self._written_out += is_names
        if key in self._placed and (not is_names or self._written_out > _MOST_WRITTEN_OUT):
            return {**beside, "$ref": _fragment(self._placed[key])}
        self._placed.setdefault(key, at)
        copied = self.copy(target, at, is_names=is_names)
        return {**copied, **beside} if isinstance(copied, dict) else copied


def _key(document: Document, pointer: Pointer) -> tuple[int, Pointer]:
    return id(document), pointer


def _fragment(pointer: Pointer) -> str:
    return "#" + quote(pointer_text(pointer), safe="/~!$&'()*+,;=:@")
