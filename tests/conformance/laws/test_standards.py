"""HTTP's own rules: Allow, WWW-Authenticate, HEAD."""

from __future__ import annotations

from dataclasses import replace

from conformance.evidence import Exchange, Reaction
from conformance.laws import examples, standards
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Errors, Refusal


def answer(status: int, method: str = "GET", **headers: str) -> Exchange:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return replace(
        examples.exchange(status=status, headers=given, question=Question(method=method)), body=b""
    )


def head(status: int, body: bytes = b"") -> Reaction:
    seen = replace(answer(status, "HEAD"), body=body)
    return examples.reaction("standards/head", "", "HEAD", seen, like=examples.page(*ROWS[:2]))


def test_allow_must_name_get() -> None:
    assert not list(standards.allow.check(OPERATION, answer(405, "POST", allow="get,head")))
    assert list(standards.allow.check(OPERATION, answer(405, "POST", allow="POST")))
    assert list(standards.allow.check(OPERATION, answer(405, "POST")))


def test_allow_must_not_name_what_was_refused_but_for_head() -> None:
    assert list(standards.allow.check(OPERATION, answer(405, "POST", allow="GET, POST")))
    assert not list(standards.allow.check(OPERATION, answer(405, "HEAD", allow="GET, HEAD")))


def test_head_may_leave_the_type_out_and_name_no_other() -> None:
    like = replace(examples.page(*ROWS[:2]), exchange=answer(200, content_type="application/json"))
    for given, faults in (("application/json; charset=utf-8", 0), ("text/html", 1)):
        seen = replace(
            examples.reaction("standards/head", "", "HEAD", answer(200, "HEAD", content_type=given))
        )
        assert len(list(standards.head.check(OPERATION, replace(seen, like=like)))) == faults
    bare = examples.reaction("standards/head", "", "HEAD", answer(200, "HEAD"))
    assert not list(standards.head.check(OPERATION, replace(bare, like=like)))


def test_the_refusal_of_trace_may_come_from_a_proxy() -> None:
    assert standards.allow.takes(answer(405, "POST"))
    assert not standards.allow.takes(answer(405, "TRACE"))


def test_an_empty_challenge_is_none() -> None:
    assert list(standards.www_authenticate.check(OPERATION, answer(401, www_authenticate=" ")))
    assert not list(standards.www_authenticate.check(OPERATION, answer(401, www_authenticate="Bearer")))
    assert not standards.www_authenticate.takes(answer(403))


def test_head_with_a_body_is_accused() -> None:
    (finding,) = standards.head.check(OPERATION, head(200, b"{}"))
    assert finding.actual == "2 bytes"


def test_a_documented_refusal_of_head_is_right_and_so_is_an_answer() -> None:
    refusal = Refusal(status=(405,), head="refused")
    operation = examples.but(OPERATION, errors=Errors(refusals={"method": refusal}))
    assert not list(standards.head.check(operation, head(405)))
    assert not list(standards.head.check(operation, head(200)))
    assert list(standards.head.check(operation, head(500)))
    assert list(standards.head.check(OPERATION, head(405)))
