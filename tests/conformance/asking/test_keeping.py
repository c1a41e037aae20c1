"""Rows are kept once, whatever page they come on."""

from __future__ import annotations

import json

from conformance.asking.keeping import Rows
from conformance.evidence import Exchange, Request
from conformance.laws.examples import OPERATION
from conformance.questions import Question
from listproof.contract import Json


def answer(*items: Json) -> Exchange:
    body = {"items": list(items), "total": 9}
    return Exchange(
        question=Question(),
        request=Request(method="GET", target="/things"),
        status=200,
        body=json.dumps(body).encode(),
        json=body,
    )


def kept(rows: Rows, *items: Json) -> list[Json]:
    value = rows.keep(answer(*items)).json["items"]
    assert isinstance(value, list)
    return value


def test_equal_rows_of_two_pages_are_one_value() -> None:
    rows = Rows(OPERATION)
    first, second = kept(rows, {"id": 1}, {"id": 2}), kept(rows, {"id": 2})
    assert second[0] is first[1]
    assert first == [{"id": 1}, {"id": 2}]


def test_rows_that_only_python_finds_equal_stay_apart() -> None:
    rows = Rows(OPERATION)
    texts = [json.dumps(kept(rows, row)[0]) for row in ({"id": 1}, {"id": 1.0}, {"id": True})]
    assert texts == ['{"id": 1}', '{"id": 1.0}', '{"id": true}']


def test_what_is_no_row_is_left_as_it_is() -> None:
    rows = Rows(OPERATION)
    assert kept(rows, 1, None, "x", {"huge": 10**40}) == [1, None, "x", {"huge": 10**40}]
    odd = Exchange(
        question=Question(), request=Request(method="GET", target="/"), status=200, json={"items": 3}
    )
    assert rows.keep(odd) is odd
