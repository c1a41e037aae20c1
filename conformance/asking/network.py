"""Sending a request over HTTP, once: no redirects, no cookies, and a bound on time and bytes."""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2

from conformance.asking.client import Answer
from conformance.asking.deadline import Deadline
from conformance.evidence import Request
from listproof import __version__

LONGEST_BODY: Final = 10_000_000
CONNECT_SECONDS: Final = 5.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GZIP: Final = 47
"""zlib's word for: gzip or zlib, whichever the data say."""


class HttpSender:
    """Sends requests to one base URL over a pool of kept connections; safe to share between threads.

    `timeout` is in seconds, for each wait for data; a whole answer may take three times as long.
    """

    def __init__(self, url: str, *, timeout: float = 10.0, connections: int = 4) -> None:
        parts = urlsplit(url)
        self._base = parts.path.rstrip("/").encode()
        self._url = httpx2.URL(f"{parts.scheme}://{parts.netloc}/")
        self._longest = 3 * timeout
        self._timeout = timeout
        is_near = parts.hostname in _LOOPBACK
        waits = httpx2.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout), pool=None)
        self._waits = waits.as_dict()
        self._client = httpx2.Client(
            timeout=waits,
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            # A proxy of the environment is for hosts beyond this machine.
            trust_env=not is_near,
            # Where nothing is encrypted, no certificates need be read, which takes as long as many requests.
            verify=not (is_near and parts.scheme == "http"),
        )
        # What the client adds to its transport (cookies, redirects, authentication) is not wanted here.
        self._transport = self._client._transport_for_url(self._url)
        self._deadline = Deadline()
        self._deadline.keep(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def __call__(self, request: Request) -> Answer:
        """The answer to the request; trouble is told in it, never raised."""
        with self._deadline.within(self._longest):
            return self._sent(request)

    def _sent(self, request: Request) -> Answer:
        try:
            response = self._transport.handle_request(self._made(request))
        except (httpx2.LocalProtocolError, httpx2.InvalidURL, UnicodeError, ValueError) as error:
            return Answer(trouble=f"the request cannot be sent: {error}")
        except httpx2.TransportError as error:
            return self._failed(error)
        try:
            body, trouble = self._body(response)
        except httpx2.TransportError as error:
            return self._failed(error)
        finally:
            response.close()
        if trouble:
            return Answer(
                trouble=f"{response.status_code} {response.reason_phrase}".strip() + f", but {trouble}"
            )
        return Answer(status=response.status_code, headers=_headers(response), body=body)

    def _made(self, request: Request) -> httpx2.Request:
        sent = [(b"User-Agent", f"listproof/{__version__}".encode()), (b"Accept-Encoding", b"gzip")]
        sent += [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in request.headers]
        # The target goes out as it was encoded: a URL would be normalised on the way.
        target = self._base + request.target.encode("ascii")
        return httpx2.Request(
            request.method,
            self._url,
            headers=sent,
            extensions={"target": target, "timeout": self._waits},
        )

    def _body(self, response: httpx2.Response) -> tuple[bytes, str]:
        """The decoded body and "", or what was wrong with it. What is counted is the decoded length."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
        inflate = _decoder(encoding)
        if inflate is None and encoding != "identity":
            return b"", f"its body is encoded as {encoding}, which was not asked for"
        parts: list[bytes] = []
        length = 0
        for chunk in self._chunks(response):
            if chunk is None:
                return b"", f"its body was not complete after {self._longest:g} s"
            try:
                part = inflate.decompress(chunk, LONGEST_BODY + 1 - length) if inflate else chunk
            except zlib.error as error:
                return b"", f"its body is not {encoding}: {error}"
            parts.append(part)
            length += len(part)
            if length > LONGEST_BODY:
                return b"", f"its body is longer than {LONGEST_BODY // 1_000_000} MB"
        if inflate and not inflate.eof and length:
            return b"", f"its {encoding} body breaks off"
        return b"".join(parts), ""

    def _chunks(self, response: httpx2.Response) -> Iterator[bytes | None]:
        """The body as it comes, a chunk size would wait for that many; None last where its time was over."""
        try:
            for chunk in response.iter_raw():
                yield chunk
                if self._deadline.over:
                    break
            else:
                return
        except httpx2.TimeoutException:
            if not self._deadline.over:
                raise
        yield None

    def _failed(self, error: httpx2.TransportError) -> Answer:
        if isinstance(error, httpx2.TimeoutException) and self._deadline.over:
            return Answer(trouble=f"no whole answer within {self._longest:g} s", lost=True)
        if isinstance(error, httpx2.TimeoutException):
            connecting = isinstance(error, httpx2.ConnectTimeout)
            return Answer(
                trouble=f"no {'connection' if connecting else 'answer'} within {self._timeout:g} s", lost=True
            )
        return Answer(trouble=_reason(error), lost=True, retry=not _is_tls(error))


def _decoder(encoding: str) -> zlib._Decompress | None:
    return zlib.decompressobj(_GZIP) if encoding in ("gzip", "x-gzip", "deflate") else None


def _headers(response: httpx2.Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1").lower(), value.decode("utf-8", "replace"))
        for name, value in response.headers.raw
    )


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None or "SSL" in str(error)


def _reason(error: httpx2.TransportError) -> str:
    text = re.sub(r"^\[Errno -?\d+\] |\[SSL: \w+\] | \(_ssl\.c:\d+\)", "", str(error)).strip().rstrip(".")
    if isinstance(error, (httpx2.RemoteProtocolError, httpx2.ReadError)):
        return (
            f"the connection broke before the whole answer came ({text})" if text else "the connection broke"
        )
    return text[:1].lower() + text[1:] if text else type(error).__name__
