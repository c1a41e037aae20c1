"""Comparing: from two documents to every change, each with its places, its clauses and what it leans on."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from listproof.changes.access import access_differences, server_differences
from listproof.changes.answers import answer_differences
from listproof.changes.bodies import body_differences
from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Change, Difference, Severity
from listproof.changes.clauses import clause_differences
from listproof.changes.filters import filter_differences, inert_differences, scope_differences
from listproof.changes.kinds import KINDS, SITUATION_LAWS
from listproof.changes.orders import order_differences
from listproof.changes.paging import page_differences, size_differences
from listproof.changes.pairs import Pair
from listproof.changes.parameters import parameter_differences
from listproof.changes.places import Farewell, Places
from listproof.changes.refusals import refusal_differences
from listproof.changes.rules import rule_differences
from listproof.contract import MISSING, Citation, Contract, Operation, Parameter, pointer_text

_COMPARERS: Final = (
    access_differences,
    parameter_differences,
    page_differences,
    size_differences,
    filter_differences,
    order_differences,
    scope_differences,
    inert_differences,
    answer_differences,
    rule_differences,
    refusal_differences,
    body_differences,
    clause_differences,
)
_MAY_END: Final = frozenset(
    {"operation/gone", "parameter/gone", "filter/gone", "sort/gone", "scope/gone", "inert/gone", "size/alias"}
)
"""What may be gone without breaking anything, where its end was announced."""
_TEMPLATED: Final = re.compile(r"\{[^{}]*\}")
_WHOLE_LIST: Final = "the document states nothing of the list, and so all that is known of it is inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two documents: its contract, and where its words stand."""

    contract: Contract
    places: Places


def compare(old: Side, new: Side, *, today: datetime.date) -> tuple[Change, ...]:
    """Every change from the old document to the new one, the worst first, then in the old one's order.

    `today` says whether the end of something that was announced has come.
    """
    changes = list(_Comparing(old, new, today).changes())
    return tuple(sorted(changes, key=lambda change: -change.severity))


class _Comparing:
    """Two documents being compared."""

    def __init__(self, old: Side, new: Side, today: datetime.date) -> None:
        self.old, self.new, self.today = old, new, today

    def changes(self) -> Iterator[Change]:
        for difference in server_differences(self.old.contract, self.new.contract):
            yield self._change(difference, None, None)
        pairs, gone, added = matched(self.old.contract.operations, self.new.contract.operations)
        for pair in pairs:
            yield from self._both(pair)
        for operation in gone:
            yield self._change(self._gone(operation), operation, None)
        for operation in added:
            yield self._change(_added(operation), None, operation)

    def _both(self, pair: Pair) -> Iterator[Change]:
        for difference in _itself(pair):
            yield self._change(difference, pair.old, pair.new)
        for difference in self._farewells(pair):
            yield self._change(difference, pair.old, pair.new)
        for comparer in _COMPARERS:
            for difference in comparer(pair):
                yield self._change(self._after_its_end(difference, pair.old), pair.old, pair.new)

    def _change(self, difference: Difference, old: Operation | None, new: Operation | None) -> Change:
        named = old or new
        old_path = (old or new).path if named else ""  # type: ignore[union-attr]
        new_path = (new or old).path if named else ""  # type: ignore[union-attr]
        return Change(
            difference=difference,
            operation=named.id if named else "",
            path=old_path,
            old_place=self.old.places.spotted(old_path, difference.old_at),
            new_place=self.new.places.spotted(new_path, difference.new_at),
            clauses=tuple(_clauses(difference, old)) if old else (),
            inferred=self._inferred(difference, old, new),
        )

    def _gone(self, old: Operation) -> Difference:
        is_there = self.new.places.has_get(old.path)
        difference = Difference(
            kind="operation/unstated" if is_there else "operation/gone",
            severity=CAREFUL if is_there else BREAKING,
            what=f"nothing is said of how GET {old.path} lists" if is_there else f"GET {old.path} is gone",
            because="A client may go on as before, but nothing promises any more what it then gets."
            if is_there
            else "A client that asks for the list finds nothing.",
            old=old.path,
            old_at=("listing",) if is_there else ("operation",),
            new_at=("paths",),
        )
        return self._after_its_end(difference, old)

    def _after_its_end(self, difference: Difference, old: Operation) -> Difference:
        """The change, milder where what is gone was announced to go, and the day has come."""
        if difference.kind not in _MAY_END or difference.severity < BREAKING:
            return difference
        key = str(difference.old) if difference.kind == "size/alias" else difference.about
        farewell = self.old.places.farewell(old.path, key)
        if farewell.over(self.today):
            because = (
                f"The old document says that it is deprecated and may be gone from {farewell.sunset} on."
            )
            return replace(difference, severity=CAREFUL, because=because)
        if farewell.is_deprecated:
            return replace(difference, because=f"{difference.because} It was deprecated{_until(farewell)}.")
        return difference

    def _farewells(self, pair: Pair) -> Iterator[Difference]:
        yield from self._farewell(pair, "", "")
        for before, after in pair.same.items():
            yield from self._farewell(pair, before, after)

    def _farewell(self, pair: Pair, before: str, after: str) -> Iterator[Difference]:
        old = self.old.places.farewell(pair.old.path, before)
        new = self.new.places.farewell(pair.new.path, after)
        if old == new or not (old.is_deprecated or new.is_deprecated):
            return
        subject = after or "the list"
        severity: Severity = CAREFUL if new.is_deprecated else HARMLESS
        yield Difference(
            kind="operation/deprecated",
            severity=severity,
            what=f"{subject} is "
            + (f"deprecated{_until(new)}" if new.is_deprecated else "deprecated no more"),
            because="It works as before, and a client should look for another way."
            if new.is_deprecated
            else "A client may go on with it.",
            about=before,
            old=old.sunset or old.is_deprecated,
            new=new.sunset or new.is_deprecated,
            old_at=("parameter", before, "deprecated") if before else ("operation", "deprecated"),
            new_at=("parameter", after, "deprecated") if after else ("operation", "deprecated"),
        )

    def _inferred(self, difference: Difference, old: Operation | None, new: Operation | None) -> str:
        """Why the change is a guess, or the empty text."""
        for at in (difference.old_at, difference.leans):
            reason = _reason(self.old.contract, old, at, is_absent=difference.old is MISSING)
            if reason:
                return reason
        for at in (difference.new_at, difference.leans):
            reason = _reason(self.new.contract, new, at, is_absent=difference.new is MISSING)
            if reason:
                return reason
        return ""


