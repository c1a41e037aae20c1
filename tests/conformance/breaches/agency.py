"""Breaches of the clauses of agency-call-batches.yaml."""

from __future__ import annotations

from dataclasses import replace

from conformance.asking.client import Answer
from tests.conformance.breaches.breach import (
    Breach,
    answered,
    asks,
    body,
    breach,
    dropped,
    failing,
    field,
    ignores,
    items,
    lets,
    main,
    no_maximum,
    open_to_all,
    past_the_end,
    read,
    refused,
    selected,
    status,
    strangers,
    told,
    without,
)
from tests.liars.calls import Call, Refusing, Twist

NOTHING = {"batches": [], "pagination": {"total": 0, "limit": 25, "offset": 0, "has_more": False}}


def _expired(call: Call, refusing: Refusing) -> Refusing | None:
    """Only an expired token is let in."""
    expired = dict(call.world.refused)["expired"]
    mine = (
        refusing.situation == "unauthenticated"
        and call.headers.get("authorization") == expired["authorization"]
    )
    return None if mine else refusing


BREACHES: tuple[Breach, ...] = (
    breach(
        "AG-01", "lists to whoever asks", open_to_all(), "errors/unauthenticated", "errors/bad-credentials"
    ),
    breach(
        "AG-01",
        "takes an expired token",
        Twist(refuses=_expired, admits=lambda call, caller: caller if caller.name else main(call, caller)),
        "errors/bad-credentials",
    ),
    breach(
        "AG-01",
        "answers 403",
        status(403, "unauthenticated"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach("AG-02", "gives a user of no agency an empty list", lets("forbidden"), "errors/forbidden"),
    breach("AG-02", "answers 401 to a user of no agency", status(401, "forbidden"), "errors/forbidden"),
    breach("AG-03", "answers POST as GET", lets("method"), "errors/method"),
    breach("AG-03", "answers 404 to POST", status(404, "method"), "errors/method"),
    breach(
        "AG-03",
        "answers TRACE as GET",
        Twist(refuses=lambda call, refusing: None if call.request.method == "TRACE" else refusing),
        "errors/method",
    ),
    breach(
        "AG-04",
        "answers 503 when the database fails",
        answered(failing, 503, {"error": "Later"}),
        "errors/failure",
    ),
    breach(
        "AG-04",
        "gives an empty list when the database fails",
        answered(failing, 200, NOTHING),
        "errors/failure",
    ),
    breach(
        "AG-05", "has no has_more", dropped(lambda found: found["pagination"], "has_more"), "shape/schema"
    ),
    breach(
        "AG-05",
        "has the list under another name",
        body(lambda found: found.update(data=found.pop("batches"))),
        "shape/schema",
    ),
    breach(
        "AG-05",
        "calls it HTML",
        Twist(
            replies=lambda _, answer: (
                replace(answer, headers=(("Content-Type", "text/html"),)) if answer.status == 200 else answer
            )
        ),
        "shape/content-type",
    ),
    breach(
        "AG-05",
        "has NaN in it",
        Twist(
            replies=lambda _, answer: (
                replace(answer, body=answer.body.replace(b'"skipped":', b'"skipped":NaN,"x":'))
                if answer.status == 200
                else answer
            )
        ),
        "shape/json",
    ),
    breach("AG-06", "takes no notice of status", ignores("status"), "filter/match", "filter/no-match"),
    breach(
        "AG-06",
        "finds no scheduled batch",
        selected(lambda call, _: call.value("status") != "scheduled"),
        "filter/complete",
        "filter/parts",
    ),
    breach("AG-06", "refuses a documented status", refused(asks("status", "paused")), "parameters/accepted"),
    breach(
        "AG-06",
        "has a status that is not documented",
        field("status", lambda text: "archived" if text == "failed" else text),
        "shape/schema",
    ),
    breach(
        "AG-07", "takes no notice of campaign_id", ignores("campaign_id"), "filter/match", "filter/no-match"
    ),
    breach("AG-07", "refuses campaign_id", refused(asks("campaign_id")), "parameters/accepted"),
    breach(
        "AG-07",
        "answers 404 for a campaign without batches",
        Twist(
            replies=lambda call, answer: (
                Answer(status=404, headers=answer.headers, body=b'{"error":"no such campaign"}')
                if answer.status == 200 and call.value("campaign_id") and (not call.matching)
                else answer
            )
        ),
        "filter/no-match",
    ),
    breach(
        "AG-08",
        "takes notice of one filter alone",
        read(lambda _, query: replace(query, filters=query.filters[:1])),
        "filter/both",
    ),
    breach(
        "AG-09",
        "has 20 on a page by default",
        Twist(sizes=lambda call, number: number if call.query.sized else 20),
        "size/default",
    ),
    breach(
        "AG-09", "gives one more than asked for", Twist(sizes=lambda _, number: number + 1), "size/at-most"
    ),
    breach("AG-09", "gives 50 at most", Twist(sizes=lambda _, number: min(number, 50)), "size/full", rows=60),
    breach("AG-09", "has no maximum", no_maximum(), "safety/maximum", rows=110),
    breach("AG-10", "takes no notice of offset", Twist(skips=lambda *_: 0), "page/window"),
    breach(
        "AG-10", "counts pages with it", Twist(skips=lambda call, number: number * call.size), "page/window"
    ),
    breach(
        "AG-10",
        "begins with the second row when offset is left out",
        Twist(skips=lambda call, number: number if call.sent("offset") else 1),
        "page/first",
    ),
    breach(
        "AG-10",
        "loses the last row",
        Twist(cuts=lambda call, rows: rows[:-1] if len(rows) < call.size else rows),
        "page/complete",
    ),
    breach(
        "AG-10",
        "repeats a row",
        Twist(orders=lambda _, rows: rows[:5] + rows[4:]),
        "page/no-repeats",
        rows=20,
    ),
    breach("AG-11", "has the oldest first", Twist(orders=lambda _, rows: rows[::-1]), "sort/default"),
    breach(
        "AG-11",
        "orders by id",
        Twist(orders=lambda _, rows: sorted(rows, key=lambda row: row.item["id"])),
        "sort/default",
    ),
    breach("AG-12", "lists every agency's batches", Twist(scopes=strangers), "scope/own", "scope/apart"),
    breach(
        "AG-12",
        "lists every agency's batches of a campaign",
        Twist(scopes=lambda call, rows: strangers(call, rows) if call.value("campaign_id") else rows),
        "scope/foreign",
    ),
    breach(
        "AG-12",
        "has another agency_id on one row",
        field(
            "agency_id",
            lambda _: "99999999-bbbb-4bbb-8bbb-222222222222",
            lambda item: item["status"] == "failed",
        ),
        "scope/own",
    ),
    breach("AG-13", "counts the page", told("total", lambda call, _: call.returned), "meta/total"),
    breach(
        "AG-13",
        "counts before the filters",
        told("total", lambda call, _: len(call.everything)),
        "meta/total",
    ),
    breach("AG-13", "repeats no limit", told("size", lambda *_: 25), "meta/size"),
    breach("AG-13", "says the page for the offset", told("offset", lambda call, _: call.page), "meta/offset"),
    breach(
        "AG-14",
        "says that there is more after the last full page",
        told("has_next", lambda call, _: call.skipped + call.size <= len(call.matching)),
        "meta/has-next",
    ),
    breach("AG-14", "never says that there is more", told("has_next", lambda *_: False), "meta/has-next"),
    breach("AG-15", "has a number as text", field("queued", str), "shape/schema"),
    breach("AG-15", "has no max_concurrent", without("max_concurrent"), "shape/schema"),
    breach(
        "AG-15",
        "has no started_at where it is processing",
        field("started_at", lambda _: None, lambda item: item["status"] == "processing"),
        "rules/holds",
    ),
    breach(
        "AG-16",
        "leaves skipped contacts in remaining_count",
        items(lambda item: item.update(remaining_count=item["remaining_count"] + item["skipped"])),
        "rules/holds",
    ),
    breach(
        "AG-17",
        "counts completed alone",
        items(
            lambda item: item.update(
                progress_percentage=round(100 * item["completed"] / (item["total_contacts"] or 1), 1)
            )
        ),
        "rules/holds",
    ),
    breach(
        "AG-17",
        "is 100 without contacts",
        field("progress_percentage", lambda _: 100.0, lambda item: item["total_contacts"] == 0),
        "rules/holds",
        rows=400,
    ),
    breach(
        "AG-17", "is a share of one", field("progress_percentage", lambda value: value / 100), "rules/holds"
    ),
    breach("AG-18", "has no + in from_number", field("from_number", lambda value: value[1:]), "shape/schema"),
    breach(
        "AG-18", "has a local time", field("created_at", lambda value: value[:-1] + "+02:00"), "shape/schema"
    ),
    breach(
        "AG-18",
        "has a time without a zone",
        field("started_at", lambda value: value and value[:-1]),
        "shape/schema",
    ),
    breach(
        "AG-19",
        "lists all for an unknown status",
        lets(
            "bad_filter",
            key="status",
            reads=lambda call, query: (
                replace(query, filters=())
                if call.sent("status")
                and call.sent("status")[-1]
                not in ("pending", "scheduled", "processing", "paused", "completed", "failed", "cancelled")
                else query
            ),
        ),
        "errors/unknown-value",
    ),
    breach(
        "AG-19",
        "answers 422",
        status(422, "bad_filter", "bad_page", "bad_size"),
        "errors/unknown-value",
        "errors/malformed",
        "errors/not-a-number",
        "errors/out-of-range",
        "size/under",
    ),
    breach(
        "AG-19",
        "refuses a limit above 100",
        refused(lambda call: (call.size_sent or "0").isdigit() and int(call.size_sent or 0) > 100),
        "size/over",
    ),
    breach(
        "AG-19", "fails on a malformed UUID", status(500, "bad_filter"), unsafe=("safety/no-server-error",)
    ),
    breach(
        "AG-20",
        "has a plain text",
        Twist(
            replies=lambda _, answer: (
                replace(
                    answer,
                    headers=tuple(
                        ((name, "text/plain" if name == "Content-Type" else v) for name, v in answer.headers)
                    ),
                    body=b"No",
                )
                if answer.status in (400, 401, 403, 405)
                else answer
            )
        ),
    ),
    breach(
        "AG-21",
        "orders equals by another rule",
        Twist(
            orders=lambda _, rows: sorted(
                sorted(rows, key=lambda row: row.item["agent_name"] + row.item["id"]),
                key=lambda row: row.item["created_at"],
                reverse=True,
            )
        ),
    ),
    breach("AG-22", "answers 404", refused(past_the_end, 404), "page/past-end"),
    breach("AG-22", "fails", refused(past_the_end, 500), unsafe=("safety/no-server-error",)),
    breach("AG-23", "has no agent_name", without("agent_name"), "rules/holds"),
    breach("AG-23", "has no remaining_count", without("remaining_count"), "rules/holds"),
    breach(
        "AG-24",
        "wants a role of the other user",
        refused(lambda call: call.caller.name == "other", 403),
        "shape/status",
    ),
)
