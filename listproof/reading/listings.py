"""Listings: `x-listing` as the contract has it, checked against the operation that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from listproof.contract import (
    Filter,
    Json,
    Listing,
    Paging,
    Parameter,
    Place,
    Role,
    Rule,
    Scope,
    Size,
    Tally,
)
from listproof.reading.expressions import RuleError, compile_rule
from listproof.reading.faults import listed
from listproof.reading.orders import read_sort
from listproof.reading.refusals import read_errors
from listproof.reading.statements import readings
from listproof.reading.surroundings import Surroundings


def read_listing(around: Surroundings, *, promised: bool) -> Listing:
    """The listing that the statement holds; what doesn't fit the operation is noted as a fault.

    A promised listing is what the document states, and has only what is stated. The other is what the
    mock does: there an unstated first page is the minimum of the parameter's schema, or 1.
    """
    value = around.statement.value
    identity = value.get("id")
    return Listing(
        items=around.items(),
        id=around.field(identity, "id") if isinstance(identity, str) else None,
        page=_page(around, promised=promised),
        size=_size(around),
        meta=_meta(around),
        filters=_filters(around),
        sort=read_sort(around),
        scope=_scope(around),
        inert=_inert(around),
        summary=_summary(around),
        rules=_rules(around),
        errors=read_errors(around, promised=promised),
        values=_values(around),
    )


def _page(around: Surroundings, *, promised: bool) -> Paging:
    section = around.statement.section("page")
    by = section.get("by", "none")
    named = section.get("param")
    parameter = around.parameter(named, "page", "param") if isinstance(named, str) else None
    if parameter is None and by in ("page", "offset", "cursor") and named is None:
        around.fault(("page",), f"by is {by}, and no parameter is named", "name it: param: page")
    return Paging(
        by=by,
        param=parameter.key if parameter else None,
        first=_first(by, section, parameter, promised=promised),
        past_end=readings(section.get("past_end")),
    )


def _first(
    by: str, section: Mapping[str, Json], parameter: Parameter | None, *, promised: bool
) -> tuple[int, ...]:
    least = parameter.minimum if parameter else None
    if section.get("first") is not None:
        return readings(section["first"])
    if by == "offset":
        return (least or 0,)
    if by == "page" and not promised:
        return (1 if least is None else least,)
    return ()


def _size(around: Surroundings) -> Size | None:
    """The size; an omitted one is the schema's default where it has one, and unspecified where not."""
    section = around.statement.section("size")
    if not isinstance(section.get("param"), str):
        return None
    parameter = around.parameter(section["param"], "size", "param")
    alias = section.get("alias")
    other = around.parameter(alias, "size", "alias") if isinstance(alias, str) else None
    if parameter is None:
        return None
    whole = _default_size(parameter)
    omit = readings(section.get("omit")) or (("default",) if whole is not None else ())
    if "default" in omit and whole is None and "omit" in section:
        around.fault(
            ("size", "omit"),
            f"omit says default, and {parameter.key} has none",
            f"give the schema of {parameter.key} its default",
        )
    return Size(
        param=parameter.key,
        alias=other.key if other else None,
        default=whole,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        over=readings(section.get("over")),
        under=readings(section.get("under")),
        omit=omit,
    )


def _default_size(parameter: Parameter) -> int | None:
    """The documented default; none where the same schema forbids it, for then nobody knows which is meant."""
    default = parameter.default
    if not isinstance(default, int) or isinstance(default, bool):
        return None
    low, high = parameter.minimum, parameter.maximum
    is_allowed = (low is None or default >= low) and (high is None or default <= high)
    return default if is_allowed else None


def _meta(around: Surroundings) -> Mapping[Role, Place]:
    places = {}
    for role, text in around.statement.section("meta").items():
        place = around.place(text, "meta", role) if isinstance(text, str) else None
        if place is not None:
            places[cast(Role, role)] = place
    return MappingProxyType(places)