def matched(
    old: Sequence[Operation], new: Sequence[Operation]
) -> tuple[list[Pair], list[Operation], list[Operation]]:
    """The lists that both have, those of the old one alone and those of the new one alone.

    They are the same by path, whatever the names in its templates; else by operationId.
    """
    by_path = {_TEMPLATED.sub("{}", operation.path): operation for operation in new}
    found: dict[int, Operation] = {}
    for operation in old:
        same = by_path.pop(_TEMPLATED.sub("{}", operation.path), None)
        if same is not None:
            found[id(operation)] = same
    by_id = {operation.id: operation for operation in by_path.values()}
    for operation in old:
        if id(operation) not in found and operation.id in by_id:
            found[id(operation)] = by_id.pop(operation.id)
    taken = {id(operation) for operation in found.values()}
    pairs = [Pair(old=each, new=found[id(each)]) for each in old if id(each) in found]
    gone = [each for each in old if id(each) not in found]
    return pairs, gone, [each for each in new if id(each) not in taken]


def _itself(pair: Pair) -> Iterator[Difference]:
    """What differs in how the operation is called and where it is."""
    if _TEMPLATED.sub("{}", pair.old.path) != _TEMPLATED.sub("{}", pair.new.path):
        yield Difference(
            kind="operation/moved",
            severity=BREAKING,
            what=f"the list is at {pair.new.path}, and was at {pair.old.path}",
            because="A client that asks at the old path finds nothing.",
            old=pair.old.path,
            new=pair.new.path,
            old_at=("operation",),
            new_at=("operation",),
        )
    elif pair.old.id != pair.new.id and not any(each.id.startswith("GET /") for each in (pair.old, pair.new)):
        yield Difference(
            kind="operation/renamed",
            severity=CAREFUL,
            what=f"the operationId is {pair.new.id}, and was {pair.old.id}",
            because="Requests are as before; a client that is generated has another name for the list.",
            old=pair.old.id,
            new=pair.new.id,
            old_at=("operation", "operationId"),
            new_at=("operation", "operationId"),
        )


def _added(new: Operation) -> Difference:
    return Difference(
        kind="operation/added",
        severity=HARMLESS,
        what=f"there is a list GET {new.path}",
        because="A client that does not know it never asks for it.",
        new=new.path,
        old_at=("paths",),
        new_at=("operation",),
    )


def _clauses(difference: Difference, old: Operation) -> Iterator[str]:
    """The ids of the old clauses that promise what changed."""
    laws = set(KINDS[difference.kind].laws)
    if "errors/" in laws:
        laws = set(SITUATION_LAWS.get(difference.about, ()))
    if "meta/" in laws:
        laws = {f"meta/{difference.about.replace('_', '-')}"}
    for clause in old.clauses:
        if clause.kind != "silent" and any(_cites(each, laws, difference) for each in clause.laws):
            yield clause.id


def _cites(citation: Citation, laws: set[str], difference: Difference) -> bool:
    if citation.law not in laws:
        return False
    about = difference.about
    is_free = difference.kind.startswith("error/") or not citation.about or not about
    return is_free or citation.about in (about, re.split(r"[=.]", about)[0])


def _reason(contract: Contract, operation: Operation | None, at: At, *, is_absent: bool) -> str:
    """Why what stands there is a guess, or the empty text."""
    if operation is None:
        return ""
    if at[:1] == ("listing",):
        wanted = pointer_text(at[1:])
        for pointer, reason in operation.inferred.items():
            is_inside = f"{wanted}/".startswith(f"{pointer}/")
            holds_it = not is_absent and f"{pointer}/".startswith(f"{wanted}/")
            if is_inside or holds_it:
                return reason
        return _WHOLE_LIST if contract.inference is not None else ""
    if at[:1] == ("parameter",) and len(at) > 3:
        return _parameter_reason(operation.parameters.get(at[1]), at[3])
    return ""


def _parameter_reason(parameter: Parameter | None, keyword: str) -> str:
    return parameter.inferred.get(f"/{keyword}", "") if parameter is not None else ""


def _until(farewell: Farewell) -> str:
    return f" until {farewell.sunset}" if farewell.sunset else ""
