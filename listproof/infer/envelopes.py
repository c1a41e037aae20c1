"""Envelopes: the fields around the items of an answer, which tell what some parameters are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from listproof.infer.names import fold
from listproof.infer.plain import PlainOperation
from listproof.infer.shapes import Shape, Shapes

_DEEPEST: Final = 3
# Objects that speak of the list and not of its items.
_HOLDERS: Final = frozenset(
    {"meta", "metadata", "pagination", "paging", "pageinfo", "responsemetadata", "page", "cursor", "cursors"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """The fields beside the items, by folded name."""

    beside: Mapping[str, Shape] = field(default_factory=dict)
    """Those of the body itself."""
    about: Mapping[str, Shape] = field(default_factory=dict)
    """Those of the objects in it that speak of the list, such as `pagination`."""

    def has_number(self, name: str) -> bool:
        """Whether an object that speaks of the list has a number of this name."""
        return name in self.about and self.about[name].is_whole

    def leads_on_by(self, name: str) -> bool:
        """Whether the answer has a text that is the next value of a parameter of this folded name.

        That is `next_x` for the parameter `x`, and `next_x` itself where the parameter is called so.
        """
        wanted = name if name.startswith("next") else f"next{name}"
        found = [held[wanted] for held in (self.beside, self.about) if wanted in held]
        return any("string" in each.types and each.is_only("string", "integer") for each in found)


def envelope_of(operation: PlainOperation) -> Envelope:
    """The envelope of the operation's answer; an empty one where the body is no object."""
    success = operation.success
    body = success.body if success else None
    if body is None or not body.is_only("object"):
        return Envelope()
    beside = {fold(name): operation.shapes.member(body, name) for name in body.properties}
    return Envelope(beside, dict(_about(operation.shapes, body, _DEEPEST)))


def _about(shapes: Shapes, shape: Shape, depth: int) -> Iterator[tuple[str, Shape]]:
    for name in shape.properties if depth else ():
        held = shapes.member(shape, name)
        if fold(name) in _HOLDERS and held.is_only("object"):
            yield from ((fold(key), shapes.member(held, key)) for key in held.properties)
            yield from _about(shapes, held, depth - 1)
