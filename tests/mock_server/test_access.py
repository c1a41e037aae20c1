"""One scheme's credentials: found, compared, verified, or refused with a reason that shows no secret."""

from __future__ import annotations

import base64
import json
from typing import Any, Literal

import jwt
import pytest

from listproof.contract import Contract, Scheme
from listproof.errors import FixtureError
from listproof.reader import read_contract
from mock_server.access import Keyring, challenges, same_callers
from mock_server.exchange import Refused
from mock_server.world import Caller, TokenKey, World

KEY = "a-key-for-tests-that-guards-nothing-at-all-00"
FAR = 4102444800


def scheme(
    *,
    name: str = "auth",
    location: Literal["header", "query", "cookie"] = "header",
    parameter: str = "Authorization",
    prefix: str = "Bearer ",
) -> Scheme:
    return Scheme(
        name=name,
        type="http" if prefix else "apiKey",
        location=location,
        parameter=parameter,
        prefix=prefix,
    )


def caller(name: str, **credentials: str) -> Caller:
    return Caller(name=name, credentials=credentials, subject=f"user-{name}")


def keyring(one: Scheme, *callers: Caller, key: TokenKey | None = None, **refused: str) -> Keyring:
    world = World(
        callers=callers,
        rows={},
        keys={one.name: key} if key else {},
        refused={name: {one.name: secret} for name, secret in refused.items()},
    )
    return Keyring(one, world, source="world.yaml")


def admitted(ring: Keyring, *lines: bytes, query: bytes = b"") -> list[str] | None:
    name = ring.scheme.parameter.lower().encode() if ring.scheme.location == "header" else b"cookie"
    callers = ring.admit([(name, line) for line in lines], query)
    return None if callers is None else [caller.name for caller in callers]


BEARER = keyring(scheme(), caller("main", auth="sk_main"), caller("other", auth="sk_other"))


def test_a_known_secret_admits_its_caller() -> None:
    assert admitted(BEARER, b"Bearer sk_main") == ["main"]
    assert admitted(BEARER, b"Bearer sk_other") == ["other"]


@pytest.mark.parametrize("line", [b"bearer sk_main", b"BEARER sk_main", b"Bearer   sk_main"])
def test_the_case_of_the_scheme_and_spaces_after_it_do_not_matter(line: bytes) -> None:
    assert admitted(BEARER, line) == ["main"]


def test_nothing_sent_is_none_and_no_refusal() -> None:
    assert admitted(BEARER) is None


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"bearer x",
        b"Bearer sk_main sk_main",
        b"Bearer sk_mai",
        b"Bearer SK_MAIN",
        b"Bearer\tsk_main",
        b"Basic sk_main",
        b"sk_main",
        b"Bearersk_main",
        b"Bearer \xff\xfe",
        "Bearer schlüssel".encode(),
        b"Bearer " + b"x" * 100_000,
        b"\0",
    ],
    ids=lambda line: line[:20].decode("latin-1").encode("unicode-escape").decode(),
)
def test_a_malformed_or_unknown_credential_is_refused(line: bytes) -> None:
    with pytest.raises(Refused) as refused:
        admitted(BEARER, line)
    assert refused.value.situation == "unauthenticated"


def test_two_headers_where_one_may_stand_are_refused_even_if_both_are_right() -> None:
    with pytest.raises(Refused, match="more than once"):
        admitted(BEARER, b"Bearer sk_main", b"Bearer sk_main")


def test_a_refusal_never_shows_what_was_sent() -> None:
    with pytest.raises(Refused) as refused:
        admitted(BEARER, b"Bearer sk_secret_of_somebody")
    assert "sk_" not in refused.value.message


def test_a_secret_outside_ascii_is_compared_as_utf_8() -> None:
    ring = keyring(
        scheme(prefix="", parameter="X-API-KEY", name="key"), Caller(name="main", credentials={"key": "clé"})
    )
    assert admitted(ring, "clé".encode()) == ["main"]


