"""What inference says is counted as right, wrong or open, and nothing else."""

from __future__ import annotations

from typing import Any

from benchmarks.infer.judging import Judgement, judged
from benchmarks.infer.truth import Read, Way
from tests.listproof.infer.lists import LIMIT, PAGE, ROW, TEXT, WHOLE, obj, page_of, param, passed, proposal

BY_PAGE = Way(by="page", param="page", first=1, size="limit", maximum=100)
BODY = page_of(ROW, total=WHOLE)


def read(**said: Any) -> Read:
    """What a person read of GET /orders."""
    read: dict[str, Any] = {
        "path": "/orders", "ways": (BY_PAGE,), "is_list": True, "items": "/data",
        "meta": {"total": ("/total",)}, "filter": {"status": "/status"}, "sort": frozenset(),
        "operators": {},
    }  # fmt: skip
    return Read(**{**read, **said})


def verdicts(read: Read, parameters: list[dict[str, Any]], body: Any = BODY) -> dict[str, str]:
    """The verdict of each column; the last where there are several."""
    return {each.column: each.verdict for each in judged(read, proposal(parameters, body))}


STATUS = param("status")


def test_all_that_is_as_it_was_read_is_right() -> None:
    found = verdicts(read(), [PAGE, LIMIT, STATUS])
    assert found == dict.fromkeys(
        ("list", "roles", "items", "maximum", "first page", "places", "filters"), "right"
    )


def test_another_parameter_is_a_wrong_role() -> None:
    way = Way(by="offset", param="start", first=None, size="limit", maximum=100)
    assert verdicts(read(ways=(way,)), [PAGE, LIMIT, STATUS])["roles"] == "wrong"


def test_any_of_several_ways_is_right() -> None:
    other = Way(by="cursor", param="cursor", first=None, size="limit", maximum=50)
    found = verdicts(read(ways=(other, BY_PAGE)), [PAGE, LIMIT, STATUS])
    assert (found["roles"], found["maximum"]) == ("right", "right")


def test_a_size_that_is_not_stated_is_open_and_no_right_role() -> None:
    found = verdicts(read(), [PAGE, STATUS])
    assert (found["roles"], found["maximum"]) == ("open", "open")


def test_what_the_document_does_not_tell_is_wrong_to_state() -> None:
    way = Way(by="page", param="page", first=None, size="limit", maximum=None)
    found = verdicts(read(ways=(way,), meta={}, filter={}), [PAGE, LIMIT, STATUS])
    assert {column for column, verdict in found.items() if verdict == "wrong"} == {
        "maximum", "first page", "places", "filters",
    }  # fmt: skip


def test_another_first_page_maximum_or_place_is_wrong() -> None:
    way = Way(by="page", param="page", first=0, size="limit", maximum=50)
    said = {"items": "/rows", "meta": {"total": ("/count",)}, "filter": {"status": "/state"}}
    found = verdicts(read(ways=(way,), **said), [PAGE, LIMIT, STATUS])
    assert {column for column, verdict in found.items() if verdict == "wrong"} == {
        "items", "maximum", "first page", "places", "filters",
    }  # fmt: skip


def test_another_comparison_than_by_equality_has_to_be_read_too() -> None:
    part = param("status", TEXT, "Finds what contains this text.")
    assert verdicts(read(), [PAGE, LIMIT, part])["filters"] == "wrong"
    assert verdicts(read(operators={"status": ("contains",)}), [PAGE, LIMIT, part])["filters"] == "right"


def test_what_is_not_stated_is_open() -> None:
    found = verdicts(
        read(sort=frozenset({"sort"})), [param("page", WHOLE), param("limit", WHOLE)], page_of(ROW)
    )
    assert {column for column, verdict in found.items() if verdict == "open"} == {
        "maximum", "first page", "places", "filters", "order",
    }  # fmt: skip


def test_a_parameter_of_the_order_that_is_none_is_wrong() -> None:
    order = param("sort", {"type": "string", "enum": ["status", "-status"]})
    assert verdicts(read(), [PAGE, LIMIT, STATUS, order])["order"] == "wrong"
    assert verdicts(read(sort=frozenset({"sort"})), [PAGE, LIMIT, STATUS, order])["order"] == "right"


def test_a_list_that_is_left_alone_is_open_in_all_that_could_be_known() -> None:
    left = passed([LIMIT], obj(data=TEXT))
    assert [(each.column, each.verdict) for each in judged(read(), left)] == [
        (column, "open")
        for column in ("list", "roles", "items", "maximum", "first page", "places", "filters")
    ]


def test_a_get_that_is_no_list_is_wrong_to_propose() -> None:
    no_list = read(ways=(), is_list=False)
    assert [each.verdict for each in judged(no_list, proposal([PAGE], BODY))] == ["wrong"]
    assert not list(judged(no_list, passed([LIMIT], BODY)))


def test_a_list_whose_paging_nobody_can_tell_is_open_at_best() -> None:
    untold = read(ways=())
    (left,) = judged(untold, passed([LIMIT], BODY))
    assert (left.column, left.verdict) == ("list", "open")
    assert left.said
    (stated,) = judged(untold, proposal([PAGE], BODY))
    assert stated == Judgement("list", "wrong", "/orders", stated.said)


def test_a_get_that_is_not_read_at_all_is_open() -> None:
    assert {each.verdict for each in judged(read(), None)} == {"open"}
