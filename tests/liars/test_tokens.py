"""Lists that lie about their tokens and links are caught, and honest ones are accused of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from conformance.judging.verdicts import Verdict
from conformance.reports.report import ReportedOperation
from conformance.run import Options, check_contract
from listproof.contract import Json
from tests.liars.tokens_honest import HONEST
from tests.liars.tokens_liars import LIARS
from tests.liars.tokens_server import KINDS, Asked, Server, contract, target
from tests.liars.trial import LOUD


def trial(backend: type[Server], kind: str, *, chance: int | None = 0) -> ReportedOperation:
    """What the suite says of a backend of this kind; by its plan alone, unless cases are drawn as well."""
    report = check_contract(
        contract(kind, stated=backend.stated, clauses=backend.clauses, key_in=backend.key_in),
        target(key_in=backend.key_in),
        Options(concurrency=1, chance=chance),
        send=backend(kind),
        sleep=lambda _: None,
    )
    return report.operations[0]


def each(backends: Iterable[type[Server]]) -> Iterator[Any]:
    """Each backend on each of its kinds: `make test` takes one kind of each, another one for the next."""
    for number, backend in enumerate(backends):
        for place, kind in enumerate(backend.kinds):
            marks = () if place == number % len(backend.kinds) else (pytest.mark.slow,)
            yield pytest.param(backend, kind, id=f"{backend.__name__}-{kind}", marks=marks)


def named(operation: ReportedOperation) -> dict[str, Verdict]:
    return {law.law: law.verdict for law in operation.laws if law.verdict in LOUD}


def accusations(operation: ReportedOperation) -> list[str]:
    return [
        f"{law.law} {finding.verdict.word}: {finding.where} expected {finding.expected}, "
        f"got {finding.actual}, {finding.because} ({finding.request.line if finding.request else '-'})"
        for law in operation.laws
        for finding in law.findings
        if finding.verdict in LOUD
    ]


def errored(operation: ReportedOperation) -> list[str]:
    return [law.law for law in operation.laws if law.verdict is Verdict.ERRORED]


@pytest.mark.parametrize(("liar", "kind"), list(each(LIARS)))
def test_a_liar_is_caught_by_a_law_that_rightly_names_it(liar: type[Server], kind: str) -> None:
    operation = trial(liar, kind)
    assert not errored(operation)
    loud = named(operation)
    rightly = [law for law in loud if any(law == one or law.startswith(_family(one)) for one in liar.laws)]
    assert rightly, f"{liar.says} Only these spoke: {sorted(loud)}"


def _family(named: str) -> str:
    """A family, `page/`, or nothing that a law begins with."""
    return named if named.endswith("/") else "\0"


@pytest.mark.parametrize(("backend", "kind"), list(each(HONEST)))
def test_an_honest_list_is_accused_of_nothing(backend: type[Server], kind: str) -> None:
    operation = trial(backend, kind)
    assert accusations(operation) == [], backend.says
    assert not errored(operation)
    assert operation.requests <= 150


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "kind"), list(each(HONEST)))
def test_an_honest_list_is_accused_of_nothing_by_chance(backend: type[Server], kind: str) -> None:
    assert accusations(trial(backend, kind, chance=None)) == [], backend.says


def test_liars_are_many_and_say_each_what_they_do() -> None:
    told = [backend.says for backend in (*LIARS, *HONEST)]
    assert len(set(told)) == len(told)
    assert len(LIARS) >= 25
    assert len(HONEST) >= 15
    assert {kind for backend in HONEST for kind in backend.kinds} == set(KINDS)


@pytest.mark.parametrize(
    "link", ["http://[", "x:.elsewhere.example", "\ud800?a=b", "?" + "a" * 9000, "//", "?"]
)
def test_links_that_are_none_break_no_law_of_ours(link: str) -> None:
    class Nonsense(Server):
        def link(self, role: str, token: str, asked: Asked) -> str:  # noqa: ARG002
            return link

    operation = trial(Nonsense, "next-url")
    assert not errored(operation)
    assert {"page/complete", "link/keeps", "link/ends", "page/ends"} & set(named(operation))


@pytest.mark.parametrize("token", [0, 1.5, True, [], {"a": 1}, ["x"]])
def test_tokens_of_another_type_break_no_law_of_ours(token: object) -> None:
    class Nonsense(Server):
        def told(self, **tokens: str | None) -> dict[str, Json]:
            return dict.fromkeys(tokens, token)

    assert not errored(trial(Nonsense, "body-cursor"))


def test_a_token_that_is_refused_as_it_was_given_out_is_told() -> None:
    backend = next(one for one in LIARS if one.__name__ == "TokensAreRefused")
    for kind in backend.kinds:
        assert named(trial(backend, kind))["token/repeats"] is Verdict.FAILED


def test_a_silent_document_is_told_what_bad_tokens_get() -> None:
    backend = next(one for one in HONEST if one.__name__ == "BadTokensAreGone")
    (law,) = [law for law in trial(backend, "body-cursor").laws if law.law == "token/malformed"]
    assert law.verdict is Verdict.OBSERVED
    assert any("410; the document doesn't say" in finding.because for finding in law.findings)


def test_a_key_that_came_in_the_query_and_stands_in_links_is_a_fact() -> None:
    backend = next(one for one in HONEST if one.__name__ == "QueryIsKeptWhole")
    (law,) = [law for law in trial(backend, "next-url").laws if law.law == "safety/credentials"]
    assert law.verdict is Verdict.OBSERVED
