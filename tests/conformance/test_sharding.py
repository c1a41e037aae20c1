"""Shards: every operation falls to one of them, about the same work to each."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.sharding import Shard, dealt, work
from conformance.target import TargetCaller
from listproof.contract import Operation
from listproof.errors import ConfigError
from tests.conformance.backends import target
from tests.conformance.several import Lists, contract, run

ONE = contract().operations[0]


def named(names: list[str]) -> list[Operation]:
    return [dataclasses.replace(ONE, id=name) for name in names]


@pytest.mark.parametrize("text", ["1/1", "2/4", "4/4", "12/100"])
def test_a_shard_reads_back_as_it_is_written(text: str) -> None:
    assert str(Shard.read(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "x", "0/4", "4", "1/0", "-1/4", "1/4/2", "01/4", "1 / 4", "1.5/4", "\u0661/\u0664", "1/1000000"],
)
def test_what_is_no_shard_is_told_with_what_would_be(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Shard.read(text)
    assert str(caught.value).splitlines() == [
        f"--shard: this is no shard: {text}",
        "    it is written 2/4, the second of four; the first is 1/4, the last 4/4",
    ]


def test_a_shard_after_the_last_is_told() -> None:
    with pytest.raises(ConfigError, match="--shard: there is no shard 5 of 4"):
        Shard.read("5/4")


@given(weights=st.lists(st.integers(0, 500), max_size=30), parts=st.integers(1, 12))
def test_every_operation_falls_to_one_shard_in_the_document_s_order(weights: list[int], parts: int) -> None:
    weight = {str(index): weight for index, weight in enumerate(weights)}
    operations = named(list(weight))
    shards = [
        dealt(operations, Shard(part, parts), weigh=lambda one: weight[one.id])
        for part in range(1, parts + 1)
    ]
    numbers = [[int(operation.id) for operation in shard] for shard in shards]
    assert all(shard == sorted(shard) for shard in numbers)
    assert sorted(number for shard in numbers for number in shard) == list(range(len(weights)))


@given(weights=st.lists(st.integers(1, 500), min_size=1, max_size=30), parts=st.integers(1, 12))
def test_no_shard_has_more_work_than_another_by_more_than_one_operation(
    weights: list[int], parts: int
) -> None:
    weight = {str(index): weight for index, weight in enumerate(weights)}
    loads = [
        sum(
            weight[one.id]
            for one in dealt(named(list(weight)), Shard(part, parts), weigh=lambda one: weight[one.id])
        )
        for part in range(1, parts + 1)
    ]
    assert max(loads) - min(loads) <= max(weights)


def test_a_heavy_operation_leaves_the_light_ones_to_the_other_shards() -> None:
    weight = {"a": 10, "heavy": 100, "b": 10, "c": 10}
    first, second = (
        dealt(named(list(weight)), Shard(part, 2), weigh=lambda one: weight[one.id]) for part in (1, 2)
    )
    assert [one.id for one in first] == ["heavy"]
    assert [one.id for one in second] == ["a", "b", "c"]


def test_without_a_shard_everything_is_judged() -> None:
    operations = contract().operations
    assert dealt(operations, None) == operations


def test_a_list_with_more_to_ask_is_more_work() -> None:
    things, tools, _ = contract().operations
    assert work(things) > work(tools) > 20


@pytest.mark.slow
def test_the_work_is_the_same_on_every_machine() -> None:
    script = (
        "from conformance.sharding import work; from tests.liars.trial import SPECS, contract_of; "
        "print([work(contract_of(name).operations[0]) for name in SPECS])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_shard_asks_for_its_own_lists_alone() -> None:
    lists = Lists()
    report = run(lists, "2/3")
    (operation,) = report.operations
    assert (report.shard, report.chosen) == ("2/3", ("listThings", "listTools", "listToys"))
    assert operation.operation == "listTools"
    assert lists.asked == len(lists.backends["tools"].asked) > 0


def test_a_shard_of_some_operations_is_dealt_from_these() -> None:
    report = run(Lists(), "2/2", operations=("listThings", "listToys"))
    assert report.chosen == ("listThings", "listToys")
    assert [operation.operation for operation in report.operations] == ["listToys"]


def test_a_shard_with_nothing_to_do_asks_nothing_and_is_complete() -> None:
    lists = Lists()
    report = run(lists, "4/4")
    assert (report.operations, report.complete, report.stopped) == ((), True, "")
    assert lists.asked == 0


def test_every_shard_holds_the_target_against_all_lists() -> None:
    main = TargetCaller(headers={"X-Key": "key-of-ada"}, parameters={"stat": ("open",)})
    with pytest.raises(ConfigError, match="no such parameter"):
        run(Lists(), "4/4", to=dataclasses.replace(target(), callers={"main": main}))


@pytest.mark.slow
def test_what_chance_may_ask_does_not_depend_on_how_many_lists_share_a_run() -> None:
    lists = ("listThings", "listToys")
    whole = run(Lists(), chance=250, operations=lists)
    parts = [run(Lists(), shard, chance=250, operations=lists) for shard in ("1/2", "2/2")]
    asked = [operation.chance_requests for operation in whole.operations]
    assert [part.operations[0].chance_requests for part in parts] == asked
