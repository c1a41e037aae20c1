"""Sentences are made of our own templates and of spans; a document's text is never a template."""

from __future__ import annotations

import pytest

from listproof.pages.words import Span, anchor, code, joined, plain, prose, slug, words


def test_fields_stand_in_their_places() -> None:
    assert words("{name} is {count}.", name=code("page"), count=3) == (
        code("page"),
        Span(text=" is "),
        Span(text="3"),
        Span(text="."),
    )


def test_a_field_that_looks_like_a_place_is_text() -> None:
    assert plain(words("{text}", text="{text} {other}")) == "{text} {other}"


def test_a_list_has_its_last_word() -> None:
    assert plain(joined(["a", "b", "c"], ", ", " and ")) == "a, b and c"
    assert joined([]) == ()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a `b` c", [("a ", "plain"), ("b", "code"), (" c", "plain")]),
        ("a ` b", [("a ` b", "plain")]),
        ("`a` b ` c", [("a", "code"), (" b ` c", "plain")]),
        ("a\n  b", [("a b", "plain")]),
    ],
)
def test_backticks_of_a_document_mark_code_where_they_come_in_pairs(
    text: str, spans: list[tuple[str, str]]
) -> None:
    assert [(span.text, span.look) for span in prose(text)] == spans


def test_ids_of_names_that_look_alike_differ() -> None:
    names = ["a", "a<", "a>", "path:a", "a.3c", "a b", "A", "ä"]
    assert len({anchor(name) for name in names}) == len(names)
    assert all(part.isascii() and " " not in part for part in map(anchor, names))


@pytest.mark.parametrize("text", ["../../x", "a/b", "", "\0", "x" * 300, "..", "COM1:"])
def test_a_file_s_name_leads_nowhere_else(text: str) -> None:
    name = slug(text)
    assert 0 < len(name) <= 80
    assert all(character.isalnum() or character in "_-" for character in name)
