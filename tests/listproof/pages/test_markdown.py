"""The Markdown: the same content, and no string of a document is read as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from listproof.pages.markdown import markdown_files, say
from listproof.pages.site import pages
from listproof.pages.study import Study
from listproof.pages.words import Span, code, words


def _tokens(text: str) -> list[Token]:
    """Every token that a renderer would see, with tables, strikes and HTML let in."""
    parsed = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [inner for token in parsed for inner in (token, *(token.children or ()))]


@pytest.fixture(scope="session")
def files(bundled: Mapping[str, Study]) -> Mapping[str, str]:
    return markdown_files(pages(tuple(bundled.values())))


def test_the_index_is_the_readme_and_each_endpoint_has_a_file(files: Mapping[str, str]) -> None:
    assert {"README.md", "laws.md", "listBatchJobs.md"} <= files.keys()


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(files: Mapping[str, str]) -> None:
    anchors = {name: set(re.findall(r'<a id="([^"]*)"></a>', text)) for name, text in files.items()}
    for name, text in files.items():
        for token in _tokens(text):
            if token.type == "link_open":
                target, _, anchor = str(token.attrs["href"]).partition("#")
                assert not anchor or anchor in anchors[target or name], (name, token.attrs)


def test_every_table_is_read_as_one(files: Mapping[str, str]) -> None:
    for text in files.values():
        rows = sum(line.startswith("| ---") for line in text.splitlines())
        assert rows == sum(token.type == "table_open" for token in _tokens(text)) > 0


def test_no_string_of_a_document_becomes_markup(hostile: Study) -> None:
    for text in markdown_files(pages((hostile,))).values():
        for token in _tokens(text):
            if token.type in ("html_inline", "html_block"):
                assert re.fullmatch(r'(<a id="[\w.-]+">|</a>|<a id="[\w.-]+"></a>)\s*', token.content), token
            if token.type == "link_open":
                assert re.fullmatch(r"([\w-]+\.md)?(#[\w.-]+)?", str(token.attrs["href"]))
            assert token.type != "image"


def test_code_with_backticks_stands_in_a_longer_fence() -> None:
    assert say((code("a``b"),)) == "```a``b```"
    assert say((code("`a`"),)) == "`` `a` ``"


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "2) a", "# a", "> a", "| a", "=== a", "*a*", "[a](b)", "<b>"]
)
def test_text_that_looks_like_markup_is_read_as_text(text: str) -> None:
    (paragraph, inline, _) = MarkdownIt("commonmark").parse(say((Span(text=text),)))
    assert paragraph.type == "paragraph_open"
    assert "".join(token.content for token in inline.children or ()) == text


def test_a_line_break_of_a_document_starts_no_new_block() -> None:
    assert say(words("{text}", text="a\n\n# b\r\n- c")) == r"a \# b - c"
