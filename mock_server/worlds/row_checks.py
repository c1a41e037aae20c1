"""What makes a row one of the list's: its item fits schema and rules, and its hidden fields are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import jsonschema_rs
import orjson

from listproof.contract import MISSING, Json, Listing, Operation, Pointer, Rule, look, pointer_text
from listproof.reading.faults import listed, meant, nearest, shown
from listproof.reading.places import element_schema, standing_at
from mock_server.world import Row
from mock_server.worlds.rule_fields import RulesTogether, evaluated, fields_of

_LONGEST: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with one row: where in its item, what stands there, what would be right."""

    pointer: Pointer = ()
    found: str
    wanted: str = ""


def item_schema(operation: Operation) -> Mapping[str, Json]:
    """The schema of an item, standing alone; empty where the document says nothing of items."""
    whole, items = operation.success.schema, operation.listing.items
    if whole is None or items.where != "body":
        return {}
    return element_schema(whole, standing_at(whole, items.pointer or ()).schemas) or {}


def hidden_fields(listing: Listing) -> dict[str, str]:
    """The fields that a row keeps beside its item, and what each is needed for."""
    needed = {
        sort.name: "to sort by"
        for sort in (*listing.sort.keys.values(), *listing.sort.default)
        if sort.at is None
    }
    needed |= {each.param: "to filter by" for each in listing.filters.values() if each.at is None}
    return needed | {each.hidden: "to say whose row it is" for each in listing.scope if each.at is None}


def rule_flaw(rule: Rule, item: Json, query: Mapping[str, Json]) -> Flaw | None:
    """How the item breaks the rule; None where it keeps it, or where the rule can't be evaluated on it."""
    try:
        result = evaluated(rule, item, query)
    except ValueError:
        return None
    if _is_kept(item, rule, result):
        return None
    if rule.at is None:
        return Flaw(found=_broken(rule, item), wanted=f"it says {_short(rule)}")
    found = look(item, rule.at)
    near = f" (within {rule.within:g})" if rule.within else ""
    wanted = f"the rule {rule.id} makes it {shown(result)}{near}: {_short(rule)}"
    return Flaw(pointer=rule.at, found=shown(found), wanted=wanted)


def _is_kept(item: Json, rule: Rule, result: Json) -> bool:
    if rule.at is None:
        return result is True
    found = look(item, rule.at)
    return found is MISSING or _is_near(found, result, rule.within)


def _is_near(found: Json, wanted: Json, within: float) -> bool:
    if _is_number(found) and _is_number(wanted):
        return bool(abs(found - wanted) <= within)
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def _is_number(value: Json) -> bool:
    return value.__class__ is int or value.__class__ is float


def _broken(rule: Rule, item: Json) -> str:
    """The rule's name, and the values that it speaks of."""
    values = {".".join(field): look(item, field) for field in fields_of(rule.expression)}
    said = ", ".join(f"{name} {shown(value)}" for name, value in values.items() if value is not MISSING)
    return f"the rule {rule.id} does not hold" + (f" with {said}" if said else "")


