"""Servers that other people wrote: judged by their contracts, with nothing left but what is known and why."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from examples.servers.check_all import check, serving
from examples.servers.measure import measure, proposal
from examples.servers.rows import COUNT, orders
from examples.servers.starting import NAMES, missing

HERE = Path(__file__).parents[2] / "examples" / "servers"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_server_breaks_nothing_but_what_is_known_of_it(name: str, tmp_path: Path) -> None:
    lacks = missing(name)
    if lacks:
        pytest.skip(lacks)
    with serving(name) as url:
        outcome = check(name, url, tmp_path)
    assert outcome.code == 0, outcome.printed
    assert outcome.report is not None
    assert outcome.report["complete"]
    known = yaml.safe_load((HERE / name / "known.yaml").read_text(encoding="utf-8"))["known"]
    broken = {
        (each["operation"], verdict["law"])
        for each in outcome.report["operations"]
        for verdict in each["verdicts"]
        if verdict["verdict"] == "known"
    }
    assert broken == {(each["operation"], each["law"]) for each in known}
    assert outcome.verdicts["passed"] > 20 * len(outcome.report["operations"])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_proposal_that_stands_beside_a_server_is_what_infer_proposes(name: str) -> None:
    written = (HERE / name / "inferred.overlay.yaml").read_text(encoding="utf-8")
    assert proposal(name) == written, "write it anew: python -m examples.servers.measure --write"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_was_proposed_for_a_server_had_to_be_taken_back(name: str) -> None:
    found = measure(name)
    assert found.inferred > 10
    assert not found.wrong
    figures = f"| {found.inferred} | {found.right} | {len(found.wrong)} | {found.added} |"
    assert f"| `{name}` {figures}" in (HERE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_known_fault_of_a_server_has_its_reason(name: str) -> None:
    known = yaml.safe_load((HERE / name / "known.yaml").read_text(encoding="utf-8"))["known"]
    told = (HERE / name / "findings.md").read_text(encoding="utf-8")
    for each in known:
        assert "not looked into" not in each["reason"]
        assert f"`{each['law']}`" in told


def test_the_rows_of_the_servers_have_ties_in_every_key_that_they_are_sorted_by() -> None:
    rows = orders()
    assert len(rows) == COUNT == len({row["id"] for row in rows})
    for key in ("created", "amount", "customer"):
        assert len({row[key] for row in rows}) < COUNT
