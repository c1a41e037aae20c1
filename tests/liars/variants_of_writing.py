"""Honest backends that write their answers otherwise: the JSON, the headers, the bodies of refusals."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from conformance.asking.client import Answer
from listproof.contract import Json, Operation
from tests.liars.calls import Call, Refusing, Twist
from tests.liars.honest import encoded
from tests.liars.liar import field
from tests.liars.variants import Variant

_INTEGER: Final = re.compile(r"(?<=[:\[,])-?[1-9]\d{0,14}(?=[,\]}])")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z")


# --- JSON ------------------------------------------------------------------------------------------------


def written(change: Callable[[Call, Json], bytes]) -> Twist:
    """Every JSON body is written so."""
    return Twist(
        replies=lambda call, answer: (
            replace(answer, body=change(call, json.loads(answer.body))) if answer.body else answer
        )
    )


def _shuffled(call: Call, value: Json) -> Json:
    """The members in an order that is another one in each answer."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: hashlib.md5(f"{call.number}{name}".encode()).digest())
        return {name: _shuffled(call, value[name]) for name in names}
    return [_shuffled(call, element) for element in value] if isinstance(value, list) else value


def _powers_of_ten(_: Call, body: Json) -> bytes:
    """Whole numbers as 2.57E+2."""
    plain = encoded(body).decode()
    outside = re.split(r'("(?:[^"\\]|\\.)*")', plain)
    texts = (part if part.startswith('"') else _INTEGER.sub(_power, part) for part in outside)
    return "".join(texts).encode()


def _power(match: re.Match[str]) -> str:
    digits = match[0].lstrip("-")
    sign = "-" if match[0].startswith("-") else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E+{len(digits) - 1}"


def _all_escaped(_: Call, body: Json) -> bytes:
    r"""Every letter as \uXXXX, in pairs of surrogates beyond the first plane, and / as \/."""
    plain = encoded(body).decode()
    parts = re.split(r'("(?:[^"\\]|\\.)*")', plain)
    return "".join(_escaped(part) if part.startswith('"') else part for part in parts).encode()


def _escaped(text: str) -> str:
    units = json.loads(text).encode("utf-16-be", "surrogatepass")
    pairs = (units[at : at + 2] for at in range(0, len(units), 2))
    return '"' + "".join("\\/" if pair == b"\0/" else f"\\u{pair.hex()}" for pair in pairs) + '"'


def _spread(_: Call, body: Json) -> bytes:
    """With every kind of white space that JSON allows, and line ends of Windows."""
    return b"\r\n\t" + json.dumps(body, indent=1, separators=(" ,\r\n", "\t: ")).encode() + b" \r\n"


def _restless_items(call: Call, items: list[Json]) -> list[Json]:
    """Items with undocumented members that are others each time."""
    return [
        {
            **item,
            "_fetchedAt": call.number,
            "_trace": {"span": str(uuid.uuid4()), "n": [call.number]},
            "x": None,
        }
        for item in items
    ]


def _gateway_members(call: Call, body: Json) -> Json:
    """What GraphQL gateways and HAL servers add."""
    more = {"_links": {"self": {"href": f"/?n={call.number}"}, "next": None}, "_embedded": {}}
    return {**body, **more, "extensions": {"cost": call.number}, "meta": {"took": 1.5, "count": -1}}


def times(change: Callable[[str, str, int], str]) -> Twist:
    """Every time as the change writes its day, its hour and its place among the items."""

    def shown(item: Json, place: int) -> Json:
        return {
            key: _TIME.sub(lambda match: change(match[1], match[2], place), value)
            if isinstance(value, str) and _TIME.fullmatch(value)
            else value
            for key, value in item.items()
        }

    return Twist(
        shows=lambda call, items: [shown(item, place) for place, item in enumerate(items, call.skipped)]
    )


# --- headers ---------------------------------------------------------------------------------------------


def _heads(*pairs: tuple[str, str]) -> Twist:
    """These headers on every answer."""
    return Twist(replies=lambda _, answer: replace(answer, headers=(*answer.headers, *pairs)))


def _typed(media_type: str) -> Twist:
    """JSON under this content type."""

    def replies(_: Call, answer: Answer) -> Answer:
        headers = tuple(
            (name, media_type if name == "Content-Type" and text == "application/json" else text)
            for name, text in answer.headers
        )
        return replace(answer, headers=headers)

    return Twist(replies=replies)


