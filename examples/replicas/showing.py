"""The run itself: three replicas, nginx, the suite, a death and a return."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from examples.replicas.balancer import Balancer, balancing, nginx, version_of
from examples.replicas.replica import Replica
from examples.replicas.transcript import Transcript

_ROOT: Final = Path(__file__).parents[2]
_SPEC: Final = "specs/trillet-batch-calls.yaml"
_CONFIG: Final = "examples/mock/listproof.trillet-batch-calls.toml"
_PAGE: Final = "/v1/api/batch-calls/batch_7891011121314/calls?status=failed&limit=10"
_HEADERS: Final = {
    "x-api-key": "tr_test_main_000000000000000000000001",
    "x-workspace-id": "ws_main_0001",
    "Host": "mock.example",
}
_KILLED_AFTER: Final = 30
_STARTED_AFTER: Final = 50
_RATE: Final = "20/s"
_PATIENCE: Final = 120.0


def show(folder: Path, transcript: Transcript) -> int:
    """Run it and tell it; 0 where every promise was kept and no client noticed the death."""
    program = nginx()
    if program is None:
        transcript.say("There is no nginx here; on Debian, apt-get install nginx-light brings it.")
        return 2
    replicas = [Replica([_SPEC, "--behind-proxy"]) for _ in range(3)]
    with contextlib.ExitStack() as running:
        transcript.say(f"Three replicas of {_SPEC}, which share nothing while they run:")
        for number, replica in enumerate(replicas, 1):
            running.callback(replica.stop)
            replica.start()
            transcript.say(f"  replica {number} on {replica.address}")
        alike = _say_whether_alike(replicas, transcript)
        addresses = [replica.address for replica in replicas]
        balancer = running.enter_context(balancing(program, folder, addresses))
        transcript.say(f"\nnginx {version_of(program)} on {balancer.address}, in front of them")
        code = _judge(balancer, replicas[1], transcript)
        return code or _account(balancer, addresses, transcript) or (0 if alike else 1)


def _say_whether_alike(replicas: Sequence[Replica], transcript: Transcript) -> bool:
    transcript.say(f"\nGET {_PAGE}")
    answers = []
    for number, replica in enumerate(replicas, 1):
        request = urllib.request.Request(f"http://{replica.address}{_PAGE}", headers=_HEADERS)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        answers.append(body)
        digest = hashlib.sha256(body).hexdigest()[:16]
        transcript.say(f"  replica {number}: {answer.status}, {len(body)} bytes, SHA-256 {digest}...")
    return len(set(answers)) == 1


def _judge(balancer: Balancer, replica: Replica, transcript: Transcript) -> int:
    """Judge what stands behind nginx, and kill a replica and start it again meanwhile."""
    words = ["check", _SPEC, "--config", _CONFIG, "--url", f"http://{balancer.address}", "--rate", _RATE]
    transcript.say(f"\n$ listproof {' '.join(words)}")
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "listproof", *words], stdout=printed, stderr=printed, cwd=_ROOT
        )
        try:
            _wait(process, lambda: balancer.answered().requests >= _KILLED_AFTER)
            replica.kill()
            transcript.say(
                f"  ... after {balancer.answered().requests} requests replica 2 is killed (SIGKILL)"
            )
            _wait(process, lambda: balancer.answered().requests >= _STARTED_AFTER)
            transcript.say(f"  ... after {balancer.answered().requests} requests it is started again")
            replica.start()
            back = balancer.answered()
            transcript.say(f"  ... after {back.requests} requests it is ready")
            code = process.wait(timeout=_PATIENCE)
        finally:
            process.kill()
            process.wait()
        printed.seek(0)
        transcript.say(printed.read().strip())
    since = balancer.answered().by_replica[replica.address] - back.by_replica[replica.address]
    transcript.say(f"\nexit code {code}; replica 2 has answered {since} requests since it came back")
    return code


def _wait(process: subprocess.Popen[bytes], came: Callable[[], bool]) -> None:
    """Wait until something came; raises RuntimeError where the check ends before."""
    while not came():
        if process.poll() is not None:
            raise RuntimeError("the check ended too early to show anything")
        time.sleep(0.02)


def _account(balancer: Balancer, addresses: Sequence[str], transcript: Transcript) -> int:
    """Tell who answered what; 1 where a client got to know that a replica had died."""
    log = balancer.answered()
    shares = ", ".join(f"replica {n}: {log.by_replica[each]}" for n, each in enumerate(addresses, 1))
    transcript.say(f"Requests: {log.requests}, of which {shares}, nginx itself: {log.by_replica['-']}.")
    transcript.say(
        f"Asked again of another replica: {log.asked_again}. Answered 502 or 504: {log.unanswered}."
    )
    return 1 if log.unanswered else 0
