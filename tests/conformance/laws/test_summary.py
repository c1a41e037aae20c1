"""Figures of a summary."""

from __future__ import annotations

from dataclasses import replace

from conformance.evidence import Page, Walk, Whole
from conformance.laws import examples, summary
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Filter, Json, Operation, Tally

SUMMED = examples.but(
    OPERATION,
    summary=(
        Tally(place=examples.place("/summary/all"), filters={}),
        Tally(place=examples.place("/summary/open"), filters={"state": "open"}),
    ),
)


def page(figures: Json, *rows: Json, **asked: object) -> Page:
    plain = examples.page(
        *rows,
        size=4,
        operation=SUMMED,
        total=len(rows),
        question=Question(size=4, **asked),  # type: ignore[arg-type]
    )
    return replace(plain, exchange=replace(plain.exchange, json={**plain.exchange.json, "summary": figures}))


def walk(figures: Json, *rows: Json, **asked: object) -> Walk:
    return Walk(
        question=Question(size=4, **asked),  # type: ignore[arg-type]
        pages=(page(figures, *rows),),
        ended="end",
    )


def whole(*pages: Page) -> Whole:
    return Whole(exchanges=tuple(p.exchange for p in pages), pages=pages, walks=())


def test_figures_that_are_absent_or_no_numbers_are_accused() -> None:
    figures: Json
    for figures in (None, {}, {"all": "4", "open": 2}, {"all": True, "open": 2}, []):
        assert list(summary.counts.check(SUMMED, walk(figures, *ROWS[:4])))


def test_a_float_may_count() -> None:
    assert not list(summary.counts.check(SUMMED, walk({"all": 4.0, "open": 2}, *ROWS[:4])))


def test_a_filtered_or_unfinished_walk_counts_nothing() -> None:
    wrong = {"all": 99, "open": 99}
    assert not list(summary.counts.check(SUMMED, walk(wrong, filters=(("state", "open"),))))
    assert not list(summary.counts.check(SUMMED, replace(walk(wrong, *ROWS), ended="budget")))


def test_a_figure_by_a_field_that_is_hidden_is_not_counted() -> None:
    hidden = examples.but(SUMMED, filters={"state": Filter(param="state", at=None, all=("all",))})
    assert [f.about for f in summary.counts.check(hidden, walk({"all": 9, "open": 9}, *ROWS))] == [
        "/summary/all"
    ]


def test_another_callers_summary_may_differ() -> None:
    mine = page({"all": 4, "open": 2}, *ROWS[:4])
    theirs = page({"all": 9, "open": 0}, caller="other")
    elsewhere = page({"all": 1, "open": 0}, scope=(("path:batch", "b2"),))
    assert not list(summary.constant.check(SUMMED, whole(mine, theirs, elsewhere)))


def test_the_sentinel_asks_for_the_whole_list() -> None:
    switched_off = page({"all": 4, "open": 2}, *ROWS[:4], filters=(("state", "all"),))
    assert not list(summary.agrees.check(SUMMED, switched_off))
    wrong = page({"all": 5, "open": 2}, *ROWS[:4], filters=(("state", "all"),))
    assert [finding.about for finding in summary.agrees.check(SUMMED, wrong)] == ["/summary/all"]


def by_default_open() -> Operation:
    state = OPERATION.parameters["state"]
    return replace(
        SUMMED,
        parameters={**SUMMED.parameters, "state": replace(state, schema={**state.schema, "default": "open"})},
    )


def test_a_filter_that_holds_by_default_keeps_rows_out_of_sight() -> None:
    seen = walk({"all": 5, "open": 2}, *ROWS[:2])
    assert not list(summary.counts.check(by_default_open(), seen))
    wrong = walk({"all": 9, "open": 3}, *ROWS[:2])
    assert [finding.about for finding in summary.counts.check(by_default_open(), wrong)] == ["/summary/open"]


def test_the_total_of_a_list_filtered_by_default_is_the_figure_of_that_filter() -> None:
    assert not list(summary.agrees.check(by_default_open(), page({"all": 5, "open": 2}, *ROWS[:2])))
    wrong = page({"all": 2, "open": 3}, *ROWS[:2])
    assert [finding.about for finding in summary.agrees.check(by_default_open(), wrong)] == ["/summary/open"]


def test_a_default_that_is_switched_off_shows_every_row() -> None:
    seen = walk({"all": 6, "open": 2}, *ROWS, filters=(("state", "all"),))
    assert [finding.about for finding in summary.counts.check(by_default_open(), seen)] == ["/summary/all"]
