"""Filters: parameters that select by a field of the items, told by name, type and values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from listproof.contract import Json, pointer_text
from listproof.infer import prose
from listproof.infer.bodies import Items
from listproof.infer.guesses import Guess, Open, Stated, quoted
from listproof.infer.names import fold, singular, words
from listproof.infer.odata.options import question_of
from listproof.infer.plain import PlainOperation, PlainParameter
from listproof.infer.shapes import Shape, Shapes
from listproof.infer.switches import adds_counts

# What these do can't be told from their names, even where a field is called so.
_NEVER: Final = frozenset(
    {
        "q", "query", "search", "searchterm", "keyword", "keywords", "term", "expand", "expands",
        "embed", "include", "includes", "exclude", "excludes", "fields", "field", "select", "view",
        "format", "locale", "language", "lang", "timezone", "tz", "filter", "filters", "pretty",
        "prettyprint", "optpretty", "optfields", "callback", "key", "apikey", "accesstoken", "token",
        "alt", "version", "apiversion", "type", "workspace", "fuzzy", "count",
    }
)  # fmt: skip
# Texts whose names end so are often looked for by a part of them.
_FUZZY: Final = (
    "name", "title", "description", "label", "text", "summary", "subject", "content", "body", "comment",
    "note", "notes", "address", "email",
)  # fmt: skip
_OFF: Final = frozenset({"all", "any", "*"})

# A response will only contain what was asked for, and that says nothing of parts.
_PART: Final = r"(?<!\bonly )(?<!\bwill )\b(?:contains?|containing|substring|partial\w*)\b"
_START: Final = r"\b(?:starts?(?:ing)? with|begins?(?:ning)? with|prefix\w*)\b"
_VAGUE: Final = (
    r"\b(?:search\w*|fuzzy|similar|like|wildcards?|regex\w*|patterns?|keywords?|full[- ]text"
    r"|case[- ]insensitive\w*)\b"
)
# What is compared may be another text than the field's, or another thing's field.
_OTHERWISE: Final = (
    r"\bor (?:simply|just)\b|\bto (?:start|begin)\b[^.]{0,40}\bfrom\b|\bwhose \w+ (?:has|have|is|are)\b"
)
_FILTERED_BY: Final = r"\bfilters? (?:for |out |the |all )*(\w+s) (?:by|based on|on|using) (?:their|its)\b"
_THINGS: Final = frozenset({"result", "item", "record", "resource", "object", "entry", "row", "response"})
_EXACT: Final = r"\b(?:exact\w*|equal\w*)\b"
_LISTED: Final = (
    r"\bcomma[- ](?:separated|delimited)\b|\bseparated by commas?\b|\bpipe[- ](?:separated|delimited)\b"
)
_SWITCH: Final = r"\b(?:includ\w+|only|whether to|if (?:set|true)|hide|show)\b"
_NOT: Final = r"\b(?:exclud\w+|except|other than|not equal\w*|ignor\w+)\b"
_INCLUSIVE: Final = (
    r"\b(?:inclusive\w*|(?:on|at) or (?:after|before|later|earlier)|or (?:later|earlier|equal)"
    r"|(?:greater|less) than or equal|no (?:earlier|later) than)\b|[<>]=|[≤≥]"
)
_EXCLUSIVE: Final = r"\b(?:exclusive\w*|strictly)\b"

_OF_TIME: Final = r"\b(?:timestamps?|unix|epoch|iso ?8601|rfc ?3339|date[- ]time)\b"

_MOMENT_WORDS: Final = frozenset(
    {"time", "date", "timestamp", "at", "since", "until", "before", "after", "day", "month", "year"}
)
_OPERATORS: Final = {
    "gte": "gte", "ge": "gte", "lte": "lte", "le": "lte", "gt": "gt", "lt": "lt", "ne": "ne", "neq": "ne",
    "contains": "contains", "startswith": "prefix", "prefix": "prefix", "eq": "eq",
}  # fmt: skip
_BOUNDS: Final = {"min": "gte", "minimum": "gte", "max": "lte", "maximum": "lte"}
# Whether the bound itself belongs to it, these words leave open.
_SIDES: Final = {
    "after": "g",
    "since": "g",
    "from": "g",
    "start": "g",
    "before": "l",
    "until": "l",
    "to": "l",
    "end": "l",
}
_ENDINGS: Final = ("datetime", "timestamp", "date", "time", "at", "on")


def guess_filters(operation: PlainOperation, items: Items, used: Iterable[str]) -> Iterator[Guess]:
    """The field of each parameter of the query that is not `used` otherwise, or the question which it is."""
    taken = frozenset(used)
    for parameter in operation.query:
        if parameter.key not in taken and adds_counts(parameter) is None:
            yield _echoed(operation, items, parameter) or _guess(operation, items, parameter)


def _echoed(operation: PlainOperation, items: Items, parameter: PlainParameter) -> Guess | None:
    """The question about a parameter that the answer repeats beside its items, as what it was made for."""
    for _, holder in items.holders[:1]:
        for name in holder.properties:
            if fold(name) == fold(parameter.name) and operation.shapes.member(holder, name).is_scalar:
                return _open(parameter, f"the answer has {name} beside the items: is it made for that one?")
    return None


def _guess(operation: PlainOperation, items: Items, parameter: PlainParameter) -> Guess:
    shapes, item = operation.shapes, items.item
    fields = {name: shapes.member(item, name) for name in item.properties}
    bare = _bare(parameter.name)
    if parameter.required:
        return _open(parameter, "it has to be sent: does it say whose rows are asked for?")
    if (option := question_of(parameter.name)) is not None:
        return _open(parameter, option)
    if parameter.shape.is_mixed or parameter.shape.is_only("object"):
        return _open(parameter, "its value has parts, or one of several shapes")
    of_others = _of_others(operation, items, parameter)
    if of_others is not None:
        return _open(
            parameter, f"its description speaks of {of_others}: does it select by a field of theirs?"
        )
    if fold(bare) in _NEVER and not _has_equal_words(parameter, bare, fields):
        return _open(parameter, "its name doesn't tell what it does")
    same = [name for name in fields if fold(name) == fold(bare)]
    other = _other_field(parameter, fields, same)
    if other is not None:
        return _open(
            parameter, f"its description speaks of the field {other} too: which of them is compared?"
        )
    if same:
        return _of_the_name(shapes, parameter, same[0], fields[same[0]])
    return (
        _of_several(shapes, parameter, bare, fields)
        or _of_an_owner(shapes, parameter, bare, fields)
        or _by_affix(parameter, bare, fields)
        or _open(parameter, "what does it select by? No field is called so")
    )


def _of_others(operation: PlainOperation, items: Items, parameter: PlainParameter) -> str | None:
    """What the description says is filtered, where that is called otherwise than the items are."""
    found = re.search(_FILTERED_BY, parameter.prose[:4_000], re.IGNORECASE)
    if found is None or not operation.noun:
        return None
    called = {singular(fold(each)) for each in (operation.noun, *items.way[-1:])}
    thing = singular(fold(found.group(1)))
    is_same = thing in _THINGS or any(thing in each or each in thing for each in called)
    return None if is_same else found.group(1)


def _other_field(parameter: PlainParameter, fields: dict[str, Shape], same: list[str]) -> str | None:
    """A field besides that of the parameter's name which its description names, marked as code."""
    for match in re.finditer(r"`(\w{1,60})`", parameter.prose[:4_000]):
        marked = match.group(1)
        if same and marked in fields and marked not in same and fold(marked) != fold(parameter.name):
            return marked
    return None


