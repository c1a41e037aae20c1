"""Backends that lie: probing ends, and states nothing where pages are ignored, capped or cached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.settling.plain_lists import settled_by
from tests.liars.all_liars import LIARS
from tests.liars.honest import Backend
from tests.liars.liar import Liar
from tests.liars.trial import SPECS, contract_of, target_of, world_of

_NAMED = {each.name: each for each in LIARS}
_SPEC = "talkifai-batch-jobs"


def _settled(liar: Liar, spec: str = _SPEC) -> Any:
    world = world_of(spec)
    return settled_by(spec, Backend(contract_of(spec), world, liar.twist), target_of(world), most=30)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("page-ignored", ("page", "past_end")),
        ("page-capped-at-3", ("page", "past_end")),
        ("cache-forgets-the-page", ("page", "past_end")),
        ("refuses-the-maximum", ("size", "over")),
    ],
)
def test_what_a_lie_hides_is_not_stated_and_the_lie_is_told(name: str, at: tuple[str, ...]) -> None:
    found = _settled(_NAMED[name])
    assert at not in {each.at for each in found.stated}
    assert found.heard.differs or any(each.at == at for each in found.opens)


def _cases() -> Iterator[Any]:
    for liar in LIARS:
        for spec in SPECS:
            if liar.where(contract_of(spec).operations[0]):
                yield pytest.param(liar, spec, id=f"{liar.name}-{spec.partition('-')[0]}")


@pytest.mark.slow
@pytest.mark.parametrize(("liar", "spec"), list(_cases()))
def test_no_liar_ends_the_asking(liar: Liar, spec: str) -> None:
    found = _settled(liar, spec)
    assert 1 <= len(found.heard.requests) <= 30
