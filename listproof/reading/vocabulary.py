"""The vocabulary: which words `x-listing` and `x-clauses` have, and what is wrong with others.

The words stand in `specs/listing.schema.yaml`, with their meanings. A validator says which of its
keywords failed; here that becomes a sentence about the document.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import jsonschema_rs

from listproof.bundled import vocabulary_file
from listproof.contract import Json, Pointer, look
from listproof.reading.documents import Spot, read_document
from listproof.reading.faults import Faults, meant, shown
from listproof.reading.schemas import alternatives

Definition = Literal["complete", "listing", "clauses"]

_WORDS: Final = {
    "array": "a list", "boolean": "true or false", "integer": "a whole number", "null": "null",
    "number": "a number", "object": "an object", "string": "a text",
}  # fmt: skip
_FORMS: Final = {
    "a JSON Pointer": "write a JSON Pointer (RFC 6901), such as /data/items",
    "a place": "write /a/pointer into the body, header:NAME, header:NAME#/pointer, link:REL or item:/pointer",
    "rules[].id": "write small letters and digits, with - between words, such as own-rows",
    "x-clauses[].id": "write a name without spaces, such as TL-10",
    "a law": "write the law's id, such as meta/total, or a part of it, such as errors/missing@limit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with one part of a value: where, what was found, what would be right."""

    pointer: Pointer
    found: str
    wanted: str
    keyword: str = ""
    """Where it matters: the keyword of JSON Schema that failed."""


def check_words(
    definition: Definition, value: Json, spot: Callable[[Pointer], Spot], faults: Faults
) -> list[Pointer]:
    """Note each part of the value that the definition doesn't allow; returns where they are."""
    flaws = list(flaws_of(definition, value))
    for flaw in flaws:
        faults.add(spot(flaw.pointer), flaw.found, flaw.wanted)
    return [flaw.pointer for flaw in flaws]


def flaws_of(definition: Definition, value: Json) -> list[Flaw]:
    """What the definition doesn't allow in the value."""
    flaws = [flaw for error in _validator(definition).iter_errors(value) for flaw in _flaws(error)]
    # A missing key says more than the alternatives that it leaves incomplete.
    missing = {flaw.pointer for flaw in flaws if flaw.keyword == "required"}
    return [flaw for flaw in flaws if flaw.keyword != "oneOf" or flaw.pointer not in missing]


@functools.cache
def _vocabulary() -> dict[str, Any]:
    vocabulary: dict[str, Any] = read_document(vocabulary_file()).value
    return vocabulary


def _definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = _vocabulary()["$defs"]
    return definitions


@functools.cache
def _validator(definition: Definition) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": _definitions()})


def _flaws(error: Any) -> Iterator[Flaw]:
    kind, failed = error.kind, error.instance
    pointer = tuple(str(token) for token in error.instance_path)
    holder = _schema_at(tuple(str(token) for token in error.schema_path)[:-1])
    if hasattr(kind, "context"):
        yield from _of_alternatives(error, pointer, holder)
    elif kind.name == "additionalProperties":
        for key in kind.unexpected:
            hint = meant(key, holder.get("properties", {}), has="the keys here are")
            yield Flaw(pointer=(*pointer, key), found=f"the key {key} is unknown", wanted=hint)
    elif kind.name == "required":
        found = f"{kind.property} is missing"
        yield Flaw(pointer=pointer, found=found, wanted=_meaning(pointer, kind.property), keyword="required")
    elif kind.name == "propertyNames":
        for flaw in _flaws(kind.error):
            yield Flaw(pointer=(*pointer, str(kind.error.instance)), found=flaw.found, wanted=flaw.wanted)
    else:
        found, wanted = _sentence(kind, failed, holder, pointer)
        yield Flaw(pointer=pointer, found=found, wanted=wanted)


def _sentence(kind: Any, failed: Json, holder: dict[str, Any], pointer: Pointer) -> tuple[str, str]:
    """What was found and what would be right, by the keyword that failed."""
    meaning = _FORMS.get(holder.get("title", "")) or _first_sentence(holder)
    match kind.name:
        case "type":
            return f"this is {_kind_of(failed)}", f"write {_either(_WORDS[name] for name in kind.types)}"
        case "enum":
            options = [_word(option) for option in kind.options if option is not None]
            return f"{shown(failed)} is unknown here", meant(_word(failed), options, has="write one of")
        case "const":
            return f"this is {shown(failed)}", f"write {_word(kind.expected_value)}"
        case "pattern":
            title = holder.get("title", "")
            said = f"is not {title}" if title.startswith("a ") else "has the wrong form"
            return f"{shown(failed)} {said}", meaning
        case "minimum" | "maximum":
            side = "below" if kind.name == "minimum" else "above"
            return f"{shown(failed)} is {side} {kind.limit}", meaning
        case "minItems" | "minProperties" | "minLength":
            return "this is empty", meaning or "write something, or leave the key away"
        case "maxLength":
            return f"this is longer than {kind.limit} characters", meaning
        case "uniqueItems":
            return "an entry stands here twice", "keep one of them"
        case "falseSchema":
            section = ".".join(("assumed", *pointer[:-1]))
            return f"{pointer[-1]} may not stand here", f"move it to {section}"
        case _:
            return f"this breaks {kind.name}", meaning


