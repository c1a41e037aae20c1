"""What HTTP asks for and documents rarely repeat: breaches warn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.evidence import Exchange, Reaction
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Operation


def _refusing(status: int, *headers: tuple[str, str]) -> Exchange:
    question = Question(method="POST" if status == 405 else "GET")
    return examples.exchange({"error": "Refused"}, status=status, headers=headers, question=question)


@law(
    "standards/allow",
    Exchange,
    kept=Example(
        says="the 405 allows GET",
        operation=OPERATION,
        evidence=_refusing(405, ("Allow", "GET, HEAD")),
    ),
    broken=Example(says="the 405 has no Allow header", operation=OPERATION, evidence=_refusing(405)),
    concerns=lambda seen: seen.status == 405 and seen.request.method != "TRACE",
)
def allow(operation: Operation, seen: Exchange) -> Iterator[Finding]:  # noqa: ARG001
    """A 405 has an Allow header that lists the methods there are, so GET among them (RFC 9110, 15.5.6).

    TRACE is left out: proxies and servers refuse it before the backend is asked.
    """
    allowed = seen.header("allow")
    names = [name.strip().upper() for name in (allowed or "").split(",")]
    if "GET" not in names:
        yield Finding(
            where="header:Allow",
            expected="the allowed methods, GET among them",
            actual=allowed,
            because="a 405 must say which methods are allowed (RFC 9110, 15.5.6)",
            exchanges=(seen,),
        )
    elif seen.request.method in names and seen.request.method not in ("HEAD", "OPTIONS"):
        yield Finding(
            where="header:Allow",
            expected=f"the allowed methods, {seen.request.method} not among them",
            actual=allowed,
            because=f"{seen.request.method} was refused with 405 (RFC 9110, 15.5.6)",
            exchanges=(seen,),
        )


@law(
    "standards/www-authenticate",
    Exchange,
    kept=Example(
        says="the 401 asks for a Bearer token",
        operation=OPERATION,
        evidence=_refusing(401, ("WWW-Authenticate", 'Bearer realm="things"')),
    ),
    broken=Example(
        says="the 401 does not say how to authenticate", operation=OPERATION, evidence=_refusing(401)
    ),
    concerns=lambda seen: seen.status == 401,
)
def www_authenticate(operation: Operation, seen: Exchange) -> Iterator[Finding]:  # noqa: ARG001
    """A 401 has a challenge (RFC 9110, 15.5.2)."""
    if not (seen.header("www-authenticate") or "").strip():
        yield Finding(
            where="header:WWW-Authenticate",
            expected="a challenge, such as Bearer",
            actual=seen.header("www-authenticate"),
            because="a 401 must say how to authenticate (RFC 9110, 15.5.2)",
            exchanges=(seen,),
        )


def _head(status: int, body: bytes = b"") -> Exchange:
    return replace(examples.exchange(status=status, question=Question(method="HEAD")), body=body)


def _about_head(answer: Exchange) -> Reaction:
    return examples.reaction("standards/head", "", "HEAD", answer, like=examples.page(*ROWS[:2]))


@law(
    "standards/head",
    Reaction,
    kept=Example(
        says="HEAD has the status of GET and no body", operation=OPERATION, evidence=_about_head(_head(200))
    ),
    broken=Example(says="HEAD is unknown", operation=OPERATION, evidence=_about_head(_head(404))),
)
def head(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """HEAD has GET's status and no body (RFC 9110, 9.3.2); a documented refusal of it is right as well."""
    refusal = operation.listing.errors.refusals.get("method")
    if not seen.exchange.status or seen.exchange.trouble or seen.like is None:
        return
    status, wanted = seen.exchange.status, seen.like.exchange.status
    refused = refusal is not None and refusal.head == "refused" and status in refusal.status
    if status != wanted and not refused:
        yield Finding(
            where="status",
            expected=wanted,
            actual=status,
            because="HEAD answers as GET does (RFC 9110, 9.3.2)",
            exchanges=(seen.exchange, seen.like.exchange),
        )
    elif seen.exchange.body:
        yield Finding(
            where="body",
            expected="no body",
            actual=f"{len(seen.exchange.body)} bytes",
            because="an answer to HEAD has no body (RFC 9110, 9.3.2)",
            exchanges=(seen.exchange,),
        )
    elif status == wanted and _media_type(seen.exchange) not in ("", _media_type(seen.like.exchange)):
        yield Finding(
            where="header:Content-Type",
            expected=_media_type(seen.like.exchange),
            actual=_media_type(seen.exchange),
            because="HEAD has the headers of GET, or leaves them out (RFC 9110, 9.3.2)",
            exchanges=(seen.exchange, seen.like.exchange),
        )


def _media_type(exchange: Exchange) -> str:
    return (exchange.header("content-type") or "").partition(";")[0].strip().lower()


LAWS = (allow, www_authenticate, head)