def test_an_api_key_in_the_query_is_found_there() -> None:
    ring = keyring(scheme(location="query", parameter="api_key", prefix=""), caller("main", auth="k&y"))
    assert admitted(ring, query=b"limit=5&api_key=k%26y") == ["main"]
    assert admitted(ring, query=b"limit=5") is None
    with pytest.raises(Refused):
        admitted(ring, query=b"api_key=k&api_key=k")


def test_an_api_key_in_a_cookie_is_found_there() -> None:
    ring = keyring(scheme(location="cookie", parameter="session", prefix=""), caller("main", auth="s1"))
    assert admitted(ring, b"a=b; session=s1;c=d") == ["main"]
    assert admitted(ring, b'session="s1"') == ["main"]
    assert admitted(ring, b"sessions=s1") is None
    with pytest.raises(Refused):
        admitted(ring, b"session=s1; session=s2")


def test_basic_credentials_may_be_written_plainly_or_encoded_in_a_world() -> None:
    encoded = base64.b64encode(b"user:pass:word").decode()
    for written in ("user:pass:word", encoded):
        ring = keyring(scheme(prefix="Basic "), caller("main", auth=written))
        assert admitted(ring, b"Basic " + encoded.encode()) == ["main"]


@pytest.mark.parametrize("line", [b"Basic x", b"Basic ====", b"Basic dXNlcg==", b"Basic \xff", b"Basic"])
def test_malformed_basic_credentials_are_refused(line: bytes) -> None:
    with pytest.raises(Refused):
        admitted(keyring(scheme(prefix="Basic "), caller("main", auth="user:pass")), line)


def test_two_callers_with_one_key_are_both_found_and_the_second_credential_tells_them_apart() -> None:
    one, two = Caller(name="one", credentials={"auth": "k"}), Caller(name="two", credentials={"auth": "k"})
    found = keyring(scheme(), one, two).admit([(b"authorization", b"Bearer k")], b"")
    assert found == (one, two)
    assert same_callers([found, (two,)]) == (two,)
    assert same_callers([(one,), (two,)]) == ()


# --- signed tokens ---------------------------------------------------------------------------------

MAIN = {"sub": "user-main", "exp": FAR, "iss": "https://issuer", "aud": "us"}
HS256 = TokenKey(algorithm="HS256", key=KEY, issuer="https://issuer", audience="us")


def token(claims: dict[str, Any], *, algorithm: str = "HS256", key: str = KEY) -> bytes:
    return b"Bearer " + jwt.encode(claims, key, algorithm=algorithm).encode()


def without(claim: str) -> dict[str, Any]:
    return {name: value for name, value in MAIN.items() if name != claim}


SIGNED = keyring(scheme(), caller("main"), caller("other"), key=HS256)


def test_a_signed_token_admits_the_caller_of_its_subject() -> None:
    assert admitted(SIGNED, token(MAIN)) == ["main"]
    assert admitted(SIGNED, token(MAIN | {"sub": "user-other", "role": "x"})) == ["other"]


def test_a_signed_token_of_a_stranger_is_known_and_has_no_right_to_any_list() -> None:
    callers = SIGNED.admit([(b"authorization", token(MAIN | {"sub": "nobody-here"}))], b"")
    assert callers is not None
    assert [stranger.forbidden for stranger in callers] == [True]


def _tampered() -> bytes:
    head, _, signature = token(MAIN).partition(b" ")[2].split(b".")
    claims = base64.urlsafe_b64encode(json.dumps(MAIN | {"sub": "user-other"}).encode()).rstrip(b"=")
    return b"Bearer " + b".".join([head, claims, signature])


