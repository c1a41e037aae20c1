"""Which rows a page holds, whatever place and size are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listproof.contract import By, Operation, Paging
from mock_server.engine.values import Unfit
from mock_server.engine.windows import Window, last_start, size_unasked, sizes_of, window
from mock_server.exchange import Refused

OperationOf = Callable[..., Operation]

ONE = Paging(by="page", param="page", first=(1,))
ZERO = Paging(by="page", param="page", first=(0,))
OFFSET = Paging(by="offset", param="offset")


def placed(paging: Paging, place: int | None, size: int | None, total: int) -> Window:
    return window(paging, place=place, size=size, total=total)


@pytest.mark.parametrize(
    ("paging", "place", "skipped", "page"),
    [(ONE, 1, 0, 1), (ONE, 3, 20, 3), (ONE, None, 0, 1), (ZERO, 0, 0, 0), (ZERO, 2, 20, 2),
     (OFFSET, 0, 0, 0), (OFFSET, 7, 7, 0), (OFFSET, 20, 20, 2), (Paging(), None, 0, 1)],
)  # fmt: skip
def test_a_place_skips_what_comes_before_it(
    paging: Paging, place: int | None, skipped: int, page: int
) -> None:
    found = placed(paging, place, 10, 45)
    assert (found.skipped, found.page) == (skipped, page)
    assert found.rows == slice(skipped, skipped + 10)


def test_a_page_below_the_first_is_the_first() -> None:
    assert placed(ONE, 0, 10, 45) == placed(ONE, 1, 10, 45)


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (20, 1), (21, 2), (45, 3), (60, 3)])
def test_the_pages_are_the_total_over_the_size_rounded_up(total: int, pages: int) -> None:
    assert placed(ONE, 1, 20, total).pages == pages


def test_all_rows_are_one_page_which_says_how_many_they_are() -> None:
    found = placed(ZERO, None, None, 45)
    assert (found.returned, found.shown_size, found.pages, found.has_next) == (45, 45, 1, False)
    empty = placed(ZERO, None, None, 0)
    assert (empty.size, empty.shown_size, empty.pages) == (1, 0, 0)


def test_a_size_of_nothing_is_a_page_of_nothing() -> None:
    found = placed(ONE, 3, 0, 45)
    assert (found.returned, found.page, found.pages, found.has_next) == (0, 3, 0, True)


@pytest.mark.parametrize("paging", [ONE, OFFSET])
def test_past_the_end_a_page_is_empty_or_refused_or_the_last_one(paging: Paging) -> None:
    place = 6 if paging.by == "page" else 50
    empty = placed(paging, place, 10, 45)
    assert (empty.returned, empty.has_next, empty.has_prev, empty.skipped) == (0, False, True, 50)
    refusing = Paging(by=paging.by, param=paging.param, first=paging.first, past_end=("error",))
    with pytest.raises(Refused, match="must lead to a row of the list, which has 45") as caught:
        placed(refusing, place, 10, 45)
    assert caught.value.situation == "bad_page"
    last = Paging(by=paging.by, param=paging.param, first=paging.first, past_end=("last",))
    found = placed(last, place, 10, 45)
    assert (found.skipped, found.returned) == (40, 5)
    assert found.page == (5 if paging.by == "page" else 4)


def test_the_first_page_of_an_empty_list_is_not_past_its_end() -> None:
    refusing = Paging(by="page", param="page", first=(1,), past_end=("error",))
    assert placed(refusing, 1, 10, 0).returned == 0
    with pytest.raises(Refused):
        placed(refusing, 2, 10, 0)


@given(
    by=st.sampled_from(("page", "offset")),
    first=st.sampled_from((0, 1)),
    place=st.integers(0, 30),
    size=st.integers(1, 12) | st.none(),
    total=st.integers(0, 60),
)
def test_a_window_is_a_slice_of_the_list(
    by: By, first: int, place: int, size: int | None, total: int
) -> None:
    found = placed(Paging(by=by, param="p", first=(first,)), place, size, total)
    rows = list(range(total))[found.rows]
    length = max(total, 1) if size is None else size
    start = place if by == "offset" else max(place - first, 0) * length
    assert rows == [row for row in range(total) if start <= row < start + length]
    assert found.returned == len(rows)
    assert found.has_next is (start + len(rows) < total)
    assert found.has_prev is (start > 0)
    assert found.pages == len(range(0, total, length))
    assert last_start(total, length) == max(range(0, max(total, 1), length))


def test_a_place_beyond_all_counting_is_past_the_end() -> None:
    assert placed(ONE, 2**63 - 1, 100, 45).skipped == (2**63 - 2) * 100


LIMIT: dict[str, Any] = {"type": "integer", "default": 20, "minimum": 1, "maximum": 100}


@pytest.mark.parametrize(
    ("policy", "text", "wanted"),
    [
        ({"over": "clamp"}, "101", 100), ({"over": "clamp"}, "9" * 400, 100), ({"over": "clamp"}, "100", 100),
        ({"over": "error"}, "101", None), ({}, "101", None), ({"over": ["clamp", "error"]}, "101", 100),
        ({"under": "clamp"}, "0", 1), ({"under": "clamp"}, "-5", 1), ({"under": "default"}, "0", 20),
        ({"under": "clamp"}, "-" + "9" * 400, 1), ({"under": "error"}, "0", None), ({}, "-1", None),
    ],
)  # fmt: skip
def test_a_size_out_of_range_is_clamped_defaulted_or_refused_as_stated(
    operation_of: OperationOf, policy: dict[str, Any], text: str, wanted: int | None
) -> None:
    operation = operation_of({"size": {"param": "limit", **policy}}, {"limit": LIMIT})
    sizes = sizes_of(operation)["limit"]
    if wanted is None:
        with pytest.raises(Unfit, match="be an integer"):
            sizes.settle([text])
    else:
        settled = sizes.settle([text])
        assert (size_unasked(operation) if settled is None else settled) == wanted


def test_a_refusal_names_only_the_bounds_that_are_enforced(operation_of: OperationOf) -> None:
    listing = {"size": {"param": "limit", "over": "clamp", "under": "error"}}
    with pytest.raises(Unfit) as caught:
        sizes_of(operation_of(listing, {"limit": LIMIT}))["limit"].settle(["0"])
    assert str(caught.value) == "be an integer of at least 1"


def test_a_size_without_a_maximum_has_none_but_its_bits(operation_of: OperationOf) -> None:
    sizes = sizes_of(operation_of({"size": {"param": "limit"}}, {"limit": {"type": "integer"}}))["limit"]
    assert sizes.settle(["1000000"]) == 1_000_000
    with pytest.raises(Unfit, match="64 bits"):
        sizes.settle(["9" * 400])
    with pytest.raises(Unfit, match="of at least 1"):
        sizes.settle(["0"])


def test_an_alias_keeps_bounds_of_its_own(operation_of: OperationOf) -> None:
    parameters = {"limit": LIMIT, "size": {"type": "integer", "maximum": 50}}
    listing = {"size": {"param": "limit", "alias": "size", "over": "clamp"}}
    sizes = sizes_of(operation_of(listing, parameters))
    assert sizes["size"].settle(["60"]) == 50
    assert sizes["limit"].settle(["60"]) == 60


@pytest.mark.parametrize(
    ("schema", "omit", "wanted"),
    [
        (LIMIT, None, 20), (LIMIT, "all", None), (LIMIT, ["all", "default"], None),
        (LIMIT, ["default", "all"], 20), ({"type": "integer"}, None, 20),
        ({"type": "integer", "maximum": 10}, None, 10), ({"type": "integer", "minimum": 50}, None, 50),
    ],
)  # fmt: skip
def test_a_size_that_is_not_sent_is_the_default_or_all(
    operation_of: OperationOf, schema: dict[str, Any], omit: Any, wanted: int | None
) -> None:
    size = {"param": "limit"} if omit is None else {"param": "limit", "omit": omit}
    assert size_unasked(operation_of({"size": size}, {"limit": schema})) == wanted
