"""Lists that keep their word with other tokens and links than the plain one: nobody may accuse them."""

# A variant takes the place of a whole step and needs few of its arguments.
# ruff: noqa: ARG002

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Final

from listproof.contract import Json
from tests.liars.tokens_server import (
    KEYS,
    LINKS,
    PATH,
    TOKENS,
    URL,
    Asked,
    Refused,
    Server,
    coded,
    decoded,
    signed,
)

_OPAQUE: Final = ("body-cursor", "header-cursor", "next-url")
_IN_BODY: Final = ("body-cursor", "header-cursor")


# --- how tokens are written ------------------------------------------------------------------------------


class SaysNothingOfErrors(Server):
    says = "The plain list, whose document says of no request that it is refused."
    stated = False


class TokensInJson(Server):
    says = "Tokens are JSON in base 64, of no query and signed by nobody."
    kinds = _OPAQUE
    stated = False

    def minted(self, skipped: int, asked: Asked) -> str:
        return coded(json.dumps({"skip": skipped, "made_by": "things"}))

    def opened(self, token: str, asked: Asked) -> int:
        try:
            return int(json.loads(decoded(token))["skip"])
        except (ValueError, KeyError, TypeError):
            raise Refused from None


class TokensAreNumbers(Server):
    says = "Tokens are the number of rows before the page."
    kinds = _OPAQUE
    stated = False

    def minted(self, skipped: int, asked: Asked) -> str:
        return str(skipped)

    def opened(self, token: str, asked: Asked) -> int:
        if not (token.isascii() and token.isdigit() and len(token) < 10):
            raise Refused
        return int(token)


class TokensOnce(Server):
    says = "Another token each time that a page is asked for, and all of them are good."
    kinds = _OPAQUE

    def minted(self, skipped: int, asked: Asked) -> str:
        return f"{super().minted(skipped, asked)}.{asked.number:06d}"

    def opened(self, token: str, asked: Asked) -> int:
        held, dot, number = token.rpartition(".")
        if not dot or len(number) != 6 or not number.isdigit():
            raise Refused
        return super().opened(held, asked)


class TokensAreReadLeniently(Server):
    says = "What has no place in a token is passed over."
    kinds = _OPAQUE

    def opened(self, token: str, asked: Asked) -> int:
        return super().opened("".join(re.findall(r"[\w=-]+", token, re.ASCII)), asked)


class TokensHoldTheSize(Server):
    says = "The size of the first page goes for all of them: later ones are not read."
    kinds = _IN_BODY

    def minted(self, skipped: int, asked: Asked) -> str:
        size = asked.query.get("limit", "10") if not asked.token else asked.token.rpartition(".")[2]
        return f"{super().minted(skipped, asked)}.{size}"

    def opened(self, token: str, asked: Asked) -> int:
        held, _, size = token.rpartition(".")
        skipped = super().opened(held, asked)
        if not size.isdigit() or not 1 <= int(size) <= 50:
            raise Refused
        asked.size = int(size)
        return skipped


class AnotherSizeIsRefused(Server):
    says = "A token that comes with another size is a bad token."
    kinds = _IN_BODY

    def minted(self, skipped: int, asked: Asked) -> str:
        return super().minted(skipped, replace(asked, owner=f"{asked.owner} {asked.size}"))

    def opened(self, token: str, asked: Asked) -> int:
        return super().opened(token, replace(asked, owner=f"{asked.owner} {asked.size}"))


class AnotherSizeConflicts(AnotherSizeIsRefused):
    says = "Answers 409 to a token that comes with another size, of which the document says nothing."
    stated = False

    def opened(self, token: str, asked: Asked) -> int:
        try:
            return super().opened(token, asked)
        except Refused:
            raise Refused(409) from None


class TokensOfTheCaller(Server):
    says = "Tokens are tied to the caller, and to nothing else."
    kinds = _OPAQUE
    stated = False

    def minted(self, skipped: int, asked: Asked) -> str:
        return super().minted(skipped, replace(asked, query={}))

    def opened(self, token: str, asked: Asked) -> int:
        return super().opened(token, replace(asked, query={}))


