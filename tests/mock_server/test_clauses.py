"""The five bundled documents through the engine, clause by clause: what is asked, and what must come.

Clauses of the shell (credentials, methods, CORS) are held in test_app.py; here the engine is asked how it
would refuse. What rows look like is held against the specs when fixtures are loaded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import pytest

from listproof.bundled import bundled_specs, fixtures_for
from listproof.contract import Json, Operation, look
from listproof.reader import read_contract
from mock_server.engine.answer import Endpoint, answer, compile_endpoint
from mock_server.exchange import Reply, Request
from mock_server.world import Caller, Row, World
from mock_server.worlds.fixtures import load_world

AG, OR, TL, TR, TF = (
    "agency-call-batches",
    "organization-batch-calls",
    "techladder-call-batches",
    "trillet-batch-calls",
    "talkifai-batch-jobs",
)
SPECS = {"AG": AG, "OR": OR, "TL": TL, "TR": TR, "TF": TF}

BATCH, WORKSPACE = "batch_7891011121314", "ws_main_0001"
ORGANIZATION = "org_abc123"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A bundled endpoint and its world."""

    operation: Operation
    world: World
    endpoint: Endpoint

    def caller(self, name: str) -> Caller:
        return next(caller for caller in self.world.callers if caller.name == name)

    @property
    def rows(self) -> Sequence[Row]:
        return self.world.rows[self.operation.id]


@cache
def served(name: str) -> Served:
    path = next(path for path in bundled_specs() if path.stem == name)
    fixtures = fixtures_for(path)
    assert fixtures is not None
    contract = read_contract(path)
    world = load_world(contract, fixtures)
    (operation,) = contract.operations
    return Served(operation=operation, world=world, endpoint=compile_endpoint(operation, world))


