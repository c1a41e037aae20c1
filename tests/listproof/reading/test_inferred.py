"""`x-listing-inferred`: the values that nobody has settled, and the reason of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import Contract
from listproof.errors import SpecError


def test_each_reason_is_kept_by_the_pointer_of_its_value(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["x-listing-inferred"] = {"/items": "it is the only array"}
    (found,) = read().operations
    assert found.inferred == {"/items": "it is the only array"}


def test_what_is_settled_has_no_reason(operation: dict[str, Any], read: Callable[[], Contract]) -> None:
    operation["x-listing-inferred"] = {}
    assert read().operations[0].inferred == {}


def test_a_reason_whose_value_is_gone_is_a_warning(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["x-listing-inferred"] = {"/page/first": "the default of page is 1"}
    contract = read()
    assert contract.operations[0].inferred == {}
    (warning,) = [each for each in contract.warnings if "/page/first" in each]
    assert "nothing stands at /page/first, whose reason is here\n    delete this line" in warning


def test_a_reason_in_a_parameter_s_schema_is_that_of_its_keyword(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    schema = {"type": "integer", "maximum": 50, "x-listing-inferred": {"/maximum": "its description says so"}}
    operation["parameters"].append({"name": "most", "in": "query", "schema": schema})
    assert read().operations[0].parameters["most"].inferred == {"/maximum": "its description says so"}


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (["/items"], "x-listing-inferred is a list"),
        ({"items": "why"}, "items does not begin with /"),
        ({"/a~b": "why"}, "/a~b has a ~ that stands for nothing"),
        ({"": "why"}, "the reason is of no value in particular"),
        ({"/items": 1}, "the reason of /items is 1"),
    ],
)
def test_what_is_no_reason_is_a_fault(
    operation: dict[str, Any], read: Callable[[], Contract], stated: Any, found: str
) -> None:
    operation["x-listing-inferred"] = stated
    with pytest.raises(SpecError) as error:
        read()
    assert found in str(error.value)
    assert "write an object: a JSON Pointer into what stands beside it" in str(error.value)
