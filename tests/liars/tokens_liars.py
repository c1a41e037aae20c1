"""Lists that lie about their tokens and links, each in one way."""

# A lie takes the place of a whole step and needs few of its arguments.
# ruff: noqa: ARG002

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar, Final

from conformance.asking.client import Answer
from listproof.contract import Json
from tests.liars.tokens_server import (
    KEYS,
    LINKS,
    TOKENS,
    TURNING,
    Asked,
    Refused,
    Server,
    coded,
    decoded,
    signed,
)

_OPAQUE: Final = ("body-cursor", "header-cursor", "next-url")
_IN_BODY: Final = ("body-cursor", "header-cursor")
_ENDS: Final = ("next-url", "link-header")


# --- walks -----------------------------------------------------------------------------------------------


class WalkLoops(Server):
    says = "From the third page the next one is the first."
    laws = ("page/",)
    kinds = _OPAQUE

    def token(self, skipped: int, asked: Asked) -> str:
        return super().token(0 if skipped >= 3 * asked.size else skipped, asked)


class LastRowDropped(Server):
    says = "Drops the last row of each page that is full."
    laws = ("page/", "size/full")

    def cut(self, rows: list[Json], skipped: int, asked: Asked) -> list[Json]:
        page = super().cut(rows, skipped, asked)
        return page[:-1] if 1 < len(page) == asked.size else page

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        full = returned == asked.size - 1 and skipped + asked.size < asked.found
        return super().tokens(asked, asked.size if full else returned, skipped)

    def page(self, asked: Asked, items: list[Json], skipped: int) -> Answer:
        if self.kind == "last-item" and items and asked.size > 1:
            self.memory[items[-1]["id"]] = True
        return super().page(asked, items, skipped)

    def after(self, identity: str, rows: list[Json]) -> int:
        return super().after(identity, rows) + (identity in self.memory)


class RowTwice(Server):
    says = "Begins each page with the last row of the page before."
    laws = ("page/",)

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        skipped = super().skipped(asked, rows)
        return skipped - 1 if asked.size > 1 and skipped else skipped


class NextMissing(Server):
    says = "Gives no token for the page after the first 20 rows."
    laws = ("page/", "meta/next", "meta/has-next")
    kinds = (*_OPAQUE, "link-header")

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        return told | {"next": None} if skipped + returned > 20 else told


class NextMissingWithAFilter(Server):
    says = "Gives no token for the next page of a filtered list."
    laws = ("page/", "link/", "meta/next")
    kinds = (*_OPAQUE, *LINKS[1:])

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        return told | {"next": None} if "state" in asked.query else told


class NextAtTheEnd(Server):
    says = "Leads to an empty page where the list is over."
    laws = ("meta/next", "meta/has-next")
    kinds = (*_OPAQUE, *LINKS[1:])

    def goes_on(self, asked: Asked, returned: int, skipped: int) -> bool:
        return returned > 0


class TokensAreRefused(Server):
    says = "Refuses the tokens that it gave out itself."
    laws = ("page/", "token/", "link/")
    kinds = TOKENS

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        if asked.token:
            raise Refused
        return 0


# --- what a token means ----------------------------------------------------------------------------------


class _Unsigned(Server):
    """Reads every token that spells a place."""

    def opened(self, token: str, asked: Asked) -> int:
        try:
            return int(json.loads(decoded(token))["skip"])
        except (ValueError, KeyError, TypeError):
            raise Refused from None


class TokenForgetsTheFilter(_Unsigned):
    says = "Goes on through the whole list where a filtered one was begun."
    laws = ("filter/", "page/", "token/", "link/")
    kinds = _OPAQUE

    def matching(self, asked: Asked) -> list[Json]:
        if asked.token:
            asked.query.pop("state", None)
        return super().matching(asked)


class TokenForgetsTheOrder(_Unsigned):
    says = "Goes on in the default order where another was asked for."
    laws = ("sort/", "page/", "link/")
    kinds = _OPAQUE

    def ordered(self, rows: list[Json], asked: Asked) -> list[Json]:
        if asked.token:
            asked.query.pop("sort", None)
        return super().ordered(rows, asked)


