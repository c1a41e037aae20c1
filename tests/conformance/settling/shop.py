"""A small list of orders on no network, with a switch for each thing that documents leave open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.settling.probing import Probed, Probing, probe
from conformance.target import Target, TargetCaller
from listproof.contract import Json
from listproof.infer.plain import PlainDocument
from listproof.infer.proposals import Proposal, propose

KEY = "key-of-the-shop-1234"
URL = "http://shop.invalid"


def orders(count: int) -> list[dict[str, Json]]:
    """Orders, the newest first, in two states and of several customers."""
    return [
        {
            "id": f"order-{(number * 7919) % 10007}",
            "status": ("open", "sent")[number % 2],
            "customer": f"customer-{number % 5}",
            "created_at": f"2025-01-{28 - number // 24:02}T{23 - number % 24:02}:00:00Z",
        }
        for number in range(count)
    ]


class Refused(Exception):  # noqa: N818 - it names what happened to the request
    """The request is refused with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Shop:
    """`by`: page, offset or cursor. `over`: error, clamp or more. `past_end`: empty, last, or a status."""

    rows: list[dict[str, Json]] = field(default_factory=lambda: orders(60))
    by: str = "page"
    first: int = 1
    default: int = 20
    most: int = 25
    over: str = "error"
    under: str = "error"
    bad: int = 400
    past_end: str | int = "empty"
    total: str = "matching"
    """matching, all, page or none."""
    total_at: str = "/total"
    next_at: str = "next"
    filters: Mapping[str, str] = field(default_factory=lambda: {"status": "eq"})
    """By parameter: eq or contains; parameters that aren't here are ignored."""
    links: bool = False
    spoil: Callable[[Request, Answer, int], Answer] | None = None
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        """The answer to a request."""
        self.asked.append(request)
        asked = dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
        try:
            if dict(request.headers).get("X-Key") != KEY:
                raise Refused(401)
            answer = self._page(asked)
        except Refused as refused:
            answer = _answer(refused.status, {"error": "no"})
        return self.spoil(request, answer, len(self.asked)) if self.spoil else answer

    def _page(self, asked: dict[str, str]) -> Answer:
        size, rows = self._size(asked), [row for row in self.rows if self._matches(row, asked)]
        start = self._start(asked, size)
        items = rows[start : start + size]
        if not items and start and self.past_end == "last":
            items = rows[-(len(rows) % size or size) :]
        elif not items and start and isinstance(self.past_end, int):
            raise Refused(self.past_end)
        body: dict[str, Json] = {"data": items}
        headers = []
        counts = {"matching": len(rows), "all": len(self.rows), "page": len(items)}
        if self.total in counts and self.total_at.startswith("/"):
            body[self.total_at[1:]] = counts[self.total]
        elif self.total in counts:
            headers.append((self.total_at, str(counts[self.total])))
        more = start + size < len(rows)
        if self.by == "cursor":
            body[self.next_at] = f"t{start + size}" if more else None
        if self.links and more:
            headers.append(("Link", f'<{URL}/orders?page={start // size + 2}&limit={size}>; rel="next"'))
        return _answer(200, body, headers)

    def _size(self, asked: dict[str, str]) -> int:
        if "limit" not in asked:
            return self.default
        size = self._whole(asked["limit"])
        if size > self.most:
            return {"clamp": self.most, "more": size}.get(self.over) or self._refuse()
        if size < 1:
            return {"default": self.default, "clamp": 1}.get(self.under) or self._refuse()
        return size

    def _start(self, asked: dict[str, str], size: int) -> int:
        if self.by == "cursor":
            token = asked.get("cursor", "t0")
            return self._whole(token[1:]) if token.startswith("t") else self._refuse()
        if self.by == "offset":
            return max(0, self._whole(asked.get("offset", "0")))
        page = self._whole(asked.get("page", str(self.first)))
        return (page - self.first) * size if page >= self.first else self._refuse()

    def _matches(self, row: dict[str, Json], asked: dict[str, str]) -> bool:
        for key, how in self.filters.items():
            if key in asked and not (asked[key] == row[key] if how == "eq" else asked[key] in row[key]):
                return False
        return True

    def _whole(self, text: str) -> int:
        return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else self._refuse()

    def _refuse(self) -> int:
        raise Refused(self.bad)


def _answer(status: int, body: Json, headers: Any = ()) -> Answer:
    return Answer(
        status=status,
        headers=(("Content-Type", "application/json"), *headers),
        body=json.dumps(body).encode(),
    )


def settle(plain: PlainDocument, shop: Shop, *, most: int = 60, target: Target | None = None) -> Proposal:
    """The one list of the document, as the shop settles it."""
    (found,) = settle_all(plain, shop, most=most, target=target).results
    assert isinstance(found, Proposal), found.because
    return found


def settle_all(plain: PlainDocument, shop: Shop, *, most: int = 60, target: Target | None = None) -> Probed:
    """Every list of the document, as the shop settles it."""
    results = [propose(each) for each in plain.operations]
    return probe(results, target or customer(), Probing(most=most), send=shop)


def customer() -> Target:
    """Somebody whom the shop knows."""
    return Target(url=URL, callers={"main": TargetCaller(headers={"X-Key": KEY})})


def value(proposal: Proposal, *at: str) -> Json:
    """What is stated at these keys, or None."""
    return next((each.value for each in proposal.stated if each.at == at), None)


def question(proposal: Proposal, *at: str) -> str:
    """What is open at these keys, or the empty text."""
    return " / ".join(each.question for each in proposal.opens if each.at == at)


def differs(proposal: Proposal) -> str:
    """Where the shop does otherwise than the document says."""
    assert proposal.heard is not None
    return " / ".join(proposal.heard.differs)


def stopped(proposal: Proposal) -> str:
    """Why not all was asked."""
    assert proposal.heard is not None
    return proposal.heard.stopped
