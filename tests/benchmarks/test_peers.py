"""A peer takes part only if it answers the page, is asked what it does, and else is named with the reason."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.loading import Load, Target
from benchmarks.peers import __main__ as command
from benchmarks.peers import installing, measuring, section
from benchmarks.peers.all_peers import BARE, OURS, PEERS
from benchmarks.peers.asking import Abilities
from benchmarks.peers.material import KEY, Material, written
from benchmarks.peers.measuring import Effort, Outcome, measured
from benchmarks.peers.peer import APPS, AbsentError, Peer

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")

# A server that does its work, or what its first argument says instead.
_SERVER = """
import json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

how, port, key = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if how == "dies":
    sys.exit("there is no such thing")
rows = [{"id": n, "status": ("completed", "failed")[n % 2]} for n in range(257)]

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
        if how == "refuses":
            return self.send(500, {"error": "no"})
        if how == "short":
            return self.send(200, {"data": {"items": rows[::2][:49]}})
        if how == "failed":
            return self.send(200, {"data": {"items": rows[1::2][:50]}})
        if how == "text":
            return self.send(200, "hello")
        if how == "canned":
            return self.send(200, {"data": {"items": rows[::2][:50]}})
        if self.headers["Authorization"] != "Bearer " + key:
            return self.send(401, {})
        if int(asked["limit"]) > 100 or asked["status"] not in ("completed", "failed"):
            return self.send(422, {})
        found = [row for row in rows if row["status"] == asked["status"]]
        start = (int(asked["page"]) - 1) * int(asked["limit"])
        self.send(200, {"data": {"items": found[start : start + int(asked["limit"])]}})

    def send(self, status, body):
        self.send_response_only(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
_WORDS = {"python": sys.executable, "key": KEY}


def fake(how: str) -> Peer:
    return Peer(name=how, about="made up", command=("<python>", "-c", _SERVER, how, "<port>", "<key>"))


def run(peers: Sequence[Peer], folder: Path, monkeypatch: pytest.MonkeyPatch, rounds: int = 0) -> Outcome:
    """The run, with loads that are made up: the canned peer takes 50 microseconds and the others 100."""

    def loaded(target: Target, *, seconds: float, connections: int) -> Load:
        cpu = 0.005 if "\0canned\0" in Path(f"/proc/{target.pid}/cmdline").read_text() else 0.01
        refused = 100 if target.script and cpu == 0.005 else 0
        return Load(requests=100, seconds=seconds, cpu=cpu, p50=1500, p99=2500, refused=refused, broken=0)

    monkeypatch.setattr(measuring, "loaded", loaded)
    monkeypatch.setattr(measuring, "wrk_version", lambda: "4" if rounds else None)
    return measured(peers, folder, _WORDS, Effort(rounds=rounds, seconds=1))


def test_what_a_peer_does_is_seen_by_asking_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = run([fake("works"), fake("canned")], tmp_path, monkeypatch)
    works, canned = (
        Abilities(
            pages=yes,
            filters=yes,
            size_refused=yes,
            value_refused=yes,
            no_key_refused=yes,
            wrong_key_refused=yes,
        )
        for yes in (True, False)
    )
    assert {one.peer.name: one.abilities for one in outcome.figures} == {"works": works, "canned": canned}
    assert outcome.left_out == {}
    assert all(one.idle > 4 and one.start_cpu > 0 and one.same is None for one in outcome.figures)


def test_whoever_does_not_answer_the_page_is_left_out_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers = [fake(how) for how in ("short", "refuses", "failed", "text", "dies", "works")]
    outcome = run(peers, tmp_path, monkeypatch)
    assert [one.peer.name for one in outcome.figures] == ["works"]
    assert outcome.left_out == {
        "short": "it answered 49 item(s), not 50",
        "refuses": 'it answered 500: {"error": "no"}',
        "failed": "it answered items that are not completed",
        "text": "it answered no JSON with a list at /data/items",
        "dies": "it ended with exit code 1: there is no such thing",
    }


def test_what_is_not_installed_is_left_out_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    peers = [
        Peer(name="program", about="", command=(), program="no-such-program"),
        Peer(name="python", about="", command=(), python=("no-such-distribution",)),
        Peer(name="npm", about="", command=(), npm=("json-server@0.17.4",)),
        Peer(name="node", about="", command=("<node>",)),
    ]
    assert run(peers, tmp_path, monkeypatch).left_out == {
        "program": "no-such-program is not installed",
        "python": "no-such-distribution is not installed",
        "npm": "npm is not installed",
        "node": "npm is not installed, nor Node.js",
    }
    with pytest.raises(AbsentError, match="npm is not installed"):
        installing.node(tmp_path)


def test_the_table_ranks_by_cpu_and_says_what_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section, "OURS", "works")
    outcome = run([fake("works"), fake("canned"), fake("short")], tmp_path, monkeypatch, rounds=2)
    text = section.section(outcome, Effort(rounds=2, seconds=1), "make bench-peers")
    costs = re.findall(
        r"^\| (\w+) \| (\d) of 6 \| (\d+) \| (\d+) \| ([\d.]+) \| (\w+) \|", text, re.MULTILINE
    )
    assert costs == [
        ("canned", "0", "50", "50", "0.50", "refused"),
        ("works", "6", "100", "100", "1.00", "100"),
    ]
    assert "| short | it answered 49 item(s), not 50 |" in text
    assert "2 round(s) of 1 s" in text


