"""What OpenAPI says of an operation: its parameters, responses and security, as the contract has them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Literal, cast

import jsonschema_rs

from listproof.contract import MISSING, Json, Parameter, Response, Scheme, look
from listproof.reading.documents import Spot
from listproof.reading.faults import listed, meant, shown
from listproof.reading.inferred import INFERRED, read_inferred
from listproof.reading.keywords import ANNOTATIONS
from listproof.reading.references import Library
from listproof.reading.schemas import Schemas, alternatives

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_LOCATIONS: Final = ("query", "path", "header", "cookie")
_STYLES: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
# OpenAPI 3.0.3, Parameter Object: parameters with these names are ignored.
_NOT_PARAMETERS: Final = frozenset({"accept", "content-type", "authorization"})
_NULL: Final[dict[str, Json]] = {"type": "null"}
_STATUS: Final = re.compile(r"[1-5](\d\d|XX)|default")


def _without_null(schema: dict[str, Json]) -> dict[str, Json]:
    """The schema of a parameter without the null beside it: in a request there is none to send.

    Some frameworks write an optional parameter as one that is this or null, with null as its default.
    """
    plain = {key: value for key, value in schema.items() if key != "default" or value is not None}
    for keyword in ("anyOf", "oneOf"):
        branches = plain.get(keyword)
        if isinstance(branches, list) and _NULL in branches:
            left = [branch for branch in branches if branch != _NULL]
            rest = {key: value for key, value in plain.items() if key != keyword}
            if len(left) == 1 and isinstance(left[0], dict) and not set(left[0]) & set(rest) - ANNOTATIONS:
                plain = {**left[0], **rest}
            elif left:
                plain = {**rest, keyword: left}
    return plain


class Operations:
    """Reads the parts of operations of one document."""

    def __init__(self, library: Library, schemas: Schemas) -> None:
        self._library = library
        self._schemas = schemas
        self._faults = library.faults
        self._root = library.first.root

    def parameters(self, path_item: Spot, operation: Spot) -> dict[str, Parameter]:
        """The operation's parameters by key, those of its path first; its own replace them by name."""
        found: dict[str, Parameter] = {}
        for holder in (path_item, operation):
            own: set[str] = set()
            for spot in self._list(holder, "parameters"):
                parameter = self._parameter(spot)
                if parameter is None:
                    continue
                if parameter.key in own:
                    self._faults.add(
                        spot, f"the parameter {parameter.key} stands here again", "keep one of them"
                    )
                own.add(parameter.key)
                found |= {each.key: each for each in _parts(parameter)}
        return found

    def servers(self) -> tuple[str, ...]:
        """The URLs of the servers, their variables filled with the defaults."""
        held = self._library.member(self._root, "servers")
        return tuple(
            _filled(server.value)
            for server in (held.members if held else ())
            if isinstance(server.value, dict) and isinstance(server.value.get("url"), str)
        )

    def _list(self, holder: Spot, key: str) -> list[Spot]:
        held = self._library.member(holder, key)
        if held is None:
            return []
        if not isinstance(held.value, list):
            self._faults.add(held, f"{key} is {shown(held.value)}", "write a list")
        return held.members if isinstance(held.value, list) else []

    def _parameter(self, reference: Spot) -> Parameter | None:
        spot = self._library.follow(reference)
        if spot is None:
            return None
        if not isinstance(spot.value, dict) or not isinstance(spot.value.get("name"), str):
            kind = "type" if spot.document.converted else "schema"
            self._faults.add(spot, "a parameter has no name", f"write an object with name, in and {kind}")
            return None
        location = spot.value.get("in")
        if location not in _LOCATIONS:
            self._faults.add(
                spot.at("in"), f"in is {shown(location)}", f"a parameter is in one of {listed(_LOCATIONS)}"
            )
            return None
        if location == "header" and spot.value["name"].lower() in _NOT_PARAMETERS:
            return None
        style = str(spot.value.get("style", _STYLES[location]))
        schema = _without_null(self._schema_of(spot))
        if "default" in schema and not jsonschema_rs.is_valid(schema, schema["default"]):
            said = f"the default {shown(schema['default'])} of {spot.value['name']}"
            self._faults.warn(
                spot, f"{said} is none of the values that its schema allows", "mend one of them"
            )
        return Parameter(
            name=spot.value["name"],
            location=cast(Literal["query", "path", "header", "cookie"], location),
            required=spot.value.get("required") is True or location == "path",
            schema=schema,
            style=style,
            explode=bool(spot.value.get("explode", style == "form")),
            description=text_of(spot.value.get("description")),
            example=self._example(spot),
            inferred=self._inferred(spot),
            allows_empty=location == "query" and spot.value.get("allowEmptyValue") is True,
        )

    def _inferred(self, spot: Spot) -> Mapping[str, str]:
        """The reasons of inferred bounds: in the schema, or, in what was Swagger 2.0, beside it."""
        schema = spot.at("schema")
        return read_inferred(schema.at(INFERRED) or spot.at(INFERRED), schema.value, self._faults)

    def _schema_of(self, spot: Spot) -> dict[str, Json]:
        """The schema of a parameter or header; one with `content` has it under its media type."""
        schema = self._library.member(spot, "schema") and spot.at("schema")
        if schema is None:
            content = self._library.member(spot, "content")
            for media_type in content.members if content else ():
                if self._library.member(media_type, "schema"):
                    schema = media_type.at("schema")
        return self._schemas.standing_alone(schema) if schema is not None else {}

    def _example(self, spot: Spot) -> Json:
        """The example of a parameter or media type: its own, its first, or its schema's."""
        if isinstance(spot.value, dict) and "example" in spot.value:
            return spot.value["example"]
        examples = self._library.member(spot, "examples")
        for reference in examples.members if examples else ():
            example = self._library.member(reference, "value")
            if example is not None:
                return example.value
        schema = self._library.member(spot, "schema")
        if schema is not None and isinstance(schema.value, dict):
            if "example" in schema.value:
                return schema.value["example"]
            examples_of = schema.value.get("examples")
            if isinstance(examples_of, list) and examples_of:
                return examples_of[0]
        return MISSING

    def responses(self, operation: Spot) -> dict[str, Response]:
        """The documented responses by status."""
        held = self._library.member(operation, "responses")
        if held is None or not isinstance(held.value, dict):
            self._faults.add(operation, "there are no responses", "document the 200 response at least")
            return {}
        found: dict[str, Response] = {}
        for reference in held.members:
            status = reference.key
            if status.startswith("x-"):
                continue
            if not _STATUS.fullmatch(status):
                self._faults.add(reference, f"{shown(status)} is no status", "write 200, 4XX or default")
                continue
            spot = self._library.follow(reference)
            if spot is not None and isinstance(spot.value, dict):
                found[status] = self._response(status, spot)
        return found

    def _response(self, status: str, spot: Spot) -> Response:
        content = self._library.member(spot, "content")
        media_type = _json_first(content)
        spot_of = media_type.at("schema") if media_type else None
        schema = self._schemas.standing_alone(spot_of) if spot_of else None
        example = self._example(media_type) if media_type else MISSING
        return Response(
            status=status,
            description=text_of(spot.value.get("description")),
            media_type=media_type.key if media_type else "",
            schema=schema,
            example=_written_out(example, schema) if media_type and "json" in media_type.key else example,
            headers=MappingProxyType(self._headers(spot)),
        )

    def _headers(self, spot: Spot) -> dict[str, Mapping[str, Json]]:
        held = self._library.member(spot, "headers")
        found: dict[str, Mapping[str, Json]] = {}
        for reference in held.members if held else ():
            header = self._library.follow(reference)
            if header is not None and isinstance(header.value, dict):
                found[reference.key] = self._schema_of(header)
        return found

    def security(self, operation: Spot) -> tuple[tuple[Scheme, ...], ...]:
        """The alternatives of schemes that admit a request; empty where none is needed."""
        own = operation.at("security")
        stated = own if own else self._root.at("security")
        if not stated or not isinstance(stated.value, list):
            return ()
        alternatives = []
        for requirement in stated.members:
            if isinstance(requirement.value, dict):
                schemes = [self._scheme(spot) for spot in requirement.members]
                known = tuple(scheme for scheme in schemes if scheme is not None)
                # One whose scheme nobody knows can't be taken, and is not the leave to send nothing.
                alternatives.extend([known] if len(known) == len(schemes) else [])
        return tuple(alternatives)

    def _scheme(self, requirement: Spot) -> Scheme | None:
        name = requirement.key
        known = self._library.member(self._root, "components", "securitySchemes")
        spot = self._library.member(known, name) if known else None
        if spot is None or not isinstance(spot.value, dict):
            names = [member.key for member in known.members] if known else []
            where = "securityDefinitions" if self._root.document.converted else "components.securitySchemes"
            self._faults.add(
                requirement,
                f"there is no security scheme {name}",
                meant(name, names, has=f"{where} has") or f"write it under {where}",
            )
            return None
        return self._scheme_at(name, spot)

    def _scheme_at(self, name: str, spot: Spot) -> Scheme | None:
        kind = spot.value.get("type")
        if kind == "apiKey":
            location, parameter = spot.value.get("in"), spot.value.get("name")
            if location not in ("header", "query", "cookie") or not isinstance(parameter, str):
                self._faults.add(
                    spot,
                    "an apiKey says neither where it stands nor its name",
                    "write in: header, query or cookie, and name",
                )
                return None
            return Scheme(name=name, type="apiKey", location=location, parameter=parameter)
        if kind in ("http", "oauth2", "openIdConnect"):
            scheme = str(spot.value.get("scheme", "bearer")).capitalize() if kind == "http" else "Bearer"
            return Scheme(
                name=name, type=kind, location="header", parameter="Authorization", prefix=f"{scheme} "
            )
        self._faults.add(
            spot.at("type"),
            f"the security scheme {name} has the type {shown(kind)}",
            "types are basic, apiKey, oauth2"
            if spot.document.converted
            else "types are apiKey, http, oauth2, openIdConnect",
        )
        return None


