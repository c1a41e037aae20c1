"""How a refusal leaves: with the documented body of its status, and what is due put in its places.

The body is the documented example; where none is documented the contract's template; where there is
neither, the least that the documented schema lets in, or an object that has the contract's places and
nothing else; and problem+json (RFC 9457) where the contract says nothing at all of errors.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import jsonschema_rs

from listproof.contract import MISSING, Errors, Json, Operation, Pointer, Refusal, Response, look
from mock_server.engine.places import put
from mock_server.engine.schemas import fitting, small_example
from mock_server.exchange import Refused, Reply

_FALLBACK: Final[Mapping[str, tuple[int, ...]]] = {
    "bad_page": (400, 422),
    "bad_size": (400, 422),
    "bad_token": (400, 422),
    "bad_filter": (400, 422),
    "bad_sort": (400, 422),
    "bad_param": (400, 422),
    "missing": (400, 422),
    "unauthenticated": (401, 403),
    "forbidden": (403,),
    "unknown_scope": (404, 403),
    "method": (405,),
    "failure": (500, 503),
}
"""The status where the contract gives none: the first of these that is documented, or else the first."""

_OF_PARAMETERS: Final = frozenset({*(name for name in _FALLBACK if name.startswith("bad_")), "missing"})
"""Situations in which no example can know what is wrong: what was found speaks instead."""

_ORDER_OF_PROVOKING: Final = ("failure", *(name for name in _FALLBACK if name != "failure"))
"""Which of several situations of one status `Prefer: code=` means: the first."""


def _anything(value: Json) -> bool:  # noqa: ARG001 - what a schema that isn't there says
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body before its places are filled, and whether a filled one still fits its schema."""

    value: Json
    media_type: str = "application/json"
    documented: bool = False
    """Whether the document itself shows this body."""
    is_problem: bool = False
    """Whether it is problem details of the mock's own, for want of anything in the document."""
    allows: Callable[[Json], bool] = _anything

    def with_part(self, value: Json, pointer: Pointer, content: Json) -> Json:
        """The value with the content in its place, or unchanged where the document has no such place."""
        stood = look(value, pointer)
        around = look(value, pointer[:-1]) if pointer else None
        if isinstance(around, (str, int, float)) or (self.documented and around is MISSING):
            return value
        filled = put(copy.deepcopy(value), pointer, _like(stood, content))
        return value if self.allows(value) and not self.allows(filled) else filled


