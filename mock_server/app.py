"""The mock as an ASGI application: Connexion routes, admits and validates, the engine answers.

A request is refused at the first step that refuses, in this order: its path, its method, its
credentials, then the caller's right to the list, its parameters and its scope. Each refusal of an
endpoint, Connexion's own included, leaves in that endpoint's documented body; only a path of no
endpoint gets a body of the mock's own (RFC 9457).
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches

from starlette.types import ASGIApp, Receive, Scope, Send

from listproof.contract import Contract
from listproof.errors import FixtureError
from mock_server.access import Keyring
from mock_server.connexion_seams import Admit, Parts, admitted, connect, operation_key
from mock_server.cors import common_headers, is_preflight, preflight
from mock_server.decisions import Decisions, Whole
from mock_server.exchange import Reply
from mock_server.guide import file_names, page
from mock_server.projection import RESERVED, Projection, project
from mock_server.ready import send_ready
from mock_server.service import NotReady, Service
from mock_server.target_file import target_file
from mock_server.wire import CommonHeaders, header_values, path_value, routable_path, send_reply
from mock_server.world import World

_LONG = 300
_PATIENCE = 2.0
"""Seconds at the start in which rows are generated, list by list; the others' wait for a request."""
_NOTHING = "listproof.nothing"
"""The key in the scope's extensions under which a path's reply waits that leads nowhere."""
_HOST = re.compile(rb"[A-Za-z0-9.:\[\]-]+")


def build_app(served: Sequence[tuple[Contract, World]]) -> ASGIApp:
    """The application that serves every list endpoint of these contracts at its documented path.

    Raises SpecError where two of them have the same path, FixtureError for a key that verifies nothing and
    where all lists of a contract are found to have no row that could be made.
    """
    projection = project([contract for contract, _ in served])
    worlds = {id(contract): world for contract, world in served}
    common = common_headers(contract for contract, _ in served)
    services = {
        key: Service(route, worlds[id(route.contract)], common) for key, route in projection.routes.items()
    }
    _compile(services.values(), time.monotonic() + _PATIENCE)
    elsewhere = _Elsewhere(served, common)
    without_head = frozenset(key for key, service in services.items() if service.refuses_head)

    keyrings = _keyrings(projection, worlds)
    decisions = Decisions(services, _lasting(projection, keyrings), common)

    def read(key: str, scope: Scope) -> None:
        callers = admitted(scope)
        decisions.admitted(key, scope, callers)
        services[key].read(scope, callers[0] if callers else None)

    connexion = connect(
        Parts(
            document=projection.document,
            applications=services,
            without_head=without_head,
            admit=_admitting(keyrings),
            read=read,
            elsewhere=elsewhere,
        )
    )
    return _Front(connexion, services, elsewhere, decisions)


def _compile(services: Iterable[Service], until: float) -> None:
    """Compile what has its rows, and of what has none yet as much as there is time for: of any, one list."""
    is_served: dict[int, bool] = {}
    failed: list[tuple[Service, FixtureError]] = []
    for service in services:
        contract = id(service.route.contract)
        if service.waits_for_rows and contract in is_served and time.monotonic() > until:
            is_served[contract] = True
            continue
        try:
            service.endpoint  # noqa: B018 - it is compiled by being asked for
        except FixtureError as error:
            failed.append((service, error))
            is_served.setdefault(contract, False)
        else:
            is_served[contract] = True
    hopeless = [why for service, why in failed if not is_served[id(service.route.contract)]]
    if hopeless:
        raise FixtureError(fault for why in hopeless for fault in why.faults)
    for service, why in failed:
        service.tell(why)


def _keyrings(projection: Projection, worlds: Mapping[int, World]) -> Mapping[str, Keyring]:
    """The credentials of each security scheme, by its key in the projection."""
    return {
        key: Keyring(scheme, worlds[id(route.contract)], source=route.contract.source)
        for route in projection.routes.values()
        for key, scheme in route.schemes.items()
    }


def _admitting(keyrings: Mapping[str, Keyring]) -> Mapping[str, Admit]:
    """What Connexion asks of each security scheme."""

    def admit(keyring: Keyring) -> Admit:
        return lambda scope: keyring.admit(scope["headers"], scope["query_string"])

    return {key: admit(keyring) for key, keyring in keyrings.items()}


def _lasting(projection: Projection, keyrings: Mapping[str, Keyring]) -> Callable[[str, Scope], float]:
    """Until when the credentials of a request have the effect that they have now."""

    def lasting(key: str, scope: Scope) -> float:
        schemes = projection.routes[key].schemes
        limits = (keyrings[each].good_until(scope["headers"], scope["query_string"]) for each in schemes)
        return min(limits, default=math.inf)

    return lasting


