"""HAR 1.2, as its authors' specification has it: the file, its entries, and their way back.

What the format has no place for stands in members whose names begin with an underscore, as it allows. The
file is whole after every entry: a run that is killed leaves a recording that can be opened.
"""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote_plus

from conformance.asking.client import Answer
from conformance.evidence import Request
from listproof import __version__
from listproof.contract import Json

OURS: Final = "_listproof"
"""The member of the log that says what was judged, and how."""
ENDED: Final = "_listproof_ended"
"""The member of the log that says how the run ended; null while it has not."""
FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One sending of a request. `began` is in seconds since 1970, `seconds` how long the answer took,
    `waited` how long was waited afterwards to send it again; None where it was not."""

    request: Request
    answer: Answer
    caller: str
    number: int
    """1 for the first sending of the request."""
    began: float
    seconds: float
    waited: float | None = None
    aside: bool = False
    """Whether another request was sent, to see if the target is still there; it comes after its own."""
    ended: str = ""
    """How the asking ended where no answer was taken: `spent`, `unreachable` or `interrupted`."""
    why: str = ""


class HarFile:
    """A HAR file that is being written. Raises OSError where it cannot be."""

    def __init__(self, path: Path, head: Mapping[str, Json]) -> None:
        self._file = path.open("wb")
        log = {
            "version": "1.2",
            "creator": {"name": "Listproof", "version": __version__},
            "comment": "Credentials are replaced by stand-ins, which are named in _listproof.",
            OURS: dict(head),
        }
        # The members so far, less the brace that ends them.
        self._write('{"log": ' + _text(log)[:-1] + ',\n"entries": [')
        self._end = self._file.tell()
        self._first = True
        self._finish(None)

    def add(self, attempt: Attempt, url: str) -> None:
        """Write one entry; `url` is the target's."""
        self._file.seek(self._end)
        self._write(("\n" if self._first else ",\n") + _text(_entry(attempt, url)))
        self._end = self._file.tell()
        self._first = False
        self._finish(None)

    def close(self, ended: Mapping[str, Json]) -> None:
        """Write how the run ended, and close the file."""
        try:
            self._finish(dict(ended))
        finally:
            self._file.close()

    def _finish(self, ended: Json) -> None:
        self._file.seek(self._end)
        self._write(f'\n],\n"{ENDED}": {_text(ended)}\n}}}}\n')
        self._file.truncate()
        self._file.flush()

    def _write(self, text: str) -> None:
        self._file.write(text.encode("ascii"))


def _text(value: Json) -> str:
    # All but ASCII is escaped: a request for a hostile value may hold half a character.
    return json.dumps(value)


# --- to an entry ---------------------------------------------------------------------------------------


def _entry(attempt: Attempt, url: str) -> dict[str, Json]:
    began = datetime.datetime.fromtimestamp(attempt.began, datetime.UTC).isoformat(timespec="milliseconds")
    milliseconds = round(1000 * attempt.seconds, 3)
    return {
        "startedDateTime": began,
        "time": milliseconds,
        "request": _request(attempt, url),
        "response": _response(attempt.answer),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_caller": attempt.caller,
        "_attempt": attempt.number,
        "_again": attempt.request.again,
        "_waited": attempt.waited,
        "_aside": attempt.aside,
        "_ended": attempt.ended or None,
        "_why": attempt.why or None,
    }


def _request(attempt: Attempt, url: str) -> dict[str, Json]:
    request = attempt.request
    query = request.target.partition("?")[2]
    return {
        "method": request.method,
        "url": url + request.target,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": [
            {"name": unquote_plus(name), "value": unquote_plus(value)}
            for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)
        ],
        "headersSize": -1,
        "bodySize": 0,
        "_target": request.target,
    }


def _response(answer: Answer) -> dict[str, Json]:
    return {
        "status": answer.status,
        "statusText": _reason(answer.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(answer.headers),
        "content": _content(answer),
        "redirectURL": answer.header("location"),
        "headersSize": -1,
        "bodySize": -1,
        "_error": answer.trouble or None,
        "_lost": answer.lost,
    }


def _content(answer: Answer) -> dict[str, Json]:
    content: dict[str, Json] = {
        "size": len(answer.body),
        "mimeType": answer.header("content-type") or "x-unknown",
    }
    try:
        return {**content, "text": answer.body.decode()}
    except UnicodeDecodeError:
        return {**content, "text": base64.b64encode(answer.body).decode(), "encoding": "base64"}


def _pairs(headers: tuple[tuple[str, str], ...]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in headers]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


# --- and back ------------------------------------------------------------------------------------------


def attempt_of(entry: Mapping[str, Any]) -> Attempt:
    """The attempt that an entry records: one that `schema.ENTRY` allows. Raises ValueError for a body that
    is not what its entry says."""
    asked, came = entry["request"], entry["response"]
    content = came["content"]
    text = content.get("text", "")
    body = base64.b64decode(text, validate=True) if content.get("encoding") == "base64" else text.encode()
    return Attempt(
        request=Request(
            method=asked["method"],
            target=asked["_target"],
            headers=_read(asked["headers"]),
            again=entry["_again"],
        ),
        answer=Answer(
            status=came["status"],
            headers=_read(came["headers"]),
            body=body,
            trouble=came["_error"] or "",
            lost=came["_lost"],
        ),
        caller=entry["_caller"],
        number=entry["_attempt"],
        began=0.0,
        seconds=entry["time"] / 1000,
        waited=entry["_waited"],
        aside=entry["_aside"],
        ended=entry["_ended"] or "",
        why=entry["_why"] or "",
    )


def _read(headers: list[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((header["name"], header["value"]) for header in headers)
