"""A page or a size that is required: the suite knows what to send, and what an answer without it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from conformance.asking.encoding import encode, unfilled
from conformance.asking.reading import read_page, size_meant
from conformance.asking.required import lacks_required
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from conformance.target import Target, TargetCaller
from listproof.contract import Operation, Paging, Size

TARGET = Target(url="http://127.0.0.1", callers=MappingProxyType({"main": TargetCaller()}))


def requiring(key: str, **changes: Any) -> Operation:
    parameter = examples.parameter(key, required=True, type="integer", minimum=1)
    return examples.but(OPERATION, parameters=(parameter,), **changes)


PAGE_REQUIRED = requiring("page", page=Paging(by="page", param="page", first=(1,)))
SIZE_REQUIRED = requiring("limit", size=Size(param="limit", minimum=1))


def test_nobody_has_to_tell_the_suite_a_page_or_a_size() -> None:
    for operation in (PAGE_REQUIRED, SIZE_REQUIRED):
        assert not unfilled(operation, TARGET)
    assert encode(PAGE_REQUIRED, TARGET, Question()).target.endswith("?page=1")


def test_the_size_that_is_sent_unasked_is_the_size_that_is_meant() -> None:
    sent = encode(SIZE_REQUIRED, TARGET, Question()).target
    assert sent.endswith(f"?limit={size_meant(SIZE_REQUIRED, Question())}")
    small = requiring("limit", size=Size(param="limit", minimum=1, maximum=5))
    assert size_meant(small, Question()) == 5


@pytest.mark.parametrize("question", [Question(drop=("page",)), Question(put=(("page", ""),))])
def test_what_comes_without_a_required_page_is_no_page_of_the_list(question: Question) -> None:
    assert lacks_required(PAGE_REQUIRED, question)
    assert not lacks_required(OPERATION, question)
    came = examples.page(*ROWS[:2], question=question).exchange
    assert read_page(PAGE_REQUIRED, came) is None
    assert read_page(OPERATION, came) is not None
