"""Whose rows: other scopes, scopes that are nobody's, and another tenant's by every way there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from conformance.comparing.matching import documented, text_of
from conformance.evidence import Reaction, Tenants, Walk
from conformance.law import Ask, Probe
from conformance.probes.nobodys import nobodys_value
from conformance.questions import Question
from conformance.survey import CALLER, Survey
from conformance.target import MAIN, OTHER, Target
from listproof.contract import Json, Operation, Pointer, look

Scopes = tuple[tuple[str, str], ...]

_ANY: Final = "%"
_TELLING: Final = 8
"""As many letters as the beginning of a name has that is nobody's name."""


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:
    """Probes on scopes; those that need another tenant are made only where the target names one."""
    keys = [entry.param for entry in operation.listing.scope if entry.param is not None]
    free = tuple((key, text) for key in keys for text in _nameless(operation, target, key))
    if survey.others:
        yield Probe(
            asks="the lists of other tenants and other scopes",
            laws=("scope/apart", "scope/foreign", "scope/own", "summary/counts"),
            gather=partial(_apart, survey=survey),
        )
    if free:
        yield Probe(
            asks="scopes that name nothing",
            laws=("scope/unknown",),
            gather=partial(_unknown, scopes=free),
        )
    theirs = survey.others.get(OTHER)
    if theirs is None:
        return
    foreign = tuple(_foreign(operation, target, keys))
    if foreign:
        yield Probe(
            asks="another tenant's scopes",
            laws=("scope/foreign", "scope/unknown"),
            gather=partial(_trespass, survey=survey, scopes=foreign),
        )
    values = tuple(_their_values(operation, survey))
    if values:
        yield Probe(
            asks="filters by values of another tenant's rows",
            laws=("scope/foreign", "meta/total"),
            gather=partial(_peek, survey=survey, values=values),
        )


def _apart(ask: Ask, *, survey: Survey) -> Iterable[Tenants | Reaction]:
    mine = ask.walk(survey.main.question, pages=survey.budget)
    for name, walk in survey.others.items():
        if name.startswith(f"{CALLER} "):
            yield from _of_both(name, walk, mine, survey.others.get(OTHER))
            continue  # nobody says whose tenant a further caller is of
        about = "caller" if name == OTHER else name.partition("=")[0]
        theirs = ask.walk(walk.question)
        yield Tenants(about=about, mine=mine, theirs=theirs)
        if name == OTHER and theirs.pages:
            yield from _leaked(mine, theirs)


def _of_both(name: str, walk: Walk, mine: Walk, theirs: Walk | None) -> Iterator[Reaction]:
    """The list of a further caller where it has rows of two tenants: of one of them it can't be."""
    if theirs is not None and any(item in mine.items for item in walk.items):
        yield from _leaked(walk, theirs, name.removeprefix(f"{CALLER} "))


def _leaked(mine: Walk, theirs: Walk, who: str = MAIN) -> Iterator[Reaction]:
    """Each page of a caller's list, beside everything that the other tenant has."""
    if not theirs.pages:
        return
    like = replace(theirs.pages[0], items=theirs.items, ids=theirs.ids)
    for page in mine.pages:
        yield Reaction(
            law="scope/foreign",
            about="caller",
            situation="",
            way=f"{who} asks for its own list",
            exchange=page.exchange,
            page=page,
            like=like,
        )


def _nameless(operation: Operation, target: Target, key: str) -> Iterator[str]:
    """Texts that name no scope: the beginning of a name, and what a careless LIKE takes for every name.

    A value of another kind is a bad value of the parameter, before it is a scope that names nothing.
    """
    parameter = operation.parameters.get(key)
    nobodys = None if parameter is None else nobodys_value(parameter)
    if parameter is None or nobodys is None:
        return
    own = target.values(operation, key, MAIN)
    short = own[0][:-1] if own else ""
    # Of numbers, and of short names, the beginning may well be a name too.
    telling = len(short) >= _TELLING and not short.isdigit() and documented(parameter, short)
    yield short if telling and short not in own else text_of(nobodys)
    if documented(parameter, _ANY):
        yield _ANY


