"""The pages of liars and of honest backends are made of what was measured, and are never stale silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.judging.verdicts import Verdict
from tests.liars.all_liars import LIARS
from tests.liars.honest_table import HONEST, PLAINLY, Judged, honest_cases, honest_stale, honest_text, judged
from tests.liars.liar_table import page_text, read_rows, rows_of, stale
from tests.liars.measure import main
from tests.liars.measured import Measured, measured
from tests.liars.tables import read_tables, table
from tests.liars.trial import SPECS

DOCS = Path(__file__).parents[2] / "docs"
SPEC = "techladder-call-batches"
LIAR = LIARS[0]
OTHER = LIARS[1]


def result(
    name: str, *named: str, loudest: Verdict = Verdict.FAILED, errored: tuple[str, ...] = ()
) -> Measured:
    return Measured(
        liar=name,
        family=LIAR.family,
        spec=SPEC,
        named=named,
        others=(),
        loudest=loudest if named else Verdict.PASSED,
        errored=errored,
        requests=1,
    )


def test_every_liar_has_its_row_in_the_page() -> None:
    assert list(stale(DOCS / "liars.md", LIARS)) == []


def test_a_cell_has_the_law_that_named_the_liar_first_and_says_what_was_missed(tmp_path: Path) -> None:
    rows = rows_of(
        [result(LIAR.name, "page/window", "page/ends"), result(OTHER.name, errored=("page/ends",))]
    )
    assert rows[LIAR.name][SPEC] == "page/window"
    assert rows[OTHER.name][SPEC] == "**missed** (these laws broke: page/ends)"
    assert rows[LIAR.name]["agency-call-batches"] == "-"
    page = tmp_path / "liars.md"
    page.write_text(page_text(rows, [LIAR, OTHER], seed=0))
    assert read_rows(page) == rows
    assert "| **together** | 2 | 2 | 1 |" in page.read_text()
    assert list(stale(page, [LIAR])) == [f"{OTHER.name} is no liar any more"]
    assert list(stale(page, [LIAR, OTHER, LIARS[2]])) == [f"{LIARS[2].name} has no row"]


def test_a_law_that_did_not_fail_has_its_verdict_beside_it() -> None:
    rows = rows_of([result(LIAR.name, "page/window", loudest=Verdict.UNSTABLE)])
    assert rows[LIAR.name][SPEC] == "page/window (unstable)"


def test_a_liar_is_measured_in_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--liar", "base-off-by-one", "--spec", SPEC]) == 0
    assert "1 liars    1 tried    1 caught" in capsys.readouterr().out
    assert measured(("base-off-by-one", SPEC)).caught


def test_new_liars_are_measured_and_the_other_rows_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.liars.measure.LIARS", (LIAR, OTHER))
    monkeypatch.setattr("tests.liars.measure.SPECS", {SPEC: SPECS[SPEC]})
    page = tmp_path / "liars.md"
    page.write_text(page_text(rows_of([result(LIAR.name, "page/kept")]), [LIAR], seed=0))
    assert main(["--write", str(page), "--new"]) == 0
    rows = read_rows(page)
    assert rows[LIAR.name][SPEC] == "page/kept"
    assert rows[OTHER.name][SPEC].startswith("page/")
    assert "1 liars    1 tried" in capsys.readouterr().out


def test_a_page_is_written_from_all_liars_or_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--write", "page.md", "--family", "page"])
    assert "--write takes all of them" in capsys.readouterr().err


def test_the_plain_backend_is_judged_with_every_seed_and_accused_with_none() -> None:
    cases = list(honest_cases([PLAINLY], [SPEC], 3))
    assert cases == [("plain", SPEC, 0), ("plain", SPEC, 1), ("plain", SPEC, 2)]
    one = judged(cases[2])
    assert (one.accused, one.seed) == ((), 2)
    assert one.requests > 50


def test_a_variant_meets_every_seed_once_on_one_of_its_lists() -> None:
    cases = list(honest_cases([PLAINLY], list(SPECS), 20))
    assert sorted(seed for _, _, seed in cases) == list(range(20))
    assert {spec for _, spec, _ in cases} == set(SPECS)
    assert len(list(honest_cases([PLAINLY], list(SPECS), 20, every=True))) == 100


def test_a_variant_with_more_lists_than_seeds_meets_them_all_on_each() -> None:
    assert len(list(honest_cases([PLAINLY], list(SPECS), 2))) == 2 * len(SPECS)


def test_an_accusation_is_told_with_its_law_and_its_seeds() -> None:
    def of(seed: int, *accused: tuple[str, Verdict]) -> Judged:
        return Judged(
            variant="plain", spec=SPEC, seed=seed, accused=accused, requests=100 + seed, seconds=1.0
        )

    text = honest_text([of(0), of(1, ("page/ends", Verdict.WARNED)), of(2, ("page/ends", Verdict.WARNED))], 3)
    assert f"| plain | {SPEC} | page/ends | warned | 1, 2 |" in text
    assert "102, **accused with 2 of 3 seeds**" in text
    assert f"| {SPEC} | 3 | 0 | 0 | 2 | 0 | 101 | 102 |" in text
    assert "## Accusations\n\nNone." in honest_text([of(0)], 1)


def test_a_page_lacks_the_honest_backends_that_it_does_not_name(tmp_path: Path) -> None:
    page = tmp_path / "honest.md"
    assert len(list(honest_stale(page))) == len(HONEST)
    page.write_text(honest_text([], 1))
    assert list(honest_stale(page)) == []


def test_a_table_is_read_back_as_it_was_written() -> None:
    text = table(["name", "says"], [["`a`", "either | or"], ["total", 1]])
    assert list(read_tables(text)) == [{"name": "a", "says": "either \\| or"}]


def test_the_names_of_honest_backends_are_their_own() -> None:
    names = [variant.name for variant in HONEST]
    assert len(set(names)) == len(names)
    assert set(SPECS) >= {SPEC}
