"""Any page may ask the mock and read what it answers."""

from __future__ import annotations

import pytest

from listproof.bundled import bundled_specs
from listproof.reader import read_contract
from mock_server.cors import common_headers, is_preflight, preflight

ASKED = [(b"origin", b"http://localhost:5173"), (b"access-control-request-method", b"GET")]


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("OPTIONS", ASKED, True),
        ("GET", ASKED, False),
        ("OPTIONS", ASKED[:1], False),
        ("OPTIONS", ASKED[1:], False),
    ],
)
def test_a_preflight_has_an_origin_and_names_a_method(
    method: str, headers: list[tuple[bytes, bytes]], expected: bool
) -> None:
    assert is_preflight(method, headers) is expected


def test_a_preflight_allows_the_headers_that_it_asked_for() -> None:
    reply = preflight([*ASKED, (b"access-control-request-headers", b"authorization, x-workspace-id")])
    assert reply.status == 204
    assert dict(reply.headers)["Access-Control-Allow-Headers"] == "authorization, x-workspace-id"


@pytest.mark.parametrize("asked", [b"", b"a b", b"x: y", b"\xff", b"a,,b", b"a" + b" " * 50_000 + b"!"])
def test_headers_that_are_no_names_are_not_repeated(asked: bytes) -> None:
    allowed = dict(preflight([*ASKED, (b"access-control-request-headers", asked)]).headers)
    assert allowed["Access-Control-Allow-Headers"] == "Authorization, Content-Type, Prefer"


def test_a_page_may_read_the_headers_that_the_contracts_use() -> None:
    text = """
openapi: 3.0.3
info: {title: "Jobs", version: "1"}
paths:
  /jobs:
    get:
      operationId: list
      x-listing: {items: "", meta: {total: "header:X-Total-Count", next: "link:next"}}
      responses:
        "200":
          description: A page.
          headers: {X-Total-Count: {schema: {type: integer}}, X-Trace: {schema: {type: string}}}
          content: {application/json: {schema: {type: array, items: {type: object}}}}
"""
    headers = dict(common_headers([read_contract("jobs.yaml", text=text)]))
    names = headers[b"access-control-expose-headers"].decode().split(", ")
    assert {"X-Total-Count", "X-Trace", "Link", "Allow", "WWW-Authenticate", "Retry-After"} <= set(names)


def test_every_reply_may_be_read_by_any_page_and_kept_by_nobody() -> None:
    headers = dict(common_headers(read_contract(path) for path in bundled_specs()))
    assert headers[b"access-control-allow-origin"] == b"*"
    assert headers[b"cache-control"] == b"no-store"
