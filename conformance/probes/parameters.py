"""Parameters: every documented value, what is left out, documented defaults, and those that are inert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

import jsonschema_rs

from conformance.asking.reading import first_position
from conformance.comparing.matching import switched_off, text_of
from conformance.evidence import Reaction, Twins
from conformance.law import Ask, Probe
from conformance.probes.windows import Windows, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import MISSING, Json, Operation, Parameter

_MOST: Final = 12
"""As many values of one enum as are asked for."""

Pair = tuple[str, Question, Question, str]
"""A parameter's key, the question with its default and the one without, and why they are the same."""


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """Probes on what OpenAPI says of the operation's parameters, and on the inert ones."""
    pages = windows(operation, survey)
    defaults = tuple(_defaults(pages))
    if defaults:
        yield Probe(
            asks="parameters with their default value and without",
            laws=("parameters/default",),
            gather=partial(_same, law="parameters/default", pairs=defaults),
        )
    inert = tuple(_inert(pages))
    if inert:
        yield Probe(
            asks="inert parameters",
            laws=("inert/same",),
            gather=partial(_same, law="inert/same", pairs=inert),
        )
    yield Probe(
        asks="every documented value of a parameter",
        laws=("parameters/accepted",),
        gather=partial(_react, law="parameters/accepted", asked=tuple(_values(pages))),
    )
    yield Probe(
        asks="nothing but what is required",
        laws=("parameters/optional",),
        gather=partial(_react, law="parameters/optional", asked=tuple(_optional(pages))),
    )


def _same(ask: Ask, *, law: str, pairs: tuple[Pair, ...]) -> Iterable[Twins]:
    for key, asked, unasked, because in pairs:
        left, right = ask.page(asked), ask.page(unasked)
        if left is not None and right is not None:
            yield Twins(law=law, about=key, left=left, right=right, because=because)


def _react(ask: Ask, *, law: str, asked: tuple[tuple[str, str, Question], ...]) -> Iterable[Reaction]:
    for about, way, question in asked:
        yield Reaction(
            law=law,
            about=about,
            situation="valid",
            way=way,
            exchange=ask.exchange(question),
            page=ask.page(question),
        )


# --- defaults ------------------------------------------------------------------------------------------


def _defaults(pages: Windows) -> Iterator[Pair]:
    operation = pages.operation
    for key, parameter in operation.parameters.items():
        default = parameter.default
        if default is MISSING or default is None or parameter.required:
            continue
        because = f"{key} defaults to {text_of(default)}"
        for asked, unasked in _with_and_without(pages, key, default):
            yield key, asked, unasked, because


def _with_and_without(pages: Windows, key: str, default: Json) -> Iterator[tuple[Question, Question]]:
    """Questions that send the parameter's default, each with the one that leaves it out."""
    operation, size = pages.operation, pages.operation.listing.size
    plain = pages.start
    if key == operation.listing.page.param:
        if isinstance(default, (int, str)):
            yield plain.but(position=default), plain.but(position=None)
    elif size is not None and key in (size.param, size.alias):
        if key == size.param and isinstance(default, int) and size.omit == ("default",):
            yield Question(size=default), Question()
            second = pages.at(default, default)
            if second is not None:
                yield second, second.but(size=None)
    elif key in (operation.listing.sort.by, operation.listing.sort.order):
        yield from _sorted_by_default(pages, key, default)
    elif key in operation.listing.filters:
        yield plain.but(filters=((key, default),)), plain
    elif key not in {scope.param for scope in operation.listing.scope}:
        parameter = operation.parameters[key]
        is_several = isinstance(default, list) and parameter.explode and len(default) > 1
        one = MISSING if is_several else _as_one(parameter, default)
        if one is not MISSING:
            yield plain.but(put=((key, text_of(one)),)), plain


def _sorted_by_default(pages: Windows, key: str, default: Json) -> Iterator[tuple[Question, Question]]:
    sort, plain = pages.operation.listing.sort, pages.start
    if key == sort.by and isinstance(default, str):
        name = default.removeprefix("-")
        signed = default.startswith("-") if sort.order is None else None
        yield plain.but(sort=(name, signed)), plain
        if sort.order is not None:
            yield plain.but(sort=(name, False)), plain.but(put=((sort.order, sort.asc),))
    elif key == sort.order and default in (sort.asc, sort.desc):
        for name in list(sort.keys)[:2]:
            yield plain.but(sort=(name, default == sort.desc)), plain.but(sort=(name, None))


# --- inert parameters ----------------------------------------------------------------------------------