def _of_alternatives(error: Any, pointer: Pointer, holder: dict[str, Any]) -> Iterator[Flaw]:
    """The flaws of the alternative that was meant: the one whose type fits."""
    needs = [branch.get("required") for branch in holder.get(error.kind.name, ())]
    if needs and all(needs):
        several = _has_two(error.instance, needs)
        found = "two things stand here that exclude each other" if several else "something is missing"
        wanted = "write either " + _either(" and ".join(need) for need in needs)
        yield Flaw(pointer=pointer, found=found, wanted=wanted, keyword="oneOf")
        return
    branches = error.kind.context
    fitting = [branch for branch in branches if not _misses_type(branch, pointer)]
    if fitting:
        for inner in min(fitting, key=len):
            yield from _flaws(inner)
        return
    types = dict.fromkeys(_types_of(branches))
    yield Flaw(pointer=pointer, found=f"this is {_kind_of(error.instance)}", wanted=f"write {_either(types)}")


def _has_two(failed: Json, needs: list[list[str]]) -> bool:
    return isinstance(failed, dict) and sum(any(key in failed for key in need) for need in needs) > 1


def _misses_type(branch: list[Any], pointer: Pointer) -> bool:
    """Whether the alternative is for values of another type altogether."""
    for error in branch:
        here = tuple(str(token) for token in error.instance_path) == pointer
        if here and error.kind.name == "type":
            return True
        if here and error.kind.name == "enum" and not _same_type(error):
            return True
        if here and error.kind.name in ("anyOf", "oneOf"):
            return all(_misses_type(inner, pointer) for inner in error.kind.context)
    return False


def _same_type(error: Any) -> bool:
    return any(_type_of(option) == _type_of(error.instance) for option in error.kind.options)


def _types_of(branches: list[list[Any]]) -> Iterator[str]:
    for branch in branches:
        for error in branch:
            if error.kind.name == "type":
                yield from (_WORDS[name] for name in error.kind.types)
            elif error.kind.name == "enum":
                yield from (_word(option) for option in error.kind.options)
            elif error.kind.name in ("anyOf", "oneOf"):
                yield from _types_of(error.kind.context)


def _schema_at(path: Pointer) -> dict[str, Any]:
    """The schema under the path of keywords, references followed where the path does."""
    here: Any = _vocabulary()
    for token in path:
        if token == "$ref":
            here = look(_vocabulary(), tuple(here["$ref"].removeprefix("#/").split("/")))
        else:
            here = look(here, (token,))
    return here if isinstance(here, dict) else {}


def _meaning(pointer: Pointer, key: str) -> str:
    """What the missing key would say, in the vocabulary's words."""
    for schema in _schemas_for((*pointer, key)):
        meaning = _first_sentence(schema)
        if meaning:
            return f"{key}: {meaning}"
    return ""


def _schemas_for(pointer: Pointer) -> list[dict[str, Any]]:
    """The schemas of what stands under the pointer in `x-listing`, or in `x-clauses` where that begins it."""
    root = "clauses" if pointer[0].isdigit() else "listing"
    here = list(alternatives(_vocabulary(), _definitions()[root]))
    for token in pointer:
        inside = [
            inner
            for schema in here
            for inner in (
                schema.get("properties", {}).get(token),
                schema.get("additionalProperties"),
                schema.get("items"),
            )
            if isinstance(inner, dict)
        ]
        here = [schema for inner in inside for schema in alternatives(_vocabulary(), inner)]
    return here


def _first_sentence(schema: dict[str, Any]) -> str:
    return re.split(r"(?<=\.)\s", str(schema.get("description", "")).strip())[0]


def _kind_of(value: Json) -> str:
    return _WORDS[_type_of(value)] if isinstance(value, dict | list) else shown(value)


def _type_of(value: Json) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _word(value: Json) -> str:
    return value if isinstance(value, str) else shown(value)


def _either(words: Iterable[str]) -> str:
    """The words with or between them; that null would do as well is left unsaid where others would."""
    several = list(words)
    several = [word for word in several if word != "null"] or several
    return " or ".join([", ".join(several[:-1]), several[-1]] if len(several) > 1 else several)
