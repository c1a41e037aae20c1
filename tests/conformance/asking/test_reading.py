"""Answers read by the contract: items, identities, what a page says of itself and what was asked."""

from __future__ import annotations

import dataclasses
import json

import pytest

from conformance.asking.reading import canonical, links, read_page, size_meant, skipped_meant, stands_at
from conformance.evidence import Exchange, Request
from conformance.laws.examples import OPERATION, but, place
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Paging, Parameter, Size


def answer(
    body: Json, *, status: int = 200, method: str = "GET", question: Question | None = None, **headers: str
) -> Exchange:
    return Exchange(
        question=question or Question(),
        request=Request(method=method, target="/things"),
        status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=json.dumps(body).encode(),
        json=body,
    )


PAGE = {"items": [{"id": 7}, {"id": 8}], "page": 1, "limit": 2, "total": 5, "pages": 3, "has_next": True}


def test_a_page_has_items_identities_and_what_it_says_of_itself() -> None:
    page = read_page(OPERATION, answer(PAGE, question=Question(position=2, size=2)))
    assert page is not None
    assert page.items == ({"id": 7}, {"id": 8})
    assert page.ids == ("7", "8")
    assert (page.meta["total"], page.meta["has_next"]) == (5, True)
    assert (page.skipped, page.size) == (2, 2)


@pytest.mark.parametrize("items", [None, {}, "x", 3, MISSING])
def test_an_answer_without_an_array_of_items_is_no_page(items: Json) -> None:
    body = {key: value for key, value in {**PAGE, "items": items}.items() if value is not MISSING}
    assert read_page(OPERATION, answer(body)) is None


@pytest.mark.parametrize("body", [None, [], "text", 3, [{"items": []}], MISSING])
def test_a_body_of_another_kind_is_no_page(body: Json) -> None:
    exchange = dataclasses.replace(answer(None), json=body)
    assert read_page(OPERATION, exchange) is None


@pytest.mark.parametrize(("status", "method"), [(400, "GET"), (302, "GET"), (0, "GET"), (200, "HEAD")])
def test_only_a_successful_get_is_a_page(status: int, method: str) -> None:
    assert read_page(OPERATION, answer(PAGE, status=status, method=method)) is None


def test_what_the_answer_does_not_say_is_missing() -> None:
    page = read_page(OPERATION, answer({"items": []}))
    assert page is not None
    assert page.meta["total"] is MISSING


def test_items_of_any_kind_have_an_identity() -> None:
    items = [None, 1, "a", [1], {"no": "id"}, {"id": {"a": 1}}, True]
    page = read_page(OPERATION, answer({"items": items}))
    assert page is not None
    assert len(set(page.ids)) == len(items)


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), ({"a": 1, "b": [2.0]}, {"b": [2], "a": 1.0}), (-0.0, 0), (1e22, 10**22), ("\u00e9", "\u00e9")],
)
def test_equal_values_have_one_canonical_text(left: Json, right: Json) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(
    ("left", "right"), [(1, True), (1, "1"), (None, "null"), ([1], [1, 1]), (0, False), (1.5, 1)]
)
def test_different_values_have_different_canonical_texts(left: Json, right: Json) -> None:
    assert canonical(left) != canonical(right)


def test_a_figure_in_a_header_is_read_as_a_number_and_a_flag_as_a_flag() -> None:
    operation = but(
        OPERATION,
        meta={
            "total": "header:X-Total",
            "has_next": "header:X-More",
            "next": "header:X-Next",
            "page": "header:X-Page",
        },
    )
    page = read_page(
        operation, answer({"items": []}, x_total=" 41", x_more="True", x_next="12", x_page="one")
    )
    assert page is not None
    assert dict(page.meta) == {"total": 41, "has_next": True, "next": "12", "page": "one"}


def test_a_place_in_the_json_of_a_header_is_read() -> None:
    at = dataclasses.replace(place("header:X-Pagination"), pointer=("total",))
    assert stands_at(at, answer(None, x_pagination='{"total": 4}')) == 4
    assert stands_at(at, answer(None, x_pagination="{broken")) is MISSING
    assert stands_at(at, answer(None)) is MISSING


