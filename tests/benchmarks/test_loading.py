"""Load by wrk: what is counted, and where it is read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.loading import Load, Loads, Target, cpu_seconds, in_rounds, resident, tree

_SERVER = """
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_): ...
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def _load(requests: int, cpu: float, rate: float) -> Load:
    return Load(requests=requests, seconds=requests / rate, cpu=cpu, p50=1, p99=2, refused=0, broken=0)


@pytest.fixture
def server() -> Iterator[tuple[int, int]]:
    """The process and the port of a small server."""
    process = subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_round_counts_requests_refusals_and_the_servers_cpu(server: tuple[int, int]) -> None:
    pid, port = server
    url = f"http://127.0.0.1:{port}"
    found = in_rounds(
        {"found": Target(url=f"{url}/", pid=pid), "lost": Target(url=f"{url}/x", pid=pid)},
        rounds=1,
        seconds=1,
    )
    assert found["found"].rounds[0].requests > 10
    assert found["found"].best > 0
    assert found["found"].refused == 0
    assert found["lost"].refused == found["lost"].rounds[0].requests


def test_the_best_round_and_the_median_are_of_cpu_a_request() -> None:
    loads = Loads((_load(1000, 0.05, 9000), _load(2000, 0.08, 8000), _load(1000, 0.09, 7000)))
    assert (round(loads.best), round(loads.median), round(loads.rate)) == (40, 50, 9000)


def test_children_count_with_their_process() -> None:
    child = "while sum(__import__('os').times()[:2]) < 0.1: pass\nprint(0, flush=True); input()"
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        family = list(tree(process.pid))
        assert len(family) == 2
        assert resident(process.pid) > resident(family[1]) > 1
        assert cpu_seconds(process.pid) >= cpu_seconds(family[1]) >= 0.05
        process.communicate("\n")