class TokenHoldsItsQuery(_Unsigned):
    says = "Goes on with the filter that a token was given out for, whatever filter is asked for."
    laws = ("token/foreign", "filter/match")
    kinds = _OPAQUE

    def minted(self, skipped: int, asked: Asked) -> str:
        return coded(json.dumps({"skip": skipped, "state": asked.query.get("state"), "v": 1}))

    def matching(self, asked: Asked) -> list[Json]:
        try:
            state = json.loads(decoded(asked.token))["state"]
        except (ValueError, KeyError, TypeError):
            return super().matching(asked)
        kept = {key: text for key, text in asked.query.items() if key != "state"}
        return super().matching(replace(asked, query=kept | ({"state": state} if state else {})))


class TokenOfAnybody(_Unsigned):
    says = "Takes the tenant from the token, and not from who asks."
    laws = ("scope/", "token/foreign")
    kinds = _OPAQUE

    def minted(self, skipped: int, asked: Asked) -> str:
        return coded(json.dumps({"skip": skipped, "owner": asked.owner}))

    def matching(self, asked: Asked) -> list[Json]:
        with suppress(ValueError, KeyError, TypeError):
            asked.owner = json.loads(decoded(asked.token))["owner"]
        return super().matching(asked)


class AnybodysIds(Server):
    says = "After another tenant's id comes the rest of that tenant's list."
    laws = ("scope/", "token/foreign")
    kinds = ("last-item",)

    def matching(self, asked: Asked) -> list[Json]:
        asked.owner = asked.token.partition("-")[0] or asked.owner
        return super().matching(asked)


class TokenGoodOnce(Server):
    says = "Moves on when a token is asked a second time."
    laws = ("token/repeats",)
    kinds = TOKENS

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        times = self.memory[asked.token, asked.of, asked.size] = (
            self.memory.get((asked.token, asked.of, asked.size), 0) + 1
        )
        return super().skipped(asked, rows) + (asked.size if asked.token and times > 1 else 0)


class TokenGoneAfterUse(Server):
    says = "Refuses a token that was asked once."
    laws = ("token/repeats",)
    kinds = TOKENS

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        key = asked.token, asked.of, asked.size
        if asked.token and key in self.memory:
            raise Refused
        self.memory[key] = True
        return super().skipped(asked, rows)