def _unknown(ask: Ask, *, scopes: Scopes) -> Iterable[Reaction]:
    for key, value in scopes:
        seen = _reaction(ask, "scope/unknown", key, f"{key}={value}", Question(scope=((key, value),)))
        # How a sign that no name has is refused is nobody's concern: no rows may come.
        if value != _ANY or (seen.page is not None and seen.page.items):
            yield seen


def _reaction(ask: Ask, law: str, about: str, way: str, question: Question) -> Reaction:
    exchange = ask.exchange(question)
    page = ask.page(question) if 200 <= exchange.status < 300 else None
    return Reaction(law=law, about=about, situation="unknown_scope", way=way, exchange=exchange, page=page)


def _foreign(operation: Operation, target: Target, keys: list[str]) -> Iterator[Scopes]:
    """Each of the other tenant's scope values alone, and all of them together."""
    found: list[tuple[str, str]] = []
    for key in keys:
        mine = target.values(operation, key, MAIN)
        theirs = target.values(operation, key, OTHER)
        if theirs and theirs[0] not in mine:
            found.append((key, theirs[0]))
    yield from ((pair,) for pair in found)
    if len(found) > 1:
        yield tuple(found)


def _trespass(ask: Ask, *, survey: Survey, scopes: tuple[Scopes, ...]) -> Iterable[Reaction]:
    """The main caller asks for what the other one owns; `like` is what the other one gets."""
    question = survey.main.question
    like = ask.page(survey.others[OTHER].question)
    for scope in scopes:
        asked = question.but(scope=scope)
        way = " and ".join(f"{key}={value}" for key, value in scope) + " with the credentials of main"
        seen = _reaction(ask, "scope/unknown", scope[0][0], way, asked)
        if len(scope) == 1:
            yield seen
        yield Reaction(
            law="scope/foreign",
            about=scope[0][0],
            situation="unknown_scope",
            way=way,
            exchange=seen.exchange,
            page=seen.page,
            like=like,
        )


def _their_values(operation: Operation, survey: Survey) -> Iterator[Scopes]:
    """For each free filter by equality: a value of the other tenant's rows, best one that main's lack.

    The first one also beside another filter that the same row fits: an OR may go further than it should.
    """
    beside = True
    for key, stated in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        if stated.at is None or stated.op != "eq" or parameter is None or parameter.enum:
            continue
        theirs = _values_at(survey.others[OTHER].items, stated.at)
        best = theirs - _values_at(survey.rows, stated.at)
        for value in sorted(best or theirs)[:1]:
            yield ((key, value),)
            row = next(row for row in survey.others[OTHER].items if look(row, stated.at) == value)
            enums = tuple(_listed(operation, row)) if beside else ()
            asked = {**dict(enums[:1]), key: value}
            if enums:
                beside = False
                yield tuple((one, asked[one]) for one in operation.listing.filters if one in asked)


def _listed(operation: Operation, row: Json) -> Iterator[tuple[str, str]]:
    """What the row has of the filters by listed values."""
    for key, stated in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        value = look(row, stated.at) if stated.at is not None and stated.op == "eq" else None
        if parameter is not None and isinstance(value, str) and value in parameter.enum:
            yield key, value


def _values_at(rows: Iterable[object], at: Pointer) -> set[str]:
    found = (look(row, at) for row in rows)
    return {value for value in found if isinstance(value, str) and value}


def _peek(ask: Ask, *, survey: Survey, values: tuple[Scopes, ...]) -> Iterable[Reaction]:
    like = ask.page(survey.others[OTHER].question)
    for filters in values:
        about = "&".join(key for key, _ in filters)
        way = " and ".join(f"{key}={value}" for key, value in filters) + ", as the other tenant has it"
        question = survey.main.question.but(filters=filters, nobodys=True)
        seen = _reaction(ask, "scope/foreign", about, way, question)
        yield Reaction(
            law=seen.law,
            about=about,
            situation="",
            way=seen.way,
            exchange=seen.exchange,
            page=seen.page,
            like=like,
        )
