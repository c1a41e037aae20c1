"""Answers of another shape than the documented one: often a single row of a single page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json, Operation
from tests.liars.calls import Call, Twist
from tests.liars.liar import Liar, every, field, filters

lie = partial(Liar, family="shape", laws=("shape/",))

Item = dict[str, Any]
Change = Callable[[Item], Item]


def each(change: Change, when: Callable[[Item], bool] = lambda _: True) -> Twist:
    """Every item for which something is so is another one."""
    return Twist(shows=lambda _, items: [change(item) if when(item) else item for item in items])


def one(change: Change) -> Twist:
    """One row of the list, deep in it, is another one."""

    def shows(call: Call, items: list[Json]) -> list[Json]:
        marked = ids(call, 151)
        return [change(item) if _id(call, item) in marked else item for item in items]

    return Twist(shows=shows)


def ids(call: Call, place: int) -> set[Json]:
    """The id of the row at this place of the caller's list, if it has so many."""
    rows = call.everything[place : place + 1]
    return {_id(call, row.item) for row in rows}


def _id(call: Call, item: Mapping[str, Any]) -> Json:
    return item[(call.operation.listing.id or ("id",))[0]]


def _without(*names: str) -> Change:
    return lambda item: {key: value for key, value in item.items() if key not in names}


def _with(**values: Json) -> Change:
    return lambda item: {**item, **{key: value for key, value in values.items() if key in item}}


def _number(item: Item) -> str:
    """A field that is a whole number."""
    return next(key for key, value in item.items() if type(value) is int)


def _numbers(operation: Operation) -> bool:
    return "'total_contacts'" in str(operation.success.schema) or "total_task_count" in str(
        operation.success.schema
    )


def _text_for_number(item: Item) -> Item:
    return {**item, _number(item): str(item[_number(item)])}


def _null_for_number(item: Item) -> Item:
    return {**item, _number(item): None}


def _body(change: Callable[[Call, Json], Json]) -> Twist:
    return Twist(writes=change)


def _null_for_nothing(call: Call, body: Json) -> Json:
    return body if call.returned else _set(call, body, None)


def _bare_for_one(call: Call, body: Json) -> Json:
    return body if call.returned != 1 else _set(call, body, _items(call, body)[0])


def _keyed_with_a_filter(call: Call, body: Json) -> Json:
    """As PHP's array_filter leaves an array."""
    if not call.filtered or not call.returned:
        return body
    return _set(call, body, {str(place): item for place, item in enumerate(_items(call, body), 1)})


def _items(call: Call, body: Json) -> Json:
    for name in call.operation.listing.items.pointer or ():
        body = body[name]
    return body


def _set(call: Call, body: Json, items: Json) -> Json:
    *outer, last = call.operation.listing.items.pointer or ()
    inside = body
    for name in outer:
        inside = inside[name]
    inside[last] = items
    return body


def _no_total_when_empty(call: Call, body: Json) -> Json:
    inside = body
    if not call.returned:
        *outer, last = call.operation.listing.meta["total"].pointer or ()
        for name in outer:
            inside = inside[name]
        del inside[last]
    return body


def _bytes(change: Callable[[bytes], bytes], when: Callable[[Call], bool] = lambda _: True) -> Twist:
    return Twist(
        replies=lambda call, answer: (
            replace(answer, body=change(answer.body)) if answer.status == 200 and when(call) else answer
        )
    )


def _typed(media_type: str) -> Twist:
    return Twist(
        replies=lambda _, answer: (
            replace(answer, headers=(("Content-Type", media_type),)) if answer.status == 200 else answer
        )
    )


def _answered(status: int, when: Callable[[Call], bool]) -> Twist:
    return Twist(
        replies=lambda call, answer: (
            replace(answer, status=status) if answer.status == 200 and when(call) else answer
        )
    )


def _page_3(change: Change) -> Twist:
    return Twist(shows=lambda call, items: [change(item) for item in items] if call.page == 3 else items)


def _time(operation: Operation) -> bool:
    return "date-time" in str(operation.success.schema)


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and value[4:5] == "-" and value[10:11] == "T"


def _times(change: Callable[[str], Json]) -> Change:
    return lambda item: {key: change(value) if _is_time(value) else value for key, value in item.items()}


