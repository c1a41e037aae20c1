"""Breaches of the clauses of trillet-batch-calls.yaml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from listproof.contract import Json
from tests.conformance.breaches.breach import (
    Breach,
    Rows,
    answered,
    asks,
    breach,
    denied,
    dropped,
    failing,
    field,
    items,
    lets,
    no_maximum,
    open_to_all,
    past_the_end,
    read,
    refused,
    status,
    told,
    without,
)
from tests.liars.calls import Call, Twist
from tests.liars.worlds import Row

STATUSES = ("waiting", "active", "completed", "failed")
W = "header:x-workspace-id"
B = "path:batchId"


def _by(*keys: str) -> Rows:
    """Rows by the batch or the workspace alone, whoever asks."""
    return lambda call, _: [
        row for row in call.world.rows if all(row.hidden[key] == call.scope.get(key) for key in keys)
    ]


def _of_the_batch(call: Call, _: list[Row]) -> list[Row]:
    """The caller's rows of the batch, in whatever workspace."""
    return [row for row in _by(B)(call, []) if row.hidden["caller"] == call.caller.owns]


def _of_every_batch(call: Call, _: list[Row]) -> list[Row]:
    return [row for row in call.world.rows if row.hidden["caller"] == call.caller.owns]


def _sums(change: Callable[[Call, dict[str, int]], dict[str, int]]) -> Twist:
    return Twist(sums=change)


def _of_the_filter(call: Call, figures: dict[str, int]) -> dict[str, int]:
    """Only the figure of the status that is asked for."""
    status = call.value("status")
    kept = {"/summary/total", f"/summary/{status}"} if status else set(figures)
    return {place: figure if place in kept else 0 for place, figure in figures.items()}


def _gone(name: str, status: str) -> Twist:
    """Calls in this status lack a field."""
    return items(lambda item: item.pop(name, None) if item["status"] == status else None)


def _there(name: str, value: Json, status: str) -> Twist:
    """Calls in this status have a field."""
    return items(lambda item: item.update({name: value}) if item["status"] == status else None)


