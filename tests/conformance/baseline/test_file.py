"""The baseline file: what it may say, what is told of a wrong one, and that writing it changes little."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.baseline.entries import Entry, key_of
from conformance.baseline.file import baseline_of, baseline_text
from listproof.errors import ConfigError
from listproof.lawbook import LAWS

TOTAL = "- {operation: listThings, law: meta/total, where: /total, reason: known}\n"


def faults(text: str) -> list[str]:
    """What is told of the text: line, place, what was found and what would be right."""
    with pytest.raises(ConfigError) as raised:
        baseline_of(text, "b.yaml")
    return str(raised.value).splitlines()


def test_an_entry_has_what_the_file_says() -> None:
    (entry,) = baseline_of(
        "known:\n- operation: listThings\n  law: meta/total\n  where: /total\n  about: /total\n"
        "  reason: counted before the filter\n  expires: 2027-01-31\n  ticket: 4711\n",
        "b.yaml",
    )
    assert entry == Entry(
        operation="listThings",
        law="meta/total",
        where="/total",
        about="/total",
        reason="counted before the filter",
        expires=datetime.date(2027, 1, 31),
        ticket="4711",
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "b.yaml: there is no `known`"),
        ("- 1\n", "b.yaml: there is no `known`"),
        ("known: 3\n", "b.yaml:1: known: this is 3"),
        ("known: []\nunknown: 1\n", "b.yaml:2: unknown: unknown key"),
        ("known:\n- 3\n", "b.yaml:2: known.0: this is 3"),
        ("known:\n- {law: meta/total}\n", "b.yaml:2: known.0: operation is missing"),
        ("known: [\n", "b.yaml:2: this is not YAML: "),
        (f"known:\n{TOTAL.replace('meta/total', 'meta/totl')}", "b.yaml:2: known.0.law: there is no law "),
        (f"known:\n{TOTAL.replace('known', 'null')}", "b.yaml:2: known.0.reason: this is null"),
        (f"known:\n{TOTAL.replace('known', ' ')}", "b.yaml:2: known.0.reason: this is null"),
        (f"known:\n{TOTAL.replace('}', ', expires: soon}')}", 'b.yaml:2: known.0.expires: this is "soon"'),
        (f"known:\n{TOTAL.replace('}', ', expires: 2027-02-30}')}", "b.yaml:2: known.0.expires: this is "),
        (f"known:\n{TOTAL.replace('}', ', row: 3}')}", "b.yaml:2: known.0.row: unknown key"),
        (f"known:\n{TOTAL.replace('}', ', ticket: [1]}')}", "b.yaml:2: known.0.ticket: this is a list"),
        (f"known:\n{TOTAL}{TOTAL}", "b.yaml:3: known.1: this entry stands here again"),
    ],
)
def test_a_wrong_file_is_told_by_line_and_place(text: str, first: str) -> None:
    assert faults(text)[0].startswith(first)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    told = faults("known:\n- {law: no/law}\n- {operation: '', law: meta/total, where: /total, reason: x}\n")
    assert [line for line in told if line.startswith("b.yaml")] == [
        "b.yaml:2: known.0: operation is missing",
        "b.yaml:2: known.0: where is missing",
        "b.yaml:2: known.0: reason is missing",
        'b.yaml:2: known.0.law: there is no law "no/law"',
        'b.yaml:3: known.1.operation: this is ""',
    ]


TEXTS = st.text(min_size=1, max_size=20).filter(str.strip)
ENTRIES = st.builds(
    Entry,
    operation=TEXTS,
    law=st.sampled_from(sorted(LAWS)),
    where=TEXTS,
    about=st.text(max_size=20),
    reason=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(str.strip),
    expires=st.none() | st.dates(datetime.date(1990, 1, 1)),
    ticket=st.sampled_from(["", "4711", "https://example.com/4711", "null", "no", "2027-01-31"]),
    chance=st.booleans(),
)


@given(entries=st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.key))
def test_what_is_written_reads_back_and_is_written_alike(entries: list[Entry]) -> None:
    text = baseline_text(entries)
    text.encode()
    back = baseline_of(text, "b.yaml")
    assert {entry.key for entry in back} == {entry.key for entry in entries}
    assert baseline_text(reversed(back)) == text
    by_key = {entry.key: entry for entry in back}
    for entry in entries:
        read = by_key[entry.key]
        assert (read.reason, read.expires, read.ticket, read.chance) == (
            entry.reason,
            entry.expires,
            entry.ticket,
            entry.chance,
        )


def test_the_file_reads_well_and_is_sorted() -> None:
    entries = [
        Entry(operation="b", law="meta/total", where="/total", reason="one", ticket="7"),
        Entry(operation="a", law="sort/default", where="/items/4/id", expires=datetime.date(2027, 1, 31)),
    ]
    assert baseline_text(entries).partition("known:\n")[2] == (
        "- operation: a\n  law: sort/default\n  where: /items/*/id\n  reason: not looked into yet\n"
        "  expires: 2027-01-31\n"
        "- operation: b\n  law: meta/total\n  where: /total\n  reason: one\n  ticket: '7'\n"
    )


def test_the_row_in_which_a_fault_shows_is_no_part_of_its_entry() -> None:
    assert key_of("a", "x/y", "/items/3/id", "") == key_of("a", "x/y", "/items/17/id", "")
    assert key_of("a", "x/y", "/items/3/id", "") != key_of("a", "x/y", "/items/3/name", "")
