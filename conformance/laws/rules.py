"""The rules of a contract, on every item and every body that was seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from conformance.comparing.members import named, only
from conformance.evidence import Page
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from listproof.contract import MISSING, Json, Operation, Rule, look, pointer_text


def _of_ids(variables: Mapping[str, Json]) -> Json:
    return variables["item"]["id"] <= 3


_RULED = examples.but(
    OPERATION,
    rules=(
        Rule(
            id="small-ids",
            expression="item.id <= 3",
            about="item",
            uses=frozenset({"item"}),
            program=_of_ids,
        ),
    ),
)


@law(
    "rules/holds",
    Page,
    kept=Example(
        says="item.id <= 3: both rows keep it",
        operation=_RULED,
        evidence=examples.page(*ROWS[:2], operation=_RULED),
    ),
    broken=Example(
        says="item.id <= 3: a row with id 4 breaks it",
        operation=_RULED,
        evidence=examples.page(ROWS[2], ROWS[3], skipped=2, operation=_RULED),
    ),
    needs=lambda operation: "" if operation.listing.rules else "the contract states no rules",
)
def holds(operation: Operation, seen: Page) -> Iterator[Finding]:
    """Each rule is true of every item, or of the body; where it can't be evaluated it is skipped."""
    query = _query(operation, seen)
    for rule in operation.listing.rules:
        # Whoever evaluates a rule on each item would else be handed the whole body as often.
        shared = {"body": only(seen.exchange.json, named(rule.expression, "body")), "query": query}
        used = {name: shared[name] for name in rule.uses if name in shared}
        if rule.about == "body":
            yield from _judged(operation, rule, used, seen, MISSING, None)
            continue
        of_item = "item" in rule.uses
        for index, item in enumerate(seen.items):
            variables = {**used, "item": item} if of_item else used
            if _is_kept(rule, variables, item):
                continue
            finding = next(_judged(operation, rule, variables, seen, item, index), None)
            if finding is not None:
                yield finding
                break  # one row shows it; the walk has every row's page, so none goes unseen


def _is_kept(rule: Rule, variables: Mapping[str, Json], item: Json) -> bool:
    """Whether nothing more need be asked of the item: most items of most pages."""
    try:
        value = rule.program(variables)
    except Exception:  # as in `_judged`
        return True
    return (
        value is not False
        if rule.at is None
        else value == look(item, rule.at) and not isinstance(value, bool)
    )


def _judged(
    operation: Operation,
    rule: Rule,
    variables: Mapping[str, Json],
    seen: Page,
    item: Json,
    index: int | None,
) -> Iterator[Finding]:
    try:
        value = rule.program(variables)
    except Exception:  # whatever CEL raises: a rule that can't be evaluated says nothing about the item
        return
    where = operation.listing.items.text + ("" if index is None else f"/{index}")
    if rule.at is None:
        if value is False:
            yield _finding(rule, where or "body", True, False, rule.expression, seen)
        return
    actual = look(item, rule.at)
    if actual is not MISSING and not _close(actual, value, rule.within):
        yield _finding(rule, where + pointer_text(rule.at), value, actual, f"it is {rule.expression}", seen)


def _finding(rule: Rule, where: str, expected: Json, actual: Json, because: str, seen: Page) -> Finding:
    return Finding(
        where=where,
        expected=expected,
        actual=actual,
        because=because,
        exchanges=(seen.exchange,),
        about=rule.id,
    )


def _close(actual: Json, wanted: Json, within: float) -> bool:
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return actual is wanted
    if isinstance(actual, (int, float)) and isinstance(wanted, (int, float)):
        # A figure that is rounded may miss by a hair more than `within` in binary.
        return math.isclose(actual, wanted, rel_tol=1e-9, abs_tol=within + 1e-9)
    return bool(actual == wanted)


def _query(operation: Operation, seen: Page) -> Mapping[str, Json]:
    """The query as it was sent, each value by its parameter's type; what does not parse stays text."""
    sent: dict[str, Json] = {}
    for name, text in parse_qsl(urlsplit(seen.exchange.request.target).query, keep_blank_values=True):
        parameter = operation.parameters.get(name)
        types = parameter.types if parameter else frozenset()
        sent[name] = _typed(text, types)
    return sent


def _typed(text: str, types: frozenset[str]) -> Json:
    try:
        if "integer" in types:
            return int(text)
        if "number" in types:
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text) if "boolean" in types else text


LAWS = (holds,)
