"""The schema of the vocabulary lets in what the vocabulary has, and nothing that is misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
import yaml

from listproof import contract
from listproof.lawbook import Kind

SPECS = Path(__file__).parents[2] / "specs"

Json = Any

SCHEMA: Mapping[str, Json] = yaml.load((SPECS / "listing.schema.yaml").read_text("utf-8"), yaml.CSafeLoader)


def part(name: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of one definition of the vocabulary."""
    return jsonschema_rs.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"})


WRITTEN = jsonschema_rs.Draft202012Validator(dict(SCHEMA))
COMPLETE = part("complete")
CLAUSES = part("clauses")


def operations() -> Iterator[Any]:
    for path in sorted(SPECS.glob("*.yaml")):
        if path.name == "listing.schema.yaml":
            continue
        document = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for item in document["paths"].values():
            yield pytest.param(item["get"], id=path.stem)


def faults(validator: jsonschema_rs.Draft202012Validator, value: Json) -> list[tuple[list[Json], str]]:
    return [(list(error.instance_path), error.message) for error in validator.iter_errors(value)]


@pytest.mark.parametrize("operation", list(operations()))
def test_the_five_documents_keep_to_it(operation: Mapping[str, Json]) -> None:
    assert faults(WRITTEN, operation["x-listing"]) == []
    assert faults(COMPLETE, operation["x-listing"]) == []
    assert faults(CLAUSES, operation["x-clauses"]) == []


LISTINGS: dict[str, Json] = {
    "nothing of its own": {},
    "a keyset cursor": {
        "items": "/data",
        "id": "/id",
        "page": {"by": "cursor", "param": "starting_after"},
        "size": {"param": "limit", "over": "error"},
        "meta": {"has_next": "/has_more", "next": "item:/id"},
        "errors": {"bad_size": 400, "bad_token": {"status": [400, 404], "code": "bad_cursor"}},
    },
    "a Link header over a bare array": {
        "items": "",
        "id": "",
        "page": {"by": "page", "param": "page", "first": 1, "past_end": "empty"},
        "size": {"param": "per_page", "over": "clamp", "under": "default"},
        "meta": {"next": "link:next", "prev": "link:prev", "first": "link:first", "last": "link:last"},
        "filter": {"state": {"at": "/state", "all": ["all"]}},
    },
    "figures in headers": {
        "items": "",
        "page": {"by": "offset", "param": "offset"},
        "meta": {
            "total": "header:X-Total-Count",
            "pages": "header:X-Pagination#/pages",
            "offset": "header:X-Pagination#/offset",
        },
    },
    "several readings": {
        "page": {"first": [0, 1], "past_end": ["empty", "error", "last"]},
        "size": {"omit": ["default", "all"], "over": ["clamp", "error"], "under": ["clamp", "default"]},
        "scope": [{"param": "owner", "at": "/owner", "unknown": ["empty", "error", 404]}],
        "errors": {"bad_page": [400, 422], "method": {"status": [405, 501], "head": "refused"}},
    },
    "a direction in the value": {
        "items": "/items",
        "sort": {"by": "sort", "keys": {"age": "/born", "rank": None}, "default": ["-/born", "/id", "rank"]},
    },
    "filters of all kinds": {
        "filter": {
            "q": {"at": None, "op": "search"},
            "owner": None,
            "tag": {"at": "/tags", "op": "contains"},
            "header:x-team": "/team/id",
            "created_after": {"at": "/created", "op": "gte"},
        },
        "inert": ["fields", "pretty"],
        "summary": {"/counts/all": {}, "/counts/open": {"state": "open"}, "header:X-Open": {"state": "open"}},
    },
    "a page that is not paged": {"items": "", "page": {"by": "none"}},
    "defaults taken back": {"page": None, "meta": {"total": None}, "sort": None, "errors": {"missing": None}},
    "what is assumed": {
        "assumed": {
            "page": {"past_end": "empty"},
            "scope": [{"param": "path:batchId", "unknown": 404}],
            "errors": {"at": {"message": "/error"}, "template": {"error": "Refused"}, "missing": 400},
            "rules": [{"id": "part", "at": "/done", "is": "item.done % 7", "within": 0.5}],
            "values": {"/name": ["Ada", None]},
        }
    },
}


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_the_whole_vocabulary_can_be_written(listing: Json) -> None:
    assert faults(WRITTEN, listing) == []


