"""What is never safe, and what only looks like it."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from conformance.evidence import Exchange, Request
from conformance.law import Finding
from conformance.laws import examples, safety
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Json, Size


def failing(status: int, body: bytes = b"", **question: object) -> Exchange:
    return replace(examples.exchange(status=status, question=Question(**question)), body=body)  # type: ignore[arg-type]


def test_a_provoked_failure_is_no_fault() -> None:
    assert not list(safety.no_server_error.check(OPERATION, failing(500, provoked=True)))


def test_a_server_that_does_not_know_a_method_may_say_501() -> None:
    assert not list(safety.no_server_error.check(OPERATION, failing(501, method="TRACE")))
    assert list(safety.no_server_error.check(OPERATION, failing(501)))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_gateway_is_a_fact_and_no_fault(status: int) -> None:
    assert all(finding.fact for finding in safety.no_server_error.check(OPERATION, failing(status)))


def test_a_broken_connection_is_a_fault() -> None:
    lost = replace(failing(0), trouble="the connection was closed in the middle")
    (finding,) = safety.no_server_error.check(OPERATION, lost)
    assert (finding.where, finding.fact) == ("connection", False)


def test_the_maximum_does_not_bind_a_size_that_was_left_out_where_that_may_mean_all() -> None:
    size = Size(param="limit", default=2, minimum=1, maximum=4, omit=("default", "all"))
    operation = examples.but(OPERATION, size=size)
    everything = examples.page(*ROWS, size=None, operation=operation)
    assert not list(safety.maximum.check(operation, everything))
    assert list(safety.maximum.check(OPERATION, examples.page(*ROWS, size=None)))


@pytest.mark.parametrize(
    "body",
    [
        b'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>',
        b"at com.example.Things.list(Things.java:42)",
        b"Error: boom\n    at list (/srv/app/things.js:10:5)",
        b"(sqlite3.OperationalError) no such table: things",
        b'pq: syntax error at or near "WHERE"',
        b'{"error": "select id from things where owner = 7"}',
        b"goroutine 17 [running]:",
        b'{"error": "ENOENT: no such file or directory, open \'/var/www/lists/config.json\'"}',
        b'{"message": "connect ECONNREFUSED 10.0.0.7:5432"}',
        b"   at Lists.Api.Things.List() in C:\\build\\Things.cs:line 42",
        b"System.NullReferenceException: Object reference not set to an instance of an object.",
        b"org.springframework.dao.DataIntegrityViolationException: could not execute",
        b"app/models/thing.rb:12:in `list'",
        b"PHP Fatal error: Uncaught PDOException in /srv/lists/index.php:7 Stack trace: #0 {main}",
    ],
)
def test_internals_in_an_error_body_are_accused(body: bytes) -> None:
    assert list(safety.no_internals.check(OPERATION, failing(500, body)))
    assert list(safety.no_internals.check(OPERATION, failing(400, body)))


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "Failed to fetch batches from the database"}',
        b'{"error": "Select a status from the list of documented values"}',
        b'{"detail": "see /docs/errors for help"}',
        b'{"error": "Not found", "instance": "/things?page=7"}',
        b'{"error": "At most 100 a page, in line 3 of the list"}',
    ],
)
def test_ordinary_messages_are_not_internals(body: bytes) -> None:
    assert not list(safety.no_internals.check(OPERATION, failing(400, body)))


def test_rows_may_say_what_they_like() -> None:
    row = {**ROWS[0], "name": "Traceback (most recent call last)"}
    assert not list(safety.no_internals.check(OPERATION, examples.page(row).exchange))


def test_what_is_around_a_page_shows_no_query_and_may_well_have_links() -> None:
    page = examples.page(ROWS[0]).exchange
    debugging = {**page.json, "_debug": "SELECT id FROM things WHERE owner = 7 LIMIT 20"}
    linked = {**page.json, "next": "https://lists.example/app/things.json?page=2"}
    assert list(safety.no_internals.check(OPERATION, replace(page, json=debugging)))
    assert not list(safety.no_internals.check(OPERATION, replace(page, json=linked)))


def test_only_a_refused_get_needs_a_body() -> None:
    assert safety.refusal_has_body.takes(failing(404))
    assert list(safety.refusal_has_body.check(OPERATION, failing(404)))
    assert not safety.refusal_has_body.takes(failing(405, method="HEAD"))
    assert not safety.refusal_has_body.takes(failing(500))
    assert not list(safety.refusal_has_body.check(OPERATION, failing(404, b"no")))


KEY = "k-0123456789abcdef"


def leaked(
    body: Json,
    *,
    headers: tuple[tuple[str, str], ...] = (("X-Key", KEY),),
    came: tuple[tuple[str, str], ...] = (),
    target: str = "/things",
    status: int = 200,
    question: Question | None = None,
) -> list[Finding]:
    request = Request(
        method="GET",
        target=target,
        headers=headers,
        secrets=frozenset({"x-key", "authorization", "cookie", "key"}),
    )
    seen = examples.exchange(body, status=status, headers=came, question=question)
    return list(safety.credentials.check(OPERATION, replace(seen, request=request)))


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ((("X-Key", KEY),), KEY),
        ((("Authorization", f"Bearer {KEY}"),), KEY),
        ((("Cookie", f"lang=en; session={KEY}"),), KEY),
        ((("X-Key", "k+/0123456789=="),), "k%2B%2F0123456789%3D%3D"),
        ((("X-Key", KEY),), base64.urlsafe_b64encode(f'{{"skip": 20, "key": "{KEY}"}}'.encode()).decode()),
    ],
)
def test_a_credential_of_a_header_is_told_wherever_it_stands_and_never_shown(
    headers: tuple[tuple[str, str], ...], text: str
) -> None:
    for findings in (
        leaked({"items": [], "next": f"/things?page=2&k={text}"}, headers=headers),
        leaked({"items": []}, headers=headers, came=(("link", f"</things?k={text}>; rel=next"),)),
        leaked({"error": f"refused for {text}"}, headers=headers, status=400),
    ):
        (finding,) = findings
        assert not finding.fact
        assert KEY not in f"{finding.expected} {finding.actual} {finding.because}"


def test_what_may_stand_in_an_answer_for_another_reason_is_not_told() -> None:
    named = [{"id": 1, "owner": KEY}]
    assert leaked({"items": named, "owner": KEY}) == []
    assert leaked({"items": [], "owner": KEY}, target=f"/things?owner={KEY}") == []
    assert leaked({"items": [], "owner": "k-1"}, headers=(("X-Key", "k-1"),)) == []
    assert leaked({"items": []}, headers=(("Cookie", f"s={KEY}"),), came=(("set-cookie", f"s={KEY}"),)) == []
    wrong = Question(headers=(("X-Key", KEY),))
    assert leaked({"error": f"{KEY} is wrong"}, status=401, question=wrong) == []


def test_a_credential_of_the_query_that_a_link_keeps_is_a_fact() -> None:
    findings = leaked(
        {"items": [], "next": f"/things?page=2&key={KEY}"}, headers=(), target=f"/things?key={KEY}"
    )
    assert [finding.fact for finding in findings] == [True]
