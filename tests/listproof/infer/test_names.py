"""Names are one whatever their spelling."""

from __future__ import annotations

import pytest

from listproof.infer.names import fold, singular, words


@pytest.mark.parametrize(
    "name", ["page_size", "pageSize", "page[size]", "PAGE-SIZE", "page.size", "$pageSize"]
)
def test_spellings_of_a_name_are_folded_into_one(name: str) -> None:
    assert fold(name) == "pagesize"


def test_words_are_told_by_case_and_by_punctuation() -> None:
    assert words("createdAtGte") == words("created_at[gte]") == ("created", "at", "gte")


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("orders", "order"),
        ("policies", "policy"),
        ("boxes", "box"),
        ("status", "status"),
        ("address", "address"),
    ],
)
def test_a_noun_has_its_singular(many: str, one: str) -> None:
    assert singular(many) == one
