"""Lists that tokens lead through: minted, tied to their query, signed, expired; or the last item's id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from listproof.contract import Json, Operation
from mock_server.engine.answer import Endpoint, answer
from mock_server.engine.cursors import LIFETIME
from mock_server.exchange import Reply, Request
from mock_server.world import Caller

OperationOf = Callable[..., Operation]
EndpointOf = Callable[..., Endpoint]
Ask = Callable[..., Reply]

ROWS = [{"id": at, "state": "open" if at % 3 else "done", "name": f"n{at % 4}"} for at in range(1, 24)]
SIZE = {"type": "integer", "minimum": 1, "maximum": 50, "default": 5}
PARAMETERS = {
    "after": {"type": "string"},
    "limit": SIZE,
    "state": {"type": "string"},
    "sort": {"type": "string"},
}
LISTING: dict[str, Any] = {
    "page": {"by": "cursor", "param": "after"},
    "size": {"param": "limit"},
    "meta": {"next": "/next", "has_next": "/has_next", "total": "/total"},
    "filter": {"state": "/state"},
    "sort": {"by": "sort", "keys": {"name": "/name"}, "default": ["/id"]},
}
MEMBERS = {"next": {"type": "string", "nullable": True}, "prev": {"type": "string", "nullable": True}}
ANN, BOB = Caller(name="ann", credentials={}), Caller(name="bob", credentials={})


@pytest.fixture
def endpoint(operation_of: OperationOf, endpoint_of: EndpointOf) -> Endpoint:
    return endpoint_of(operation_of(LISTING, PARAMETERS, members=MEMBERS), ROWS, (ANN, BOB))


def body(reply: Reply) -> Any:
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def walked(
    ask: Ask, endpoint: Endpoint, *query: tuple[str, str], param: str = "after", **more: Any
) -> Iterator[Json]:
    """Every page of the list, each led to by the one before."""
    token: str | None = None
    for _ in range(100):
        led = ((param, token),) if token is not None else ()
        page = body(ask(endpoint, *query, *led, **more))
        yield page
        token = page["next"]
        if token is None:
            return
    pytest.fail("the walk did not end")


@pytest.mark.parametrize("size", ["1", "4", "5", "23", "50"])
def test_tokens_lead_through_the_whole_list_at_any_size(endpoint: Endpoint, ask: Ask, size: str) -> None:
    pages = list(walked(ask, endpoint, ("limit", size)))
    assert [item["id"] for page in pages for item in page["things"]] == list(range(1, 24))
    assert [page["has_next"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert {page["total"] for page in pages} == {23}


def test_tokens_keep_the_filters_and_the_order(endpoint: Endpoint, ask: Ask) -> None:
    pages = walked(ask, endpoint, ("limit", "3"), ("state", "done"), ("sort", "-name"))
    names = [item["name"] for page in pages for item in page["things"]]
    assert len(names) == 7
    assert names == sorted(names, reverse=True)


def test_a_token_is_opaque_and_the_same_when_the_request_is_repeated(endpoint: Endpoint, ask: Ask) -> None:
    first, again = body(ask(endpoint)), body(ask(endpoint))
    assert first["next"] == again["next"]
    assert not first["next"].isdigit()


def test_the_size_may_change_from_page_to_page(endpoint: Endpoint, ask: Ask) -> None:
    token = body(ask(endpoint, ("limit", "4")))["next"]
    page = body(ask(endpoint, ("limit", "2"), ("after", token)))
    assert [item["id"] for item in page["things"]] == [5, 6]


def test_a_token_of_another_query_is_refused(endpoint: Endpoint, ask: Ask) -> None:
    token = body(ask(endpoint, caller=ANN))["next"]
    assert ask(endpoint, ("after", token), caller=ANN).status == 200
    assert ask(endpoint, ("after", token), ("state", "open"), caller=ANN).status == 400
    assert ask(endpoint, ("after", token), ("sort", "name"), caller=ANN).status == 400
    assert ask(endpoint, ("after", token), caller=BOB).status == 400


SPOILT: list[Callable[[str], str]] = [
    lambda token: token[:-4],
    lambda token: token[4:],
    lambda token: token + "AAAA",
    lambda token: token.swapcase(),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_token_that_was_cut_or_changed_is_refused(
    endpoint: Endpoint, ask: Ask, spoil: Callable[[str], str]
) -> None:
    token = body(ask(endpoint))["next"]
    assert ask(endpoint, ("after", spoil(token))).status == 400


@pytest.mark.parametrize("token", ["x", "5", "%%%", "\0", "é" * 40, "A" * 100_000, "null", "-_-_", "=" * 32])
def test_what_was_never_given_out_is_refused(endpoint: Endpoint, ask: Ask, token: str) -> None:
    reply = ask(endpoint, ("after", token))
    assert reply.status == 400
    assert b"after must be a token" in reply.body


def test_an_empty_token_asks_for_the_first_page(endpoint: Endpoint, ask: Ask) -> None:
    assert body(ask(endpoint, ("after", "")))["things"][0]["id"] == 1


def test_a_token_expires_with_time_and_not_at_once(endpoint: Endpoint, ask: Ask) -> None:
    now = 1_700_000_000.0
    token = body(ask(endpoint, now=now))["next"]
    assert ask(endpoint, ("after", token), now=now + LIFETIME - 1).status == 200
    late = ask(endpoint, ("after", token), now=now + 2 * LIFETIME + 1)
    assert late.status == 400
    assert b"expired" in late.body


def test_the_way_back_undoes_the_way_on(operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask) -> None:
    listing = {**LISTING, "meta": {"next": "/next", "prev": "/prev"}}
    endpoint = endpoint_of(operation_of(listing, PARAMETERS, members=MEMBERS), ROWS)
    first = body(ask(endpoint))
    second = body(ask(endpoint, ("after", first["next"])))
    assert first["prev"] is None
    assert body(ask(endpoint, ("after", second["prev"]))) == first


def test_a_next_that_is_documented_as_a_url_is_one(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    members = {"next": {"type": "string", "format": "uri-reference", "nullable": True}}
    endpoint = endpoint_of(operation_of(LISTING, PARAMETERS, members=members), ROWS)
    page = body(ask(endpoint, ("limit", "7"), ("state", "open")))
    assert page["next"].startswith("/things?limit=7&state=open&after=")
    assert not endpoint.envelope.writes_whole_urls


def test_a_next_that_must_be_a_whole_url_begins_with_the_host_that_was_asked(
    operation_of: OperationOf, endpoint_of: EndpointOf
) -> None:
    members = {"next": {"type": "string", "format": "uri", "nullable": True}}
    endpoint = endpoint_of(operation_of(LISTING, PARAMETERS, members=members), ROWS)
    assert endpoint.envelope.writes_whole_urls
    page = body(answer(endpoint, Request(caller=None, origin="https://api.example:8443")))
    assert page["next"].startswith("https://api.example:8443/things?")


def test_the_id_of_the_last_item_leads_on(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    listing = {**LISTING, "meta": {"next": "item:/id", "has_next": "/has_next"}}
    endpoint = endpoint_of(operation_of(listing, {**PARAMETERS, "after": {"type": "integer"}}), ROWS)
    seen: list[int] = []
    more = True
    while more:
        led = (("after", str(seen[-1])),) if seen else ()
        page = body(ask(endpoint, ("limit", "4"), ("state", "open"), *led))
        seen += [item["id"] for item in page["things"]]
        more = page["has_next"]
    assert seen == [row["id"] for row in ROWS if row["state"] == "open"]
    assert ask(endpoint, ("after", "999")).status == 400
    assert ask(endpoint, ("after", "3"), ("state", "open")).status == 400  # 3 is done


def test_a_cursor_that_is_documented_as_a_number_is_one(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    operation = operation_of(
        LISTING, {**PARAMETERS, "after": {"type": "integer"}}, members={"next": {"type": "integer"}}
    )
    endpoint = endpoint_of(operation, ROWS)
    page = body(ask(endpoint))
    assert page["next"] == 5
    assert body(ask(endpoint, ("after", "5")))["things"][0]["id"] == 6
    assert ask(endpoint, ("after", "five")).status == 400


def test_links_lead_through_a_list_whose_document_names_no_parameter(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    listing = {
        "page": {"by": "link"},
        "size": {"param": "limit"},
        "meta": {"next": "link:next", "prev": "link:prev"},
        "errors": {"bad_param": 400},
    }
    refused = {"400": {"description": "Refused."}}
    endpoint = endpoint_of(operation_of(listing, {"limit": SIZE}, responses=refused), ROWS)
    first = ask(endpoint, ("limit", "20"))
    ((name, link),) = first.headers
    assert name == "Link"
    assert link.startswith("</things?limit=20&cursor=")
    assert link.endswith('>; rel="next"')
    token = link.partition("cursor=")[2].partition(">")[0].replace("%3D", "=")
    second = ask(endpoint, ("limit", "20"), ("cursor", token))
    assert [item["id"] for item in body(second)["things"]] == [21, 22, 23]
    assert 'rel="prev"' in second.headers[0][1]
    assert 'rel="next"' not in second.headers[0][1]


def test_links_whose_parameter_is_a_number_lead_by_page(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    listing = {
        "page": {"by": "link", "param": "page"},
        "size": {"param": "limit"},
        "meta": {"next": "link:next", "last": "link:last"},
    }
    endpoint = endpoint_of(operation_of(listing, {"page": {"type": "integer"}, "limit": SIZE}), ROWS)
    assert dict(ask(endpoint, ("limit", "10")).headers)["Link"] == (
        '</things?limit=10&page=2>; rel="next", </things?limit=10&page=3>; rel="last"'
    )
    assert body(ask(endpoint, ("page", "3"), ("limit", "10")))["things"][0]["id"] == 21
