"""The five documents hold what their clauses say, and their own examples keep it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cel
import pytest
import yaml
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker
from openapi_spec_validator import validate

from listproof.lawbook import LAWS
from listproof.reader import read_contract

SPECS = Path(__file__).parents[2] / "specs"

STEMS = (
    "agency-call-batches",
    "organization-batch-calls",
    "techladder-call-batches",
    "trillet-batch-calls",
    "talkifai-batch-jobs",
)

OPERATIONS = {
    "agency-call-batches": ("listAgencyCallBatches", "/functions/v1/calls-batch-list"),
    "organization-batch-calls": ("listOrganizationBatchCalls", "/batch-call/list"),
    "techladder-call-batches": ("listCallBatches", "/api/v1/public/call-batches"),
    "trillet-batch-calls": ("listBatchCalls", "/v1/api/batch-calls/{batchId}/calls"),
    "talkifai-batch-jobs": ("listBatchJobs", "/batch/jobs"),
}

# What the documents document, and nothing else; and which of it with a body.
STATUSES = {
    "agency-call-batches": {"200": True, "401": False, "403": False, "405": False, "500": False},
    "organization-batch-calls": {"200": True},
    "techladder-call-batches": {"200": True, "401": True, "422": True},
    "trillet-batch-calls": {"200": True, "500": True},
    "talkifai-batch-jobs": {"200": True, "400": True, "500": True},
}

# Every clause of each document, by kind.
KINDS = {
    "agency-call-batches": {
        "says": "AG 01 02 03 04 05 06 07 08 09 10 11 12 13 14 23 24",
        "shows": "AG 15 16 17 18",
        "silent": "AG 19 20 21 22",
    },
    "organization-batch-calls": {
        "says": "OR 01 03 04 06 07 08 09 10 11 12 13 14 15",
        "clash": "OR 05",
        "shows": "OR 16 17 18",
        "silent": "OR 02 19 20 21 22 23 24",
    },
    "techladder-call-batches": {
        "says": "TL 01 02 03 04 05 06 07 08 10 11",
        "shows": "TL 09 12 19 21 22",
        "silent": "TL 13 14 15 16 17 18 20",
    },
    "trillet-batch-calls": {
        "says": "TR 01 03 04 05 06 07 08 09 10 11 12 13",
        "shows": "TR 02 18 19",
        "silent": "TR 14 15 16 17",
    },
    "talkifai-batch-jobs": {
        "says": "TF 01 03 04 05 06 07 08 09 10 19",
        "clash": "TF 12 24",
        "shows": "TF 11 13 14 22 23",
        "silent": "TF 02 15 16 17 18 20 21",
    },
}

# Whether a running job has a completedAt: the document's two examples disagree (TF-21).
DISAGREEING = {("sample", "running-has-not-completed")}

Json = Any

every_spec = pytest.mark.parametrize("stem", STEMS)


@functools.cache
def document(stem: str) -> Mapping[str, Json]:
    loaded: Mapping[str, Json] = yaml.load((SPECS / f"{stem}.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return loaded


def operation(stem: str) -> Mapping[str, Json]:
    found: Mapping[str, Json] = document(stem)["paths"][OPERATIONS[stem][1]]["get"]
    return found


def listing(stem: str) -> Mapping[str, Json]:
    found: Mapping[str, Json] = operation(stem)["x-listing"]
    return found


def clauses(stem: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = operation(stem)["x-clauses"]
    return found


def citations(stem: str) -> Iterator[tuple[str, str, str]]:
    """The kind, the law and what of it is cited, of each citation."""
    for clause in clauses(stem):
        for cited in clause["laws"]:
            law, _, about = cited.partition("@")
            yield clause["kind"], law, about


def resolved(stem: str, value: Json) -> Json:
    """The value with the document's own references taken in."""
    if isinstance(value, list):
        return [resolved(stem, each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        target: Json = document(stem)
        for token in value["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        return resolved(stem, target)
    return {key: resolved(stem, each) for key, each in value.items()}


def schema_of(stem: str, status: str) -> Json:
    content = operation(stem)["responses"][status]["content"]["application/json"]
    return resolved(stem, content["schema"])


def examples(stem: str, status: str = "200") -> dict[str, Json]:
    """The documented examples of a response, by name."""
    content = operation(stem)["responses"][status].get("content", {}).get("application/json", {})
    named = {name: each["value"] for name, each in content.get("examples", {}).items()}
    return named | ({"example": content["example"]} if "example" in content else {})


def look(value: Json, pointer: str) -> Json:
    for token in pointer.split("/")[1:]:
        value = value[token]
    return value


def keeps(rule: Mapping[str, Json], item: Json, body: Json) -> bool:
    """Whether the item keeps the rule; one that can't be evaluated on it says nothing of it."""
    query = {"organizationId": "org_abc123"}
    try:
        value = cel.evaluate(rule.get("holds") or rule["is"], {"item": item, "body": body, "query": query})
        actual = look(item, rule["at"]) if "at" in rule else None
    except (KeyError, TypeError, RuntimeError):
        return True
    if "holds" in rule:
        return value is True
    if isinstance(value, int | float) and isinstance(actual, int | float):
        return abs(value - actual) <= float(rule.get("within", 0)) + 1e-9
    return bool(value == actual)


@every_spec
def test_it_is_valid_openapi(stem: str) -> None:
    validate(document(stem))
    assert document(stem)["openapi"] == "3.0.3"


@every_spec
def test_the_reader_has_nothing_to_say_against_it(stem: str) -> None:
    contract = read_contract(SPECS / f"{stem}.yaml")
    assert contract.warnings == ()
    assert [(each.id, each.path) for each in contract.operations] == [OPERATIONS[stem]]


@every_spec
def test_it_says_where_it_comes_from_and_that_there_is_no_affiliation(stem: str) -> None:
    info = document(stem)["info"]
    assert "documentation page" in info["description"]
    assert "there is no affiliation" in info["description"]
    assert document(stem)["servers"]


@every_spec
def test_only_what_is_documented_stands_in_the_responses(stem: str) -> None:
    responses = operation(stem)["responses"]
    assert {status: "content" in each for status, each in responses.items()} == STATUSES[stem]


@every_spec
def test_every_parameter_is_described_and_typed(stem: str) -> None:
    for parameter in operation(stem)["parameters"]:
        assert parameter["description"]
        assert resolved(stem, parameter["schema"])["type"] in {"string", "integer"}


@every_spec
def test_every_clause_has_its_one_entry_of_the_right_kind(stem: str) -> None:
    expected: dict[str, str] = {}
    for kind, text in KINDS[stem].items():
        prefix, *numbers = text.split()
        expected |= {f"{prefix}-{number}": kind for number in numbers}
    entries = [(clause["id"], clause["kind"]) for clause in clauses(stem)]
    assert len(entries) == len(expected)
    assert dict(entries) == expected


@every_spec
def test_a_clause_without_laws_says_why(stem: str) -> None:
    for clause in clauses(stem):
        assert clause["laws"] or clause.get("why"), clause["id"]
        assert not (clause["laws"] and clause.get("why")), clause["id"]


@every_spec
def test_a_silent_clause_says_what_the_mock_does(stem: str) -> None:
    for clause in clauses(stem):
        assert clause["kind"] != "silent" or clause.get("mock"), clause["id"]


@every_spec
def test_a_quotation_is_one_sentence_at_most(stem: str) -> None:
    for clause in clauses(stem):
        quote = clause.get("quote", "")
        assert len(quote) <= 200, clause["id"]
        assert not re.search(r"[.!?]\s+[A-Z]", quote), clause["id"]


@every_spec
def test_every_cited_law_exists(stem: str) -> None:
    assert {law for _, law, _ in citations(stem)} <= LAWS.keys()


@every_spec
def test_what_is_cited_of_a_law_exists(stem: str) -> None:
    parameters = {
        each["name"] if each["in"] == "query" else f"{each['in']}:{each['name']}"
        for each in operation(stem)["parameters"]
    }
    rules = {rule["id"] for rule in listing(stem)["rules"]}
    for _, law, about in citations(stem):
        if law == "rules/holds":
            assert about in rules
        elif law == "sort/reverse":
            assert about in {"", *listing(stem)["sort"]["keys"]}
        elif about.startswith("/"):
            assert place_exists(schema_of(stem, "200"), about), about
        elif about.isdigit():
            assert about in operation(stem)["responses"]
        elif about:
            assert about in parameters


def place_exists(schema: Json, place: str) -> bool:
    for token in place.split("/")[1:]:
        schema = schema["items"] if token == "*" else schema["properties"].get(token)
        if schema is None:
            return False
    return True


@every_spec
def test_every_rule_is_some_clauses(stem: str) -> None:
    cited = {about for _, law, about in citations(stem) if law == "rules/holds"}
    assert cited == {rule["id"] for rule in listing(stem)["rules"]}


@every_spec
def test_no_silence_softens_what_is_never_safe(stem: str) -> None:
    softened = {law for kind, law, _ in citations(stem) if kind in {"silent", "shows"}}
    assert not {law for law in softened if LAWS[law].uncited == "never-safe"}


@every_spec
def test_a_stated_refusal_has_a_documented_status(stem: str) -> None:
    for situation, stated in listing(stem).get("errors", {}).items():
        if situation != "at":
            status = stated["status"] if isinstance(stated, dict) else stated
            assert str(status) in STATUSES[stem], situation


def documented_bodies() -> Iterator[Any]:
    for stem in STEMS:
        for status, has_body in STATUSES[stem].items():
            for name, body in examples(stem, status).items() if has_body else ():
                yield pytest.param(stem, status, body, id=f"{stem}-{status}-{name}")


@pytest.mark.parametrize(("stem", "status", "body"), list(documented_bodies()))
def test_a_documented_example_matches_its_schema(stem: str, status: str, body: Json) -> None:
    validator = OAS30ReadValidator(schema_of(stem, status), format_checker=oas30_format_checker)
    assert [error.message for error in validator.iter_errors(body)] == []


def test_only_the_500_of_one_document_is_shown_without_an_example() -> None:
    bare = [
        (stem, status)
        for stem in STEMS
        for status, has_body in STATUSES[stem].items()
        if has_body and not examples(stem, status)
    ]
    assert bare == [("trillet-batch-calls", "500")]


def documented_pages() -> Iterator[Any]:
    for stem in STEMS:
        for name, body in examples(stem).items():
            yield pytest.param(stem, name, body, id=f"{stem}-{name}")


@pytest.mark.parametrize(("stem", "name", "body"), list(documented_pages()))
def test_a_documented_example_keeps_the_rules(stem: str, name: str, body: Json) -> None:
    stated = listing(stem)
    broken = {
        (name, rule["id"])
        for rule in (*stated["rules"], *stated["assumed"]["rules"])
        for item in look(body, stated["items"])
        if not keeps(rule, item, body)
    }
    assert broken <= DISAGREEING


def test_the_two_examples_disagree_just_where_the_clause_says_so() -> None:
    body = examples("talkifai-batch-jobs")["sample"]
    rules = {rule["id"]: rule for rule in listing("talkifai-batch-jobs")["assumed"]["rules"]}
    for name, rule_id in DISAGREEING:
        assert name == "sample"
        assert not keeps(rules[rule_id], body["batchJobs"][0], body)
