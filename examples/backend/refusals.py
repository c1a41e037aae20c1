"""How a request is refused: one exception to raise, one handler that answers in the endpoint's envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

Envelope = Callable[[int, str, Sequence[str]], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A list endpoint: its routes, the body of its refusals, and what it says when its database fails."""

    routes: Blueprint
    envelope: Envelope
    failure: str


class Refused(HTTPException):
    """A request that is refused, with the status, the sentence and the headers of its answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = status
        self.details = tuple(details)
        self.headers = dict(headers or {})


def answer_refusals(app: Flask, endpoints: Sequence[Endpoint]) -> None:
    """Answer every error in the envelope of the endpoint whose path was asked for."""
    by_name = {endpoint.routes.name: endpoint for endpoint in endpoints}

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        endpoint = by_name.get(_endpoint_name())
        status = error.code or 500
        message = error.description or "The request was refused"
        if status == 500 and endpoint:
            message = endpoint.failure
        details = error.details if isinstance(error, Refused) else ()
        envelope = endpoint.envelope if endpoint else _plain
        response = jsonify(envelope(status, message, details))
        response.status_code = status
        response.headers.update(_headers(error))
        return response

    @app.errorhandler(SQLAlchemyError)
    def database_failed(error: SQLAlchemyError) -> Response:
        # The reason belongs in the log: a client would learn queries and paths of this server from it.
        reason = str(error).partition("\n")[0]
        current_app.logger.error("%s %s: %s", request.method, request.path, reason)
        return refuse(Refused(500, "The database failed"))


def _endpoint_name() -> str:
    """The endpoint that the path belongs to, whatever the method; "" for a path of nobody."""
    try:
        adapter = current_app.create_url_adapter(request)
        name = adapter.match(method="GET")[0] if adapter else ""
    except HTTPException:  # no such path, or a Host that is none
        return ""
    return str(name).partition(".")[0]


def _headers(error: HTTPException) -> Mapping[str, str]:
    if isinstance(error, MethodNotAllowed):  # RFC 9110, 15.5.6
        return {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    return error.headers if isinstance(error, Refused) else {}


def _plain(_status: int, message: str, _details: Sequence[str]) -> Mapping[str, object]:
    return {"error": message}
