"""Honest backends whose rows are not what one expects: odd texts, odd numbers, odd amounts of them."""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from listproof.contract import Json, Operation
from tests.liars.calls import Call, Twist
from tests.liars.honest import ordered
from tests.liars.liar import Where, every, field, filters, sorts
from tests.liars.variants import Reworld, Variant, of_main, rows_of_main
from tests.liars.worlds import Row, World

_LONG: Final = 10_000
_TEXTS: Final = ("name", "campaign_name", "agent_name", "description", "phone_number")
"""Members that hold a free text; `phone_number` is one in the document that has it."""

_ODD_TEXTS: Final = (
    "👩‍👩‍👧‍👦 family", "مرحبا بالعالم", "a\u200bb\u200d", "  spaces around  ", "x" * _LONG,
    "tab\there\nand there", "\u0001\u001f", "null", "true", "0", "1e5", "", "<b>a</b> &amp; \"b\" \\ /",
    "שלום\u202e abc", "e\u0301", "é", "' OR '1'='1", "{{7*7}}", "𝔘𝔫𝔦", "\ufeffmark", "2025-01-01T00:00:00Z",
)  # fmt: skip
_INSIDES: Final = (
    "Traceback (most recent call last)",
    'File "/srv/app/main.py", line 12, in list',
    "at com.example.Lists.page(Lists.java:42)",
    "SELECT * FROM batches WHERE id = 1; -- ORA-00933",
    "psycopg2.errors.UndefinedColumn: column does not exist",
)
_ODD_IDS: Final = (
    "a/b", "a b", "100%", "%2F", "ü/ß", "?q=1&x=2", "#top", "..", "\\", "日本語", "🙂", "a+b", "a,b",
    '"', "'",
)  # fmt: skip
_LIKE_NUMBERS: Final = (
    "1",
    "01",
    "001",
    "1.0",
    "1e0",
    "+1",
    "-0",
    "0",
    "0x1",
    "true",
    "null",
    "NaN",
    " 1",
    "1 ",
)


# --- worlds ----------------------------------------------------------------------------------------------


def each(change: Callable[[Operation, Mapping[str, Any], int], Mapping[str, Json]]) -> Reworld:
    """A world whose rows, whoever's they are, have these other members; the number is the row's place."""

    def made(operation: Operation, world: World) -> World:
        rows = (
            replace(row, item={**row.item, **change(operation, row.item, number)})
            for number, row in enumerate(world.rows)
        )
        return replace(world, rows=tuple(rows))

    return made


def texts(words: tuple[str, ...]) -> Reworld:
    """A world whose free texts are these, in turn."""
    return each(lambda _, item, number: {name: words[number % len(words)] for name in _TEXTS if name in item})


def ids(spelled: Callable[[int], str]) -> Reworld:
    """A world whose rows have these identities."""
    return each(lambda operation, _, number: {_id(operation): spelled(number)})


def _id(operation: Operation) -> str:
    return (operation.listing.id or ("id",))[0]


def _free_ids(operation: Operation) -> bool:
    """Where the document lets an identity be any text."""
    return operation.path != "/functions/v1/calls-batch-list" or not field("agency_id")(operation)


def one_status(operation: Operation, world: World) -> World:
    """Only the rows with the status that most of them have, as many as ever."""
    most = Counter(row.item["status"] for row in of_main(operation, world)).most_common(1)[0][0]
    kept = replace(world, rows=tuple(row for row in world.rows if row.item["status"] == most))
    return rows_of_main(61)(operation, kept)


def alone(operation: Operation, world: World) -> World:
    """Nobody but the first caller has rows."""
    return replace(world, rows=tuple(of_main(operation, world)))


def twin_tenants(operation: Operation, world: World) -> World:
    """The other tenant's rows look like the first caller's in all but identity and owner."""
    own = of_main(operation, world)
    others = [row for row in world.rows if row not in own]
    kept = {_id(operation), "agency_id", "organization_id"}
    alike = (
        replace(row, item={**_but(own[place % len(own)].item, "organizationId"), **_only(row.item, kept)})
        for place, row in enumerate(others)
    )
    return replace(world, rows=(*own, *alike))


def _only(item: Mapping[str, Json], names: set[str]) -> dict[str, Json]:
    return {name: value for name, value in item.items() if name in names}


def _but(item: Mapping[str, Json], name: str) -> dict[str, Json]:
    return {key: value for key, value in item.items() if key != name}


