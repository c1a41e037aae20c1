"""Behind a proxy: what it says of the address that the client asked counts, where the mock was told so."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from listproof.bundled import bundled_specs, fixtures_for
from listproof.reader import read_contract
from mock_server.app import build_app
from mock_server.forwarded import BehindProxy, asked_of
from mock_server.generating.generate import generate_world
from mock_server.worlds.fixtures import load_world

SENT = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "mock.example"}


@pytest.mark.parametrize(
    ("name", "value", "asked"),
    [
        ("forwarded", "proto=https;host=mock.example", ("https", "mock.example")),
        ("forwarded", 'for=192.0.2.1;host="mock.example:8443";proto=HTTPS', ("https", "mock.example:8443")),
        ("forwarded", 'Host="a\\.example", for=x;host=b.example;proto=http', (None, "a.example")),
        ("forwarded", "for=192.0.2.1, proto=https;host=second.example", (None, None)),
        ("forwarded", "proto=gopher;host=", (None, None)),
        ("forwarded", ';;;"=,', (None, None)),
        ("x-forwarded-proto", "https, http", ("https", None)),
        ("x-forwarded-host", "first.example, second.example", (None, "first.example")),
        ("x-forwarded-for", "192.0.2.1", (None, None)),
    ],
)
def test_the_nearest_proxy_says_what_the_client_asked(
    name: str, value: str, asked: tuple[str | None, str | None]
) -> None:
    assert asked_of([(name.encode(), value.encode())]) == asked


def test_the_standard_header_goes_before_those_that_are_none() -> None:
    lines = [(b"x-forwarded-proto", b"http"), (b"forwarded", b"proto=https")]
    assert asked_of(lines) == ("https", None)


def test_the_mock_believes_a_proxy_only_where_it_was_told_to() -> None:
    path = bundled_specs()[0]
    contract = read_contract(path)
    fixtures = fixtures_for(path)
    assert fixtures is not None
    app = build_app([(contract, load_world(contract, fixtures))])
    told = TestClient(BehindProxy(app), base_url="http://inside:8080").get("/__listproof/", headers=SENT)
    untold = TestClient(app, base_url="http://inside:8080").get("/__listproof/", headers=SENT)
    assert "https://mock.example/" in told.text
    assert "inside" not in told.text
    assert "http://inside:8080/" in untold.text
    assert "mock.example" not in untold.text


WITH_URLS = """
openapi: 3.0.3
info: {title: things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 1}}]
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: object, properties: {id: {type: integer}}}}
                  first: {type: string, format: uri}
      x-listing:
        items: /data
        id: /id
        page: {by: page, param: page, first: 1}
        meta: {first: /first}
"""


def test_one_request_told_of_two_addresses_gets_the_urls_of_each(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(WITH_URLS)
    contract = read_contract(path)
    client = TestClient(BehindProxy(build_app([(contract, generate_world(contract, rows=3, seed=0))])))

    def first(scheme: str, host: str) -> str:
        sent = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": host}
        url: str = client.get("/things", headers=sent).json()["first"]
        return url.partition("/things")[0]

    # Thrice each, since replies are remembered.
    for _ in range(3):
        assert first("https", "a.example") == "https://a.example"
        assert first("http", "a.example") == "http://a.example"
        assert first("https", "b.example:8443") == "https://b.example:8443"
