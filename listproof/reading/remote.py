"""Documents of other hosts: fetched only from hosts that somebody has named, and with nothing but a GET.

A document may be anybody's, and what it refers to would be asked for by whoever reads it, from inside
their network. So a host is asked only where it was named; no credentials are sent, no cookies are kept,
no proxy's settings are used, and a redirect leads to no host that was not named.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

from listproof.errors import Fault, SpecError
from listproof.reading.documents import LARGEST, Document, read_document

_PATIENCE: Final = 10.0
"""Seconds for each step of an answer."""
_WHOLE_PATIENCE: Final = 60.0
"""Seconds for a whole answer: one that trickles would else never end."""
_PIECE: Final = 64 * 1024
_MOST_REDIRECTS: Final = 3
_ACCEPT: Final = "application/yaml, application/json, */*;q=0.5"


def may_be_asked(url: str, hosts: Collection[str]) -> bool:
    """Whether the URL is http or https, and of a host that is named, as `example.com` or with its port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    named = {parts.hostname, f"{parts.hostname}:{port}"} if port else {parts.hostname}
    # Names of hosts have no case (RFC 3986, 3.2.2); the URL's comes in lower case.
    there = {host.lower() for host in hosts}
    return parts.scheme in ("http", "https") and not parts.username and bool(named & there)


def read_remote(url: str, hosts: Collection[str]) -> Document:
    """The document at the URL; raises SpecError where it can't be had or is neither YAML nor JSON.

    What it refers to is looked for from where redirects led (RFC 3986, 5.1.3).
    """
    text, came_from = _fetched(url, hosts)
    path = Path(urlsplit(came_from).path or "/")
    return read_document(path, name=url, text=text, may_repeat=True, url=came_from, hosts=frozenset(hosts))


def _fetched(url: str, hosts: Collection[str]) -> tuple[str, str]:
    """The text at the URL, and the URL at which redirects ended."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Redirects(hosts))
    request = urllib.request.Request(url, headers={"Accept": _ACCEPT, "User-Agent": "listproof"})
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            raw, came_from = _all_of(answer), str(answer.url)
    except urllib.error.HTTPError as error:
        error.close()
        raise _faulty(url, f"it was answered with {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _faulty(url, f"it can't be fetched: {getattr(error, 'reason', None) or error}") from None
    if len(raw) > LARGEST:
        raise _faulty(url, f"it has more than {LARGEST // 1024**2} MB")
    try:
        return raw.decode("utf-8-sig"), came_from
    except UnicodeDecodeError:
        raise _faulty(url, "it is not UTF-8") from None


def _all_of(answer: http.client.HTTPResponse) -> bytes:
    """The body, cut behind what is read at the most; raises TimeoutError where it takes too long."""
    raw, ends = bytearray(), time.monotonic() + _WHOLE_PATIENCE
    while len(raw) <= LARGEST and (piece := answer.read1(_PIECE)):
        raw += piece
        if time.monotonic() > ends:
            raise TimeoutError(f"it did not end within {_WHOLE_PATIENCE:g} seconds")
    return bytes(raw)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, to hosts that are named alone."""

    max_redirections = _MOST_REDIRECTS

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = hosts

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not may_be_asked(newurl, self._hosts):
            raise OSError(f"it leads on to {newurl}, whose host was not named")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _faulty(url: str, found: str) -> SpecError:
    return SpecError([Fault(file=url, found=found)])
