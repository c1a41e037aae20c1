"""Breaches of the clauses of techladder-call-batches.yaml."""

from __future__ import annotations

from dataclasses import replace

from conformance.asking.client import Answer
from tests.conformance.breaches.breach import (
    Breach,
    answered,
    asks,
    body,
    breach,
    denied,
    dropped,
    each,
    field,
    ignores,
    in_status,
    lets,
    no_maximum,
    open_to_all,
    page_below_the_first,
    past_the_end,
    read,
    refused,
    selected,
    size_above_the_maximum,
    size_below_one,
    status,
    strangers,
    told,
    without,
    words,
)
from tests.liars.calls import Call, Query, Twist
from tests.liars.honest import whole


def _known_statuses(call: Call, query: Query) -> Query:
    """A status that is not documented is forgotten."""
    known = call.operation.parameters["status"].enum
    return replace(
        query, filters=tuple(one for one in query.filters if one[0] != "status" or one[1] in known)
    )


BREACHES: tuple[Breach, ...] = (
    breach(
        "TL-01", "lists to whoever asks", open_to_all(), "errors/unauthenticated", "errors/bad-credentials"
    ),
    breach(
        "TL-01",
        "answers 403",
        status(403, "unauthenticated"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach(
        "TL-01",
        "has another code",
        denied(lambda found: {**found, "error": {**found["error"], "code": "NO"}}, 401),
        "errors/envelope",
    ),
    breach(
        "TL-01",
        "has no data",
        denied(lambda found: {name: v for name, v in found.items() if name != "data"}, 401),
        "errors/envelope",
    ),
    breach(
        "TL-01",
        "has details as one text",
        denied(lambda found: {**found, "error": {**found["error"], "details": "No"}}, 401),
        "errors/envelope",
    ),
    breach(
        "TL-01",
        "has another status_code",
        denied(lambda found: {**found, "status_code": 403}, 401),
        "errors/envelope",
    ),
    breach("TL-02", "takes no notice of agent_id", ignores("agent_id"), "filter/match"),
    breach(
        "TL-02",
        "loses rows of an agent",
        selected(lambda call, row: not call.value("agent_id") or row.item["status"] != "failed"),
        "filter/complete",
    ),
    breach(
        "TL-02",
        "looks for the beginning of agent_id",
        Twist(
            selects=lambda call, rows: (
                [row for row in call.everything if row.item["agent_id"].startswith(call.value("agent_id"))]
                if call.value("agent_id")
                else rows
            )
        ),
        "filter/match",
    ),
    breach("TL-02", "refuses agent_id", refused(asks("agent_id"), 422), "parameters/accepted"),
    breach("TL-03", "takes no notice of status", ignores("status"), "filter/match", "filter/no-match"),
    breach("TL-03", "refuses cancelled", refused(asks("status", "cancelled"), 422), "parameters/accepted"),
    breach(
        "TL-03",
        "has a status that is not documented",
        field("status", lambda text: "paused" if text == "cancelled" else text),
        "shape/schema",
    ),
    breach(
        "TL-04",
        "takes notice of one filter alone",
        read(lambda _, query: replace(query, filters=query.filters[:1])),
        "filter/both",
    ),
    breach(
        "TL-04",
        "refuses both together",
        refused(lambda call: len(call.query.filters) > 1, 422),
        "filter/no-match",
    ),
    breach(
        "TL-05",
        "has 20 on a page by default",
        Twist(sizes=lambda call, number: number if call.query.sized else 20),
        "size/default",
        "parameters/default",
        rows=60,
    ),
    breach(
        "TL-05",
        "counts pages from 0",
        Twist(skips=lambda call, number: number + call.size if call.sent("page") else number),
        "page/first",
        "parameters/default",
    ),
    breach("TL-05", "has no maximum", no_maximum(), "safety/maximum", rows=110),
    breach("TL-05", "needs a page", refused(lambda call: not call.sent("page"), 422), "parameters/optional"),
    breach("TL-06", "says 0 for the status_code", body(each(status_code=0)), "shape/schema"),
    breach("TL-06", "has no message", dropped(lambda found: found, "message"), "shape/schema"),
    breach("TL-06", "has an empty error", body(each(error={})), "shape/schema"),
    breach("TL-06", "counts the page", told("total", lambda call, _: call.returned), "meta/total"),
    breach("TL-06", "repeats no page", told("page", lambda *_: 1), "meta/page"),
    breach("TL-06", "repeats no limit", told("size", lambda *_: 50), "meta/size"),
    breach("TL-07", "gives an empty list for an unknown status", lets("bad_filter"), "errors/unknown-value"),
    breach(
        "TL-07",
        "lists all for an unknown status",
        lets("bad_filter", reads=_known_statuses),
        "errors/unknown-value",
    ),
    breach("TL-07", "answers 400", status(400, "bad_filter"), "errors/unknown-value"),
    breach(
        "TL-07",
        "names no parameter",
        denied(lambda found: {**found, "error": {**found["error"], "details": ["Invalid input"]}}, 422),
        "errors/envelope",
    ),
    breach(
        "TL-07",
        "has no details",
        denied(lambda found: {**found, "error": {**found["error"], "details": []}}, 422),
        "errors/envelope",
    ),
    breach(
        "TL-07",
        "has another code",
        denied(lambda found: {**found, "error": {**found["error"], "code": "UNAUTHORIZED"}}, 422),
        "errors/envelope",
    ),
    breach(
        "TL-07",
        "says what its framework says",
        denied(lambda _: {"detail": [{"loc": ["query", "status"], "msg": "no"}]}, 422),
        "errors/envelope",
    ),
    breach(
        "TL-08",
        "takes a word for the default limit",
        words("bad_size"),
        "errors/not-a-number",
    ),
    breach(
        "TL-08",
        "takes a word for the first page",
        words("bad_page"),
        "errors/not-a-number",
    ),
    breach(
        "TL-08",
        "answers 400",
        Twist(
            refuses=lambda _, refusing: (
                replace(refusing, status=400)
                if refusing.situation in ("bad_page", "bad_size") and whole(refusing.text) is None
                else refusing
            )
        ),
        "errors/not-a-number",
    ),
    breach(
        "TL-19",
        "takes a limit above 100 for 100",
        size_above_the_maximum(100),
        "size/over",
        rows=110,
    ),
    breach(
        "TL-19",
        "takes a page below 1 for the first",
        page_below_the_first(),
        "errors/out-of-range",
    ),
    breach(
        "TL-20",
        "takes the default",
        size_below_one(50),
        "size/under",
    ),
    breach("TL-20", "fails", answered(asks("limit", "0", "-1"), 500), unsafe=("safety/no-server-error",)),
    breach(
        "TL-21",
        "has a completed batch that is not",
        in_status("completed", lambda item: item.update(completed_contacts=0, failed_contacts=0)),
        "rules/holds",
    ),
    breach(
        "TL-22",
        "has a pending batch that has begun",
        in_status("pending", lambda item: item.update(completed_contacts=item["total_contacts"])),
        "rules/holds",
    ),
    breach("TL-09", "has no version_id", without("version_id"), "shape/schema"),
    breach("TL-09", "has a number as text", field("total_contacts", str), "shape/schema"),
    breach(
        "TL-09",
        "has a scheduled batch without a time",
        field("scheduled_at", lambda _: None),
        "rules/holds",
    ),
    breach(
        "TL-10",
        "says that there is more after the last full page",
        told("has_next", lambda call, _: call.skipped + call.size <= len(call.matching)),
        "meta/has-next",
    ),
    breach(
        "TL-10",
        "says so where the page is full",
        told("has_next", lambda call, _: call.returned == call.size),
        "meta/has-next",
    ),
    breach(
        "TL-11",
        "lists every account's batches",
        Twist(scopes=strangers),
        "scope/apart",
        unsafe=("scope/foreign",),
    ),
    breach(
        "TL-11",
        "looks up an agent's batches alone",
        Twist(scopes=lambda call, rows: strangers(call, rows) if call.value("agent_id") else rows),
        "scope/foreign",
    ),
    breach(
        "TL-12",
        "has more done than there are",
        in_status("active", lambda item: item.update(completed_contacts=item["total_contacts"] + 1)),
        "rules/holds",
    ),
    breach(
        "TL-13",
        "has UUIDs",
        field("schedule_id", lambda value: "6f1c2a34-58d7-4e0b-9a61-" + value[-8:] + "0000"),
    ),
    breach(
        "TL-14",
        "orders by name",
        Twist(
            orders=lambda _, rows: sorted(
                rows, key=lambda row: (row.item["agent_name"], row.item["schedule_id"])
            )
        ),
    ),
    breach(
        "TL-15",
        "answers 404",
        Twist(
            replies=lambda call, answer: (
                Answer(status=404, headers=answer.headers, body=b'{"error":"no such agent"}')
                if answer.status == 200
                and call.value("agent_id")
                and (not any(row.item["agent_id"] == call.value("agent_id") for row in call.world.rows))
                else answer
            )
        ),
        "filter/no-match",
    ),
    breach(
        "TL-15",
        "fails",
        refused(lambda call: bool(call.value("agent_id")) and (not call.matching), 500),
        unsafe=("safety/no-server-error",),
    ),
    breach("TL-16", "answers 404", refused(past_the_end, 404), "page/past-end"),
    breach("TL-17", "answers 404", status(404, "method"), "errors/method"),
    breach("TL-17", "answers POST as GET", lets("method"), "errors/method"),
    breach(
        "TL-18",
        "has another start mode",
        field("start_mode", lambda value: value if value == "scheduled" else "manual"),
    ),
)
