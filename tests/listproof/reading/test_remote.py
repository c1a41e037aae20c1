"""A `$ref` to another host is followed where that host was named, and nobody else is asked for anything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from listproof.cli import group
from listproof.errors import SpecError
from listproof.infer.plain import read_plain
from listproof.reader import read_contract
from listproof.reading import remote

JOB = {"type": "object", "required": ["id"], "properties": {"id": {"$ref": "ids.yaml#/Id"}}}


class Host:
    """A host on loopback: what it has by path, and what it was asked for."""

    def __init__(self, port: int, asked: list[tuple[str, dict[str, str]]]) -> None:
        self.name = f"127.0.0.1:{port}"
        self.url = f"http://{self.name}"
        self.asked = asked


@contextmanager
def serving(**files: Any) -> Iterator[Host]:
    asked: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
            found = files.get(self.path.strip("/").replace("/", "__").replace(".", "_"))
            if isinstance(found, str) and found.startswith("to "):
                self.send_response(302)
                self.send_header("Location", found[3:])
                body = b""
            else:
                self.send_response(404 if found is None else 200)
                body = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so it is called there
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Host(server.server_port, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def text_of(reference: str) -> str:
    page = {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": reference}}}}
    parameters = [
        {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}},
        {"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 100}},
    ]
    get = {
        "operationId": "listJobs",
        "parameters": parameters,
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": page}}}},
        "x-listing": {"items": "/data", "id": "/id", "size": {"param": "per_page"}},
    }
    return json.dumps({"openapi": "3.0.3", "info": {"title": "Jobs"}, "paths": {"/jobs": {"get": get}}})


def test_a_named_host_is_asked_once_and_what_that_refers_to_is_found_beside_it() -> None:
    with serving(specs__jobs_json={"Job": JOB}, specs__ids_yaml=b"Id: {type: string}") as host:
        text = text_of(f"{host.url}/specs/jobs.json#/Job")
        contract = read_contract("jobs.json", text=text, hosts=[host.name])
        schema = contract.operations[0].success.schema
        assert schema is not None
        assert schema["properties"]["data"]["items"]["properties"]["id"] == {"type": "string"}
        assert contract.warnings == ()
        assert [path for path, _ in host.asked] == ["/specs/jobs.json", "/specs/ids.yaml"]
        for _, headers in host.asked:
            assert not {"authorization", "cookie", "referer"} & set(headers)
        assert host.url not in json.dumps(contract.document)  # it is gathered, for whoever reads it whole


def test_inference_sees_what_a_named_host_has() -> None:
    with serving(jobs_json={"Job": {"properties": {"id": {"type": "string"}}}}) as host:
        text = text_of(f"{host.url}/jobs.json#/Job").replace("x-listing", "x-other")
        assert len(read_contract("jobs.json", text=text, infer=True, hosts=[host.name]).operations) == 1
        read_plain("jobs.json", text=text, hosts=[host.name])
        assert {path for path, _ in host.asked} == {"/jobs.json"}


def test_a_host_that_nobody_named_is_not_asked(tmp_path: Path) -> None:
    with serving(jobs_json={"Job": JOB}) as host:
        text = text_of(f"{host.url}/jobs.json#/Job")
        for hosts in ([], ["example.com"], ["127.0.0.1:1"]):
            with pytest.raises(SpecError, match=f"--allow-remote {host.name}"):
                read_contract("jobs.json", text=text, hosts=hosts)
        (tmp_path / "jobs.json").write_text(text)
        result = CliRunner().invoke(group, ["lint", str(tmp_path / "jobs.json")])
        assert "1 fault" in result.output
        assert host.asked == []
        result = CliRunner().invoke(group, ["lint", str(tmp_path / "jobs.json"), "--allow-remote", host.name])
        assert '"ids.yaml#/Id" leads nowhere: it was answered with 404' in result.output
        assert len(host.asked) == 2


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a",
        "file:///etc/passwd",
        "http://user:secret@example.com/a",
        "//example.com/a",
        "http://[",
    ],
)
def test_only_plain_http_is_fetched(url: str) -> None:
    assert not remote.may_be_asked(url, ["example.com", ""])
    assert remote.may_be_asked("https://example.com/a", ["example.com"])
    assert remote.may_be_asked("https://example.com:8443/a", ["example.com:8443"])
    assert remote.may_be_asked("https://EXAMPLE.com/a", ["Example.COM"])


def test_a_redirect_leads_to_no_other_host() -> None:
    with serving(jobs_json={"Job": JOB}) as other, serving(jobs_json=f"to {other.url}/jobs.json") as host:
        with pytest.raises(SpecError, match="whose host was not named"):
            read_contract("jobs.json", text=text_of(f"{host.url}/jobs.json#/Job"), hosts=[host.name])
        assert other.asked == []


def test_after_a_redirect_references_are_looked_for_where_it_led() -> None:
    files = {"v2__jobs_json": {"Job": JOB}, "v2__ids_yaml": b"Id: {type: string}"}
    with serving(jobs_json="to /v2/jobs.json", **files) as host:
        text = text_of(f"{host.url}/jobs.json#/Job")
        assert len(read_contract("jobs.json", text=text, hosts=[host.name]).operations) == 1
        assert [path for path, _ in host.asked] == ["/jobs.json", "/v2/jobs.json", "/v2/ids.yaml"]


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_WHOLE_PATIENCE", -1.0)
    with serving(jobs_json={"Job": JOB}) as host:
        text = text_of(f"{host.url}/jobs.json#/Job")
        with pytest.raises(SpecError, match="did not end within"):
            read_contract("jobs.json", text=text, hosts=[host.name])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "it was answered with 404"),
        (b"a: [", "this is not YAML"),
        (b"\xff\xff", "it is not UTF-8"),
        (b"[" + b"1," * 600 + b"1]", "it has more than 0 MB"),
    ],
)
def test_what_cannot_be_had_is_told(found: bytes | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "LARGEST", 1_000)
    with serving(jobs_yaml=found) as host:
        text = text_of(f"{host.url}/jobs.yaml#/Job")
        with pytest.raises(SpecError, match="leads nowhere") as raised:
            read_contract("jobs.json", text=text, hosts=[host.name])
        assert said in str(raised.value)
        assert len(host.asked) == 1


def test_nobody_who_answers_is_told() -> None:
    with serving() as host:
        pass
    with pytest.raises(SpecError, match="it can't be fetched"):
        read_contract("jobs.json", text=text_of(f"{host.url}/jobs.json"), hosts=[host.name])