def _nested_header() -> bytes:
    return b"Bearer " + base64.urlsafe_b64encode(b"[" * 50_000) + b".e30.e30"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (token(MAIN | {"exp": 1}), "expired"),
        (token(MAIN | {"nbf": FAR}), "not valid yet"),
        (token(MAIN | {"iss": "https://elsewhere"}), "another service"),
        (token(MAIN | {"aud": "them"}), "another service"),
        (token(without("exp")), "lacks exp"),
        (token(without("sub")), "lacks sub"),
        (token(MAIN | {"sub": 5}), "not a valid token"),
        (token(MAIN | {"exp": "soon"}), "not a valid token"),
        (token(MAIN, key=KEY + "x"), "not a valid token"),
        (token(MAIN, algorithm="HS512", key=KEY * 2), "not a valid token"),
        (b"Bearer " + jwt.encode(MAIN, "", algorithm="none").encode(), "not a valid token"),
        (token(MAIN)[:-4], "not a valid token"),
        (_tampered(), "not a valid token"),
        (_nested_header(), "not a valid token"),
        (b"Bearer ..", "not a valid token"),
        (b"Bearer \xff.\xff.\xff", "not a valid token"),
    ],
    ids=[
        "expired", "not yet", "issuer", "audience", "no expiry", "no subject", "subject a number",
        "expiry a word", "another key", "another algorithm", "unsigned", "cut off", "tampered",
        "nested header", "dots", "no text",
    ],
)  # fmt: skip
def test_a_token_that_does_not_verify_is_refused_with_the_reason(line: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        admitted(SIGNED, line)


def test_a_token_that_was_admitted_is_refused_once_it_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    line = token(MAIN | {"jti": "remembered"})
    assert admitted(SIGNED, line) == ["main"]
    monkeypatch.setattr("mock_server.tokens.time.time", lambda: float(FAR))
    with pytest.raises(Refused, match="expired"):
        admitted(SIGNED, line)


def test_a_world_may_refuse_a_token_that_verifies() -> None:
    revoked = token(MAIN | {"jti": "revoked"})
    ring = keyring(scheme(), caller("main"), key=HS256, revoked=revoked.decode().removeprefix("Bearer "))
    assert admitted(ring, token(MAIN)) == ["main"]
    with pytest.raises(Refused):
        admitted(ring, revoked)


def test_a_world_without_an_audience_takes_tokens_for_any() -> None:
    ring = keyring(scheme(), caller("main"), key=TokenKey(algorithm="HS256", key=KEY))
    assert admitted(ring, token(MAIN)) == ["main"]


@pytest.mark.parametrize(("algorithm", "key"), [("none", ""), ("RS256", "no PEM"), ("XY1", KEY)])
def test_a_key_that_can_verify_nothing_is_a_fault_of_the_fixtures(algorithm: str, key: str) -> None:
    with pytest.raises(FixtureError, match=r"world\.yaml: keys\.auth"):
        keyring(scheme(), key=TokenKey(algorithm=algorithm, key=key))


# --- challenges ------------------------------------------------------------------------------------

SPEC = """
openapi: 3.0.3
info: {title: "Jobs", version: "1"}
security: [{token: []}, {key: [], secret: []}, {where: []}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-API-KEY}
    secret: {type: apiKey, in: header, name: X-API-SECRET}
    where: {type: apiKey, in: query, name: api_key}
paths:
  /jobs:
    get:
      operationId: list
      x-listing: {items: /jobs}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: {type: object, properties: {jobs: {type: array, items: {type: object}}}}
"""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract('my "jobs" é.yaml', text=SPEC)


def test_a_challenge_names_every_scheme_once_in_a_form_that_a_header_may_have(contract: Contract) -> None:
    lines = challenges(contract, contract.operations[0], wrong=False)
    assert lines == (
        ("WWW-Authenticate", 'Bearer realm="my jobs"'),
        ("WWW-Authenticate", 'ApiKey realm="my jobs", in="header", name="X-API-KEY"'),
        ("WWW-Authenticate", 'ApiKey realm="my jobs", in="header", name="X-API-SECRET"'),
        ("WWW-Authenticate", 'ApiKey realm="my jobs", in="query", name="api_key"'),
    )


def test_a_wrong_bearer_token_is_told_from_a_missing_one(contract: Contract) -> None:
    lines = challenges(contract, contract.operations[0], wrong=True)
    assert lines[0][1] == 'Bearer realm="my jobs", error="invalid_token"'
