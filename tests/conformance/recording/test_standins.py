"""Stand-ins keep every credential out of a recording, and every request apart from the others."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from conformance.asking.client import Answer
from conformance.asking.encoding import encode
from conformance.questions import Question
from conformance.recording.standins import StandIns, asked_of_access
from conformance.target import RefusedCredentials, Target, TargetCaller
from listproof.reader import read_contract
from tests.conformance.backends import SPEC

BEARER = SPEC.replace("{type: apiKey, in: header, name: X-Key}", "{type: http, scheme: bearer}")
CONTRACT = read_contract("things.yaml", text=BEARER)
(OPERATION,) = CONTRACT.operations
MAIN = "tok-en+main/1abcXYZ"
CREDENTIALS = (MAIN, "other-token-2", "expired-token-3", "pass word", "tenant-4711")
TARGET = Target(
    url="http://things.invalid/base",
    callers={
        "main": TargetCaller(headers={"Authorization": f"Bearer {MAIN}", "X-Tenant": "tenant-4711"}),
        "other": TargetCaller(headers={"Authorization": "Bearer other-token-2"}),
    },
    refused=(RefusedCredentials(name="expired", headers={"Authorization": "Bearer expired-token-3"}),),
    secrets=frozenset({"pass word", "tenant-4711"}),
)


@pytest.fixture
def stand_ins() -> StandIns:
    return StandIns(TARGET, CONTRACT.operations)


def masked(stand_ins: StandIns, **question: object) -> dict[str, str]:
    """The headers of the question's request, as they are recorded."""
    return dict(stand_ins.request(encode(OPERATION, TARGET, Question(**question))).headers)  # type: ignore[arg-type]


def test_a_masked_request_is_the_one_that_the_masked_target_makes(stand_ins: StandIns) -> None:
    for caller in ("main", "other"):
        question = Question(caller=caller, size=3)
        made = stand_ins.request(encode(OPERATION, TARGET, question))
        known = encode(OPERATION, stand_ins.target, question)
        assert (made.target, made.headers, made.again) == (known.target, known.headers, known.again)


@pytest.mark.parametrize(
    ("real", "made"),
    [
        (f"Bearer {MAIN}", lambda own: own),
        (MAIN, lambda own: own.removeprefix("Bearer ")),
        (f"Bearer {MAIN}"[:-3], lambda own: own[:-3]),
        (f"Bearer {MAIN.swapcase()}", lambda own: f"Bearer {own.removeprefix('Bearer ').swapcase()}"),
        (f"Digest {MAIN}", lambda own: own.replace("Bearer", "Digest")),
        ("Bearer listproof-wrong-credential", lambda _: "Bearer listproof-wrong-credential"),
        ("Bearer", lambda _: "Bearer"),
    ],
)
def test_what_is_made_of_a_credential_becomes_the_same_made_of_its_stand_in(
    stand_ins: StandIns, real: str, made: object
) -> None:
    own = stand_ins.target.callers["main"].headers["Authorization"]
    assert callable(made)
    assert masked(stand_ins, headers=(("Authorization", real),))["Authorization"] == made(own)


def test_callers_stay_apart(stand_ins: StandIns) -> None:
    refused = masked(stand_ins, headers=(("Authorization", "Bearer expired-token-3"),))
    sent = [masked(stand_ins, caller=name)["Authorization"] for name in ("main", "other")]
    assert len({*sent, refused["Authorization"]}) == 3


def test_a_stand_in_is_as_long_as_its_credential_and_tells_nothing_else_of_it(stand_ins: StandIns) -> None:
    made = stand_ins.target.callers["main"].headers["Authorization"]
    assert len(made) == len(f"Bearer {MAIN}")
    other = replace(TARGET, callers={"main": TargetCaller(headers={"Authorization": "Bearer " + "Q" * 19})})
    again = StandIns(other, CONTRACT.operations).target.callers["main"].headers["Authorization"]
    assert again == made


