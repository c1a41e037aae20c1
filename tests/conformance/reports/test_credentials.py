"""No format shows a credential, whatever a target does with those that it is given."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.reports.formats import FORMATS, TEXT, written
from tests.conformance.backends import KEYS, reply
from tests.conformance.reports.hostile import run

SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda secret: secret,
    "upper case": str.upper,
    "percent": lambda secret: quote(secret, safe=""),
    "percent throughout": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "JSON escapes": lambda secret: "".join(f"\\u{ord(character):04x}" for character in secret),
    "HTML decimal": lambda secret: "".join(f"&#{ord(character)};" for character in secret),
    "HTML hexadecimal": lambda secret: "".join(f"&#x{ord(character):X};" for character in secret),
    "HTML names": lambda secret: html.escape(secret),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 with a name before it": lambda secret: base64.b64encode(f"user:{secret}".encode()).decode(),
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(f"me:{secret}:x".encode()).decode(),
}


def echoing(spell: Callable[[str], str]) -> Callable[[Answer, Request, int], Answer]:
    """Answers that hold every credential, spelled so, in every field and header, in keys as well."""
    said = " ".join(spell(secret) for secret in KEYS)

    def spoil(answer: Answer, request: Request, before: int) -> Answer:
        row = {"id": said, "state": said, "owner": said, said: said}
        body: dict[str, Any] = {
            "items": [row, row],
            "total": said,
            "page": said,
            "has_next": said,
            said: said,
        }
        if before % 3 == 2:
            return reply(500, {"error": said})
        if before % 3 == 1 and before > 6:
            return Answer(status=418, headers=(("Content-Type", said), ("X-Echo", said)), body=said.encode())
        return reply(200, body)

    return spoil


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_format_shows_a_credential_that_is_echoed(name: str) -> None:
    spell = SPELLINGS[name]
    report = run(spoil_answer=echoing(spell))
    assert any(law.verdict.word == "failed" for law in report.operations[0].laws)
    for kind in (TEXT, *FORMATS):
        shown = written(report, kind, verbose=True).decode("utf-8")
        told = [shown, html.unescape(shown), shown.replace("\\\\", "\\")]
        for secret in KEYS:
            for text in told:
                assert secret not in text
                assert spell(secret) not in text


def test_what_is_redacted_is_still_told() -> None:
    report = run(spoil_answer=echoing(SPELLINGS["plain"]))
    assert "[redacted]" in json.dumps(json.loads(written(report, "json")))
