"""What openapi-core makes of the answers, and that it alone accuses nobody."""

from __future__ import annotations

import json

from conformance.evidence import Exchange, Opinion, Request
from conformance.judging.second_opinion import opinions
from conformance.laws.opinion import second_opinion
from conformance.questions import Question
from listproof.contract import Json
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, contract

CONTRACT = contract()
(OPERATION,) = CONTRACT.operations
PAGE = {"items": [{"id": 1, "state": "open", "owner": "ada"}], "total": 1, "page": 1, "has_next": False}


def answer(
    body: Json, *, status: int = 200, media_type: str = "application/json", method: str = "GET"
) -> Exchange:
    return Exchange(
        question=Question(),
        request=Request(method=method, target="/things"),
        status=status,
        headers=(("content-type", media_type),),
        body=json.dumps(body).encode(),
        json=body,
    )


def opinion(*seen: Exchange) -> list[Opinion]:
    return list(opinions(CONTRACT, OPERATION, seen))


def test_a_valid_page_is_accepted() -> None:
    (one,) = opinion(answer(PAGE, media_type="application/json; charset=utf-8"))
    assert (one.faults, one.ours) == ((), False)


def test_a_faulty_page_is_refused_with_its_places() -> None:
    (one,) = opinion(answer({**PAGE, "total": "1", "items": [{"id": 1, "state": "lost", "owner": "ada"}]}))
    assert one.ours
    assert any(fault.startswith("total: ") for fault in one.faults)
    assert any(fault.startswith("items.0.state: 'lost' is not one of") for fault in one.faults)


def test_each_documented_status_is_looked_at_once() -> None:
    seen = [
        answer(PAGE),
        answer({**PAGE, "total": None}),
        answer({"error": "no"}, status=401),
        answer({}, status=418),
    ]
    assert [one.exchange.status for one in opinion(*seen)] == [200, 401]
    assert [one.faults for one in opinion(*seen)] == [(), ()]


def test_answers_without_json_are_left_alone() -> None:
    seen = [answer(PAGE, media_type="text/html"), answer(PAGE, method="HEAD")]
    assert opinion(*seen) == []


def test_where_openapi_core_alone_refuses_it_blames_nobody() -> None:
    seen = answer(PAGE)
    (alone,) = second_opinion.check(OPERATION, Opinion(exchange=seen, faults=("total: odd",)))
    (both,) = second_opinion.check(OPERATION, Opinion(exchange=seen, faults=("total: odd",), ours=True))
    assert alone.fact
    assert not both.fact


def test_the_documents_servers_and_other_paths_are_no_matter() -> None:
    text = SPEC.replace(
        "url: https://things.example", "url: '/{version}', variables: {version: {default: v1}}"
    )
    text = text.replace(
        "  /things:\n", "  /{anything}:\n    get: {responses: {'200': {description: x}}}\n  /things:\n", 1
    )
    told = read_contract("things.yaml", text=text)
    (one,) = opinions(told, told.operations[0], [answer(PAGE)])
    assert one.faults == ()
