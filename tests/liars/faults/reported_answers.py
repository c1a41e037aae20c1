"""Refusals, bodies and rules as reports of broken lists tell of them: drivers, proxies, falsy texts."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json, Operation
from tests.liars.calls import Call, Refusing, Twist
from tests.liars.faults.errors import lets_in, with_status
from tests.liars.faults.errors import says as refuses_with
from tests.liars.faults.safety import SQL, fails_on, says
from tests.liars.faults.shape import each, ids, one
from tests.liars.honest import NOBODY, encoded
from tests.liars.liar import (
    Liar,
    every,
    field,
    filters,
    free_filter,
    scoped_by,
    shows_null,
    sorts,
    states,
    sums,
)
from tests.liars.worlds import Caller

wanting = partial(Liar, family="parameters", laws=("parameters/", "shape/status"))
refusing_wrong = partial(Liar, family="errors", laws=("errors/",))
shaped = partial(Liar, family="shape", laws=("shape/",))
ruled = partial(Liar, family="rules", laws=("rules/",))
failing = partial(Liar, family="safety", laws=("safety/",))
polite = partial(Liar, family="standards", laws=("standards/",))
summed = partial(Liar, family="summary", laws=("summary/", "shape/"))

Item = dict[str, Any]


# --- refusing what is documented -----------------------------------------------------------------------


def refusing_when(when: Callable[[Call], bool]) -> Twist:
    """A good question is refused, when something is so."""

    def replies(call: Call, answer: Answer) -> Answer:
        if answer.status != 200 or not when(call):
            return answer
        body = encoded({"error": "Bad Request", "message": "Bad Request", "detail": "Bad Request"})
        return Answer(status=400, headers=(("Content-Type", "application/json"),), body=body)

    return Twist(replies=replies)


def _page_sent(call: Call) -> bool:
    return bool(call.operation.mocked.page.param and call.sent(call.operation.mocked.page.param))


def _alias_sent(call: Call) -> bool:
    stated = call.operation.mocked.size
    return bool(stated and stated.alias and call.sent(stated.alias))


def _has_alias(operation: Operation) -> bool:
    return bool(operation.listing.size and operation.listing.size.alias)


# --- letting in ----------------------------------------------------------------------------------------


def _main(call: Call, caller: Caller) -> Caller:
    return call.world.caller("main") if caller is NOBODY else caller


def open_when(when: Callable[[Call], bool]) -> Twist:
    """Nobody is asked for credentials, when something is so."""
    return Twist(
        refuses=lambda call, refusing: (
            None if refusing.situation == "unauthenticated" and when(call) else refusing
        ),
        admits=_main,
    )


def _longer(call: Call) -> bool:
    main = dict(call.world.caller("main").headers)
    sent = {name: call.headers.get(name, "") for name in main}
    return all(text.startswith(main[name]) for name, text in sent.items())


def _empty(call: Call) -> bool:
    """Headers that are there, and name nothing."""
    names = call.world.caller("main").headers
    return all(name in call.headers and " " not in call.headers[name].strip() for name in names) and all(
        len(call.headers[name].strip()) < 8 for name in names
    )


def _documented(*statuses: str) -> Callable[[Operation], bool]:
    return lambda operation: any(
        status in operation.responses and operation.responses[status].schema is not None
        for status in statuses
    )


def _code(operation: Operation) -> bool:
    return "code" in operation.listing.errors.at


def reads_numbers(read: Callable[[str], str]) -> Twist:
    """Pages and sizes are read so, before they are looked at."""

    def arrives(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        size = call.operation.mocked.size
        keys = {call.operation.mocked.page.param, size.param if size else None}
        return [(key, read(value) if key in keys else value) for key, value in pairs]

    return Twist(arrives=arrives)


def _as_python(text: str) -> str:
    try:
        return str(int(text))
    except ValueError:
        return text


def _as_javascript(text: str) -> str:
    try:
        number = float(int(text, 16)) if text[:2] in ("0x", "0X") else float(text.strip() or 0)
    except ValueError:
        return text
    return str(int(number)) if "_" not in text and abs(number) < 1e15 and number == int(number) else text


def _details_of_another(refusing: Refusing, body: Json) -> Json:
    if not refusing.key:
        return body
    error = {**body["error"], "details": [f"field: {refusing.wanted}"]}
    return {**body, "error": error}


def _sizes_in_another_envelope(refusing: Refusing, body: Json) -> Json:
    return {"errors": [{"msg": "Invalid value"}]} if refusing.situation == "bad_size" else body


def _bad_numbers_documented(operation: Operation) -> bool:
    return states("bad_size", "bad_page")(operation) and _documented("422")(operation)


# --- bodies --------------------------------------------------------------------------------------------


def bytes_of(change: Callable[[bytes], bytes], when: Callable[[Call], bool] = lambda _: True) -> Twist:
    """The bytes of a page are others."""
    return Twist(
        replies=lambda call, answer: (
            replace(answer, body=change(answer.body)) if answer.status == 200 and when(call) else answer
        )
    )


def typed(kind: str, when: Callable[[Call], bool]) -> Twist:
    """The type of a page is another one, when something is so."""
    return Twist(
        replies=lambda call, answer: (
            replace(answer, headers=(("Content-Type", kind),))
            if answer.status == 200 and when(call)
            else answer
        )
    )


def _null_names(item: Item) -> list[str]:
    return [key for key, value in item.items() if value is None]


def nulls_as(value: str) -> Callable[[Item], Item]:
    """Every null of an item is this text."""
    return lambda item: {**item, **dict.fromkeys(_null_names(item), value)}


def _times(change: Callable[[str], str]) -> Callable[[Item], Item]:
    return lambda item: {
        key: change(value) if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value) else value
        for key, value in item.items()
    }


def _in_berlin(text: str) -> str:
    """The clock of another zone with its offset."""
    hour = int(text[11:13])
    return f"{text[:11]}{hour + 2:02}{text[13:19]}+02:00" if hour < 22 else text


def _appended(_: Call, items: list[Json]) -> list[Json]:
    return [*items, None] if items else items


def _twice_one_id(call: Call, items: list[Json]) -> list[Json]:
    name = (call.operation.listing.id or ("id",))[0]
    first, marked = ids(call, 60), ids(call, 151)
    return [{**item, name: next(iter(first))} if item[name] in marked else item for item in items]


def _null_id(call: Call, item: Item) -> Item:
    return {**item, (call.operation.listing.id or ("id",))[0]: None}


def _one_null_id(call: Call, items: list[Json]) -> list[Json]:
    name = (call.operation.listing.id or ("id",))[0]
    marked = ids(call, 151)
    return [_null_id(call, item) if item[name] in marked else item for item in items]


def _lists_for_objects(item: Item) -> Item:
    return {key: [] if value == {} else value for key, value in item.items()}


def _objects_as_text(item: Item) -> Item:
    return {key: json.dumps(value) if isinstance(value, dict) else value for key, value in item.items()}


def lacking(name: str, when: Callable[[Call], bool]) -> Twist:
    """A field is lacking, when something is so."""
    return Twist(
        shows=lambda call, items: (
            [{key: value for key, value in item.items() if key != name} for item in items]
            if when(call)
            else items
        )
    )


def cut_names(call: Call, items: list[Json]) -> list[Json]:
    """A narrower column in the index: names are cut in filtered lists."""
    names = ("agent_name", "name", "phone_number")
    return [
        {key: value[:6] if key in names and call.filtered else value for key, value in item.items()}
        for item in items
    ]


# --- rules ---------------------------------------------------------------------------------------------


def _where(change: Callable[[Item], Item], when: Callable[[Item], bool]) -> Twist:
    """The first row of the list past row 120 for which something is so is another one."""

    def shows(call: Call, items: list[Json]) -> list[Json]:
        name = (call.operation.listing.id or ("id",))[0]
        found = next((row.item[name] for row in call.everything[120:] if when(dict(row.item))), None)
        return [change(item) if item[name] == found else item for item in items]

    return Twist(shows=shows)


# --- summaries -----------------------------------------------------------------------------------------


def _without_zeros(call: Call, body: Json) -> Json:
    body["summary"] = {key: value for key, value in body["summary"].items() if value or key == "total"}
    return body


def _zeros_null(call: Call, body: Json) -> Json:
    body["summary"] = {key: value or None for key, value in body["summary"].items()}
    return body


def _summary_as_text(call: Call, body: Json) -> Json:
    body["summary"] = {key: str(value) for key, value in body["summary"].items()}
    return body


def _total_of_the_filter(call: Call, figures: dict[str, int]) -> dict[str, int]:
    return {**figures, "/summary/total": len(call.matching)}


def summary_off(when: Callable[[Call], bool]) -> Twist:
    """One completed call too many, in the total as well, when something is so."""

    def figures_of(call: Call, figures: dict[str, int]) -> dict[str, int]:
        more = {"/summary/total", "/summary/completed"} if when(call) else set()
        return {key: value + (key in more) for key, value in figures.items()}

    return Twist(sums=figures_of)


# --- failing -------------------------------------------------------------------------------------------


def fails_on_text(*parts: str) -> Twist:
    """A value with one of these texts in it makes the server fail, whatever it would answer."""
    return fails_before(lambda call: any(part in value for _, value in call.pairs for part in parts))


def fails_before(when: Callable[[Call], bool]) -> Twist:
    """The server fails before anything is read."""
    failure = Answer(
        status=500,
        headers=(("Content-Type", "application/json"),),
        body=encoded({"error": "Internal Server Error"}),
    )
    return Twist(replies=lambda call, answer: failure if when(call) else answer)


def _repeated(role: Callable[[Call], str | None]) -> Callable[[Call], bool]:
    return lambda call: [name for name, _ in call.pairs].count(role(call) or "") > 1


def _filter_repeated(call: Call) -> bool:
    names = [name for name, _ in call.pairs]
    return any(names.count(key) > 1 for key in call.filter_keys)


def _size_param(call: Call) -> str | None:
    return call.operation.mocked.size.param if call.operation.mocked.size else None


def _numbers_sent(call: Call) -> list[str]:
    keys = (call.operation.mocked.page.param, _size_param(call))
    return [value for key, value in call.pairs if key in keys]


def _refused_path(refusing: Refusing) -> bool:
    return refusing.status in (404, 405)


def _debugging(call: Call, body: Json) -> Json:
    return {**body, "_debug": {"sql": SQL}}


LIARS: tuple[Liar, ...] = (
    wanting(
        name="sizes-of-a-menu",
        says="Refuses a size that is not 1, 10, 20, 25, 50 or 100.",
        twist=refusing_when(
            lambda call: call.query.sized and call.query.size not in (1, 10, 20, 25, 50, 100)
        ),
        laws=("parameters/", "shape/status", "page/", "size/", "safety/"),
    ),
    wanting(
        name="refuses-a-page-with-a-filter",
        says="Refuses a page where a filter is given.",
        twist=refusing_when(lambda call: call.filtered and _page_sent(call)),
        laws=("parameters/", "shape/status", "filter/"),
        where=filters(1),
    ),
    wanting(
        name="refuses-the-alias",
        says="Refuses the other name of the size.",
        twist=refusing_when(_alias_sent),
        laws=("parameters/", "shape/status", "size/alias"),
        where=_has_alias,
    ),
    wanting(
        name="needs-the-direction",
        says="Refuses a sort key without a direction.",
        twist=refusing_when(lambda call: bool(call.sent("sort_by")) and not call.sent("sort_order")),
        where=sorts,
    ),
    wanting(
        name="needs-the-key",
        says="Refuses a direction without a sort key.",
        twist=refusing_when(lambda call: bool(call.sent("sort_order")) and not call.sent("sort_by")),
        where=sorts,
    ),
    wanting(
        name="refuses-nothing-but-what-is-required",
        says="Refuses a question without any parameter of the page.",
        twist=refusing_when(lambda call: not _page_sent(call) and not call.query.sized and not call.filtered),
    ),
    refusing_wrong(
        name="open-beyond-page-1",
        says="Asks for credentials on the first page alone.",
        twist=open_when(_page_sent),
        laws=("errors/", "safety/", "scope/"),
    ),
    refusing_wrong(
        name="open-with-a-filter",
        says="Asks for no credentials where a filter is given.",
        twist=open_when(
            lambda call: bool(call.filter_keys) and any(call.sent(key) for key in call.filter_keys)
        ),
        laws=("errors/", "safety/", "scope/"),
        where=filters(1),
    ),
    refusing_wrong(
        name="keys-with-something-after",
        says="Takes a key with something after it.",
        twist=open_when(_longer),
    ),
    refusing_wrong(
        name="empty-credentials",
        says="Takes credentials that are there and empty.",
        twist=open_when(_empty),
        # Of two credentials each is tried empty beside the other, and never both.
        where=lambda operation: len(operation.security[0]) == 1,
    ),
    refusing_wrong(
        name="sizes-refused-otherwise",
        says="Refuses a bad size in another body than a bad page.",
        twist=refuses_with(_sizes_in_another_envelope),
        laws=("errors/", "shape/"),
        where=every(states("bad_size"), _documented("422", "400")),
    ),
    refusing_wrong(
        name="status-in-the-body-as-text",
        says="Gives the status in the body of a refusal as text.",
        twist=refuses_with(lambda _, body: {**body, "status_code": str(body["status_code"])}),
        laws=("errors/", "shape/"),
        where=_code,
    ),
    refusing_wrong(
        name="data-in-a-refusal",
        says="Gives an empty object as the data of a refusal, where null is documented.",
        twist=refuses_with(lambda _, body: {**body, "data": {}}),
        laws=("errors/", "shape/"),
        where=_code,
    ),
    refusing_wrong(
        name="details-of-another",
        says="Names no parameter that was sent in the details.",
        twist=refuses_with(_details_of_another),
        where=_code,
    ),
    refusing_wrong(
        name="details-empty",
        says="Gives no details of what was wrong.",
        twist=refuses_with(lambda _, body: {**body, "error": {**body["error"], "details": []}}),
        where=_code,
    ),
    refusing_wrong(
        name="detail-empty",
        says="Gives an empty text for what was wrong.",
        twist=refuses_with(lambda _, body: {**body, "detail": ""} if "detail" in body else body),
        laws=("errors/", "safety/body", "shape/"),
        where=every(_documented("400"), lambda operation: "code" not in operation.listing.errors.at),
    ),
    refusing_wrong(
        name="detail-missing",
        says="Calls the text of a refusal message instead of detail.",
        twist=refuses_with(
            lambda _, body: {("message" if key == "detail" else key): value for key, value in body.items()}
        ),
        laws=("errors/", "shape/"),
        where=every(_documented("400"), lambda operation: "code" not in operation.listing.errors.at),
    ),
    refusing_wrong(
        name="numbers-as-python-reads-them",
        says="Takes 1_0, digits of other scripts and spaces around a number for a number.",
        twist=reads_numbers(_as_python),
        laws=("errors/not-a-number",),
        where=_bad_numbers_documented,
    ),
    refusing_wrong(
        name="numbers-as-javascript-reads-them",
        says="Takes nothing, 1e1 and 0x10 for numbers.",
        twist=reads_numbers(_as_javascript),
        laws=("errors/",),
        where=_bad_numbers_documented,
    ),
    refusing_wrong(
        name="fraction-cut-off",
        says="Takes 1.5 for 1.",
        twist=reads_numbers(lambda text: text.split(".")[0] or text),
        laws=("errors/not-a-number",),
        where=_bad_numbers_documented,
    ),
    refusing_wrong(
        name="exponents",
        says="Takes 1e1 for 10, and nothing else that is no whole number.",
        twist=reads_numbers(lambda text: "10" if text == "1e1" else text),
        laws=("errors/not-a-number",),
        where=_bad_numbers_documented,
    ),
    refusing_wrong(
        name="empty-status-is-none",
        says="Takes an empty status for none.",
        twist=Twist(arrives=lambda _, pairs: [pair for pair in pairs if pair != ("status", "")]),
        where=states("bad_filter"),
    ),
    refusing_wrong(
        name="size-above-refused-with-404",
        says="Answers 404 to a size out of its range.",
        twist=with_status(404, "bad_size"),
        where=states("bad_size"),
        laws=("errors/", "size/"),
    ),
    refusing_wrong(
        name="unknown-key-is-403",
        says="Answers 403 where the credentials are wrong, and 401 where there are none.",
        twist=Twist(
            refuses=lambda call, refusing: (
                replace(refusing, status=403)
                if refusing.situation == "unauthenticated"
                and all(call.headers.get(name) for name in call.world.caller("main").headers)
                else refusing
            )
        ),
        where=states("unauthenticated"),
    ),
    refusing_wrong(
        name="delete-lists-too",
        says="Answers DELETE as it answers GET.",
        twist=lets_in(
            lambda call, refusing: refusing.situation == "method" and call.request.method == "DELETE"
        ),
        where=states("method"),
    ),
    shaped(
        name="null-as-a-word",
        says="Writes the word null where nothing is known.",
        twist=each(nulls_as("null")),
        laws=("shape/", "rules/"),
        where=shows_null,
    ),
    shaped(
        name="nothing-as-an-empty-text",
        says="Writes an empty text where nothing is known.",
        twist=each(nulls_as("")),
        laws=("shape/", "rules/"),
        where=shows_null,
    ),
    shaped(
        name="byte-order-mark",
        says="Writes a byte order mark before the JSON.",
        twist=bytes_of(lambda body: b"\xef\xbb\xbf" + body),
    ),
    shaped(name="utf-16", says="Writes UTF-16.", twist=bytes_of(lambda body: body.decode().encode("utf-16"))),
    shaped(
        name="guarded-json",
        says="Writes a guard before the JSON, against scripts that would include it.",
        twist=bytes_of(lambda body: b")]}',\n" + body),
    ),
    shaped(
        name="json-in-json",
        says="Writes its JSON as a text of JSON.",
        twist=bytes_of(lambda body: json.dumps(body.decode()).encode()),
    ),
    shaped(
        name="json-twice", says="Writes its JSON twice.", twist=bytes_of(lambda body: body + b"\n" + body)
    ),
    shaped(
        name="notice-after-the-json",
        says="Prints a notice after the JSON.",
        twist=bytes_of(
            lambda body: body + b"\n<br />\n<b>Notice</b>: Undefined index", lambda call: call.filtered
        ),
        where=filters(1),
    ),
    shaped(
        name="gzip-undeclared",
        says="Compresses a long body, and does not say so.",
        twist=bytes_of(lambda body: gzip.compress(body, mtime=0) if len(body) > 20_000 else body),
    ),
    shaped(
        name="plain-text-where-empty",
        says="Calls the JSON of an empty page plain text.",
        twist=typed("text/plain; charset=utf-8", lambda call: not call.returned),
    ),
    shaped(
        name="html-with-a-filter",
        says="Calls the JSON of a filtered list HTML.",
        twist=typed("text/html", lambda call: call.filtered),
        where=filters(1),
    ),
    shaped(
        name="null-after-the-items",
        says="Ends every page with a null.",
        twist=Twist(shows=_appended),
        laws=("shape/", "size/"),
    ),
    shaped(
        name="one-id-for-two-rows",
        says="Gives two rows the same id.",
        twist=Twist(shows=_twice_one_id),
        laws=("shape/", "page/no-repeats", "page/complete"),
    ),
    shaped(name="one-id-is-null", says="Gives null for the id of one row.", twist=Twist(shows=_one_null_id)),
    shaped(
        name="status-with-a-space-in-one-row",
        says="Writes a space after the status of one row.",
        twist=one(lambda item: {**item, "status": item["status"] + " "}),
        where=lambda operation: bool(operation.parameters.get("status")),
    ),
    shaped(
        name="empty-object-as-list",
        says="Gives an empty list for an empty object, as PHP does.",
        twist=each(_lists_for_objects),
        where=field("metadata"),
    ),
    shaped(
        name="object-as-text",
        says="Gives an object as a text of JSON.",
        twist=each(_objects_as_text),
        where=field("metadata"),
    ),
    shaped(
        name="times-to-the-minute",
        says="Writes times without their seconds.",
        twist=each(_times(lambda text: text[:16] + "Z")),
        where=lambda operation: "date-time" in str(operation.success.schema),
    ),
    shaped(
        name="times-in-another-zone",
        says="Writes times in another zone than UTC, with their offset.",
        twist=each(_times(_in_berlin)),
        laws=("shape/", "rules/"),
        # Where the document promises UTC.
        where=lambda operation: field("agency_id")(operation) or field("batchJobs")(operation),
    ),
    shaped(
        name="name-lacking-with-a-filter",
        says="Leaves the agent's name out of filtered lists, where nothing is joined.",
        twist=lacking("agent_name", lambda call: call.filtered),
        where=field("agent_name"),
    ),
    shaped(
        name="name-lacking-at-the-maximum",
        says="Leaves the agent's name out of the largest pages.",
        twist=lacking("agent_name", lambda call: call.size >= call.maximum),
        where=field("agent_name"),
    ),
    shaped(
        name="name-lacking-beyond-page-1-of-a-filter",
        says="Leaves the agent's name out of all but the first page of a filtered list.",
        twist=lacking("agent_name", lambda call: call.filtered and call.skipped > 0),
        where=field("agent_name"),
    ),
    shaped(
        name="field-lacking-for-others",
        says="Leaves the status out of the items of every caller but the first.",
        twist=lacking("status", lambda call: call.caller.name != "main"),
        laws=("shape/", "filter/"),
    ),
    shaped(
        name="field-lacking-when-sorted",
        says="Leaves the agent out of sorted lists.",
        twist=lacking("agent_id", lambda call: bool(call.sent("sort_by"))),
        where=sorts,
    ),
    shaped(
        name="field-lacking-in-a-mode",
        says="Leaves the phone number out in the ultra-fast mode.",
        twist=lacking("from_number", lambda call: call.sent("performance_mode") == ["ultra_fast"]),
        where=sorts,
    ),
    ruled(
        name="progress-cut-off",
        says="Cuts the progress to whole per cents instead of rounding it.",
        twist=each(lambda item: {**item, "progress_percentage": float(int(item["progress_percentage"]))}),
        where=field("progress_percentage"),
    ),
    ruled(
        name="progress-counts-what-runs",
        says="Takes the contacts in progress for done in the progress.",
        twist=each(
            lambda item: {
                **item,
                "progress_percentage": round(
                    100 * (item["total_contacts"] - item["queued"]) / item["total_contacts"], 1
                ),
            },
            lambda item: item["total_contacts"] > 0 and item["in_progress"] > 0,
        ),
        where=field("progress_percentage"),
    ),
    ruled(
        name="more-completed-than-picked-up",
        says="Says of one batch that more calls were completed than picked up.",
        twist=one(lambda item: {**item, "completed": item["picked_up"] + 1}),
        where=field("picked_up"),
    ),
    ruled(
        name="one-completed-lacks-a-contact",
        says="Says of one completed batch, deep in the list, that a contact is left.",
        twist=_where(
            lambda item: {**item, "completed_contacts": item["completed_contacts"] - 1},
            lambda item: item["status"] == "completed" and item["completed_contacts"] > 0,
        ),
        where=field("completed_contacts"),
    ),
    ruled(
        name="one-pending-has-failed-contacts",
        says="Says of one pending batch, deep in the list, that contacts failed.",
        twist=_where(
            lambda item: {**item, "failed_contacts": 1},
            lambda item: item["status"] == "pending" and item["total_contacts"] > 0,
        ),
        where=field("completed_contacts"),
    ),
    ruled(
        name="active-has-ended",
        says="Gives an end for the calls that are active.",
        twist=each(
            lambda item: {**item, "endTime": item.get("startTime") or 1703097600000},
            lambda item: item["status"] == "active",
        ),
        where=field("jobId"),
    ),
    ruled(
        name="failed-has-a-duration",
        says="Gives a duration for the calls that failed.",
        twist=each(
            lambda item: {**item, "duration": (item["endTime"] - item["startTime"]) / 1000},
            lambda item: item["status"] == "failed" and bool(item.get("startTime")),
        ),
        where=field("jobId"),
    ),
    ruled(
        name="duration-rounded-up",
        says="Rounds the duration up to two whole seconds too many in one row.",
        twist=_where(
            lambda item: {**item, "duration": item["duration"] + 2},
            lambda item: item["status"] == "completed",
        ),
        where=field("jobId"),
    ),
    ruled(
        name="epoch-in-milliseconds-in-one-row",
        says="Gives the time of one row in milliseconds where seconds are documented.",
        twist=one(lambda item: {**item, "scheduled_timestamp": item["scheduled_timestamp"] * 1000}),
        where=field("scheduled_timestamp"),
    ),
    summed(
        name="summary-without-zeros",
        says="Leaves figures out of the summary that are 0, as GROUP BY does.",
        twist=Twist(writes=_without_zeros),
        where=sums,
    ),
    summed(
        name="summary-null-for-0",
        says="Gives null for the figures of the summary that are 0.",
        twist=Twist(writes=_zeros_null),
        where=sums,
    ),
    summed(
        name="summary-as-text",
        says="Gives the figures of the summary as text, as a driver does.",
        twist=Twist(writes=_summary_as_text),
        where=sums,
    ),
    summed(
        name="summary-total-follows-the-filter",
        says="Gives the total of the filter as the total of the summary, and the others as they are.",
        twist=Twist(sums=_total_of_the_filter),
        laws=("summary/", "rules/"),
        where=sums,
    ),
    summed(
        name="summary-off-with-size-1",
        says="Counts one completed call too many where the size is 1.",
        twist=summary_off(lambda call: call.query.size == 1),
        where=sums,
    ),
    summed(
        name="summary-off-for-others",
        says="Counts one completed call too many for every caller but the first.",
        twist=summary_off(lambda call: call.caller.name == "other"),
        where=sums,
    ),
    summed(
        name="summary-off-for-an-empty-batch",
        says="Counts one completed call in a batch without rows.",
        twist=summary_off(lambda call: not call.everything),
        where=sums,
    ),
    failing(
        name="fails-on-a-percent-sign",
        says="Decodes values twice, and fails on a percent sign.",
        twist=fails_on_text("%"),
    ),
    failing(
        name="fails-on-long-text",
        says="Fails on a value that its column is too short for.",
        twist=fails_before(lambda call: any(len(value) > 255 for _, value in call.pairs)),
    ),
    failing(
        name="fails-on-bytes-that-are-no-utf-8",
        says="Fails on bytes that are no UTF-8.",
        twist=fails_on_text("\ufffd"),
    ),
    failing(
        name="fails-on-an-emoji",
        says="Fails on characters that take four bytes, as an old charset does.",
        twist=fails_before(lambda call: any(ord(char) > 0xFFFF for _, value in call.pairs for char in value)),
        where=free_filter,
    ),
    failing(
        name="fails-on-a-backslash",
        says="Fails on a backslash at the end of a value.",
        twist=fails_on_text("\\"),
        where=free_filter,
    ),
    failing(
        name="fails-on-an-open-bracket",
        says="Takes a value for a pattern, and fails on an open bracket.",
        twist=fails_on_text("[", "("),
        where=free_filter,
    ),
    failing(
        name="fails-on-no-number-at-all",
        says="Fails where the page or the size is NaN or Infinity.",
        twist=fails_on_text("NaN", "Infinity", "nan", "inf"),
    ),
    failing(
        name="fails-on-an-exponent",
        says="Fails where the page or the size is written with an exponent.",
        twist=fails_before(lambda call: any(re.fullmatch(r"\d+e\d+", text) for text in _numbers_sent(call))),
    ),
    failing(
        name="fails-on-an-empty-size",
        says="Fails where the size is empty.",
        twist=fails_before(
            lambda call: any(value == "" for key, value in call.pairs if key == _size_param(call))
        ),
    ),
    failing(
        name="fails-on-an-empty-filter",
        says="Fails where a filter is empty.",
        twist=fails_before(
            lambda call: any(value == "" for key, value in call.pairs if key in call.filter_keys)
        ),
        where=filters(1),
    ),
    failing(
        name="fails-on-a-repeated-filter",
        says="Fails where a filter comes twice, as a list has no capital letters.",
        twist=fails_before(_filter_repeated),
        where=filters(1),
    ),
    failing(
        name="fails-on-a-repeated-page",
        says="Fails where the page comes twice.",
        twist=fails_before(_repeated(lambda call: call.operation.mocked.page.param)),
    ),
    failing(
        name="fails-on-a-key-with-brackets",
        says="Fails where a parameter's name has brackets, as it is parsed into a list.",
        twist=fails_before(lambda call: any("[" in name for name, _ in call.pairs)),
    ),
    failing(
        name="fails-on-a-name-that-objects-have",
        says="Looks a status up in an object, and fails on one that every object has.",
        twist=fails_on_text("constructor", "__proto__", "toString"),
    ),
    failing(
        name="fails-on-the-last-page",
        says="Fails on a last page that is not full.",
        twist=fails_on(lambda call: call.skipped < len(call.matching) < call.skipped + call.size),
        laws=("safety/", "shape/status"),
    ),
    failing(
        name="fails-for-a-caller-with-no-rows",
        says="Fails for a caller without rows, where the whole list is asked for.",
        twist=fails_on(lambda call: not call.everything),
        laws=("safety/", "shape/status"),
    ),
    failing(
        name="fails-on-a-filter-by-a-scope-of-another",
        says="Fails where the scope of somebody else is named.",
        twist=Twist(
            refuses=lambda call, refusing: (
                replace(refusing, status=500, situation="failure")
                if refusing.situation == "unknown_scope"
                and any(
                    refusing.text in values
                    for caller in call.world.callers
                    for values in caller.may_name.values()
                )
                else refusing
            )
        ),
        where=scoped_by("organizationId"),
    ),
    failing(
        name="sql-in-a-page",
        says="Shows its SQL in every page, as a member for debugging.",
        twist=Twist(writes=_debugging),
    ),
    failing(
        name="path-in-a-wrong-method",
        says="Shows a path of the server where a method is not allowed.",
        twist=says("File not found: /var/www/html/app/Http/Controllers/ListController.php:57", _refused_path),
        laws=("safety/no-internals",),
    ),
    failing(
        name="more-than-the-maximum-by-the-alias",
        says="Gives more rows than the maximum where the size comes by its other name.",
        twist=Twist(sizes=lambda call, size: 200 if _alias_sent(call) and size >= 100 else size),
        laws=("safety/", "size/"),
        where=_has_alias,
    ),
    polite(
        name="allows-what-it-refuses",
        says="Names the method among those that are allowed that it has just refused.",
        twist=Twist(
            replies=lambda call, answer: replace(
                answer,
                headers=tuple(
                    (key, f"GET, {call.request.method}" if key == "Allow" else value)
                    for key, value in answer.headers
                ),
            )
        ),
    ),
    polite(
        name="head-is-another-type",
        says="Answers HEAD as if its body were HTML.",
        twist=Twist(
            replies=lambda call, answer: (
                replace(answer, headers=(("Content-Type", "text/html"),))
                if call.request.method == "HEAD" and answer.status == 200
                else answer
            )
        ),
        where=lambda operation: not states("method")(operation),
    ),
    polite(
        name="head-is-204",
        says="Answers HEAD with 204, where GET has a body.",
        twist=Twist(
            replies=lambda call, answer: (
                replace(answer, status=204, headers=()) if call.request.method == "HEAD" else answer
            )
        ),
        where=lambda operation: not states("method")(operation),
    ),
)
