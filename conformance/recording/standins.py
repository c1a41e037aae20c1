"""Stand-ins for credentials, so that a recording holds none and its requests can still be told apart.

A stand-in is as long as what it stands for, and one stand-in is never part of another. What the suite makes
of a credential (cut short, in the other case) becomes the same made of its stand-in: then a run that knows
the stand-ins alone asks the requests that were recorded.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar
from urllib.parse import quote

from conformance.asking.client import Answer
from conformance.asking.encoding import escape, looks_secret, query_credentials
from conformance.evidence import Exchange, Page, Request, Walk
from conformance.probes import access
from conformance.questions import Question
from conformance.reports.redaction import REDACTED, SHORTEST, TELLING, Redactor
from conformance.survey import Survey
from conformance.target import RefusedCredentials, Target, TargetCaller
from listproof.contract import Operation

_SCHEMES: Final = frozenset({"bearer", "basic", "digest", "token", "apikey", "negotiate"})
"""Words before a credential that are none themselves (the IANA registry of authentication schemes)."""
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F{}-]*")
_TAG: Final = re.compile(r"[A-Za-z]{1,6}_")
_CHALLENGES: Final = frozenset({"www-authenticate", "proxy-authenticate"})
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")

Sender = TypeVar("Sender", TargetCaller, RefusedCredentials)


class StandIns:
    """The credentials of a target, each with its stand-in. `target` is the target with those instead."""

    def __init__(self, target: Target, operations: Iterable[Operation]) -> None:
        operations = tuple(operations)
        self._places = {name for operation in operations for name in query_credentials(operation)}
        self._schemes = _SCHEMES | _prefixes(operations)
        self._read = {name for operation in operations for name in _headers_read(operation)}
        self._by_text: dict[str, str] = {}
        self.names: dict[str, str] = {}
        """What each stand-in stands for: `main Authorization`."""
        for name, text in _named(target, self._places):
            self._take(name, text)
        ids = _ids(target)
        for text in sorted(target.secrets, key=lambda text: (-len(text), text)):
            self._take("from the environment", text, like=text in ids)
        self._redactor = Redactor(
            replace(target, secrets=target.secrets | frozenset(self._by_text)), operations
        )
        self._settle(target)
        if others := self._made_of_others(_made_up(operations, target, self.target)):
            self.names |= {made: self.names.get(self._by_text[text], "") for text, made in others.items()}
            self._by_text |= others
            self._settle(target)
        self._learn_made(_made_up(operations, target, self.target))

    # --- what is recorded ---

    def text(self, text: str) -> str:
        """The text with stand-ins; a credential that is spelled in an odd way is redacted."""
        return self._redactor.text(self._plainly(text))

    def request(self, request: Request) -> Request:
        """The request that a run which knows the stand-ins alone makes in its place."""
        headers = tuple((name, self._header(name, value, request)) for name, value in request.headers)
        place, mark, query = request.target.partition("?")
        pairs = "&".join(self._parts.get(pair) or self.text(pair) for pair in query.split("&"))
        return replace(request, target=self.text(place) + mark + pairs, headers=headers)

    def answer(self, answer: Answer) -> Answer:
        """The answer with stand-ins, and without the credentials that it hands out itself."""
        return replace(
            answer,
            headers=tuple((name, self._handed_out(name.lower(), value)) for name, value in answer.headers),
            body=self._body(answer.body),
            trouble=self.text(answer.trouble),
        )

    def _header(self, name: str, value: str, request: Request) -> str:
        known = self._headers.get((name.lower(), value))
        if known is not None:
            return known
        parts = value.split("; ") if name.lower() == "cookie" else [value]
        masked = "; ".join(self._parts.get(part) or self.text(part) for part in parts)
        return REDACTED if name.lower() in request.secrets and self._redactor.tells(masked) else masked

    def _handed_out(self, name: str, value: str) -> str:
        if name in ("set-cookie", "set-cookie2"):
            cookie, semicolon, rest = value.partition(";")
            return f"{cookie.partition('=')[0]}={REDACTED}{semicolon}{self.text(rest)}"
        if looks_secret(name) and name not in _CHALLENGES and name not in self._read:
            return REDACTED
        return self.text(value)

    def _body(self, body: bytes) -> bytes:
        try:
            return self.text(body.decode()).encode()
        except UnicodeDecodeError:
            pass
        for text, made in self._spelled.items():
            for encoding in _ENCODINGS:
                body = body.replace(text.encode(encoding), made.encode(encoding))
        # Each byte is a character of its own, and stays what it is.
        return self._redactor.text(body.decode("latin-1")).encode("latin-1")

    def _plainly(self, text: str) -> str:
        if self._pattern is None or not any(spelling in text for spelling in self._spelled):
            return text
        return self._pattern.sub(lambda match: self._spelled[match[0]], text)

    # --- what stands for what ---

    def _take(self, name: str, text: str, *, like: bool = False) -> None:
        """Give the text a stand-in, and what stands behind its scheme's name another."""
        word, space, rest = text.partition(" ")
        if not text or text in self._by_text:
            return
        if space and rest:
            self._take(name, rest, like=like)
        if space and rest and word.lower() in self._schemes:
            self._by_text[text] = f"{word} {self._by_text[rest]}"
            return
        made = _like(text, len(self.names), self.names) if like else _stand_in(text, len(self.names) + 1)
        self._by_text[text] = made
        self.names[made] = name

    def _settle(self, target: Target) -> None:
        """Know the credentials wherever they stand, and the target with stand-ins."""
        self._headers: dict[tuple[str, str], str] = {}
        self._parts: dict[str, str] = {}
        self._spelled: dict[str, str] = {}
        self._learn({text: made for text, made in self._by_text.items() if len(text) >= SHORTEST})
        self.target = self._masked(target)

    def _made_of_others(self, made: Iterable[_Made]) -> dict[str, str]:
        """Credentials that are just what the suite makes of others: the main caller's in the other case, say.

        Their stand-ins are then made in the same way, so that equal requests stay equal.
        """
        first: dict[str, str] = {}
        for one in made:
            for text, stand_in in one.texts():
                first.setdefault(text, stand_in)
        return {text: first[text] for text, known in self._by_text.items() if first.get(text, known) != known}

    def _learn(self, pairs: Mapping[str, str]) -> None:
        """Know these texts wherever they stand, in each of their plain spellings."""
        spelled = dict(self._spelled)
        for text, made in pairs.items():
            for spelling in _spellings(text):
                spelled.setdefault(spelling, made)
        # A credential that holds another is replaced first, so that nothing of it stays.
        self._spelled = dict(sorted(spelled.items(), key=lambda pair: -len(pair[0])))
        alternatives = "|".join(re.escape(spelling) for spelling in self._spelled)
        self._pattern = re.compile(alternatives) if alternatives else None

    def _learn_made(self, made: Iterable[_Made]) -> None:
        """Know what the suite makes of the credentials: it makes the same of the stand-ins."""
        texts: dict[str, str] = {}
        for one in made:
            if one.in_header:
                self._headers.setdefault((one.name.lower(), one.text), one.stand_in)
            else:
                name = escape(one.name)
                self._parts.setdefault(f"{name}={escape(one.text)}", f"{name}={escape(one.stand_in)}")
            for text, stand_in in one.texts():
                if len(text) >= TELLING:
                    texts.setdefault(text, stand_in)
        self._learn(texts)

    # --- the target ---

    def _masked(self, target: Target) -> Target:
        operations = {
            operation: MappingProxyType(
                {caller: MappingProxyType(self._given(given)) for caller, given in callers.items()}
            )
            for operation, callers in target.operations.items()
        }
        return replace(
            target,
            url=self.text(target.url),
            callers=MappingProxyType({name: self._sender(one) for name, one in target.callers.items()}),
            refused=tuple(self._sender(one) for one in target.refused),
            provoke=MappingProxyType({name: self._carried(sent) for name, sent in target.provoke.items()}),
            operations=MappingProxyType(operations),
            expired=MappingProxyType({name: self.text(token) for name, token in target.expired.items()}),
            laws=MappingProxyType(
                {
                    law: replace(override, reason=self.text(override.reason))
                    for law, override in target.laws.items()
                }
            ),
            secrets=frozenset(made for made in self._by_text.values() if len(made) >= SHORTEST),
            source="",
        )

    def _sender(self, sender: Sender) -> Sender:
        return replace(
            sender,
            headers=self._carried(sender.headers),
            parameters=MappingProxyType(self._given(sender.parameters)),
        )

    def _carried(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        made = {}
        for name, value in headers.items():
            own = self._by_text[value] if looks_secret(name) and value else self.text(value)
            made[name] = self._headers[name.lower(), value] = own
        return MappingProxyType(made)

    def _given(self, parameters: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        made = {}
        for key, values in parameters.items():
            name = key.rpartition(":")[2]
            if _carries(key, self._places):
                made[key] = tuple(self._by_text.get(value, "") for value in values)
                for value, own in zip(values, made[key], strict=True):
                    self._headers[name.lower(), value] = own
                    self._parts[f"{name}={value}"] = f"{name}={own}"
                    self._parts[f"{escape(name)}={escape(value)}"] = f"{escape(name)}={escape(own)}"
            else:
                made[key] = tuple(self.text(value) for value in values)
        return made


def _prefixes(operations: Iterable[Operation]) -> frozenset[str]:
    schemes = (scheme for one in operations for together in one.security for scheme in together)
    return frozenset(scheme.prefix.strip().lower() for scheme in schemes if scheme.prefix.strip())


def _headers_read(operation: Operation) -> Iterator[str]:
    """The headers that the contract reads something from."""
    for place in operation.listing.meta.values():
        if place.where == "header":
            yield place.name.lower()


# --- the credentials of a target -----------------------------------------------------------------------


def _named(target: Target, places: set[str]) -> Iterator[tuple[str, str]]:
    """Every credential at a place that says so, with a name for it."""
    for name, caller in target.callers.items():
        yield from _of(name, caller.headers, caller.parameters, places)
    for number, refused in enumerate(target.refused, 1):
        yield from _of(f"refused {number}", refused.headers, refused.parameters, places)
    for situation, headers in target.provoke.items():
        yield from _of(f"provoke {situation}", headers, {}, places)
    for callers in target.operations.values():
        for name, parameters in callers.items():
            yield from _of(name, {}, parameters, places)


def _of(
    name: str, headers: Mapping[str, str], parameters: Mapping[str, tuple[str, ...]], places: set[str]
) -> Iterator[tuple[str, str]]:
    yield from ((f"{name} {header}", value) for header, value in headers.items() if looks_secret(header))
    for key, values in parameters.items():
        if _carries(key, places):
            yield from ((f"{name} {key}", value) for value in values)


def _carries(key: str, places: set[str]) -> bool:
    """Whether a parameter carries a credential."""
    return key in places or key.startswith("cookie:") or (key.startswith("header:") and looks_secret(key[7:]))


def _ids(target: Target) -> frozenset[str]:
    """Texts of the environment that stand in no header for credentials: a tenant's id, most likely."""
    senders: list[TargetCaller | RefusedCredentials] = [*target.callers.values(), *target.refused]
    carried = [value for sender in senders for name, value in sender.headers.items() if looks_secret(name)]
    return frozenset(text for text in target.secrets if not any(text in value for value in carried))


# --- making one ----------------------------------------------------------------------------------------


def _stand_in(text: str, number: int) -> str:
    """As long as the text, and for the suite's probes of its kind: a number in base 16, a word, digits.

    More of the text's form is not kept, for that would be a help to whoever guesses passwords.
    """
    lead, fill = "", "x"
    if not any(character.isalpha() for character in text):
        lead, fill = "" if _HEXADECIMAL.fullmatch(text) else "_", "9"
    elif _HEXADECIMAL.fullmatch(text):
        fill = "a"
    return f"{lead}{fill}{number}{fill}".ljust(len(text), fill)


def _like(text: str, number: int, taken: Mapping[str, str]) -> str:
    """Of the very form of the text, for an id that rows have too and that a pattern may be stated for: with
    its tag (`ws_`), letters for letters, digits for digits."""
    if len(text) < SHORTEST:
        return text
    tag = _TAG.match(text)
    if tag and len(text) - tag.end() >= SHORTEST:
        return tag[0] + _like(text[tag.end() :], number, {made.removeprefix(tag[0]): "" for made in taken})
    while True:
        left = number
        made = []
        for character in reversed(text):
            digit = character.isascii() and character.isdigit()
            letter = character.isalpha()
            base = 9 if digit else 6
            step = left % base if digit or letter else 0
            left = left // base if digit or letter else left
            first = "1" if digit else "a" if character.islower() else "A"
            made.append(chr(ord(first) + step) if digit or letter else character)
        stand_in = "".join(reversed(made))
        if left or (stand_in != text and stand_in not in taken):
            return stand_in
        number += 1


def _spellings(text: str) -> Iterator[str]:
    """The text as it stands in JSON, in addresses and in HTML."""
    yield text
    for plain in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield plain
        yield plain.replace("/", "\\/")
    yield quote(text.encode("utf-8", "surrogatepass"), safe="")
    yield escape(text)
    yield html.escape(text)


# --- what the suite makes of credentials ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A text that the suite makes of a credential, and what it makes of the stand-in in the same way."""

    in_header: bool
    """Whether it stands in a header; else in the query."""
    name: str
    text: str
    stand_in: str

    def texts(self) -> Iterator[tuple[str, str]]:
        """The text, and what stands behind its scheme's name."""
        yield self.text, self.stand_in
        if " " in self.text:
            yield self.text.partition(" ")[2], self.stand_in.partition(" ")[2]


def _made_up(operations: Iterable[Operation], target: Target, masked: Target) -> Iterator[_Made]:
    """What the probes of access send in place of credentials, for both targets side by side."""
    for operation in operations:
        for own, other in zip(
            asked_of_access(operation, target), asked_of_access(operation, masked), strict=False
        ):
            sides = (
                (True, zip(own.headers, other.headers, strict=False)),
                (False, zip(own.put, other.put, strict=False)),
            )
            for in_header, pairs in sides:
                for (name, text), (_, stand_in) in pairs:
                    if text and stand_in and text != stand_in:
                        yield _Made(in_header=in_header, name=name, text=text, stand_in=stand_in)


def asked_of_access(operation: Operation, target: Target) -> list[Question]:
    """What the probes of access ask of the target, by what they do when nothing answers."""
    listener = _Listener()
    nothing = Survey(main=Walk(question=Question(), pages=(), ended="end"))
    for probe in access.probes(operation, nothing, target):
        list(probe.gather(listener))
    return listener.heard


class _Listener:
    """Hears questions, and has no answers."""

    def __init__(self) -> None:
        self.heard: list[Question] = []

    def exchange(self, question: Question) -> Exchange:
        self.heard.append(question)
        return Exchange(question=question, request=Request(method=question.method, target=""), status=0)

    def page(self, question: Question) -> Page | None:
        self.heard.append(question)
        return None

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:  # noqa: ARG002
        self.heard.append(question)
        return Walk(question=question, pages=(), ended="trouble")
