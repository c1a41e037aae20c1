"""The site: nothing of a document is run, every link leads somewhere, and whoever can't see finds the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from listproof.pages.html import html_files
from listproof.pages.site import pages
from listproof.pages.study import Study

WEIGHT = 300_000
OWN_SCRIPTS = ["site.js"]


class Read(HTMLParser):
    """What a browser would find on a page: its elements, texts, ids, links and headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


@pytest.fixture(scope="session")
def site(bundled: Mapping[str, Study]) -> Mapping[str, str]:
    return html_files(pages(tuple(bundled.values())))


@pytest.fixture(scope="session")
def read(site: Mapping[str, str]) -> Mapping[str, Read]:
    return {name: Read(text) for name, text in site.items() if name.endswith(".html")}


@pytest.fixture(scope="session")
def hostile_site(hostile: Study) -> Mapping[str, str]:
    return html_files(pages((hostile,)))


def test_there_is_a_page_for_each_endpoint_an_index_and_the_laws(read: Mapping[str, Read]) -> None:
    assert len(read) == 5 + 2
    assert {"index.html", "laws.html", "listBatchJobs.html"} <= read.keys()


def test_every_link_leads_to_a_page_and_an_id_that_are_there(
    site: Mapping[str, str], read: Mapping[str, Read]
) -> None:
    for name, page in read.items():
        for link in [*page.of("a"), *page.of("link")]:
            target, _, anchor = link["href"].partition("#")
            assert (target or name) in site, link
            assert not anchor or anchor in read[target or name].ids, link


def test_every_clause_leads_to_its_laws_and_every_law_back(
    read: Mapping[str, Read], bundled: Mapping[str, Study]
) -> None:
    for study in bundled.values():
        back = [link["href"] for link in read["laws.html"].of("a")]
        there = [link["href"] for link in read[f"{study.name}.html"].of("a")]
        for clause in study.operation.clauses:
            for law in clause.laws:
                assert f"laws.html#law-{law.law.replace('/', '-')}" in there
                assert f"{study.name}.html#clause-{clause.id}" in back


def test_an_id_stands_once_on_its_page(read: Mapping[str, Read], hostile_site: Mapping[str, str]) -> None:
    hostile = [Read(text) for name, text in hostile_site.items() if name.endswith(".html")]
    for page in [*read.values(), *hostile]:
        assert len(page.ids) == len(set(page.ids))


def test_ids_stay_what_links_from_elsewhere_know(read: Mapping[str, Read]) -> None:
    ids = read["listBatchCalls.html"].ids
    known = {
        "paging", "errors", "code", "parameter-limit", "parameter-path.batchId",
        "error-not-a-number-limit", "error-bad-credentials", "clause-TR-04",
    }  # fmt: skip
    assert known <= set(ids)
    assert "law-meta-total" in read["laws.html"].ids


def test_headings_come_in_order_and_one_is_the_page_s(read: Mapping[str, Read]) -> None:
    for page in read.values():
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(later <= earlier + 1 for earlier, later in steps)


def test_tables_have_captions_and_heads_with_a_scope(read: Mapping[str, Read]) -> None:
    for page in read.values():
        assert len(page.of("caption")) == len(page.of("table")) > 0
        assert all(head["scope"] in ("col", "row") for head in page.of("th"))


def test_there_are_landmarks_a_language_and_a_way_past_the_navigation(read: Mapping[str, Read]) -> None:
    for page in read.values():
        assert page.of("html") == [{"lang": "en"}]
        assert len(page.of("main")) == len(page.of("header")) == len(page.of("footer")) == 1
        assert all(nav["aria-label"] for nav in page.of("nav"))
        assert page.of("a")[0] == {"class": "skip", "href": "#main"}


def test_a_picture_says_in_words_what_it_shows(read: Mapping[str, Read]) -> None:
    page = read["listCallBatches.html"]
    (picture,) = page.of("svg")
    assert picture["role"] == "img"
    assert all(each in page.ids for each in picture["aria-labelledby"].split())
    assert "page=6, rows 251–257, 7 items; page=7, no rows, 0 items" in page.text


def test_a_page_weighs_less_than_its_bound_with_all_that_it_loads(
    site: Mapping[str, str], read: Mapping[str, Read]
) -> None:
    loaded = sum(len(site[name].encode()) for name in ("site.css", "site.js"))
    for name in read:
        assert len(site[name].encode()) + loaded < WEIGHT


def test_nothing_is_loaded_from_elsewhere_and_only_own_files_may_be(
    site: Mapping[str, str], read: Mapping[str, Read]
) -> None:
    for page in read.values():
        policy = next(meta["content"] for meta in page.of("meta") if "http-equiv" in meta)
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert [script["src"] for script in page.of("script")] == OWN_SCRIPTS
        assert not [attributes for _, attributes in page.elements if "style" in attributes]
    assert "url(" not in site["site.css"]
    assert "@import" not in site["site.css"]


def test_credentials_stand_on_no_page(site: Mapping[str, str], bundled: Mapping[str, Study]) -> None:
    text = "".join(site.values())
    for study in bundled.values():
        assert study.mock.secrets
        assert not [secret for secret in study.mock.secrets if secret in text]


def test_no_string_of_a_document_becomes_an_element(hostile_site: Mapping[str, str]) -> None:
    for name, text in hostile_site.items():
        if not name.endswith(".html"):
            continue
        page = Read(text)
        assert [script["src"] for script in page.of("script")] == OWN_SCRIPTS, name
        assert not page.of("img")
        assert not page.of("b")
        for tag, attributes in page.elements:
            assert not [each for each in attributes if each.startswith("on")], (tag, attributes)


def test_a_string_of_a_document_is_shown_as_it_is(hostile_site: Mapping[str, str], hostile: Study) -> None:
    page = Read(hostile_site[f"{hostile.name}.html"])
    for field in ("summary", "description", "parameter", "enum", "clause", "text", "quote", "mock", "field"):
        assert f"alert('{field}')" in page.text, field
    assert "{{ 7 * 191 }} {% raw %} ${7*191}" in page.text
    assert "1337" not in page.text
    assert "X-H\\u202eder" in page.text  # a mark of direction would turn what stands after it


def test_no_string_of_a_document_becomes_a_link(hostile_site: Mapping[str, str]) -> None:
    for name, text in hostile_site.items():
        if name.endswith(".html"):
            for link in Read(text).of("a"):
                assert re.fullmatch(r"([\w-]+\.html)?(#[\w.-]+)?", link["href"]), link


def test_the_search_index_is_data_and_holds_no_line_of_code(hostile_site: Mapping[str, str]) -> None:
    index = hostile_site["search-index.js"]
    assert re.fullmatch(r"window\.listproofIndex = \[.*\];\n", index)
    assert index.isascii()
