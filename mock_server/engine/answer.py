"""The engine: from a request to its reply, by a short list of steps. The first that refuses decides.

A request comes here with its caller admitted. It is refused for a caller without a right to the list, for
what is missing, for what can't be read and for a scope that is not the caller's; then, if it asks for a
failure, it fails as documented; else the rows are selected, ordered, cut and written. Nothing here knows
a network, a clock or chance: the request says what time it is, and the same request has the same reply.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from listproof.contract import Operation
from mock_server.engine.cursors import Cursors, served_paging
from mock_server.engine.envelope import Envelope, Facts, Frame
from mock_server.engine.links import Mint
from mock_server.engine.query import Query, QueryReader
from mock_server.engine.refusals import Refusals
from mock_server.engine.scopes import Scopes
from mock_server.engine.shelf import Positions
from mock_server.engine.tables import RowTable, Selection, table_of
from mock_server.engine.windows import window
from mock_server.exchange import Refused, Reply, Request
from mock_server.world import Caller, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An operation and its world, compiled into what answers requests."""

    operation: Operation
    reader: QueryReader
    table: RowTable
    scopes: Scopes
    envelope: Envelope
    cursors: Cursors | None
    """Where tokens lead from page to page."""
    refusals: Refusals

    def refuse(
        self,
        situation: str,
        message: str,
        *,
        details: tuple[str, ...] = (),
        status: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Reply:
        """The documented reply to a request that somebody else refuses: for its method, its credentials."""
        return self.refusals.reply(
            Refused(situation, message, details=details, status=status, headers=headers)
        )


def compile_endpoint(operation: Operation, world: World) -> Endpoint:
    """What answers the requests of the operation from the world's rows."""
    operation = replace(operation, mocked=replace(operation.mocked, page=served_paging(operation)))
    table = table_of(operation, world.rows_of(operation.id))
    by_token = operation.mocked.page.by in ("cursor", "link")
    return Endpoint(
        operation=operation,
        reader=QueryReader(operation),
        table=table,
        scopes=Scopes(operation, table),
        envelope=Envelope(operation),
        cursors=Cursors(operation) if by_token else None,
        refusals=Refusals(operation),
    )


def read(endpoint: Endpoint, request: Request) -> Query:
    """What the request asks for; raises Refused for its caller or for what can't be read.

    A shell with a step of its own for validation asks here, and hands the query to `answer`.
    """
    _admit(request.caller)
    return endpoint.reader.read(request)


def answer(endpoint: Endpoint, request: Request, query: Query | None = None) -> Reply:
    """Answer as the document says, refusing at the first step that refuses."""
    try:
        query = read(endpoint, request) if query is None else query
        rows = endpoint.scopes.rows_of(query.values, request.caller)
        provoked = _provoked(endpoint, request)
        return provoked if provoked is not None else _cut(endpoint, request, query, rows).reply()
    except Refused as refused:
        return endpoint.refusals.reply(refused)


class Prepared(NamedTuple):
    """A page of which is known where its rows stand; they are written each time that it is served."""

    frame: Frame
    positions: Positions
    table: RowTable

    def reply(self) -> Reply:
        """The page."""
        return self.frame.around(self.table.body_of(self.positions))


def prepare(endpoint: Endpoint, request: Request, query: Query) -> Prepared | Reply:
    """What `answer` would answer to a request without preferences, up to the writing of its rows."""
    try:
        return _cut(endpoint, request, query, endpoint.scopes.rows_of(query.values, request.caller))
    except Refused as refused:
        return endpoint.refusals.reply(refused)


def _admit(caller: Caller | None) -> None:
    if caller is not None and caller.forbidden:
        raise Refused("forbidden", "This caller has no right to the list")


def _provoked(endpoint: Endpoint, request: Request) -> Reply | None:
    """The reply that `Prefer: code=` asks for (RFC 7240), where that code is documented."""
    code = request.prefer.get("code")
    reply = endpoint.refusals.provoked(code) if code is not None else None
    if reply is None:
        return None
    return replace(reply, headers=(*reply.headers, ("Preference-Applied", f"code={code}")))


def _cut(endpoint: Endpoint, request: Request, query: Query, rows: Selection) -> Prepared:
    found = rows.select(query.filters, query.order.fields)
    place, mint = _place(endpoint, request, query, rows, found)
    shown = window(endpoint.operation.mocked.page, place=place, size=query.size, total=len(found))
    frame = endpoint.envelope.frame(
        Facts(
            query=query,
            window=shown,
            total_all=len(rows.positions),
            scope=endpoint.scopes.values_of(query.values, request.caller),
            tallies=rows.tallies,
            path=request.path,
            origin=request.origin,
            mint=mint,
        )
    )
    return Prepared(frame, found[shown.rows], endpoint.table)


def _place(
    endpoint: Endpoint, request: Request, query: Query, rows: Selection, found: Positions
) -> tuple[int | None, Mint | None]:
    """Where the page begins, and what makes the tokens of others; raises Refused for a token that is none."""
    cursors = endpoint.cursors
    if cursors is None:
        return query.place, None
    tie = cursors.tie(request.caller, query, rows.key)
    mint = partial(cursors.mint, tie=tie, now=request.now)
    return cursors.skipped(query, tie, rows, found, request.now), mint