def _bare(name: str) -> str:
    """The name without the brackets that say no more than that it is a filter."""
    inside = re.fullmatch(r"(?:filters?|where)\[([^\[\]]+)\]((?:\[[^\[\]]*\])?)", name)
    if inside:
        return f"{inside.group(1)}{inside.group(2)}"
    return name.removesuffix("[]")


def _open(parameter: PlainParameter, question: str) -> Open:
    return Open(("filter", parameter.key), f"{parameter.name}: {question}")


def _has_equal_words(parameter: PlainParameter, bare: str, fields: dict[str, Shape]) -> bool:
    """Whether the parameter and a field of its name have the very same values."""
    words_of = {str(each) for each in parameter.shape.enum} - _OFF
    return bool(words_of) and any(
        fold(name) == fold(bare) and words_of == {str(each) for each in field.enum}
        for name, field in fields.items()
    )


def _of_the_name(shapes: Shapes, parameter: PlainParameter, name: str, field: Shape) -> Guess:
    """A parameter that is called as a field is."""
    place, said = pointer_text((name,)), parameter.prose
    if field.is_mixed or field.is_only("array") or field.is_only("object"):
        return _open(parameter, f"the field {name} has parts: what of it is compared?")
    if parameter.shape.is_only("array"):
        return _in(shapes, parameter, name, field)
    if not _same_type(parameter.shape, field):
        return _open(parameter, f"its type is another than that of the field {name}")
    if _is_moment(parameter, field):
        return _open(parameter, f"is it compared with the field {name} as a moment, or as a day?")
    if prose.says(_LISTED, said):
        return _open(parameter, f"it takes several values of the field {name}, which stand between commas")
    if parameter.shape.is_only("boolean") and prose.says(_SWITCH, said):
        return _open(parameter, f"what does false do: the items whose {name} is false, or all of them?")
    operator = _operator(parameter, name)
    if operator is None:
        return _open(parameter, f"how is it compared with the field {name}: as a whole, in part, or not so?")
    return _equal(parameter, place, field, operator, f"the items have a field {name} of its type")


