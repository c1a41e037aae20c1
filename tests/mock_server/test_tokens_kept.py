"""The mock keeps every law of tokens and links, on each kind of list that pages by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request as Asked
from conformance.judging.verdicts import Verdict
from conformance.reports.report import ReportedOperation
from conformance.run import Options, check_contract
from listproof.contract import Operation
from mock_server.engine.answer import Endpoint, answer, compile_endpoint
from mock_server.exchange import Request
from mock_server.world import Caller, Row, World
from tests.liars.tokens_server import KEYS, KINDS, TOKENS, contract, made, target
from tests.liars.trial import LOUD

CALLERS = {key: Caller(name=name, credentials={"key": key}, owns=name) for key, name in KEYS.items()}
NOW = 1_700_000_000.0
JSON = ("Content-Type", "application/json")


def served(operation: Operation) -> Endpoint:
    rows = tuple(Row(item=row) for row in (*made("ada", 43), *made("bob", 17)))
    return compile_endpoint(
        operation, World(callers=tuple(CALLERS.values()), rows=MappingProxyType({operation.id: rows}))
    )


def sending(endpoint: Endpoint) -> Callable[[Asked], Answer]:
    """The mock without its shell, which admits callers and refuses methods."""

    def send(asked: Asked) -> Answer:
        headers = {name.lower(): text for name, text in asked.headers}
        caller = CALLERS.get(headers.get("x-key", ""))
        if asked.method not in ("GET", "HEAD"):
            return Answer(status=405, headers=(("Allow", "GET, HEAD"), JSON), body=b'{"error": "no"}')
        if caller is None:
            challenge = ("WWW-Authenticate", "ApiKey")
            return Answer(status=401, headers=(challenge, JSON), body=b'{"error": "no"}')
        pairs = parse_qsl(urlsplit(asked.target).query, keep_blank_values=True)
        reply = answer(endpoint, Request(caller=caller, query=tuple(pairs), now=NOW))
        body = reply.body if asked.method == "GET" else b""
        return Answer(
            status=reply.status, headers=(("Content-Type", reply.media_type), *reply.headers), body=body
        )

    return send


def judged(kind: str, *, expired: str | None = None) -> ReportedOperation:
    told = replace(target(), expired=MappingProxyType({"listThings": expired} if expired else {}))
    endpoint = served(contract(kind).operations[0])
    report = check_contract(
        contract(kind), told, Options(concurrency=1, chance=0), send=sending(endpoint), sleep=lambda _: None
    )
    return report.operations[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_mock_keeps_the_laws_of_tokens_and_links(kind: str) -> None:
    laws = {law.law: law for law in judged(kind).laws}
    assert [law for law, told in laws.items() if told.verdict in LOUD] == []
    due = (
        ("token/repeats", "token/foreign", "token/malformed")
        if kind in TOKENS
        else ("link/keeps", "link/back")
    )
    assert {law: laws[law].verdict for law in due} == dict.fromkeys(due, Verdict.PASSED)


def test_the_mock_refuses_a_token_that_has_expired() -> None:
    endpoint = served(contract("body-cursor").operations[0])
    long_ago = Request(caller=CALLERS[next(iter(KEYS))], now=NOW - 100_000)
    token = json.loads(answer(endpoint, long_ago).body)["next_cursor"]
    laws = {law.law: law.verdict for law in judged("body-cursor", expired=token).laws}
    assert laws["token/expired"] is Verdict.PASSED


def test_a_token_that_was_called_expired_and_is_not_is_told() -> None:
    endpoint = served(contract("body-cursor").operations[0])
    token = json.loads(answer(endpoint, Request(caller=CALLERS[next(iter(KEYS))], now=NOW)).body)[
        "next_cursor"
    ]
    laws = {law.law: law.verdict for law in judged("body-cursor", expired=token).laws}
    assert laws["token/expired"] is Verdict.FAILED
