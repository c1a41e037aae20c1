"""Guesses: which inferred values of a contract a finding leans on.

Where a document states no lists, their contract is inferred, and a finding may show a wrong guess instead of
a wrong server. The table says, for each law or its family, which values of `x-listing` it takes for true.
What OpenAPI itself says, what is never safe and what a standard demands leans on none, but for what it is
measured by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from conformance.law import Finding
from conformance.questions import Question
from listproof.contract import Operation, pointer_text
from listproof.lawbook import LawName


@dataclass(frozen=True, slots=True)
class Inferred:
    """A value that inference proposed and nobody has settled."""

    at: str
    """Its JSON Pointer in `x-listing`; `limit: maximum` for a keyword of a parameter's schema."""
    reason: str
    """What shows it: `the default of page is 1`."""


_WHOLE: Final = "whole items"
_ROWS: Final = (_WHOLE, "/items", "/id")
_PAGES: Final = ("/page/first", "/page/param", "/page/by", "/meta/next")
_SIZES: Final = ("size:maximum", "size:default", "/size/param", "/size/omit")
# Where a total is told, a walk is held against it.
_WALK: Final = ("/meta/total", *_PAGES, "/meta/has_next", *_SIZES, *_ROWS)
_KEYS: Final = ("/sort/keys", "/sort/by", "/sort/order", "/sort/asc", "/sort/desc")
_VALUE: Final = ("/errors/{situation}", "/filter/{about}")

LEANS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # What OpenAPI says. `about:` is the schema of the parameter that the finding is about.
        "shape": (),
        "parameters": (),
        "parameters/accepted": ("about:maximum",),
        "parameters/default": ("about:default", _WHOLE),
        "page": _WALK,
        "page/first": (*_PAGES, *_ROWS),
        "page/no-repeats": ("/id", "/items", *_PAGES),
        "page/past-end": ("/page/past_end", "/errors/bad_page", *_WALK),
        "size": (*_SIZES, "/meta/total", *_PAGES, *_ROWS),
        "size/at-most": (*_SIZES, "/items"),
        "size/over": ("/size/over", "size:maximum", "/size/param", "/errors/bad_size", *_ROWS),
        "size/under": ("/size/under", "/size/param", "/errors/bad_size", *_ROWS),
        "size/alias": ("/size/alias", "/size/param", *_ROWS),
        # The role is that of the law's name.
        "meta": ("/meta/{role}", *_WALK),
        "meta/returned": ("/meta/returned", "/items"),
        "meta/sort": ("/meta/sort", *_KEYS, "/sort/default"),
        "meta/order": ("/meta/order", *_KEYS, "/sort/default"),
        "token": ("/meta/next", "/errors/bad_token", *_WALK),
        "link": ("/meta", *_WALK),
        "filter": ("/filter/{about}", *_WALK),
        "sort": (*_KEYS, *_WALK),
        "sort/default": ("/sort/default", *_WALK),
        "inert": ("/inert", *_ROWS),
        "scope": ("/scope", *_WALK),
        "summary": ("/summary", "/filter", *_WALK),
        "rules": ("/rules", *_ROWS),
        # A parameter that is required, and credentials that are, are OpenAPI's; their status may be a guess.
        "errors": ("/errors/{situation}",),
        "errors/not-a-number": _VALUE,
        "errors/unknown-value": _VALUE,
        "errors/malformed": _VALUE,
        "errors/out-of-range": ("/errors/{situation}", "/page/param"),
        "errors/envelope": ("/errors/at",),
        "safety": (),
        "safety/maximum": ("size:maximum", "/size/param", "/items"),
        "time": _ROWS,
        "standards": (),
    }
)
"""What each law leans on, or else its family: JSON Pointers into `x-listing`, each with all that is inside;
`size:` and `about:` name a keyword of a parameter's schema. `whole items` is that the figures in an item
stand still, which counts where no identity is inferred."""

_SITUATIONS: Final = {
    "errors/unauthenticated": "unauthenticated",
    "errors/bad-credentials": "unauthenticated",
    "errors/forbidden": "forbidden",
    "errors/missing": "missing",
    "errors/out-of-range": "bad_page",
    "errors/unknown-parameter": "bad_param",
    "errors/token": "bad_token",
    "errors/method": "method",
    "errors/failure": "failure",
}
_GUARDED: Final = ("errors/unauthenticated", "errors/bad-credentials", "errors/forbidden")
_WHATEVER_IS_ASKED: Final = ("errors", "safety", "standards")
_OF_OPENAPI: Final = ("shape", "parameters")