def _nothing_to_do(_: Operation, item: Mapping[str, Any], __: int) -> dict[str, Json]:
    """No contacts, and all that follows from it."""
    zero = (
        "total_contacts", "queued", "in_progress", "completed", "failed", "skipped", "remaining_count",
        "progress_percentage", "total_task_count", "sent", "picked_up", "completed_contacts",
        "failed_contacts", "totalContacts", "contactsProcessed", "successfulCalls", "failedCalls",
    )  # fmt: skip
    return {name: 0 for name in zero if isinstance(item.get(name), int | float)}


def _huge(_: Operation, item: Mapping[str, Any], number: int) -> dict[str, Json]:
    """Counts that a double can't hold, where no other figure follows from them."""
    most = (2**53 + 1, 2**53 + 3, 2**62, 2**63 - 1, 0, 1)[number % 6]
    names = ("calls_per_minute", "max_concurrent", "concurrentCallLimit")
    told = {name: most for name in names if name in item}
    if "sent" in item:
        told |= {"total_task_count": max(most, item["sent"])}
    return told


def _bare(_: Operation, item: Mapping[str, Any], __: int) -> dict[str, Json]:
    """Nothing where nothing need be."""
    names = (
        "description",
        "organizationId",
        "agentId",
        "fromPhoneNumberId",
        "concurrentCallLimit",
        "retryPolicy",
    )
    return {name: None for name in names if name in item} | ({"metadata": {}} if "metadata" in item else {})


def _without(names: tuple[str, ...]) -> Twist:
    return Twist(
        shows=lambda _, items: [
            {name: value for name, value in item.items() if name not in names} for item in items
        ]
    )


# --- orders ----------------------------------------------------------------------------------------------


def by_text(key: Callable[[str], Any]) -> Twist:
    """Texts in this order; among equal ones as the rows stand."""

    def orders(call: Call, rows: list[Row]) -> list[Row]:
        by = call.query.by
        if by not in ("name", "status"):
            return rows
        return sorted(rows, key=lambda row: key(str(row.item[by])), reverse=call.query.descending)

    return Twist(orders=orders)


def _plain_letters(text: str) -> str:
    """Letters without accents, in one case: what a database compares by in a common collation."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _digits_as_numbers(text: str) -> list[tuple[int, int | str]]:
    """`item 2` before `item 10`."""
    parts = "".join(one if one.isdigit() else f"\0{one}\0" for one in text).split("\0")
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]


def _ties_by_query(call: Call, rows: list[Row]) -> list[Row]:
    """Equal rows in an order of this query's own, the same on each of its pages."""
    salt = str((call.query.filters, call.query.by, call.query.descending, sorted(call.scope.items())))
    mixed = sorted(rows, key=lambda row: hash_of(salt + str(row.item[_id(call.operation)])))
    return ordered(mixed, call.query.order[:1])


def hash_of(text: str) -> int:
    """A number that depends on every letter of a text and is the same in each run."""
    number = 0
    for one in text:
        number = (number * 31 + ord(one)) % 1_000_003
    return number


def _all_equal_in_time(operation: Operation, item: Mapping[str, Any], _: int) -> dict[str, Json]:
    names = {one.at[0] for one in operation.mocked.sort.default if one.at} - {_id(operation)}
    return {name: "2025-03-01T08:00:00Z" for name in names if name in item}


def _zones(operation: Operation, item: Mapping[str, Any], number: int) -> dict[str, Json]:
    """The same instants, written at other offsets from UTC in each row."""
    names = ("scheduled_at", "created_at")
    return {name: _elsewhere(item[name], number % 3) for name in names if item.get(name)}


def _elsewhere(text: str, way: int) -> str:
    moment = datetime.datetime.fromisoformat(text)
    hours = (
        datetime.timedelta(hours=2),
        datetime.timedelta(hours=-7),
        datetime.timedelta(hours=5, minutes=30),
    )
    return moment.astimezone(datetime.timezone(hours[way])).isoformat()


_NOT_ASKED: Where = lambda operation: not operation.listing.sort.default  # noqa: E731

