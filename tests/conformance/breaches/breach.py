"""A breach: one way to go against one clause of a document, and the small words that breaches are made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json, Role, Situation
from tests.liars.calls import Call, Query, Refusing, Twist
from tests.liars.honest import whole
from tests.liars.worlds import Caller, Row

Item = dict[str, Any]
Rows = Callable[[Call, list[Row]], list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What a backend does against a clause, and the laws that must name it with that clause."""

    clause: str
    says: str
    twist: Twist
    laws: tuple[str, ...]
    """The laws whose findings must name the clause, as loudly as its kind asks for; none where nothing that
    is promised is broken."""
    unsafe: tuple[str, ...]
    """Laws that must fail though the clause is not loud: what they name is never safe."""
    rows: int
    """How many rows each scope has at most."""

    def __str__(self) -> str:
        return f"{self.clause}: {self.says}"


def breach(
    clause: str, says: str, twist: Twist, *laws: str, unsafe: tuple[str, ...] = (), rows: int = 30
) -> Breach:
    """A breach in few words."""
    return Breach(clause=clause, says=says, twist=twist, laws=laws, unsafe=unsafe, rows=rows)


# --- what comes instead --------------------------------------------------------------------------------


def items(change: Callable[[Item], object]) -> Twist:
    """Every item is spoilt: `change` works on a copy of it."""

    def shown(_: Call, found: list[Json]) -> list[Json]:
        copies = [dict(item) for item in found]
        for copy in copies:
            change(copy)
        return list(copies)

    return Twist(shows=shown)


def field(name: str, make: Callable[[Any], Json], when: Callable[[Item], bool] = lambda _: True) -> Twist:
    """A field of each item is another one, where the item has it."""

    def change(item: Item) -> None:
        if name in item and when(item):
            item[name] = make(item[name])

    return items(change)


def in_status(status: str, change: Callable[[Item], object]) -> Twist:
    """Every item in this status is spoilt."""
    return items(lambda item: change(item) if item["status"] == status else None)


def without(name: str) -> Twist:
    """A field of each item is left out."""
    return items(lambda item: item.pop(name, None))


def body(change: Callable[[Any], object]) -> Twist:
    """The body of every page is spoilt in place."""

    def written(_: Call, found: Json) -> Json:
        change(found)
        return found

    return Twist(writes=written)


def told(role: Role, make: Callable[[Call, Any], Json]) -> Twist:
    """One thing that the answer says of itself is another one."""
    return Twist(tells=lambda call, said: {**said, role: make(call, said[role])})


def read(change: Callable[[Call, Query], Query]) -> Twist:
    """The question is taken for another one."""
    return Twist(reads=change)


def ignores(key: str) -> Twist:
    """A filter is not taken notice of."""
    return read(lambda _, query: replace(query, filters=tuple(one for one in query.filters if one[0] != key)))


def no_maximum() -> Twist:
    """Sizes above the maximum are taken as they are."""

    def reads(call: Call, query: Query) -> Query:
        sent = call.size_sent
        return replace(query, size=int(sent)) if sent.isdigit() and len(sent) < 12 else query

    return lets("bad_size", reads=reads)


def selected(keep: Callable[[Call, Row], bool]) -> Twist:
    """Of the rows that match only some are found."""
    return Twist(selects=lambda call, rows: [row for row in rows if keep(call, row)])


# --- what is refused, and how --------------------------------------------------------------------------


def lets(*situations: Situation, key: str = "", **further: Any) -> Twist:
    """What should be refused goes on, for one parameter or for all."""

    def refuses(_: Call, refusing: Refusing) -> Refusing | None:
        mine = refusing.situation in situations and key in ("", refusing.key)
        return None if mine else refusing

    return Twist(refuses=refuses, **further)


def lets_when(when: Callable[[Refusing], bool], **further: Any) -> Twist:
    """What should be refused goes on, where something is so."""
    return Twist(refuses=lambda _, refusing: None if when(refusing) else refusing, **further)


def words(situation: Situation) -> Twist:
    """A number that is none is taken for the default."""
    return lets_when(lambda refusing: refusing.situation == situation and whole(refusing.text) is None)


def page_below_the_first() -> Twist:
    """A page below 1 is taken for the first."""
    return lets_when(
        lambda refusing: refusing.situation == "bad_page" and whole(refusing.text) is not None,
        reads=lambda _, query: replace(query, position=max(query.position, 1)),
    )


def size_above_the_maximum(most: int) -> Twist:
    """A size above the maximum is taken for it."""
    return lets_when(
        lambda refusing: refusing.situation == "bad_size" and (whole(refusing.text) or 0) > most,
        reads=lambda _, query: replace(query, size=min(query.size or most, most)),
    )


def size_below_one(default: int) -> Twist:
    """A size of 0 or below is taken for the default."""
    return lets_when(
        lambda refusing: refusing.situation == "bad_size" and whole(refusing.text) in range(-99, 1),
        reads=lambda _, query: replace(query, size=default if (query.size or 0) < 1 else query.size),
    )


def open_to_all() -> Twist:
    """Whoever has no right credentials is taken for the first caller."""
    return lets("unauthenticated", admits=lambda call, caller: caller if caller.name else main(call, caller))


def status(number: int, *situations: Situation) -> Twist:
    """These situations are refused with another status."""
    return Twist(refuses=lambda _, one: replace(one, status=number) if one.situation in situations else one)


def denied(change: Callable[[Any], Json], *only: int) -> Twist:
    """The body of a refusal is another one."""
    return Twist(denies=lambda _, one, found: change(found) if not only or one.status in only else found)


def answered(when: Callable[[Call], bool], status: int, body: Json = None) -> Twist:
    """Some requests are answered in quite another way."""

    def replies(call: Call, answer: Answer) -> Answer:
        if not when(call):
            return answer
        headers = (("Content-Type", "application/json"),)
        return Answer(status=status, headers=headers, body=json.dumps(body).encode())

    return Twist(replies=replies)


def refused(when: Callable[[Call], bool], status: int = 400) -> Twist:
    """Pages that are due are refused."""
    inner = answered(when, status, {"error": "Refused", "detail": "Refused"}).replies
    assert inner is not None
    return Twist(replies=lambda call, answer: inner(call, answer) if answer.status == 200 else answer)


def asks(key: str, *texts: str) -> Callable[[Call], bool]:
    """Whether a call sends the parameter, with one of these texts if any are given."""
    return lambda call: any(not texts or text in texts for text in call.sent(key))


def failing(call: Call) -> bool:
    """Whether the backend is told to fail."""
    return call.headers.get("prefer") == "code=500"


def past_the_end(call: Call) -> bool:
    """Whether a page past the end is asked for."""
    return bool(call.size) and call.skipped >= max(len(call.matching), 1)


def main(call: Call, _: Caller) -> Caller:
    """Whoever asks is taken for the first caller."""
    return call.world.caller("main")


def strangers(call: Call, rows: list[Row]) -> list[Row]:
    """The rows, and those of everybody else."""
    own = {id(row) for row in rows}
    return rows + [row for row in call.world.rows if id(row) not in own]


def moved(call: Call, rows: list[Row]) -> list[Row]:
    """The same rows in an order that depends on the size of the page."""
    return rows[::-1] if (call.query.size or 0) % 2 else rows


def each(**fields: Json) -> Callable[[Item], object]:
    """Sets these fields."""
    return lambda item: item.update(fields)


def dropped(place: Callable[[Any], dict[str, Any]], name: str) -> Twist:
    """A member of the body is left out."""
    return body(lambda found: place(found).pop(name))