BREACHES: tuple[Breach, ...] = (
    breach(
        "TR-01",
        "needs no workspace",
        lets("missing", "unknown_scope", key=W, scopes=_of_the_batch),
        "errors/missing",
    ),
    breach(
        "TR-01",
        "takes any workspace",
        lets("unknown_scope", key=W, scopes=_of_the_batch),
        "scope/unknown",
    ),
    breach(
        "TR-02", "lists to whoever asks", open_to_all(), "errors/unauthenticated", "errors/bad-credentials"
    ),
    breach(
        "TR-03",
        "lists the calls of every batch",
        lets("unknown_scope", key=B, scopes=_of_every_batch),
        "scope/apart",
        "scope/unknown",
    ),
    breach(
        "TR-03",
        "lists every batch's calls where the batch is unknown",
        lets("unknown_scope", key=B, scopes=lambda call, rows: rows or _of_every_batch(call, rows)),
        "scope/unknown",
    ),
    breach(
        "TR-04",
        "counts pages from 0",
        Twist(skips=lambda call, number: number + call.size if call.sent("page") else number),
        "page/first",
        "parameters/default",
    ),
    breach(
        "TR-04",
        "has 50 on a page by default",
        Twist(sizes=lambda call, number: number if call.query.sized else 50),
        "size/default",
        "parameters/default",
    ),
    breach("TR-04", "has no maximum", no_maximum(), "safety/maximum", rows=110),
    breach(
        "TR-04",
        "gives one row twice",
        Twist(orders=lambda _, rows: rows[:5] + rows[4:]),
        "page/no-repeats",
    ),
    breach(
        "TR-05",
        "takes no notice of status",
        read(lambda _, query: replace(query, filters=())),
        "filter/match",
    ),
    breach(
        "TR-05",
        "looks for calls whose status is all",
        Twist(selects=lambda call, rows: [] if call.sent("status") == ["all"] else rows),
        "filter/all",
        "parameters/default",
    ),
    breach(
        "TR-05",
        "lists only active calls unasked",
        Twist(
            selects=lambda call, rows: (
                rows if call.sent("status") else [row for row in rows if row.item["status"] == "active"]
            )
        ),
        "parameters/default",
    ),
    breach("TR-05", "refuses all", refused(asks("status", "all")), "parameters/accepted"),
    breach(
        "TR-05",
        "has a status that is not documented",
        field("status", lambda text: "queued" if text == "active" else text),
        "shape/schema",
    ),
    breach(
        "TR-05",
        "leaves failed calls out of all",
        Twist(
            selects=lambda call, rows: [
                row for row in rows if call.sent("status") != ["all"] or row.item["status"] != "failed"
            ]
        ),
        "filter/all",
    ),
    breach("TR-06", "has no summary", dropped(lambda found: found, "summary"), "shape/schema"),
    breach("TR-06", "has no hasPrev", dropped(lambda found: found["pagination"], "hasPrev"), "shape/schema"),
    breach(
        "TR-06",
        "has no summary of the active",
        dropped(lambda found: found["summary"], "active"),
        "shape/schema",
    ),
    breach("TR-06", "repeats no page", told("page", lambda *_: 1), "meta/page"),
    breach("TR-06", "repeats no limit", told("size", lambda call, _: call.returned), "meta/size"),
    breach(
        "TR-07",
        "counts the whole batch",
        told("total", lambda call, _: len(call.everything)),
        "meta/total",
    ),
    breach(
        "TR-08",
        "rounds down",
        told("pages", lambda call, _: len(call.matching) // call.size),
        "meta/pages",
    ),
    breach(
        "TR-08",
        "has a next page on the last",
        told("has_next", lambda call, _: call.query.position <= -(-len(call.matching) // call.size)),
        "meta/has-next",
    ),
    breach(
        "TR-08",
        "has a previous page on the first",
        told("has_prev", lambda call, _: call.query.position > 0),
        "meta/has-prev",
    ),
    breach("TR-09", "counts what is filtered", _sums(_of_the_filter), "summary/constant"),
    breach(
        "TR-09",
        "counts the page",
        _sums(lambda call, figures: {**figures, "/summary/total": call.returned}),
        "summary/counts",
        "summary/constant",
    ),
    breach(
        "TR-09",
        "counts the active among the waiting",
        _sums(
            lambda _, figures: {
                **figures,
                "/summary/waiting": figures["/summary/waiting"] + figures["/summary/active"],
                "/summary/active": 0,
            }
        ),
        "summary/counts",
    ),
    breach(
        "TR-09",
        "has a total that is more than its parts",
        _sums(lambda _, figures: {**figures, "/summary/total": figures["/summary/total"] + 1}),
        "summary/counts",
        "rules/holds",
    ),
    breach(
        "TR-10",
        "counts otherwise in summary",
        _sums(
            lambda _, figures: {
                **figures,
                "/summary/failed": figures["/summary/failed"] + 1,
                "/summary/total": figures["/summary/total"] + 1,
            }
        ),
        "summary/agrees",
    ),
    breach("TR-11", "has no phone_number", without("phone_number"), "shape/schema"),
    breach("TR-11", "has no metadata", without("metadata"), "shape/schema"),
    breach(
        "TR-11",
        "has no endTime where completed",
        _gone("endTime", "completed"),
        "rules/holds",
    ),
    breach(
        "TR-11",
        "has no endTime where failed",
        _gone("endTime", "failed"),
        "rules/holds",
    ),
    breach("TR-11", "has a null duration where completed", field("duration", lambda _: None), "rules/holds"),
    breach(
        "TR-11",
        "has no error where failed",
        _gone("error", "failed"),
        "rules/holds",
    ),
    breach(
        "TR-19",
        "has an error where completed",
        _there("error", "none", "completed"),
        "rules/holds",
    ),
    breach(
        "TR-19",
        "has a startTime where waiting",
        _there("startTime", 1703097600000, "waiting"),
        "rules/holds",
        rows=110,
    ),
    breach(
        "TR-19",
        "has a duration where failed",
        _there("duration", 42, "failed"),
        "rules/holds",
    ),
    breach(
        "TR-19",
        "has an endTime where active",
        _there("endTime", 1703101242000, "active"),
        "rules/holds",
    ),
    breach(
        "TR-12",
        "has startTime as text",
        field("startTime", lambda _: "2023-12-20T18:40:00Z"),
        "shape/schema",
    ),
    breach("TR-12", "has duration as text", field("duration", lambda _: "00:42"), "shape/schema"),
    breach(
        "TR-18",
        "has seconds",
        items(
            lambda item: [item.update({n: item[n] // 1000}) for n in ("startTime", "endTime") if n in item]
        ),
        "rules/holds",
    ),
    breach(
        "TR-18",
        "has a duration in milliseconds",
        field("duration", lambda value: value * 1000),
        "rules/holds",
    ),
    breach("TR-13", "answers 503", answered(failing, 503, {"error": "Later"}), "errors/failure"),
    breach(
        "TR-13", "has another body", denied(lambda _: {"message": "Server error"}, 500), "errors/envelope"
    ),
    breach(
        "TR-13",
        "has no text for an error",
        denied(lambda _: {"error": {"code": 7}}, 500),
        "errors/envelope",
    ),
    breach(
        "TR-14",
        "answers 401 throughout",
        status(401, "missing", "unknown_scope", "unauthenticated"),
        "scope/unknown",
        "errors/missing",
    ),
    breach(
        "TR-14",
        "answers 403 without a key",
        status(403, "unauthenticated"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach(
        "TR-14", "gives an empty list for an unknown batch", lets("unknown_scope", key=B), "scope/unknown"
    ),
    breach(
        "TR-14",
        "lists another workspace's batch",
        lets("unknown_scope", scopes=_by(B)),
        unsafe=("scope/foreign",),
    ),
    breach(
        "TR-14",
        "lists another workspace's batch by both",
        lets("unknown_scope", scopes=_by(B, W)),
        unsafe=("scope/foreign",),
    ),
    breach(
        "TR-15",
        "answers 422",
        status(422, "bad_filter", "bad_page", "bad_size"),
        "errors/unknown-value",
        "errors/not-a-number",
        "errors/out-of-range",
        "size/over",
        "size/under",
    ),
    breach(
        "TR-15",
        "lists all for an unknown status",
        lets(
            "bad_filter",
            reads=lambda _, query: replace(
                query, filters=tuple(one for one in query.filters if one[1] in STATUSES)
            ),
        ),
        "errors/unknown-value",
    ),
    breach(
        "TR-15", "fails on an unknown status", status(500, "bad_filter"), unsafe=("safety/no-server-error",)
    ),
    breach(
        "TR-16",
        "orders by jobId",
        Twist(orders=lambda _, rows: sorted(rows, key=lambda row: row.item["jobId"])),
    ),
    breach("TR-17", "answers 404", refused(past_the_end, 404), "page/past-end"),
)