Wanted = Callable[[Row], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request, and what a clause promises of its answer."""

    clause: str
    asks: str = ""
    """The query; a bare one is completed with what the endpoint requires."""
    caller: str = "main"
    path: Mapping[str, str] = field(default_factory=lambda: {"batchId": BATCH})
    headers: Mapping[str, str] = field(default_factory=lambda: {"x-workspace-id": WORKSPACE})
    prefer: str = ""
    status: int = 200
    says: Mapping[str, Json] = field(default_factory=dict)
    """By pointer: what must stand there; a function tests what stands there."""
    lists: Wanted | None = None
    """Which of the caller's rows make up the whole list, in the document's order."""
    count: int | None = None
    """How many items come."""

    @property
    def spec(self) -> str:
        return SPECS[self.clause[:2]]

    def __str__(self) -> str:
        return f"{self.clause}: {self.asks or self.prefer or 'as it is'}"[:60]

    def request(self) -> Request:
        query = tuple(parse_qsl(self.asks, keep_blank_values=True))
        if self.spec == TF and "organizationId" not in self.asks:
            query = (("organizationId", ORGANIZATION), *query)
        return Request(
            caller=served(self.spec).caller(self.caller),
            query=tuple(pair for pair in query if pair != ("organizationId", "-")),
            path=self.path,
            headers=self.headers,
            prefer={"code": self.prefer} if self.prefer else {},
        )


def pointer(text: str) -> tuple[str, ...]:
    return tuple(text.split("/")[1:])


def asked(case: Case) -> tuple[Reply, Any]:
    reply = answer(served(case.spec).endpoint, case.request())
    return reply, json.loads(reply.body)


def own(case: Case) -> list[Row]:
    """The rows that are the caller's, in the document's order, worked out plainly."""
    here = served(case.spec)
    owns = here.caller(case.caller).owns
    if case.spec == AG:
        rows = [row for row in here.rows if row.item["agency_id"] == owns]
        return newest(rows, "created_at", "id")
    if case.spec == OR:
        rows = [row for row in here.rows if row.item["organization_id"] == owns]
        return sorted(rows, key=lambda row: str(row.hidden["updated_at"]), reverse=True)
    if case.spec == TL:
        return newest([row for row in here.rows if row.hidden["caller"] == owns], "created_at", "schedule_id")
    if case.spec == TR:
        return [row for row in here.rows if row.hidden["path:batchId"] == case.path["batchId"]]
    organization = dict(case.request().query)["organizationId"]
    return newest(
        [row for row in here.rows if row.hidden["organizationId"] == organization], "createdAt", "id"
    )


def newest(rows: list[Row], made: str, then: str) -> list[Row]:
    return sorted(
        sorted(rows, key=lambda row: str(row.item[then])), key=lambda row: str(row.item[made]), reverse=True
    )


def item(**fields: Json) -> Wanted:
    return lambda row: all(row.item[name] == value for name, value in fields.items())


def every(_: Row) -> bool:
    return True


def text(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


def naming(*parts: str) -> Callable[[Json], bool]:
    return lambda value: all(part in json.dumps(value) for part in parts)


def on(clause: str, asks: str = "", status: int = 200, **more: Any) -> Case:
    """A case of a clause."""
    return Case(clause=clause, asks=asks, status=status, **more)


def only(*names: str) -> Callable[[Json], bool]:
    """The object has these members and no others."""
    return lambda value: set(value) == set(names)


HUGE = "9" * 400
NO_INTEGERS = ("1_0", "%2B5", "%205", "%D9%A5", "1e1", "nan", "5.0", "", "null", "abc", HUGE)
AG_STATUSES = ("pending", "scheduled", "processing", "paused", "completed", "failed", "cancelled")
TL_STATUSES = ("pending", "active", "completed", "failed", "cancelled")
TR_STATUSES = ("waiting", "active", "completed", "failed")
TF_STATUSES = ("pending", "scheduled", "running", "completed", "failed", "cancelled")
CAMPAIGN = "a3d9e7b2-7c15-4b68-b0f4-5e8d1c6a2f97"

AG_ERROR = {"": lambda body: list(body) == ["error"] and text(body["error"])}
OR_ERROR = {"/status": "error", "/data": None, "/error": text, "/message": text}
TL_ERROR = {
    "/status_code": 422,
    "/message": "Invalid query parameters",
    "/error/code": "VALIDATION_ERROR",
    "/data": None,
}
TR_ERROR = {"": lambda body: list(body) == ["error"] and text(body["error"])}
TF_ERROR = {"/detail": text}

AGENCY = [
    on("AG-02", caller="nobody", status=403, says=AG_ERROR),
    on("AG-04", status=500, prefer="500", says={"/error": "Failed to fetch batches from the database"}),
    on(
        "AG-05",
        says={"": only("batches", "pagination"), "/pagination": only("total", "limit", "offset", "has_more")},
    ),
    *(on("AG-06", f"status={status}&limit=100", lists=item(status=status)) for status in AG_STATUSES),
    on("AG-07", f"campaign_id={CAMPAIGN}", lists=item(campaign_id=CAMPAIGN)),
    on("AG-07", f"campaign_id={CAMPAIGN.upper()}", lists=item(campaign_id=CAMPAIGN)),
    on("AG-08", f"campaign_id={CAMPAIGN}&status=failed", lists=item(campaign_id=CAMPAIGN, status="failed")),
    on("AG-09", lists=every, count=25, says={"/pagination/limit": 25}),
    on("AG-09", "limit=100", lists=every, count=100, says={"/pagination/limit": 100}),
    on("AG-10", says={"/pagination/offset": 0}, lists=every),
    on("AG-10", "offset=30&limit=7", says={"/pagination/offset": 30, "/pagination/limit": 7}, count=7),
    on("AG-11", "limit=100", lists=every),
    on("AG-12", "limit=100", caller="other", lists=every),
    on("AG-12", caller="empty", says={"/batches": [], "/pagination/total": 0}),
    on("AG-13", "status=failed&limit=3&offset=1", says={"/pagination/limit": 3, "/pagination/offset": 1}),
    on("AG-14", says={"/pagination/has_more": True}),
    on("AG-14", "limit=10&offset=246", says={"/pagination/has_more": True}, count=10),
    on("AG-14", "limit=10&offset=247", says={"/pagination/has_more": False}, count=10),
    *(
        on("AG-19", asks, 400, says=AG_ERROR)
        for asks in (
            "status=nope",
            "status=",
            "status=Failed",
            "campaign_id=zz",
            "campaign_id=",
            "limit=0",
            "limit=-1",
            "offset=-1",
            "limit=1&limit=2",
            "status=failed&status=failed",
            f"offset={HUGE}",
            *(f"limit={number}" for number in NO_INTEGERS[:-1]),
            *(f"offset={number}" for number in NO_INTEGERS),
        )
    ),
    *(
        on("AG-19", f"limit={limit}", says={"/pagination/limit": 100}, count=100, lists=every)
        for limit in ("101", "1000000", HUGE)
    ),
    on("AG-20", "status=nope", 400, says={"/error": naming("status", "pending", "cancelled")}),
    on("AG-22", "offset=257", says={"/batches": [], "/pagination/has_more": False, "/pagination/total": 257}),
    on("AG-22", "offset=9223372036854775807", says={"/batches": []}),
]

ORGANIZATIONS = [
    on("OR-03", lists=every, says={"/data/pagination/page": 0}),
    on("OR-03", "page=1", says={"/data/pagination/page": 1}, count=20),
    on("OR-04", "limit=1", count=1, lists=every),
    on("OR-04", "limit=100", count=100, lists=every),
    on("OR-05", count=20, says={"/data/pagination/limit": 20}),
    on("OR-24", "limit=null", 400, says=OR_ERROR),
    *(
        on("OR-06", f"sort_by={key}", says={"/data/sort_by": key, "/data/sort_order": "descending"})
        for key in ("created_at", "updated_at", "scheduled_timestamp", "name", "status", "total_task_count")
    ),
    on("OR-06", says={"/data/sort_by": "updated_at"}, lists=every),
    on("OR-07", "sort_order=ascending", says={"/data/sort_order": "ascending"}),
    on("OR-08", "size=7", says={"/data/pagination/limit": 7}, count=7, lists=every),
    on("OR-08", "size=101", 400, says=OR_ERROR),
    *(on("OR-09", f"performance_mode={mode}", lists=every) for mode in ("fast", "accurate", "ultra_fast")),
    on("OR-10", says={"/status": "success", "/error": None, "/message": text}),
    on(
        "OR-11",
        says={
            "/data": only(
                "organization_id", "batch_calls", "pagination", "returned_count", "sort_order", "sort_by"
            )
        },
    ),
    on(
        "OR-12",
        says={
            "/data/pagination": only(
                "page", "limit", "total_count", "total_pages", "has_next_page", "has_previous_page"
            )
        },
    ),
    on(
        "OR-13",
        says={
            "/data/pagination/total_count": 261,
            "/data/pagination/total_pages": 14,
            "/data/pagination/has_next_page": True,
            "/data/pagination/has_previous_page": False,
        },
    ),
    on(
        "OR-13",
        "page=13",
        says={"/data/pagination/has_next_page": False, "/data/pagination/has_previous_page": True},
        count=1,
    ),
    on(
        "OR-13",
        "page=4",
        caller="other",
        says={"/data/pagination/total_pages": 5, "/data/pagination/has_next_page": False},
        count=20,
    ),
    on("OR-14", "page=13", says={"/data/returned_count": 1}),
    on(
        "OR-15",
        "sort_by=name&sort_order=ascending",
        says={"/data/sort_by": "name", "/data/sort_order": "ascending"},
    ),
    on("OR-17", says={"/data/organization_id": "e3yn0c4mivqs8y4yhb5k"}),
    on(
        "OR-17",
        "limit=100",
        caller="other",
        says={"/data/organization_id": "othr0000000000000002"},
        lists=every,
    ),
    on(
        "OR-17",
        caller="empty",
        says={"/data/organization_id": "mpty0000000000000003", "/data/batch_calls": []},
    ),
    *(
        on("OR-20", asks, 400, says={**OR_ERROR, "/error": naming(asks.partition("=")[0])})
        for asks in (
            "sort_by=id",
            "sort_by=",
            "sort_order=asc",
            "performance_mode=slow",
            "page=-1",
            "limit=0",
            "limit=101",
            "size=0",
            "page=2147483648",
            f"page={HUGE}",
            "limit=1&limit=2",
            *(f"limit={number}" for number in NO_INTEGERS),
            *(f"size={number}" for number in NO_INTEGERS),
        )
    ),
    on(
        "OR-21",
        "page=14",
        says={
            "/data/batch_calls": [],
            "/data/pagination/has_next_page": False,
            "/data/pagination/page": 14,
            "/data/returned_count": 0,
        },
    ),
    on("OR-23", "size=7&limit=9", says={"/data/pagination/limit": 9}, count=9),
]

TECHLADDER = [
    on(
        "TL-01",
        status=401,
        prefer="401",
        says={
            "/status_code": 401,
            "/error/code": "UNAUTHORIZED",
            "/error/details": lambda it: all(map(text, it)),
            "/data": None,
        },
    ),
    on("TL-02", "agent_id=agt-2d4831a6&limit=100", lists=item(agent_id="agt-2d4831a6")),
    *(on("TL-03", f"status={status}&limit=100", lists=item(status=status)) for status in TL_STATUSES),
    on("TL-04", "agent_id=agt-2d4831a6&status=failed", lists=item(agent_id="agt-2d4831a6", status="failed")),
    on("TL-05", count=50, lists=every, says={"/data/limit": 50, "/data/page": 1}),
    on("TL-05", "limit=100&page=3", count=57, says={"/data/limit": 100, "/data/page": 3}),
    on(
        "TL-06",
        says={
            "": only("status_code", "message", "error", "data"),
            "/status_code": 200,
            "/error": None,
            "/data": only("items", "total", "page", "limit", "has_more"),
        },
    ),
    on(
        "TL-07",
        "status=unknown",
        422,
        says={
            **TL_ERROR,
            "/error/details": ["status: Must be one of pending, active, completed, failed, cancelled"],
        },
    ),
    on(
        "TL-07",
        "status=&page=x",
        422,
        says={
            **TL_ERROR,
            "/error/details": [
                "status: Must be one of pending, active, completed, failed, cancelled",
                "page: Must be an integer of at least 1",
            ],
        },
    ),
    *(
        on("TL-08", f"{name}={number}", 422, says={**TL_ERROR, "/error/details": naming(name)})
        for name in ("limit", "page")
        for number in NO_INTEGERS
    ),
    *(on("TL-19", asks, 422, says=TL_ERROR) for asks in ("limit=101", "page=0", "page=-1")),
    *(on("TL-20", asks, 422, says=TL_ERROR) for asks in ("limit=0", "limit=-1")),
    on("TL-10", "limit=64&page=4", says={"/data/has_more": True}, count=64),
    on("TL-10", "limit=100&page=3", says={"/data/has_more": False}),
    on("TL-10", "limit=20&page=2", caller="other", says={"/data/has_more": False}, count=20),
    on("TL-11", "limit=100", caller="other", lists=every),
    on("TL-11", caller="empty", says={"/data/items": [], "/data/total": 0, "/data/has_more": False}),
    on("TL-14", "limit=100", lists=every),
    on("TL-15", "agent_id=agt-nowhere", says={"/data/items": [], "/data/total": 0}),
    on("TL-15", "agent_id=", says={"/data/items": []}),
    on("TL-15", "agent_id=%00", says={"/data/items": []}),
    on("TL-16", "page=7", says={"/data/items": [], "/data/has_more": False, "/data/total": 257}),
]

TRILLET = [
    on("TR-01", headers={}, status=400, says={**TR_ERROR, "/error": naming("x-workspace-id")}),
    on("TR-03", path={"batchId": "batch_7891011121315"}, lists=every),
    on("TR-04", count=20, lists=every, says={"/pagination/page": 1, "/pagination/limit": 20}),
    on("TR-04", "limit=100", count=100, lists=every),
    on("TR-05", "status=all&limit=100", count=100, lists=every),
    *(on("TR-05", f"status={status}&limit=100", lists=item(status=status)) for status in TR_STATUSES),
    on(
        "TR-06",
        says={
            "": only("calls", "pagination", "summary"),
            "/pagination": only("page", "limit", "total", "totalPages", "hasNext", "hasPrev"),
            "/summary": only("total", *TR_STATUSES),
        },
    ),
    on(
        "TR-08",
        says={"/pagination/totalPages": 14, "/pagination/hasNext": True, "/pagination/hasPrev": False},
    ),
    on("TR-08", "page=14", says={"/pagination/hasNext": False, "/pagination/hasPrev": True}, count=2),
    on("TR-13", status=500, prefer="500", says=TR_ERROR),
    on("TR-14", headers={"x-workspace-id": "ws_other_0002"}, status=403, says=TR_ERROR),
    on("TR-14", headers={"x-workspace-id": ""}, status=400, says=TR_ERROR),
    on("TR-14", path={"batchId": "batch_nowhere"}, status=404, says=TR_ERROR),
    on("TR-14", path={"batchId": "batch_2223242526272"}, status=404, says=TR_ERROR),
    on("TR-14", path={"batchId": "\ud800"}, status=400, says=TR_ERROR),
    *(
        on("TR-15", asks, 400, says=TR_ERROR)
        for asks in (
            "status=nope",
            "status=",
            "status=ALL",
            "page=0",
            "limit=0",
            "limit=101",
            *(f"page={number}" for number in NO_INTEGERS),
            *(f"limit={number}" for number in NO_INTEGERS),
        )
    ),
    on("TR-16", "limit=100", lists=every),
    on("TR-17", "page=15", says={"/calls": [], "/pagination/hasNext": False, "/pagination/page": 15}),
    on(
        "TR-17",
        path={"batchId": "batch_7891011121316"},
        says={"/calls": [], "/pagination/total": 0, "/summary/total": 0},
    ),
]

TALKIFAI = [
    on("TF-03", lists=every),
    on("TF-03", "organizationId=org_abc456&pageSize=100", lists=every, count=41),
    *(on("TF-04", f"status={status}&pageSize=100", lists=item(status=status)) for status in TF_STATUSES),
    on("TF-05", says={"/page": 1, "/pageSize": 20}, count=20),
    on("TF-05", "pageSize=100&page=2", says={"/page": 2, "/pageSize": 100}, count=100),
    on("TF-06", says={"": only("batchJobs", "total", "page", "pageSize"), "/total": 257}),
    on(
        "TF-07", "page=0", 400, says={"/detail": "Invalid page number: must be >= 1", "/code": "invalid_page"}
    ),
    on("TF-07", "pageSize=0", 400, says={"/code": "invalid_page_size"}),
    on("TF-07", "pageSize=101", 400, says={"/code": "invalid_page_size"}),
    on("TF-07", "status=nope", 400, says={"/code": "invalid_status"}),
    on("TF-08", "status=nope", 400, says=TF_ERROR),
    on("TF-09", "page=3&pageSize=20", count=20),
    on("TF-09", "page=13&pageSize=20", count=17),
    *(
        on("TF-16", f"{name}={number}", 400, says=TF_ERROR)
        for name in ("page", "pageSize")
        for number in (*NO_INTEGERS, "1.5")
    ),
    on("TF-16", "organizationId=-", 400, says={"/detail": naming("organizationId")}),
    on("TF-16", "organizationId=", 400, says={"/detail": naming("organizationId")}),
    *(
        on("TF-17", f"organizationId={name}", 403, says=TF_ERROR)
        for name in ("org_xyz789", "org_nowhere", "%00", "org_abc123%20")
    ),
    on("TF-17", "organizationId=org_empty000", caller="empty", says={"/batchJobs": [], "/total": 0}),
    on("TF-18", "page=14", says={"/batchJobs": [], "/total": 257, "/page": 14}),
    on("TF-19", status=500, prefer="500", says={"/detail": "Failed to list batch jobs"}),
    on("TF-24", "organizationId=org_abc123", lists=every),
]

CASES = [*AGENCY, *ORGANIZATIONS, *TECHLADDER, *TRILLET, *TALKIFAI]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_clause_is_kept(case: Case) -> None:
    reply, body = asked(case)
    assert reply.status == case.status, body
    for place, wanted in case.says.items():
        found = look(body, pointer(place))
        if callable(wanted):
            assert wanted(found), f"{place}: {found}"
        else:
            assert found == wanted, place
    here = served(case.spec)
    items = look(body, here.operation.mocked.items.pointer or ())
    if case.count is not None:
        assert len(items) == case.count
    if case.lists is not None:
        rows = [row.item for row in own(case) if case.lists(row)]
        meta = here.operation.mocked.meta
        assert rows, "the fixtures witness the clause"
        assert items == rows[: look(body, meta["size"].pointer or ())]
        assert look(body, meta["total"].pointer or ()) == len(rows)
    response = here.operation.responses.get(str(reply.status))
    if response is not None and response.schema is not None:
        jsonschema_rs.Draft202012Validator(dict(response.schema), validate_formats=True).validate(body)


def walk(spec: str, size: str, *, caller: str = "main", **asks: str) -> list[Json]:
    """Every item of a list, page by page."""
    here, found = served(spec), list[Json]()
    paging = here.operation.mocked.page
    for turn in range(500):
        place = turn * int(size) if paging.by == "offset" else turn + (paging.first or (1,))[0]
        name = "pageSize" if spec == TF else "limit"
        pairs = {**asks, name: size, str(paging.param): str(place)}
        case = Case(clause=next(key for key, value in SPECS.items() if value == spec), caller=caller,
                    asks="&".join(f"{key}={value}" for key, value in pairs.items()))  # fmt: skip
        _, body = asked(case)
        items = look(body, here.operation.mocked.items.pointer or ())
        if not items:
            return found
        found += items
    pytest.fail("the walk has no end")


@pytest.mark.parametrize("size", ["1", "7", "20", "100"])
@pytest.mark.parametrize("spec", SPECS.values())
def test_a_walk_at_any_size_is_the_whole_list_once(spec: str, size: str) -> None:
    clause = next(key for key, value in SPECS.items() if value == spec)
    assert walk(spec, size) == [row.item for row in own(Case(clause=clause))]


@pytest.mark.parametrize(
    "key", ["created_at", "updated_at", "scheduled_timestamp", "name", "status", "total_task_count"]
)
def test_or_06_each_key_orders_and_turns_around(key: str) -> None:
    """OR-06, OR-07, OR-19: ascending by value, descending is the same the other way round but for ties."""
    hidden = {row.item["batch_call_id"]: row.hidden for row in served(OR).rows}

    def value(call: Any) -> Any:
        return call[key] if key in call else hidden[call["batch_call_id"]][key]

    up, down = (walk(OR, "100", sort_by=key, sort_order=order) for order in ("ascending", "descending"))
    assert [value(call) for call in up] == sorted(map(value, up))
    assert [value(call) for call in down] == sorted(map(value, down), reverse=True)
    assert sorted(map(str, up)) == sorted(map(str, down))
    ties = len(up) - len(set(map(value, up)))
    assert ties, "the fixtures witness ties"


def test_tr_09_and_tr_10_the_summary_counts_the_batch_whatever_is_filtered() -> None:
    summaries = []
    for status in ("all", *TR_STATUSES):
        _, body = asked(Case(clause="TR", asks=f"status={status}"))
        summaries.append(body["summary"])
        assert body["pagination"]["total"] == body["summary"]["total" if status == "all" else status]
    assert all(summary == summaries[0] for summary in summaries)
    assert summaries[0]["total"] == sum(summaries[0][status] for status in TR_STATUSES)


def test_or_08_the_alias_does_what_the_size_does() -> None:
    _, by_limit = asked(Case(clause="OR", asks="limit=13&page=2"))
    _, by_size = asked(Case(clause="OR", asks="size=13&page=2"))
    assert by_limit == by_size


@pytest.mark.parametrize(
    ("spec", "situation", "status", "says"),
    [
        (AG, "unauthenticated", 401, {"/error": text}),
        (AG, "method", 405, {"/error": text}),
        (OR, "unauthenticated", 401, OR_ERROR),
        (TL, "unauthenticated", 401, {"/status_code": 401, "/error/code": "UNAUTHORIZED", "/data": None}),
        (TL, "method", 405, {"/status_code": 405, "/error/details": ["seen"], "/data": None}),
        (TR, "unauthenticated", 401, TR_ERROR),
        (TF, "unauthenticated", 401, TF_ERROR),
    ],
)
def test_what_the_shell_refuses_has_the_endpoint_s_envelope(
    spec: str, situation: str, status: int, says: Mapping[str, Json]
) -> None:
    """AG-01, AG-03, OR-02, TL-01, TL-17, TR-02, TF-02."""
    reply = served(spec).endpoint.refuse(situation, "seen")
    body = json.loads(reply.body)
    assert reply.status == status
    for place, wanted in says.items():
        found = look(body, pointer(place))
        assert wanted(found) if callable(wanted) else found == wanted, place


IN_ROWS = {
    *("AG-15", "AG-16", "AG-17", "AG-18", "AG-23", "OR-16", "OR-18", "OR-22", "TL-09", "TL-12", "TL-13"),
    *("TL-18", "TL-21", "TL-22", "TR-11", "TR-12", "TR-18", "TR-19", "TF-10", "TF-11", "TF-12", "TF-13"),
    *("TF-14", "TF-21", "TF-22", "TF-23"),
}
"""What the rows say of themselves: their shape and their rules, held when the fixtures are loaded."""

ABOVE = {"AG-01", "AG-03", "AG-21", "AG-24", "OR-01", "OR-02", "OR-19", "TL-17", "TR-02", "TR-07"} | {
    *("TR-09", "TR-10", "TF-01", "TF-02", "TF-15", "TF-20")
}
"""What the walks and the tests above hold, or the shell's own tests."""


@pytest.mark.parametrize("spec", SPECS.values())
def test_no_clause_is_forgotten(spec: str) -> None:
    stated = {clause.id for clause in served(spec).operation.clauses}
    held = {case.clause for case in CASES if case.spec == spec}
    elsewhere = {clause for clause in IN_ROWS | ABOVE if SPECS[clause[:2]] == spec}
    assert held | elsewhere == stated
