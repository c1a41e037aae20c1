"""Swagger 2.0: a document of that version as OpenAPI 3.0 says the same, in memory.

Only what the contract is read from is converted: a request's body and form fields are left out. Each
part keeps the spot that it was written in, so that faults name places of the document that was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from listproof.contract import Json
from listproof.reading.derived import Part, derived
from listproof.reading.documents import Document, Spot
from listproof.reading.faults import Faults, shown
from listproof.reading.references import Library, absolute, is_reference, is_remote

OPENAPI: Final = "3.0.3"
"""The version that a converted document has."""

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
_BODILY: Final = ("body", "formData")
_ALIKE: Final = ("info", "tags", "externalDocs", "security")
_JSON: Final = "application/json"
# Swagger 2.0, Parameter Object: collectionFormat, of which csv is the default.
_STYLES: Final = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}
# What a parameter, header or items says of its values, where OpenAPI 3.0 has a schema.
_OF_VALUES: Final = (
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
    "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf",
    "x-nullable",
)  # fmt: skip
_SECTIONS: Final = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}
_FLOWS: Final = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_SCHEMA_MAPS: Final = ("properties", "patternProperties")
_SCHEMA_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SCHEMA_PARTS: Final = ("items", "additionalProperties", "not")


def is_swagger(document: Document) -> bool:
    """Whether the document says that it is Swagger, of whichever version."""
    value = document.value
    return isinstance(value, dict) and "swagger" in value and "openapi" not in value


def converted(document: Document, faults: Faults) -> Document:
    """The document, which is Swagger 2.0, as OpenAPI 3.0.

    What can't be converted stays as it was, for its reader to tell; what is lost is warned of.
    """
    whole = _Conversion(document, faults).whole(document.root)
    return derived(document, whole, converted=True)


def is_version_2(version: Json) -> bool:
    """Whether the version is 2.0, as a text or as the number that YAML takes it for."""
    return version in ("2.0", "2", 2) and not isinstance(version, bool)


class _Conversion:
    """One document being converted."""

    def __init__(self, document: Document, faults: Faults) -> None:
        # References that lead nowhere are told of by the reader, where something needs them.
        self._library = Library(document, Faults())
        self._faults = faults
        self._first = document
        self._produces = document.root.at("produces")

    def whole(self, root: Spot) -> Part:
        """The document."""
        members = {"openapi": Part(root.at("swagger"), OPENAPI)}
        for key in (*_ALIKE, *(key for key in root.value if key.startswith("x-"))):
            if root.at(key):
                members[key] = Part.of(root.at(key))
        servers = list(self._servers(root))
        if servers:
            members["servers"] = Part.array(root, servers)
        if root.at("paths"):
            members["paths"] = self._paths(root.at("paths"))
        members["components"] = Part.object(root, dict(self._components(root)))
        return Part.object(root, members)

    def _servers(self, root: Spot) -> Iterator[Part]:
        host, base = root.value.get("host"), root.value.get("basePath", "")
        base = base.rstrip("/") if isinstance(base, str) else ""
        if not isinstance(host, str):
            if base:
                yield Part(root.at("basePath"), {"url": base})
            return
        stated = root.value.get("schemes")
        schemes = [each for each in stated if each in ("https", "http")] if isinstance(stated, list) else []
        for scheme in schemes or ["https"]:
            yield Part(root.at("host"), {"url": f"{scheme}://{host}{base}"})

    def _components(self, root: Spot) -> Iterator[tuple[str, Part]]:
        definitions = root.at("definitions")
        if isinstance(definitions.value, dict):
            held = {member.key: self._schema(member) for member in definitions.members}
            yield "schemas", Part.object(definitions, held)
        parameters = root.at("parameters")
        if isinstance(parameters.value, dict):
            every = ((member.key, self._parameter(member)) for member in parameters.members)
            yield "parameters", Part.object(parameters, {key: part for key, part in every if part})
        responses = root.at("responses")
        if isinstance(responses.value, dict):
            yield "responses", self._responses(responses, _media_types(self._produces))
        schemes = root.at("securityDefinitions")
        if isinstance(schemes.value, dict):
            yield (
                "securitySchemes",
                Part.object(schemes, {member.key: self._scheme(member) for member in schemes.members}),
            )

    def _scheme(self, spot: Spot) -> Part:
        stated = spot.value if isinstance(spot.value, dict) else {}
        if stated.get("type") == "basic":
            return Part(spot, {"type": "http", "scheme": "basic"})
        if stated.get("type") != "oauth2":
            return Part.of(spot)
        flow = _FLOWS.get(str(stated.get("flow")), "implicit")
        kept = {key: stated[key] for key in ("authorizationUrl", "tokenUrl") if key in stated}
        return Part(spot, {"type": "oauth2", "flows": {flow: {**kept, "scopes": stated.get("scopes", {})}}})

    # --- paths ------------------------------------------------------------------------------------

    def _paths(self, spot: Spot) -> Part:
        if not isinstance(spot.value, dict):
            return Part.of(spot)
        return Part.object(
            spot,
            {
                member.key: Part.of(member) if member.key.startswith("x-") else self._path(member)
                for member in spot.members
            },
        )

    def _path(self, reference: Spot) -> Part:
        spot = self._library.follow(reference)
        if spot is None or not isinstance(spot.value, dict):
            return self._lost(reference)
        members = {}
        for member in spot.members:
            if member.key in _METHODS:
                members[member.key] = self._operation(member)
            elif member.key == "parameters":
                members["parameters"] = self._parameters(member)
            else:
                members[member.key] = Part.of(member)
        return Part.object(spot, members)

    def _operation(self, reference: Spot) -> Part:
        spot = self._library.follow(reference)
        if spot is None or not isinstance(spot.value, dict):
            return self._lost(reference)
        produces = spot.at("produces") or self._produces
        members = {}
        for member in spot.members:
            if member.key == "parameters":
                members["parameters"] = self._parameters(member)
            elif member.key == "responses":
                members["responses"] = self._responses(member, _media_types(produces))
            elif member.key not in ("produces", "consumes", "schemes"):
                members[member.key] = Part.of(member)
        return Part.object(spot, members)

    def _parameters(self, spot: Spot) -> Part:
        if not isinstance(spot.value, list):
            return Part.of(spot)
        parts = [self._parameter(member) for member in spot.members]
        return Part.array(spot, [part for part in parts if part is not None])

    def _parameter(self, reference: Spot) -> Part | None:
        """The parameter; None for a body or a form field."""
        spot = self._library.follow(reference)
        if spot is None or not isinstance(spot.value, dict):
            return self._lost(reference)
        if spot.value.get("in") in _BODILY:
            return None
        members = {
            member.key: Part.of(member)
            for member in spot.members
            if member.key not in _OF_VALUES and member.key not in ("collectionFormat", "x-example")
        }
        if "x-example" in spot.value:
            members["example"] = Part.of(spot.at("x-example"))
        if spot.value.get("type") == "array":
            members |= self._written(spot)
        return Part.object(spot, {**members, "schema": self._values(spot)})

    def _written(self, spot: Spot) -> dict[str, Part]:
        """How the values of an array are written in one parameter, or in several."""
        stated = spot.value.get("collectionFormat", "csv")
        where = spot.at("collectionFormat")
        if stated not in _STYLES:
            self._faults.warn(
                where,
                f"the collectionFormat {shown(stated)} is not understood",
                "it is read as csv: write csv, ssv, pipes or multi",
            )
        style, explode = _STYLES.get(str(stated), _STYLES["csv"])
        if spot.value.get("in") in ("path", "header") and style == "form":
            style = "simple"
        return {"style": Part(where, style), "explode": Part(where, explode)}

    # --- responses --------------------------------------------------------------------------------

    def _responses(self, spot: Spot, media_types: list[str]) -> Part:
        if not isinstance(spot.value, dict):
            return Part.of(spot)
        return Part.object(spot, {member.key: self._response(member, media_types) for member in spot.members})

    def _response(self, reference: Spot, media_types: list[str]) -> Part:
        if reference.key.startswith("x-"):
            return Part.of(reference)
        spot = self._library.follow(reference)
        if spot is None or not isinstance(spot.value, dict):
            return self._lost(reference)
        members = {
            member.key: Part.of(member)
            for member in spot.members
            if member.key not in ("schema", "examples", "headers")
        }
        content = self._content(spot, media_types)
        if content:
            members["content"] = Part.object(spot, content)
        headers = spot.at("headers")
        if isinstance(headers.value, dict):
            members["headers"] = Part.object(
                headers, {member.key: self._header(member) for member in headers.members}
            )
        return Part.object(spot, members)

    def _content(self, spot: Spot, media_types: list[str]) -> dict[str, Part]:
        """The body by media type: those that the operation produces, and those that have an example."""
        examples = {member.key: member for member in spot.at("examples").members}
        has_schema = bool(spot.at("schema"))
        named = [*(media_types if has_schema else []), *(each for each in examples if "/" in each)]
        content = {}
        for media_type in dict.fromkeys(named):
            members = {"schema": self._schema(spot.at("schema"))} if has_schema else {}
            if media_type in examples:
                members["example"] = Part.of(examples[media_type])
            content[media_type] = Part.object(spot.at("schema") if has_schema else spot, members)
        return content

    def _header(self, spot: Spot) -> Part:
        if not isinstance(spot.value, dict):
            return Part.of(spot)
        members = {"description": Part.of(spot.at("description"))} if spot.at("description") else {}
        return Part.object(spot, {**members, "schema": self._values(spot)})

    # --- schemas ----------------------------------------------------------------------------------

    def _values(self, spot: Spot) -> Part:
        """The schema of a parameter, a header or an element of one."""
        members: dict[str, Part] = {}
        for key in _OF_VALUES:
            member = spot.at(key)
            if key == "items" and isinstance(member.value, dict):
                members["items"] = self._values(member)
            elif member:
                members["nullable" if key == "x-nullable" else key] = Part.of(member)
        # Some write a schema here all the same, as OpenAPI 3 does.
        if not members and spot.at("schema"):
            return self._schema(spot.at("schema"))
        return Part.object(spot, members)

    def _schema(self, spot: Spot) -> Part:
        if not isinstance(spot.value, dict):
            return Part.of(spot)
        if is_reference(spot.value):
            return Part.object(spot, {"$ref": self._reference(spot)})
        return Part.object(spot, dict(self._keyword(member) for member in spot.members))

    def _keyword(self, spot: Spot) -> tuple[str, Part]:
        key, value = spot.key, spot.value
        if key in _SCHEMA_MAPS and isinstance(value, dict) and not is_reference(value):
            return key, Part.object(spot, {member.key: self._schema(member) for member in spot.members})
        # A list of items is of an older JSON Schema; it is told of, and what it refers to is there.
        if key in (*_SCHEMA_LISTS, "items") and isinstance(value, list):
            return key, Part.array(spot, [self._schema(member) for member in spot.members])
        if key in _SCHEMA_PARTS or (key in _SCHEMA_MAPS and isinstance(value, dict)):
            return key, self._schema(spot)
        if key == "x-nullable":
            return "nullable", Part.of(spot)
        if key == "discriminator" and isinstance(value, str):
            return key, Part(spot, {"propertyName": value})
        if key == "type" and value == "file":
            return key, Part(spot, "string")
        return key, Part.of(spot)

    def _lost(self, spot: Spot) -> Part:
        """What is no object, nor a reference to one."""
        return (
            Part.object(spot, {"$ref": self._reference(spot)}) if is_reference(spot.value) else Part.of(spot)
        )

    def _reference(self, spot: Spot) -> Part:
        """The reference as it reads in the converted document, wherever it is from."""
        where = spot.at("$ref")
        file, _, fragment = where.value.partition("#")
        path = where.document.path.parent / file if file else where.document.path
        if absolute(Path(unquote(str(path)))) == absolute(self._first.path):
            file = ""
        elif where.document is not self._first and not is_remote(file):
            file = os.path.relpath(path, self._first.path.parent)
        if not file:
            _, section, *rest = fragment.split("/") if fragment.count("/") else ("", "")
            if section in _SECTIONS:
                return Part(where, "#/" + "/".join(("components", _SECTIONS[section], *rest)))
        return Part(where, f"{file}#{fragment}" if fragment else file or "#")


def _media_types(produces: Spot) -> list[str]:
    stated = produces.value if isinstance(produces.value, list) else []
    return [each for each in stated if isinstance(each, str)] or [_JSON]
