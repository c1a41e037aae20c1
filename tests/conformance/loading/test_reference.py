"""The lists before the load: what a worker makes of the answers is what the master saw."""

from __future__ import annotations

import json

from conformance.loading.reference import rebuilt
from tests.conformance.loading.driven import Driven


def test_a_worker_makes_the_same_survey_of_the_answers() -> None:
    driven = Driven()
    wire = json.loads(json.dumps(driven.reference.wire()))
    again = rebuilt(driven.operation, driven.target, wire).survey
    assert again.main.ids == driven.reference.survey.main.ids
    assert again.main.whole
    assert {name: walk.ids for name, walk in again.others.items()} == {
        name: walk.ids for name, walk in driven.reference.survey.others.items()
    }


def test_no_request_and_so_no_credential_is_in_what_workers_are_told() -> None:
    assert "key-of" not in json.dumps(Driven().reference.wire())


def test_answers_that_break_off_end_the_walks_and_nothing_else() -> None:
    driven = Driven()
    again = rebuilt(driven.operation, driven.target, driven.reference.wire()[:1]).survey
    assert again.main.pages
    assert not again.whole