MISSPELT: dict[str, Json] = {
    "an unknown key": {"pgae": {}},
    "an unknown policy": {"size": {"over": "truncate"}},
    "an unknown reading": {"size": {"omit": ["default", "none"]}},
    "no reading at all": {"size": {"omit": []}},
    "the same reading twice": {"page": {"past_end": ["empty", "empty"]}},
    "a first page of 2": {"page": {"first": 2}},
    "items that are no pointer": {"items": "data"},
    "a pointer with a stray tilde": {"items": "/a~b"},
    "an unknown role": {"meta": {"totals": "/total"}},
    "a place that is none": {"meta": {"total": "total"}},
    "a header's name with a space": {"meta": {"total": "header:X Total"}},
    "an unknown operator": {"filter": {"q": {"at": "/q", "op": "like"}}},
    "two signs": {"sort": {"default": ["--/a"]}},
    "a scope of nobody": {"scope": [{"at": "/owner"}]},
    "a scope of two": {"scope": [{"param": "owner", "caller": True}]},
    "a success as a refusal": {"errors": {"bad_page": 200}},
    "an unknown situation": {"errors": {"bad_pages": 400}},
    "a template that is promised": {"errors": {"template": {"error": ""}}},
    "HEAD elsewhere": {"errors": {"missing": {"status": 400, "head": "refused"}}},
    "values that are promised": {"values": {"/name": ["Ada"]}},
    "items that are assumed": {"assumed": {"items": "/data"}},
    "a rule without a name": {"rules": [{"holds": "true"}]},
    "a rule that says nothing": {"rules": [{"id": "a"}]},
    "a rule that says both": {"rules": [{"id": "a", "holds": "true", "at": "/a", "is": "1"}]},
    "a condition with a tolerance": {"rules": [{"id": "a", "holds": "true", "within": 1}]},
    "a place without its value": {"rules": [{"id": "a", "at": "/a"}]},
}


@pytest.mark.parametrize("listing", MISSPELT.values(), ids=MISSPELT)
def test_what_is_misspelt_is_found(listing: Json) -> None:
    assert not WRITTEN.is_valid(listing)


INCOMPLETE: dict[str, Json] = {
    "no items": {"page": {"by": "none"}},
    "pages without a parameter": {"items": "/x", "page": {"by": "page"}},
    "a size without a parameter": {"items": "/x", "size": {"over": "clamp"}},
    "a direction's word without its parameter": {"items": "/x", "sort": {"by": "sort", "asc": "up"}},
}


@pytest.mark.parametrize("listing", INCOMPLETE.values(), ids=INCOMPLETE)
def test_what_is_missing_is_found_once_root_and_operation_are_joined(listing: Json) -> None:
    assert WRITTEN.is_valid(listing)
    assert not COMPLETE.is_valid(listing)


def test_a_clause_without_laws_has_to_say_why() -> None:
    clause = {"id": "A-1", "kind": "silent", "text": "Any order is fine.", "laws": []}
    assert faults(CLAUSES, [clause]) != []
    assert faults(CLAUSES, [{**clause, "why": "Nothing to break."}]) == []


def described(name: str, value: Json) -> Iterator[tuple[str, Json]]:
    """Every key that a definition lets its user write, with what is said of it."""
    for key, inner in value.get("properties", {}).items():
        if isinstance(inner, dict):
            yield f"{name}.{key}", inner
            yield from described(f"{name}.{key}", inner)
    for word in ("items", "additionalProperties"):
        if isinstance(value.get(word), dict):
            yield from described(name, value[word])
    for inner in value.get("anyOf", ()):
        yield from described(name, inner)


def test_every_key_has_a_title_and_says_what_it_means() -> None:
    for name, definition in SCHEMA["$defs"].items():
        if name == "complete":
            continue
        assert definition["title"], name
        assert definition["description"], name
        for key, said in described(name, definition):
            source = SCHEMA["$defs"][said["$ref"].rpartition("/")[2]] if "$ref" in said else said
            assert said.get("title") or source.get("title"), key
            assert said.get("description") or source.get("description"), key


def words(*path: str) -> set[str]:
    found: Json = SCHEMA["$defs"]
    for token in path:
        found = found[token]
    return {word for word in found if word is not None}


def test_it_has_the_words_of_the_model() -> None:
    assert words("meta", "properties") == set(get_args(contract.Role))
    assert words("page", "properties", "by", "enum") == set(get_args(contract.By))
    assert words("errors", "properties") - {"at", "template"} == set(get_args(contract.Situation))
    assert words("clause", "properties", "kind", "enum") == set(get_args(Kind))
    operators = SCHEMA["$defs"]["filter"]["additionalProperties"]["anyOf"][1]["properties"]["op"]["enum"]
    assert set(operators) == set(get_args(contract.Operator))
    policies = {"over": contract.Over, "under": contract.Under, "omit": contract.Omit}
    for policy, meant in policies.items():
        allowed = SCHEMA["$defs"]["size"]["properties"][policy]["anyOf"][0]["enum"]
        assert {word for word in allowed if word is not None} == set(get_args(meant))
