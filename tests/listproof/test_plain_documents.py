"""Documents that state no lists, read with what inference proposes for them."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from listproof.bundled import bundled_specs
from listproof.contract import Contract, Operation
from listproof.errors import SpecError
from listproof.infer.applying import inference_told
from listproof.infer.overlays import overlay_text
from listproof.infer.plain import read_plain
from listproof.infer.proposals import propose
from listproof.reader import read_contract
from listproof.reading.documents import read_document

_OURS = ("x-listing", "x-clauses")


def stripped(value: Any) -> Any:
    """The document without any word of ours."""
    if isinstance(value, dict):
        return {key: stripped(member) for key, member in value.items() if key not in _OURS}
    return [stripped(member) for member in value] if isinstance(value, list) else value


def query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", **schema}}


def get(**more: Any) -> dict[str, Any]:
    """A GET that pages, and says so in OpenAPI alone."""
    item = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    body = {"type": "object", "properties": {"data": {"type": "array", "items": item}}}
    return {
        "parameters": [query("page", default=1), query("limit", default=20, maximum=100)],
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": body}}}},
        **more,
    }


def plain(*, version: str = "3.0.3", **paths: dict[str, Any]) -> dict[str, Any]:
    """A document with these GETs."""
    held = {f"/{name}": {"get": copy.deepcopy(each)} for name, each in paths.items()}
    return {"openapi": version, "info": {"title": "Plain", "version": "1"}, "paths": held}


def read(document: dict[str, Any], *, infer: bool = True) -> Contract:
    return read_contract("plain.json", text=json.dumps(document), infer=infer)


def told(document: dict[str, Any]) -> str:
    """The faults of the document."""
    with pytest.raises(SpecError) as error:
        read(document)
    return str(error.value)


def alike(one: Operation, other: Operation) -> bool:
    """Whether they are the same but for where they are written."""
    return dataclasses.replace(one, line=0, file="") == dataclasses.replace(other, line=0, file="")


@pytest.mark.parametrize("spec", bundled_specs(), ids=lambda path: path.stem)
def test_a_plain_document_is_read_as_with_its_overlay_unedited(spec: Path, tmp_path: Path) -> None:
    file = tmp_path / "plain.json"
    file.write_text(json.dumps(stripped(read_document(spec).value)), encoding="utf-8")
    overlay = tmp_path / "lists.overlay.yaml"
    found = read_plain(file)
    overlay.write_text(overlay_text(found, [propose(each) for each in found.operations]), encoding="utf-8")
    (inferred,) = read_contract(file, infer=True).operations
    (laid,) = read_contract(file, overlays=[overlay]).operations
    assert inferred.inferred
    assert alike(inferred, laid)


SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Old", "version": "1"},
    "produces": ["application/json"],
    "paths": {
        "/orders": {
            "get": {
                "parameters": [
                    {"name": "page", "in": "query", "type": "integer", "default": 1},
                    {"name": "limit", "in": "query", "type": "integer", "description": "Page size, max 50."},
                ],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "schema": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["id"],
                                "properties": {"id": {"type": "string"}},
                            },
                        },
                    }
                },
            }
        }
    },
}


def test_a_bound_of_the_prose_is_inferred_in_swagger_too(tmp_path: Path) -> None:
    file, overlay = tmp_path / "old.json", tmp_path / "lists.overlay.yaml"
    file.write_text(json.dumps(SWAGGER), encoding="utf-8")
    found = read_plain(file)
    overlay.write_text(overlay_text(found, [propose(each) for each in found.operations]), encoding="utf-8")
    (inferred,) = read_contract(file, infer=True).operations
    (laid,) = read_contract(file, overlays=[overlay]).operations
    assert inferred.parameters["limit"].maximum == 50
    assert inferred.parameters["limit"].inferred == {"/maximum": 'its description says "max 50"'}
    assert inferred.listing.size is not None
    assert inferred.listing.size.maximum == 50
    assert alike(inferred, laid)


def test_without_leave_to_infer_a_plain_document_is_a_fault() -> None:
    with pytest.raises(SpecError, match="no operation has x-listing\n"):
        read(plain(orders=get()), infer=False)


def test_a_document_that_states_one_list_is_left_as_it_is() -> None:
    stated = get(**{"x-listing": {"items": "/data", "page": {"by": "page", "param": "page", "first": 1}}})
    contract = read(plain(orders=get(), jobs=stated))
    assert [operation.path for operation in contract.operations] == ["/jobs"]
    assert contract.inference is None
    assert not contract.operations[0].inferred
    assert inference_told(contract) == ""


def test_a_document_without_any_list_is_a_fault_all_the_same() -> None:
    lone = get(parameters=[])
    assert "no operation has x-listing, and no GET shows well enough that it is a list" in told(plain(a=lone))


def test_our_word_misspelt_is_a_fault_and_nothing_is_inferred_in_its_place() -> None:
    assert "did you mean x-listing?" in told(plain(orders=get(**{"x-lisitng": {"items": "/data"}})))


def test_our_word_at_the_wrong_place_is_a_fault() -> None:
    document = plain(orders=get())
    document["paths"]["/orders"]["x-listing"] = {"items": "/data"}
    assert "x-listing stands on the path" in told(document)


def test_what_the_root_states_goes_over_what_is_inferred() -> None:
    document = plain(orders=get()) | {"x-listing": {"page": {"first": 0}}}
    (operation,) = read(document).operations
    assert operation.listing.page.first == (0,)
    assert "/page/first" not in operation.inferred
    assert "/page/param" in operation.inferred


def test_a_statement_that_does_not_fit_is_left_out_and_the_list_stays() -> None:
    document = plain(orders=get()) | {"x-listing": {"filter": {"region": "/region"}, "meta": {"total": "/n"}}}
    contract = read(document)
    (operation,) = contract.operations
    assert not operation.listing.filters
    assert not operation.listing.meta
    assert operation.listing.page.param == "page"
    warned = " ".join(contract.warnings)
    assert "what is inferred of filter.region is left out: the operation has no parameter region" in warned
    assert "what is inferred of meta.total is left out: the 200 response has no /n" in warned


def test_a_list_that_cannot_be_read_is_left_out_and_named() -> None:
    document = plain(orders=get(), jobs=get()) | {"x-listing": {"items": "/nowhere"}}
    document["paths"]["/jobs"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"nowhere": {"type": "array", "items": {"type": "object"}}},
    }
    contract = read(document)
    assert [operation.path for operation in contract.operations] == ["/jobs"]
    assert contract.inference is not None
    (why,) = contract.inference.left_out
    assert why.startswith("GET /orders: items does not fit: the 200 response has no /nowhere")


def test_what_is_broken_in_one_list_costs_the_others_nothing() -> None:
    broken = get(security=[{"lost": []}])
    broken["parameters"].append({"$ref": "#/components/parameters/Nowhere"})
    contract = read(plain(broken=broken, orders=get()))
    assert [operation.path for operation in contract.operations] == ["/broken", "/orders"]
    assert contract.operations[0].security == ()
    warned = " ".join(contract.warnings)
    assert "leads nowhere" in warned
    assert "there is no security scheme lost" in warned


def test_the_line_says_how_much_was_inferred_and_how_to_write_it_down() -> None:
    bare = get()
    bare["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "object"}
    contract = read(plain(orders=get(), jobs=get(), odd=bare))
    assert contract.inference is not None
    assert contract.inference.undecided == ("/odd",)
    assert inference_told(contract) == (
        "no x-listing in plain.json: 2 lists inferred (1 GET that may page left alone); "
        "write them down with `listproof infer plain.json -o lists.overlay.yaml`"
    )
