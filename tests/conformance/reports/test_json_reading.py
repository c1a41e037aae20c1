"""A JSON report reads back as the value that was written, and what is none is told by its place."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.judging.guesses import Inferred
from conformance.judging.judge import Onset
from conformance.judging.verdicts import Verdict
from conformance.reports.formats import written
from conformance.reports.json_file import as_json, json_text
from conformance.reports.json_reading import read_report, report_of
from conformance.reports.report import (
    Figures,
    Known,
    Load,
    Report,
    ReportedClause,
    ReportedFinding,
    ReportedLaw,
    ReportedOperation,
    Shown,
    Stale,
)
from listproof import __version__
from listproof.errors import ConfigError
from listproof.lawbook import LAWS, Kind
from tests.conformance.reports.hostile import every_verdict, hostile, lying

TEXTS = st.text(max_size=12)
MANY_TEXTS = st.lists(TEXTS, max_size=2).map(tuple)
NUMBERS = st.integers(0, 10**6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
KINDS = st.sampled_from(get_args(Kind))
LOUDNESS = KINDS | st.sampled_from(["never-safe", "standard"])
VERDICTS = st.sampled_from(Verdict)


DRAWN: dict[Any, set[str]] = {}


def some(made: Callable[..., Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a dataclass, each of its fields drawn."""
    DRAWN[made] = set(fields)
    return st.builds(made, **fields)


SHOWN = some(Shown, line=TEXTS, curl=TEXTS, caller=TEXTS, status=NUMBERS, answer=TEXTS)
KNOWN = some(
    Known,
    reason=TEXTS,
    expires=st.sampled_from(["", "2027-01-31"]),
    ticket=TEXTS,
    expired=st.booleans(),
    verdict=VERDICTS,
)
STALE = some(
    Stale,
    operation=TEXTS,
    law=st.sampled_from(sorted(LAWS)),
    where=TEXTS,
    about=TEXTS,
    reason=TEXTS,
    ticket=TEXTS,
)
MOMENTS = st.floats(0, 1e6)
ONSETS = some(Onset, seconds=MOMENTS, users=NUMBERS)
FIGURES = some(
    Figures,
    requests=NUMBERS,
    failures=NUMBERS,
    lost=NUMBERS,
    per_second=MOMENTS,
    p50=MOMENTS,
    p95=MOMENTS,
    p99=MOMENTS,
)
LOADS = some(Load, users=NUMBERS, seconds=MOMENTS, workers=st.integers(1, 99))
FINDINGS = some(
    ReportedFinding,
    onset=st.none() | ONSETS,
    known=st.none() | KNOWN,
    where=TEXTS,
    expected=VALUES,
    actual=VALUES,
    because=TEXTS,
    about=TEXTS,
    fact=st.booleans(),
    verdict=VERDICTS,
    kind=LOUDNESS,
    clauses=MANY_TEXTS,
    request=st.none() | SHOWN,
    further=MANY_TEXTS,
    times=st.integers(1, 99),
    again=st.sampled_from(["", "seen again", "not seen again", "not looked at again"]),
    leans=st.lists(some(Inferred, at=TEXTS, reason=TEXTS), max_size=2).map(tuple),
)
A_LAW = some(
    ReportedLaw,
    law=st.sampled_from(sorted(LAWS)),
    states=TEXTS,
    verdict=VERDICTS,
    kind=LOUDNESS,
    clauses=MANY_TEXTS,
    reason=st.none() | TEXTS,
    applies=st.booleans(),
    looked_at=NUMBERS,
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
)
CLAUSES = some(
    ReportedClause, id=TEXTS, kind=KINDS, text=TEXTS, quote=TEXTS, laws=MANY_TEXTS, verdict=VERDICTS
)
OPERATIONS = some(
    ReportedOperation,
    operation=TEXTS,
    summary=TEXTS,
    path=TEXTS,
    line=NUMBERS,
    file=TEXTS,
    rows=st.none() | NUMBERS,
    requests=NUMBERS,
    chance_requests=st.none() | NUMBERS,
    fuzz_requests=st.none() | NUMBERS,
    seconds=st.floats(0, 1e6),
    complete=st.booleans(),
    notes=MANY_TEXTS,
    laws=st.lists(A_LAW, max_size=3).map(tuple),
    clauses=st.lists(CLAUSES, max_size=2).map(tuple),
    figures=st.none() | FIGURES,
)
REPORTS = some(
    Report,
    listproof=st.just(__version__),
    contract=TEXTS,
    digest=st.sampled_from(["", "0" * 64, "9f" * 32]),
    title=TEXTS,
    target=TEXTS,
    seconds=MOMENTS,
    seed=st.integers(-(10**20), 10**20),
    started=st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z"),
    complete=st.booleans(),
    stopped=TEXTS,
    operations=st.lists(OPERATIONS, max_size=2).map(tuple),
    notes=MANY_TEXTS,
    chosen=MANY_TEXTS,
    shard=st.none() | st.sampled_from(["1/1", "2/4", "999999/999999"]),
    stale=st.lists(STALE, max_size=2).map(tuple),
    load=st.none() | LOADS,
)