class TokenCountsPages(Server):
    says = "Counts pages in its tokens, so that another size goes on at another row."
    laws = ("token/resized",)
    kinds = _IN_BODY

    def minted(self, skipped: int, asked: Asked) -> str:
        return super().minted(skipped // asked.size, asked)

    def opened(self, token: str, asked: Asked) -> int:
        return super().opened(token, asked) * asked.size


class AnotherSizeBeginsAnew(Server):
    says = "Begins the list anew where a token comes with another size."
    laws = ("token/resized",)
    kinds = _IN_BODY

    def minted(self, skipped: int, asked: Asked) -> str:
        return f"{super().minted(skipped, asked)}.{asked.size}"

    def opened(self, token: str, asked: Asked) -> int:
        held, _, size = token.partition(".")
        return super().opened(held, asked) if size in ("", str(asked.size)) else 0


class AnotherSizeIsMissing(AnotherSizeBeginsAnew):
    says = "Answers 404 to a token that comes with another size, where 400 is stated."
    laws = ("token/resized",)

    def opened(self, token: str, asked: Asked) -> int:
        if token.partition(".")[2] not in ("", str(asked.size)):
            raise Refused(404)
        return super().opened(token, asked)


class AnyQuerysToken(_Unsigned):
    says = "Takes a token of another query, where bad tokens are stated to be refused."
    laws = ("token/tied",)
    kinds = _OPAQUE


# --- tokens that are none --------------------------------------------------------------------------------


class _Careless(Server):
    """Fails, or not, on a token that it can't read."""

    kinds = _OPAQUE
    laws = ("safety/no-server-error",)

    def opened(self, token: str, asked: Asked) -> int:
        try:
            return super().opened(token, asked)
        except Refused:
            if self.fails(token):
                raise Refused(500) from None
            raise

    def fails(self, token: str) -> bool:
        raise NotImplementedError


class FailsOnWhatItCantDecode(_Careless):
    says = "Fails on a token that is no base 64."

    def fails(self, token: str) -> bool:
        try:
            decoded(token)
        except ValueError:
            return True
        return False


class FailsOnNull(_Careless):
    says = "Fails on a token that spells null."

    def fails(self, token: str) -> bool:
        return token == coded("null")


class FailsOnHalfAToken(_Careless):
    says = "Fails on a token of which the end is missing."

    def fails(self, token: str) -> bool:
        return token.startswith("eyJ") and len(token) < 40


class FailsOnLongTokens(_Careless):
    says = "Fails on a token that is longer than a column."

    def fails(self, token: str) -> bool:
        return len(token) > 255


class FailsOnNul(_Careless):
    says = "Fails on a NUL in a token."

    def fails(self, token: str) -> bool:
        return "\x00" in token


class BeginsAnew(Server):
    says = "Begins the list anew with a token that it can't read."
    laws = ("errors/token", "token/malformed")
    kinds = TOKENS

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        try:
            return super().skipped(asked, rows)
        except Refused:
            return 0


class HalfATokenBeginsAnew(Server):
    says = "Begins the list anew with half of its own tokens, and refuses all others."
    laws = ("token/malformed",)
    kinds = _OPAQUE

    def opened(self, token: str, asked: Asked) -> int:
        if token.startswith("eyJ") and len(token) < 40:
            return 0
        return super().opened(token, asked)


class BadTokensAreMissing(Server):
    says = "Answers 404 to a bad token, where 400 is stated."
    laws = ("errors/token", "token/malformed", "token/foreign")
    kinds = TOKENS

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        try:
            return super().skipped(asked, rows)
        except Refused:
            raise Refused(404) from None


# --- links -----------------------------------------------------------------------------------------------


class _Dropping(Server):
    """Links without one of the parameters that were asked for."""

    kinds = LINKS
    drops = ""

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        return [pair for pair in super().pairs(token, asked) if pair[0] != self.drops]


class _UnsignedDropping(_Dropping, _Unsigned):
    pass


class LinkDropsTheFilter(_UnsignedDropping):
    says = "Leaves the filter out of its links."
    laws = ("link/keeps", "meta/", "filter/match")
    drops = "state"


class LinkDropsTheOrder(_UnsignedDropping):
    says = "Leaves the order out of its links."
    laws = ("link/keeps", "sort/", "page/")
    drops = "sort"


class LinkDropsTheSize(_UnsignedDropping):
    says = "Leaves the size out of its links."
    laws = ("link/keeps", "meta/", "size/")
    drops = "limit"


class LinkToTheBackend(Server):
    says = "Links to the name that the backend has behind its proxy."
    laws = ("link/host",)
    kinds = LINKS

    def origin(self, asked: Asked) -> str:
        return "http://things.internal:8000"


class LinkWithoutEncryption(Server):
    says = "Links to http where https was asked."
    laws = ("link/host",)
    kinds = LINKS

    def origin(self, asked: Asked) -> str:
        return super().origin(asked).replace("https:", "http:")


class KeyInLink(Server):
    says = "Writes the key of the header into its links."
    laws = ("safety/credentials",)
    kinds = LINKS

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        kept = [pair for pair in super().pairs(token, asked) if pair[0] != "key"]
        return [("key", asked.headers["x-key"]), *kept]


class KeyInToken(Server):
    says = "Writes the key of the header into its tokens."
    laws = ("safety/credentials",)
    kinds = _OPAQUE

    def minted(self, skipped: int, asked: Asked) -> str:
        held = json.dumps(
            {"skip": skipped, "sign": signed(f"{skipped} {asked.of}"), "key": asked.headers["x-key"]}
        )
        return coded(held)


class KeyInRefusals(Server):
    says = "Repeats the key of the header in what it refuses."
    laws = ("safety/credentials",)

    def read(self, request: object) -> Asked:
        try:
            return super().read(request)  # type: ignore[arg-type]
        except Refused as refused:
            raise Refused(refused.status, f"refused for {', '.join(KEYS)}") from None


# --- back, first and last --------------------------------------------------------------------------------


class _Leading(Server):
    kinds: ClassVar[tuple[str, ...]] = TURNING

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        at = self.leads(asked, skipped)
        return told | {role: self.token(max(to, 0), asked) for role, to in at.items() if told[role]}

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        """Where roles lead that lie."""
        raise NotImplementedError


class PrevIsNext(_Leading):
    says = "Leads on where it should lead back."
    laws = ("link/back", "meta/prev")

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"prev": skipped + asked.size}


