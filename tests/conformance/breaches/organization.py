"""Breaches of the clauses of organization-batch-calls.yaml."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.breaches.breach import (
    Breach,
    answered,
    asks,
    body,
    breach,
    dropped,
    each,
    field,
    items,
    lets,
    main,
    moved,
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
from tests.liars.calls import Call, Query, Refusing, Twist
from tests.liars.honest import ordered


def _alone(name: str) -> Twist:
    """One of the two credentials is enough."""

    def refuses(call: Call, refusing: Refusing) -> Refusing | None:
        right = call.headers.get(name) == call.world.caller("main").headers[name]
        return None if refusing.situation == "unauthenticated" and right else refusing

    return Twist(refuses=refuses, admits=lambda call, caller: caller if caller.name else main(call, caller))


def _unsized(number: int) -> Twist:
    return read(lambda _, query: query if query.sized else replace(query, size=number))


def _null(number: int | None) -> Twist:
    """limit=null is taken for the default, or for all."""
    return Twist(
        refuses=lambda _, refusing: None if refusing.text == "null" else refusing,
        reads=lambda call, query: (
            replace(query, size=number, sized=False) if call.size_sent == "null" else query
        ),
    )


def _size_wins(call: Call, query: Query) -> Query:
    texts = call.sent("size")
    return replace(query, size=int(texts[-1])) if texts and texts[-1].isdigit() else query


BREACHES: tuple[Breach, ...] = (
    breach(
        "OR-01",
        "is content with the key alone",
        _alone("x-api-key"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach(
        "OR-01",
        "is content with the secret alone",
        _alone("x-api-secret"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach(
        "OR-01", "lists to whoever asks", open_to_all(), "errors/unauthenticated", "errors/bad-credentials"
    ),
    breach(
        "OR-02",
        "answers 403",
        status(403, "unauthenticated"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach("OR-02", "fails", status(500, "unauthenticated"), unsafe=("safety/no-server-error",)),
    breach(
        "OR-03",
        "counts pages from 1",
        Twist(skips=lambda call, number: max(number - call.size, 0)),
        "page/window",
    ),
    breach(
        "OR-03",
        "begins with page 1 when none is asked for",
        Twist(skips=lambda call, number: number if call.sent("page") else call.size),
        "page/first",
        "parameters/default",
    ),
    breach(
        "OR-03",
        "orders anew on each page",
        Twist(orders=lambda call, rows: rows if call.sent("sort_by") else moved(call, rows)),
        "page/window",
    ),
    breach("OR-04", "gives 50 at most", Twist(sizes=lambda _, number: min(number, 50)), "size/full", rows=60),
    breach(
        "OR-04", "gives one more than asked for", Twist(sizes=lambda _, number: number + 1), "size/at-most"
    ),
    breach("OR-04", "refuses a limit of 1", refused(asks("limit", "1")), "parameters/accepted"),
    breach("OR-04", "has no maximum", no_maximum(), "safety/maximum", rows=110),
    breach("OR-05", "gives 10 when limit is left out", _unsized(10), "size/omit"),
    breach(
        "OR-05",
        "gives all at first and 20 with a page",
        Twist(
            reads=lambda call, query: query if query.sized or call.sent("page") else replace(query, size=None)
        ),
        "size/omit",
    ),
    breach(
        "OR-05",
        "refuses a question without limit",
        refused(lambda call: not call.size_sent and (not call.sent("size"))),
        "parameters/optional",
    ),
    breach("OR-24", "takes it for the default", _null(20), "errors/not-a-number"),
    breach("OR-24", "gives all", _null(None), "errors/not-a-number", rows=110),
    breach("OR-24", "fails", answered(asks("limit", "null"), 500), unsafe=("safety/no-server-error",)),
    breach(
        "OR-06",
        "takes no notice of sort_by",
        Twist(
            orders=lambda call, rows: sorted(
                rows, key=lambda row: row.hidden["updated_at"], reverse=call.query.descending
            )
        ),
        "sort/order",
    ),
    breach("OR-06", "refuses to sort by name", refused(asks("sort_by", "name")), "parameters/accepted"),
    breach(
        "OR-06",
        "sorts by created_at unasked",
        Twist(
            orders=lambda call, rows: (
                rows
                if call.sent("sort_by")
                else sorted(rows, key=lambda row: row.hidden["created_at"], reverse=call.query.descending)
            )
        ),
        "parameters/default",
    ),
    breach(
        "OR-06",
        "loses rows when sorted",
        selected(lambda call, row: not call.sent("sort_by") or row.item["status"] != "failed"),
        "sort/same-items",
    ),
    breach(
        "OR-07",
        "takes no notice of sort_order",
        Twist(
            orders=lambda call, rows: ordered(
                rows, [replace(one, descending=True) for one in call.query.order]
            )
        ),
        "sort/order",
        "sort/reverse",
    ),
    breach(
        "OR-07",
        "is ascending unasked",
        Twist(orders=lambda call, rows: rows if call.sent("sort_order") else rows[::-1]),
        "parameters/default",
    ),
    breach("OR-07", "refuses ascending", refused(asks("sort_order", "ascending")), "parameters/accepted"),
    breach(
        "OR-08",
        "takes no notice of size",
        Twist(sizes=lambda call, number: 20 if call.sent("size") else number),
        "size/alias",
    ),
    breach("OR-08", "refuses size", refused(asks("size")), "parameters/accepted"),
    breach(
        "OR-09",
        "does not count in ultra_fast",
        told(
            "total",
            lambda call, value: call.returned if call.sent("performance_mode") == ["ultra_fast"] else value,
        ),
        "inert/same",
    ),
    breach(
        "OR-09",
        "leaves calls in progress out when fast",
        selected(
            lambda call, row: call.sent("performance_mode") != ["fast"] or row.item["status"] != "in_progress"
        ),
        "inert/same",
    ),
    breach(
        "OR-09",
        "orders otherwise when accurate",
        Twist(
            orders=lambda call, rows: rows[::-1] if call.sent("performance_mode") == ["accurate"] else rows
        ),
        "inert/same",
    ),
    breach(
        "OR-09", "refuses ultra_fast", refused(asks("performance_mode", "ultra_fast")), "parameters/accepted"
    ),
    breach("OR-10", "says ok instead of success", body(each(status="ok")), "shape/schema"),
    breach("OR-10", "has an empty text for an error", body(each(error="")), "shape/schema"),
    breach("OR-10", "has no message", dropped(lambda found: found, "message"), "shape/schema"),
    breach(
        "OR-11",
        "has no organization_id",
        dropped(lambda found: found["data"], "organization_id"),
        "shape/schema",
    ),
    breach("OR-11", "has no sort_by", dropped(lambda found: found["data"], "sort_by"), "shape/schema"),
    breach(
        "OR-12",
        "has no has_previous_page",
        dropped(lambda found: found["data"]["pagination"], "has_previous_page"),
        "shape/schema",
    ),
    breach("OR-12", "counts the page from 1", told("page", lambda _, value: value + 1), "meta/page"),
    breach("OR-12", "counts the page", told("total", lambda call, _: call.returned), "meta/total"),
    breach("OR-12", "repeats no limit", told("size", lambda *_: 20), "meta/size"),
    breach(
        "OR-13",
        "rounds down",
        told("pages", lambda call, _: len(call.matching) // call.size),
        "meta/pages",
    ),
    breach(
        "OR-13",
        "takes page for a number from 1",
        told("has_next", lambda call, _: call.query.position < -(-len(call.matching) // call.size)),
        "meta/has-next",
    ),
    breach(
        "OR-13",
        "has a previous page only from page 2",
        told("has_prev", lambda call, _: call.query.position > 1),
        "meta/has-prev",
    ),
    breach("OR-14", "says the limit", told("returned", lambda call, _: call.size), "meta/returned"),
    breach("OR-14", "says the total", told("returned", lambda call, _: len(call.matching)), "meta/returned"),
    breach("OR-15", "always says updated_at", told("sort", lambda *_: "updated_at"), "meta/sort"),
    breach("OR-15", "always says descending", told("order", lambda *_: "descending"), "meta/order"),
    breach(
        "OR-16", "has milliseconds", field("scheduled_timestamp", lambda value: value * 1000), "rules/holds"
    ),
    breach("OR-16", "has no agent_id", without("agent_id"), "shape/schema"),
    breach("OR-16", "has a time as text", field("scheduled_timestamp", str), "shape/schema"),
    breach(
        "OR-17",
        "has another organization in data",
        body(lambda found: found["data"].update(organization_id="another")),
        "rules/holds",
    ),
    breach(
        "OR-17",
        "has another organization in some calls",
        field("organization_id", lambda _: "another", lambda item: item["status"] == "failed"),
        "rules/holds",
        "scope/own",
    ),
    breach(
        "OR-17",
        "lists every organization's calls",
        Twist(scopes=strangers),
        "rules/holds",
        "scope/apart",
        unsafe=("scope/foreign",),
    ),
    breach(
        "OR-17",
        "lists the first organization's calls to everybody",
        Twist(admits=lambda call, caller: call.world.caller("main") if caller.name == "other" else caller),
        "scope/apart",
        unsafe=("scope/foreign",),
    ),
    breach(
        "OR-18",
        "has more picked up than sent",
        items(lambda item: item.update(picked_up=item["sent"] + 1)),
        "rules/holds",
    ),
    breach(
        "OR-18",
        "has more sent than there are",
        items(lambda item: item.update(sent=item["total_task_count"] + 1)),
        "rules/holds",
    ),
    breach(
        "OR-19",
        "takes no notice of sort_order by created_at",
        Twist(
            orders=lambda call, rows: (
                ordered(rows, [replace(one, descending=True) for one in call.query.order])
                if call.query.by == "created_at"
                else rows
            )
        ),
        "sort/reverse",
    ),
    breach(
        "OR-20",
        "takes an unknown sort_by for the default",
        lets("bad_sort", "bad_param"),
        "errors/unknown-value",
    ),
    breach(
        "OR-20",
        "answers 422",
        status(422, "bad_sort", "bad_param", "bad_size", "bad_page"),
        "errors/unknown-value",
        "errors/out-of-range",
        "errors/not-a-number",
        "size/over",
        "size/under",
    ),
    breach(
        "OR-20",
        "takes a limit above 100 for 100",
        lets(
            "bad_size",
            reads=lambda call, query: (
                replace(query, size=min(query.size or 20, 100)) if call.size_sent.isdigit() else query
            ),
        ),
        "size/over",
    ),
    breach("OR-20", "fails on a page below 0", status(500, "bad_page"), unsafe=("safety/no-server-error",)),
    breach("OR-21", "answers 404", refused(past_the_end, 404), "page/past-end"),
    breach(
        "OR-21",
        "gives the last page",
        Twist(
            skips=lambda call, number: min(number, max(0, (len(call.matching) - 1) // call.size * call.size))
        ),
        "page/past-end",
    ),
    breach("OR-22", "has other statuses", field("status", lambda text: text.upper())),
    breach("OR-23", "takes size", read(_size_wins)),
)