def _is_moment(parameter: PlainParameter, field: Shape) -> bool:
    """Whether a moment is compared, which is seldom done by equality."""
    if "date" in field.format or "time" in field.format or "date" in parameter.shape.format:
        return True
    if _MOMENT_WORDS.intersection(words(parameter.name)):
        return True
    return not parameter.shape.enum and prose.says(_OF_TIME, parameter.prose) is not None


def _operator(parameter: PlainParameter, name: str) -> str | None:
    """How a text is compared, or None where it can't be told."""
    if parameter.shape.enum or not parameter.shape.is_only("string"):
        return None if prose.says(_NOT, parameter.prose) else "eq"
    said = parameter.prose
    found = [
        op
        for op, pattern in (("contains", _PART), ("prefix", _START), ("eq", _EXACT), ("ne", _NOT))
        if prose.says(pattern, said)
    ]
    if len(found) > 1 or prose.says(_VAGUE, said) or prose.says(_OTHERWISE, said):
        return None
    if found:
        return found[0]
    return None if fold(name).endswith(_FUZZY) else "eq"


def _equal(parameter: PlainParameter, place: str, field: Shape, operator: str, because: str) -> Guess:
    """A comparison, with the values that switch it off, or the question what further values mean."""
    known = {str(each) for each in field.enum}
    off = [each for each in parameter.shape.enum if str(each).lower() in _OFF and str(each) not in known]
    strange = [each for each in parameter.shape.enum if known and str(each) not in known and each not in off]
    if strange:
        several = ", ".join(str(each) for each in strange[:5])
        return _open(parameter, f"what do its values select that the field {place} never has: {several}?")
    if off:
        because += (
            f", and {_listed(off)} is no value of it" if known else f", and {_listed(off)} means no filter"
        )
    return _filter(parameter, place, operator, off, because)


def _filter(parameter: PlainParameter, place: str, operator: str, off: list[Json], because: str) -> Stated:
    value: dict[str, Json] = {"at": place}
    if operator != "eq":
        value["op"] = operator
    if off:
        value["all"] = off
    return Stated(("filter", parameter.key), place if len(value) == 1 else value, because)


def _listed(values: list[Json]) -> str:
    return ", ".join(str(each) for each in values)


def _same_type(one: Shape, other: Shape) -> bool:
    if not one.is_scalar or not other.is_scalar:
        return False
    numbers = {"integer", "number"}
    return one.types == other.types or (one.types <= numbers and other.types <= numbers)


def _in(shapes: Shapes, parameter: PlainParameter, name: str, field: Shape) -> Guess:
    """A parameter that takes several values of a field."""
    if "date" in field.format or not field.is_scalar:
        return _open(parameter, f"it takes several values: what has the field {name} to do with them?")
    each = shapes.at(parameter.shape.elements) if parameter.shape.elements is not None else Shape()
    if not _same_type(each, field):
        return _open(parameter, f"its values have another type than the field {name}")
    known = {str(value) for value in field.enum}
    if known and any(str(value) not in known for value in each.enum):
        return _open(parameter, f"it takes values that the field {name} never has: what do they select?")
    if prose.says(_NOT, parameter.prose):
        return _open(parameter, f"does it leave out what has one of several values in {name}?")
    return _filter(
        parameter, pointer_text((name,)), "in", [], f"it takes several values, and the items have {name}"
    )


