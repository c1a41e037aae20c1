"""A document becomes its contract, or all of its faults are told at once."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listproof.bundled import bundled_specs
from listproof.contract import Contract, Operation
from listproof.errors import SpecError
from listproof.reader import read_contract
from listproof.reading.documents import read_document

FAULTS = Path(__file__).parent / "faults"
BROKEN = sorted(FAULTS.glob("*.yaml"), key=lambda path: path.stem)
SPECS = bundled_specs()


def faults_of(read: Callable[[], Contract]) -> list[str]:
    with pytest.raises(SpecError) as raised:
        read()
    return [f"{fault.place}: {fault.found}" for fault in raised.value.faults]


# --- what is wrong, and in which words --------------------------------------------------------------


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_document_gives_these_messages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS)
    with pytest.raises(SpecError) as raised:
        read_contract(path.name)
    assert str(raised.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_message_file_has_its_broken_document() -> None:
    assert {path.stem for path in FAULTS.glob("*.txt")} == {path.stem for path in BROKEN}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_fault_says_in_which_line_it_is(path: Path) -> None:
    with pytest.raises(SpecError) as raised:
        read_contract(path)
    lines = path.read_text(encoding="utf-8").count("\n") + 1
    for fault in raised.value.faults:
        assert 1 <= fault.line <= lines or fault.found == "the file is empty"


def test_faults_of_different_parts_are_told_together(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["x-listing"] = {"itms": "/data", "id": "/uid", "size": {"param": "limt"}}
    operation["x-clauses"] = [{"id": "J-1", "kind": "says", "text": "Pages.", "laws": ["page/frist"]}]
    del operation["responses"]["200"]["content"]
    assert faults_of(read) == [
        "paths./jobs.get.responses.200: the 200 response has no body, and a list is read from JSON",
        "paths./jobs.get.x-listing: items is missing",
        "paths./jobs.get.x-listing.itms: the key itms is unknown",
        "paths./jobs.get.x-listing.size.param: the operation has no parameter limt",
        "paths./jobs.get.x-clauses.0.laws.0: there is no law page/frist",
    ]


def test_a_document_without_listing_reads_where_none_is_required(
    document: dict[str, Any], operation: dict[str, Any]
) -> None:
    del operation["x-listing"]
    contract = read_contract("jobs.json", text=json.dumps(document), require_listing=False)
    assert contract.operations == ()
    assert contract.document == document


def test_a_file_is_called_what_the_user_called_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "spec.yaml").write_text("paths: {}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match=r"^my/spec\.yaml:1: the key openapi is missing"):
        read_contract("my/spec.yaml")


# --- what is right ----------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_a_bundled_spec_has_neither_faults_nor_slips(spec: Path) -> None:
    contract = read_contract(spec)
    assert contract.operations
    assert contract.warnings == ()
    assert contract.name == spec.stem
    assert contract.source == str(spec)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_json_reads_as_yaml_does(spec: Path) -> None:
    as_json = json.dumps(read_document(spec).value, indent="\t")
    from_yaml = read_contract(spec)
    from_json = read_contract(spec, text=as_json)
    assert [_unplaced(each) for each in from_json.operations] == [
        _unplaced(each) for each in from_yaml.operations
    ]
    assert from_json.document == from_yaml.document


def _unplaced(operation: Operation) -> Operation:
    return replace(operation, line=0)


def test_an_operation_has_what_openapi_says_of_it(
    document: dict[str, Any], operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    document["servers"] = [
        {"url": "https://{host}/v1", "variables": {"host": {"default": "example.org"}}},
        {"url": "/v2"},
    ]
    document["paths"]["/jobs"]["post"] = {"responses": {"201": {"description": "Made."}}}
    operation |= {"summary": "List jobs", "description": "All of them."}
    contract = read()
    (listed,) = contract.operations
    assert (contract.title, contract.version, contract.name) == ("Jobs", "1", "jobs")
    assert contract.servers == ("https://example.org/v1", "/v2")
    assert (listed.id, listed.path, listed.methods) == ("listJobs", "/jobs", frozenset({"GET", "POST"}))
    assert (listed.summary, listed.description) == ("List jobs", "All of them.")
    assert list(listed.parameters) == ["page", "limit", "status", "sort", "order"]
    assert list(listed.responses) == ["200", "400"]
    assert listed.success.media_type == "application/json"


def test_an_operation_without_an_id_is_called_by_its_path(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    del operation["operationId"]
    assert read().operations[0].id == "GET /jobs"


def test_the_line_of_an_operation_is_that_of_its_listing() -> None:
    for spec in SPECS:
        lines = spec.read_text(encoding="utf-8").splitlines()
        for operation in read_contract(spec).operations:
            assert lines[operation.line - 1].strip() == "x-listing:"


def test_the_root_listing_lies_beneath_every_operation(
    document: dict[str, Any], operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    document["x-listing"] = {"items": "/data", "size": {"param": "limit", "over": "clamp"}}
    operation["x-listing"] = {"size": {"over": "error"}}
    document["paths"]["/more"] = {"get": {**operation, "operationId": "listMore", "x-listing": {}}}
    document["paths"]["/plain"] = {"get": {"responses": {"204": {"description": "Nothing."}}}}
    jobs, more = read().operations
    assert jobs.listing.size is not None
    assert more.listing.size is not None
    assert (jobs.listing.size.param, jobs.listing.size.over) == ("limit", ("error",))
    assert (more.listing.size.param, more.listing.size.over) == ("limit", ("clamp",))


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.1"])
def test_openapi_of_three_versions_is_read(
    version: str, document: dict[str, Any], read: Callable[[], Contract]
) -> None:
    document["openapi"] = version
    assert read().operations[0].id == "listJobs"


# --- any document at all ----------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_VALUES = st.one_of(
    _JSON,
    st.sampled_from(
        [
            *("/", "/data", "/data/0/id", "~", "header:X", "header:X#/a", "link:next", "item:/id", "path:x"),
            *("item.id == 1", "item.", "all", "-/id", "page/first", "rules/holds@x", "get", "GET", "3.1.0"),
            {"$ref": "#/components/schemas/Job"},
            {"$ref": "#/paths"},
            {"$ref": "jobs.json"},
            {"allOf": [{"$ref": "#/components/schemas/Job"}]},
            [None],
            [{}],
            {"at": None},
            400,
            [400, 422],
        ]
    ),
)


@given(document=_JSON)
@settings(max_examples=200, deadline=None)
def test_no_json_at_all_raises_anything_but_a_spec_error(document: Any) -> None:
    _read_whatever(document)


# Each document is read by the same code: `make test` has time for one, CI changes them all.
@pytest.mark.parametrize(
    "spec",
    [pytest.param(spec, marks=() if spec == SPECS[0] else (pytest.mark.slow,)) for spec in SPECS],
    ids=lambda path: path.stem,
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_change_to_a_spec_raises_anything_but_a_spec_error(spec: Path, data: st.DataObject) -> None:
    document = copy.deepcopy(read_document(spec).value)
    places = list(_places(document))
    for _ in range(data.draw(st.integers(1, 3), label="changes")):
        place = data.draw(st.sampled_from(places), label="place")
        value = data.draw(_VALUES, label="value")
        _put(document, place, value)
    _read_whatever(document)


def _read_whatever(document: Any) -> None:
    with contextlib.suppress(SpecError):
        read_contract("whatever.json", text=json.dumps(document))


def _places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    members: Any = (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    )
    for key, member in members:
        yield (*place, key)
        yield from _places(member, (*place, key))


def _put(value: Any, place: tuple[str | int, ...], new: Any) -> None:
    """Put the new value at the place, where an earlier change has left it."""
    *way, last = place
    try:
        for key in way:
            value = value[key]
        value[last] = new
    except (KeyError, IndexError, TypeError):
        return