class PrevIsTwoBack(_Leading):
    says = "Leads back by two pages."
    laws = ("link/back", "meta/prev")

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"prev": skipped - 2 * asked.size}


class PrevIsFirst(_Leading):
    says = "Leads back to the first page from everywhere."
    laws = ("link/back", "meta/prev")

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"prev": 0}


class PrevIsHere(_Leading):
    says = "Leads back to the page itself."
    laws = ("link/back", "meta/prev")

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"prev": skipped}


class PrevByOneRow(_Leading):
    says = "Leads back by one row."
    laws = ("link/back", "meta/prev")
    kinds = ("body-cursor", "next-url", "offset-links")

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"prev": skipped - 1}


class PrevOnTheFirstPage(Server):
    says = "Leads back from the first page."
    laws = ("meta/prev",)
    kinds = TURNING

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        told = super().tokens(asked, returned, skipped)
        return told | {"prev": told["prev"] or told["first"]}


class PrevForgetsTheFilter(Server):
    says = "Leads back into the whole list."
    laws = ("link/", "filter/", "meta/")
    kinds = LINKS

    def link(self, role: str, token: str, asked: Asked) -> str:
        kept = {key: text for key, text in asked.query.items() if key != "state"}
        other = replace(asked, query=kept)
        if role != "prev" or "state" not in asked.query:
            return super().link(role, token, asked)
        return super().link(role, self.minted(0, other) if self.kind == "next-url" else token, other)


class LastIsOneEarlier(_Leading):
    says = "Calls the page before the last the last."
    laws = ("link/ends", "meta/last")
    kinds = _ENDS

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"last": (asked.found - 1) // asked.size * asked.size - asked.size}


class LastIsPastTheEnd(_Leading):
    says = "Calls the page after the last the last."
    laws = ("link/ends", "meta/last")
    kinds = _ENDS

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"last": (asked.found - 1) // asked.size * asked.size + asked.size}


class FirstIsSecond(_Leading):
    says = "Calls the second page the first."
    laws = ("link/ends", "meta/first")
    kinds = _ENDS

    def leads(self, asked: Asked, skipped: int) -> dict[str, int]:
        return {"first": asked.size}


LIARS: tuple[type[Server], ...] = (
    WalkLoops,
    LastRowDropped,
    RowTwice,
    NextMissing,
    NextMissingWithAFilter,
    NextAtTheEnd,
    TokensAreRefused,
    TokenForgetsTheFilter,
    TokenForgetsTheOrder,
    TokenHoldsItsQuery,
    TokenOfAnybody,
    AnybodysIds,
    TokenGoodOnce,
    TokenGoneAfterUse,
    TokenCountsPages,
    AnotherSizeBeginsAnew,
    AnotherSizeIsMissing,
    AnyQuerysToken,
    FailsOnWhatItCantDecode,
    FailsOnNull,
    FailsOnHalfAToken,
    FailsOnLongTokens,
    FailsOnNul,
    BeginsAnew,
    HalfATokenBeginsAnew,
    BadTokensAreMissing,
    LinkDropsTheFilter,
    LinkDropsTheOrder,
    LinkDropsTheSize,
    LinkToTheBackend,
    LinkWithoutEncryption,
    KeyInLink,
    KeyInToken,
    KeyInRefusals,
    PrevIsNext,
    PrevIsTwoBack,
    PrevIsFirst,
    PrevIsHere,
    PrevByOneRow,
    PrevOnTheFirstPage,
    PrevForgetsTheFilter,
    LastIsOneEarlier,
    LastIsPastTheEnd,
    FirstIsSecond,
)
