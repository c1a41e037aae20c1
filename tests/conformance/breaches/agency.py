"""Breaches of the clauses of agency-call-batches.yaml."""

from __future__ import annotations

from dataclasses import replace

from conformance.client import Answer
from tests.conformance.breaches.breach import (
    Breach,
    answered,
    asks,
    body,
    dropped,
    field,
    items,
    lets,
    main,
    moved,
    past_the_end,
    read,
    refused,
    selected,
    status,
    strangers,
    told,
    without,
)
from tests.liars.calls import Twist

STATUSES = ("pending", "scheduled")


def _expired(call, refusing):  # type: ignore[no-untyped-def]
    """Only an expired token is let in."""
    expired = dict(call.world.refused)["expired"]
    mine = refusing.situation == "unauthenticated" and call.headers.get("authorization") == expired["authorization"]
    return None if mine else refusing


BREACHES = (
    Breach(clause="AG-01", says="lists to whoever asks", laws=("errors/unauthenticated", "errors/bad-credentials"),
        twist=lets("unauthenticated", admits=lambda c, x: x if x.name else main(c, x))),
    Breach(clause="AG-01", says="takes an expired token", laws=("errors/bad-credentials",),
        twist=Twist(refuses=_expired, admits=lambda c, x: x if x.name else main(c, x))),
    Breach(clause="AG-01", says="answers 403", laws=("errors/unauthenticated", "errors/bad-credentials"), twist=status(403, "unauthenticated")),
    Breach(clause="AG-02", says="gives a user of no agency an empty list", laws=("errors/forbidden",), twist=lets("forbidden")),
    Breach(clause="AG-02", says="answers 401 to a user of no agency", laws=("errors/forbidden",), twist=status(401, "forbidden")),
    Breach(clause="AG-03", says="answers POST as GET", laws=("errors/method",), twist=lets("method")),
    Breach(clause="AG-03", says="answers 404 to POST", laws=("errors/method",), twist=status(404, "method")),
    Breach(clause="AG-03", says="answers TRACE as GET", laws=("errors/method",), twist=Twist(refuses=lambda c, r: None if c.request.method == "TRACE" else r)),
    Breach(clause="AG-04", says="answers 503 when the database fails", laws=("errors/failure",), twist=status(503, "failure")),
    Breach(clause="AG-04", says="gives an empty list when the database fails", laws=("errors/failure",), twist=lets("failure", scopes=lambda c, rows: [] if c.headers.get("prefer") else rows)),
    Breach(clause="AG-05", says="has no has_more", laws=("shape/schema",), twist=dropped(lambda b: b["pagination"], "has_more")),
    Breach(clause="AG-05", says="has the list under another name", laws=("shape/schema",), twist=body(lambda b: b.update(data=b.pop("batches")))),
    Breach(clause="AG-05", says="calls it HTML", laws=("shape/content-type",), twist=Twist(replies=lambda c, a: replace(a, headers=(("Content-Type", "text/html"),)) if a.status == 200 else a)),
    Breach(clause="AG-05", says="has NaN in it", laws=("shape/json",), twist=Twist(replies=lambda c, a: replace(a, body=a.body.replace(b'"skipped":', b'"skipped":NaN,"x":')) if a.status == 200 else a)),
    Breach(clause="AG-06", says="takes no notice of status", laws=("filter/match", "filter/complete"), twist=read(lambda c, q: replace(q, filters=tuple(f for f in q.filters if f[0] != "status")))),
    Breach(clause="AG-06", says="finds no scheduled batch", laws=("filter/complete", "filter/parts"), twist=selected(lambda c, row: c.value("status") != "scheduled")),
    Breach(clause="AG-06", says="refuses a documented status", laws=("parameters/accepted",), twist=refused(asks("status", "paused"))),
    Breach(clause="AG-06", says="has a status that is not documented", laws=("shape/schema",), twist=field("status", lambda s: "archived" if s == "failed" else s)),
    Breach(clause="AG-07", says="takes no notice of campaign_id", laws=("filter/match", "filter/complete"), twist=read(lambda c, q: replace(q, filters=tuple(f for f in q.filters if f[0] != "campaign_id")))),
    Breach(clause="AG-07", says="answers 404 for a campaign without batches", laws=("filter/no-match",), twist=Twist(replies=lambda c, a: Answer(status=404, headers=a.headers, body=b'{"error":"no such campaign"}') if a.status == 200 and c.value("campaign_id") and not c.matching else a)),
    Breach(clause="AG-08", says="takes notice of one filter alone", laws=("filter/both",), twist=read(lambda c, q: replace(q, filters=q.filters[:1]))),
    Breach(clause="AG-09", says="has 20 on a page by default", laws=("size/default",), twist=Twist(sizes=lambda c, n: n if c.query.sized else 20)),
    Breach(clause="AG-09", says="gives one more than asked for", laws=("size/at-most",), twist=Twist(sizes=lambda c, n: n + 1)),
    Breach(clause="AG-09", says="gives 50 at most", laws=("size/full",), twist=Twist(sizes=lambda c, n: min(n, 50)), rows=60),
    Breach(clause="AG-09", says="has no maximum", laws=("safety/maximum",), twist=read(lambda c, q: replace(q, size=int(c.size_sent)) if c.size_sent.isdigit() and len(c.size_sent) < 12 else q), rows=110),
    Breach(clause="AG-10", says="takes no notice of offset", laws=("page/window",), twist=Twist(skips=lambda c, n: 0)),
    Breach(clause="AG-10", says="counts pages with it", laws=("page/window",), twist=Twist(skips=lambda c, n: n * c.size)),
    Breach(clause="AG-10", says="begins with the second row when offset is left out", laws=("page/first", ), twist=Twist(skips=lambda c, n: n if c.sent("offset") else 1)),
    Breach(clause="AG-10", says="loses the last row", laws=("page/complete",), twist=Twist(cuts=lambda c, rows: rows[:-1] if len(rows) < c.size else rows)),
    Breach(clause="AG-10", says="repeats a row", laws=("page/no-repeats",), twist=Twist(orders=lambda c, rows: rows[:5] + rows[4:]), rows=20),
    Breach(clause="AG-11", says="has the oldest first", laws=("sort/default",), twist=Twist(orders=lambda c, rows: rows[::-1])),
    Breach(clause="AG-11", says="orders by id", laws=("sort/default",), twist=Twist(orders=lambda c, rows: sorted(rows, key=lambda r: r.item["id"]))),
    Breach(clause="AG-12", says="lists every agency's batches", laws=("scope/own", "scope/apart"), twist=Twist(scopes=strangers)),
    Breach(clause="AG-12", says="lists every agency's batches of a campaign", laws=("scope/foreign",), twist=Twist(scopes=lambda c, rows: strangers(c, rows) if c.value("campaign_id") else rows)),
    Breach(clause="AG-12", says="has another agency_id on one row", laws=("scope/own",), twist=field("agency_id", lambda v: "99999999-bbbb-4bbb-8bbb-222222222222", lambda i: i["status"] == "failed")),
    Breach(clause="AG-13", says="counts the page", laws=("meta/total",), twist=told("total", lambda c, v: c.returned)),
    Breach(clause="AG-13", says="counts before the filters", laws=("meta/total",), twist=told("total", lambda c, v: len(c.everything))),
    Breach(clause="AG-13", says="repeats no limit", laws=("meta/size",), twist=told("size", lambda c, v: 25)),
    Breach(clause="AG-13", says="says the page for the offset", laws=("meta/offset",), twist=told("offset", lambda c, v: c.page)),
    Breach(clause="AG-14", says="says that there is more after the last full page", laws=("meta/has-next",), twist=told("has_next", lambda c, v: c.skipped + c.size <= len(c.matching))),
    Breach(clause="AG-14", says="never says that there is more", laws=("meta/has-next",), twist=told("has_next", lambda c, v: False)),
    Breach(clause="AG-15", says="has a number as text", laws=("shape/schema",), twist=field("queued", str)),
    Breach(clause="AG-15", says="has no max_concurrent", laws=("shape/schema",), twist=without("max_concurrent")),
    Breach(clause="AG-15", says="has no started_at where it is processing", laws=("rules/holds",), twist=field("started_at", lambda v: None, lambda i: i["status"] == "processing")),
    Breach(clause="AG-16", says="leaves skipped contacts in remaining_count", laws=("rules/holds",), twist=items(lambda i: i.update(remaining_count=i["remaining_count"] + i["skipped"]))),
    Breach(clause="AG-17", says="counts completed alone", laws=("rules/holds",), twist=items(lambda i: i.update(progress_percentage=round(100 * i["completed"] / (i["total_contacts"] or 1), 1)))),
    Breach(clause="AG-17", says="is 100 without contacts", laws=("rules/holds",), twist=field("progress_percentage", lambda v: 100.0, lambda i: i["total_contacts"] == 0), rows=400),
    Breach(clause="AG-17", says="is a share of one", laws=("rules/holds",), twist=field("progress_percentage", lambda v: v / 100)),
    Breach(clause="AG-18", says="has no + in from_number", laws=("shape/schema",), twist=field("from_number", lambda v: v[1:])),
    Breach(clause="AG-18", says="has a local time", laws=("shape/schema",), twist=field("created_at", lambda v: v[:-1] + "+02:00")),
    Breach(clause="AG-18", says="has a time without a zone", laws=("shape/schema",), twist=field("started_at", lambda v: v and v[:-1])),
    Breach(clause="AG-19", says="lists all for an unknown status", laws=("errors/unknown-value",), twist=lets("bad_filter", key="status", reads=lambda c, q: replace(q, filters=()) if c.sent("status") and c.sent("status")[-1] not in ("pending", "scheduled", "processing", "paused", "completed", "failed", "cancelled") else q)),
    Breach(clause="AG-19", says="answers 422", laws=("errors/unknown-value", "errors/malformed", "errors/not-a-number", "errors/out-of-range", "size/under"), twist=status(422, "bad_filter", "bad_page", "bad_size")),
    Breach(clause="AG-19", says="refuses a limit above 100", laws=("size/over",), twist=refused(lambda c: (c.size_sent or "0").isdigit() and int(c.size_sent or 0) > 100)),
    Breach(clause="AG-19", says="fails on a malformed UUID", unsafe=("safety/no-server-error",), twist=status(500, "bad_filter")),
    Breach(clause="AG-20", says="has a plain text", twist=Twist(replies=lambda c, a: replace(a, headers=tuple((k, "text/plain" if k == "Content-Type" else v) for k, v in a.headers), body=b"No") if a.status in (400, 401, 403, 405) else a)),
    Breach(clause="AG-21", says="orders equals by another rule", twist=Twist(orders=lambda c, rows: sorted(sorted(rows, key=lambda r: r.item["agent_name"] + r.item["id"]), key=lambda r: r.item["created_at"], reverse=True))),
    Breach(clause="AG-22", says="answers 404", laws=("page/past-end",), twist=refused(past_the_end, 404)),
    Breach(clause="AG-22", says="fails", unsafe=("safety/no-server-error",), twist=refused(past_the_end, 500)),
    Breach(clause="AG-23", says="has no agent_name", laws=("rules/holds",), twist=without("agent_name")),
    Breach(clause="AG-23", says="has no remaining_count", laws=("rules/holds",), twist=without("remaining_count")),
    Breach(clause="AG-24", says="wants a role of the other user", laws=("shape/status",), twist=refused(lambda c: c.caller.name == "other", 403)),
)
