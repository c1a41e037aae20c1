"""One operation as it is served: from an admitted ASGI request to the engine and back.

Its engine is compiled, and its rows are made, when it is first needed: a document may have hundreds of
lists, and one of which no row can be made keeps none of the others from being served.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from listproof.contract import Operation, Scheme
from listproof.errors import FixtureError
from mock_server.access import challenges
from mock_server.connexion_seams import WrongCredential
from mock_server.engine.answer import Endpoint, Prepared, answer, compile_endpoint, prepare, read
from mock_server.engine.query import Query
from mock_server.engine.refusals import Refusals
from mock_server.exchange import Refused, Reply, Request
from mock_server.projection import Route
from mock_server.wire import (
    CommonHeaders,
    has_body,
    header_text,
    path_value,
    preferences,
    query_pairs,
    requested_origin,
    send_reply,
)
from mock_server.world import Caller, RowsOnDemand, World

log = logging.getLogger("mock_server")

_READ = "listproof"
"""The key in the scope's extensions under which a request waits, with the query that validation read."""


class NotReady(Exception):  # noqa: N818 - it is a state, and no fault
    """The list's rows are yet to be made, which takes longer than others should wait."""

    def __init__(self, service: Service) -> None:
        super().__init__(service.route.operation.path)
        self.service = service


