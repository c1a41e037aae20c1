"""Places: where the words of a contract stand in its files, by line and by JSON Pointer."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from listproof.changes.change import At, Spotted
from listproof.contract import MISSING, Pointer, pointer_text
from listproof.reading.documents import Spot
from listproof.reading.references import Library
from listproof.reading.statements import stated

_LISTING = "x-listing"
_CLAUSES = "x-clauses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """That a document calls something deprecated, and from which day on it may be gone (`x-sunset`)."""

    is_deprecated: bool = False
    sunset: str = ""

    def over(self, today: datetime.date) -> bool:
        """Whether that day has come."""
        try:
            day = datetime.date.fromisoformat(self.sunset[:10])
        except ValueError:
            return False
        return self.is_deprecated and day <= today


class Places:
    """The places of one document, and of the files that it refers to."""

    def __init__(self, library: Library, *, prefix: str = "", beside: Collection[str] = ()) -> None:
        """`prefix` is what stands before the names of files in a revision; those `beside` it are in none."""
        self._library = library
        self._root = library.first.root
        self._prefix = prefix
        self._beside = frozenset(beside)

    def spotted(self, path: str, at: At) -> Spotted:
        """Where the word stands, or the nearest thing around it that does."""
        spot = self._spot(path, at)
        pointer = pointer_text(spot.unconverted.pointer)
        file = spot.file
        is_named = file in self._beside or file.startswith(self._prefix)
        return Spotted(file=file if is_named else f"{self._prefix}{file}", line=spot.line, pointer=pointer)

    def has_get(self, path: str) -> bool:
        """Whether the document has a GET on the path, list or not."""
        return bool(self._get(path))

    def farewell(self, path: str, key: str = "") -> Farewell:
        """What the document says of the end of an operation, or of one of its parameters."""
        spot = self._parameter(path, key) if key else self._get(path)
        if not spot or not isinstance(spot.value, dict):
            return Farewell()
        sunset = spot.value.get("x-sunset", "")
        return Farewell(
            is_deprecated=spot.value.get("deprecated") is True,
            sunset=sunset if isinstance(sunset, str) else "",
        )

    def _spot(self, path: str, at: At) -> Spot:
        section, *keys = at
        get = self._get(path)
        around = get or self._root.at("paths", path) or self._root.at("paths") or self._root
        if section == "servers":
            return self._nearest(self._root, ("servers",))
        if section == "paths" or not get:
            return around
        if section == "listing":
            return self._listed(get, tuple(keys))
        if section == "parameter":
            parameter = self._parameter(path, keys[0])
            return self._nearest(parameter, tuple(keys[1:])) if parameter else get.at("parameters") or get
        if section == "clause":
            return self._clause(get, keys)
        if section == "security":
            scheme = self._root.at("components", "securitySchemes", *keys) if keys else None
            return scheme or get.at("security") or self._root.at("security") or get
        if section == "response":
            return self._response(get, keys[0], tuple(keys[1:]))
        return self._nearest(get, tuple(keys))

    def _item(self, path: str) -> Spot | None:
        spot = self._root.at("paths", path)
        return self._library.follow(spot) if spot else None

    def _get(self, path: str) -> Spot | None:
        item = self._item(path)
        spot = item.at("get") if item is not None else None
        return self._library.follow(spot) if spot else None

    def _nearest(self, spot: Spot, keys: Pointer) -> Spot:
        """The deepest thing on the way that is there; what the way leads through by reference is followed."""
        for key in keys:
            inner = self._library.follow(spot.at(key)) if spot.at(key) else None
            if inner is None:
                return spot
            spot = inner
        return spot

    def _listed(self, get: Spot, keys: Pointer) -> Spot:
        statement = stated(get.at(_LISTING), self._root.at(_LISTING))
        for length in range(len(keys), 0, -1):
            spot = statement.spot(*keys[:length])
            if spot:
                return spot
        return get.at(_LISTING) or get

    def _parameters(self, path: str) -> Iterator[Spot]:
        """The parameters of the operation, then those of its path, by reference or not."""
        for holder in (self._get(path), self._item(path)):
            held = self._library.member(holder, "parameters") if holder is not None else None
            for reference in held.members if held else ():
                spot = self._library.follow(reference)
                if spot is not None and isinstance(spot.value, dict):
                    yield spot

    def _parameter(self, path: str, key: str) -> Spot | None:
        bare = key.partition("[")[0]
        for spot in self._parameters(path):
            name, location = spot.value.get("name"), spot.value.get("in")
            written = str(name) if location == "query" else f"{location}:{name}"
            if written.lower() in (key.lower(), bare.lower()):
                return spot
        return None

    def _clause(self, get: Spot, keys: list[str]) -> Spot:
        held = get.at(_CLAUSES)
        for clause in held.members if held else ():
            if clause.at("id").value == keys[0]:
                return self._nearest(clause, tuple(keys[1:]))
        return held or get

    def _response(self, get: Spot, status: str, keys: Pointer) -> Spot:
        response = self._nearest(get, ("responses", status))
        if keys[:1] != ("schema",):
            return self._nearest(response, keys)
        media_types = response.at("content").members
        schema = self._nearest(media_types[0], ("schema",)) if media_types else response
        for token in keys[1:]:
            inside = ("items",) if token == "*" or token.isdigit() else ("properties", token)
            inner = self._nearest(schema, inside)
            if inner.value is MISSING or inner.pointer == schema.pointer or inner.key in ("properties",):
                return schema
            schema = inner
        return schema
