"""Places and parameters are read in every way in which other tools write them."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.infer.importing.ways import in_body, items_before, keys_of, parameter_of, place_of
from tests.listproof.infer.lists import ROW, array, operation, param

KEYS: list[tuple[Any, tuple[str, ...] | None]] = [
    ("$.a.b", ("a", "b")),
    ("$['a b'].c", ("a b", "c")),
    ('$["@odata.nextLink"]', ("@odata.nextLink",)),
    (r"$['it\'s'].a", ("it's", "a")),
    ("$response.a.b", ("a", "b")),
    ("$response.body#/a~1b/c", ("a/b", "c")),
    ("$response.body.a", ("a",)),
    ("/a/b", ("a", "b")),
    ("a.b", ("a", "b")),
    (["a", "b"], ("a", "b")),
    ("$", ()),
    ("$response", ()),
    ("", ()),
    ("$.a[*]", ("a",)),
    ("$.a.*", ("a",)),
    ("$..a", None),
    ("$.a[?@.b]", None),
    ("/a~b", None),
    (["a", 1], None),
    (7, None),
    (None, None),
]


@pytest.mark.parametrize(("path", "keys"), KEYS, ids=[repr(path) for path, _ in KEYS])
def test_the_keys_of_a_path(path: Any, keys: tuple[str, ...] | None) -> None:
    assert keys_of(path) == keys


PLACES: list[tuple[Any, str | None]] = [
    ("$.meta.next", "/meta/next"),
    ("$response.headers#/X-Next", "header:X-Next"),
    ("$response.header.X-Next", "header:X-Next"),
    ("$.data[-1].id", "item:/id"),
    ("$.data[(@.length-1)].meta.id", "item:/meta/id"),
    ("$[-1:].id", "item:/id"),
    ("$.data[-1]", None),
    ("$.data[?@.x][-1].id", None),
    ("$", None),
]


@pytest.mark.parametrize(("path", "place"), PLACES, ids=[repr(path) for path, _ in PLACES])
def test_the_place_of_a_path(path: Any, place: str | None) -> None:
    assert place_of(path) == place


def test_the_array_before_the_last_item_is_known() -> None:
    assert items_before("$.data.rows[-1].id") == ("data", "rows")
    assert items_before("$.data.next") is None
    assert items_before(None) is None


def test_a_parameter_is_named_bare_or_by_an_expression() -> None:
    get = operation([param("page"), {"name": "X-Size", "in": "header", "schema": {}}], array(ROW))
    for name in ("page", "$request.page", "$request.query.page", "$request.query#/page"):
        assert parameter_of(name, get) == "page"
    assert parameter_of("$request.headers#/X-Size", get) == "header:X-Size"
    assert parameter_of("elsewhere", get) == "elsewhere"
    assert parameter_of(["page"], get) is None
    assert in_body("$request.body#/page")
    assert parameter_of("$request.body.page", get) is None
