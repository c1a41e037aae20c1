"""The merged reports of all shards are the report of the whole run, and of anything else there is none."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.reports.formats import written
from conformance.reports.json_file import json_text
from conformance.reports.json_reading import report_of
from conformance.reports.merging import merged
from conformance.reports.report import Report
from conformance.reports.terminal import lines
from conformance.run import Options, check_contract
from conformance.sharding import Shard
from conformance.target import Target
from listproof.errors import ConfigError
from tests.conformance.backends import reply
from tests.conformance.several import Lists, run, timeless
from tests.liars.calls import PLAIN, Twist
from tests.liars.honest import Backend as BundledBackend
from tests.liars.trial import contract_of, target_of, world_of


def wrong_total(body: dict[str, Any], _: Mapping[str, str]) -> None:
    body["total"] = 23


def hides_more(body: dict[str, Any], _: Mapping[str, str]) -> None:
    body["has_next"] = False


SERVERS: Mapping[str, Callable[[], Lists]] = {
    "honest": Lists,
    "lying": lambda: Lists(things=wrong_total, tools=hides_more, toys=wrong_total),
}


def parts(lists: Callable[[], Lists], count: int, **options: Any) -> list[tuple[str, Report]]:
    """The shards of a run as a machine hands them to another: written and read back."""
    return [
        (f"part{part}.json", report_of(json_text(run(lists(), f"{part}/{count}", **options)), "part.json"))
        for part in range(1, count + 1)
    ]


@pytest.fixture(scope="module", params=SERVERS)
def lists(request: pytest.FixtureRequest) -> Callable[[], Lists]:
    return SERVERS[request.param]


@pytest.fixture(scope="module")
def whole(lists: Callable[[], Lists]) -> Report:
    return run(lists())


@pytest.mark.parametrize(
    "count", [3, *(pytest.param(number, marks=pytest.mark.slow) for number in (1, 2, 5))]
)
def test_the_shards_together_are_the_whole_run(lists: Callable[[], Lists], whole: Report, count: int) -> None:
    together = merged(parts(lists, count))
    assert json_text(timeless(together)) == json_text(timeless(whole))
    assert timeless(together) == timeless(whole)


@pytest.fixture(scope="module")
def thirds() -> list[tuple[str, Report]]:
    return parts(lambda: Lists(tools=wrong_total), 3)


def test_it_counts_for_nothing_in_which_order_they_are_given(thirds: list[tuple[str, Report]]) -> None:
    texts = {json_text(merged(list(given))) for given in itertools.permutations(thirds)}
    assert len(texts) == 1


def test_the_whole_began_with_its_first_shard_and_took_as_long_as_all(
    thirds: list[tuple[str, Report]],
) -> None:
    early = [
        (file, dataclasses.replace(report, started=f"2026-01-0{4 - number}T00:00:00Z"))
        for number, (file, report) in enumerate(thirds, 1)
    ]
    together = merged(early)
    assert together.started == "2026-01-01T00:00:00Z"
    assert [one.seconds for one in together.operations] == [
        operation.seconds for _, report in thirds for operation in report.operations
    ]


def test_what_ended_a_shard_early_is_told_with_its_number() -> None:
    cut = run(Lists(), "2/3", max_requests=20)
    whole = merged([("1", run(Lists(), "1/3")), ("2", cut), ("3", run(Lists(), "3/3"))])
    assert not whole.complete
    assert whole.stopped == f"shard 2/3: {cut.stopped}"
    assert [operation.complete for operation in whole.operations] == [True, False, True]


def test_what_was_waited_out_is_told_with_the_shard_that_waited(thirds: list[tuple[str, Report]]) -> None:
    (first, report), *others = thirds
    busy = dataclasses.replace(report, notes=("429 came 2 times and was waited out (1.0 s in all)",))
    whole = merged([(first, busy), *others])
    assert whole.notes == ("shard 1/3: 429 came 2 times and was waited out (1.0 s in all)",)


# --- what is not one run ---


def refused(given: list[tuple[str, Report]]) -> list[str]:
    """The lines of the error that these reports end with."""
    with pytest.raises(ConfigError) as caught:
        merged(given)
    return str(caught.value).splitlines()


def changed(given: list[tuple[str, Report]], index: int, **changes: Any) -> list[tuple[str, Report]]:
    """The reports, with something else in one of them."""
    made = list(given)
    made[index] = (made[index][0], dataclasses.replace(made[index][1], **changes))
    return made


def test_missing_shards_are_named(thirds: list[tuple[str, Report]]) -> None:
    assert refused(thirds[1:2]) == [
        "the reports: shards 1/3, 3/3 are missing",
        "    given are 2/3 (part2.json)",
    ]
    assert refused([thirds[2], thirds[0]]) == [
        "the reports: shard 2/3 is missing",
        "    given are 1/3 (part1.json), 3/3 (part3.json)",
    ]


def test_the_report_of_a_whole_run_is_no_part(thirds: list[tuple[str, Report]]) -> None:
    assert refused([*thirds, ("whole.json", merged(thirds))]) == [
        "whole.json: /shard: this is the report of a whole run",
        "    only the reports of `listproof check --shard I/N` are merged",
    ]


def test_a_shard_that_cannot_be_is_told(thirds: list[tuple[str, Report]]) -> None:
    assert refused(changed(thirds, 1, shard="4/3"))[0] == "part2.json: /shard: there is no shard 4 of 3"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"contract": "other.yaml"}, '/contract: this is "other.yaml"'),
        ({"title": "Others"}, '/title: this is "Others"'),
        ({"target": "http://other.invalid"}, '/target: this is "http://other.invalid"'),
        ({"seed": 8}, "/seed: this is 8"),
        ({"listproof": "9.9.9"}, '/listproof: this is "9.9.9"'),
        ({"chosen": ("listTools",)}, "/chosen: this is listTools"),
        ({"shard": "2/4"}, "/shard: this is shard 2/4"),
    ],
)
def test_a_shard_of_another_run_is_told_with_what_differs(
    thirds: list[tuple[str, Report]], changes: dict[str, Any], told: str
) -> None:
    first, second = refused(changed(thirds, 1, **changes))
    assert first == f"part2.json: {told}"
    assert second.startswith("    part1.json ")


def test_a_shard_that_is_given_twice_is_told(thirds: list[tuple[str, Report]]) -> None:
    assert refused([*thirds, ("copy.json", thirds[0][1])]) == [
        "copy.json: /shard: shard 1/3 is part1.json too",
        "    give it once",
    ]


def test_an_operation_in_two_shards_is_told(thirds: list[tuple[str, Report]]) -> None:
    double = (*thirds[1][1].operations, *thirds[0][1].operations)
    assert refused(changed(thirds, 1, operations=double)) == [
        'part2.json: /operations/1/operation: "listThings" is in part1.json too',
        "    the shards of one run have no operation in common",
    ]


def test_an_operation_that_nobody_judged_is_told(thirds: list[tuple[str, Report]]) -> None:
    assert refused(changed(thirds, 2, operations=()))[0] == (
        'part1.json: /chosen/2: no shard judged "listToys"'
    )


def test_an_operation_that_was_not_to_be_judged_is_told(thirds: list[tuple[str, Report]]) -> None:
    stranger = dataclasses.replace(thirds[2][1].operations[0], operation="listTows")
    told = refused(changed(thirds, 2, operations=(stranger,)))
    assert told[0] == 'part3.json: /operations/0/operation: "listTows" was not to be judged'
    assert told[2] == 'part1.json: /chosen/2: no shard judged "listToys"'


@pytest.mark.parametrize(("field", "phase"), [("fuzz_requests", "fuzz"), ("chance_requests", "chance")])
def test_shards_with_and_without_a_phase_are_not_one_run(
    thirds: list[tuple[str, Report]], field: str, phase: str
) -> None:
    for index, number in enumerate([None, None, 30]):
        (operation,) = thirds[index][1].operations
        change: dict[str, Any] = {field: number}
        thirds = changed(thirds, index, operations=(dataclasses.replace(operation, **change),))
    assert refused(thirds) == [
        f"part3.json: /operations/0/{field}: there is a {phase} phase",
        "    part1.json has none: run all shards alike",
    ]


# --- in every format ---


def test_a_shard_with_nothing_to_do_says_so_in_every_format() -> None:
    report = run(Lists(), "4/4")
    assert [line.plain for line in lines(report)] == [
        "Shard 4/4: nothing to do, 3 list operations for 4 shards."
    ]
    for kind in ("html", "markdown", "github", "text"):
        assert "nothing to do, 3 list operations for 4 shards" in written(report, kind).decode()
    assert 'tests="0"' in written(report, "junit").decode()
    assert '"results": []' in written(report, "sarif").decode()


def test_every_format_tells_which_shard_it_is_of(thirds: list[tuple[str, Report]]) -> None:
    report = thirds[1][1]
    assert "Shard 2/3: 1 of 3 list operations." in written(report, "text").decode()
    assert "Shard 2/3: 1 of 3 list operations" in written(report, "markdown").decode()
    assert "<dt>Shard</dt><dd>2/3: 1 of 3 list operations</dd>" in written(report, "html").decode()
    assert '<property name="shard" value="2/3"' in written(report, "junit").decode()
    # Code scanning keeps one analysis for each category: shards must not replace each other.
    assert '"id": "listproof/several/shard-2-of-3/"' in written(report, "sarif").decode()
    assert '"id": "listproof/several/"' in written(merged(thirds), "sarif").decode()


# --- two bundled lists in one document ---

BUNDLED = ("techladder-call-batches", "organization-batch-calls")


def by_path(twist: Twist) -> Callable[[Request], Answer]:
    """Both lists at one address; the second has the twist."""
    backends = {
        contract_of(spec).operations[0].path: BundledBackend(contract_of(spec), world_of(spec), one)
        for spec, one in zip(BUNDLED, (PLAIN, twist), strict=True)
    }

    def answer(request: Request) -> Answer:
        backend = backends.get(request.target.partition("?")[0])
        return backend(request) if backend else reply(404, {"error": "no such list"})

    return answer


def both() -> Target:
    """The target that both lists are: each caller has the credentials for both."""
    first, second = (target_of(world_of(spec)) for spec in BUNDLED)
    callers = {
        name: dataclasses.replace(caller, headers={**caller.headers, **second.callers[name].headers})
        for name, caller in first.callers.items()
        if name in second.callers
    }
    return dataclasses.replace(first, callers=callers, refused=())


def lies(_: Any, said: dict[Any, Any]) -> dict[Any, Any]:
    return {role: value + 1 if role == "total" else value for role, value in said.items()}


@pytest.mark.slow
@pytest.mark.parametrize("twist", [PLAIN, Twist(tells=lies)], ids=["honest", "lying"])
def test_bundled_lists_are_judged_by_shards_as_by_one_run(twist: Twist) -> None:
    document = dataclasses.replace(
        contract_of(BUNDLED[0]),
        operations=tuple(contract_of(spec).operations[0] for spec in BUNDLED),
        source="bundled.yaml",
    )

    def judged(shard: Shard | None) -> Report:
        options = Options(concurrency=1, shard=shard)
        return check_contract(document, both(), options, send=by_path(twist), sleep=lambda _: None)

    whole = judged(None)
    shards = [(str(part), judged(Shard(part, 2))) for part in (1, 2)]
    assert timeless(merged(shards)) == timeless(whole)
    assert [one.rows for one in whole.operations] == [257, 261]
    assert (whole.worst == Verdict.FAILED) == (twist is not PLAIN)


def test_shards_of_another_document_of_the_same_name_are_told_apart_by_its_digest(
    thirds: list[tuple[str, Report]],
) -> None:
    (first, one), (second, two), last = thirds
    other = dataclasses.replace(two, digest="0123456789abcdef" * 4)
    with pytest.raises(ConfigError) as caught:
        merged([(first, one), (second, other), last])
    told = str(caught.value)
    assert f"{second}: /digest: it judged another document than {first}" in told
    assert "0123456789ab" in told
    assert one.digest[:12] in told
