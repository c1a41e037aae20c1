"""What the mock answers to requests with one fault each, asked when the pages are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from listproof.contract import Operation, Parameter
from listproof.pages.asking import Answer, Mock, Request, Visitor, needed, request, stand_ins, way_in
from listproof.pages.promising import Promise, promise, silences
from listproof.pages.words import Words, code, words

_NUMBERS: Final = {"integer", "number"}
_MALFORMED: Final = {
    "uuid": "not-a-uuid",
    "date-time": "not-a-time",
    "date": "not-a-date",
    "email": "not-an-address",
}
_NOBODYS: Final = {"uuid": "ffffffff-ffff-4fff-8fff-ffffffffffff"}
_LEFT_TO_HTTP: Final = ("accept", "content-type", "authorization")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A request with one fault, or an odd value, and the mock's answer to it."""

    situation: str
    about: str
    """The parameter's key; empty where it is about none."""
    wrong: Words
    """What is wrong, in words."""
    request: Request
    answer: Answer
    promise: Promise
    law: str
    """The law that asks the same of a backend."""
    aspect: str = ""
    """`over`, `under`, `malformed`, `missing` or `unknown` where it is about a parameter."""

    status_is_stated: bool = True
    """Whether the contract says which status a refusal has."""
    silent: tuple[str, ...] = ()
    """The clauses that leave it open."""

    @property
    def is_open(self) -> bool:
        """Whether another answer would be as right."""
        return self.promise.is_open or (self.is_refused and not self.status_is_stated)

    @property
    def told(self) -> Words:
        """The standing of the answer: of the refusal and of its status, where these differ."""
        if not self._is_open_in_part:
            return self.promise.told
        status = Promise(standing="open", clauses=self.silent)
        return words("refused: {told}; which status: {status}", told=self.promise.told, status=status.told)

    @property
    def aside(self) -> Words:
        """The standing after a statement, in brackets."""
        return words(" ({told})", told=self.told) if self._is_open_in_part else self.promise.aside

    @property
    def _is_open_in_part(self) -> bool:
        return self.is_open and not self.promise.is_open

    @property
    def is_refused(self) -> bool:
        """Whether the mock refuses it."""
        return self.answer.status >= 400


def trials(operation: Operation, mock: Mock) -> tuple[Trial, ...]:
    """Every trial of the operation, in the order in which a request is read."""
    return tuple(_Trials(operation, mock).all())


