"""The example backend as a user meets it: its command, and what its README says."""

from __future__ import annotations

import ast
import http.client
import json
import re
import subprocess
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.backend.__main__ import port_number
from listproof.lawbook import LAWS

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "examples" / "backend"
README = (BACKEND / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a running backend, which has printed its one line."""
    command = [sys.executable, "-m", "examples.backend", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = re.fullmatch(r"Example backend ready on http://127\.0\.0\.1:(\d+)\n", server.stdout.readline())
        assert said
        yield int(said[1])
        server.terminate()
        assert server.stdout.read() == ""
    assert server.returncode == 0


def ask(port: int, target: str, method: str = "GET") -> tuple[int, str | None, object]:
    """Status, content type and JSON of an answer; the target goes out as it is written."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, target, headers={"Authorization": "Bearer sk_example_aurora"})
    answer = connection.getresponse()
    assert answer.version == 11
    body = answer.read()
    connection.close()
    return answer.status, answer.getheader("Content-Type"), json.loads(body) if body else None


def test_a_list_is_served_in_http_1_1(port: int) -> None:
    status, kind, body = ask(port, "/api/v1/public/call-batches?limit=1")
    assert (status, kind) == (200, "application/json")
    assert isinstance(body, dict)
    assert body["data"]["total"] == 263


def test_head_has_no_body(port: int) -> None:
    assert ask(port, "/api/v1/public/call-batches", "HEAD") == (200, "application/json", None)


@pytest.mark.parametrize(
    "query", ["limit=%zz", "limit=%ED%A0%80", "limit=" + "9" * 5000, "agent_id=%00", "&&="]
)
def test_hostile_bytes_on_the_wire_are_answered(port: int, query: str) -> None:
    status, kind, _ = ask(port, f"/api/v1/public/call-batches?{query}")
    assert status in (200, 422)
    assert kind == "application/json"


def test_a_request_line_that_is_too_long_is_refused_in_json(port: int) -> None:
    status, kind, body = ask(port, "/batch/jobs?status=" + "x" * 70_000)
    assert (status, kind) == (414, "application/json")
    assert body == {"error": "The request can't be read", "status": 414}


def test_the_backend_imports_nothing_of_ours() -> None:
    for file in BACKEND.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {name.partition(".")[0] for name in names} & {
                "listproof",
                "mock_server",
                "conformance",
            }


def test_the_lines_to_break_stand_in_the_code_once() -> None:
    ways = re.findall(r"\*\*.+?\*\*, in `(\w+\.py)`\. ((?:.+\n)+)\n```diff\n-(.+)\n\+(.+)\n", README)
    assert len(ways) == 3
    for file, sentence, old, new in ways:
        code = (BACKEND / file).read_text(encoding="utf-8")
        assert code.count(f"{old}\n") == 1
        ast.parse(code.replace(old, new))
        laws = set(re.findall(r"`(\w+/[\w-]+)`", sentence))
        assert laws
        assert laws <= set(LAWS)


def test_the_readme_names_each_file_and_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`(\w+\.py)`", README))
    assert named <= {file.name for file in BACKEND.glob("*.py")}
    assert {file.name for file in BACKEND.glob("*.py")} - named <= {"__init__.py", "__main__.py", "app.py"}
    for path in re.findall(r"(?:specs|examples/backend)/[\w.-]+\.(?:yaml|toml)", README):
        assert (ROOT / path).is_file()


@pytest.mark.parametrize("text", ["99999", "-1", "http", ""])
def test_a_port_that_is_none_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="give a number from 0 to 65535"):
        port_number(text)
