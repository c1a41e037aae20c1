"""Where Connexion and the mock meet: the one file that imports Connexion and bears its gaps in types.

Routing, security and parameter validation are Connexion's own middlewares, each through an extension
point of its own: `middlewares=` (no Swagger UI, no response validation), a subclass of the routing
middleware, `security_map=`, `validator_map=`, `uri_parser_class=`, and a subclass of RoutedMiddleware
that ends the chain with one compiled application per operation. What is handed to it are plain
functions, so that the rest of the mock knows nothing of it. `tests/mock_server/test_connexion_seams.py`
fails where a new Connexion no longer works so.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

with warnings.catch_warnings():
    # Connexion 3.3 still imports jsonschema.RefResolver, which warns about its own removal.
    warnings.simplefilter("ignore", DeprecationWarning)
    from connexion.exceptions import OAuthProblem  # type: ignore[import-untyped]
    from connexion.middleware import ConnexionMiddleware  # type: ignore[import-untyped]
    from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware  # type: ignore[import-untyped]
    from connexion.middleware.request_validation import (  # type: ignore[import-untyped]
        RequestValidationMiddleware,
    )
    from connexion.middleware.routing import RoutingMiddleware  # type: ignore[import-untyped]
    from connexion.middleware.security import (  # type: ignore[import-untyped]
        SecurityAPI,
        SecurityMiddleware,
        SecurityOperation,
    )
    from connexion.resolver import Resolver  # type: ignore[import-untyped]
    from connexion.security import (  # type: ignore[import-untyped]
        NO_VALUE,
        AbstractSecurityHandler,
        SecurityHandlerFactory,
    )

from mock_server.access import Callers, same_callers
from mock_server.exchange import Refused
from mock_server.projection import SCHEME_KEY

Admit = Callable[[Scope], Callers | None]
"""The callers whose credential for one scheme was sent, None where none was; raises Refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the mock brings along: everything by its key in the projected document."""

    document: Mapping[str, Any]
    applications: Mapping[str, ASGIApp]
    """What answers an operation, once it is admitted and read."""
    without_head: frozenset[str]
    """The operations whose documents refuse HEAD."""
    admit: Mapping[str, Admit]
    """By security scheme."""
    read: Callable[[str, Scope], None]
    """Reads the parameters of an operation's request; raises Refused for the first fault."""
    elsewhere: ASGIApp
    """What answers a path of no operation."""


def connect(parts: Parts) -> ASGIApp:
    """Connexion around these parts, its stack built; a bad projection raises here and not at a request."""

    async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await parts.elsewhere(scope, receive, send)

    app = ConnexionMiddleware(
        elsewhere,
        import_name="mock_server",
        middlewares=[_Routing, _Security, RequestValidationMiddleware, _Applications],
    )
    app.add_api(
        dict(parts.document),
        base_path="",
        resolver=Resolver(lambda _operation_id: None),
        uri_parser_class=_NoParser,
        validator_map={"parameter": _validator(parts.read)},
        security_map=_handlers(parts.admit),
        applications=parts.applications,
        without_head=parts.without_head,
    )
    _build_stack(app)
    return app  # type: ignore[no-any-return]


class WrongCredential(OAuthProblem):  # type: ignore[misc]
    """A credential was sent and is wrong; Connexion's own OAuthProblem means that none was sent."""


def operation_key(scope: Scope) -> str | None:
    """The operation that the router has found for this request, its method right or wrong."""
    return getattr(scope.get("endpoint"), "operation_id", None)


def admitted(scope: Scope) -> Callers:
    """The callers that Connexion's security has admitted; empty where it had nothing to ask."""
    context = scope["extensions"].get("connexion_context")
    callers: Callers = context["token_info"].get("callers", ()) if context else ()
    return callers


def _build_stack(app: Any) -> None:
    """Have Connexion build its middlewares now; it would at the first event, whatever that is."""

    async def never(*_: object) -> Any:
        raise NotImplementedError("nothing is asked yet")

    with contextlib.suppress(StopIteration):
        app({"type": "listproof.start"}, never, never).send(None)


class _Routing(RoutingMiddleware):  # type: ignore[misc]
    """Connexion's router, without the redirects and the HEADs that a document doesn't have.

    A redirect to the path without its last slash would come before the credentials are asked for.
    """

    def add_api(self, specification: Any, *, without_head: frozenset[str], **kwargs: Any) -> None:
        super().add_api(specification, **kwargs)
        router = self.router.routes[-1].app
        router.redirect_slashes = False
        for route in router.routes:
            if route.endpoint.operation_id in without_head:
                route.methods.discard("HEAD")


class _Handler(AbstractSecurityHandler):  # type: ignore[misc]
    """One scheme's check, straight from the world: no function named in the document, none inspected."""

    def __init__(self, admit: Mapping[str, Admit]) -> None:
        self._admit = admit

    def get_fn(self, security_scheme: Mapping[str, Any], required_scopes: list[str]) -> Callable[[Any], Any]:  # noqa: ARG002
        admit = self._admit[security_scheme[SCHEME_KEY]]

        def check(request: Any) -> Any:
            try:
                callers = admit(request.scope)
            except Refused as refused:
                raise WrongCredential(detail=refused.message) from None
            return NO_VALUE if callers is None else {"callers": callers}

        return check


def _handlers(admit: Mapping[str, Admit]) -> Mapping[str, Callable[[], _Handler]]:
    return dict.fromkeys(("apiKey", "basic", "bearer"), lambda: _Handler(admit))


class _SameCaller(SecurityHandlerFactory):  # type: ignore[misc]
    """Connexion asks for every scheme of an alternative; here they must belong to one caller as well."""

    def verify_multiple_schemes(self, schemes: Mapping[str, Any]) -> Callable[[Any], Any]:
        verify = super().verify_multiple_schemes(schemes)

        async def check(request: Any) -> Any:
            found = await verify(request)
            if found is NO_VALUE:
                return NO_VALUE
            callers = same_callers(each["callers"] for each in found.values())
            if not callers:
                raise WrongCredential(detail="The credentials do not belong together.")
            return {"callers": callers}

        return check


class _SecurityApi(SecurityAPI):  # type: ignore[misc]
    def make_operation(self, operation: Any) -> Any:
        handlers = self.security_handler_factory.security_handlers
        return SecurityOperation.from_operation(
            operation, next_app=self.next_app, security_handler_factory=_SameCaller(handlers)
        )


class _Security(SecurityMiddleware):  # type: ignore[misc]
    api_cls = _SecurityApi


class _NoParser:
    """In the place of Connexion's URI parser, which coerces values and keeps one of two."""

    def __init__(self, *_: object) -> None: ...


def _validator(read: Callable[[str, Scope], None]) -> Callable[..., Any]:
    """A class in Connexion's eyes: for every request it hands back the one validator there is."""

    class _Validator:
        def validate(self, scope: Scope) -> None:
            read(scope["extensions"]["connexion_routing"]["operation_id"], scope)

    validator = _Validator()
    return lambda *_args, **_kwargs: validator


class _ApplicationsApi(RoutedAPI):  # type: ignore[misc]
    def __init__(self, *args: Any, applications: Mapping[str, ASGIApp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applications = applications
        self.add_paths()

    def make_operation(self, operation: Any) -> ASGIApp:
        return self._applications[operation.operation_id]


class _Applications(RoutedMiddleware):  # type: ignore[misc]
    api_cls = _ApplicationsApi
