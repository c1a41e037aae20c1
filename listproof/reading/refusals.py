"""Refusals: the `errors` of an `x-listing`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from listproof.contract import MISSING, Errors, Json, Place, Refusal
from listproof.reading.faults import listed
from listproof.reading.statements import readings
from listproof.reading.surroundings import Surroundings

_NOT_SITUATIONS: Final = frozenset({"at", "template"})


def read_errors(around: Surroundings, *, promised: bool) -> Errors:
    """The refusals by situation; a promised status has to be a documented one."""
    section = around.statement.section("errors")
    refusals = {
        situation: _refusal(stated)
        for situation, stated in section.items()
        if situation not in _NOT_SITUATIONS and stated is not None
    }
    if promised:
        for situation, refusal in refusals.items():
            _check_statuses(around, situation, refusal)
    else:
        for situation, refusal in refusals.items():
            if not refusal.status:
                around.fault(
                    ("errors", situation),
                    "no status is stated",
                    "write status, in errors or in assumed.errors",
                )
    return Errors(
        refusals=MappingProxyType(refusals),
        at=MappingProxyType(_places(around, section.get("at") or {})),
        template=section.get("template", MISSING),
    )


def _refusal(stated: Json) -> Refusal:
    if not isinstance(stated, dict):
        return Refusal(status=readings(stated))
    return Refusal(
        status=readings(stated.get("status")),
        code=stated.get("code"),
        message=stated.get("message"),
        head=stated.get("head", "allowed"),
    )


def _check_statuses(around: Surroundings, situation: str, refusal: Refusal) -> None:
    for status in refusal.status:
        if {str(status), f"{status // 100}XX", "default"}.isdisjoint(around.responses):
            around.fault(
                ("errors", situation),
                f"the operation documents no {status} response",
                f"it documents {listed(around.responses)}; what it doesn't promise belongs in assumed.errors",
            )


def _places(around: Surroundings, stated: dict[str, str]) -> dict[str, Place]:
    places = {}
    for role, text in stated.items():
        pointer = around.pointer(text, "errors", "at", role)
        if pointer is not None:
            places[role] = Place(text=text, where="body", pointer=pointer)
    return places
