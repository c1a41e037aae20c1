"""The seam to Connexion: what the mock relies on, asked of the real thing with an engine of three lines.

If this file fails after an upgrade, Connexion has changed where the mock holds on to it.
"""

from __future__ import annotations

import importlib.metadata
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.connexion_seams import Parts, WrongCredential, admitted, connect, operation_key
from mock_server.exchange import Refused
from mock_server.projection import SCHEME_KEY
from mock_server.world import Caller

ONE = Caller(name="one", credentials={})
TWO = Caller(name="two", credentials={})


def _operation(key: str, *security: Any, **more: Any) -> Any:
    responses = {"200": {"description": "A page."}}
    return {"get": {"operationId": key, "security": list(security), "responses": responses, **more}}


def _api_key(key: str, name: str) -> Any:
    return {"type": "apiKey", "in": "header", "name": name, SCHEME_KEY: key}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Seam", "version": "1"},
    "paths": {
        "/jobs/recent": _operation("recent"),
        "/jobs/{p0}": _operation(
            "job", parameters=[{"name": "p0", "in": "path", "required": True, "schema": {"type": "string"}}]
        ),
        "/open": _operation("open"),
        "/secure": _operation("secure", {"key": [], "secret": []}, {"token": []}),
        "/no-head": _operation("no-head"),
    },
    "components": {
        "securitySchemes": {
            "key": _api_key("key", "X-Key"),
            "secret": _api_key("secret", "X-Secret"),
            "token": {"type": "http", "scheme": "bearer", SCHEME_KEY: "token"},
        }
    },
}

SECRETS: dict[str, dict[bytes, tuple[Caller, ...]]] = {
    "key": {b"k1": (ONE,), b"k2": (TWO,), b"shared": (ONE, TWO)},
    "secret": {b"s1": (ONE,), b"s2": (TWO,)},
    "token": {b"Bearer t2": (TWO,)},
}
HEADERS = {"key": b"x-key", "secret": b"x-secret", "token": b"authorization"}


class Mock:
    """A mock that remembers what it was asked, and says which operation was reached by whom."""

    def __init__(self) -> None:
        self.read: list[tuple[str, bytes]] = []
        self.app = connect(
            Parts(
                document=DOCUMENT,
                applications={key: self._says(key) for key in ("recent", "job", "open", "secure", "no-head")},
                without_head=frozenset({"no-head"}),
                admit={key: self._admit(key) for key in SECRETS},
                read=self._read,
                elsewhere=PlainTextResponse("elsewhere", status_code=404),
            )
        )

    def _says(self, key: str) -> ASGIApp:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            names = ",".join(caller.name for caller in admitted(scope))
            text = f"{key} {names} {dict(scope['path_params'])}"
            await PlainTextResponse(text)(scope, receive, send)

        return application

    def _admit(self, key: str) -> Any:
        def admit(scope: Scope) -> tuple[Caller, ...] | None:
            sent = [value for name, value in scope["headers"] if name == HEADERS[key]]
            if sent and sent[0] not in SECRETS[key]:
                raise Refused("unauthenticated", f"wrong {key}")
            return SECRETS[key][sent[0]] if sent else None

        return admit

    def _read(self, key: str, scope: Scope) -> None:
        self.read.append((key, scope["query_string"]))
        if b"bad" in scope["query_string"]:
            raise Refused("bad_param", "bad")

    def get(self, url: str, *, method: str = "GET", **headers: str) -> str:
        """The body of the answer, or the error that left the application and the operation it was for."""
        found: dict[str, Any] = {}

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {}
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                found["error"], found["key"] = error, operation_key(scope)
                await PlainTextResponse("")(scope, receive, send)

        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = TestClient(app).request(method, url, headers=named, follow_redirects=False)
        if not found:
            return f"{answer.status_code} {answer.text}"
        error = found["error"]
        kind = "wrong" if isinstance(error, WrongCredential) else getattr(error, "status_code", "refused")
        return f"{kind} {found['key']}"


@pytest.fixture(scope="module")
def mock() -> Mock:
    return Mock()


def test_the_pinned_connexion_is_installed() -> None:
    assert importlib.metadata.version("connexion").startswith("3.3.")


def test_routing_finds_the_operation_and_its_path_parameters(mock: Mock) -> None:
    assert mock.get("/jobs/7") == "200 job  {'p0': '7'}"
    assert mock.get("/jobs/recent") == "200 recent  {}"


def test_validation_asks_our_reader_with_the_operation_and_the_raw_query(mock: Mock) -> None:
    mock.read.clear()
    mock.get("/open?limit=1_0&limit=%2B5&limit=a,b")
    assert mock.read == [("open", b"limit=1_0&limit=%2B5&limit=a,b")]


def test_a_refusal_of_our_reader_leaves_the_application_as_it_is(mock: Mock) -> None:
    assert mock.get("/open?bad") == "refused open"


def test_one_of_several_alternatives_admits(mock: Mock) -> None:
    assert mock.get("/secure", Authorization="Bearer t2") == "200 secure two {}"
    assert mock.get("/secure", X_Key="k1", X_Secret="s1") == "200 secure one {}"


def test_a_wrong_alternative_does_not_spoil_a_right_one(mock: Mock) -> None:
    assert mock.get("/secure", X_Key="no", X_Secret="s1", Authorization="Bearer t2") == "200 secure two {}"


def test_credentials_needed_together_must_be_one_caller_s(mock: Mock) -> None:
    assert mock.get("/secure", X_Key="k1", X_Secret="s2") == "wrong secure"
    assert mock.get("/secure", X_Key="shared", X_Secret="s2") == "200 secure two {}"


def test_no_credential_is_told_from_a_wrong_one(mock: Mock) -> None:
    assert mock.get("/secure") == "401 secure"
    assert mock.get("/secure", X_Key="k1") == "401 secure"
    assert mock.get("/secure", X_Key="no", X_Secret="s1") == "wrong secure"


def test_credentials_are_asked_for_before_parameters_are_read(mock: Mock) -> None:
    mock.read.clear()
    assert mock.get("/secure?bad") == "401 secure"
    assert mock.read == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_another_method_is_a_405_of_its_operation_before_credentials_are_asked_for(
    mock: Mock, method: str
) -> None:
    assert mock.get("/secure", method=method) == "405 secure"


def test_head_is_routed_where_get_is_unless_it_was_taken_away(mock: Mock) -> None:
    assert mock.get("/open", method="HEAD").startswith("200")
    assert mock.get("/no-head", method="HEAD") == "405 no-head"
    assert mock.get("/no-head").startswith("200")


@pytest.mark.parametrize("path", ["/", "/nothing", "/jobs", "/jobs/1/2", "/secure/", "/open/"])
def test_an_unknown_path_a_last_slash_included_is_answered_elsewhere_without_a_redirect(
    mock: Mock, path: str
) -> None:
    assert mock.get(path) == "404 elsewhere"


def test_a_strange_content_type_on_a_get_is_no_error(mock: Mock) -> None:
    for value in ("application/json", ";", "a;charset=", "text/x; charset=nonsense", ""):
        assert mock.get("/open", Content_Type=value).startswith("200")