def _inert(pages: Windows) -> Iterator[Pair]:
    for key in pages.operation.listing.inert:
        parameter = pages.operation.parameters.get(key)
        values = _documented(parameter) if parameter is not None else []
        contexts = [pages.at(0, pages.largest), pages.at(pages.odd, pages.odd) if pages.largest else None]
        for value in values:
            because = f"{key}={text_of(value)} is to change nothing"
            for context in contexts:
                if context is not None:
                    yield key, context, context.but(put=((key, text_of(value)),)), because


def _documented(parameter: Parameter) -> list[Json]:
    if parameter.enum:
        return list(parameter.enum[:_MOST])
    if parameter.types == {"boolean"}:
        return [True, False]
    found: list[Json] = []
    for value in (parameter.default, parameter.example, parameter.schema.get("example", MISSING)):
        text = _as_one(parameter, value)
        if text is not MISSING and text is not None and text not in found:
            found.append(text)
    return found


def _as_one(parameter: Parameter, value: Json) -> Json:
    """The value as one text has it; MISSING where there is none, or none that the schema allows.

    Of an array that is sent as several parameters the first element stands for all.
    """
    if value is MISSING or not jsonschema_rs.is_valid(dict(parameter.schema), value, validate_formats=True):
        return MISSING
    if not isinstance(value, list):
        return MISSING if isinstance(value, dict) else value
    if parameter.explode or not value:
        return value[0] if value and not isinstance(value[0], (list, dict)) else MISSING
    return ",".join(text_of(each) for each in value) if parameter.style in ("form", "simple") else MISSING


# --- what is accepted, and what may be left out --------------------------------------------------------


def _values(pages: Windows) -> Iterator[tuple[str, str, Question]]:
    """Every documented value of each parameter: its key, how it is written, and the question with it."""
    operation = pages.operation
    scoped = {scope.param for scope in operation.listing.scope}
    for key, parameter in operation.parameters.items():
        if key in scoped:
            continue
        for value, question in _questions(pages, key, parameter):
            yield key, f"{key}={value}", question


def _questions(pages: Windows, key: str, parameter: Parameter) -> Iterator[tuple[str, Question]]:
    operation, sort = pages.operation, pages.operation.listing.sort
    size, plain = operation.listing.size, pages.start
    if key == operation.listing.page.param:
        if plain.position is not None:
            yield str(plain.position), plain
    elif size is not None and key == size.param:
        ends = (pages.smallest, pages.largest)
        yield from ((str(one), plain.but(size=one)) for one in dict.fromkeys(ends) if one is not None)
    elif size is not None and key == size.alias:
        yield str(pages.odd), Question(put=((key, str(pages.odd)),))
    elif key == sort.by:
        yield from _sort_keys(pages, parameter)
    elif key == sort.order and sort.keys:
        for word, descending in ((sort.asc, False), (sort.desc, True)):
            yield word, plain.but(sort=(next(iter(sort.keys)), descending))
    elif key in operation.listing.filters:
        rule = operation.listing.filters[key]
        for value in parameter.enum[:_MOST] or tuple(one for one in rule.all if switched_off(rule, one)):
            yield text_of(value), plain.but(filters=((key, value),))
    else:
        values = () if parameter.required and parameter.location == "path" else _documented(parameter)
        yield from ((text_of(value), plain.but(put=((key, text_of(value)),))) for value in values)


def _sort_keys(pages: Windows, parameter: Parameter) -> Iterator[tuple[str, Question]]:
    """The keys of the sort as the enum writes them, or as `x-listing` names them."""
    sort, plain = pages.operation.listing.sort, pages.start
    words = [one for one in parameter.enum if isinstance(one, str)] or list(sort.keys)
    for word in words[:_MOST]:
        name = word.removeprefix("-") if sort.order is None else word
        if name in sort.keys:
            yield word, plain.but(sort=(name, word != name if sort.order is None else True))
        else:
            yield word, plain.but(put=((parameter.key, word),))


def _optional(pages: Windows) -> Iterator[tuple[str, str, Question]]:
    """Each parameter without those that usually come with it, and nothing at all."""
    operation, sort = pages.operation, pages.operation.listing.sort
    size, page = operation.listing.size, operation.listing.page.param
    yield "", "nothing but what is required", Question()
    first = first_position(operation)
    if size is not None and page is not None and pages.largest is not None:
        yield page, f"{size.param} alone", Question(size=pages.largest)
        if first is not None:
            yield size.param, f"{page} alone", Question(position=first)
    if sort.by and sort.order and sort.keys:
        yield sort.order, f"{sort.by} alone", pages.start.but(sort=(next(iter(sort.keys)), None))
        yield sort.by, f"{sort.order} alone", pages.start.but(put=((sort.order, sort.asc),))
