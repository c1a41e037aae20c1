"""The rule of a walk, by what the contract states, and the mock's pages that are shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from listproof.contract import MISSING, Place
from listproof.pages.asking import Answer
from listproof.pages.study import Study
from listproof.pages.walking import Rule, read, rule_of


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("listAgencyCallBatches", Rule(by="offset", end="has_next", first=0)),
        ("listOrganizationBatchCalls", Rule(by="page", end="has_next", first=0)),
        ("listBatchJobs", Rule(by="page", end="total", first=1)),
        ("byToken", Rule(by="token", end="next")),
        ("byLastItem", Rule(by="token", end="has_next")),
        ("byUrlInTheBody", Rule(by="url", end="next")),
        ("byAShortPage", Rule(by="offset", end="short", first=0)),
        ("inOnePage", Rule(by="none", end="only")),
    ],
)
def test_the_rule_follows_what_the_contract_states(
    name: str, rule: Rule, bundled: Mapping[str, Study], ways: Mapping[str, Study]
) -> None:
    assert {**bundled, **ways}[name].rule == rule


def test_a_token_that_is_a_url_is_followed(ways: Mapping[str, Study]) -> None:
    assert rule_of(ways["byToken"].operation, "/tokens?cursor=x") == Rule(by="url", end="next")


def test_the_shown_pages_are_the_first_the_second_and_the_last(bundled: Mapping[str, Study]) -> None:
    walk = bundled["listAgencyCallBatches"].walk
    assert walk is not None
    assert [page.rows for page in walk.shown] == [(1, 25), (26, 50), (251, 257)]
    assert (walk.pages, walk.rows) == (11, 257)
    assert walk.past is not None
    assert (walk.past.position, walk.past.items) == ("257", ())


def test_a_page_past_the_end_is_shown_as_the_mock_answers_it(ways: Mapping[str, Study]) -> None:
    refused, repeated = ways["byAShortPage"].walk, ways["byALastPageThatRepeats"].walk
    assert refused is not None
    assert refused.past is not None
    assert refused.past.answer.status == 404
    assert repeated is not None
    assert repeated.past is not None
    assert repeated.past.items == repeated.shown[-1].items


LINK = '</a?x=1,2>; title="a, <b>; rel=next"; rel="prev", <https://h/b>; rel="last NEXT"'


@pytest.mark.parametrize(
    ("rel", "target"), [("prev", "/a?x=1,2"), ("next", "https://h/b"), ("first", MISSING)]
)
def test_a_relation_is_found_among_the_links_of_a_header(rel: str, target: str) -> None:
    place = Place(text=f"link:{rel}", where="link", name=rel)
    assert read(place, Answer(status=200, headers=(("link", LINK),)), ()) == target


def test_json_in_a_header_is_read_by_its_pointer() -> None:
    place = Place(text="header:X#/pages", where="header", name="X", pointer=("pages",))
    assert read(place, Answer(status=200, headers=(("x", '{"pages": 3}'),)), ()) == 3
    assert read(place, Answer(status=200, headers=(("x", "{"),)), ()) is MISSING
