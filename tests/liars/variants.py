"""Backends that are honest and yet differ from the plain one: not one of them may be accused."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json, Operation, SortField
from tests.liars.calls import PLAIN, Call, Query, Refused, Refusing, Twist, both
from tests.liars.honest import encoded, ordered, whole
from tests.liars.liar import Where, every, everywhere, filters, sorts, states
from tests.liars.worlds import Row, World

Reworld = Callable[[Operation, World], World]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to be honest: a twist, another world, or both; `where` the document leaves it open."""

    name: str
    says: str
    twist: Twist = PLAIN
    world: Reworld = lambda _, world: world
    where: Where = everywhere
    slow: bool = False


# --- worlds --------------------------------------------------------------------------------------------


def _owned(operation: Operation, world: World, row: Row) -> bool:
    """Whether a row is in the first scope of the first caller."""
    main = world.caller("main")
    for scope in operation.mocked.scope:
        wanted = main.owns if scope.param is None else main.may_name[scope.param][0]
        found = row.hidden.get(scope.hidden) if scope.at is None else row.item[scope.at[0]]
        if found != wanted:
            return False
    return True


def of_main(operation: Operation, world: World) -> list[Row]:
    """The rows of the first scope of the first caller."""
    return [row for row in world.rows if _owned(operation, world, row)]


def rows_of_main(count: int) -> Reworld:
    """A world in which the first caller has so many rows, others as before."""

    def made(operation: Operation, world: World) -> World:
        own = of_main(operation, world)
        others = [row for row in world.rows if not _owned(operation, world, row)]
        many = itertools.islice(copies(operation, own), count)
        return replace(world, rows=(*many, *others))

    return made


def copies(operation: Operation, rows: list[Row]) -> Iterator[Row]:
    """The rows, then copies of them with ids of their own, without end."""
    name = (operation.listing.id or ("id",))[0]
    yield from rows
    for number in itertools.count(1):
        for row in rows:
            fresh = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number} {row.item[name]}"))
            yield replace(row, item={**row.item, name: fresh})


def _all_equal(operation: Operation, world: World) -> World:
    """Every row has the same values in all that an order can look at."""
    first = world.rows[0]
    fields = (*operation.mocked.sort.default, *operation.mocked.sort.keys.values())
    ids = operation.listing.id
    same = {field.at[0]: first.item[field.at[0]] for field in fields if field.at and field.at != ids}
    # A status is a filter's, too, and other figures depend on it: it stays.
    same.pop("status", None)
    same.pop("total_task_count", None)
    hidden = {field.name: first.hidden.get(field.name) for field in fields if field.at is None}
    return replace(
        world,
        rows=tuple(
            replace(row, item={**row.item, **same}, hidden={**row.hidden, **hidden}) for row in world.rows
        ),
    )


def _times(change: Callable[[str], str]) -> Twist:
    def shown(item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: change(value)
            if isinstance(value, str) and value[10:11] == "T" and value[-1:] == "Z"
            else value
            for key, value in item.items()
        }

    return Twist(shows=lambda _, items: [shown(item) for item in items])


# --- twists --------------------------------------------------------------------------------------------


def _stated(operation: Operation, refusing: Refusing) -> bool:
    """Whether the document says how a situation is refused."""
    return refusing.situation in operation.listing.errors.refusals


def _status(status: int) -> Twist:
    """Another status for the client's faults, wherever the document names none."""

    def refuses(call: Call, refusing: Refusing) -> Refusing:
        fixed = refusing.situation in ("method", "failure") or _stated(call.operation, refusing)
        return refusing if fixed else replace(refusing, status=status)

    return Twist(refuses=refuses)


def _lenient(call: Call, refusing: Refusing) -> Refusing | None:
    """Bad values are taken for the nearest good one, wherever the document names no refusal."""
    open_to = ("bad_page", "bad_size", "bad_param", "bad_sort")
    if refusing.situation not in open_to or _stated(call.operation, refusing):
        return refusing
    stated = call.operation.listing.size
    if refusing.situation == "bad_size" and stated and (stated.over or stated.under):
        return refusing
    return None


def _clamped(call: Call, query: Query) -> Query:
    size = query.size
    return replace(
        query,
        position=max(query.position, call.first),
        size=None if size is None else min(max(size, 1), call.maximum),
    )


def _defaulted(call: Call, query: Query) -> Query:
    size = query.size
    fits = size is None or 1 <= size <= call.maximum
    return replace(_clamped(call, query), size=size if fits else call.default_size)


