"""Requests of the pages: sent with credentials, shown without, and variables with names of their own."""

from __future__ import annotations

from collections.abc import Mapping

from listproof.pages.asking import Visitor, request, stand_ins, variables, without
from listproof.pages.study import Study


def test_variables_are_called_after_what_they_hold(bundled: Mapping[str, Study]) -> None:
    names = {name: [each.name for each in study.variables] for name, study in bundled.items()}
    assert names["listBatchCalls"] == ["API_KEY", "WORKSPACE_ID", "BATCH_ID"]
    assert names["listOrganizationBatchCalls"] == ["API_KEY", "API_SECRET"]
    assert names["listBatchJobs"] == ["TOKEN", "ORGANIZATION_ID"]


def test_variables_of_one_operation_differ_and_are_names(hostile: Study) -> None:
    names = [each.name for each in variables(hostile.operation, {})]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name.isascii() for name in names)


def test_a_request_that_is_shown_has_the_variable_in_the_secret_s_place(bundled: Mapping[str, Study]) -> None:
    study = bundled["listBatchJobs"]
    shown = request(study.operation, stand_ins(study.operation, study.mock.main), {"page": "2"})
    assert shown.headers == (("Authorization", "Bearer $TOKEN"),)
    assert shown.target == "/batch/jobs?organizationId=org_abc123&page=2"


def test_a_required_parameter_can_be_left_out(bundled: Mapping[str, Study]) -> None:
    study = bundled["listBatchJobs"]
    assert request(study.operation, study.mock.main, {"organizationId": None}).target == "/batch/jobs"


def test_a_secret_in_the_query_is_encoded(ways: Mapping[str, Study]) -> None:
    visitor = Visitor(name="a", secrets={"key": "s&c=t"})
    assert request(ways["byToken"].operation, visitor).target == "/tokens?api%20key=s%26c%3Dt"


def test_an_answer_that_repeats_a_secret_is_blotted() -> None:
    assert without(frozenset({"abcdef", "abcdefgh"}), "x abcdefgh abcdef") == "x $SECRET $SECRET"