def leaning(operation: Operation, law: LawName, finding: Finding) -> tuple[Inferred, ...]:
    """The inferred values that the finding leans on, the most telling first."""
    if finding.fact or not is_guessed(operation) or _is_open_door(law, finding):
        return ()
    found: dict[str, Inferred] = {}
    pointers = [*_of_law(operation, law, finding), *_of_questions(operation, law, finding)]
    # That whole items were compared explains more than any value.
    for pointer in sorted(pointers, key=lambda pointer: pointer != _WHOLE):
        for each in _inferred_at(operation, pointer):
            found.setdefault(each.at, each)
    return tuple(found.values())


def is_guessed(operation: Operation) -> bool:
    """Whether anything of the operation's contract is inferred."""
    return bool(operation.inferred) or any(each.inferred for each in operation.parameters.values())


def _is_open_door(law: LawName, finding: Finding) -> bool:
    """Whether credentials that must be refused were let in: whichever status was due, that is none."""
    status = finding.actual
    return law.id in _GUARDED and isinstance(status, int) and 200 <= status < 300


def _of_law(operation: Operation, law: LawName, finding: Finding) -> Iterator[str]:
    role = law.id.partition("/")[2].replace("-", "_")
    abouts = finding.about.split("&") if finding.about else [""]
    for template in LEANS.get(law.id, LEANS.get(law.family, ())):
        for about in abouts if "about" in template else [""]:
            if template.startswith("about:"):
                yield f"{about}:{template.removeprefix('about:')}"
            elif "{situation}" in template:
                yield f"/errors/{_SITUATIONS.get(law.id) or _situation(operation, finding.about)}"
            elif "{about}" in template:
                yield f"/filter{pointer_text((about,)) if about else ''}"
            else:
                yield template.format(role=role)


def _situation(operation: Operation, key: str) -> str:
    """The contract's word for a bad value of this parameter."""
    listing = operation.listing
    if key == listing.page.param:
        return "bad_token" if listing.page.by == "cursor" else "bad_page"
    if listing.size is not None and key in (listing.size.param, listing.size.alias):
        return "bad_size"
    if key in listing.filters:
        return "bad_filter"
    return "bad_sort" if key in (listing.sort.by, listing.sort.order) else "bad_param"


def _of_questions(operation: Operation, law: LawName, finding: Finding) -> Iterator[str]:
    """What the questions that show the finding took for true."""
    if law.family in _WHATEVER_IS_ASKED or (law.family == "shape" and law.id != "shape/status"):
        return
    for exchange in finding.exchanges[:2]:
        yield from _asked(operation, exchange.question, is_openapi=law.family in _OF_OPENAPI)


def _asked(operation: Operation, question: Question, *, is_openapi: bool) -> Iterator[str]:
    for key, value in question.filters:
        parameter = operation.parameters.get(key)
        # That a value of an enum may be sent, OpenAPI says.
        if not is_openapi or parameter is None or value not in parameter.enum:
            yield f"/filter{pointer_text((key,))}"
    if question.sort is not None and not is_openapi:
        yield from _KEYS
    if question.position is not None:
        yield from _PAGES
    if question.size is not None:
        yield "size:maximum"
    if question.scope:
        yield "/scope"


def _inferred_at(operation: Operation, pointer: str) -> Iterator[Inferred]:
    if pointer == _WHOLE:
        if operation.listing.id is None:
            yield Inferred("/id", "no field shows what makes an item itself, so whole items are compared")
        return
    if pointer.startswith("/"):
        for at, reason in operation.inferred.items():
            if f"{at}/".startswith(f"{pointer}/") or f"{pointer}/".startswith(f"{at}/"):
                yield Inferred(at, reason)
        return
    named, _, keyword = pointer.rpartition(":")
    size = operation.listing.size
    key = (size.param if size else "") if named == "size" else named
    parameter = operation.parameters.get(key)
    said = parameter.inferred.get(f"/{keyword}") if parameter else None
    if said is not None:
        yield Inferred(f"{key}: {keyword}", said)
