"""What a careful client would not send: values that are wrong in one way each, and what must never fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from conformance.asking.reading import first_position
from conformance.comparing.matching import text_of
from conformance.evidence import Reaction
from conformance.law import Ask, Probe
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import OTHER, Target
from listproof.contract import Json, Operation, Parameter, look

STRANGE = "listproof-no-such-value"
"""A value that no list has and no enum allows."""

_INHERITED = "constructor"
"""Outside most enums too, yet a member of every JavaScript object, where a careless backend looks it up."""

_NO_NUMBERS = (("abc", "a word"), ("", "nothing"), ("1.5", "a fraction"), ("1e1", "an exponent"))
_NO_SIZES = (("NaN", "not a number"), ("", "nothing"), ("1.5", "a fraction"), ("1_0", "an underscore"))
"""What is no number to a careful reader. Backends read pages and sizes alike: each is tried by its own."""
_NUMBERS = frozenset({"1.5", "1e1"})
"""Of these what a parameter takes that need not be whole."""
_NUMBER_TYPES = frozenset({"integer", "number"})

_HOSTILE = (
    "\x00",
    "\udcff",
    "' OR '1'='1",
    "%[(\\\U0001f600'\"",
    "\u0665",
    "9" * 400,
    "x" * 4000,
)
"""NUL, a byte that is no UTF-8, SQL, what decoders and patterns and old charsets trip over together, a digit
that is not ASCII, far too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One wrong request: the law it is for, the situation, the parameter, and what is wrong."""

    law: str
    situation: str
    about: str
    way: str
    question: Question


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """A probe for each parameter, one for required ones that are left out, one for hostile values."""
    for key, parameter in operation.parameters.items():
        if parameter.location in ("query", "header") and not _is_scope(operation, key):
            wrongs = tuple(_wrongs(operation, key, parameter))
            if wrongs:
                yield _probe(f"wrong values of {key}", wrongs)
    yield Probe(
        asks="parameters twice, and some that nobody knows",
        laws=("errors/unknown-parameter", "errors/envelope", "safety/no-server-error", "scope/foreign"),
        gather=partial(_superfluous, operation=operation, survey=survey),
    )
    left_out = tuple(_left_out(operation))
    if left_out:
        yield _probe("each required parameter left out, and empty", left_out)
    hostile = tuple(_hostile(operation))
    yield Probe(
        asks="hostile values of every kind of parameter",
        laws=("safety/no-server-error", "safety/no-internals"),
        gather=partial(_only_ask, questions=hostile),
    )


def situation_of(operation: Operation, key: str) -> str:
    """The contract's word for a bad value of this parameter."""
    listing = operation.listing
    if key == listing.page.param:
        return "bad_token" if listing.page.by == "cursor" else "bad_page"
    if listing.size is not None and key in (listing.size.param, listing.size.alias):
        return "bad_size"
    if key in listing.filters:
        return "bad_filter"
    if key in (listing.sort.by, listing.sort.order):
        return "bad_sort"
    return "bad_param"


def react(ask: Ask, wrong: Wrong) -> Reaction:
    """Ask a wrong question and note what came."""
    exchange = ask.exchange(wrong.question)
    page = ask.page(wrong.question) if 200 <= exchange.status < 300 else None
    return Reaction(
        law=wrong.law,
        about=wrong.about,
        situation=wrong.situation,
        way=wrong.way,
        exchange=exchange,
        page=page,
    )


def wrong_values(operation: Operation, key: str) -> tuple[Wrong, ...]:
    """What is asked with wrong values of one parameter."""
    return tuple(_wrongs(operation, key, operation.parameters[key]))


def _probe(asks: str, wrongs: tuple[Wrong, ...]) -> Probe:
    laws = dict.fromkeys((*(wrong.law for wrong in wrongs), "errors/envelope", "safety/no-server-error"))
    return Probe(asks=asks, laws=tuple(laws), gather=partial(_gather, wrongs=wrongs))


def _gather(ask: Ask, *, wrongs: tuple[Wrong, ...]) -> Iterable[Reaction]:
    for wrong in wrongs:
        yield react(ask, wrong)


