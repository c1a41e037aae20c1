"""CSDL JSON: metadata as `$metadata?$format=json` has it (OData 4.01, CSDL JSON)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from listproof.contract import Json
from listproof.infer.odata.metadata import CAPABILITIES, EntitySet, EntityType, Metadata, capabilities_of


def metadata_of(value: Mapping[str, Json]) -> Metadata:
    """The metadata of the document; what in it has no sense is passed over."""
    return _Reading(value).metadata()


def _objects(value: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, dict):
            yield key, each


class _Reading:
    """One document being read."""

    def __init__(self, value: Mapping[str, Json]) -> None:
        self._schemas = [(name, each) for name, each in _objects(value) if not name.startswith("$")]
        self._names = dict(self._aliases(value))

    def _aliases(self, value: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        """The namespace of each alias."""
        for name, schema in self._schemas:
            if isinstance(schema.get("$Alias"), str):
                yield schema["$Alias"], name
        for _, reference in _objects(value.get("$Reference")):
            included = reference.get("$Include")
            for each in included if isinstance(included, list) else ():
                if isinstance(each, dict) and isinstance(each.get("$Alias"), str):
                    yield each["$Alias"], str(each.get("$Namespace"))

    def _full(self, name: Json) -> str:
        """The name with its namespace in the place of an alias."""
        before, dot, last = str(name).rpartition(".")
        return f"{self._names.get(before, before)}{dot}{last}"

    def metadata(self) -> Metadata:
        """The types and the sets."""
        types = {each.name: each for each in self._types()}
        return Metadata(types=types, sets={each.name: each for each in self._sets()})

    def _types(self) -> Iterator[EntityType]:
        for namespace, schema in self._schemas:
            for name, each in _objects(schema):
                if each.get("$Kind") == "EntityType":
                    yield EntityType(
                        name=f"{namespace}.{name}",
                        key=tuple(self._key(each.get("$Key"))),
                        base=self._full(each["$BaseType"]) if "$BaseType" in each else "",
                        leads={
                            key: self._full(inner.get("$Type"))
                            for key, inner in _objects(each)
                            if inner.get("$Kind") == "NavigationProperty"
                        },
                    )

    def _key(self, value: Json) -> Iterator[str]:
        for each in value if isinstance(value, list) else ():
            # A part of the key that stands deeper has an alias: {"Alias": "Path/To"}.
            yield from (str(path) for path in each.values()) if isinstance(each, dict) else (str(each),)

    def _sets(self) -> Iterator[EntitySet]:
        for namespace, schema in self._schemas:
            for name, container in _objects(schema):
                if container.get("$Kind") != "EntityContainer":
                    continue
                for key, each in _objects(container):
                    if each.get("$Collection") is True and "$Type" in each:
                        outside = dict(self._outside(f"{namespace}.{name}/{key}"))
                        yield EntitySet(
                            name=key,
                            type=self._full(each["$Type"]),
                            capabilities=capabilities_of({**outside, **dict(self._terms(each))}),
                        )

    def _outside(self, target: str) -> Iterator[tuple[str, Json]]:
        """The annotations of the set that stand apart from it."""
        for _, schema in self._schemas:
            for key, each in _objects(schema.get("$Annotations")):
                container, slash, last = key.rpartition("/")
                if f"{self._full(container)}{slash}{last}" == target:
                    yield from self._terms(each)

    def _terms(self, holder: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        for key, value in holder.items():
            namespace, _, term = self._full(key.removeprefix("@")).rpartition(".")
            if key.startswith("@") and namespace == CAPABILITIES:
                yield term, value
