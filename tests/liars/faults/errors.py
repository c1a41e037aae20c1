"""Requests that should be refused, or refused otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from conformance.asking.client import Answer
from listproof.contract import Json, Operation, Situation
from tests.liars.calls import Call, Query, Refusing, Twist
from tests.liars.honest import NOBODY, whole
from tests.liars.liar import Liar, by_page, every, states
from tests.liars.worlds import Caller

lie = partial(Liar, family="errors", laws=("errors/",))

When = Callable[[Call, Refusing], bool]
INVALID: tuple[Situation, ...] = ("bad_page", "bad_size", "bad_filter", "bad_sort", "bad_param", "missing")


def lets_in(when: When, **further: Callable[..., object]) -> Twist:
    """What should be refused goes on, when something is so."""
    return Twist(refuses=lambda call, refusing: None if when(call, refusing) else refusing, **further)  # type: ignore[arg-type]


def with_status(status: int, *situations: Situation) -> Twist:
    """These situations are refused with another status."""
    return Twist(
        refuses=lambda _, refusing: (
            replace(refusing, status=status) if refusing.situation in situations else refusing
        )
    )


def says(change: Callable[[Refusing, Json], Json]) -> Twist:
    """The body of a refusal is another one."""
    return Twist(denies=lambda _, refusing, body: change(refusing, body))


def _is(situation: Situation) -> When:
    return lambda _, refusing: refusing.situation == situation


def _word(situation: Situation) -> When:
    """A number that is none."""
    return lambda _, refusing: refusing.situation == situation and whole(refusing.text) is None


def _low(_: Call, refusing: Refusing) -> bool:
    return refusing.situation == "bad_page" and whole(refusing.text) is not None


def _as_parse_int(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Numbers as `parseInt` reads them: whatever follows the digits is nothing."""
    keys = {call.operation.mocked.page.param, call.operation.mocked.size and call.operation.mocked.size.param}
    read = []
    for key, text in pairs:
        digits = re.match(r"-?\d+", text) if key in keys else None
        read.append((key, digits[0] if digits else text))
    return read


def _main(call: Call, caller: Caller) -> Caller:
    return call.world.caller("main") if caller is NOBODY else caller


def _empty_for_nobody(call: Call, refusing: Refusing) -> bool:
    if refusing.situation == "unauthenticated":
        return True
    return refusing.situation == "unknown_scope" and call.caller is NOBODY


def _refused_as(*names: str) -> When:
    """The credentials that the world's refused ones of this name are."""

    def when(call: Call, refusing: Refusing) -> bool:
        sent = [headers for name, headers in call.world.refused if name in names]
        return refusing.situation == "unauthenticated" and any(
            all(call.headers.get(name) == text for name, text in headers.items()) for headers in sent
        )

    return when


def _secrets(call: Call) -> tuple[dict[str, str], dict[str, str]]:
    """What was sent for each credential, and what the first caller's are."""
    main = dict(call.world.caller("main").headers)
    return {name: call.headers.get(name, "") for name in main}, main


def _begins_alike(call: Call, refusing: Refusing) -> bool:
    sent, main = _secrets(call)
    alike = all(text and main[name].startswith(text) and len(text) > 20 for name, text in sent.items())
    return refusing.situation == "unauthenticated" and alike


def _other_case(call: Call, refusing: Refusing) -> bool:
    sent, main = _secrets(call)
    return refusing.situation == "unauthenticated" and all(
        text.lower() == main[name].lower() for name, text in sent.items()
    )


def _first_alone(call: Call, refusing: Refusing) -> bool:
    sent, main = _secrets(call)
    first = next(iter(main))
    return refusing.situation == "unauthenticated" and sent[first] == main[first]


def _any_one(call: Call, refusing: Refusing) -> bool:
    sent, main = _secrets(call)
    return refusing.situation == "unauthenticated" and any(sent[name] == main[name] for name in main)


def _anything(call: Call, refusing: Refusing) -> bool:
    sent, _ = _secrets(call)
    return refusing.situation == "unauthenticated" and all(sent.values())


def _without_scheme(call: Call, refusing: Refusing) -> bool:
    sent, main = _secrets(call)
    return refusing.situation == "unauthenticated" and all(
        text and main[name].split()[-1] == text.split()[-1] for name, text in sent.items()
    )