class TokensHoldARow(Server):
    says = "Tokens hold the last row's values, and whoever sends them gets what comes after these."
    kinds: ClassVar[tuple[str, ...]] = _OPAQUE
    stated = False

    def matching(self, asked: Asked) -> list[Json]:
        rows = super().matching(asked)
        self.memory["rows"] = rows
        return rows

    def minted(self, skipped: int, asked: Asked) -> str:
        rows = self.memory["rows"]
        row = rows[skipped - 1] if 0 < skipped <= len(rows) else None
        return coded(json.dumps({"after": None if row is None else [row["name"], row["points"], row["id"]]}))

    def opened(self, token: str, asked: Asked) -> int:
        try:
            after = json.loads(decoded(token))["after"]
            if after is None:
                return 0
            name, points, identity = str(after[0]), int(after[1]), str(after[2])
        except (ValueError, KeyError, TypeError, IndexError):
            raise Refused from None
        row = {"name": name, "points": points, "id": identity}
        rows = [one for one in self.memory["rows"] if one["id"] != identity]
        place = self.ordered([*rows, row], asked).index(row)
        return place + (len(rows) < len(self.memory["rows"]))


class AfterAnyId(TokensHoldARow):
    says = "After an id that stands nowhere in the list comes what would come after it."
    kinds = ("last-item",)

    def after(self, identity: str, rows: list[Json]) -> int:
        known = next((row for row in self.rows if row["id"] == identity), None)
        row = known or {"id": identity, "name": "", "points": 0}
        others = [one for one in rows if one["id"] != identity]
        asked = Asked(owner="", query=self.memory["query"], headers={}, size=1, number=0)
        return self.ordered([*others, row], asked).index(row) + (len(others) < len(rows))

    def matching(self, asked: Asked) -> list[Json]:
        self.memory["query"] = asked.query
        return super().matching(asked)


class OnlyTheTokenCounts(Server):
    says = "Links have nothing but a token, which holds all that was asked for."
    kinds = ("next-url",)

    def minted(self, skipped: int, asked: Asked) -> str:
        kept = {key: text for key, text in asked.query.items() if key != self.param}
        held = json.dumps({"skip": skipped, "query": kept})
        return coded(held) + "." + signed(asked.owner + held)

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        return [(self.param, token)]

    def size(self, query: Mapping[str, str]) -> int:
        token = query.get(self.param)
        return super().size(query if not token else self.held(token)["query"])

    def held(self, token: str) -> dict[str, Json]:
        try:
            held: dict[str, Json] = json.loads(decoded(token.partition(".")[0]))
            return held if isinstance(held, dict) and isinstance(held["query"], dict) else {"query": {}}
        except (ValueError, KeyError, TypeError):
            raise Refused from None

    def matching(self, asked: Asked) -> list[Json]:
        if asked.token:
            asked.query = {**self.held(asked.token)["query"], self.param: asked.token}
        return super().matching(asked)

    def opened(self, token: str, asked: Asked) -> int:
        code, _, sign = token.partition(".")
        try:
            held = decoded(code)
            if sign == signed(asked.owner + held):
                return int(json.loads(held)["skip"])
        except (ValueError, KeyError, TypeError):
            pass
        raise Refused


# --- how tokens and links stand in an answer -------------------------------------------------------------


class NothingIsEmpty(Server):
    says = 'Where there is no page, "" stands.'
    kinds = ("body-cursor", "next-url", "offset-links")

    def told(self, **tokens: str | None) -> dict[str, Json]:
        return {role: token or "" for role, token in tokens.items()}


class NothingIsLeftOut(Server):
    says = "Where there is no page, nothing stands."
    kinds = ("body-cursor", "next-url", "offset-links")

    def told(self, **tokens: str | None) -> dict[str, Json]:
        return {role: token for role, token in tokens.items() if token}


class TokenIsAUrl(Server):
    says = "The cursor comes as a whole URL."
    kinds = _IN_BODY

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        return {role: token and self.link(role, token, asked) for role, token in told.items()}


class LinksFromTheRoot(Server):
    says = "Links begin at the server's root."
    kinds = LINKS

    def origin(self, asked: Asked) -> str:
        return "/api"