@pytest.mark.parametrize("made", DRAWN, ids=lambda made: made.__name__)
def test_every_field_of_a_report_is_drawn_and_so_has_to_be_read(made: Any) -> None:
    assert DRAWN[made] == {field.name for field in dataclasses.fields(made)}


@given(report=REPORTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_report_reads_back_as_it_was_written(report: Report) -> None:
    back = report_of(written(report, "json").decode(), "report.json")
    assert back == report
    # 1 == 1.0 == True in Python: what is written again must be the same too.
    assert json_text(back) == json_text(report)


@pytest.mark.parametrize("make", [lying, every_verdict, hostile])
def test_the_report_of_a_run_reads_back_in_every_format(make: Callable[[], Report], tmp_path: Path) -> None:
    report = make()
    file = tmp_path / "report.json"
    file.write_bytes(written(report, "json"))
    back = read_report(file)
    assert back == report
    for kind in ("text", "json", "junit", "sarif", "html", "markdown", "github"):
        assert written(back, kind) == written(report, kind)


# --- what is no report ---


@pytest.fixture(scope="module")
def report() -> Report:
    return lying()


def faults(text: str) -> list[str]:
    """The lines of the error that the text ends with."""
    with pytest.raises(ConfigError) as caught:
        report_of(text, "part.json")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "part.json:1: it is not JSON: expecting value at column 1"),
        ('{"listproof": ', "part.json:1: it is not JSON: expecting value at column 15"),
        ("[]", "part.json: this is a list"),
        ("null", "part.json: this is null"),
        ("{}", "part.json: this is no report of Listproof"),
        ('{"version": "2.1.0", "runs": []}', "part.json: this is no report of Listproof"),
        ("[" * 100_000, "part.json: it is no JSON that can be read: it is nested too deeply"),
        ("NaN", "part.json: it is no JSON that can be read: NaN is no JSON value"),
        ("1e999", "part.json: it is no JSON that can be read: 1e999 is no JSON value"),
    ],
)
def test_what_is_no_report_at_all_is_told_with_what_would_be(text: str, told: str) -> None:
    first, second = faults(text)
    assert first == told
    assert second == "    it must be a report that `listproof check --report json=PATH` wrote"


def test_a_number_that_nobody_can_read_is_told() -> None:
    assert faults("9" * 5000)[0].startswith("part.json: it is no JSON that can be read: Exceeds the limit")


def test_a_report_of_another_version_is_told_with_both(report: Report) -> None:
    other = {**as_json(report), "listproof": "9.9.9", "what": "is new there"}
    assert faults(json.dumps(other)) == [
        'part.json: /listproof: it was written by Listproof "9.9.9"',
        f"    this is Listproof {__version__}: read it with the version that wrote it",
    ]


def spoilt(report: Report, place: str, value: Any) -> str:
    """The report as JSON with another value at a JSON pointer; `...` leaves the key out."""
    whole = json.loads(json_text(report))
    *way, last = place.strip("/").split("/")
    inner: Any = whole
    for token in way:
        inner = inner[int(token)] if isinstance(inner, list) else inner[token]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("/seed", "7", '/seed: this is "7"'),
        ("/started", "today", '/started: "today" breaks format'),
        ("/shard", "0/4", '/shard: this is "0/4"'),
        ("/shard", 2, "/shard: this is 2"),
        ("/title", ..., "title is missing"),
        ("/colour", "red", "there is an unknown key: colour"),
        ("/operations", {}, "/operations: this is an object"),
        ("/operations/0/requests", -1, "/operations/0/requests: this is -1"),
        ("/operations/0/verdicts/3/verdict", "good", '/operations/0/verdicts/3/verdict: this is "good"'),
        ("/operations/0/verdicts/3/looked_at", 1.5, "/operations/0/verdicts/3/looked_at: this is 1.5"),
        (
            "/operations/0/verdicts/3/law",
            "page/mine",
            "/operations/0/verdicts/3/law: there is no law page/mine",
        ),
        ("/operations/0/counts/passed", 1000, "/operations/0/counts: this is 1000 passed"),
    ],
)
def test_what_breaks_the_schema_is_told_by_its_place(
    report: Report, place: str, value: Any, told: str
) -> None:
    first, second, *_ = faults(spoilt(report, place, value))
    assert first.startswith(f"part.json: {told}")
    assert second.startswith("    ")


def test_faults_beyond_count_are_cut(report: Report) -> None:
    whole = json.loads(json_text(report))
    for law in whole["operations"][0]["verdicts"]:
        law["applies"] = "\x1b[2J"
    told = faults(json.dumps(whole))
    assert len(told) == 10
    assert not any("\x1b" in line for line in told)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        read_report(tmp_path / "none.json")


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "part.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_report(tmp_path / "part.json")