@pytest.mark.parametrize("text", CREDENTIALS)
@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text,
        lambda text: quote(text, safe=""),
        lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
        lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
        lambda text: text.upper(),
        lambda text: text.encode().hex(),
        lambda text: base64.b64encode(text.encode()).decode(),
    ],
    ids=["plain", "percent", "slashes", "escapes", "capitals", "hexadecimal", "base64"],
)
def test_no_body_or_header_keeps_a_credential_in_any_spelling(
    stand_ins: StandIns, text: str, spell: object
) -> None:
    assert callable(spell)
    told = spell(text)
    answer = Answer(
        status=302,
        headers=(
            ("location", f"/things?token={told}"),
            ("link", f'</things?t={told}>; rel="next"'),
            ("x-echo", told),
        ),
        body=f'{{"you": "{told}", "next": "/things?page=2&key={told}"}}'.encode(),
        trouble=f"no answer for {told}",
    )
    kept = stand_ins.answer(answer)
    assert told not in f"{kept.headers} {kept.body.decode()} {kept.trouble}"
    assert json.loads(kept.body)["next"].startswith("/things?page=2&key=")


def test_a_plain_credential_in_a_body_becomes_its_stand_in_and_the_length_stays(stand_ins: StandIns) -> None:
    body = json.dumps({"tenant": "tenant-4711", "token": MAIN}).encode()
    kept = stand_ins.answer(Answer(status=200, body=body)).body
    assert len(kept) == len(body)
    headers = stand_ins.target.callers["main"].headers
    assert json.loads(kept) == {
        "tenant": headers["X-Tenant"],
        "token": headers["Authorization"].removeprefix("Bearer "),
    }


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be"])
def test_a_body_that_is_no_utf_8_keeps_its_bytes_and_no_credential(
    stand_ins: StandIns, encoding: str
) -> None:
    around = b"\xff\xfe\x80"
    kept = stand_ins.answer(Answer(status=200, body=around + MAIN.encode(encoding) + around)).body
    assert MAIN.encode(encoding) not in kept
    assert kept.startswith(around)
    assert kept.endswith(around)


def test_what_an_answer_hands_out_is_not_kept(stand_ins: StandIns) -> None:
    answer = Answer(
        status=200,
        headers=(
            ("set-cookie", "session=fresh-and-secret; Path=/; HttpOnly"),
            ("x-auth-token", "fresh-and-secret"),
            ("www-authenticate", 'Bearer realm="things"'),
        ),
    )
    assert stand_ins.answer(answer).headers == (
        ("set-cookie", "session=[redacted]; Path=/; HttpOnly"),
        ("x-auth-token", "[redacted]"),
        ("www-authenticate", 'Bearer realm="things"'),
    )


def test_a_header_that_the_contract_reads_is_kept() -> None:
    spec = SPEC.replace("total: /total", "total: 'header:X-Token-Count'")
    stand_ins = StandIns(TARGET, read_contract("things.yaml", text=spec).operations)
    answer = Answer(status=200, headers=(("x-token-count", "23"),))
    assert stand_ins.answer(answer).headers == answer.headers


@pytest.mark.parametrize(
    "token", ["a", "abc", "0123456789abcdef", "12345678", "12_34", "Ünïcode-töken", "a b c"]
)
def test_odd_credentials_have_stand_ins_that_the_suite_probes_alike(token: str) -> None:
    callers = {
        "main": TargetCaller(headers={"Authorization": f"Bearer {token}"}),
        "other": TargetCaller(headers={"Authorization": token}),
    }
    stand_ins = StandIns(replace(TARGET, callers=callers), CONTRACT.operations)
    real = replace(TARGET, callers=callers)
    pairs = list(
        zip(asked_of_access(OPERATION, real), asked_of_access(OPERATION, stand_ins.target), strict=True)
    )
    assert len(pairs) > 4
    for question, known in pairs:
        made = stand_ins.request(encode(OPERATION, real, question))
        wanted = encode(OPERATION, stand_ins.target, known)
        assert made.headers == wanted.headers
        assert token == "a" or f" {token}" not in f" {dict(made.headers).get('Authorization')}"


def test_a_made_up_header_that_tells_of_a_credential_is_redacted(stand_ins: StandIns) -> None:
    told = masked(stand_ins, headers=(("Authorization", f"Bearer new {MAIN[4:-2]}"),))
    assert told["Authorization"] == "[redacted]"
