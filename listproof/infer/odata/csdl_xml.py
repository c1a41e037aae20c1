"""CSDL XML: metadata as `$metadata` has it (OData 4.01, CSDL XML).

A document with a DOCTYPE is refused: CSDL has none, and without one there are no entities that could grow or
lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from listproof.contract import Json
from listproof.errors import Fault, SpecError
from listproof.infer.odata.metadata import CAPABILITIES, EntitySet, EntityType, Metadata, capabilities_of

_DEEPEST: Final = 100
_LARGEST: Final = 1_000_000
_LONGEST: Final = 10_000
"""Characters of a text; a path has fewer."""


@dataclass(slots=True)
class Element:
    """An element by its local name: names of CSDL are the same in all of its namespaces."""

    name: str
    attributes: Mapping[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def named(self, *names: str) -> Iterator[Element]:
        """The children of these names."""
        return (each for each in self.children if each.name in names)


def parse_xml(raw: bytes, name: str) -> Element:
    """The root element. Raises SpecError where this is no XML, or has a DOCTYPE."""
    parser = expat.ParserCreate()
    builder = _Builder(name, parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)
        raise builder.fault(f"this is no XML: {reason}", "name the $metadata of the service") from None
    assert builder.root is not None
    return builder.root


class _Builder:
    """Makes elements of what the parser meets."""

    def __init__(self, name: str, parser: expat.XMLParserType) -> None:
        self.root: Element | None = None
        self._name = name
        self._parser = parser
        self._open: list[Element] = []
        self._count = 0

    def fault(self, found: str, wanted: str) -> SpecError:
        """The error that says so, here."""
        line = self._parser.CurrentLineNumber
        return SpecError([Fault(file=self._name, line=line, found=found, wanted=wanted)])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._count += 1
        if self._count > _LARGEST or len(self._open) >= _DEEPEST:
            raise self.fault("it is too large, or nested too deeply", "name the $metadata of the service")
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:  # noqa: ARG002 - the parser's form
        """It ends."""
        self._open.pop()

    def text(self, text: str) -> None:
        """Text inside it."""
        if len(self._open[-1].text) < _LONGEST:
            self._open[-1].text += text

    def doctype(self, *_: Any) -> None:
        """A DOCTYPE, which CSDL doesn't have."""
        raise self.fault("it has a DOCTYPE, which is not read", "leave it out: CSDL has none")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def metadata_of(root: Element) -> Metadata:
    """The metadata of the document; what in it has no sense is passed over."""
    return _Reading(root).metadata()


class _Reading:
    """One document being read."""

    def __init__(self, root: Element) -> None:
        services = list(root.named("DataServices"))
        self._schemas = [schema for each in services for schema in each.named("Schema")]
        self._names = {
            include.attributes["Alias"]: include.attributes.get("Namespace", "")
            for reference in root.named("Reference")
            for include in reference.named("Include")
            if "Alias" in include.attributes
        }
        for schema in self._schemas:
            if "Alias" in schema.attributes:
                self._names[schema.attributes["Alias"]] = schema.attributes.get("Namespace", "")

    def _full(self, name: str) -> str:
        """The name with its namespace in the place of an alias, and of a collection that of its elements."""
        bare = name.removeprefix("Collection(").removesuffix(")")
        before, dot, last = bare.rpartition(".")
        return f"{self._names.get(before, before)}{dot}{last}"

    def metadata(self) -> Metadata:
        """The types and the sets."""
        types = {each.name: each for each in self._types()}
        return Metadata(types=types, sets={each.name: each for each in self._sets()})

    def _types(self) -> Iterator[EntityType]:
        for schema in self._schemas:
            namespace = schema.attributes.get("Namespace", "")
            for each in schema.named("EntityType"):
                keys = [part for key in each.named("Key") for part in key.named("PropertyRef")]
                yield EntityType(
                    name=f"{namespace}.{each.attributes.get('Name', '')}",
                    key=tuple(part.attributes.get("Name", "") for part in keys),
                    base=self._full(each.attributes.get("BaseType", "")),
                    leads={
                        inner.attributes["Name"]: self._full(inner.attributes.get("Type", ""))
                        for inner in each.named("NavigationProperty")
                        if "Name" in inner.attributes
                    },
                )

    def _sets(self) -> Iterator[EntitySet]:
        for schema in self._schemas:
            namespace = schema.attributes.get("Namespace", "")
            for container in schema.named("EntityContainer"):
                within = f"{namespace}.{container.attributes.get('Name', '')}"
                for each in container.named("EntitySet"):
                    name = each.attributes.get("Name", "")
                    outside = dict(self._outside(f"{within}/{name}"))
                    yield EntitySet(
                        name=name,
                        type=self._full(each.attributes.get("EntityType", "")),
                        capabilities=capabilities_of({**outside, **dict(self._terms(each))}),
                    )

    def _outside(self, target: str) -> Iterator[tuple[str, Json]]:
        """The annotations of the set that stand apart from it."""
        for schema in self._schemas:
            for each in schema.named("Annotations"):
                container, slash, last = each.attributes.get("Target", "").rpartition("/")
                if f"{self._full(container)}{slash}{last}" == target:
                    yield from self._terms(each)

    def _terms(self, holder: Element) -> Iterator[tuple[str, Json]]:
        for each in holder.named("Annotation"):
            namespace, _, term = self._full(each.attributes.get("Term", "")).rpartition(".")
            if namespace == CAPABILITIES:
                yield term, _value(each)


def _value(holder: Element) -> Json:
    """The value of an annotation or a property, where it is a boolean, a record or a collection of paths."""
    if "Bool" in holder.attributes:
        return holder.attributes["Bool"].strip().lower() != "false"
    for child in holder.children:
        if child.name == "Bool":
            return child.text.strip().lower() != "false"
        if child.name == "Record":
            return {
                each.attributes.get("Property", ""): _value(each) for each in child.named("PropertyValue")
            }
        if child.name == "Collection":
            return [each.text.strip() for each in child.named("PropertyPath", "Path", "String")]
    return None
