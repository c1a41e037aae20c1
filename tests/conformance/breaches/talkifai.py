"""Breaches of the clauses of talkifai-batch-jobs.yaml."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.breaches.breach import (
    Breach,
    answered,
    asks,
    body,
    breach,
    denied,
    dropped,
    each,
    failing,
    field,
    in_status,
    items,
    lets,
    moved,
    open_to_all,
    page_below_the_first,
    past_the_end,
    read,
    refused,
    selected,
    size_above_the_maximum,
    size_below_one,
    status,
    told,
    without,
    words,
)
from tests.liars.calls import Call, Twist
from tests.liars.honest import whole
from tests.liars.worlds import Row

ORGANIZATION = "organizationId"


def _of_the_caller(call: Call, _: list[Row]) -> list[Row]:
    """The jobs of all organizations of the caller."""
    return [row for row in call.world.rows if row.hidden[ORGANIZATION] in call.caller.may_name[ORGANIZATION]]


def _own(call: Call) -> bool:
    """Whether the organization is one of the caller's."""
    return call.scope.get(ORGANIZATION) in call.caller.may_name[ORGANIZATION]


BREACHES: tuple[Breach, ...] = (
    breach(
        "TF-01", "lists to whoever asks", open_to_all(), "errors/unauthenticated", "errors/bad-credentials"
    ),
    breach(
        "TF-02",
        "answers 403",
        status(403, "unauthenticated"),
        "errors/unauthenticated",
        "errors/bad-credentials",
    ),
    breach(
        "TF-03",
        "needs no organization",
        lets(
            "missing",
            "unknown_scope",
            scopes=lambda call, rows: (
                rows if _own(call) else [] if call.sent(ORGANIZATION) else _of_the_caller(call, rows)
            ),
        ),
        "errors/missing",
    ),
    breach(
        "TF-03",
        "lists all organizations of the caller",
        lets("unknown_scope", scopes=_of_the_caller),
        "scope/apart",
        "scope/unknown",
    ),
    breach(
        "TF-03",
        "lists all for an unknown organization",
        lets(
            "unknown_scope",
            scopes=lambda call, rows: rows if _own(call) else _of_the_caller(call, rows),
        ),
        "scope/unknown",
    ),
    breach(
        "TF-03",
        "has another organization in a job",
        field(ORGANIZATION, lambda _: "org_elsewhere"),
        "rules/holds",
    ),
    breach(
        "TF-04",
        "takes no notice of status",
        read(lambda _, query: replace(query, filters=())),
        "filter/match",
    ),
    breach(
        "TF-04",
        "finds no failed job",
        selected(lambda call, _: call.value("status") != "failed"),
        "filter/complete",
        "filter/parts",
    ),
    breach("TF-04", "refuses running", refused(asks("status", "running")), "parameters/accepted"),
    breach(
        "TF-05",
        "counts pages from 0",
        Twist(skips=lambda call, number: number + call.size if call.sent("page") else number),
        "page/first",
    ),
    breach(
        "TF-05",
        "has 10 on a page by default",
        Twist(sizes=lambda call, number: number if call.query.sized else 10),
        "size/default",
        "parameters/default",
    ),
    breach("TF-05", "gives 50 at most", Twist(sizes=lambda _, number: min(number, 50)), "size/full", rows=60),
    breach("TF-05", "refuses a pageSize of 1", refused(asks("pageSize", "1")), "parameters/accepted"),
    breach("TF-06", "has no pageSize", dropped(lambda found: found, "pageSize"), "shape/schema"),
    breach(
        "TF-06",
        "has the list under another name",
        body(lambda found: found.update(jobs=found.pop("batchJobs"))),
        "shape/schema",
    ),
    breach("TF-06", "counts the page", told("total", lambda call, _: call.returned), "meta/total"),
    breach(
        "TF-06",
        "counts before the filter",
        told("total", lambda call, _: len(call.everything)),
        "meta/total",
    ),
    breach("TF-06", "repeats no page", told("page", lambda *_: 1), "meta/page"),
    breach(
        "TF-06",
        "says how many came for the pageSize",
        told("size", lambda call, _: call.returned),
        "meta/size",
    ),
    breach(
        "TF-07",
        "takes page 0 for the first",
        page_below_the_first(),
        "errors/out-of-range",
    ),
    breach(
        "TF-07",
        "takes a pageSize above 100 for 100",
        size_above_the_maximum(100),
        "size/over",
        rows=110,
    ),
    breach(
        "TF-07",
        "takes a pageSize of 0 for the default",
        size_below_one(20),
        "size/under",
    ),
    breach("TF-07", "gives nothing for an unknown status", lets("bad_filter"), "errors/unknown-value"),
    breach(
        "TF-07",
        "answers 422",
        status(422, "bad_filter", "bad_page", "bad_size"),
        "errors/unknown-value",
        "errors/out-of-range",
        "size/over",
        "size/under",
    ),
    breach(
        "TF-08",
        "has a list for a detail",
        denied(lambda found: {**found, "detail": [{"msg": "no"}]}, 400),
        "errors/envelope",
    ),
    breach("TF-08", "has a message instead", denied(lambda _: {"message": "no"}, 400), "errors/envelope"),
    breach("TF-08", "has another body for a 500", denied(lambda _: {"error": "no"}, 500), "errors/envelope"),
    breach("TF-20", "has no code", denied(lambda found: {"detail": found["detail"]}, 400)),
    breach(
        "TF-09",
        "begins pages one row late",
        Twist(skips=lambda _, number: number + 1 if number else number),
        "page/window",
    ),
    breach(
        "TF-09",
        "loses the last page",
        Twist(cuts=lambda call, rows: rows if len(rows) == call.size or call.skipped == 0 else []),
        "page/complete",
    ),
    breach("TF-09", "orders anew on each page", Twist(orders=moved), "page/window"),
    breach("TF-10", "has no completedAt", without("completedAt"), "shape/schema"),
    breach("TF-10", "has no name", without("name"), "shape/schema"),
    breach("TF-10", "has epoch seconds", field("createdAt", lambda _: 1740700800), "shape/schema"),
    breach(
        "TF-10", "has local times", field("createdAt", lambda value: value[:-1] + "+05:00"), "shape/schema"
    ),
    breach(
        "TF-10",
        "has a start without a zone",
        field("actualStartTime", lambda value: value and value[:-1]),
        "shape/schema",
    ),
    breach("TF-12", "has a number for an agentId", items(each(agentId=7)), "shape/schema"),
    breach("TF-12", "has a list for a retryPolicy", items(each(retryPolicy=[])), "shape/schema"),
    breach(
        "TF-12",
        "has another organization in a job",
        field(ORGANIZATION, lambda _: "org_elsewhere"),
        "rules/holds",
    ),
    breach(
        "TF-13",
        "does not count failed calls",
        items(lambda item: item.update(contactsProcessed=item["successfulCalls"])),
        "rules/holds",
    ),
    breach(
        "TF-13",
        "has processed more than there are",
        in_status("failed", lambda item: item.update(totalContacts=max(item["contactsProcessed"] - 1, 0))),
        "rules/holds",
    ),
    breach(
        "TF-14",
        "completes before it starts",
        items(lambda item: item.update(completedAt="2001-01-01T00:00:00Z") if item["completedAt"] else None),
        "rules/holds",
    ),
    breach(
        "TF-21",
        "has a completedAt where running",
        in_status("running", lambda item: item.update(completedAt="2031-01-01T00:00:00Z")),
    ),
    breach(
        "TF-22",
        "completes before all are processed",
        in_status("completed", lambda item: item.update(totalContacts=item["totalContacts"] + 1)),
        "rules/holds",
    ),
    breach(
        "TF-23",
        "starts a pending job",
        in_status("pending", lambda item: item.update(actualStartTime=item["createdAt"])),
        "rules/holds",
    ),
    breach(
        "TF-15",
        "orders by name",
        Twist(orders=lambda _, rows: sorted(rows, key=lambda row: (row.item["name"], row.item["id"]))),
    ),
    breach(
        "TF-16",
        "answers 422",
        Twist(
            refuses=lambda _, refusing: (
                replace(refusing, status=422)
                if refusing.situation == "missing"
                or (refusing.situation in ("bad_page", "bad_size") and whole(refusing.text) is None)
                else refusing
            )
        ),
        "errors/not-a-number",
        "errors/missing",
    ),
    breach(
        "TF-16",
        "takes a word for the first page",
        words("bad_page"),
        "errors/not-a-number",
    ),
    breach("TF-17", "answers 404", status(404, "unknown_scope"), "scope/unknown"),
    breach(
        "TF-17",
        "gives an empty list",
        lets(
            "unknown_scope",
            scopes=lambda call, rows: rows if _own(call) else [],
        ),
        "scope/unknown",
    ),
    breach(
        "TF-17",
        "lists another's jobs",
        lets("unknown_scope", scopes=lambda _, rows: rows),
        unsafe=("scope/foreign",),
    ),
    breach("TF-18", "answers 404", refused(past_the_end, 404), "page/past-end"),
    breach("TF-19", "answers 503", answered(failing, 503, {"detail": "Later"}), "errors/failure"),
    breach("TF-19", "says something else", denied(lambda _: {"detail": "Oops"}, 500), "errors/failure"),
)
