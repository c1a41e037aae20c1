"""Documented values of parameters, as they are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.evidence import Walk
from conformance.laws import examples
from conformance.laws.examples import OPERATION
from conformance.probes import parameters
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Json, Parameter

SURVEY = Survey(main=Walk(question=Question(size=4), pages=(), ended="end"))
TEXTS = {"type": "array", "items": {"type": "string"}}


def asked(parameter: Parameter) -> list[str]:
    """The texts that are asked for as documented values of the parameter."""
    operation = examples.but(OPERATION, parameters=(parameter,))
    return [
        question.put[0][1]
        for probe in parameters.probes(operation, SURVEY, Target())
        if probe.laws == ("parameters/accepted",)
        for key, _, question in probe.gather.keywords["asked"]  # type: ignore[attr-defined]
        if key == parameter.name
    ]


@pytest.mark.parametrize(
    ("schema", "example", "more", "expected"),
    [
        ({"type": "string"}, "abc", {}, ["abc"]),
        ({"type": "boolean"}, True, {}, ["true", "false"]),
        (TEXTS, ["id", "name"], {}, ["id"]),
        (TEXTS, ["id", "name"], {"explode": False}, ["id,name"]),
        (TEXTS, ["id", "name"], {"explode": False, "style": "pipeDelimited"}, []),
        (TEXTS, [], {}, []),
        ({"type": "object"}, {"a": 1}, {}, []),
        ({"type": "string", "format": "date-time"}, "2008-01-02", {}, []),
        ({"type": "integer"}, "a few", {}, []),
    ],
)
def test_an_example_is_asked_for_as_it_is_sent_and_where_its_schema_allows_it(
    schema: dict[str, Any], example: Json, more: dict[str, Any], expected: list[str]
) -> None:
    parameter = replace(examples.parameter("given", **schema), example=example, **more)
    assert asked(parameter) == expected
