"""What a request is read as, and which situation it is refused in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import Operation
from mock_server.engine.query import Query, QueryReader
from mock_server.exchange import Refused, Request

OperationOf = Callable[..., Operation]

PARAMETERS: dict[str, Any] = {
    "page": {"type": "integer", "default": 1, "minimum": 1},
    "limit": {"type": "integer", "default": 20, "minimum": 1, "maximum": 100},
    "per": {"type": "integer"},
    "state": {"type": "string", "enum": ["new", "open", "done", "all"], "default": "all"},
    "key": {"type": "string", "format": "uuid"},
    "owner": {"type": "string"},
    "by": {"type": "string", "enum": ["name", "weight"]},
    "dir": {"type": "string"},
    "mode": {"type": "string", "enum": ["fast", "slow"]},
    "header:X-Space": {"type": "string", "required": True},
}
LISTING: dict[str, Any] = {
    "page": {"by": "page", "param": "page", "first": 1},
    "size": {"param": "limit", "alias": "per"},
    "filter": {"state": {"at": "/state", "all": ["all"]}, "key": "/key", "owner": "/owner"},
    "sort": {"by": "by", "order": "dir", "asc": "up", "desc": "down", "default": ["-/made", "/id"]},
    "scope": [{"param": "header:X-Space", "at": None}],
    "inert": ["mode"],
}


@pytest.fixture(scope="module")
def reader(operation_of: OperationOf) -> QueryReader:
    return QueryReader(operation_of(LISTING, PARAMETERS))


def read(reader: QueryReader, *query: tuple[str, str], space: str | None = "s1") -> Query:
    headers = {} if space is None else {"x-space": space}
    return reader.read(Request(caller=None, query=query, headers=headers))


def refused(reader: QueryReader, *query: tuple[str, str], space: str | None = "s1") -> Refused:
    with pytest.raises(Refused) as caught:
        read(reader, *query, space=space)
    return caught.value


def test_what_is_left_out_has_its_default(reader: QueryReader) -> None:
    query = read(reader)
    assert (query.place, query.size, query.filters) == (1, 20, ())
    assert query.order.fields == ()
    assert (query.order.sort, query.order.order) == ("made", "down")


def test_what_is_sent_is_read(reader: QueryReader) -> None:
    sent = (
        ("state", "open"),
        ("limit", "5"),
        ("page", "3"),
        ("owner", "Zoë"),
        ("by", "name"),
        ("dir", "down"),
    )
    query = read(reader, *sent)
    assert (query.place, query.size) == (3, 5)
    assert query.filters == (("state", "open"), ("owner", "Zoë"))
    assert [(field.name, field.descending) for field in query.order.fields] == [("name", True)]
    assert (query.order.sort, query.order.order) == ("name", "down")
    assert query.values["header:X-Space"] == "s1"
    assert query.sent == sent


def test_a_value_that_switches_a_filter_off_leaves_it_out(reader: QueryReader) -> None:
    assert read(reader, ("state", "all")).filters == ()


def test_an_alias_gives_the_size_and_the_size_itself_wins(reader: QueryReader) -> None:
    assert read(reader, ("per", "7")).size == 7
    assert read(reader, ("per", "7"), ("limit", "9")).size == 9
    assert read(reader, ("limit", "9"), ("per", "7")).size == 9


def test_an_alias_without_bounds_has_those_of_the_size(reader: QueryReader) -> None:
    fault = refused(reader, ("per", "101"))
    assert fault.situation == "bad_size"
    assert fault.details == ("per: Must be an integer from 1 to 100",)


@pytest.mark.parametrize(
    ("name", "text", "situation", "wanted"),
    [
        ("page", "0", "bad_page", "an integer of at least 1"),
        ("page", "x", "bad_page", "an integer of at least 1"),
        ("limit", "0", "bad_size", "an integer from 1 to 100"),
        ("limit", "101", "bad_size", "an integer from 1 to 100"),
        ("limit", "", "bad_size", "an integer from 1 to 100"),
        ("state", "OPEN", "bad_filter", "one of new, open, done, all"),
        ("state", "", "bad_filter", "one of new, open, done, all"),
        ("key", "zz", "bad_filter", "a UUID"),
        ("by", "id", "bad_sort", "one of name, weight"),
        ("dir", "desc", "bad_sort", "one of up, down"),
        ("mode", "medium", "bad_param", "one of fast, slow"),
    ],
)
def test_a_bad_value_is_refused_in_the_situation_of_its_parameter(
    reader: QueryReader, name: str, text: str, situation: str, wanted: str
) -> None:
    fault = refused(reader, (name, text))
    assert fault.situation == situation
    assert fault.message == f"{name} must be {wanted}"
    assert fault.details == (f"{name}: Must be {wanted}",)


@pytest.mark.parametrize(
    ("name", "situation"),
    [("page", "bad_page"), ("limit", "bad_size"), ("per", "bad_size"), ("owner", "bad_filter"),
     ("by", "bad_sort"), ("mode", "bad_param")],
)  # fmt: skip
def test_a_repeated_parameter_is_refused_even_with_equal_values(
    reader: QueryReader, name: str, situation: str
) -> None:
    value = {"by": "name", "mode": "fast"}.get(name, "1")
    fault = refused(reader, (name, value), (name, value))
    assert fault.situation == situation
    assert fault.details == (f"{name}: Must be given once",)


def test_every_bad_parameter_is_named_and_the_first_of_the_document_decides(reader: QueryReader) -> None:
    fault = refused(reader, ("mode", "x"), ("state", "x"), ("page", "x"))
    assert fault.situation == "bad_page"
    assert [detail.partition(":")[0] for detail in fault.details] == ["page", "state", "mode"]
    assert fault.message.count(" must ") == 3


def test_what_is_missing_is_said_before_what_is_bad(reader: QueryReader) -> None:
    fault = refused(reader, ("page", "x"), space=None)
    assert fault.situation == "missing"
    assert fault.details == ("X-Space: Must be given",)


def test_what_is_required_and_empty_is_missing(reader: QueryReader) -> None:
    assert refused(reader, space="").situation == "missing"


def test_what_is_required_and_empty_is_bad_where_nothing_empty_can_be_meant(
    operation_of: OperationOf,
) -> None:
    parameters = {"state": {"type": "string", "enum": ["new", "open"], "required": True}}
    reader = QueryReader(operation_of({"filter": {"state": "/state"}}, parameters))
    assert refused(reader, ("state", "")).situation == "bad_filter"
    assert refused(reader).situation == "missing"


def test_unknown_parameters_are_ignored_where_the_document_does_not_refuse_them(reader: QueryReader) -> None:
    query = read(reader, ("_", "1700000000"), ("\ud800", "\0"), ("Page", "9"))
    assert query.place == 1
    assert query.sent == ()


def test_unknown_parameters_are_refused_where_the_document_says_so(operation_of: OperationOf) -> None:
    stated = {**LISTING, "errors": {"bad_param": 400}}
    reader = QueryReader(
        operation_of(stated, PARAMETERS, responses={"400": {"description": "A bad parameter."}})
    )
    fault = refused(reader, ("\ud800" + "x" * 500, "1"))
    assert fault.situation == "bad_param"
    assert len(fault.message) < 120
    assert fault.message.encode()
    assert refused(reader, ("limit", "1"), ("limit", "1")).situation == "bad_param"


def test_a_lone_surrogate_is_refused_and_a_nul_is_a_value_like_any(reader: QueryReader) -> None:
    assert refused(reader, ("owner", "a\ud800")).details == ("owner: Must be text in UTF-8",)
    assert read(reader, ("owner", "a\0")).filters == (("owner", "a\0"),)


def test_an_empty_text_is_a_value(reader: QueryReader) -> None:
    assert read(reader, ("owner", "")).filters == (("owner", ""),)


@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("text", ["1_0", "+5", " 5", "٥", "1e1", "nan", "5.0", "", "null", "9" * 400])
def test_a_place_and_a_size_are_whole_numbers(reader: QueryReader, name: str, text: str) -> None:
    assert refused(reader, (name, text)).situation == ("bad_page" if name == "page" else "bad_size")


def test_a_null_that_the_document_lets_in_stands_for_nothing_sent(operation_of: OperationOf) -> None:
    parameters = {
        "page": {"type": "integer", "nullable": True, "default": 1},
        "limit": {"type": "integer", "nullable": True, "default": 20, "maximum": 100},
        "owner": {"type": "string", "enum": ["ann", None], "nullable": True},
    }
    listing = {
        "page": {"by": "page", "param": "page", "first": 1},
        "size": {"param": "limit"},
        "filter": {"owner": "/owner"},
    }
    query = QueryReader(operation_of(listing, parameters)).read(
        Request(caller=None, query=(("page", "null"), ("limit", "null"), ("owner", "null")))
    )
    assert (query.place, query.size) == (1, 20)
    assert query.filters == (("owner", None),), "a null filter selects what has none"


def test_lists_and_operators_are_read_by_the_document(operation_of: OperationOf) -> None:
    parameters = {
        "state": {"type": "array", "items": {"type": "string"}},
        "tag": {"type": "array", "items": {"type": "string"}, "style": "form", "explode": False},
        "id": {"type": "integer"},
        "has_note": {"type": "string"},
    }
    listing = {
        "filter": {
            "state": "/state",
            "tag": {"at": "/tags", "op": "contains"},
            "id": {"at": "/id", "op": "in"},
            "has_note": {"at": "/weight", "op": "exists"},
        }
    }
    reader = QueryReader(operation_of(listing, parameters))
    query = reader.read(
        Request(
            caller=None,
            query=(("state", "new"), ("state", "a,b"), ("tag", "x,y"), ("id", "1,2"), ("has_note", "true")),
        )
    )
    assert dict(query.filters) == {
        "state": ("new", "a,b"), "tag": ("x", "y"), "id": (1, 2), "has_note": True
    }  # fmt: skip
    with pytest.raises(Refused, match="has_note must be true or false"):
        reader.read(Request(caller=None, query=(("has_note", "yes"),)))


def test_cookies_and_path_parameters_are_read_where_they_stand(operation_of: OperationOf) -> None:
    parameters = {"path:box": {"type": "integer"}, "cookie:owner": {"type": "string"}}
    listing = {"scope": [{"param": "path:box", "at": None}], "filter": {"cookie:owner": "/owner"}}
    reader = QueryReader(operation_of(listing, parameters, path="/boxes/{box}/things"))
    query = reader.read(Request(caller=None, path={"box": "7"}, headers={"cookie": 'a=1; owner="ann"; b'}))
    assert query.values["path:box"] == 7
    assert query.filters == (("cookie:owner", "ann"),)
    with pytest.raises(Refused, match="box must be an integer"):
        reader.read(Request(caller=None, path={"box": "x"}))