def _filters(around: Surroundings) -> Mapping[str, Filter]:
    filters = {}
    for named, stated in around.statement.section("filter").items():
        parameter = around.parameter(named, "filter", named)
        written = stated if isinstance(stated, dict) else {"at": stated}
        is_short = not isinstance(around.statement.spot("filter", named).value, dict)
        keys = ("filter", named) if is_short else ("filter", named, "at")
        text = written.get("at")
        at = around.field(text, *keys) if isinstance(text, str) else None
        off = readings(written.get("all"))
        if parameter is None:
            continue
        around.values_of(parameter, list(off), "filter", named, "all")
        filters[parameter.key] = Filter(param=parameter.key, at=at, op=written.get("op", "eq"), all=off)
    in_order = {key: filters[key] for key in around.parameters if key in filters}
    return MappingProxyType(in_order)


def _scope(around: Surroundings) -> tuple[Scope, ...]:
    scopes = []
    for index, stated in around.statement.entries("scope"):
        keys = ("scope", index)
        named = stated.get("param")
        parameter = around.parameter(named, *keys, "param") if isinstance(named, str) else None
        if named is not None and parameter is None:
            continue
        text = stated.get("at")
        scopes.append(
            Scope(
                param=parameter.key if parameter else None,
                at=around.field(text, *keys, "at") if isinstance(text, str) else None,
                unknown=readings(stated.get("unknown")),
            )
        )
    return tuple(scopes)


def _inert(around: Surroundings) -> tuple[str, ...]:
    named = enumerate(around.statement.value.get("inert") or [])
    found = [around.parameter(name, "inert", str(index)) for index, name in named if isinstance(name, str)]
    return tuple(parameter.key for parameter in found if parameter is not None)


def _summary(around: Surroundings) -> tuple[Tally, ...]:
    filters = around.statement.section("filter")
    tallies = []
    for text, selected in around.statement.section("summary").items():
        place = around.place(text, "summary", text)
        values: dict[str, Json] = {}
        for named, value in (selected or {}).items():
            keys = ("summary", text, named)
            parameter = around.parameter(named, *keys)
            if parameter is None:
                continue
            if named not in filters:
                around.fault(keys, f"{named} is no filter", f"filters are {listed(filters) or 'none'}")
            around.values_of(parameter, [value], *keys)
            values[parameter.key] = value
        if place is not None:
            tallies.append(Tally(place=place, filters=MappingProxyType(values)))
    return tuple(tallies)


def _rules(around: Surroundings) -> tuple[Rule, ...]:
    rules, seen = [], set[str]()
    for index, stated in around.statement.entries("rules"):
        keys = ("rules", index)
        name, expression = stated.get("id"), stated.get("holds", stated.get("is"))
        if not isinstance(name, str) or not isinstance(expression, str):
            continue
        if name in seen:
            around.fault(
                (*keys, "id"), f"the rule {name} stands here again", "give each rule an id of its own"
            )
        seen.add(name)
        rule = _rule(around, stated, expression.strip(), keys)
        if rule is not None:
            rules.append(rule)
    return tuple(rules)


def _rule(
    around: Surroundings, stated: Mapping[str, Json], expression: str, keys: tuple[str, ...]
) -> Rule | None:
    word = "holds" if "holds" in stated else "is"
    at = around.field(stated["at"], *keys, "at") if isinstance(stated.get("at"), str) else None
    try:
        compiled = compile_rule(expression, condition=word == "holds")
    except RuleError as error:
        around.fault((*keys, word), f"the rule {stated['id']} is no CEL: {error}", error.wanted or expression)
        return None
    return Rule(
        id=stated["id"],
        expression=expression,
        about="item" if "item" in compiled.uses or at is not None else "body",
        uses=compiled.uses,
        program=compiled.program,
        at=at,
        within=float(stated.get("within", 0.0)),
    )


def _values(around: Surroundings) -> Mapping[str, tuple[Json, ...]]:
    values = {}
    for text, stated in around.statement.section("values").items():
        around.field(text, "values", text)
        values[text] = tuple(stated)
    return MappingProxyType(values)
