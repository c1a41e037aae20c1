"""Keywords: one schema object in the spelling of JSON Schema 2020-12, whatever OpenAPI wrote."""

from __future__ import annotations

import functools
import re
from typing import Final

import jsonschema_rs

from listproof.contract import Json
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, meant, shown

TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
ANNOTATIONS: Final = frozenset(
    {"title", "description", "summary", "deprecated", "readOnly", "writeOnly", "default", "examples"}
)

_OPENAPI_ONLY: Final = frozenset({"nullable", "example", "xml", "discriminator", "externalDocs"})
# By these other schemas are found: references are resolved already, and a validator that meets `$id`
# would look for the others under that address, on the network.
_NAMES: Final = frozenset(
    {
        "$id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment",
        "$defs", "definitions",
    }
)  # fmt: skip
_LOOSE: Final = ("$dynamicRef", "$recursiveRef")
_BOUNDS: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def keywords(spot: Spot, faults: Faults, *, is_old: bool) -> dict[str, Json]:
    """The keywords of one schema object; what stands inside them is still as it was.

    `is_old` is OpenAPI 3.0, where a bound may be made exclusive by a boolean beside it.
    """
    own = {key: value for key, value in spot.value.items() if key not in _OPENAPI_ONLY | _NAMES}
    if "example" in spot.value and "examples" not in own:
        own["examples"] = [spot.value["example"]]
    for key in _LOOSE:
        if own.pop(key, None) is not None:
            faults.warn(spot.at(key), f"{key} is left out of account", "refer with $ref")
    _check_type(spot, own, faults)
    _check_pattern(spot, own, faults)
    _check_pattern_properties(spot, own, faults)
    _turn_bounds(spot, own, faults, is_old=is_old)
    _turn_whole_bounds(own)
    _check_bounds(spot, own, faults)
    _free_of_write_only(own)
    return own


def nullable(own: dict[str, Json]) -> dict[str, Json]:
    """The schema with null let in, as `nullable: true` does in OpenAPI 3.0."""
    if isinstance(own.get("type"), str):
        turned = {**own, "type": [own["type"], "null"]}
        if isinstance(own.get("enum"), list) and None not in own["enum"]:
            turned["enum"] = [*own["enum"], None]
        return turned
    notes = {key: value for key, value in own.items() if key in ANNOTATIONS}
    rest = {key: value for key, value in own.items() if key not in ANNOTATIONS}
    return {**notes, "anyOf": [rest, {"type": "null"}]} if rest else own


def _check_type(spot: Spot, own: dict[str, Json], faults: Faults) -> None:
    if "type" not in own:
        return
    for name in own["type"] if isinstance(own["type"], list) else [own["type"]]:
        if name not in TYPES:
            faults.add(spot.at("type"), f"{shown(name)} is no type", meant(str(name), TYPES, has="types are"))
            own.pop("type", None)


def _check_pattern(spot: Spot, own: dict[str, Json], faults: Faults) -> None:
    pattern = own.get("pattern")
    if not isinstance(pattern, str) or _is_usable(pattern):
        return
    del own["pattern"]
    mistake = _mistake(pattern)
    if mistake is None:
        faults.warn(
            spot.at("pattern"),
            f"the pattern {shown(pattern)} is not checked: its syntax is not understood here",
        )
    else:
        faults.add(
            spot.at("pattern"),
            f"the pattern {shown(pattern)} is no regular expression: {mistake}",
            "mend it, or leave it away",
        )


def _check_pattern_properties(spot: Spot, own: dict[str, Json], faults: Faults) -> None:
    patterns = own.get("patternProperties")
    unusable = [key for key in patterns if not _is_usable(key)] if isinstance(patterns, dict) else []
    if isinstance(patterns, dict) and unusable:
        own["patternProperties"] = {key: each for key, each in patterns.items() if key not in unusable}
        for key in unusable:
            faults.warn(
                spot.at("patternProperties", key),
                f"the pattern {shown(key)} is not checked: its syntax is not understood here",
            )


@functools.lru_cache(maxsize=512)
def _is_usable(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _mistake(pattern: str) -> str | None:
    """What is wrong with a regular expression of ECMA-262, as far as Python's syntax tells; else None."""
    python = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    python = re.sub(r"\\k<(\w+)>", r"(?P=\1)", python).replace("[^]", r"[\s\S]")
    python = re.sub(r"\\[pP]\{[^}]*\}", "x", python)
    try:
        re.compile(python)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None


def _turn_bounds(spot: Spot, own: dict[str, Json], faults: Faults, *, is_old: bool) -> None:
    """`exclusiveMinimum: true` beside `minimum` (3.0.3, Schema Object) is a number of its own in 2020-12."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if not isinstance(own.get(exclusive), bool):
            continue
        if not is_old:
            faults.warn(
                spot.at(exclusive),
                f"{exclusive} is {shown(own[exclusive])}, as in OpenAPI 3.0",
                f"write the bound itself under {exclusive}",
            )
        if own.pop(exclusive) and _is_number(own.get(bound)):
            own[exclusive] = own.pop(bound)


def _turn_whole_bounds(own: dict[str, Json]) -> None:
    """For an integer, above 0 is from 1 on: so that its least value has one spelling."""
    if own.get("type") != "integer":
        return
    for exclusive, bound, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
        value = own.get(exclusive)
        if isinstance(value, int) and not isinstance(value, bool) and bound not in own:
            own[bound] = own.pop(exclusive) + step


def _check_bounds(spot: Spot, own: dict[str, Json], faults: Faults) -> None:
    if own.get("type") == "integer" and own.get("minimum") == own.get("maximum") == 0:
        # Some generators write so where nothing is set; a page or size of 0 alone would make no sense.
        found = "minimum and maximum are both 0, which is taken for neither"
        faults.warn(spot.at("maximum"), found, "leave them away, or write const: 0")
        del own["minimum"], own["maximum"]
    for low, high in _BOUNDS:
        if low not in own:
            continue
        least, most = own[low], own.get(high)
        if _is_number(least) and _is_number(most) and least > most:
            faults.add(
                spot.at(low), f"{low} {least} is above {high} {most}", "swap them, or mend one of them"
            )


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _free_of_write_only(own: dict[str, Json]) -> None:
    """A required property that is only ever written is required of no answer (3.0.3, Schema Object)."""
    properties, required = own.get("properties"), own.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return
    hidden = {
        name
        for name, schema in properties.items()
        if isinstance(schema, dict) and schema.get("writeOnly") is True
    }
    if hidden:
        own["required"] = [name for name in required if name not in hidden]
