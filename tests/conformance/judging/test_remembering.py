"""Rules remember what they came to, and nothing that they should not."""

from __future__ import annotations

import itertools

from conformance.judging.remembering import once


def test_a_rule_is_evaluated_once_for_equal_values_and_again_for_a_number_of_another_kind() -> None:
    numbers = itertools.count(1)
    program = once(lambda _: next(numbers))
    assert [program({"item": {"n": 1}}), program({"item": {"n": 1}}), program({"item": {"n": 1.0}})] == [
        1,
        1,
        2,
    ]
    assert program({"item": 2**70}) != program({"item": 2**70})


def test_what_no_json_text_can_hold_is_evaluated_each_time() -> None:
    numbers = itertools.count()
    program = once(lambda _: next(numbers))
    huge = {"item": {"total": 10**40}}
    assert [program(huge), program(huge)] == [0, 1]
