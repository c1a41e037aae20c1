"""Whole checks of backends that break HTTP itself: each is told of, none breaks the suite or holds it up."""

from __future__ import annotations

import time
from typing import Any

import pytest

from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report
from conformance.run import Options, check_contract
from listproof.errors import Unreachable
from tests.conformance.backends import contract, target
from tests.conformance.hostile import talks
from tests.conformance.hostile.servers import Hostile, Talk, second_page, serving

LONGEST = 60.0
"""Seconds that a whole check may take on a busy machine; each answer may take 0.6, and most checks take 1."""
_LONG = {
    "closes_at_once", "is_silent", "is_silent_in_the_body", "trickles_the_headers", "trickles_the_body",
    "sends_early_hints_for_ever", "sends_a_bomb", "nests_a_million_deep", "has_the_last_of_many_keys_twice",
    "has_a_huge_total", "sends_a_hundred_megabytes", "sends_chunks_for_ever", "nests_and_closes",
}  # fmt: skip
LOUD = (Verdict.WARNED, Verdict.UNSTABLE, Verdict.FAILED)


def each(talks: tuple[Talk, ...], *, slow: bool) -> list[Any]:
    """The talks as parameters; `slow` marks those that take seconds where they come up again and again."""
    marks = dict.fromkeys(_LONG, pytest.mark.slow) if slow else {}
    return [pytest.param(talk, id=talk.__name__, marks=marks.get(talk.__name__, ())) for talk in talks]


def checked(hostile: Hostile) -> Report | Unreachable:
    """The report on the server, or why there is none."""
    with serving(hostile) as url:
        began = time.monotonic()
        try:
            return check_contract(
                contract(), target(url=url), Options(timeout=0.2, chance=0), sleep=lambda _: None
            )
        except Unreachable as error:
            return error
        finally:
            assert time.monotonic() - began < LONGEST


def laws(report: Report | Unreachable, *verdicts: Verdict) -> set[str]:
    assert isinstance(report, Report)
    return {law.law for law in report.operations[0].laws if law.verdict in verdicts}


@pytest.mark.parametrize("talk", each(talks.BROKEN, slow=False))
def test_a_server_that_always_breaks_http_is_told_of_in_words(talk: Talk) -> None:
    report = checked(Hostile(talk))
    if isinstance(report, Unreachable):
        assert "127.0.0.1" in str(report)
        return
    assert laws(report, Verdict.ERRORED) == set()
    assert laws(report, *LOUD) or report.operations[0].notes


@pytest.mark.parametrize("talk", each(talks.BROKEN, slow=True))
def test_a_second_page_that_breaks_http_is_a_finding(talk: Talk) -> None:
    report = checked(Hostile(talk, when=second_page))
    assert laws(report, Verdict.ERRORED) == set()
    assert laws(report, *LOUD)


@pytest.mark.parametrize("talk", each(talks.HONEST, slow=False))
def test_a_server_that_speaks_oddly_and_rightly_is_accused_of_nothing(talk: Talk) -> None:
    report = checked(Hostile(talk))
    assert laws(report, *LOUD, Verdict.ERRORED) == set()