class _Front:
    """Outside Connexion: what no endpoint answers, and the body of every refusal."""

    def __init__(
        self, app: ASGIApp, services: Mapping[str, Service], elsewhere: _Elsewhere, decisions: Decisions
    ) -> None:
        self._app = app
        self._decisions = decisions
        self._services = services
        self._elsewhere = elsewhere
        self._common = elsewhere.common
        self._making: dict[int, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _not_http(scope, receive, send)
            return
        whole = self._decisions.whole(scope)
        known = self._decisions.known(whole)
        if known is not None:
            status, lines, body = known
            await send({"type": "http.response.start", "status": status, "headers": lines})
            await send({"type": "http.response.body", "body": body})
            return
        await self._answer(whole, scope, receive, send)

    async def _answer(self, whole: Whole, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that wasn't asked before."""
        method = scope["method"]
        if is_preflight(method, scope["headers"]):
            await send_reply(send, preflight(scope["headers"]), common=self._common)
            return
        scope["path"] = routable_path(scope)
        if scope["path"].startswith(RESERVED):
            await self._elsewhere(scope, receive, send)
            return
        decided = self._decisions.reply(scope, whole)
        if decided is not None:
            await send_ready(send, decided)
            return
        try:
            await self._ask_connexion(scope, receive, send)
            nothing = scope["extensions"].get(_NOTHING)
            if nothing is not None:
                self._decisions.keep(whole, nothing)
        except Exception as error:
            await send_reply(send, self._refusal(scope, error), head=method == "HEAD", common=self._common)

    async def _ask_connexion(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have Connexion answer; a second time, where a list's rows had to be made first."""
        extensions = scope.get("extensions") or {}
        scope["extensions"] = dict(extensions)
        try:
            await self._app(scope, receive, send)
        except NotReady as waiting:
            await self._made_ready(waiting.service)
            scope["extensions"] = dict(extensions)
            await self._app(scope, receive, send)

    async def _made_ready(self, service: Service) -> None:
        """Compile a list in a thread, once for all who wait for it; meanwhile others are answered."""
        key = id(service)
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.ensure_future(asyncio.to_thread(service.make_ready))
            making.add_done_callback(lambda _: self._making.pop(key, None))
        await asyncio.shield(making)  # whoever waits may go away; the list is made all the same

    def _refusal(self, scope: Scope, error: Exception) -> Reply:
        key = operation_key(scope)
        if key is None:
            raise error
        reply = self._services[key].refusal(error, scope["method"])
        self._decisions.refused(key, scope, error, reply)
        return reply


class _Elsewhere:
    """What answers a path of no endpoint: health, a page of where to go, or that there is nothing here."""

    def __init__(self, served: Sequence[tuple[Contract, World]], common: CommonHeaders) -> None:
        self.common = common
        self._served = served
        self._paths = [operation.path for contract, _ in served for operation in contract.operations]
        self._files = {RESERVED + name: one for name, one in zip(file_names(served), served, strict=True)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        reply = self._reply(scope)
        if reply.status == 404 and "extensions" in scope:
            scope["extensions"][_NOTHING] = reply
        await send_reply(send, reply, head=scope["method"] == "HEAD", common=self.common)

    def _reply(self, scope: Scope) -> Reply:
        path, method = path_value(scope["path"]), scope["method"]
        if path == "*" and method == "OPTIONS":  # RFC 9110, 9.3.7: of the server as a whole
            return Reply(status=204, body=b"", headers=(("Allow", "GET, HEAD, OPTIONS"),))
        if path not in ("/", RESERVED, RESERVED + "health", *self._files):
            return _problem(404, "Not Found", self._nothing_at(path))
        if method == "OPTIONS":
            return Reply(status=204, body=b"", headers=(("Allow", "GET, HEAD, OPTIONS"),))
        if method not in ("GET", "HEAD"):
            allow = ("Allow", "GET, HEAD, OPTIONS")
            return _problem(405, "Method Not Allowed", f"{method} is no method of {path}.", allow)
        if path in self._files:
            body = target_file(*self._files[path], _base_url(scope))
            return Reply(status=200, body=body, media_type="application/toml")
        if path != RESERVED + "health":
            return Reply(status=200, body=page(self._served, _base_url(scope)), media_type="text/html")
        return Reply(status=200, body=b'{"status": "ready"}')

    def _nothing_at(self, path: str) -> str:
        if len(path) > _LONG:  # the search for the nearest path takes time that grows with its square
            return f"Nothing is served at this path. {RESERVED} lists what is."
        near = get_close_matches(path, self._paths, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"Nothing is served at {path}.{hint} {RESERVED} lists what is."


def _problem(status: int, title: str, detail: str, *headers: tuple[str, str]) -> Reply:
    """Problem details (RFC 9457, 3); without a type of its own the title is the status's."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Reply(
        status=status,
        body=json.dumps(body).encode(),
        media_type="application/problem+json",
        headers=headers,
    )


def _base_url(scope: Scope) -> str:
    """The address as the page's reader knows it: what they typed, else where the mock listens."""
    hosts = header_values(scope["headers"], b"host")
    if hosts and _HOST.fullmatch(hosts[0]):
        return f"{scope['scheme']}://{hosts[0].decode()}"
    host, port = scope.get("server") or ("127.0.0.1", 80)
    return f"{scope['scheme']}://{host}:{port}"


async def _not_http(scope: Scope, receive: Receive, send: Send) -> None:
    """The server's start and stop are acknowledged; a WebSocket is turned away."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
        return
    while (event := (await receive())["type"]) != "lifespan.shutdown":
        await send({"type": f"{event}.complete"})
    await send({"type": "lifespan.shutdown.complete"})
