"""The page as a browser takes it: whole, standing alone, with every text escaped."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

import pytest

from conformance.reports.html import html_text
from conformance.reports.report import Report
from tests.conformance.reports.hostile import every_verdict, hostile

VOID = {"meta", "br"}


class Page(HTMLParser):
    """The elements in order, with their texts; fails on an end tag that closes something else."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(written)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    @property
    def text(self) -> str:
        return "".join(text for tag, text in self.texts if tag != "style")

    @property
    def style(self) -> str:
        return "".join(text for tag, text in self.texts if tag == "style")


@pytest.fixture(scope="module")
def report() -> Report:
    return every_verdict()


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(html_text(report))


def test_it_stands_alone(page: Page) -> None:
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page.style
    assert "@import" not in page.style
    policies = [
        one["content"] for tag, one in page.tags if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_it_is_fit_for_dark_screens_narrow_ones_and_paper(page: Page) -> None:
    for query in ("(prefers-color-scheme: dark)", "(max-width:", "@media print"):
        assert query in page.style
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags


def test_every_law_stands_in_it_with_its_verdict(report: Report, page: Page) -> None:
    for law in report.operations[0].laws:
        assert law.law in page.text
        if law.verdict.word != "skipped":
            assert law.states in page.text
    badges = [text for tag, text in page.texts if tag == "span"]
    for word, count in report.operations[0].counts.items():
        assert f"{count} {word}" in badges


def test_a_finding_has_its_clause_its_figures_and_its_request(page: Page) -> None:
    text = page.text[page.text.index("What is broken") :]
    for part in (
        "total counts the things that match",
        "Where/total",
        "Expected16",
        "Actual23",
        "Because16 rows match",
        "Requestcurl -H 'X-Key: [redacted]' 'http://things.invalid/things?",
        'Answered 200{"items": ',
    ):
        assert part in text


def test_what_was_observed_stands_apart_from_what_is_broken(page: Page) -> None:
    broken, observed = (
        page.text.index("What is broken"),
        page.text.index("Observed where nothing is promised"),
    )
    assert broken < page.text.index("Actual23") < observed < page.text.index("listproof_unknown=1")


def test_every_skipped_law_has_its_reason(report: Report, page: Page) -> None:
    skipped = page.text[page.text.rindex("Skipped (") :]
    for law in report.operations[0].laws:
        if law.verdict.word == "skipped":
            assert law.reason
            assert law.law in skipped
            assert law.reason in skipped


def test_what_was_not_seen_again_and_what_broke_in_the_suite_are_told(page: Page) -> None:
    assert "not seen when it was looked at again" in page.text
    assert "the law itself broke: KeyError" in page.text
    assert "says nothing of the target" in page.text


def test_several_operations_are_linked_from_the_top(report: Report) -> None:
    other = dataclasses.replace(report.operations[0], operation="listOthers")
    page = Page(html_text(dataclasses.replace(report, operations=(*report.operations, other))))
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["#operation-0", "#operation-1"]
    assert {f"#{one['id']}" for _, one in page.tags if "id" in one} == set(links)


def test_a_run_without_operations_is_a_page_too(report: Report) -> None:
    assert "nothing judged" in Page(html_text(dataclasses.replace(report, operations=()))).text


def test_hostile_texts_are_texts(page: Page) -> None:
    evil = Page(html_text(hostile()))
    html_text(hostile()).encode("utf-8")
    assert {tag for tag, _ in evil.tags} - {"q"} == {tag for tag, _ in page.tags}
    assert {name for _, one in evil.tags for name in one} == {name for _, one in page.tags for name in one}
    assert "</script><script>alert(1)</script> <img src=x onerror=alert(1)>" in evil.text
    assert "&amp;\"'" in evil.text
    assert "\x1b" not in evil.text
