"""Metadata: what a service says of its entity sets (CSDL 4.01), as far as lists are concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from listproof.contract import Json
from listproof.reading.faults import listed

CAPABILITIES: Final = "Org.OData.Capabilities.V1"
_SEGMENT: Final = re.compile(r"[^(/{]+")
_DEEPEST: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a list can be asked for (Org.OData.Capabilities.V1); what is not annotated is supported."""

    top: bool = True
    skip: bool = True
    countable: bool = True
    searchable: bool = True
    selectable: bool = True
    filterable: bool = True
    sortable: bool = True
    not_filtered: tuple[str, ...] = ()
    needed_filters: tuple[str, ...] = ()
    not_sorted: tuple[str, ...] = ()
    only_ascending: tuple[str, ...] = ()
    only_descending: tuple[str, ...] = ()


def capabilities_of(terms: Mapping[str, Json]) -> Capabilities:
    """The capabilities of a set, by the names of the terms without their namespace."""
    filters, sorts = _record(terms, "FilterRestrictions"), _record(terms, "SortRestrictions")
    return Capabilities(
        top=terms.get("TopSupported") is not False,
        skip=terms.get("SkipSupported") is not False,
        countable=_record(terms, "CountRestrictions").get("Countable") is not False,
        searchable=_record(terms, "SearchRestrictions").get("Searchable") is not False,
        selectable=_record(terms, "SelectSupport").get("Supported") is not False,
        filterable=filters.get("Filterable") is not False,
        sortable=sorts.get("Sortable") is not False,
        not_filtered=_names(filters.get("NonFilterableProperties")),
        needed_filters=_names(filters.get("RequiredProperties")),
        not_sorted=_names(sorts.get("NonSortableProperties")),
        only_ascending=_names(sorts.get("AscendingOnlyProperties")),
        only_descending=_names(sorts.get("DescendingOnlyProperties")),
    )


def _record(terms: Mapping[str, Json], name: str) -> Mapping[str, Any]:
    value = terms.get(name)
    return value if isinstance(value, dict) else {}


def _names(value: Json) -> tuple[str, ...]:
    """The paths of a collection; CSDL JSON writes them as texts, and older services as objects."""
    listed = value if isinstance(value, list) else []
    found = (each.get("$PropertyPath") if isinstance(each, dict) else each for each in listed)
    return tuple(each for each in found if isinstance(each, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """A type of items."""

    name: str
    """With its namespace."""
    key: tuple[str, ...] = ()
    """The properties that make an item itself, none where its base type has them."""
    base: str = ""
    leads: Mapping[str, str] = field(default_factory=dict)
    """The type that each navigation property leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitySet:
    """A list of the service."""

    name: str
    type: str
    capabilities: Capabilities = Capabilities()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """What the metadata says of the list at a path."""

    type: EntityType
    key: tuple[str, ...]
    capabilities: Capabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The types by name with their namespace, and the sets by name."""

    types: Mapping[str, EntityType]
    sets: Mapping[str, EntitySet]

    @property
    def names(self) -> str:
        """The names of its sets."""
        return listed(self.sets)

    def at(self, path: str) -> Entities | None:
        """The list at the path: a set, or what navigation properties lead to from one; None for no list."""
        names = [_name(segment) for segment in path.split("/") if segment]
        start = next((at for at, name in enumerate(names) if name in self.sets), None)
        if start is None:
            return None
        first, way = self.sets[names[start]], [name for name in names[start + 1 :] if name]
        type_ = self.types.get(first.type)
        for name in way:
            type_ = self.types.get(self._leads(type_).get(name, "")) if type_ is not None else None
        if type_ is None:
            return None
        capabilities = Capabilities() if way else first.capabilities
        return Entities(type=type_, key=self._key(type_), capabilities=capabilities)

    def _lineage(self, type_: EntityType) -> Iterable[EntityType]:
        """The type and those that it is made of."""
        for _ in range(_DEEPEST):
            yield type_
            base = self.types.get(type_.base)
            if base is None:
                return
            type_ = base

    def _leads(self, type_: EntityType) -> Mapping[str, str]:
        return {name: leads for each in self._lineage(type_) for name, leads in each.leads.items()}

    def _key(self, type_: EntityType) -> tuple[str, ...]:
        return next((each.key for each in self._lineage(type_) if each.key), ())


def _name(segment: str) -> str:
    """The name of a segment without its key: of `Orders({id})`; nothing of `{id}`."""
    match = _SEGMENT.match(segment)
    return match.group() if match else ""
