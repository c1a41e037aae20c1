"""Servers that break HTTP or JSON: probing neither crashes nor hangs, and states nothing for them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from conformance.settling.probing import Probing, probe
from listproof.errors import Unreachable
from listproof.infer.plain import read_plain
from listproof.infer.proposals import Proposal, propose
from tests.conformance.backends import SPEC, target
from tests.conformance.hostile import talks
from tests.conformance.hostile.servers import Hostile, Talk, second_page, serving

_FAST = {"is_empty", "nests_a_million_deep", "has_items_of_every_kind", "closes_in_the_body", "sends_a_bomb"}
_TIMEOUT = 0.2
"""Seconds for each wait; a whole answer may take three times as long."""


def _things() -> Proposal:
    value = yaml.safe_load(SPEC)
    for item in value["paths"].values():
        for operation in item.values():
            operation.pop("x-listing", None)
            operation.pop("x-clauses", None)
    found = propose(read_plain("things.json", text=json.dumps(value)).operations[0])
    assert isinstance(found, Proposal)
    return found


def _cases() -> Iterator[Any]:
    for talk in talks.BROKEN:
        marks = () if talk.__name__ in _FAST else (pytest.mark.slow,)
        yield pytest.param(talk, id=talk.__name__, marks=marks)


@pytest.mark.parametrize("talk", list(_cases()))
def test_a_broken_server_is_left_alone_with_the_reason(talk: Talk) -> None:
    before, began = _things(), time.monotonic()
    with serving(Hostile(talk)) as url:
        try:
            (found,) = probe([before], target(url=url), Probing(timeout=_TIMEOUT)).results
        except Unreachable as error:
            assert "cannot be asked" in str(error)  # noqa: PT017 - it may as well answer
            return
    assert time.monotonic() - began < 30 * 3 * _TIMEOUT + 10
    assert isinstance(found, Proposal)
    assert found.heard is not None
    assert len(found.heard.requests) <= 30
    if not any(" row" in line for line in found.heard.requests):
        assert (found.stated, found.opens) == (before.stated, before.opens)
        assert found.heard.stopped
    assert not any(each.at == ("meta", "total_all") for each in found.stated)


@pytest.mark.parametrize("talk", list(_cases()))
def test_a_page_that_breaks_costs_what_it_would_have_shown(talk: Talk) -> None:
    with serving(Hostile(talk, when=second_page)) as url:
        (found,) = probe([_things()], target(url=url), Probing(timeout=_TIMEOUT)).results
    assert isinstance(found, Proposal)
    stated = {each.at: each.value for each in found.stated}
    assert stated[("size", "over")] == "error"
    assert stated.get(("page", "first"), 1) == 1