def _validators(call: Call, answer: Answer) -> Answer:
    """What caches compare by."""
    tag = hashlib.md5(answer.body).hexdigest()
    more = (
        ("ETag", f'W/"{tag}"'), ("Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT"),
        ("Cache-Control", "private, max-age=0, must-revalidate"), ("Vary", "Accept-Encoding"),
        ("Vary", "Origin"),
        ("Age", str(call.number)), ("Date", f"Tue, 15 Nov 1994 08:12:{call.number % 60:02} GMT"),
    )  # fmt: skip
    return replace(answer, headers=(*answer.headers, *more))


def _by_the_way(call: Call, answer: Answer) -> Answer:
    """What frameworks, proxies and monitoring add; the session is another one each time."""
    more = (
        ("Server", "nginx/1.25.3"), ("X-Powered-By", "PHP/8.3.1"), ("Via", "1.1 varnish, 1.1 edge"),
        ("Set-Cookie", f"session={uuid.uuid4()}; HttpOnly"), ("Set-Cookie", "lang=de; Path=/"),
        ("Server-Timing", f"db;dur={call.number}, app;dur=47.2"), ("X-Request-Id", str(uuid.uuid4())),
        ("X-Runtime", "0.0123"), ("CF-RAY", f"{call.number:x}-FRA"), ("Alt-Svc", 'h3=":443"; ma=86400'),
        ("Link", '<https://docs.example.com/lists>; rel="help"'), ("Deprecation", "@1688169599"),
        ("Access-Control-Allow-Origin", "*"), ("X-Total-Count", "7"),
    )  # fmt: skip
    return replace(answer, headers=(*answer.headers, *more))


def _counting_down(call: Call, answer: Answer) -> Answer:
    left = str(max(0, 1000 - call.number))
    more = (("RateLimit-Limit", "1000"), ("RateLimit-Remaining", left), ("X-RateLimit-Reset", "1735689600"))
    return replace(answer, headers=(*answer.headers, *more))


# --- refusals --------------------------------------------------------------------------------------------


def undocumented(operation: Operation, status: int) -> bool:
    """Whether the document shows no body for the status."""
    stated = operation.responses.get(str(status))
    return stated is None or stated.schema is None


def _refusals(body: Callable[[Call, int], bytes], media_type: str = "application/json") -> Twist:
    """These bodies for every refusal that has no documented one."""

    def replies(call: Call, answer: Answer) -> Answer:
        if answer.status < HTTPStatus.BAD_REQUEST or not undocumented(call.operation, answer.status):
            return answer
        headers = tuple(pair for pair in answer.headers if pair[0] != "Content-Type")
        return replace(
            answer, headers=(*headers, ("Content-Type", media_type)), body=body(call, answer.status)
        )

    return Twist(replies=replies)


def _as_json(body: Callable[[Call, int], Json]) -> Twist:
    return _refusals(lambda call, status: encoded(body(call, status)))


def _spring(call: Call, status: int) -> Json:
    return {
        "timestamp": f"2025-01-01T00:00:{call.number % 60:02}.123+00:00",
        "status": status,
        "error": HTTPStatus(status).phrase,
        "path": call.request.target.partition("?")[0],
    }


def _rest_framework(call: Call, status: int) -> Json:
    if status in (401, 403, 404, 405):
        return {"detail": HTTPStatus(status).phrase}
    return {name: ["A valid integer is required."] for name, _ in call.pairs} or {
        "non_field_errors": ["Invalid."]
    }


def _fastapi(call: Call, _: int) -> Json:
    return {
        "detail": [
            {
                "type": "int_parsing",
                "loc": ["query", name],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": text,
                "url": "https://errors.pydantic.dev/2.6/v/int_parsing",
            }
            for name, text in call.pairs
        ]
    }


def _laravel(call: Call, _: int) -> Json:
    return {
        "message": "The given data was invalid.",
        "errors": {name: [f"The {name} must be an integer."] for name, _ in call.pairs},
    }


def _aspnet(call: Call, status: int) -> Json:
    return {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.",
        "status": status,
        "traceId": f"00-{uuid.uuid4().hex}-{call.number:016x}-00",
        "errors": {name: [f"The value '{text}' is not valid."] for name, text in call.pairs},
    }


def _postgrest(call: Call, _: int) -> Json:
    return {"code": "PGRST103", "details": None, "hint": None, "message": "Requested range not satisfiable"}


def _graphql(call: Call, status: int) -> Json:
    return {
        "data": None,
        "errors": [{"message": "Refused", "extensions": {"code": "BAD_USER_INPUT", "http": status}}],
    }


def _nginx(_: Call, status: int) -> bytes:
    title = f"{status} {HTTPStatus(status).phrase}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n"
    ).encode()