def _within_bounds(call: Call, query: Query) -> Query:
    if (whole(call.size_sent) or 0) > call.maximum:
        raise Refused(Refusing(situation="bad_size", status=400, wanted="Too many"))
    return query


def _unknown(_: Call, refusing: Refusing) -> Refusing | None:
    """Unknown and repeated parameters are no fault."""
    return None if refusing.situation == "bad_param" and not refusing.text else refusing


def _first_wins(_: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict(reversed(pairs)).items())


def _past_the_end(status: int) -> Twist:
    def replies(call: Call, answer: Answer) -> Answer:
        past = answer.status == 200 and call.skipped > 0 and call.skipped >= len(call.matching)
        if not past:
            return answer
        template = call.operation.mocked.errors.template
        return replace(answer, status=status, body=encoded(template))

    return Twist(replies=replies)


def _last_again(call: Call, query: Query) -> Query:
    """A page past the end is the last page, in all that is said of it."""
    size = query.size or 1
    rows = len([row for row in call.world.rows if _mine(call, row)])
    last = max(rows - 1, 0) // size
    if call.operation.mocked.page.by == "offset":
        return replace(query, position=last * size) if query.position >= rows else query
    return replace(query, position=min(query.position, call.first + last))


def _all_or_the_last(call: Call, query: Query) -> Query:
    return _last_again(call, query) if query.sized else replace(query, size=None, position=call.first)


def _mine(call: Call, row: Row) -> bool:
    for scope in call.operation.mocked.scope:
        wanted = call.caller.owns if scope.param is None else call.scope[scope.param]
        found = row.hidden.get(scope.hidden) if scope.at is None else row.item[scope.at[0]]
        if found != wanted:
            return False
    return all(str(row.item.get(key)) == text for key, text in call.query.filters)


def _all_when_omitted(echo: Callable[[Call], Json]) -> Twist:
    return Twist(
        reads=lambda _, query: query if query.sized else replace(query, size=None),
        tells=lambda call, told: told if call.query.sized else {**told, "size": echo(call)},
    )


def _two_readings(operation: Operation) -> bool:
    return operation.listing.size is not None and set(operation.listing.size.omit) == {"default", "all"}


def _extra(call: Call, items: list[Json]) -> list[Json]:
    return [{"_links": {"self": "/x"}, **item, "score": 0.5, "updatedBy": None} for item in items]


def _extra_around(call: Call, body: Json) -> Json:
    return {**body, "took_ms": call.number, "request_id": str(uuid.uuid4()), "warnings": []}


def _extra_headers(call: Call, answer: Answer) -> Answer:
    more = (("X-Request-Id", str(call.number)), ("Date", f"{call.number}"), ("X-RateLimit-Remaining", "3"))
    return replace(answer, headers=(*answer.headers, *more))


def _pretty(_: Call, answer: Answer) -> Answer:
    if not answer.body:
        return answer
    body = json.dumps(json.loads(answer.body), indent=2, sort_keys=True).encode() + b"\n"
    return replace(answer, headers=_typed(answer, "application/json; charset=UTF-8"), body=body)


def _typed(answer: Answer, media_type: str) -> tuple[tuple[str, str], ...]:
    others = tuple(pair for pair in answer.headers if pair[0] != "Content-Type")
    return (("content-type", media_type), *others)