class LinksOfAQuery(Server):
    says = "Links are a query alone."
    kinds = LINKS

    def link(self, role: str, token: str, asked: Asked) -> str:
        return super().link(role, token, asked).removeprefix(URL + PATH)


class LinksWithoutAScheme(Server):
    says = "Links leave the scheme out."
    kinds = LINKS

    def origin(self, asked: Asked) -> str:
        return URL.removeprefix("https:")


class LinksNameThePort(Server):
    says = "Links name the port that goes without saying, and the host in capitals."
    kinds = LINKS

    def origin(self, asked: Asked) -> str:
        return "https://LISTS.example:443/api"


class LinksSayMore(Server):
    says = "Links have parameters that nobody asked for."
    kinds = LINKS

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        kept = [pair for pair in super().pairs(token, asked) if pair[0] not in ("format", "utm")]
        return [("format", "json"), *kept, ("utm", "list page")]


class LinksSayTheSize(Server):
    says = "Links name the size that holds unasked."
    kinds = LINKS

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        return list({"limit": str(asked.size), **dict(super().pairs(token, asked))}.items())


class LastPageIsFull(Server):
    says = "The last page is as many rows as were asked for, counted from the end."
    kinds = ("next-url",)

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        return told | {"last": self.token(max(asked.found - asked.size, 0), asked)}


class EmptyLastPage(Server):
    says = "After a full page another may follow that is empty, as the document says."
    kinds = _OPAQUE
    clauses = "[{id: T-1, kind: silent, text: the last page may be empty, laws: [meta/next, meta/has-next]}]"

    def goes_on(self, asked: Asked, returned: int, skipped: int) -> bool:
        return returned == asked.size


# --- how bad tokens are answered -------------------------------------------------------------------------


class _Refusing(Server):
    kinds = TOKENS
    stated = False
    status = 400

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        try:
            return super().skipped(asked, rows)
        except Refused:
            raise Refused(self.status) from None


class BadTokensAreGone(_Refusing):
    says = "Answers 410 to a bad token, of which the document says nothing."
    status = 410


class BadTokensAreMissing(_Refusing):
    says = "Answers 404 to a bad token, of which the document says nothing."
    status = 404


class BadTokensAreUnprocessable(_Refusing):
    says = "Answers 422 to a bad token, of which the document says nothing."
    status = 422


class BadTokensBeginAnew(_Refusing):
    says = "Begins anew with a bad token, of which the document says nothing."

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        try:
            return super().skipped(asked, rows)
        except Refused:
            return 0


# --- credentials in the query ----------------------------------------------------------------------------


class _KeyInQuery(Server):
    kinds = LINKS
    key_in = "query"

    def who(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str:
        owner = KEYS.get(query.get("X-Key", ""))
        if owner is None:
            raise Refused(401)
        return owner


class QueryIsKeptWhole(_KeyInQuery):
    says = "Links keep the whole query, the key in it too."


class KeyIsLeftOut(_KeyInQuery):
    says = "Links leave the key out, which whoever follows them has."

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        return [pair for pair in super().pairs(token, asked) if pair[0] != "X-Key"]


HONEST: tuple[type[Server], ...] = (
    Server,
    SaysNothingOfErrors,
    TokensInJson,
    TokensAreNumbers,
    TokensOnce,
    TokensAreReadLeniently,
    TokensHoldTheSize,
    AnotherSizeIsRefused,
    AnotherSizeConflicts,
    TokensOfTheCaller,
    TokensHoldARow,
    AfterAnyId,
    OnlyTheTokenCounts,
    NothingIsEmpty,
    NothingIsLeftOut,
    TokenIsAUrl,
    LinksFromTheRoot,
    LinksOfAQuery,
    LinksWithoutAScheme,
    LinksNameThePort,
    LinksSayMore,
    LinksSayTheSize,
    LastPageIsFull,
    EmptyLastPage,
    BadTokensAreGone,
    BadTokensAreMissing,
    BadTokensAreUnprocessable,
    BadTokensBeginAnew,
    QueryIsKeptWhole,
    KeyIsLeftOut,
)
