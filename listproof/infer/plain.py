"""Plain operations: every GET of a document that says nothing of lists, read with an open hand.

The reader of contracts refuses a document for any fault. Here a fault costs the operation that has it what
it spoils, and nothing else: other people's documents have faults.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from listproof.contract import MISSING, Json
from listproof.errors import Fault, SpecError
from listproof.infer.shapes import Shape, Shapes
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, shown
from listproof.reading.openapi import is_json, text_of
from listproof.reading.overlays import is_overlay
from listproof.reading.references import Library
from listproof.reading.swagger import converted, is_swagger, is_version_2

_SUPPORTED: Final = re.compile(r"3\.[012](\.\d+)?(-.+)?")
_LOCATIONS: Final = ("query", "path", "header", "cookie")
_SUCCESS: Final = re.compile(r"2(\d\d|XX)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainParameter:
    """A parameter as the document has it."""

    name: str
    location: str
    required: bool
    shape: Shape
    description: str
    example: Json
    extensions: Mapping[str, Json]
    schema: Spot | None
    """Where its schema was written, if it is its own and not one that others share by reference."""

    @property
    def key(self) -> str:
        """The name as x-listing writes it."""
        return self.name if self.location == "query" else f"{self.location}:{self.name}"

    @property
    def prose(self) -> str:
        """All that is said of it in words."""
        other = self.shape.description
        return self.description if other in self.description else f"{self.description} {other}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainResponse:
    """A documented response."""

    status: str
    description: str
    body: Shape | None
    """The shape of its JSON body; None where it documents none."""
    headers: Mapping[str, str]
    """The description of each header."""
    header_shapes: Mapping[str, Shape] = field(default_factory=dict)
    """The shape of each header that has a schema; an object is JSON in the header."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainOperation:
    """A GET as the document has it."""

    id: str
    path: str
    spot: Spot
    parameters: Mapping[str, PlainParameter]
    """By key, those of the path first."""
    responses: Mapping[str, PlainResponse]
    secured: bool
    shapes: Shapes = field(repr=False)

    @property
    def success(self) -> PlainResponse | None:
        """The response of a page: the first of 2xx."""
        found = sorted(status for status in self.responses if _SUCCESS.fullmatch(status))
        return self.responses[found[0]] if found else None

    @property
    def prose(self) -> str:
        """Its summary and description."""
        value = self.spot.value
        return f"{text_of(value.get('summary'))}\n{text_of(value.get('description'))}"

    @property
    def query(self) -> list[PlainParameter]:
        """The parameters of the query."""
        return [each for each in self.parameters.values() if each.location == "query"]

    @property
    def noun(self) -> str:
        """The last segment of the path that is no template: what the list is called."""
        segments = [each for each in self.path.split("/") if each and "{" not in each]
        return re.sub(r"\.json$", "", segments[-1]) if segments else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainDocument:
    """A document, and every GET of it that can be read."""

    document: Document
    operations: tuple[PlainOperation, ...]

    @property
    def title(self) -> str:
        """Its title, or its file's name."""
        return text_of(self.document.root.at("info", "title").value) or self.document.path.stem


def read_plain(source: Path | str, *, text: str | None = None, hosts: Collection[str] = ()) -> PlainDocument:
    """Every GET of the document (OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0) in the file, or in the text.

    What it refers to over a network is fetched from `hosts` alone. Raises SpecError where the file holds
    no such document.
    """
    document = read_document(
        Path(source), name=str(source), text=text, may_repeat=True, hosts=frozenset(hosts)
    )
    return PlainDocument(document=document, operations=plain_operations(_as_openapi(document)))


def plain_operations(document: Document) -> tuple[PlainOperation, ...]:
    """Every GET of a document that is OpenAPI 3, maybe by conversion."""
    return tuple(_Reading(document).operations())


