"""A made-up document is the same each time, and its lists are found, served and judged."""

from __future__ import annotations

import pytest

from benchmarks.big_document import text
from benchmarks.size_and_seconds import costs, main
from listproof.reader import read_contract


def test_the_document_is_the_same_each_time_and_each_of_its_lists_is_found() -> None:
    small = text(8, 24, 5)
    assert small == text(8, 24, 5)
    contract = read_contract("big.json", text=small, infer=True)
    assert len(contract.operations) == 8
    assert {operation.listing.page.by for operation in contract.operations} >= {"page", "offset", "cursor"}
    assert contract.warnings == ()


@pytest.mark.slow
def test_a_few_lists_are_inferred_linted_mocked_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lists", "3", "--print"]) == 0
    said = capsys.readouterr().out
    assert "a made-up document of 3 lists" in said
    assert said.count("| 0 |") == 5


@pytest.mark.slow
def test_hundreds_of_lists_cost_no_more_than_ten_seconds_of_cpu_and_a_gigabyte(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    document = tmp_path_factory.mktemp("big") / "big.json"
    document.write_text(text())
    assert document.stat().st_size > 4_000_000
    for cost in costs(document, "list299"):
        assert cost.code == 0, cost
        assert cost.memory < 1024, cost
        assert cost.cpu < (20 if cost.what.startswith("check") else 10), cost
