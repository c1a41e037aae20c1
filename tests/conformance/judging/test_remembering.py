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


def test_what_no_json_text_can_hold_is_evaluated_for_each_row() -> None:
    numbers = itertools.count()
    program = once(lambda _: next(numbers))
    one, two = {"total": 10**40}, {"total": 10**40}
    assert [program({"item": one}), program({"item": two}), program({"item": one})] == [0, 1, 0]


def test_of_a_row_only_what_the_rule_names_tells_it_from_others() -> None:
    seen = []
    program = once(lambda values: seen.append(values), "item.state != 'it em.id' && item.at.day > 1")
    for number in range(3):
        program({"item": {"id": number, "state": "open", "at": {"day": 2, "hour": number}}})
    assert seen == [{"item": {"state": "open", "at": {"day": 2}}}]


def test_a_row_that_the_rule_names_by_itself_is_handed_over_whole() -> None:
    seen = []
    program = once(lambda values: seen.append(values), "size(item) > 1 && item.id > 0")
    program({"item": {"id": 1, "more": 2}})
    assert seen == [{"item": {"id": 1, "more": 2}}]
