"""No credential leaves the process: not by its place, not by its value, not in part."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.evidence import Exchange, Request
from conformance.questions import Question
from conformance.reports.curl import curl, request_line
from conformance.reports.redaction import Redactor
from conformance.target import RefusedCredentials, Target, TargetCaller

TARGET = Target(
    url="http://things.invalid",
    callers={
        "main": TargetCaller(
            headers={"Authorization": "Bearer tok-en+main/1", "X-Space": "space-1", "X-API-Key": "abc"}
        ),
    },
    refused=(RefusedCredentials(name="old", headers={"Authorization": "Bearer tok-en+main/1-expired"}),),
    secrets=frozenset({"pass word"}),
)
SECRETS = frozenset({"authorization", "x-api-key", "api_key"})


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(TARGET)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bearer tok-en+main/1", "[redacted]"),
        ("you are tok-en+main/1.", "you are [redacted]."),
        ("?t=tok-en%2Bmain%2F1&x", "?t=[redacted]&x"),
        ("tok-en+main/1-expired", "[redacted]"),
        ("a pass word b pass%20word", "a [redacted] b [redacted]"),
        ("space-1 and abc", "space-1 and abc"),
    ],
)
def test_a_credential_is_replaced_wherever_it_stands(redactor: Redactor, text: str, shown: str) -> None:
    assert redactor.text(text) == shown


def test_a_credential_is_replaced_at_every_depth_of_a_value(redactor: Redactor) -> None:
    value = {"tok-en+main/1": [{"echo": "Bearer tok-en+main/1"}, 1, None]}
    assert redactor.value(value) == {"[redacted]": [{"echo": "[redacted]"}, 1, None]}


def exchange(question: Question | None = None, **request: object) -> Exchange:
    asked = {"method": "GET", "target": "/things?page=2", "secrets": SECRETS, **request}
    return Exchange(question=question or Question(), request=Request(**asked), status=200)  # type: ignore[arg-type]


def test_a_request_is_a_line_for_a_shell_without_its_credentials(redactor: Redactor) -> None:
    headers = (
        ("Accept", "application/json"),
        ("Authorization", "Bearer tok-en+main/1"),
        ("X-API-Key", "abc"),
        ("X-Space", "it's one"),
        ("X-Empty", ""),
    )
    assert curl(exchange(headers=headers), TARGET, redactor) == (
        "curl -H 'Authorization: [redacted]' -H 'X-API-Key: [redacted]' -H 'X-Space: it'\"'\"'s one' "
        "-H 'X-Empty;' 'http://things.invalid/things?page=2'"
    )


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        ({"method": "HEAD"}, "curl --head 'http://things.invalid/things?page=2'"),
        ({"method": "TRACE"}, "curl -X TRACE 'http://things.invalid/things?page=2'"),
        ({"target": "/a/../b"}, "curl --path-as-is http://things.invalid/a/../b"),
        ({"target": "/a?api_key=s&page=1"}, "curl 'http://things.invalid/a?api_key=[redacted]&page=1'"),
    ],
)
def test_what_curl_needs_to_ask_the_same_is_in_the_line(
    redactor: Redactor, request_: dict[str, Any], line: str
) -> None:
    assert curl(exchange(**request_), TARGET, redactor) == line


def test_a_credential_that_the_suite_made_up_is_shown(redactor: Redactor) -> None:
    wrong = Question(headers=(("Authorization", "Bearer listproof-wrong-credential"),))
    line = curl(
        exchange(wrong, headers=(("Authorization", "Bearer listproof-wrong-credential"),)), TARGET, redactor
    )
    assert "Bearer listproof-wrong-credential" in line


@pytest.mark.parametrize(
    "value", ["Bearer tok-en+main/", "Basic tok-en+main/1", "tok-en+mai", "BEARER -en+main/1"]
)
def test_a_good_part_of_a_credential_is_not_shown(redactor: Redactor, value: str) -> None:
    spoilt = Question(headers=(("Authorization", value),))
    seen = exchange(spoilt, headers=(("Authorization", value),))
    for line in (curl(seen, TARGET, redactor), request_line(seen, redactor)):
        assert "main" not in line
        assert "[redacted]" in line


def test_a_short_line_says_who_asked_and_what_was_left_out(redactor: Redactor) -> None:
    question = Question(caller="other", headers=(("Authorization", None),), drop=("header:x-space", "page"))
    assert (
        request_line(exchange(question), redactor)
        == "GET /things?page=2 (as other, no Authorization, no x-space)"
    )


def test_a_line_is_cut_where_it_is_too_long_to_read(redactor: Redactor) -> None:
    line = request_line(exchange(target="/things?q=" + "x" * 5000), redactor)
    assert len(line) < 220
    assert line.endswith("... (5014 characters)")


def test_a_credential_in_the_query_is_known_by_its_scheme() -> None:
    target = Target(
        url="http://x", callers={"main": TargetCaller(parameters={"cookie:s": ("cookie-value",)})}
    )
    assert Redactor(target).text("a cookie-value b") == "a [redacted] b"