def _short(rule: Rule) -> str:
    text = " ".join(rule.expression.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


class RowChecks:
    """Holds rows of one operation against its contract, one after the other: their ids must differ."""

    def __init__(self, operation: Operation) -> None:
        listing = operation.mocked
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(item_schema(operation)), validate_formats=True
        )
        about = [rule for rule in operation.listing.rules if rule.about == "item"]
        self._rules = [rule for rule in about if rule.uses <= {"item", "query"}]
        self._together = RulesTogether(self._rules)
        self._id = listing.id
        self._scope = listing.scope
        self._hidden = hidden_fields(listing)
        self._seen: dict[bytes, str] = {}

    def flaws(self, row: Row, name: str) -> Iterator[Flaw]:
        """What is wrong with the row; `name` is how a later row with the same id may call it."""
        yield from self.own_flaws(row)
        yield from self.repeats(row, name)

    def own_flaws(self, row: Row) -> Iterator[Flaw]:
        """What is wrong with the row, whatever other rows there are."""
        fits = self._validator.is_valid(row.item)
        if not fits:
            yield from _schema_flaws(self._validator.iter_errors(row.item))
        if self._rules:
            yield from self._rule_flaws(row)
        yield from self._hidden_flaws(row)
        if fits:  # else it has been told what is missing
            yield from self._scope_flaws(row)
            yield from self._id_flaws(row)

    def _rule_flaws(self, row: Row) -> Iterator[Flaw]:
        query = self._query(row)
        results = self._together.evaluated(row.item, query)
        if results is not None and all(map(partial(_is_kept, row.item), self._rules, results)):
            return
        yield from (flaw for rule in self._rules if (flaw := rule_flaw(rule, row.item, query)) is not None)

    def _query(self, row: Row) -> dict[str, Json]:
        """What a query that lists the row says of its scope."""
        return {
            scope.param: row.hidden.get(scope.param) if scope.at is None else look(row.item, scope.at)
            for scope in self._scope
            if scope.param is not None
        }

    def _hidden_flaws(self, row: Row) -> Iterator[Flaw]:
        if row.hidden.keys() == self._hidden.keys():
            return
        missing = [key for key in self._hidden if key not in row.hidden]
        if missing:
            found = f"hidden has no {listed(f'{key} ({self._hidden[key]})' for key in missing)}"
            inside = ", ".join(f"{key}: ..." for key in missing)
            yield Flaw(found=found, wanted=f"write the row as {{item: {{...}}, hidden: {{{inside}}}}}")
        for key in sorted(row.hidden.keys() - self._hidden.keys()):
            wanted = meant(key, self._hidden) if self._hidden else "the list needs nothing hidden"
            yield Flaw(found=f"the list needs no hidden {key}", wanted=wanted)

    def _scope_flaws(self, row: Row) -> Iterator[Flaw]:
        for scope in self._scope:
            if scope.at is not None and look(row.item, scope.at) is MISSING:
                wanted = f"write the value of {scope.param or 'owns of a caller'}"
                yield Flaw(pointer=scope.at, found="missing, so the row is nobody's", wanted=wanted)

    def _id_flaws(self, row: Row) -> Iterator[Flaw]:
        if self._id is not None and self._identity(row) is None:
            wanted = f"write the row's id at {pointer_text(self._id)}"
            yield Flaw(pointer=self._id, found="the row has no id", wanted=wanted)

    def _identity(self, row: Row) -> Json:
        identity = look(row.item, self._id or ())
        return None if identity is MISSING else identity

    def repeats(self, row: Row, name: str) -> Iterator[Flaw]:
        """Whether the row has the id of one that was asked about before in the same scope."""
        identity = self._identity(row)
        if self._id is None or identity is None:
            return
        whose = [
            look(row.item, each.at) if each.at is not None else row.hidden.get(each.hidden)
            for each in self._scope
        ]
        key = orjson.dumps(
            [identity, *(None if each is MISSING else each for each in whose)], option=orjson.OPT_SORT_KEYS
        )
        if key in self._seen:
            yield self.repeated(row.item, self._seen[key])
        else:
            self._seen[key] = name

    def repeated(self, item: Json, name: str) -> Flaw:
        """The flaw of an item whose id is that of the row with this name too."""
        at = self._id or ()
        found = f"the id {shown(look(item, at))} is that of {name} too"
        return Flaw(pointer=at, found=found, wanted="give each row of a list an id of its own")


def _schema_flaws(errors: Iterable[jsonschema_rs.ValidationError]) -> Iterator[Flaw]:
    """The breaches of the schema; what is required and missing in one place is one flaw."""
    missing: dict[Pointer, list[str]] = {}
    for error in errors:
        pointer = tuple(str(token) for token in error.instance_path)
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            missing.setdefault(pointer, []).append(str(error.kind.property))
        else:
            yield _schema_flaw(error, pointer)
    for pointer, names in missing.items():
        yield Flaw(pointer=pointer, found=f"there is no {listed(names)}", wanted="the schema requires it")


def _schema_flaw(error: jsonschema_rs.ValidationError, pointer: Pointer) -> Flaw:
    """A breach of the schema, in a row's words."""
    found, kind = shown(error.instance), error.kind
    kinds = jsonschema_rs.ValidationErrorKind
    if isinstance(kind, kinds.AdditionalProperties | kinds.UnevaluatedProperties):
        unknown = listed(kind.unexpected)
        return Flaw(pointer=pointer, found=f"{unknown} is unknown", wanted="the schema has no such property")
    if isinstance(kind, kinds.Enum):
        near = nearest(str(error.instance), [str(value) for value in kind.options if isinstance(value, str)])
        hint = f"did you mean {near}? " if near else ""
        known = listed(shown(value) for value in kind.options)
        return Flaw(pointer=pointer, found=f"{found} is not documented", wanted=f"{hint}known are {known}")
    if isinstance(kind, kinds.Type):
        wanted = f"the schema wants {' or '.join(kind.types)}"
        return Flaw(pointer=pointer, found=f"{found} has the wrong type", wanted=wanted)
    said = error.message if len(error.message) <= _LONGEST else f"{found} breaks the schema's {kind.name}"
    return Flaw(pointer=pointer, found=said)