def _parts(parameter: Parameter) -> tuple[Parameter, ...]:
    """The parameter; of a deepObject, each property as it is sent: `page[number]` (3.0.3, Style Values)."""
    properties = parameter.schema.get("properties")
    if parameter.style != "deepObject" or not isinstance(properties, dict) or not properties:
        return (parameter,)
    required = parameter.schema.get("required") or []
    shared = {"$defs": parameter.schema["$defs"]} if "$defs" in parameter.schema else {}
    return tuple(
        replace(
            parameter,
            name=f"{parameter.name}[{name}]",
            required=parameter.required and name in required,
            schema={**schema, **shared} if isinstance(schema, dict) else {},
            style="form",
            explode=True,
            example=look(parameter.example, (name,)),
        )
        for name, schema in properties.items()
    )


def _filled(server: Mapping[str, Any]) -> str:
    variables = server.get("variables")
    url: str = server["url"]
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url


def _written_out(example: Json, schema: Mapping[str, Json] | None) -> Json:
    """The example, or the object or array that it holds as a text, where the schema wants no text.

    Texts are for examples that can't be written otherwise (OpenAPI 3.0.3, Media Type Object); many
    documents write JSON so too.
    """
    if not isinstance(example, str) or not example.lstrip().startswith(("{", "[")):
        return example
    types = [each.get("type") for each in alternatives(schema, schema)] if schema else []
    if any(each == "string" or (isinstance(each, list) and "string" in each) for each in types):
        return example
    try:
        return json.loads(example)
    except (ValueError, RecursionError):
        return example


def _json_first(content: Spot | None) -> Spot | None:
    """The media type that bodies are read in: JSON where there is one, else the first."""
    if content is None or not content.members:
        return None
    kinds: list[Any] = [member for member in content.members if is_json(member.key)]
    return cast(Spot, (kinds or content.members)[0])


def is_json(media_type: str) -> bool:
    """Whether bodies of the media type are JSON (RFC 6839, 3.1)."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith(("+json", "/json")) or bare == "*/*"


def text_of(value: Json) -> str:
    """The text, or an empty one where the document has something else."""
    return value if isinstance(value, str) else ""
