"""A backend of the tests answers over HTTP as it does in the process."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import httpx2
import pytest

from benchmarks.delaying import delaying
from benchmarks.serving import Served
from conformance.asking.client import Answer
from conformance.evidence import Request
from tests.liars.calls import PLAIN, Twist
from tests.liars.honest import Backend
from tests.liars.trial import contract_of, world_of

SPEC = "techladder-call-batches"
PATH = "/api/v1/public/call-batches?limit=2"


def backend(twist: Twist = PLAIN) -> Backend:
    return Backend(contract_of(SPEC), world_of(SPEC), twist)


def headers() -> dict[str, str]:
    return dict(world_of(SPEC).caller("main").headers)


def client() -> httpx2.Client:
    return httpx2.Client(trust_env=False)


def test_a_served_backend_answers_as_it_does_in_the_process() -> None:
    wanted = backend()(Request(method="GET", target=PATH, headers=tuple(headers().items())))
    with Served(backend()).running() as served, client() as asking:
        came = asking.get(served.url + PATH, headers=headers())
        refused = asking.post(served.url + PATH, headers=headers(), content=b"x" * 1000)
        again = asking.head(served.url + PATH, headers=headers())
    assert (came.status_code, came.content) == (200, wanted.body)
    assert (refused.status_code, again.status_code, again.content) == (405, 200, b"")
    assert served.requests == 3


def test_a_connection_that_the_backend_loses_is_lost() -> None:
    lost = Twist(answers=lambda *_: Answer(trouble="the connection broke", lost=True))
    with Served(backend(lost)).running() as served, client() as asking, pytest.raises(httpx2.TransportError):
        asking.get(served.url + PATH, headers=headers())


def test_a_proxy_brings_the_same_answer_later() -> None:
    with Served(backend()).running() as served, client() as asking:
        parts = urlsplit(served.url)
        with delaying(parts.hostname or "", parts.port or 0, 0.05) as url:
            began = time.monotonic()
            late = asking.get(url + PATH, headers=headers())
            seconds = time.monotonic() - began
        assert late.content == asking.get(served.url + PATH, headers=headers()).content
    assert seconds >= 0.05
