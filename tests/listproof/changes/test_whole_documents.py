"""Whole documents: the bundled ones against themselves, rewritten, and with one change each."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from listproof.bundled import bundled_specs
from listproof.changes.change import BREAKING
from tests.listproof.changes.edits import BASE, GONE, changes, edited, told

SPECS = {path.stem.partition("-")[0]: path for path in bundled_specs()}
TEXTS = {name: path.read_text("utf-8") for name, path in SPECS.items()}


def parsed(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(TEXTS[name]), default=str))
    return document


def turned(value: Any) -> Any:
    """The same with the members of every object in the opposite order, the parameters' own order aside."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


def inlined(value: Any, root: dict[str, Any]) -> Any:
    """The same with every reference replaced by what it leads to."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            target: Any = root
            for token in value["$ref"].removeprefix("#/").split("/"):
                target = target[token]
            return inlined(target, root)
        return {key: inlined(each, root) for key, each in value.items()}
    return [inlined(each, root) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", SPECS)
def test_a_document_against_itself_is_no_change(name: str) -> None:
    assert told(changes(TEXTS[name], TEXTS[name])) == []


@pytest.mark.parametrize("name", SPECS)
def test_a_document_that_is_written_otherwise_is_no_change(name: str) -> None:
    document = parsed(name)
    written = {
        "JSON": document,
        "another order": turned(document),
        "without references": inlined(document, document),
        "without comments": yaml.safe_dump(document),
    }
    for way, other in written.items():
        assert told(changes(TEXTS[name], other)) == [], way


@pytest.mark.parametrize("name", SPECS)
def test_what_moves_to_the_root_is_no_change(name: str) -> None:
    document = parsed(name)
    get = next(item["get"] for item in document["paths"].values())
    errors = get["x-listing"].pop("errors", None)
    page = get["x-listing"].pop("page")
    document["x-listing"] = {"page": page} | ({"errors": errors} if errors else {})
    assert told(changes(TEXTS[name], document)) == []


FIRST = "page: {by: page, param: page, first: "
WAITING = "/summary/waiting: {status: "
PAIRS = [
    ("agency", "maximum: 100", "maximum: 50", "breaking size/maximum limit"),
    ("agency", "default: [-/created_at", "default: [/created_at", "breaking sort/default"),
    ("agency", "total: /pagination/total", "returned: /pagination/total", "breaking meta/meaning total"),
    ("organization", "desc: descending", "desc: ascending", "breaking sort/words desc"),
    ("organization", f"{FIRST}0", f"{FIRST}1", "breaking page/first"),
    ("techladder", "over: error", "over: clamp", "careful size/over"),
    (
        "techladder",
        "bad_filter: {status: 422",
        "bad_filter: {status: 401",
        "breaking error/status bad_filter",
    ),
    ("techladder", ", failed, cancelled]", ", failed]", "breaking parameter/value-gone status=cancelled"),
    ("trillet", "all: [all]", "all: [waiting]", "breaking filter/all status=all"),
    ("trillet", f"{WAITING}waiting}}", f"{WAITING}active}}", "breaking summary/meaning /summary/waiting"),
    ("talkifai", "scheme: bearer", "scheme: basic", "breaking access/changed"),
    ("talkifai", "first: 1", "first: 0", "breaking page/first"),
]


@pytest.mark.parametrize(("name", "old", "new", "wanted"), PAIRS, ids=[f"{a}-{d}" for a, _, _, d in PAIRS])
def test_one_change_in_a_whole_document_is_found_first(name: str, old: str, new: str, wanted: str) -> None:
    assert TEXTS[name].count(old) >= 1
    found = changes(TEXTS[name], TEXTS[name].replace(old, new, 1))
    assert wanted in told(found)
    line = TEXTS[name][: TEXTS[name].index(old)].count("\n") + 1
    place = next(each for each in found if wanted in told((each,))).new_place
    assert abs(place.line - line) <= 3


ORDERS = "/projects/{projectId}/orders"


def test_a_list_at_another_path_is_one_change() -> None:
    moved = edited({})
    moved["paths"] = {"/orders": edited({"G/parameters/0": GONE, "L/scope/0": GONE})["paths"][ORDERS]}
    assert told(changes(BASE, moved)) == ["breaking operation/moved"]


def test_a_path_whose_templates_have_other_names_is_the_same() -> None:
    moved = json.loads(json.dumps(BASE).replace("projectId", "project"))
    assert told(changes(BASE, moved)) == []


def test_a_list_of_which_nothing_is_said_any_more_is_to_be_looked_at() -> None:
    other = {"responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {
        "type": "array", "items": {"type": "string"}}}}}}}  # fmt: skip
    old = edited({"D/paths/~1others": {"get": {**other, "x-listing": {"items": ""}}}})
    new = edited({"D/paths/~1others": {"get": other}})
    assert told(changes(old, new)) == ["careful operation/unstated"]


def test_an_order_that_another_parameter_takes_is_one_change() -> None:
    enum = BASE["paths"][ORDERS]["get"]["parameters"][9]["schema"]["enum"]
    old = edited({"q/schema": {"type": "string", "enum": enum}})
    new = edited({"q/schema": {"type": "string", "enum": enum}, "L/sort/by": "q"})
    assert told(changes(old, new)) == ["breaking sort/param by"]


def test_a_body_of_another_media_type_breaks_who_reads_it() -> None:
    response = BASE["paths"][ORDERS]["get"]["responses"]["200"]
    content = {"application/hal+json": response["content"]["application/json"]}
    found = changes(BASE, edited({"G/responses/200/content": content}))
    assert told(found) == ["breaking response/media-type 200"]


def test_a_field_that_the_schema_leaves_open_is_to_be_looked_at() -> None:
    found = told(changes(BASE, edited({"S/Order": {"type": "object"}})))
    assert "careful field/undocumented /data/*/status" in found
    assert not [line for line in found if line.startswith("breaking")]


FAREWELL = {"q/deprecated": True, "q/x-sunset": "2027-01-01"}


def test_what_was_announced_to_go_may_be_gone_from_that_day_on() -> None:
    gone = {"G/parameters/8": GONE, "L/filter/region": GONE}
    plain = edited(gone)
    assert told(changes(BASE, plain)) == ["breaking filter/gone region"]
    announced = {"region/deprecated": True, "region/x-sunset": "2027-01-31"}
    (change,) = changes(edited(announced), plain)
    assert told((change,)) == ["careful filter/gone region"]
    assert "may be gone from 2027-01-31 on" in change.difference.because
    announced["region/x-sunset"] = "2027-02-01"
    (change,) = changes(edited(announced), plain)
    assert change.severity is BREAKING
    assert change.difference.because.endswith("It was deprecated until 2027-02-01.")


def test_a_deprecation_that_is_new_is_to_be_looked_at() -> None:
    assert told(changes(BASE, edited(FAREWELL))) == ["careful operation/deprecated q"]


PLAIN = {
    "openapi": "3.0.3",
    "info": {"title": "Jobs", "version": "1"},
    "paths": {"/jobs": {"get": {
        "operationId": "listJobs",
        "parameters": [
            {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100, "default": 20}},
            {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["open", "done"]}},
        ],
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": {
            "type": "object", "properties": {
                "data": {"type": "array", "items": {"type": "object", "properties": {
                    "id": {"type": "string"}, "status": {"type": "string", "enum": ["open", "done"]}}}},
                "total": {"type": "integer"}, "all": {"type": "integer"},
            }}}}}},
    }}},
}  # fmt: skip


def test_what_is_inferred_is_to_be_looked_at_and_marked() -> None:
    new = json.loads(
        json.dumps(PLAIN).replace('"total"', '"total_count"').replace('"maximum": 100', '"maximum": 50')
    )
    found = {each.difference.kind: each for each in changes(PLAIN, new)}
    assert found["size/maximum"].severity is BREAKING  # OpenAPI itself says it
    moved = found["meta/moved"]
    assert moved.severity.word == "careful"
    assert moved.difference.severity is BREAKING
    assert moved.inferred


def test_a_plain_document_against_itself_is_no_change() -> None:
    assert told(changes(PLAIN, PLAIN)) == []


def test_what_a_plain_document_does_not_show_breaks_nothing() -> None:
    plain = edited({"L": GONE, "C": GONE})
    assert not [line for line in told(changes(BASE, plain)) if line.startswith("breaking")]