VARIANTS: tuple[Variant, ...] = (
    Variant(name="three-rows", says="The first caller has three rows.", world=rows_of_main(3)),
    Variant(name="seven-rows", says="The first caller has seven rows.", world=rows_of_main(7)),
    Variant(name="25-rows", says="The rows fill a page of 25 exactly.", world=rows_of_main(25)),
    Variant(name="50-rows", says="The rows fill a page of 50 exactly.", world=rows_of_main(50)),
    Variant(name="51-rows", says="One row is left for a second page of 50.", world=rows_of_main(51)),
    Variant(name="99-rows", says="The greatest page lacks one row.", world=rows_of_main(99)),
    Variant(
        name="10000-rows",
        says="The first caller has ten thousand rows.",
        world=rows_of_main(10_000),
        slow=True,
    ),
    Variant(
        name="odd-texts",
        says="Has texts of every script, length and shape.",
        twist=by_text(lambda text: text),
        world=texts(_ODD_TEXTS),
    ),
    Variant(
        name="texts-like-insides",
        says="Has rows whose texts look like what a server shows of its inside.",
        world=texts(_INSIDES),
    ),
    Variant(name="empty-texts", says="Has rows without a name.", world=texts(("",))),
    Variant(
        name="odd-ids",
        says="Has ids with slashes, spaces, per cent signs and any script.",
        world=ids(lambda number: f"{_ODD_IDS[number % len(_ODD_IDS)]}{number // len(_ODD_IDS) or ''}"),
        where=_free_ids,
    ),
    Variant(
        name="long-ids",
        says="Has ids of two thousand letters that differ in the last.",
        world=ids(lambda number: "x" * 2000 + str(number)),
        where=_free_ids,
    ),
    Variant(
        name="ids-like-numbers",
        says="Has ids that look like equal numbers, and are not.",
        world=ids(
            lambda number: (
                _LIKE_NUMBERS[number] if number < len(_LIKE_NUMBERS) else f"{number:0{3 + number % 4}}"
            )
        ),
        where=_free_ids,
    ),
    Variant(
        name="ids-by-case-and-form",
        says="Has ids that differ in case, in spaces or in their Unicode form alone.",
        world=ids(
            lambda number: ("a{}", "A{}", "é{}", "e\u0301{}", " a{}", "a{} ")[number % 6].format(number // 6)
        ),
        where=_free_ids,
    ),
    Variant(name="one-status", says="All rows have one status.", world=one_status),
    Variant(name="alone", says="Nobody else has rows.", world=alone),
    Variant(name="twin-tenants", says="Another tenant has rows that look the same.", world=twin_tenants),
    Variant(name="nothing-to-do", says="All counts in the rows are zero.", world=each(_nothing_to_do)),
    Variant(name="huge-counts", says="Has counts beyond what a double holds.", world=each(_huge)),
    Variant(name="bare-rows", says="Gives null wherever a value may be null.", world=each(_bare)),
    Variant(
        name="optional-members-absent",
        says="Leaves out what is optional.",
        twist=_without(
            ("agentId", "fromPhoneNumberId", "concurrentCallLimit", "retryPolicy", "organizationId")
        ),
        where=field("retryPolicy"),
    ),
    Variant(
        name="equal-times",
        says="All rows were made in the same second.",
        world=each(_all_equal_in_time),
    ),
    Variant(
        name="ties-by-query",
        says="Gives equal rows in an order that each query has of its own, the same on all its pages.",
        twist=Twist(orders=_ties_by_query),
        world=each(_all_equal_in_time),
    ),
    Variant(
        name="order-of-each-query",
        says="Gives each query its own steady order, where no order is documented.",
        twist=Twist(orders=_ties_by_query),
        world=each(_all_equal_in_time),
        where=every(filters(1), _NOT_ASKED),
    ),
    Variant(
        name="sorted-in-any-case",
        says="Sorts texts whatever their case and accents.",
        twist=by_text(_plain_letters),
        where=sorts,
    ),
    Variant(
        name="sorted-in-utf-16",
        says="Sorts texts by their UTF-16 units.",
        twist=by_text(lambda text: text.encode("utf-16-be")),
        world=texts((*_ODD_TEXTS, "\uffee", "🙂")),
        where=sorts,
    ),
    Variant(
        name="digits-sorted-as-numbers",
        says="Sorts the digits in texts as numbers.",
        twist=by_text(_digits_as_numbers),
        world=texts(tuple(f"item {number}" for number in range(120))),
        where=sorts,
    ),
    Variant(
        name="other-zones",
        says="Writes times at other offsets, where the document does not ask for UTC.",
        world=each(_zones),
        where=field("start_mode"),
    ),
)
