"""Which hosts a link may lead to, and what may stand behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Linked, Step
from conformance.law import Finding
from conformance.laws import examples, links
from conformance.laws.examples import ROWS


def hosts(link: str, base: str) -> list[Finding]:
    evidence = replace(links.host.broken.evidence, link=link, base=base)
    assert isinstance(evidence, Linked)
    return list(links.host.check(links.host.broken.operation, evidence))


@pytest.mark.parametrize(
    "link",
    [
        "https://api.example/v1/things?page=2",
        "https://API.example:443/v1/things?page=2",
        "https://api.example/elsewhere?page=2",
        "//api.example/v1/things?page=2",
        "/v1/things?page=2",
        "things?page=2",
        "?page=2",
    ],
)
def test_a_link_may_leave_out_whatever_goes_without_saying(link: str) -> None:
    assert hosts(link, "https://api.example/v1") == []


@pytest.mark.parametrize(
    "link",
    [
        "http://api.example/v1/things?page=2",
        "https://api.example:8443/v1/things?page=2",
        "https://api.example.elsewhere.example/things",
        "//elsewhere.example/things",
        "http://[",
        "https://api.example:port/things",
    ],
)
def test_a_link_to_another_origin_is_told(link: str) -> None:
    (finding,) = hosts(link, "https://api.example/v1")
    assert not finding.fact
    assert finding.where == "link:next"


def test_what_a_link_is_told_of_shows_no_credential_of_the_url() -> None:
    (finding,) = hosts("http://elsewhere.example/x?secret=1", "https://user:pass@api.example/v1")
    assert "pass" not in f"{finding.expected} {finding.actual}"
    assert finding.actual == "http://elsewhere.example"


def test_no_base_no_blame() -> None:
    assert hosts("http://elsewhere.example/x", "") == []


def step(status: int) -> Step:
    exchange = examples.exchange({"error": "no"}, status=status)
    return replace(links.keeps.kept.evidence, page=None, exchange=exchange)


@pytest.mark.parametrize(
    ("status", "told"), [(404, True), (400, True), (204, True), (429, False), (503, False)]
)
def test_a_link_that_is_refused_is_told_unless_for_the_moment(status: int, told: bool) -> None:
    findings = list(links.keeps.check(links.keeps.kept.operation, step(status)))
    assert bool(findings) is told


def test_the_last_page_may_begin_wherever_it_likes() -> None:
    kept = links.ends.kept
    full = replace(kept.evidence, page=examples.page(*ROWS[3:], operation=kept.operation))
    assert list(links.ends.check(kept.operation, full)) == []