def _id_as_number(call: Call, items: list[Json]) -> list[Json]:
    name = (call.operation.listing.id or ("id",))[0]
    marked = ids(call, 40)
    return [{**item, name: 40} if item[name] in marked else item for item in items]


def _capital(item: Item) -> Item:
    return {**item, "status": str(item["status"]).upper()}


def _status_listed(operation: Operation) -> bool:
    """Where the items' statuses are listed."""
    return bool(operation.listing.filters)


LIARS = (
    lie(
        name="field-missing",
        says="Leaves a field out of every item.",
        twist=each(_without("agent_name", "name", "phone_number")),
        laws=("shape/", "rules/"),
    ),
    lie(
        name="field-missing-in-one-status",
        says="Leaves a field out of the items of the status that is listed last.",
        twist=each(
            _without("total_contacts", "total_task_count", "totalContacts", "metadata"),
            lambda item: item["status"] in ("cancelled", "failed"),
        ),
        laws=("shape/", "rules/"),
    ),
    lie(
        name="field-missing-on-page-3",
        says="Leaves a field out of the items of page 3.",
        twist=_page_3(_without("from_number", "start_mode", "name", "metadata")),
    ),
    lie(
        name="field-missing-in-one-row",
        says="Leaves a field out of one row, deep in the list.",
        twist=one(_without("from_number", "start_mode", "name", "metadata")),
    ),
    lie(
        name="null-in-one-row",
        says="Gives null for a number in one row, deep in the list.",
        twist=one(_null_for_number),
        where=_numbers,
    ),
    lie(
        name="number-as-text-in-one-row",
        says="Gives a number as text in one row, deep in the list.",
        twist=one(_text_for_number),
        laws=("shape/", "rules/"),
        where=_numbers,
    ),
    lie(
        name="numbers-as-text",
        says="Gives whole numbers as text, as a database driver does.",
        twist=each(_text_for_number),
        laws=("shape/", "rules/"),
        where=_numbers,
    ),
    lie(
        name="id-as-number-in-one-row",
        says="Gives the id of one row as a number.",
        twist=Twist(shows=_id_as_number),
        laws=("shape/", "page/"),
    ),
    lie(
        name="negative-count",
        says="Gives -1 for a number of contacts that it does not know.",
        twist=one(_with(total_contacts=-1, total_task_count=-1, totalContacts=-1, duration=-1)),
        laws=("shape/", "rules/"),
        where=_numbers,
    ),
    lie(
        name="status-in-capitals",
        says="Gives the statuses in capitals.",
        twist=each(_capital),
        laws=("shape/", "filter/"),
        where=_status_listed,
    ),
    lie(
        name="status-that-is-not-documented",
        says="Gives a status that is not documented in one row.",
        twist=one(_with(status="archived")),
        laws=("shape/", "filter/"),
        where=_status_listed,
    ),
    lie(
        name="time-with-a-space",
        says="Writes times with a space where the T belongs.",
        twist=each(_times(lambda text: text.replace("T", " "))),
        where=_time,
    ),
    lie(
        name="time-without-a-zone",
        says="Writes times without their zone.",
        twist=each(_times(lambda text: text.rstrip("Z"))),
        where=_time,
    ),
    lie(
        name="time-as-number",
        says="Writes times in seconds since 1970.",
        twist=each(_times(lambda _: 1735718400)),
        laws=("shape/", "sort/", "rules/"),
        where=_time,
    ),
    lie(
        name="time-wrong-in-one-row",
        says="Writes a time in one row as a day alone.",
        twist=one(_times(lambda text: text[:10])),
        where=_time,
    ),
    lie(
        name="number-that-cannot-be-called",
        says="Writes phone numbers with spaces and brackets.",
        twist=each(_with(from_number="(415) 555-0139")),
        where=lambda operation: "[1-9][0-9]{1,14}" in str(operation.success.schema),
    ),
    lie(
        name="id-that-is-no-uuid",
        says="Gives ids that are no UUIDs where UUIDs are documented.",
        twist=each(lambda item: {**item, "agent_mapping_id": item["agent_mapping_id"][:8]}),
        where=lambda operation: "uuid" in str(operation.success.schema),
    ),
    lie(
        name="null-for-an-empty-list",
        says="Gives null instead of an empty array where there are no rows.",
        twist=_body(_null_for_nothing),
        laws=("shape/", "filter/no-match", "page/"),
    ),
    lie(
        name="bare-item-for-one",
        says="Gives a single item without its array.",
        twist=_body(_bare_for_one),
        laws=("shape/", "size/", "page/"),
    ),
    lie(
        name="object-with-a-filter",
        says="Gives an object instead of an array where a filter is given.",
        twist=_body(_keyed_with_a_filter),
        laws=("shape/", "filter/"),
        where=filters(1),
    ),
    lie(
        name="no-total-when-empty",
        says="Leaves the total out where the page has no rows.",
        twist=_body(_no_total_when_empty),
        laws=("shape/", "meta/total"),
    ),
    lie(
        name="html-content-type",
        says="Calls its JSON HTML.",
        twist=_typed("text/html; charset=utf-8"),
    ),
    lie(
        name="no-content-type",
        says="Does not say what its body is.",
        twist=Twist(
            replies=lambda _, answer: replace(answer, headers=()) if answer.status == 200 else answer
        ),
    ),
    lie(
        name="json-with-a-trailing-comma",
        says="Writes a comma after the last member.",
        twist=_bytes(lambda body: body[:-1] + b",}"),
        laws=("shape/",),
    ),
    lie(
        name="json-with-a-key-twice",
        says="Writes a key twice.",
        twist=_bytes(lambda body: b'{"request":1,"request":2,' + body[1:]),
    ),
    lie(
        name="json-in-latin-1",
        says="Writes its text in Latin-1 from page 2 on.",
        twist=_bytes(
            lambda body: body[:-1] + ',"note":"Zoë"}'.encode("latin-1"), lambda call: call.skipped > 0
        ),
    ),
    lie(
        name="json-with-a-warning-before-it",
        says="Prints a warning before the JSON on pages past the end.",
        twist=_bytes(
            lambda body: b"Notice: Undefined offset: 0\n" + body,
            lambda call: call.skipped > 0 and not call.returned,
        ),
    ),
    lie(
        name="truncated-beyond-90-rows",
        says="Breaks a long body off, as a buffer that is full does.",
        twist=_bytes(lambda body: body[: len(body) // 2], lambda call: call.returned > 90),
    ),
    lie(
        name="nan-for-nothing",
        says="Writes NaN where a number divides by zero.",
        twist=_bytes(lambda body: body.replace(b'"progress_percentage":0.0', b'"progress_percentage":NaN')),
        where=field("progress_percentage"),
    ),
    lie(
        name="206-for-a-part",
        says="Answers 206 where more pages follow.",
        twist=_answered(206, lambda call: call.skipped + call.size < len(call.matching)),
    ),
    lie(
        name="404-for-an-empty-list",
        says="Answers 404 where a filter leaves no rows.",
        twist=_answered(404, lambda call: call.filtered and not call.matching),
        laws=("shape/status", "filter/no-match", "filter/"),
        where=filters(1),
    ),
    lie(
        name="204-for-an-empty-list",
        says="Answers 204 without a body where the list is empty.",
        twist=Twist(
            replies=lambda call, answer: (
                Answer(status=204) if answer.status == 200 and not call.matching else answer
            )
        ),
        laws=("shape/status", "filter/no-match", "shape/"),
        where=filters(1),
    ),
    lie(
        name="success-member-missing",
        says="Leaves the error out of the envelope of a page, which is to be null there.",
        twist=_body(lambda _, body: {key: value for key, value in body.items() if key != "error"}),
        where=lambda operation: "error" in (operation.success.schema or {}).get("required", ()),
    ),
    lie(
        name="wrong-word-in-the-envelope",
        says="Says ok where the envelope is to say success.",
        twist=_body(lambda _, body: {**body, "status": "ok"}),
        where=every(field("message"), lambda operation: "'success'" in str(operation.success.schema)),
    ),
    lie(
        name="camel-case-with-limit-1",
        says="Writes the fields of an item in camel case where the size is 1.",
        twist=Twist(
            shows=lambda call, items: (
                [{_camel(key): value for key, value in item.items()} for item in items]
                if call.query.size == 1
                else items
            )
        ),
        laws=("shape/", "page/", "rules/"),
        where=lambda operation: "_" in str(operation.listing.id),
    ),
)


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
