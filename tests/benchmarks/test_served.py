"""What is measured of the mock is what its names say, and the table has it."""

from __future__ import annotations

import argparse
import asyncio

import httpx
import pytest

from benchmarks import served
from benchmarks.bare_app import bare
from benchmarks.loading import Load, Loads
from benchmarks.served_path import ask, mock, reference, settled
from mock_server.app import build_app
from mock_server.generating.generate import generate_world

_ORIGIN = "http://mock.test"


def test_each_kind_of_request_has_the_status_that_its_name_says() -> None:
    specs = dict.fromkeys(kind.spec for kind in served.KINDS)
    contracts = [served.contract_of(spec) for spec in specs]
    app = build_app([(each, generate_world(each, rows=served.ROWS, seed=0)) for each in contracts])

    async def answers() -> dict[str, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            targets = {kind.name: served.asked_of(kind, _ORIGIN, 0) for kind in served.KINDS}
            return {
                name: await client.request(each.method, each.url, headers=dict(each.headers))
                for name, each in targets.items()
            }

    found = asyncio.run(answers())
    assert {name: answer.status_code for name, answer in found.items()} == {
        kind.name: kind.status for kind in served.KINDS
    }
    for name in ("a filtered page", "the first page", "a page far down"):
        assert len(found[name].json()["data"]["items"]) == 50
        assert 14_000 < len(found[name].content) < 18_000


def test_the_bare_application_answers_with_what_it_was_given() -> None:
    async def answer() -> bytes:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(bare(b"[1]"))) as client:
            return (await client.get(f"{_ORIGIN}/")).content

    assert asyncio.run(answer()) == b"[1]"


def test_the_served_path_waits_for_nothing_and_answers_a_page() -> None:
    for application in (mock(), reference()):
        settled(*application)
        assert 14_000 < ask(*application) < 18_000


def test_the_table_compares_each_kind_with_the_bare_application() -> None:
    def loads(cpu: float) -> Loads:
        return Loads((Load(requests=1000, seconds=1, cpu=cpu, p50=500, p99=2000, refused=0, broken=0),))

    text = served.section(
        {served.BARE: loads(0.03), "a filtered page": loads(0.06)},
        15_000,
        served.Start(cpu=0.5, seconds=1.0, idle=70.0),
        argparse.Namespace(rounds=1, seconds=1),
    )
    assert "| a filtered page | 60 | 60 | 0.50 | 1,000 | 1.00 | 0.50 | 2.00 |" in text
    assert "15.0 KB" in text


def test_without_wrk_it_is_said_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(served, "wrk_version", lambda: None)
    assert served.main([]) == 2
    assert "apt-get install wrk" in capsys.readouterr().err
