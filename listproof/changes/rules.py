"""Rules: what holds of every item and body, and how a field is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, Difference
from listproof.changes.pairs import Pair
from listproof.contract import Pointer, Rule

_TOKEN: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\s+|[A-Za-z_][\w.]*|\d[\w.]*|[^\s]")
_FIELD: Final = re.compile(r"\bitem((?:\.[A-Za-z_]\w*)+)(?!\w*\()")


def rule_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in the rules, by id; one that says the same under another id is the same."""
    old = {rule.id: (index, rule) for index, rule in enumerate(pair.old.listing.rules)}
    new = {rule.id: (index, rule) for index, rule in enumerate(pair.new.listing.rules)}
    left = {name: held for name, held in new.items() if name not in old}
    for name, (index, rule) in old.items():
        at = ("listing", "rules", str(index))
        if name in new:
            now, other = new[name]
            if said(rule) != said(other):
                yield _changed(rule, other, at, ("listing", "rules", str(now)))
            continue
        same = next((key for key, (_, other) in left.items() if said(other) == said(rule)), None)
        if same is not None:
            left.pop(same)
            continue
        yield Difference(
            kind="rule/gone",
            severity=CAREFUL,
            what=f"the rule {name} holds no more",
            because="A client that leans on it may meet what it forbade.",
            about=name,
            old=rule.expression,
            old_at=at,
            new_at=("listing", "rules"),
        )
    for name, (index, rule) in left.items():
        yield Difference(
            kind="rule/added",
            severity=HARMLESS,
            what=f"there is a new rule {name}",
            because="A rule promises more of an answer, and forbids no question.",
            about=name,
            new=rule.expression,
            old_at=("listing", "rules"),
            new_at=("listing", "rules", str(index)),
        )


def said(rule: Rule) -> tuple[str, Pointer | None, float]:
    """What a rule says, however it is spaced."""
    tokens = [token for token in _TOKEN.findall(rule.expression) if not token.isspace()]
    return " ".join(tokens), rule.at, rule.within


def _changed(old: Rule, new: Rule, old_at: tuple[str, ...], new_at: tuple[str, ...]) -> Difference:
    words, where, within = said(new)
    before, place, tolerance = said(old)
    severity, because = CAREFUL, "A client that leans on it may meet what it forbade."
    if old.at is not None and (words, where) != (before, place):
        severity, because = BREAKING, "A client that works the field out for itself gets another value."
    elif (words, where) == (before, place) and within < tolerance:
        severity, because = HARMLESS, "The field comes nearer to what it should be than before."
    elif (words, where) == (before, place):
        because = "The field may be further from what it should be than before."
    return Difference(
        kind="rule/changed",
        severity=severity,
        what=f"the rule {old.id} says {_told(new)}, and said {_told(old)}",
        because=because,
        about=old.id,
        old=_told(old),
        new=_told(new),
        old_at=old_at,
        new_at=new_at,
    )


def _told(rule: Rule) -> str:
    at = f"{'/'.join(('', *rule.at))} is " if rule.at is not None else ""
    within = f" (within {rule.within:g})" if rule.within else ""
    return f"{at}{' '.join(rule.expression.split())}{within}"


def fields_named(rule: Rule) -> Iterator[Pointer]:
    """The fields of an item that the rule names, as far as its text shows them."""
    if rule.at is not None:
        yield rule.at
    for names in _FIELD.findall(rule.expression):
        yield tuple(names.strip(".").split("."))