def _more_in_refusals(call: Call, _: Refusing, body: Json) -> Json:
    """Members beside the documented ones, some other each time."""
    return {
        **body,
        "trace_id": str(uuid.uuid4()),
        "docs": "https://docs.example.com/errors",
        "n": call.number,
    }


VARIANTS: tuple[Variant, ...] = (
    Variant(
        name="members-in-any-order",
        says="Writes the members of its objects in any order.",
        twist=written(lambda call, body: encoded(_shuffled(call, body))),
    ),
    Variant(name="whole-numbers-as-powers", says="Writes 257 as 2.57E+2.", twist=written(_powers_of_ten)),
    Variant(name="all-escaped", says="Writes every letter as an escape.", twist=written(_all_escaped)),
    Variant(name="white-space", says="Writes white space wherever JSON allows it.", twist=written(_spread)),
    Variant(
        name="restless-items",
        says="Gives items with undocumented members that are others each time.",
        twist=Twist(shows=_restless_items),
    ),
    Variant(
        name="gateway-members",
        says="Adds links, costs and counts of its own around the list.",
        twist=Twist(writes=_gateway_members),
    ),
    Variant(
        name="tenths-of-a-second",
        says="Writes times with one digit after the point.",
        twist=times(lambda day, hour, _: f"{day}T{hour}.0Z"),
    ),
    Variant(
        name="nanoseconds",
        says="Writes times with nine digits after the point.",
        twist=times(lambda day, hour, _: f"{day}T{hour}.000000000Z"),
    ),
    Variant(
        name="any-fraction",
        says="Writes as many digits after the point as each time needs.",
        twist=times(
            lambda day, hour, place: f"{day}T{hour}" + ("", ".0", ".000", ".000000")[place % 4] + "Z"
        ),
    ),
    Variant(
        name="small-t",
        says="Writes times with a small t.",
        twist=times(lambda day, hour, _: f"{day}t{hour}Z"),
    ),
    Variant(
        name="minus-zero",
        says="Writes UTC as -00:00.",
        twist=times(lambda day, hour, _: f"{day}T{hour}-00:00"),
        where=field("created_at"),
    ),
    Variant(
        name="zones-by-turns",
        says="Writes UTC as Z here and as +00:00 there.",
        twist=times(lambda day, hour, place: f"{day}T{hour}" + ("Z", "+00:00")[place % 2]),
    ),
    Variant(name="charset", says="Names the charset.", twist=_typed("application/json;charset=UTF-8")),
    Variant(
        name="media-type-in-capitals",
        says="Writes its content type in capitals, with parameters in quotes.",
        twist=_typed('Application/JSON ; Charset="utf-8"; profile="https://example.com/p;q=1"'),
    ),
    Variant(
        name="validators",
        says="Lets caches compare, and has them ask again.",
        twist=Twist(replies=_validators),
    ),
    Variant(
        name="headers-of-the-way",
        says="Has the headers of a framework, two proxies and a monitor.",
        twist=Twist(replies=_by_the_way),
    ),
    Variant(
        name="rate-limit-headers",
        says="Counts down what may still be asked.",
        twist=Twist(replies=_counting_down),
    ),
    Variant(
        name="content-type-twice",
        says="Has a header twice, with the same value.",
        twist=_heads(
            ("Vary", "Origin"), ("Vary", "Origin"), ("X-Frame-Options", "DENY"), ("X-Frame-Options", "DENY")
        ),
    ),
    Variant(name="refuses-like-spring", says="Refuses as Spring Boot does.", twist=_as_json(_spring)),
    Variant(
        name="refuses-like-rest-framework",
        says="Refuses as Django REST framework does.",
        twist=_as_json(_rest_framework),
    ),
    Variant(name="refuses-like-fastapi", says="Refuses as FastAPI does.", twist=_as_json(_fastapi)),
    Variant(name="refuses-like-laravel", says="Refuses as Laravel does.", twist=_as_json(_laravel)),
    Variant(
        name="refuses-like-aspnet",
        says="Refuses as ASP.NET does.",
        twist=_refusals(
            lambda call, status: encoded(_aspnet(call, status)), "application/problem+json; charset=utf-8"
        ),
    ),
    Variant(name="refuses-like-postgrest", says="Refuses as PostgREST does.", twist=_as_json(_postgrest)),
    Variant(name="refuses-like-graphql", says="Refuses as a GraphQL gateway does.", twist=_as_json(_graphql)),
    Variant(
        name="refuses-like-nginx", says="Refuses in the HTML of nginx.", twist=_refusals(_nginx, "text/html")
    ),
    Variant(
        name="more-in-refusals",
        says="Says more in its refusals than is documented.",
        twist=Twist(denies=_more_in_refusals),
    ),
)