def _as_openapi(document: Document) -> Document:
    """The document in a version of OpenAPI that is read."""
    value = document.value
    if is_swagger(document) and is_version_2(value["swagger"]):
        return converted(document, Faults())
    version = value.get("openapi") if isinstance(value, dict) else None
    if isinstance(version, str) and _SUPPORTED.fullmatch(version):
        return document
    what = f"OpenAPI {version}" if version is not None else shown(value)
    found = f"this is {what}, which is not read"
    if is_overlay(document):
        found = "this is an Overlay, which has no lists of its own"
    wanted = "name a document of OpenAPI 3.0, 3.1 or 3.2, or of Swagger 2.0"
    raise SpecError([Fault(file=document.name, line=1, found=found, wanted=wanted)])


class _Reading:
    """One document being read."""

    def __init__(self, document: Document) -> None:
        self._root = document.root
        self._library = Library(document, Faults())
        self._shapes = Shapes(self._library)

    def operations(self) -> Iterator[PlainOperation]:
        """Every GET, in the order of the document."""
        for path in self._root.at("paths").members:
            item = self._library.follow(path) if path.key.startswith("/") else None
            get = self._library.member(item, "get") if item is not None else None
            if item is not None and get is not None and isinstance(get.value, dict):
                yield self._operation(path.key, item, get)

    def _operation(self, path: str, item: Spot, get: Spot) -> PlainOperation:
        parameters = [*self._parameters(item), *self._parameters(get)]
        return PlainOperation(
            id=text_of(get.value.get("operationId")) or f"GET {path}",
            path=path,
            spot=get,
            parameters={each.key: each for each in parameters},
            responses={each.status: each for each in self._responses(get)},
            secured=self._is_secured(get),
            shapes=self._shapes,
        )

    def _parameters(self, holder: Spot) -> Iterator[PlainParameter]:
        held = self._library.member(holder, "parameters")
        for reference in held.members if held else ():
            spot = self._library.follow(reference)
            if spot is not None and isinstance(spot.value, dict):
                name, location = spot.value.get("name"), spot.value.get("in")
                if isinstance(name, str) and location in _LOCATIONS:
                    yield self._parameter(spot, name, str(location))

    def _parameter(self, spot: Spot, name: str, location: str) -> PlainParameter:
        schema = spot.at("schema")
        shape = self._shapes.at(schema) if schema else Shape()
        example = spot.value.get("example", MISSING)
        is_own = isinstance(schema.value, dict) and "$ref" not in schema.value
        return PlainParameter(
            name=name,
            location=location,
            required=spot.value.get("required") is True or location == "path",
            shape=shape,
            description=text_of(spot.value.get("description")),
            example=shape.example if example is MISSING else example,
            extensions={key: value for key, value in spot.value.items() if key.startswith("x-")},
            schema=schema.unconverted if is_own else None,
        )

    def _responses(self, get: Spot) -> Iterator[PlainResponse]:
        held = self._library.member(get, "responses")
        for reference in held.members if held else ():
            spot = self._library.follow(reference)
            if spot is not None and isinstance(spot.value, dict):
                headers = list(self._headers(spot))
                yield PlainResponse(
                    status=reference.key,
                    description=text_of(spot.value.get("description")),
                    body=self._body(spot),
                    headers={name: text_of(header.value.get("description")) for name, header in headers},
                    header_shapes=dict(self._header_shapes(headers)),
                )

    def _body(self, response: Spot) -> Shape | None:
        content = self._library.member(response, "content")
        for media_type in content.members if content else ():
            schema = media_type.at("schema")
            if is_json(media_type.key) and schema:
                return self._shapes.at(schema)
        return None

    def _headers(self, response: Spot) -> Iterator[tuple[str, Spot]]:
        held = self._library.member(response, "headers")
        for reference in held.members if held else ():
            header = self._library.follow(reference)
            if header is not None and isinstance(header.value, dict):
                yield reference.key, header

    def _header_shapes(self, headers: list[tuple[str, Spot]]) -> Iterator[tuple[str, Shape]]:
        for name, header in headers:
            schema = header.at("schema")
            content = self._library.member(header, "content")
            for media_type in content.members if content and not schema else ():
                schema = media_type.at("schema") if is_json(media_type.key) else schema
            if schema:
                yield name, self._shapes.at(schema)

    def _is_secured(self, get: Spot) -> bool:
        """Whether no request is admitted without credentials."""
        own = get.at("security")
        stated = own.value if own else self._root.at("security").value
        return isinstance(stated, list) and bool(stated) and all(stated)