class Refusals:
    """Makes the replies of one operation's refusals."""

    def __init__(self, operation: Operation) -> None:
        self._errors: Errors = operation.mocked.errors
        self._at = {part: place.pointer for part, place in self._errors.at.items()}
        self._responses = operation.responses
        self._bodies: dict[int, _Body] = {}

    def reply(self, refused: Refused) -> Reply:
        """The documented reply to a request that is refused."""
        refusal = self._errors.refusals.get(refused.situation)
        status = refused.status or self._status(refused.situation, refusal)
        if refusal is not None and status not in refusal.status:
            refusal = None
        body = self._body(status)
        message = self._message(body, refused, refusal)
        details = self._details(body, refused)
        code = refusal.code if refusal is not None else None
        at = self._at.get("code")
        if code is None and at is not None and look(body.value, at) == "":
            code = refused.situation  # a code that the schema asks for and nobody states
        return self._filled(body, status, message=message, code=code, details=details, refused=refused)

    def provoked(self, code: str) -> Reply | None:
        """The reply that `Prefer: code=` asks for, as documented; None for a code that is not documented."""
        if not (code.isascii() and code.isdigit() and len(code) == 3):
            return None
        status = int(code)
        situation = next((name for name in _ORDER_OF_PROVOKING if status == self._named(name)), None)
        documented = self._response(status) is not None and status >= 400
        if situation is None and not documented:
            return None
        refusal = self._errors.refusals.get(situation) if situation is not None else None
        body = self._body(status)
        asked = Refused(situation or "failure", "This answer was asked for by the Prefer header")
        message = refusal.message if refusal is not None and refusal.message else self._shown(body, "message")
        return self._filled(
            body,
            status,
            message=message or asked.message,
            code=refusal.code if refusal is not None else None,
            details=None,
            refused=asked,
        )

    def _named(self, situation: str) -> int | None:
        """The status of a situation that the contract names, or of a failure in any case."""
        refusal = self._errors.refusals.get(situation)
        if refusal is None and situation != "failure":
            return None
        return self._status(situation, refusal)

    def _status(self, situation: str, refusal: Refusal | None) -> int:
        if refusal is not None and refusal.status:
            return refusal.status[0]
        usual = _FALLBACK.get(situation, (400,))
        return next((status for status in usual if str(status) in self._responses), usual[0])

    def _message(self, body: _Body, refused: Refused, refusal: Refusal | None) -> str:
        """The stated message, or the documented one where it fits, or what was found."""
        if refusal is not None and refusal.message is not None:
            return refusal.message
        shown = self._shown(body, "message")
        if shown and "details" in self._at:
            return shown
        if shown and body.documented and refused.situation not in _OF_PARAMETERS:
            return shown
        return refused.message

    def _details(self, body: _Body, refused: Refused) -> tuple[str, ...] | None:
        """What stands in the details; None where those of the document stay."""
        if refused.details:
            return refused.details
        if refused.situation in _OF_PARAMETERS or not body.documented:
            return (refused.message,)
        return None

    def _shown(self, body: _Body, part: str) -> str | None:
        pointer = self._at.get(part)
        found = look(body.value, pointer) if pointer is not None else None
        return found if isinstance(found, str) and found else None

    def _filled(
        self,
        body: _Body,
        status: int,
        *,
        message: str,
        code: str | None,
        details: tuple[str, ...] | None,
        refused: Refused,
    ) -> Reply:
        value: Json = message if isinstance(body.value, str) else copy.deepcopy(body.value)
        parts: Mapping[str, Json] = {"status": status, "message": message, "code": code, "details": details}
        for part, content in parts.items():
            pointer = self._at.get(part)
            if pointer is not None and content is not None:
                value = body.with_part(value, pointer, content)
        if body.is_problem:
            value = {**value, "detail": message, **refused.extra}
        text = value if isinstance(value, str) and "json" not in body.media_type else _dumped(value)
        return Reply(
            status=status,
            body=text.encode("utf-8", "replace"),
            media_type=body.media_type,
            headers=refused.headers,
        )

    def _body(self, status: int) -> _Body:
        if status not in self._bodies:
            self._bodies[status] = self._made(status)
        return self._bodies[status]

    def _made(self, status: int) -> _Body:
        response = self._response(status)
        if response is not None and response.media_type:
            return self._documented(response)
        if self._errors.template is not MISSING:
            return _Body(value=self._errors.template)
        if self._at:
            return _Body(value={})
        return _Body(value=_problem(status), media_type="application/problem+json", is_problem=True)

    def _documented(self, response: Response) -> _Body:
        """The documented body: its example, else the template where it fits the schema, else a small one."""
        media_type, template = response.media_type, self._errors.template
        if "json" not in media_type:
            return _Body(value="", media_type=media_type)
        allows = _allows(response)
        # JSON that was written down as a text is no body where the schema wants an object.
        shown = response.example
        if shown is not MISSING and (not isinstance(shown, str) or allows(shown)):
            value = fitting(shown, response.schema)
            return _Body(value=value, media_type=media_type, documented=True, allows=allows)
        if template is not MISSING and allows(template):
            return _Body(value=template, media_type=media_type, allows=allows)
        return _Body(value=small_example(response.schema or {}), media_type=media_type, allows=allows)

    def _response(self, status: int) -> Response | None:
        """The response that the document has for a status: its own, its range's, or the default one."""
        for name in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if name in self._responses:
                return self._responses[name]
        return None


def _problem(status: int) -> Json:
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Request refused"
    return {"type": "about:blank", "title": title, "status": status}


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _allows(response: Response) -> Callable[[Json], bool]:
    """Whether the documented schema lets a body in; any, where there is none."""
    if response.schema is None:
        return _anything
    return jsonschema_rs.Draft202012Validator(dict(response.schema)).is_valid


def _like(stood: Json, content: Json) -> Json:
    """The content written as what stood in its place: as text, as a list, or as it is."""
    if isinstance(stood, str):
        return "; ".join(content) if isinstance(content, tuple) else str(content)
    if isinstance(stood, list):
        return list(content) if isinstance(content, tuple) else [content]
    return list(content) if isinstance(content, tuple) else content
