"""Runs by a document that states no lists: what leans on a guess warns, be it a lie or a wrong guess."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.reports.formats import written
from conformance.reports.json_reading import report_of
from conformance.reports.report import Report, ReportedLaw
from conformance.reports.terminal import lines
from conformance.run import Options, check_contract
from conformance.sharding import Shard
from conformance.target import Target, TargetCaller
from listproof.contract import Contract
from listproof.errors import ConfigError
from listproof.infer.plain import read_plain
from listproof.infer.proposals import Proposal, propose
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, URL, Backend, target
from tests.conformance.several import Lists
from tests.conformance.several import document as several


def plain(text: str) -> dict[str, Any]:
    """The document without a word of ours."""
    whole: dict[str, Any] = yaml.safe_load(text)
    for path in whole["paths"].values():
        path["get"].pop("x-listing", None)
        path["get"].pop("x-clauses", None)
    return whole


def contract(document: dict[str, Any]) -> Contract:
    return read_contract("things.yaml", text=yaml.safe_dump(document), infer=True)


def run(
    contract: Contract, backend: Callable[[Request], Answer], *, to: Target | None = None, **options: Any
) -> Report:
    return check_contract(
        contract,
        to or target(),
        Options(concurrency=1, **{"chance": 5, **options}),
        send=backend,
        sleep=lambda _: None,
    )


def loud(report: Report, *verdicts: Verdict) -> list[ReportedLaw]:
    return [law for operation in report.operations for law in operation.laws if law.verdict in verdicts]


def test_an_honest_backend_is_not_even_warned_of() -> None:
    report = run(contract(plain(SPEC)), Backend())
    assert not loud(report, Verdict.ERRORED, Verdict.FAILED, Verdict.UNSTABLE, Verdict.WARNED)
    assert report.complete
    assert report.operations[0].counts["passed"] > 20
    assert "things.yaml states no lists: what leans on an inferred value warns at most" in report.notes


def _one_too_many(body: dict[str, Any], asked: Any) -> None:
    body["total"] += 1


def test_a_backend_that_lies_is_warned_of_with_the_guesses_that_this_leans_on() -> None:
    report = run(contract(plain(SPEC)), Backend(spoil_body=_one_too_many))
    assert report.worst == Verdict.WARNED
    (finding, *_) = next(law for law in loud(report, Verdict.WARNED) if law.law == "page/complete").findings
    assert finding.leans[0].at == "/meta/total"
    assert finding.again == "seen again"
    said = " ".join(" ".join(line.plain.split()) for line in lines(report, width=200))
    assert "inferred: /meta/total: /total in the body is a number, and called so; " in said
    assert "If one of these is wrong, the guess is at fault, not the server" in said


@pytest.mark.parametrize("form", ["markdown", "html", "junit", "sarif", "github", "text"])
def test_every_report_says_which_guesses_a_warning_leans_on(form: str) -> None:
    report = run(contract(plain(SPEC)), Backend(spoil_body=_one_too_many), chance=0)
    said = " ".join(written(report, form).decode("utf-8").split())
    assert "inferred: /meta/total: /total in the body is a number" in said.replace("\\/", "/")


def test_the_json_report_has_the_guesses_and_reads_back() -> None:
    report = run(contract(plain(SPEC)), Backend(spoil_body=_one_too_many), chance=0)
    text = written(report, "json").decode("utf-8")
    found = [each for law in json.loads(text)["operations"][0]["verdicts"] for each in law["findings"]]
    warned = [each for each in found if each["verdict"] == "warned"]
    assert all(each["inferred"] for each in warned)
    assert {"at": "/page/first", "reason": "the default of page is 1"} in warned[0]["inferred"]
    assert report_of(text, "report.json") == report


def test_a_list_that_lets_anybody_in_fails_whatever_is_inferred() -> None:
    def open_door(answer: Answer, request: Request, before: int) -> Answer:
        if answer.status != 401:
            return answer
        return honest(Request(method=request.method, target=request.target, headers=key))

    honest, key = Backend(), (("X-Key", "key-of-ada"),)
    report = run(contract(plain(SPEC)), Backend(spoil_answer=open_door), chance=0)
    assert "errors/unauthenticated" in [law.law for law in loud(report, Verdict.FAILED)]


def test_a_row_that_breaks_its_schema_fails_whatever_is_inferred() -> None:
    def spoil(body: dict[str, Any], asked: Any) -> None:
        body["items"] = [{"id": row["id"], "state": row["state"]} for row in body["items"]]

    report = run(contract(plain(SPEC)), Backend(spoil_body=spoil), chance=0)
    assert "shape/schema" in [law.law for law in loud(report, Verdict.FAILED)]


# --- wrong guesses ---------------------------------------------------------------------------------------

WRONG: dict[str, list[Any]] = {
    "/id": ["/owner", "/state"],
    "/page/first": [0],
    "/page/by": ["offset"],
    "/page/param": ["limit"],
    "/page/past_end": ["error", "last"],
    "/size/over": ["clamp"],
    "/size/under": ["default"],
    "/meta/total": ["/page"],
    "/meta/page": ["/total"],
    "/meta/has_prev": ["/has_next"],
    "/meta/pages": ["/total"],
    "/meta/returned": ["/total"],
    "/filter/state": ["/owner", {"at": "/state", "op": "ne"}, {"at": "/state", "all": ["open"]}],
    "/sort/default": [["-/id"], ["/state"]],
    "/scope": [[{"caller": True, "at": "/state"}]],
    "/errors/unauthenticated": [403],
}
CASES = [(at, value) for at, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("at", "value"), CASES, ids=[f"{at}={value}" for at, value in CASES])
def test_no_wrong_guess_is_taken_for_a_fault_of_an_honest_server(at: str, value: Any) -> None:
    document = plain(SPEC)
    (proposal,) = map(propose, read_plain("things.yaml", text=yaml.safe_dump(document)).operations)
    assert isinstance(proposal, Proposal)
    listing = copy.deepcopy(proposal.listing)
    *way, last = at[1:].split("/")
    holder: Any = listing
    for key in way:
        holder = holder.setdefault(key, {})
    holder[last] = value
    get = document["paths"]["/things"]["get"]
    get |= {"x-listing": listing, "x-listing-inferred": {**proposal.reasons, at: "a wrong guess"}}
    report = run(contract(document), Backend(), chance=0)
    assert not loud(report, Verdict.FAILED, Verdict.UNSTABLE, Verdict.ERRORED)
    for law in loud(report, Verdict.WARNED):
        assert "a wrong guess" in [each.reason for each in law.findings[0].leans], law.law


# --- several lists ---------------------------------------------------------------------------------------


def with_parts() -> Contract:
    """The three lists, and one below each thing, whose id the target has to give."""
    document = plain(several())
    get = copy.deepcopy(document["paths"]["/things"]["get"]) | {"operationId": "listParts"}
    get["parameters"].append({"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}})
    document["paths"]["/things/{thing}/parts"] = {"get": get}
    return contract(document)


def test_a_list_without_a_value_that_it_needs_is_passed_over_and_says_what_to_give() -> None:
    report = run(with_parts(), Lists(), chance=0)
    parts, *others = sorted(report.operations, key=lambda one: one.operation != "listParts")
    assert [law.verdict for law in parts.laws] == [Verdict.SKIPPED] * len(parts.laws)
    assert parts.notes == (
        "passed over: no value for path:thing; give one: --param path:thing=VALUE, "
        'or under [callers.main] parameters = { "path:thing" = "VALUE" }',
    )
    assert all(other.counts["passed"] > 20 for other in others)
    assert report.complete
    assert any("1 list lacks a value of a parameter" in note for note in report.notes)


def test_a_list_that_is_passed_over_takes_few_lines() -> None:
    report = run(with_parts(), Lists(), chance=0)
    said = [line.plain for line in lines(report)]
    at = next(place for place, line in enumerate(said) if line.startswith("listParts"))
    assert "Skipped, every law: the target has no value" in " ".join(said[at : at + 6])


def test_of_a_list_that_needs_several_values_all_are_named() -> None:
    document = plain(several())
    get = copy.deepcopy(document["paths"]["/things"]["get"]) | {"operationId": "listParts"}
    get["parameters"] += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("shop", "thing")
    ]
    document["paths"]["/{shop}/{thing}/parts"] = {"get": get}
    report = run(contract(document), Lists(), chance=0)
    (note,) = [note for each in report.operations for note in each.notes if each.operation == "listParts"]
    assert note.startswith(
        "passed over: no value for path:shop, path:thing; give them: "
        "--param path:shop=VALUE --param path:thing=VALUE, or under "
    )


def test_it_is_asked_where_the_target_has_the_value() -> None:
    given = Target(
        url=URL,
        callers={"main": TargetCaller(headers={"X-Key": "key-of-ada"}, parameters={"path:thing": ("7",)})},
    )
    report = run(with_parts(), Lists(), to=given, operations=("listParts",), chance=0)
    assert report.operations[0].requests > 0


def test_where_no_list_is_left_that_can_be_asked_the_want_of_a_value_is_a_fault() -> None:
    with pytest.raises(ConfigError, match="listParts needs path:thing, and the target has no value for it"):
        run(with_parts(), Lists(), operations=("listParts",))


def test_the_shards_of_a_plain_document_are_the_whole() -> None:
    shards = [run(with_parts(), Lists(), shard=Shard(part, 2), chance=0) for part in (1, 2)]
    judged = sorted(operation.operation for shard in shards for operation in shard.operations)
    assert judged == ["listParts", "listThings", "listTools", "listToys"]
