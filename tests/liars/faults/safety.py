"""Requests that make a server fail, bodies that show its inside, and what HTTP asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from conformance.asking.client import Answer
from listproof.contract import Json
from tests.liars.calls import Call, Refusing, Twist
from tests.liars.honest import encoded, whole
from tests.liars.liar import Liar, by_offset, filters, free_filter, scoped_by, sorts, states

lie = partial(Liar, family="safety", laws=("safety/",))
polite = partial(Liar, family="standards", laws=("standards/",))

TRACE = """Traceback (most recent call last):
  File "/srv/app/lists.py", line 41, in list_rows
    return query.all()
sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn)"""
SQL = "invalid input syntax for type integer: SELECT * FROM batches WHERE tenant_id = $1 LIMIT $2 OFFSET $3"


def fails(when: Callable[[Call, Refusing], bool]) -> Twist:
    """What should be refused makes the server fail."""
    return Twist(
        refuses=lambda call, refusing: (
            replace(refusing, status=500, situation="failure") if when(call, refusing) else refusing
        )
    )


def fails_on(when: Callable[[Call], bool]) -> Twist:
    """A call makes the server fail."""
    return Twist(replies=lambda call, answer: _failure() if when(call) and answer.status == 200 else answer)


def _failure() -> Answer:
    body = encoded({"error": "Internal Server Error"})
    return Answer(status=500, headers=(("Content-Type", "application/json"),), body=body)


def _word(situation: str) -> Callable[[Call, Refusing], bool]:
    return lambda _, refusing: refusing.situation == situation and whole(refusing.text) is None


def _number(situation: str, low: int, high: int) -> Callable[[Call, Refusing], bool]:
    def when(_: Call, refusing: Refusing) -> bool:
        number = whole(refusing.text)
        return refusing.situation == situation and number is not None and low <= number <= high

    return when


def _is(situation: str) -> Callable[[Call, Refusing], bool]:
    return lambda _, refusing: refusing.situation == situation


def _texts(call: Call) -> list[str]:
    return [text for _, text in call.pairs]


def _beyond(call: Call, limit: int) -> bool:
    return any(re.fullmatch(r"-?\d+", text) and abs(int(text[:500])) > limit for text in _texts(call))


def _any_text(*parts: str) -> Callable[[Call], bool]:
    return lambda call: any(part in text for text in _texts(call) for part in parts)


def _repeated(call: Call) -> bool:
    names = [name for name, _ in call.pairs]
    return len(set(names)) < len(names)


def _unknown(call: Call) -> bool:
    return any(name not in call.operation.parameters for name, _ in call.pairs)


def says(text: str, when: Callable[[Refusing], bool] = lambda _: True) -> Twist:
    """The message of a refusal is another one."""

    def denies(call: Call, refusing: Refusing, body: Json) -> Json:
        if not when(refusing):
            return body
        place = call.operation.mocked.errors.at.get("message")
        name = place.pointer[-1] if place and place.pointer else "message"
        return {**body, name: text}

    return Twist(denies=denies)


def _bodiless(_: Call, answer: Answer) -> Answer:
    return replace(answer, body=b"") if 400 <= answer.status < 500 else answer


def _drop(header: str) -> Twist:
    return Twist(
        replies=lambda _, answer: replace(
            answer, headers=tuple(pair for pair in answer.headers if pair[0] != header)
        )
    )


def _head(status: int) -> Twist:
    return Twist(
        replies=lambda call, answer: (
            replace(answer, status=status) if call.request.method == "HEAD" else answer
        )
    )


def _head_allowed(operation: object) -> bool:
    return not states("method")(operation)  # type: ignore[arg-type]


def _raw_refused(call: Call, answer: Answer) -> Answer:
    """Fails before anything is read: also where it would refuse."""
    return _failure() if _repeated(call) else answer


LIARS = (
    lie(
        name="fails-on-a-word-for-a-page",
        says="Fails where the page is no number.",
        twist=fails(_word("bad_page")),
    ),
    lie(
        name="fails-on-a-word-for-a-size",
        says="Fails where the size is no number.",
        twist=fails(_word("bad_size")),
    ),
    lie(
        name="fails-on-an-empty-page",
        says="Fails where the page is an empty text.",
        twist=fails(lambda _, refusing: refusing.situation == "bad_page" and refusing.text == ""),
    ),
    lie(
        name="fails-on-a-fraction",
        says="Fails where the page or the size is a fraction.",
        twist=fails(lambda _, refusing: "." in refusing.text),
    ),
    lie(
        name="fails-on-size-0",
        says="Divides by the size, and fails where it is 0.",
        twist=fails(_number("bad_size", 0, 0)),
    ),
    lie(
        name="fails-below-0",
        says="Hands a negative page to the database, which fails.",
        twist=fails(_number("bad_page", -(10**18), -1)),
    ),
    lie(
        name="fails-on-page-0",
        says="Hands a negative offset to the database where the page is 0.",
        twist=fails(_number("bad_page", 0, 0)),
        where=lambda operation: operation.mocked.page.first == (1,),
    ),
    lie(
        name="fails-on-a-negative-size",
        says="Hands a negative size to the database, which fails.",
        twist=fails(_number("bad_size", -(10**18), -1)),
    ),
    lie(
        name="fails-on-a-huge-number",
        says="Fails on numbers that no 64 bits hold.",
        twist=Twist(replies=lambda call, answer: _failure() if _beyond(call, 2**63 - 1) else answer),
    ),
    lie(
        name="fails-on-a-large-number",
        says="Fails on numbers that no 32 bits hold.",
        twist=Twist(replies=lambda call, answer: _failure() if _beyond(call, 2**31 - 1) else answer),
    ),
    lie(
        name="fails-past-the-end",
        says="Fails on a page past the end.",
        twist=fails_on(lambda call: call.skipped > 0 and call.skipped >= len(call.matching)),
    ),
    lie(
        name="fails-on-an-unknown-status",
        says="Fails on a status that does not exist.",
        twist=fails(lambda _, refusing: refusing.situation == "bad_filter" and refusing.key == "status"),
        where=filters(1),
    ),
    lie(
        name="fails-on-a-malformed-id",
        says="Hands a malformed UUID to the database, which fails.",
        twist=fails(lambda _, refusing: refusing.situation == "bad_filter" and refusing.key == "campaign_id"),
        where=lambda operation: "campaign_id" in operation.parameters,
    ),
    lie(
        name="fails-on-a-quote",
        says="Writes filters into its SQL, and fails on a quote.",
        twist=Twist(replies=lambda call, answer: _failure() if _any_text("'")(call) else answer),
        where=free_filter,
    ),
    lie(
        name="fails-on-a-null-byte",
        says="Hands a zero byte to the database, which fails.",
        twist=Twist(replies=lambda call, answer: _failure() if _any_text("\0")(call) else answer),
        where=free_filter,
    ),
    lie(
        name="fails-on-an-unknown-order",
        says="Fails on a sort key that does not exist.",
        twist=fails(_is("bad_sort")),
        where=sorts,
    ),
    lie(
        name="fails-on-a-repeated-parameter",
        says="Fails where a parameter comes twice.",
        twist=Twist(replies=_raw_refused),
    ),
    lie(
        name="fails-on-an-unknown-parameter",
        says="Fails where a parameter comes that it does not know.",
        twist=Twist(replies=lambda call, answer: _failure() if _unknown(call) else answer),
    ),
    lie(
        name="fails-where-nothing-matches",
        says="Fails where no row matches, as the first row is looked at.",
        twist=fails_on(lambda call: not call.matching),
        where=filters(1),
    ),
    lie(
        name="fails-for-one-status",
        says="Fails for one value of the filter.",
        twist=fails_on(lambda call: call.value("status") == "cancelled" or call.value("status") == "active"),
        where=filters(1),
    ),
    lie(
        name="fails-on-filters-together",
        says="Fails where two filters are given.",
        twist=fails_on(lambda call: len(call.query.filters) > 1),
        where=filters(2),
    ),
    lie(
        name="fails-on-one-order",
        says="Fails where it is to sort upwards by status.",
        twist=fails_on(lambda call: call.query.by == "status" and not call.query.descending),
        where=sorts,
    ),
    lie(
        name="fails-at-the-exact-end",
        says="Fails where the page ends exactly with the list.",
        twist=fails_on(lambda call: call.skipped + call.size == len(call.matching)),
    ),
    lie(
        name="fails-without-credentials",
        says="Fails where there are no credentials.",
        twist=fails(lambda call, refusing: refusing.situation == "unauthenticated" and not _some(call)),
    ),
    lie(
        name="fails-on-a-malformed-token",
        says="Fails where the credentials are malformed.",
        twist=fails(lambda call, refusing: refusing.situation == "unauthenticated" and _some(call)),
    ),
    lie(
        name="fails-for-a-caller-without-rows",
        says="Fails for a caller who has no right to a list.",
        twist=fails(_is("forbidden")),
        laws=("safety/", "errors/forbidden"),
        where=states("forbidden"),
    ),
    lie(
        name="fails-without-a-required-parameter",
        says="Fails where a required parameter is missing.",
        twist=fails(_is("missing")),
        where=lambda operation: any(
            one.required and one.location != "path" for one in operation.parameters.values()
        ),
    ),
    lie(
        name="fails-on-an-unknown-scope",
        says="Fails on a scope that it does not know.",
        twist=fails(_is("unknown_scope")),
        where=lambda operation: (
            scoped_by("organizationId")(operation) or scoped_by("path:batchId")(operation)
        ),
    ),
    lie(
        name="fails-deep-in-the-list",
        says="Fails on offsets beyond 200.",
        twist=fails_on(lambda call: call.skipped > 200),
        laws=("safety/", "page/", "shape/status"),
    ),
    lie(
        name="fails-on-an-odd-offset",
        says="Fails where the offset is no multiple of the size.",
        twist=fails_on(lambda call: call.skipped % max(call.size, 1) != 0),
        where=by_offset,
    ),
    lie(
        name="stack-trace-in-a-refusal",
        says="Shows its stack trace in the body of a refusal.",
        twist=says(TRACE, lambda refusing: refusing.status != 401),
        laws=("safety/no-internals",),
    ),
    lie(
        name="sql-in-a-refusal",
        says="Shows its SQL where a number is none.",
        twist=says(SQL, lambda refusing: refusing.situation in ("bad_page", "bad_size")),
        laws=("safety/no-internals",),
    ),
    lie(
        name="path-in-a-failure",
        says="Shows a path of the server in the body of a failure.",
        twist=says(
            "ENOENT: no such file or directory, open '/var/www/app/node_modules/db/config.json'",
            lambda refusing: refusing.status == 500,
        ),
        laws=("safety/no-internals",),
    ),
    lie(
        name="refusals-without-a-body",
        says="Says nothing in the body of a refusal.",
        twist=Twist(replies=_bodiless),
        laws=("safety/body", "errors/envelope", "shape/"),
    ),
    polite(name="405-without-allow", says="Does not say which methods are allowed.", twist=_drop("Allow")),
    polite(
        name="401-without-a-way",
        says="Does not say how to authenticate.",
        twist=_drop("WWW-Authenticate"),
    ),
    polite(name="head-is-404", says="Answers HEAD with 404.", twist=_head(404), where=_head_allowed),
    polite(
        name="head-fails",
        says="Fails on HEAD.",
        twist=_head(500),
        laws=("standards/", "safety/"),
        where=_head_allowed,
    ),
)


def _some(call: Call) -> bool:
    """Whether any credentials were sent."""
    return all(call.headers.get(name) for name in call.world.caller("main").headers)
