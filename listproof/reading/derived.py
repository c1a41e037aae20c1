"""Documents made from documents: a value that is changed or converted, and knows where each part was written.

What nobody touched stays the value that was read, shared and never changed; what is opened for a change
is copied first, one object or array at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from listproof.contract import Json, Pointer
from listproof.reading.documents import Document, Spot


class Part:
    """A part of a value in the making, and the spot that it is from."""

    __slots__ = ("_inner", "spot", "value")

    def __init__(self, spot: Spot, value: Json) -> None:
        self.spot = spot
        self.value = value
        # By key, those that are not simply what the spot has there; of an array, all. None: not opened.
        self._inner: dict[str, Part] | list[Part] | None = None

    @classmethod
    def of(cls, spot: Spot) -> Part:
        """What stands at the spot, as it is."""
        return cls(spot, spot.value)

    @classmethod
    def object(cls, spot: Spot, members: Mapping[str, Part]) -> Part:
        """An object of these members, for what stands at the spot."""
        part = cls(spot, {key: member.value for key, member in members.items()})
        part._inner = dict(members)
        return part

    @classmethod
    def array(cls, spot: Spot, elements: Iterable[Part]) -> Part:
        """An array of these elements, for what stands at the spot."""
        every = list(elements)
        part = cls(spot, [element.value for element in every])
        part._inner = every
        return part

    def opened(self, pointer: Pointer) -> Part:
        """The part at the pointer, which must stand there, with all on the way to it ready to be changed."""
        here = self
        here._open()
        for token in pointer:
            here = here._member(token)
        return here

    def put(self, key: str, part: Part) -> None:
        """Let the part stand under the key of this object, or as this element of this array."""
        self._open()
        if isinstance(self._inner, list):
            self._inner[int(key)] = part
            self.value[int(key)] = part.value
        elif self._inner is not None:
            self._inner[key] = part
            self.value[key] = part.value

    def append(self, part: Part) -> None:
        """Let the part stand at the end of this array."""
        self._open()
        assert isinstance(self._inner, list)
        self._inner.append(part)
        self.value.append(part.value)

    def remove(self, key: str) -> None:
        """Take away what stands under the key, or this element of this array."""
        self._open()
        if isinstance(self._inner, list):
            del self._inner[int(key)], self.value[int(key)]
        elif self._inner is not None:
            self._inner.pop(key, None)
            del self.value[key]

    def members(self) -> list[tuple[str, Part]]:
        """Copies of the members of this object, by key."""
        inner = self._inner if isinstance(self._inner, dict) else {}
        return [
            (key, inner[key].copied() if key in inner else Part(self.spot.at(key), value))
            for key, value in self.value.items()
        ]

    def elements(self) -> list[Part]:
        """Copies of the elements of this array."""
        if isinstance(self._inner, list):
            return [part.copied() for part in self._inner]
        return [Part(self.spot.at(str(index)), value) for index, value in enumerate(self.value)]

    def copied(self) -> Part:
        """The same for another place: a change to either leaves the other as it is."""
        if isinstance(self._inner, list):
            return Part.array(self.spot, [part.copied() for part in self._inner])
        copy = Part(self.spot, self.value)
        if self._inner is not None:
            copy._inner = {key: part.copied() for key, part in self._inner.items()}
            copy.value = {**self.value, **{key: part.value for key, part in copy._inner.items()}}
        return copy

    def origin(self, pointer: Pointer) -> Spot:
        """Where what stands at the pointer was written, or would be: in what is around it."""
        here = self
        for depth, token in enumerate(pointer):
            inner = here._inner
            if isinstance(inner, list):
                if not token.isdigit() or int(token) >= len(inner):
                    return here.spot.at(*pointer[depth:])
                here = inner[int(token)]
            elif inner is not None and token in inner:
                here = inner[token]
            else:
                return here.spot.at(*pointer[depth:])
        return here.spot

    def _open(self) -> None:
        if self._inner is not None:
            return
        if isinstance(self.value, dict):
            self.value, self._inner = dict(self.value), {}
        elif isinstance(self.value, list):
            self._inner = [Part(self.spot.at(str(index)), each) for index, each in enumerate(self.value)]
            self.value = list(self.value)

    def _member(self, token: str) -> Part:
        inner: Any = self._inner
        member: Part
        if isinstance(inner, list):
            member = inner[int(token)]
        else:
            member = inner.setdefault(token, Part(self.spot.at(token), self.value[token]))
        member._open()
        self.value[int(token) if isinstance(inner, list) else token] = member.value
        return member


def derived(source: Document, part: Part, *, converted: bool = False) -> Document:
    """The document that came of the source; it keeps the source's name, and its parts their origins."""

    def locate(pointer: Pointer) -> int:
        return part.origin(pointer).line

    return Document(
        name=source.name,
        path=source.path,
        value=part.value,
        locate=locate,
        origin=part.origin,
        converted=converted,
        url=source.url,
        hosts=source.hosts,
        repeats=source.repeats,
    )