def _only_ask(ask: Ask, *, questions: tuple[Question, ...]) -> Iterable[Reaction]:
    for question in questions:
        ask.exchange(question)
    return ()


def _is_scope(operation: Operation, key: str) -> bool:
    return any(entry.param == key for entry in operation.listing.scope)


def _wrongs(operation: Operation, key: str, parameter: Parameter) -> Iterator[Wrong]:
    situation = situation_of(operation, key)

    def wrong(law: str, value: str, what: str = "") -> Wrong:
        way = f"{key}={value}" + (f" ({what})" if what else "")
        return Wrong(law=law, situation=situation, about=key, way=way, question=Question(put=((key, value),)))

    if situation == "bad_token":
        # An empty token asks for the first page in many APIs; what no list has given out asks for nothing.
        yield wrong("errors/token", STRANGE, "a token that was never given out")
    if parameter.types and parameter.types <= _NUMBER_TYPES:
        for value, what in _no_numbers(operation, parameter):
            yield wrong("errors/not-a-number", value, what)
        yield from _out_of_range(operation, key, wrong("errors/out-of-range", ""))
    elif parameter.enum:
        for value in _outside(parameter, stated=situation in operation.listing.errors.refusals):
            yield wrong("errors/unknown-value", value)
    elif parameter.schema.get("format") in _MALFORMED:
        yield wrong("errors/malformed", _MALFORMED[parameter.schema["format"]])


_MALFORMED = {
    "uuid": "not-a-uuid",
    "date-time": "yesterday",
    "date": "2024-02-31",
    "email": "nobody",
    "ipv4": "1.2.3.400",
}


def _no_numbers(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str]]:
    size = operation.listing.size
    alias = size is not None and parameter.key == size.alias
    is_size = size is not None and parameter.key == size.param
    for value, what in _NO_NUMBERS[:1] if alias else _NO_SIZES if is_size else _NO_NUMBERS:
        is_number = value in _NUMBERS and "number" in parameter.types
        if not is_number and not (value == "" and parameter.allows_empty):
            yield value, what
    if size is not None and parameter.key == size.param and "all" in size.omit:
        yield "null", "what some clients send to get everything"  # OR-24


def _out_of_range(operation: Operation, key: str, model: Wrong) -> Iterator[Wrong]:
    """A place before the first: the sizes that are out of range have laws of their own."""
    if key != operation.listing.page.param or operation.listing.page.by not in ("page", "offset"):
        return
    parameter = operation.parameters[key]
    first = min(operation.listing.page.first, default=0)
    least = first if parameter.minimum is None else parameter.minimum
    far = (-1000,) if operation.listing.page.by == "offset" else ()  # more than a page before the first row
    for value in dict.fromkeys((least - 1, -1, *far)):
        yield Wrong(
            law=model.law,
            situation=model.situation,
            about=key,
            way=f"{key}={value}",
            question=model.question.but(put=((key, str(value)),)),
        )


def _outside(parameter: Parameter, *, stated: bool) -> Iterator[str]:
    """A value that is not in the enum, and nothing at all, unless that is allowed.

    Where a refusal is stated, also one in another case, the beginning of one, and two at once: elsewhere a
    backend may be as lenient as it likes.
    """
    values = parameter.enum
    yield next(value for value in (_INHERITED, STRANGE) if value not in values)
    words = [value for value in values if isinstance(value, str)]
    if not parameter.allows_empty:
        yield ""
    if stated and words:
        other = next((word.swapcase() for word in words if word.swapcase() not in words), "")
        near = (other, words[0][:-1], ",".join(words[:2]))
        yield from (one for one in dict.fromkeys(near) if one and one not in words)


def _superfluous(ask: Ask, *, operation: Operation, survey: Survey) -> Iterable[Reaction]:
    """All that nobody knows in one request: whose rows come has nothing to do with what nobody documented."""
    unknown = react(ask, _unknown(operation, survey))
    yield unknown
    theirs = survey.others.get(OTHER)
    like = ask.page(theirs.question) if theirs is not None else None
    if like is not None:
        yield replace(unknown, law="scope/foreign", about="caller", situation="", like=like)
    twice = _twice(operation)
    if twice is not None:
        yield react(ask, twice)