def _floats(value: Json) -> Json:
    """Whole numbers as JavaScript may leave them: 25.0."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dict):
        return {key: _floats(member) for key, member in value.items()}
    return [_floats(element) for element in value] if isinstance(value, list) else value


def _undocumented(operation: Operation, status: int) -> bool:
    stated = operation.responses.get(str(status))
    return stated is None or stated.schema is None


def _plain_text(call: Call, answer: Answer) -> Answer:
    if answer.status < 400 or not _undocumented(call.operation, answer.status):
        return answer
    return replace(answer, headers=_typed(answer, "text/plain"), body=b"The request was refused.")


def _problem(call: Call, answer: Answer) -> Answer:
    if answer.status < 400 or not _undocumented(call.operation, answer.status):
        return answer
    body = encoded({"type": "about:blank", "title": "Refused", "status": answer.status})
    return replace(answer, headers=_typed(answer, "application/problem+json"), body=body)


def _reworded(call: Call, refusing: Refusing, body: Json) -> Json:
    """Another message, wherever the document has none of its own."""
    stated = call.operation.listing.errors.refusals.get(refusing.situation)
    place = call.operation.mocked.errors.at.get("message")
    if (stated and stated.message) or not place or not place.pointer:
        return body
    return {**body, place.pointer[-1]: "Das ist so nicht möglich: bitte prüfen Sie Ihre Angaben."}


def _nulls(call: Call, items: list[Json]) -> list[Json]:
    """What does not apply is null instead of absent."""
    names = ("startTime", "endTime", "duration", "error", "organizationId", "agentId", "retryPolicy")
    return [{**dict.fromkeys(_allowed(call, names)), **item} for item in items]


def _allowed(call: Call, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if f"'{name}'" in str(call.operation.success.schema)]


def _one_page_of_nothing(call: Call, told: dict[Any, Json]) -> dict[Any, Json]:
    return {**told, "pages": max(told["pages"], 1)} if "pages" in told else told


def _big_integers(call: Call, refusing: Refusing) -> Refusing | None:
    """Numbers of any length are numbers."""
    digits = refusing.text.lstrip("-")
    return None if refusing.situation == "bad_page" and digits.isdigit() and len(digits) > 18 else refusing


def _big_echo(call: Call, query: Query) -> Query:
    texts = call.sent(call.operation.mocked.page.param or "")
    long = bool(texts) and whole(texts[-1]) is None and texts[-1].isdigit()
    return replace(query, position=int(texts[-1])) if long else query


def by(order: Callable[[Call], tuple[SortField, ...]]) -> Twist:
    """Every list in this order."""
    return Twist(orders=lambda call, rows: ordered(rows, order(call)))


def _folded(call: Call, rows: list[Row]) -> list[Row]:
    """Texts in the order of a dictionary, whatever their case and punctuation."""
    if call.query.by not in ("name", "status"):
        return rows
    return sorted(
        rows,
        key=lambda row: "".join(one for one in str(row.item[call.query.by]).casefold() if one.isalnum()),
        reverse=call.query.descending,
    )


def _declared(call: Call, rows: list[Row]) -> list[Row]:
    """Statuses in the order in which they follow each other, as an enum of a database sorts."""
    words = ["scheduled", "in_progress", "completed", "failed", "cancelled"]
    if call.query.by != "status":
        return rows
    return sorted(rows, key=lambda row: words.index(row.item["status"]), reverse=call.query.descending)


def _ties_backwards(call: Call, rows: list[Row]) -> list[Row]:
    return ordered(rows[::-1], call.query.order[:1])


def _turned_around(call: Call, rows: list[Row]) -> list[Row]:
    """Downwards is upwards read from its end, ties and all."""
    upwards = tuple(replace(field, descending=False) for field in call.query.order)
    down = bool(call.query.order) and call.query.order[0].descending
    return ordered(rows, upwards)[::-1] if down and sorts(call.operation) else rows


def _without_empty(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """An empty value is as good as none, where the document does not say what it gets."""
    stated = call.operation.listing.errors.refusals
    return pairs if "bad_filter" in stated else [pair for pair in pairs if pair[1]]


def _as_python_reads(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Numbers with spaces, underscores, a plus and digits of any script, where no refusal is stated."""
    size = call.operation.listing.size
    counts = {"bad_page": call.operation.listing.page.param, "bad_size": size.param if size else None}
    keys = {
        key for situation, key in counts.items() if situation not in call.operation.listing.errors.refusals
    }
    return [(key, _number(text) if key in keys else text) for key, text in pairs]


def _number(text: str) -> str:
    try:
        return str(int(text))
    except ValueError:
        return text


def _gateway(call: Call, go: Callable[[], Answer]) -> Answer:
    """What stands before the backend refuses what looks like an attack, in words of its own."""
    texts = [text for _, text in call.pairs]
    page = b"<html><head><title>Refused</title></head><body><center>gateway</center></body></html>"
    headers = (("Content-Type", "text/html"),)
    if any(len(text) > 2000 for text in texts):
        return Answer(status=414, headers=headers, body=page)
    if any("\0" in text or "' OR" in text or "\ufffd" in text for text in texts):
        return Answer(status=403, headers=headers, body=page)
    return go()


def _unordered(operation: Operation) -> bool:
    return not operation.listing.sort.default and not sorts(operation)


def _head_and_options(call: Call, refusing: Refusing) -> Refusing | None:
    return None if refusing.situation == "method" and call.request.method == "HEAD" else refusing