def _of_several(
    shapes: Shapes, parameter: PlainParameter, bare: str, fields: dict[str, Shape]
) -> Guess | None:
    """A plural of a field's name: `statuses`, or `status_in`."""
    if not parameter.shape.is_only("array"):
        return None
    name = fold(bare)
    for field, shape in fields.items():
        if fold(field) in (singular(name), name.removesuffix("in")) and not shape.is_only("array", "object"):
            return _in(shapes, parameter, field, shape)
    return None


def _of_an_owner(
    shapes: Shapes, parameter: PlainParameter, bare: str, fields: dict[str, Shape]
) -> Guess | None:
    """`user_id`, where an item has a user that has an id."""
    name = fold(bare)
    for field, shape in fields.items():
        if name == f"{fold(field)}id" and shape.is_only("object") and "id" in shape.properties:
            inner = shapes.member(shape, "id")
            if _same_type(parameter.shape, inner) and not prose.says(_NOT, parameter.prose):
                because = f"the items have {field}, which has an id of its type"
                return _filter(parameter, pointer_text((field, "id")), "eq", [], because)
    return None


def _by_affix(parameter: PlainParameter, bare: str, fields: dict[str, Shape]) -> Guess | None:
    """A field's name with a comparison before or behind it: `created_after`, `min_price`, `age[gte]`."""
    parts = words(bare)
    if len(parts) < 2 or not parameter.shape.is_scalar:
        return None
    head, tail = parts[0], parts[-1]
    if tail in _OPERATORS:
        return _compared(parameter, "".join(parts[:-1]), _OPERATORS[tail], fields, f"{tail} behind it")
    for word, rest in ((head, parts[1:]), (tail, parts[:-1])):
        if word in _BOUNDS:
            return _compared(parameter, "".join(rest), _BOUNDS[word], fields, f"{word} in its name")
    for word, rest in ((tail, parts[:-1]), (head, parts[1:])):
        if word in _SIDES:
            return _sided(parameter, "".join(rest), _SIDES[word], fields)
    return None


def _field_of(stem: str, fields: dict[str, Shape]) -> str | None:
    """The one field that the stem names, as it is or with another ending of a moment."""
    bare = next((stem.removesuffix(each) for each in _ENDINGS if stem.endswith(each)), stem)
    names = {f"{each}{ending}" for each in (stem, bare or stem) for ending in ("", *_ENDINGS)}
    exact = [name for name in fields if fold(name) == stem]
    found = exact or [name for name in fields if fold(name) in names]
    return found[0] if len(found) == 1 else None


def _is_ordered(field: Shape) -> bool:
    """Whether more and less of it are beyond doubt: of a number and a moment, and not of a text."""
    return field.is_whole or "date" in field.format or "time" in field.format


def _compared(
    parameter: PlainParameter, stem: str, operator: str, fields: dict[str, Shape], because: str
) -> Guess | None:
    name = _field_of(stem, fields)
    if name is None or not _same_type(parameter.shape, fields[name]):
        return None
    if operator in ("gte", "lte", "gt", "lt") and not _is_ordered(fields[name]):
        return _open(parameter, f"by which order is it compared with the field {name}, which is a text?")
    if operator in ("gte", "lte") and prose.says(_EXCLUSIVE, parameter.prose):
        return _open(parameter, f"is what equals the bound in {name} among what it selects?")
    return _filter(parameter, pointer_text((name,)), operator, [], f"the field is {name}, with {because}")


def _sided(parameter: PlainParameter, stem: str, side: str, fields: dict[str, Shape]) -> Guess | None:
    """A bound of a moment: which side its name tells, and whether it is in only its description."""
    name = _field_of(stem, fields)
    if name is None or not _same_type(parameter.shape, fields[name]):
        return None
    if not _is_ordered(fields[name]):
        return None
    closed = prose.says(_INCLUSIVE, parameter.prose)
    is_open = prose.says(_EXCLUSIVE, parameter.prose)
    if bool(closed) == bool(is_open):
        return _open(parameter, f"is what equals the bound in {name} among what it selects?")
    operator = {"g": "gt", "l": "lt"}[side] + ("e" if closed else "")
    because = f"the field is {name}, and its description says {quoted(str(closed or is_open))}"
    return _filter(parameter, pointer_text((name,)), operator, [], because)