def _unknown(operation: Operation, survey: Survey) -> Wrong:
    """A name that means nothing, a parameter as a list, and the tenant's field, naming another tenant."""
    pairs = [("listproof_unknown", "1")]
    pairs += [(f"{key}[]", text_of(value)) for key, value in _listed(operation)]
    pairs += [(name, value) for name, value in _owner(operation, survey) if name not in operation.parameters]
    return Wrong(
        law="errors/unknown-parameter",
        situation="bad_param",
        about="",
        way=" and ".join(f"{name}={value}" for name, value in pairs),
        question=Question(add=tuple(pairs)),
    )


def _listed(operation: Operation) -> list[tuple[str, Json]]:
    """The first parameter of the query that lists its values, with the last of them."""
    listed = [
        (parameter.name, parameter.enum[-1])
        for parameter in operation.parameters.values()
        if parameter.location == "query" and parameter.enum
    ]
    return listed[:1]


def _owner(operation: Operation, survey: Survey) -> Iterator[tuple[str, str]]:
    theirs = survey.others.get(OTHER)
    for entry in operation.listing.scope:
        if entry.param is None and entry.at and theirs is not None and theirs.items:
            value = look(theirs.items[0], entry.at)
            if isinstance(value, (str, int)):
                yield entry.at[-1], str(value)


def _twice(operation: Operation) -> Wrong | None:
    """The size, the page and a text twice each: what fails on any of them fails."""
    size, first = operation.listing.size, first_position(operation)
    if size is None:
        return None
    again = [(size.param, "2")]
    if operation.listing.page.param is not None and first is not None:
        again += [(operation.listing.page.param, str(number)) for number in (first, first + 1)]
    again += [(key, text_of(value)) for key, value in _listed(operation) for _ in range(2)]
    names = list(dict.fromkeys(name for name, _ in again))
    return Wrong(
        law="errors/unknown-parameter",
        situation="bad_param",
        about=size.param,
        way=" and ".join(names) + " twice",
        question=Question(size=1, add=tuple(again)),
    )


def _left_out(operation: Operation) -> Iterator[Wrong]:
    for key, parameter in operation.parameters.items():
        if not parameter.required or parameter.location not in ("query", "header"):
            continue
        yield Wrong(
            law="errors/missing",
            situation="missing",
            about=key,
            way=f"no {parameter.name}",
            question=Question(drop=(key,)),
        )
        yield Wrong(
            law="errors/missing",
            situation="missing",
            about=key,
            way=f"an empty {parameter.name}",
            question=Question(put=((key, ""),)),
        )


def _words(operation: Operation) -> list[str]:
    """The parameters of the query that are no numbers."""
    return [
        key
        for key, parameter in operation.parameters.items()
        if parameter.location == "query" and not parameter.types & (_NUMBER_TYPES | {"boolean"})
    ]


def _hostile(operation: Operation) -> Iterator[Question]:
    """Each hostile value once, on as many kinds of parameter as there are, numbers on those that count."""
    listing = operation.listing
    texts = [key for key in listing.filters if operation.parameters[key].location == "query"]
    texts += [entry.param for entry in listing.scope if entry.param in operation.parameters and entry.param]
    texts = texts or _words(operation)[:1]
    counts = [key for key in (listing.page.param, listing.size.param if listing.size else None) if key]
    for value in _HOSTILE:
        keys = counts if value[:1].isdigit() or not texts else texts
        for key in keys[:2] if texts else keys[:1]:
            if operation.parameters[key].location != "header" or value.isprintable():
                yield Question(put=((key, value),))
    if listing.page.param and listing.page.by in ("page", "offset"):
        # The offset begins anew where it is cut to 32 bits.
        yield Question(position=2**31 if listing.page.by == "page" else 2**32)
        yield Question(position=2**63)