def _html(call: Call, answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    body = b"<!DOCTYPE html><html><body><h1>Bad Request</h1></body></html>"
    return replace(answer, headers=(("Content-Type", "text/html; charset=utf-8"),), body=body)


def _documented(*statuses: str) -> Callable[[Operation], bool]:
    """Where these refusals have a documented body."""
    return lambda operation: any(
        status in operation.responses and operation.responses[status].schema is not None
        for status in statuses
    )


def _with_200(call: Call, answer: Answer) -> Answer:
    return replace(answer, status=200) if 400 <= answer.status < 500 else answer


def _code(operation: Operation) -> bool:
    return "code" in operation.listing.errors.at


def _pages_clamped(call: Call, query: Query) -> Query:
    return replace(query, position=max(query.position, call.first))


def _jwt(operation: Operation) -> bool:
    return operation.security[0][0].name == "supabaseJwt"


def _two_keys(operation: Operation) -> bool:
    return len(operation.security[0]) > 1


def _bearer(operation: Operation) -> bool:
    return bool(operation.security[0][0].prefix)


def _bad_number(*situations: Situation) -> Callable[[Operation], bool]:
    """Where a number that is none has a stated refusal that some clause asks for."""
    return every(states(*situations), _documented("422"))


LIARS = (
    lie(
        name="open-to-everybody",
        says="Lists the rows to whoever asks, with or without credentials.",
        twist=lets_in(_is("unauthenticated"), admits=_main),
    ),
    lie(
        name="empty-for-nobody",
        says="Gives an empty list instead of a refusal where there are no credentials.",
        twist=lets_in(_empty_for_nobody),
    ),
    lie(
        name="any-credentials-do",
        says="Takes any credentials that are not empty.",
        twist=lets_in(_anything, admits=_main),
        laws=("errors/bad-credentials",),
    ),
    lie(
        name="unauthenticated-is-403",
        says="Answers 403 where there are no credentials.",
        twist=with_status(403, "unauthenticated"),
        where=states("unauthenticated"),
    ),
    lie(
        name="unauthenticated-is-redirected",
        says="Sends whoever has no credentials to a page to log in.",
        twist=Twist(
            replies=lambda _, answer: (
                Answer(status=302, headers=(("Location", "/login"),)) if answer.status == 401 else answer
            )
        ),
        where=states("unauthenticated"),
    ),
    lie(
        name="expired-tokens",
        says="Takes expired tokens.",
        twist=lets_in(_refused_as("expired"), admits=_main),
        where=_jwt,
    ),
    lie(
        name="unsigned-tokens",
        says="Takes tokens with the algorithm none.",
        twist=lets_in(_refused_as("unsigned"), admits=_main),
        where=_jwt,
    ),
    lie(
        name="signature-not-looked-at",
        says="Takes tokens that somebody else signed.",
        twist=lets_in(_refused_as("mis-signed", "another-algorithm", "cut-off"), admits=_main),
        where=_jwt,
    ),
    lie(
        name="audience-not-looked-at",
        says="Takes tokens that are meant for somebody else.",
        twist=lets_in(_refused_as("wrong-audience", "wrong-issuer"), admits=_main),
        where=_jwt,
    ),
    lie(
        name="keys-by-their-beginning",
        says="Takes a key that is cut short.",
        twist=lets_in(_begins_alike, admits=_main),
        laws=("errors/bad-credentials",),
    ),
    lie(
        name="keys-whatever-their-case",
        says="Takes a key in capitals for the same key.",
        twist=lets_in(_other_case, admits=_main),
        laws=("errors/bad-credentials",),
    ),
    lie(
        name="secret-not-looked-at",
        says="Looks at the first of two credentials alone.",
        twist=lets_in(_first_alone, admits=_main),
        where=_two_keys,
    ),
    lie(
        name="either-of-two-keys",
        says="Is content with one of two credentials.",
        twist=lets_in(_any_one, admits=_main),
        where=_two_keys,
    ),
    lie(
        name="any-scheme-does",
        says="Takes the key with another scheme before it, or with none.",
        twist=lets_in(_without_scheme, admits=_main),
        laws=("errors/bad-credentials",),
        where=_bearer,
    ),
    lie(
        name="forbidden-let-in",
        says="Gives an empty list to a caller who has no right to any.",
        twist=lets_in(_is("forbidden")),
        where=states("forbidden"),
    ),
    lie(
        name="forbidden-is-401",
        says="Answers 401 to a known caller without a right to the list.",
        twist=with_status(401, "forbidden"),
        where=states("forbidden"),
    ),
    lie(
        name="400-for-422",
        says="Answers 400 where 422 is documented.",
        twist=with_status(400, *INVALID),
        where=_documented("422"),
    ),
    lie(
        name="422-for-400",
        says="Answers 422 where 400 is documented.",
        twist=with_status(422, *INVALID),
        where=every(states("bad_page"), _documented("400")),
    ),
    lie(
        name="404-for-a-bad-page",
        says="Answers 404 for a page number that is out of range.",
        twist=with_status(404, "bad_page"),
        where=states("bad_page"),
    ),
    lie(
        name="word-is-the-first-page",
        says="Takes a page that is no number for the first page.",
        twist=lets_in(_word("bad_page")),
        where=_bad_number("bad_page"),
    ),
    lie(
        name="word-is-the-default-size",
        says="Takes a size that is no number for the default.",
        twist=lets_in(_word("bad_size")),
        where=_bad_number("bad_size"),
    ),
    lie(
        name="numbers-by-their-beginning",
        says="Reads 10abc as 10 and 1.5 as 1.",
        twist=Twist(arrives=_as_parse_int),
        laws=("errors/not-a-number",),
        where=_bad_number("bad_page"),
    ),
    lie(
        name="page-0-is-page-1",
        says="Takes a page below the first for the first.",
        twist=lets_in(_low, reads=_pages_clamped),
        laws=("errors/out-of-range",),
        where=every(by_page, states("bad_page")),
    ),
    lie(
        name="negative-page-only",
        says="Refuses a page of -1, and takes page 0 for the first.",
        twist=lets_in(
            lambda call, refusing: _low(call, refusing) and refusing.text == "0", reads=_pages_clamped
        ),
        laws=("errors/out-of-range",),
        where=every(by_page, states("bad_page"), lambda operation: operation.mocked.page.first == (1,)),
    ),
    lie(
        name="unknown-status-gives-nothing",
        says="Gives an empty list for a status that does not exist.",
        twist=lets_in(_is("bad_filter")),
        laws=("errors/unknown-value",),
        where=states("bad_filter"),
    ),
    lie(
        name="status-whatever-its-case",
        says="Takes a status in capitals for the same status.",
        twist=Twist(
            arrives=lambda _, pairs: [(key, text.lower() if key == "status" else text) for key, text in pairs]
        ),
        laws=("errors/unknown-value",),
        where=states("bad_filter"),
    ),
    lie(
        name="errors-in-html",
        says="Answers a documented refusal with a page of HTML.",
        twist=Twist(replies=_html),
        laws=("errors/envelope", "shape/content-type", "shape/json", "errors/"),
        where=_documented("400", "401", "422", "500"),
    ),
    lie(
        name="errors-with-200",
        says="Answers every refusal with 200, and tells of it in the body.",
        twist=Twist(replies=_with_200),
        laws=("errors/", "shape/"),
    ),
    lie(
        name="wrong-code",
        says="Gives another code than the documented one.",
        twist=says(lambda _, body: {**body, "error": {**body["error"], "code": "ERROR"}}),
        laws=("errors/", "shape/schema"),
        where=_code,
    ),
    lie(
        name="code-without-an-envelope",
        says="Gives the code as the error itself, without its details.",
        twist=says(lambda _, body: {**body, "error": body["error"]["code"]}),
        laws=("errors/", "shape/schema"),
        where=_code,
    ),
    lie(
        name="details-as-text",
        says="Gives the details as one text instead of a list.",
        twist=says(
            lambda _, body: {
                **body,
                "error": {**body["error"], "details": "; ".join(body["error"]["details"])},
            }
        ),
        laws=("errors/", "shape/schema"),
        where=_code,
    ),
    lie(
        name="details-name-no-parameter",
        says="Names no parameter in the details.",
        twist=says(
            lambda refusing, body: (
                {**body, "error": {**body["error"], "details": ["Invalid input"]}}
                if refusing.status == 422
                else body
            )
        ),
        laws=("errors/envelope",),
        where=_code,
    ),
    lie(
        name="status-in-the-body-is-200",
        says="Says 200 in the body of a refusal.",
        twist=says(lambda _, body: {**body, "status_code": 200}),
        laws=("errors/", "shape/schema"),
        where=_code,
    ),
    lie(
        name="error-without-a-message",
        says="Leaves the message out of a refusal.",
        twist=says(
            lambda _, body: {key: value for key, value in body.items() if key not in ("detail", "message")}
        ),
        laws=("errors/", "shape/schema"),
        where=_documented("400", "422"),
    ),
    lie(
        name="message-as-a-list",
        says="Gives the message of a refusal as a list of objects, as its framework does.",
        twist=says(
            lambda refusing, body: (
                {**body, "detail": [{"loc": ["query", refusing.key], "msg": "invalid"}]}
                if refusing.status == 400
                else body
            )
        ),
        laws=("errors/", "shape/schema"),
        where=_documented("400"),
    ),
    lie(
        name="post-lists-too",
        says="Answers POST as it answers GET.",
        twist=lets_in(_is("method")),
        laws=("errors/method",),
        where=states("method"),
    ),
    lie(
        name="wrong-method-is-404",
        says="Answers 404 to a method that it does not have.",
        twist=with_status(404, "method"),
        laws=("errors/method",),
        where=states("method"),
    ),
    lie(
        name="wrong-method-is-500",
        says="Fails on a method that it does not have.",
        twist=with_status(500, "method"),
        laws=("errors/method", "safety/no-server-error"),
    ),
    lie(
        name="failure-is-503",
        says="Answers 503 where 500 is documented.",
        twist=Twist(
            replies=lambda _, answer: replace(answer, status=503) if answer.status == 500 else answer
        ),
        laws=("errors/failure",),
        where=states("failure"),
    ),
    lie(
        name="failure-is-an-empty-list",
        says="Gives an empty list where the database failed.",
        twist=Twist(
            answers=lambda call, go: (
                replace(go(), status=200) if call.headers.get("prefer") == "code=500" else go()
            )
        ),
        laws=("errors/failure",),
        where=states("failure"),
    ),
    lie(
        name="failure-in-another-envelope",
        says="Tells of a failure in another body than the documented one.",
        twist=Twist(
            denies=lambda _, refusing, body: {"exception": "unavailable"} if refusing.status == 500 else body
        ),
        laws=("errors/", "shape/schema"),
        where=every(states("failure"), _documented("500")),
    ),
)