def _alias_unbounded(call: Call, refusing: Refusing) -> Refusing | None:
    stated = call.operation.mocked.size
    over = refusing.situation == "bad_size" and stated and refusing.key == stated.alias
    return None if over and (whole(refusing.text) or 0) > 0 else refusing


def _busy(call: Call, go: Callable[[], Answer]) -> Answer:
    """Every eleventh call is too many."""
    if call.number % 11 == 0:
        return Answer(status=429, headers=(("Retry-After", "1"),), body=b'{"error":"slow down"}')
    return go()


def _sleepy(call: Call, go: Callable[[], Answer]) -> Answer:
    return Answer(status=503, body=b"starting") if call.number in (3, 40) else go()


def _dropped(call: Call, go: Callable[[], Answer]) -> Answer:
    """Every thirteenth connection is lost."""
    if call.number % 13 == 0:
        return Answer(trouble="the connection broke", lost=True, retry=True)
    return go()


def _figures_move(call: Call, items: list[Json]) -> list[Json]:
    """What no rule, order or filter looks at goes up as work goes on."""
    numbers = ("calls_per_minute", "max_concurrent", "concurrentCallLimit")
    texts = ("agent_name", "version_id", "phone_number")
    return [
        {
            **item,
            **{name: item[name] + call.number for name in numbers if item.get(name)},
            **{name: f"{item[name]} {call.number}" for name in texts if item.get(name)},
        }
        for item in items
    ]


