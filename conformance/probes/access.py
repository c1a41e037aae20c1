"""Who may ask: no credentials, wrong ones in every way there is, a caller without a right, other methods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from conformance.asking.reading import first_position
from conformance.comparing.matching import switched_off
from conformance.evidence import Reaction
from conformance.law import Ask, Probe
from conformance.probes.refusals import Wrong, react
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import FORBIDDEN, MAIN, Target, TargetCaller
from listproof.contract import Operation, Scheme

_WRONG = "listproof-wrong-credential"
_HEXADECIMAL = re.compile(r"[0-9a-fA-F{}-]*")
_SAFE_METHODS = ("TRACE",)


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:
    """A probe for the credentials, and one each for the forbidden caller, failure, methods and HEAD."""
    wrongs = (*_none_at_all(operation), *_one_missing(operation), *_each_wrong(operation, target))
    named = tuple(_refused(operation, target))
    if operation.security:
        yield _probe(
            "no credentials, wrong ones, and those that the target file calls refused", wrongs + named
        )
    if FORBIDDEN in target.callers:
        yield _probe("a known caller without a right to the list", (_forbidden(),))
    for situation, headers in target.provoke.items():
        yield _probe(f"a provoked {situation}", (_provoked(situation, headers),))
    yield _probe("methods that the endpoint does not have", tuple(_methods(operation, target)))
    yield Probe(asks="HEAD", laws=("standards/head",), gather=partial(_head, survey=survey))


def _probe(asks: str, wrongs: tuple[Wrong, ...]) -> Probe:
    laws = dict.fromkeys((*(wrong.law for wrong in wrongs), "errors/envelope", "standards/www-authenticate"))
    return Probe(asks=asks, laws=tuple(laws), gather=partial(_gather, wrongs=wrongs))


def _gather(ask: Ask, *, wrongs: tuple[Wrong, ...]) -> Iterable[Reaction]:
    for wrong in wrongs:
        if wrong.law == "errors/unauthenticated":
            # A cache that asks nobody for credentials has the list only once somebody with some has asked.
            ask.exchange(Question())
        yield react(ask, wrong)


def _wrong(way: str, question: Question, law: str = "errors/bad-credentials") -> Wrong:
    return Wrong(law=law, situation="unauthenticated", about="", way=way, question=question)


def _schemes(operation: Operation) -> tuple[Scheme, ...]:
    """Every scheme of every alternative: without all of them there are no credentials at all."""
    schemes = [scheme for together in operation.security for scheme in together]
    return tuple({scheme.parameter: scheme for scheme in schemes}.values())


def _without(schemes: Iterable[Scheme], question: Question) -> Question:
    for scheme in schemes:
        if scheme.location == "query":
            question = question.but(drop=(*question.drop, scheme.parameter))
        else:
            question = question.but(headers=(*question.headers, (_header(scheme), None)))
    return question


def _header(scheme: Scheme) -> str:
    return "Cookie" if scheme.location == "cookie" else scheme.parameter


def _with(scheme: Scheme, value: str) -> Question:
    if scheme.location == "query":
        return Question(put=((scheme.parameter, value),))
    text = f"{scheme.parameter}={value}" if scheme.location == "cookie" else value
    return Question(headers=((_header(scheme), text),))


def _none_at_all(operation: Operation) -> Iterator[Wrong]:
    schemes = _schemes(operation)
    if schemes and () not in operation.security:
        yield _wrong("no credentials", _without(schemes, Question()), "errors/unauthenticated")


def _one_missing(operation: Operation) -> Iterator[Wrong]:
    """Of schemes that are needed together, each one left out."""
    if len(operation.security) == 1 and len(operation.security[0]) > 1:
        for scheme in operation.security[0]:
            way = f"no {scheme.parameter}"
            yield _wrong(way, _without((scheme,), Question()), "errors/unauthenticated")


def _each_wrong(operation: Operation, target: Target) -> Iterator[Wrong]:
    if len(operation.security) != 1:
        return  # with alternatives, a wrong credential beside a right one is no fault
    for scheme in operation.security[0]:
        own = target.callers.get(MAIN, TargetCaller()).header(scheme.parameter)
        # Further into the list, by a filter: a backend may well ask for credentials on its first page alone.
        wrong = own + "x" if own else scheme.prefix + _WRONG
        yield _wrong(f"a wrong {scheme.parameter}", _deep(operation, _with(scheme, wrong)))
        yield _wrong(f"an empty {scheme.parameter}", _with(scheme, scheme.prefix.strip()))
        if scheme.prefix and own:
            secret = own.removeprefix(scheme.prefix)
            yield _wrong(f"{scheme.parameter} without {scheme.prefix.strip()}", _with(scheme, secret))
            yield _wrong(f"another scheme than {scheme.prefix.strip()}", _with(scheme, f"Digest {secret}"))
        if own and len(own) > len(scheme.prefix) + 4:
            yield _wrong(f"{scheme.parameter} cut short", _with(scheme, own[:-3]))
        first = scheme is operation.security[0][0]
        if first and own and (other := _other_case(own.removeprefix(scheme.prefix))):
            yield _wrong(f"{scheme.parameter} in the other case", _with(scheme, scheme.prefix + other))


def _deep(operation: Operation, question: Question) -> Question:
    """The question for the second page of one row, by the first value that a filter lists."""
    listing, first = operation.listing, first_position(operation)
    if listing.size is not None and first is not None and listing.page.by in ("page", "offset"):
        question = question.but(position=first + 1, size=max(listing.size.minimum or 1, 1))
    keys = [key for key in listing.filters if key in operation.parameters]
    listed = [
        (key, value)
        for key in keys
        for value in operation.parameters[key].enum
        if not switched_off(listing.filters[key], value)
    ]
    return question.but(filters=tuple(listed[:1]))


def _other_case(secret: str) -> str:
    """The secret with capital and small letters changed over; none where that is no other secret, or where
    it may be a number in base 16."""
    other = secret.swapcase()
    return "" if other == secret or _HEXADECIMAL.fullmatch(secret) else other


def _refused(operation: Operation, target: Target) -> Iterator[Wrong]:
    if not operation.security:
        return
    for refused in target.refused:
        question = Question(
            headers=tuple(refused.headers.items()),
            put=tuple((key, values[0]) for key, values in refused.parameters.items() if values),
        )
        yield _wrong(f"refused credentials: {refused.name}", question)


def _forbidden() -> Wrong:
    return Wrong(
        law="errors/forbidden",
        situation="forbidden",
        about="",
        way="a known caller without a right to the list",
        question=Question(caller=FORBIDDEN),
    )


def _provoked(situation: str, headers: Mapping[str, str]) -> Wrong:
    return Wrong(
        law=f"errors/{situation}",
        situation=situation,
        about="",
        way=f"a provoked {situation}",
        question=Question(headers=tuple(headers.items()), provoked=True),
    )


def _methods(operation: Operation, target: Target) -> Iterator[Wrong]:
    """TRACE, which changes nothing, and whatever else the user allowed and the document doesn't define."""
    for method in (*_SAFE_METHODS, *sorted(target.allow_methods)):
        if method not in operation.methods:
            yield Wrong(
                law="errors/method",
                situation="method",
                about=method,
                way=method,
                question=Question(method=method),
            )


def _head(ask: Ask, *, survey: Survey) -> Iterable[Reaction]:
    first = ask.page(survey.main.question)
    question = survey.main.question.but(method="HEAD")
    yield Reaction(
        law="standards/head",
        situation="",
        way="HEAD",
        exchange=ask.exchange(question),
        like=first,
    )