def test_a_place_in_the_last_item_is_read() -> None:
    assert stands_at(place("item:/id"), answer(PAGE), PAGE["items"]) == 8  # type: ignore[arg-type]
    assert stands_at(place("item:/id"), answer(PAGE), []) is MISSING


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<https://a/?p=2>; rel="next"', {"next": "https://a/?p=2"}),
        (
            '</x?a=1,2>; title="a, b"; rel=next , <y>; rel="last first"',
            {"next": "/x?a=1,2", "last": "y", "first": "y"},
        ),
        ('<a>; REL="NEXT", <b>; rel=next', {"next": "a"}),
        ("<a>", {}),
        ("no link at all; rel=next", {}),
        ("", {}),
    ],
)
def test_a_link_header_is_read_by_relation(header: str, expected: dict[str, str]) -> None:
    assert links(answer(None, link=header)) == expected


def sized(**changes: object) -> Operation:
    size = OPERATION.listing.size
    assert size is not None
    return but(OPERATION, size=dataclasses.replace(size, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operation", "question", "expected"),
    [
        (OPERATION, Question(), 2),
        (OPERATION, Question(size=3), 3),
        (sized(over=()), Question(size=9), None),
        (sized(over=("clamp",)), Question(size=9), 4),
        (sized(over=("clamp", "error")), Question(size=9), None),
        (sized(under=()), Question(size=0), None),
        (sized(under=("clamp",)), Question(size=0), 1),
        (sized(under=("default",)), Question(size=-5), 2),
        (sized(minimum=None), Question(size=1), 1),
        (sized(minimum=0), Question(size=0), None),
        (sized(omit=("default", "all")), Question(), None),
        (OPERATION, Question(put=(("limit", "3"),)), None),
        (OPERATION, Question(add=(("limit", "3"),)), None),
        (OPERATION, Question(drop=("limit",)), None),
        (sized(alias="per"), Question(put=(("per", "3"),)), None),
        (but(OPERATION, size=None), Question(size=3), None),
    ],
)
def test_the_size_is_what_the_question_means_by_the_contract(
    operation: Operation, question: Question, expected: int | None
) -> None:
    assert size_meant(operation, question) == expected


def paged(paging: Paging, default: Json = MISSING) -> Operation:
    operation = but(OPERATION, page=paging, size=Size(param="limit", default=10))
    schema = {} if default is MISSING else {"default": default}
    page = Parameter(name="page", location="query", required=False, schema=schema)
    return dataclasses.replace(operation, parameters={**operation.parameters, "page": page})


BY_PAGE = Paging(by="page", param="page", first=(1,))
BY_OFFSET = Paging(by="offset", param="page")


@pytest.mark.parametrize(
    ("operation", "position", "expected"),
    [
        (paged(BY_PAGE), None, 0),
        (paged(BY_PAGE), 1, 0),
        (paged(BY_PAGE), 3, 20),
        (paged(BY_PAGE), 0, None),
        (paged(BY_PAGE, default=2), None, 10),
        (paged(Paging(by="page", param="page", first=(0,))), 3, 30),
        (paged(Paging(by="page", param="page", first=(0, 1))), 3, None),
        (paged(Paging(by="page", param="page")), None, 0),
        (paged(BY_OFFSET), 7, 7),
        (paged(BY_OFFSET), -1, None),
        (paged(Paging(by="cursor", param="page")), "abc", None),
        (paged(Paging(by="cursor", param="page")), None, 0),
        (paged(Paging(by="none")), None, 0),
    ],
)
def test_the_rows_skipped_are_what_the_question_means_by_the_contract(
    operation: Operation, position: int | str | None, expected: int | None
) -> None:
    question = Question(position=position)
    assert skipped_meant(operation, question, size_meant(operation, question)) == expected


def test_without_a_known_size_only_the_first_page_is_placed() -> None:
    operation = but(paged(BY_PAGE), size=None)
    assert skipped_meant(operation, Question(position=1), None) == 0
    assert skipped_meant(operation, Question(position=2), None) is None
