"""The root's `x-listing` lies beneath the operation's, and `assumed` beneath both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from listproof.reading.documents import Document, read_document
from listproof.reading.statements import Statement, readings, stated, with_assumed


def statement(own: Any, root: Any = None) -> Statement:
    whole = {"own": own} if root is None else {"own": own, "root": root}
    document: Document = read_document(Path("x.json"), text=json.dumps(whole, indent=1))
    return stated(document.root.at("own"), document.root.at("root"))


@pytest.mark.parametrize(
    ("root", "own", "value"),
    [
        ({"items": "/a"}, {}, {"items": "/a"}),
        ({"items": "/a"}, {"items": "/b"}, {"items": "/b"}),
        (
            {"size": {"param": "n", "over": "clamp"}},
            {"size": {"over": "error"}},
            {"size": {"param": "n", "over": "error"}},
        ),
        ({"inert": ["a", "b"]}, {"inert": ["c"]}, {"inert": ["c"]}),
        ({"size": {"param": "n"}}, {"size": None}, {"size": None}),
        ({"size": None}, {"size": {"param": "n"}}, {"size": {"param": "n"}}),
        ({"filter": {"a": {"at": "/a", "all": ["x"]}}}, {"filter": {"a": "/b"}}, {"filter": {"a": "/b"}}),
        (
            {"assumed": {"errors": {"bad_page": 400}}},
            {"assumed": {"errors": {"bad_size": 400}}},
            {"assumed": {"errors": {"bad_page": 400, "bad_size": 400}}},
        ),
    ],
)
def test_keys_merge_at_every_depth_and_the_rest_replaces(root: Any, own: Any, value: Any) -> None:
    assert statement(own, root).value == value


@pytest.mark.parametrize(
    ("own", "value"),
    [
        (
            {"page": {"by": "page"}, "assumed": {"page": {"past_end": "empty", "by": "offset"}}},
            {"page": {"by": "page", "past_end": "empty"}},
        ),
        ({"size": {"over": None}, "assumed": {"size": {"over": "error"}}}, {"size": {"over": None}}),
        (
            {"filter": {"a": "/a"}, "assumed": {"filter": {"a": {"all": ["x"]}}}},
            {"filter": {"a": {"at": "/a", "all": ["x"]}}},
        ),
        (
            {
                "errors": {"failure": 500},
                "assumed": {"errors": {"failure": {"status": 503, "message": "No."}}},
            },
            {"errors": {"failure": {"status": 500, "message": "No."}}},
        ),
        (
            {
                "errors": {"at": {"message": "/m"}},
                "assumed": {"errors": {"at": {"code": "/c"}, "missing": 400}},
            },
            {"errors": {"at": {"message": "/m", "code": "/c"}, "missing": {"status": 400}}},
        ),
        (
            {"sort": {"default": ["-/a"]}, "assumed": {"sort": {"default": ["/b", "/a"]}}},
            {"sort": {"default": ["-/a", "/b"]}},
        ),
        ({"assumed": {"sort": {"default": ["/b"]}}}, {"sort": {"default": ["/b"]}}),
        (
            {"rules": [{"id": "a"}], "assumed": {"rules": [{"id": "b"}]}},
            {"rules": [{"id": "a"}, {"id": "b"}]},
        ),
        (
            {
                "scope": [{"param": "a", "at": None}, {"caller": True, "at": "/c"}],
                "assumed": {
                    "scope": [
                        {"caller": True, "unknown": "empty", "at": "/d"},
                        {"param": "a", "unknown": 404},
                        {"param": "b", "at": "/b"},
                    ]
                },
            },
            {
                "scope": [
                    {"param": "a", "at": None, "unknown": 404},
                    {"caller": True, "at": "/c", "unknown": "empty"},
                    {"param": "b", "at": "/b"},
                ]
            },
        ),
        ({"assumed": {"values": {"/a": [1, None]}}}, {"values": {"/a": [1, None]}}),
        ({"inert": ["a"], "assumed": {"inert": ["b"]}}, {"inert": ["a"]}),
    ],
)
def test_what_is_assumed_is_read_only_where_nothing_is_stated(own: Any, value: Any) -> None:
    assert with_assumed(statement(own)).value == value


def test_a_part_is_found_where_it_is_written() -> None:
    root = {"items": "/a", "meta": {"page": "/p"}, "assumed": {"errors": {"missing": 400}}}
    own = {
        "meta": {"total": "/t"},
        "rules": [{"id": "a"}],
        "sort": {"default": ["/a"]},
        "assumed": {"rules": [{"id": "b", "holds": "true"}], "sort": {"default": ["/b"]}},
    }
    holding = with_assumed(statement(own, root))
    places = {
        ("items",): "root.items",
        ("meta", "page"): "root.meta.page",
        ("meta", "total"): "own.meta.total",
        ("meta", "next"): "own.meta.next",
        ("size",): "own.size",
        ("errors", "missing"): "root.assumed.errors.missing",
        ("errors", "missing", "status"): "root.assumed.errors.missing.status",
        ("rules", "0", "id"): "own.rules.0.id",
        ("rules", "1", "holds"): "own.assumed.rules.0.holds",
        ("sort", "default", "0"): "own.sort.default.0",
        ("sort", "default", "1"): "own.assumed.sort.default.0",
    }
    assert {keys: holding.spot(*keys).place for keys in places} == places


def test_what_is_taken_out_leaves_the_rest_where_it_is() -> None:
    holding = statement({"page": {"by": 1, "param": "p"}, "rules": [{"id": "a"}, 3, {"id": "b"}]})
    rest = holding.without([("page", "by"), ("rules", "1"), ("size", "param")])
    assert rest.value == {"page": {"param": "p"}, "rules": [{"id": "a"}, None, {"id": "b"}]}
    assert rest.entries("rules") == [("0", {"id": "a"}), ("2", {"id": "b"})]
    assert holding.value["rules"][1] == 3


@pytest.mark.parametrize(
    ("written", "several"),
    [
        (None, ()),
        ("empty", ("empty",)),
        (["default", "all"], ("default", "all")),
        (0, (0,)),
        ([400, None], (400,)),
    ],
)
def test_a_policy_is_a_tuple_of_readings(written: Any, several: tuple[Any, ...]) -> None:
    assert readings(written) == several