def test_a_peer_that_breaks_under_load_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(target: Target, *, seconds: float, connections: int) -> Load:
        return Load(requests=9, seconds=seconds, cpu=0.1, p50=1, p99=1, refused=0, broken=4)

    monkeypatch.setattr(measuring, "wrk_version", lambda: "4")
    monkeypatch.setattr(measuring, "loaded", loaded)
    outcome = measured([fake("works")], tmp_path, _WORDS, Effort(rounds=1, seconds=1))
    assert outcome.figures == ()
    assert outcome.left_out == {"works": "under load it refused 0 and broke 4 of 9 requests"}


def test_every_file_and_word_of_every_peer_is_there(tmp_path: Path) -> None:
    rows = [{"schedule_id": f"sched_{n}", "status": "completed"} for n in range(50)]
    page = json.dumps({"data": {"items": rows}}).encode()
    words = written(Material(rows=tuple(rows), page=page), tmp_path)
    known = {*words, "python", "node", "home", "port", "spare"}
    for peer in PEERS:
        assert set(re.findall(r"<(\w+)>", " ".join(peer.command))) <= known, peer.name
        for name in peer.files:
            assert (APPS / name).exists() or name.removesuffix(".json") in words, name
    assert {OURS, BARE} <= {peer.name for peer in PEERS}
    document = json.loads(Path(words["document"]).read_text())
    (operation,) = (path["get"] for path in document["paths"].values())
    assert not [key for key in operation if key.startswith("x-")]
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert examples["page"]["value"]["data"]["items"] == rows


def test_where_the_mock_or_proc_is_missing_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "OURS", "dies")
    monkeypatch.setattr(command, "PEERS", (fake("dies"),))
    assert command.main(["--folder", str(tmp_path)], ()) == 1
    assert "nobody has rows: it ended with exit code 1: there is no such thing" in capsys.readouterr().err
    monkeypatch.setattr(command, "PROC", tmp_path / "nothing")
    assert command.main([], ()) == 0
    assert "only Linux has" in capsys.readouterr().err


def test_without_npm_and_wrk_the_command_prints_what_is_left_of_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (ours,) = (peer for peer in PEERS if peer.name == OURS)
    peers = (ours, Peer(name="absent", about="made up", command=("<node>",), npm=("json-server@0.17.4",)))
    assert command.main(["--folder", str(tmp_path / "peers")], peers) == 0
    said = capsys.readouterr()
    assert re.search(
        r"^\| Listproof \| 6 of 6 (\| - ){6}\| [\d.]+ \| \d+ \| - \| \d+ \|$", said.out, re.MULTILINE
    )
    assert "| Listproof | rows, read by the contract | yes | yes | yes | yes | yes | yes |" in said.out
    assert "| absent | npm is not installed, nor Node.js |" in said.out
    assert "nothing is loaded" in said.err
    assert "No Node.js" in said.err