def _grows(each: int) -> Twist:
    """A row comes in now and then, before the others."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        if call.caller.name != "main" or not rows:
            return rows
        name = (call.operation.listing.id or ("id",))[0]
        fresh = itertools.islice(copies(call.operation, rows), len(rows), len(rows) + call.number // each)
        made = [replace(row, item={**row.item, name: row.item[name]}) for row in fresh]
        return made + rows

    return Twist(scopes=scopes)


def _shrinks(each: int) -> Twist:
    """A row goes now and then."""
    return Twist(
        scopes=lambda call, rows: rows[call.number // each :] if call.caller.name == "main" else rows
    )


_NEXT = {"cancelled": "failed", "paused": "cancelled", "waiting": "active", "in_progress": "cancelled"}


def _moves_on(each: int) -> Twist:
    """A row's status becomes the next one now and then; no rule looks at the statuses that it takes."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        able = [place for place, row in enumerate(rows) if row.item["status"] in _NEXT]
        made = list(rows)
        for place in able[: call.number // each]:
            row = made[place]
            made[place] = replace(row, item={**row.item, "status": _NEXT[row.item["status"]]})
        return made

    return Twist(scopes=scopes)


honest = partial(Variant)

VARIANTS: tuple[Variant, ...] = (
    honest(name="no-rows", says="The first caller has no rows.", world=rows_of_main(0)),
    honest(name="one-row", says="The first caller has one row.", world=rows_of_main(1)),
    honest(name="two-rows", says="The first caller has two rows.", world=rows_of_main(2)),
    honest(name="default-size-exactly", says="The rows fill one page exactly.", world=rows_of_main(20)),
    honest(name="100-rows", says="The rows fill the greatest page exactly.", world=rows_of_main(100)),
    honest(name="200-rows", says="The rows fill every round page exactly.", world=rows_of_main(200)),
    honest(name="101-rows", says="One row stands on the last page.", world=rows_of_main(101)),
    honest(name="a-prime-of-rows", says="The number of rows is a prime.", world=rows_of_main(97)),
    honest(
        name="1000-rows", says="The first caller has a thousand rows.", world=rows_of_main(1000), slow=True
    ),
    honest(
        name="5000-rows", says="The list is longer than the suite walks.", world=rows_of_main(5000), slow=True
    ),
    honest(name="all-equal", says="All rows are equal in what they are ordered by.", world=_all_equal),
    honest(
        name="lenient",
        says="Takes bad values for the nearest good one, where no refusal is documented.",
        twist=Twist(refuses=_lenient, reads=_clamped),
    ),
    honest(
        name="lenient-by-default",
        says="Takes bad values for the default, where no refusal is documented.",
        twist=Twist(refuses=_lenient, reads=_defaulted),
    ),
    honest(
        name="strict",
        says="Refuses a size above the maximum where neither is documented.",
        twist=Twist(reads=_within_bounds),
        where=lambda operation: operation.listing.size is not None and not operation.listing.size.over,
    ),
    honest(
        name="refuses-with-422", says="Refuses with 422 where no status is documented.", twist=_status(422)
    ),
    honest(
        name="refuses-with-404", says="Refuses with 404 where no status is documented.", twist=_status(404)
    ),
    honest(
        name="refuses-with-403", says="Refuses with 403 where no status is documented.", twist=_status(403)
    ),
    honest(
        name="unknown-parameters-ignored",
        says="Takes no notice of unknown and repeated parameters; the last of two counts.",
        twist=Twist(refuses=_unknown),
    ),
    honest(
        name="first-of-two",
        says="Takes no notice of unknown parameters; the first of two counts.",
        twist=Twist(arrives=_first_wins, refuses=_unknown),
    ),
    honest(name="past-the-end-404", says="Answers 404 past the end.", twist=_past_the_end(404)),
    honest(name="past-the-end-400", says="Answers 400 past the end.", twist=_past_the_end(400)),
    honest(
        name="past-the-end-the-last-page",
        says="Gives the last page for every page past the end, and says so.",
        twist=Twist(reads=_last_again),
    ),
    honest(
        name="all-when-omitted",
        says="Gives all rows where no size is asked for, and repeats null as the size.",
        twist=_all_when_omitted(lambda _: None),
        where=_two_readings,
    ),
    honest(
        name="all-when-omitted-0",
        says="Gives all rows where no size is asked for, and repeats 0 as the size.",
        twist=_all_when_omitted(lambda _: 0),
        where=_two_readings,
    ),
    honest(
        name="all-when-omitted-count",
        says="Gives all rows where no size is asked for, and repeats their number as the size.",
        twist=_all_when_omitted(lambda call: len(call.matching)),
        where=_two_readings,
    ),
    honest(
        name="alias-without-bounds",
        says="Gives as many rows as the other name of the size asks for, which has no documented range.",
        twist=Twist(refuses=_alias_unbounded),
        where=lambda operation: (
            operation.listing.size is not None and operation.listing.size.alias is not None
        ),
    ),
    honest(name="extra-fields", says="Gives more fields than are documented.", twist=Twist(shows=_extra)),
    honest(
        name="extra-members",
        says="Says more of itself than is documented, some of it different each time.",
        twist=Twist(writes=_extra_around, replies=_extra_headers),
    ),
    honest(name="pretty-json", says="Writes its JSON over lines, sorted.", twist=Twist(replies=_pretty)),
    honest(
        name="whole-numbers-as-floats",
        says="Writes 25.0 for 25.",
        twist=Twist(writes=lambda _, body: _floats(body)),
    ),
    honest(
        name="escaped-json",
        says="Writes its texts with escapes.",
        twist=Twist(
            replies=lambda _, answer: (
                replace(answer, body=json.dumps(json.loads(answer.body)).encode()) if answer.body else answer
            )
        ),
    ),
    honest(
        name="errors-in-plain-text",
        says="Refuses in plain text where no body is documented.",
        twist=Twist(replies=_plain_text),
    ),
    honest(
        name="errors-as-problems",
        says="Refuses with problem+json where no body is documented.",
        twist=Twist(replies=_problem),
    ),
    honest(
        name="other-words",
        says="Refuses in other words, and another language.",
        twist=Twist(denies=_reworded),
    ),
    honest(
        name="fractional-seconds",
        says="Writes times with milliseconds.",
        twist=_times(lambda text: text[:-1] + ".000Z"),
    ),
    honest(
        name="microseconds",
        says="Writes times with microseconds.",
        twist=_times(lambda text: text[:-1] + ".000000Z"),
    ),
    honest(name="offset-zero", says="Writes UTC as +00:00.", twist=_times(lambda text: text[:-1] + "+00:00")),
    honest(name="small-z", says="Writes UTC as a small z.", twist=_times(lambda text: text[:-1] + "z")),
    honest(
        name="null-for-absent", says="Gives null where a field does not apply.", twist=Twist(shows=_nulls)
    ),
    honest(
        name="one-page-of-nothing",
        says="Says that an empty list has one page.",
        twist=Twist(tells=_one_page_of_nothing),
        world=rows_of_main(0),
        where=lambda operation: "pages" in operation.listing.meta,
    ),
    honest(
        name="numbers-of-any-length",
        says="Takes a number of 400 digits for a page, and repeats it.",
        twist=Twist(refuses=_big_integers, reads=_big_echo),
    ),
    honest(
        name="by-id",
        says="Gives the rows in the order of their ids, where no order is documented.",
        twist=by(lambda call: (SortField(name="id", at=call.operation.listing.id),)),
        where=_unordered,
    ),
    honest(
        name="ties-backwards",
        says="Gives equal rows in another order than the document's rows have.",
        twist=Twist(orders=_ties_backwards),
    ),
    honest(
        name="dictionary-order",
        says="Sorts texts as a dictionary does.",
        twist=Twist(orders=_folded),
        where=sorts,
    ),
    honest(
        name="declared-order",
        says="Sorts statuses as they follow each other.",
        twist=Twist(orders=_declared),
        where=sorts,
    ),
    honest(
        name="head-allowed",
        says="Answers HEAD as HTTP allows, though every method but GET is refused.",
        twist=Twist(refuses=_head_and_options),
        where=states("method"),
    ),
    honest(
        name="status-whatever-its-case",
        says="Takes a status in capitals for the same, where nothing is said of unknown ones.",
        twist=Twist(
            arrives=lambda _, pairs: [(key, text.lower() if key == "status" else text) for key, text in pairs]
        ),
        where=every(filters(1), lambda operation: "bad_filter" not in operation.listing.errors.refusals),
    ),
    honest(
        name="unknown-status-gives-nothing",
        says="Gives an empty list for an unknown status, where nothing is said of it.",
        twist=Twist(refuses=lambda _, refusing: None if refusing.situation == "bad_filter" else refusing),
        where=every(filters(1), lambda operation: "bad_filter" not in operation.listing.errors.refusals),
    ),
    honest(
        name="foreign-scope-gives-nothing",
        says="Gives an empty list for a scope that is not the caller's.",
        twist=Twist(
            refuses=lambda _, refusing: None if refusing.situation == "unknown_scope" else refusing,
            scopes=lambda call, rows: rows if _names_own(call) else [],
        ),
        where=lambda operation: any(scope.param for scope in operation.listing.scope),
    ),
    honest(
        name="turned-around",
        says="Gives the rows downwards as the upward order read from its end, ties and all.",
        twist=Twist(orders=_turned_around),
        where=sorts,
    ),
    honest(
        name="empty-is-absent",
        says="Takes an empty value for none, where nothing is said of it.",
        twist=Twist(arrives=_without_empty),
    ),
    honest(
        name="numbers-as-python-reads-them",
        says="Takes 1_0 for 10 and digits of any script for digits, where no refusal is documented.",
        twist=Twist(arrives=_as_python_reads),
    ),
    honest(
        name="behind-a-gateway",
        says="Stands behind a gateway that refuses what looks like an attack, in HTML.",
        twist=Twist(answers=_gateway),
    ),
    honest(
        name="all-when-omitted-and-the-last-page",
        says="Gives all rows where no size is asked for, and the last page for every page past the end.",
        twist=both(_all_when_omitted(lambda _: None), Twist(reads=_all_or_the_last)),
        where=_two_readings,
    ),
    honest(name="rate-limited", says="Asks now and then to come again later.", twist=Twist(answers=_busy)),
    honest(name="restarting", says="Is not ready at times.", twist=Twist(answers=_sleepy)),
    honest(name="connections-lost", says="Loses a connection now and then.", twist=Twist(answers=_dropped)),
    honest(
        name="figures-move",
        says="Has rows whose figures change while it is looked at.",
        twist=Twist(shows=_figures_move),
    ),
)


def _names_own(call: Call) -> bool:
    return all(text in call.caller.may_name.get(key, ()) for key, text in call.scope.items())


LIVE: tuple[Variant, ...] = (
    honest(name="rows-come-in", says="A row comes in with every thirtieth call.", twist=_grows(30)),
    honest(name="rows-come-in-fast", says="A row comes in with every fifth call.", twist=_grows(5)),
    honest(
        name="rows-come-in-now-and-then", says="A row comes in with every hundredth call.", twist=_grows(100)
    ),
    honest(name="rows-go", says="A row goes with every thirtieth call.", twist=_shrinks(30)),
    honest(name="rows-go-fast", says="A row goes with every seventh call.", twist=_shrinks(7)),
    honest(
        name="rows-move-on", says="A row's status changes with every twentieth call.", twist=_moves_on(20)
    ),
    honest(
        name="rows-move-on-fast", says="A row's status changes with every third call.", twist=_moves_on(3)
    ),
)
"""Lists that change while they are looked at."""