class _Trials:
    """The trials of one operation."""

    def __init__(self, operation: Operation, mock: Mock) -> None:
        self._operation = operation
        self._mock = mock
        self._main = mock.main
        self._listing = operation.listing
        self._stated = operation.listing.errors.refusals

    def all(self) -> Iterator[Trial]:
        yield from self._access()
        for parameter in self._operation.parameters.values():
            if parameter.location != "header" or parameter.name.lower() not in _LEFT_TO_HTTP:
                yield from self._of(parameter)
        yield from self._unknown_parameter()
        yield from self._method()
        yield from self._failure()

    # --- who asks ---

    def _access(self) -> Iterator[Trial]:
        schemes = way_in(self._operation)
        if not schemes:
            return
        nobody = replace(self._main, secrets={})
        told = words("no credentials")
        yield self._trial("unauthenticated", told, visitor=nobody, laws=("errors/unauthenticated",))
        wrong = {scheme.name: "wrong-credential" for scheme in schemes}
        told = words("credentials that are wrong")
        yield self._trial(
            "unauthenticated",
            told,
            visitor=replace(self._main, secrets=wrong),
            laws=("errors/bad-credentials",),
        )
        forbidden = next((each for each in self._mock.visitors if each.forbidden), None)
        if forbidden is not None:
            told = words("a caller who is known but has no right to the list")
            visitor = replace(forbidden, values=self._main.values)
            yield self._trial("forbidden", told, visitor=visitor, laws=("errors/forbidden",))

    # --- parameters ---

    def _of(self, parameter: Parameter) -> Iterator[Trial]:
        key, situation = parameter.key, self._situation(parameter.key)
        if parameter in needed(self._operation) and parameter.location != "path":
            told = words("{name} is not sent", name=code(parameter.name))
            yield self._sent(parameter, None, "missing", "missing", told, f"errors/missing@{key}")
        bad = _malformed(self._operation, parameter)
        if bad is not None:
            value, law, told = bad
            yield self._sent(parameter, value, situation, "malformed", told, f"{law}@{key}")
        yield from self._bounds(parameter, situation)
        if any(scope.param == key for scope in self._listing.scope) and bad is None:
            yield self._nobodys(parameter)

    def _bounds(self, parameter: Parameter, situation: str) -> Iterator[Trial]:
        size, paging = self._operation.mocked.size, self._operation.mocked.page
        name, key = code(parameter.name), parameter.key
        if size is not None and key in (size.param, size.alias):
            least = parameter.minimum if parameter.minimum is not None else size.minimum
            low = 1 if least is None else least
            told = words("{name} is below {low}", name=name, low=code(str(low)))
            yield self._sent(parameter, str(low - 1), situation, "under", told, f"size/under@{key}")
            high = parameter.maximum if parameter.maximum is not None else size.maximum
            if high is not None:
                told = words("{name} is above {high}", name=name, high=code(str(high)))
                yield self._sent(parameter, str(high + 1), situation, "over", told, f"size/over@{key}")
        elif key == paging.param and paging.by in ("page", "offset"):
            first = paging.first[0] if paging.first else int(paging.by == "page")
            low = parameter.minimum if parameter.minimum is not None else first
            told = words("{name} is below {low}", name=name, low=code(str(low)))
            yield self._sent(parameter, str(low - 1), situation, "under", told, f"errors/out-of-range@{key}")

    def _nobodys(self, parameter: Parameter) -> Trial:
        value = _NOBODYS.get(str(parameter.schema.get("format")), "no-such-id")
        if parameter.types & _NUMBERS:
            value = str(parameter.maximum or 999999999)
        told = words("{name} names nothing of the caller's", name=code(parameter.name))
        return self._sent(
            parameter, value, "unknown_scope", "unknown", told, f"scope/unknown@{parameter.key}"
        )

    def _sent(
        self, parameter: Parameter, value: str | None, situation: str, aspect: str, told: Words, law: str
    ) -> Trial:
        values = {parameter.key: value}
        return self._trial(situation, told, values=values, about=parameter.key, aspect=aspect, laws=(law,))

    def _situation(self, key: str) -> str:
        listing = self._operation.mocked
        if key == listing.page.param:
            return "bad_token" if listing.page.by in ("cursor", "link") else "bad_page"
        if listing.size is not None and key in (listing.size.param, listing.size.alias):
            return "bad_size"
        if key in (listing.sort.by, listing.sort.order):
            return "bad_sort"
        return "bad_filter" if key in listing.filters else "bad_param"

    # --- what is about no parameter ---

    def _unknown_parameter(self) -> Iterator[Trial]:
        told = words("a parameter that the document doesn't have")
        laws = ("errors/unknown-parameter",)
        yield self._trial("bad_param", told, laws=laws, more=(("no_such_parameter", "1"),))

    def _method(self) -> Iterator[Trial]:
        if "POST" not in self._operation.methods:
            yield self._trial(
                "method", words("a method that is not GET"), method="POST", laws=("errors/method",)
            )

    def _failure(self) -> Iterator[Trial]:
        refusal = self._operation.mocked.errors.refusals.get("failure")
        if refusal is None or not refusal.status:
            return
        prefer = (("Prefer", f"code={refusal.status[0]}"),)
        told = words(
            "the server itself fails; the mock does on {prefer}", prefer=code("Prefer: " + prefer[0][1])
        )
        yield self._trial("failure", told, headers=prefer, laws=("errors/failure",))

    def _trial(
        self,
        situation: str,
        told: Words,
        *,
        laws: tuple[str, ...],
        visitor: Visitor | None = None,
        values: Mapping[str, str | None] | None = None,
        about: str = "",
        aspect: str = "",
        method: str = "GET",
        headers: tuple[tuple[str, str], ...] = (),
        more: tuple[tuple[str, str], ...] = (),
    ) -> Trial:
        asker = visitor or self._main
        sent, shown = (
            request(self._operation, each, values, method=method, headers=headers, more=more)
            for each in (asker, stand_ins(self._operation, asker))
        )
        return Trial(
            situation=situation,
            about=about,
            aspect=aspect,
            wrong=told,
            request=shown,
            answer=self._mock.ask(sent),
            law=laws[0].partition("@")[0],
            promise=promise(self._operation, laws, stated=self._is_stated(situation, aspect)),
            status_is_stated=self._has_status(situation),
            silent=silences(self._operation, laws),
        )

    def _has_status(self, situation: str) -> bool:
        if situation != "unknown_scope" or situation in self._stated:
            return situation in self._stated
        return any(isinstance(one, int) for scope in self._listing.scope for one in scope.unknown)

    def _is_stated(self, situation: str, aspect: str) -> bool:
        size = self._listing.size
        if situation == "bad_size" and aspect in ("over", "under") and size is not None:
            policy = size.over if aspect == "over" else size.under
            return "clamp" in policy or "default" in policy or (bool(policy) and situation in self._stated)
        if situation == "unknown_scope":
            return any(scope.unknown for scope in self._listing.scope)
        return situation in self._stated


def _malformed(operation: Operation, parameter: Parameter) -> tuple[str, str, Words] | None:
    """A value that the parameter's schema doesn't allow, the law on it, and what is wrong in words."""
    name, paging = code(parameter.name), operation.mocked.page
    if parameter.key == paging.param and paging.by in ("cursor", "link"):
        return "no-such-token", "errors/token", words("{name} is no token that a page gave", name=name)
    if parameter.enum:
        return "no-such-value", "errors/unknown-value", words("{name} is none of its values", name=name)
    if parameter.types and parameter.types <= _NUMBERS:
        kind = "a whole number" if "integer" in parameter.types else "a number"
        told = words("{name} is not {kind}", name=name, kind=kind)
        return "abc", "errors/not-a-number", told
    if parameter.types == {"boolean"}:
        return "maybe", "errors/malformed", words("{name} is neither true nor false", name=name)
    form = str(parameter.schema.get("format", ""))
    if form in _MALFORMED and "string" in parameter.types:
        return (
            _MALFORMED[form],
            "errors/malformed",
            words("{name} is not a {form}", name=name, form=code(form)),
        )
    return None