class Service:
    """A list endpoint; an ASGI application for what validation let through."""

    def __init__(self, route: Route, world: World, common: CommonHeaders) -> None:
        operation = route.operation
        self.route = route
        self._world = world
        self._refusals = Refusals(operation)
        self._compiled: Endpoint | FixtureError | None = None
        self._compiling = threading.Lock()
        self._told = False
        self._common = common
        self._headers = _headers_read(operation)
        refusal = operation.mocked.errors.refusals.get("method")
        self.refuses_head = refusal is not None and refusal.head == "refused"
        self.allow = "GET" if self.refuses_head else "GET, HEAD, OPTIONS"
        self._missing = _what_to_send(operation.security)

    @property
    def endpoint(self) -> Endpoint:
        """The engine, compiled once; raises FixtureError where no row can be made."""
        if isinstance(self._compiled, Endpoint):
            return self._compiled
        with self._compiling:
            if self._compiled is None:
                try:
                    self._compiled = compile_endpoint(self.route.operation, self._world)
                except FixtureError as error:
                    self._compiled = error
            if isinstance(self._compiled, FixtureError):
                raise self._compiled
            return self._compiled

    def make_ready(self) -> None:
        """Make the rows and compile the engine, for as long as it takes; a failure is told to who asks."""
        with contextlib.suppress(FixtureError):
            self.endpoint  # noqa: B018 - it is compiled by being asked for

    def tell(self, error: FixtureError) -> None:
        """Say in the terminal, once, why this list can't be served."""
        if not self._told:
            self._told = True
            log.error("GET %s can't be served:\n%s", self.route.operation.path, error)

    @property
    def waits_for_rows(self) -> bool:
        """Whether rows would have to be made before the list is served."""
        rows = self._world.rows
        return isinstance(rows, RowsOnDemand) and not rows.is_made(self.route.operation.id)

    @property
    def watched(self) -> frozenset[bytes]:
        """The headers that the answer to a request without a body and without preferences depends on."""
        schemes = [scheme for alternative in self.route.operation.security for scheme in alternative]
        names = {s.parameter.lower().encode("latin-1", "replace") for s in schemes if s.location == "header"}
        names |= {b"cookie"} if any(scheme.location == "cookie" for scheme in schemes) else set()
        return frozenset({b"host", *names, *(raw for raw, _ in self._headers)})

    @property
    def reads_credentials_in_query(self) -> bool:
        """Whether a credential may stand in the query."""
        return any(
            s.location == "query" for alternative in self.route.operation.security for s in alternative
        )

    def read(self, scope: Scope, caller: Caller | None) -> None:
        """Read what the request asks for, by the engine's own reader, or raise Refused."""
        scope["extensions"][_READ] = self.ask(scope, caller)

    def ask(self, scope: Scope, caller: Caller | None) -> tuple[Request, Query]:
        """The request as the engine has it, and what it asks for; raises Refused, or NotReady at first."""
        if self._compiled is None:
            raise NotReady(self)
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        endpoint = self.endpoint
        origin = requested_origin(scope) if endpoint.envelope.writes_whole_urls else ""
        request = self._request(scope, headers, caller, origin)
        query = read(endpoint, request)
        if has_body(headers):
            # RFC 9110, 9.3.1 gives a body of GET no meaning. To ignore it would let a client
            # believe that it had asked for something, so it is refused like a parameter unknown here.
            raise Refused("bad_param", "A request for a list has no body.", details=("body: leave it out",))
        return request, query

    def _request(
        self, scope: Scope, headers: list[tuple[bytes, bytes]], caller: Caller | None, origin: str
    ) -> Request:
        given = ((name, header_text(headers, raw)) for raw, name in self._headers)
        return Request(
            caller=caller,
            query=query_pairs(scope["query_string"]),
            path={
                name: path_value(scope["path_params"][f"p{place}"])
                for place, name in enumerate(self.route.names)
            },
            headers={name: value for name, value in given if value is not None},
            prefer=preferences(headers),
            origin=origin,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer a request that was admitted and read."""
        reply = self.reply(*scope["extensions"][_READ])
        await send_reply(send, reply, head=scope["method"] == "HEAD", common=self._common)

    def reply(self, request: Request, query: Query) -> Reply:
        """The answer to a request that was admitted and read, now or before."""
        endpoint = self.endpoint
        if endpoint.cursors is not None:  # tokens expire; nothing else looks at the clock
            request = replace(request, now=time.time())
        return self._with_due_headers(answer(endpoint, request, query))

    def prepared(self, request: Request, query: Query) -> Prepared | Reply | None:
        """The same up to the writing of a page's rows; None where the clock is asked as well.

        For requests without preferences.
        """
        endpoint = self.endpoint
        return None if endpoint.cursors is not None else prepare(endpoint, request, query)

    def _with_due_headers(self, reply: Reply) -> Reply:
        """A 401 or 405 that `Prefer` asked for says what a real one says (RFC 9110, 15.5.2 and 15.5.6)."""
        due: tuple[tuple[str, str], ...] = ()
        if reply.status == 401:
            due = challenges(self.route.contract, self.route.operation, wrong=False)
        elif reply.status == 405:
            due = (("Allow", self.allow),)
        return replace(reply, headers=(*reply.headers, *due)) if due else reply

    def refusal(self, error: Exception, method: str) -> Reply:
        """The endpoint's documented answer to whatever stopped a request, Connexion's reasons included."""
        if isinstance(error, Refused):
            return self._refusals.reply(error)
        if isinstance(error, HTTPException):
            return self._refuse_for(error, method)
        if isinstance(error, FixtureError):
            self.tell(error)
            found = "; ".join(fault.found for fault in error.faults)
            return self._refuse("failure", f"The mock can't serve this list: {found}.")
        log.error("the mock failed on %s %s", method, self.route.operation.path, exc_info=error)
        return self._refuse("failure", "The mock itself failed; what it printed says where.")

    def _refuse(self, situation: str, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
        return self._refusals.reply(Refused(situation, message, headers=headers))

    def _refuse_for(self, error: HTTPException, method: str) -> Reply:
        """The reply in the place of an exception of the router, of security or of validation."""
        if error.status_code == 405:
            if method == "OPTIONS" and not self.refuses_head:
                return Reply(status=204, body=b"", headers=(("Allow", self.allow),))
            message = f"{method} is no method of this endpoint; it answers {self.allow}."
            return self._refuse("method", message, (("Allow", self.allow),))
        if error.status_code == 401:
            wrong = isinstance(error, WrongCredential)
            message = error.detail if wrong else self._missing
            headers = challenges(self.route.contract, self.route.operation, wrong=wrong)
            return self._refuse("unauthenticated", message, headers)
        if error.status_code == 403:
            return self._refuse("forbidden", error.detail)
        return self._refuse("bad_param", error.detail)


def _headers_read(operation: Operation) -> tuple[tuple[bytes, str], ...]:
    """The headers that carry parameters, as ASGI and as the engine call them."""
    names = {"header": "", "cookie": "cookie"}
    read = {
        names[parameter.location] or parameter.name.lower()
        for parameter in operation.parameters.values()
        if parameter.location in names
    }
    return tuple((name.encode("latin-1", "replace"), name) for name in sorted(read))


def _what_to_send(security: tuple[tuple[Scheme, ...], ...]) -> str:
    alternatives = (
        " and ".join(f"{scheme.parameter}{_form(scheme)}" for scheme in alternative)
        for alternative in security
        if alternative
    )
    return f"Credentials are missing: send {', or '.join(alternatives)}."


def _form(scheme: Scheme) -> str:
    written = f": {scheme.prefix.strip()} <secret>" if scheme.prefix else ""
    return written if scheme.location == "header" else f" as a {scheme.location} parameter"
