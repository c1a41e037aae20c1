"""Places are read as written, and held against the documented schema."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.contract import Place
from listproof.reading.places import element_schema, parse_place, parse_pointer, standing_at

BODY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": {"$ref": "#/$defs/Row"}},
        "page": {"allOf": [{"properties": {"number": {}}}, {"properties": {"size": {"type": "integer"}}}]},
        "either": {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "string"}}}]},
        "free": {"type": "object"},
        "anything": {},
        "open": {"properties": {"a": {}}, "additionalProperties": True},
        "map": {"additionalProperties": {"properties": {"n": {"type": "integer"}}}},
        "pair": {"prefixItems": [{"properties": {"x": {}}}, {"type": "string"}]},
        "coded": {"patternProperties": {"^c_": {"type": "string"}}, "properties": {"d": {}}},
        "text": {"type": "string"},
        "word": {"enum": ["a"]},
        "with/slash": {"properties": {"~": {}}},
        "nullable": {"type": ["object", "null"], "properties": {"in": {}}},
    },
    "$defs": {"Row": {"properties": {"id": {"type": "string"}, "next": {"$ref": "#/$defs/Row"}}}},
}


@pytest.mark.parametrize(
    ("text", "pointer"),
    [("", ()), ("/", ("",)), ("/a/b", ("a", "b")), ("/a~1b/~0", ("a/b", "~")), ("/a//b", ("a", "", "b"))],
)
def test_a_pointer_is_read_as_rfc_6901_says(text: str, pointer: tuple[str, ...]) -> None:
    assert parse_pointer(text) == pointer


@pytest.mark.parametrize("text", ["a", "#/a", "/a~", "/~2"])
def test_what_is_no_pointer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"begin with /|stands for nothing"):
        parse_pointer(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", Place(text="", where="body", pointer=())),
        ("/data/total", Place(text="/data/total", where="body", pointer=("data", "total"))),
        ("header:X-Total", Place(text="header:X-Total", where="header", name="X-Total")),
        (
            "header:X-Page#/total",
            Place(text="header:X-Page#/total", where="header", name="X-Page", pointer=("total",)),
        ),
        ("header:X-Page#", Place(text="header:X-Page#", where="header", name="X-Page", pointer=())),
        ("link:next", Place(text="link:next", where="link", name="next")),
        ("item:/id", Place(text="item:/id", where="item", pointer=("id",))),
    ],
)
def test_a_place_is_read_as_written(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["data", "header:", "links:next", "link:", "item:", "item:id", "cookie:a"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no place|does not begin with /"):
        parse_place(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "/data", "/data/0/id", "/data/*/id", "/data/0/next/next/id", "/page/number", "/page/size"),
        *("/either/a", "/free/x/y", "/anything/x", "/open/b", "/map/x/n", "/pair/0/x", "/coded/c_1"),
        *("/with~1slash/~0", "/nullable/in"),
    ],
)
def test_a_place_that_the_schema_has_stands(text: str) -> None:
    assert not standing_at(BODY, parse_pointer(text)).lacking


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("/dat", "did you mean /data? it has /anything, /coded, /data, "),
        ("/data/0/nxt", "did you mean /data/0/next? it has /data/0/id, /data/0/next"),
        ("/data/id", "/data has nothing of that kind inside"),
        ("/page/numbr", "did you mean /page/number? it has /page/number, /page/size"),
        ("/either/b", "it has /either/a"),
        ("/map/x/m", "it has /map/x/n"),
        ("/pair/1/x", "/pair/1 has nothing of that kind inside"),
        ("/coded/e", "it has /coded/d"),
        ("/text/x", "/text has nothing of that kind inside"),
        ("/word/x", "/word has nothing of that kind inside"),
        ("/data/total/size", "did you mean /page/size? /data has nothing of that kind inside"),
        ("/nullable/nothing", "it has /nullable/in"),
    ],
)
def test_a_place_that_the_schema_lacks_is_told_with_what_it_has(text: str, help_: str) -> None:
    standing = standing_at(BODY, parse_pointer(text))
    assert standing.lacking
    assert standing.help.startswith(help_)


def test_a_standing_place_has_its_schemas() -> None:
    assert standing_at(BODY, ("page", "size")).schemas == ({"type": "integer"},)
    assert standing_at(BODY, ("free", "x")).schemas == ()


def test_the_schema_of_an_element_stands_alone() -> None:
    arrays = standing_at(BODY, ("data",)).schemas
    element = element_schema(BODY, arrays)
    assert element == {"$ref": "#/$defs/Row", "$defs": BODY["$defs"]}
    assert not standing_at(element, ("next", "id")).lacking
    assert element_schema(BODY, ({"type": "array"},)) is None
    assert element_schema({}, ({"items": {"title": "a"}}, {"items": {"title": "b"}})) == {
        "anyOf": [{"title": "a"}, {"title": "b"}]
    }
