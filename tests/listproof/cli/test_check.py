"""`listproof check`, as it is typed: exit codes, files, flags, and targets that are hostile on purpose."""

from __future__ import annotations

import errno
import gzip
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from conformance.asking.client import Answer
from conformance.judging.verdicts import Verdict
from conformance.reports.formats import FORMATS, TEXT
from listproof import cli
from listproof.cli.check import command
from listproof.cli.check_output import exit_code
from listproof.errors import ListproofError, Unreachable
from listproof.lawbook import LAWS
from tests.conformance.backends import SPEC, Backend, as_request, put, serving

KEYS = ["--header", "X-Key: key-of-ada"]


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A spec in an empty folder, which is the working one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "things.yaml").write_text(SPEC, encoding="utf-8")
    return "things.yaml"


def check(*words: str, **environment: str) -> Result:
    """What the command ends with, its exit code as the whole program would give it."""
    environment = {"GITHUB_ACTIONS": "", **environment}
    result = CliRunner().invoke(command, list(words), standalone_mode=False, env=environment)
    code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    if isinstance(result.exception, Unreachable):
        code = cli.EXIT_UNREACHABLE
    elif isinstance(result.exception, ListproofError):
        code = cli.EXIT_USAGE
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        code = getattr(result.exception, "exit_code", 70)
    result.exit_code = code
    return result


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    backend = Backend()
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        yield url


def test_an_honest_target_ends_with_0_and_the_counts(spec: str, honest: str) -> None:
    done = check(spec, "--url", honest, *KEYS)
    assert done.exit_code == 0, done.output
    assert "listThings  GET /things, 23 rows" in done.output
    assert done.output.splitlines()[-1].startswith(f"{len(LAWS)} laws: ")
    assert "0 failed" not in done.output


def test_a_plain_document_is_judged_at_once_and_a_line_says_by_what(spec: str) -> None:
    whole = yaml.safe_load(Path(spec).read_text())
    for word in ("x-listing", "x-clauses"):
        del whole["paths"]["/things"]["get"][word]
    Path("plain.yaml").write_text(yaml.safe_dump(whole))
    backend = Backend(spoil_body=lambda body, _: body.update(total=24))
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        done = check("plain.yaml", "--url", url, *KEYS, "--chance", "0")
        strict = check("plain.yaml", "--url", url, *KEYS, "--chance", "0", "--fail-on", "warned")
    assert (done.exit_code, strict.exit_code) == (0, 1)
    assert done.stderr.startswith("no x-listing in plain.yaml: 1 list inferred; write it down with ")
    assert "WARNED    page/complete" in done.stdout
    assert "inferred: /meta/total: /total in the body is a number, and called so" in done.stdout


def test_a_broken_promise_ends_with_1_and_the_law(spec: str) -> None:
    backend = Backend(spoil_body=lambda body, _: body.update(total=23))
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        done = check(spec, "--url", url, *KEYS)
    assert done.exit_code == 1
    assert "FAILED    meta/total  TH-01: total counts the things that match" in done.output
    assert f"curl -H 'X-Key: [redacted]' '{url}/things?" in done.output
    assert "key-of-ada" not in done.output


def test_a_warning_ends_with_0_unless_it_is_to_fail(spec: str) -> None:
    backend = Backend(spoil_body=lambda body, _: body.update(has_next=False))
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        assert check(spec, "--url", url, *KEYS).exit_code == 0
        assert check(spec, "--url", url, *KEYS, "--fail-on", "warned").exit_code == 1


def test_a_config_in_this_folder_is_read_and_its_variables_filled(
    spec: str, honest: str, tmp_path: Path
) -> None:
    (tmp_path / "listproof.toml").write_text(
        f'[target]\nurl = "{honest}"\n[callers.main]\nheaders = {{ X-Key = "${{THINGS_KEY}}" }}\n'
        '[callers.other]\nheaders = { X-Key = "key-of-bob" }\n',
        encoding="utf-8",
    )
    done = check(spec, THINGS_KEY="key-of-ada")
    assert done.exit_code == 0, done.output
    assert "caller `other`" not in done.output
    unset = check(spec)
    assert unset.exit_code == 2
    assert "the environment variable THINGS_KEY is not set" in str(unset.exception)


def test_a_url_of_an_unset_variable_is_one_fault(spec: str, tmp_path: Path) -> None:
    (tmp_path / "listproof.toml").write_text('[target]\nurl = "${THINGS_URL}"\n', encoding="utf-8")
    unset = check(spec)
    assert unset.exit_code == 2
    assert str(unset.exception).splitlines() == [
        "listproof.toml:2: target.url: the environment variable THINGS_URL is not set",
        "    set it, or write $${ for a plain ${",
    ]


def test_the_report_is_written_in_every_format_that_is_asked_for(
    spec: str, honest: str, tmp_path: Path
) -> None:
    done = check(
        spec, "--url", honest, *KEYS, "--report", "json=out.json", "--report", "text=out.txt", "--seed", "5"
    )
    assert done.exit_code == 0
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (report["target"], report["seed"], report["complete"]) == (honest, 5, True)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").splitlines()[-1] == done.output.splitlines()[-1]


def test_a_report_on_standard_output_stands_there_alone(spec: str, honest: str) -> None:
    done = check(spec, "--url", honest, *KEYS, "--report", "json=-")
    assert json.loads(done.stdout)["operations"][0]["operation"] == "listThings"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_report_that_cannot_be_written_takes_no_other_away(
    spec: str, honest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.write_bytes

    def write(path: Path, content: bytes) -> int:
        if path.name == "full.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    words = ["--report", "json=full.json", "--report", "json=out.json"]
    done = check(spec, "--url", honest, *KEYS, "--max-requests", "3", *words)
    assert done.exit_code == 2
    assert "--report json=full.json: it cannot be written: No space left on device" in str(done.exception)
    assert f"{len(LAWS)} laws: " in done.output
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["complete"] is False


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(spec: str, tmp_path: Path) -> None:
    (tmp_path / "loop.json").symlink_to("loop.json")
    done = check(spec, "--url", "http://127.0.0.1:9", *KEYS, "--report", "json=loop.json")
    assert done.exit_code == 2
    assert "--report json=loop.json: it cannot be written: " in str(done.exception)


def test_a_file_is_left_as_it_is_until_there_is_a_report(spec: str, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("the last run", encoding="utf-8")
    words = ["--report", "json=old.json", "--report", "html=new.html"]
    assert check(spec, "--url", "http://127.0.0.1:9", *KEYS, *words).exit_code == 3
    assert (tmp_path / "old.json").read_text(encoding="utf-8") == "the last run"
    assert not (tmp_path / "new.html").exists()


def test_an_unknown_format_is_told_with_the_nearest_and_all_that_are_known(spec: str) -> None:
    done = check(spec, "--url", "http://127.0.0.1:9", *KEYS, "--report", "sarf=out")
    assert done.exit_code == 2
    assert "--report sarf=out: sarf is no format" in str(done.exception)
    assert "did you mean sarif? " in str(done.exception)
    assert f"known are {', '.join((TEXT, *FORMATS))}" in str(done.exception)


def test_the_help_names_every_format() -> None:
    (option,) = (option for option in command.params if option.name == "reports")
    words = re.findall(r"\w+", getattr(option, "help", ""))
    assert [name for name in (TEXT, *FORMATS) if name not in words] == []


def test_a_runner_gets_annotations_and_can_be_told_nothing_by_the_target(spec: str) -> None:
    def spoil(body: dict[str, Any], _: object) -> None:
        body["total"] = "\n::error::from the target"

    backend = Backend(spoil_body=spoil)
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        done = check(spec, "--url", url, *KEYS, GITHUB_ACTIONS="true")
    stopped, *shown = done.stdout.splitlines()
    word = stopped.removeprefix("::stop-commands::")
    assert len(word) == 32
    end = shown.index(f"::{word}::")
    assert any(line.startswith("FAILED    meta/total") for line in shown[:end])
    commands = shown[end + 1 :]
    assert commands
    assert all(
        re.match(r"::(error|warning|notice) file=things\.yaml,line=\d+,title=", line) for line in commands
    )
    assert any("title=meta/total of listThings::" in line for line in commands)


def test_a_report_on_standard_output_is_not_mixed_with_annotations(spec: str, honest: str) -> None:
    done = check(spec, "--url", honest, *KEYS, "--report", "json=-", GITHUB_ACTIONS="true")
    assert json.loads(done.stdout)["complete"] is True


def test_a_reader_that_has_had_enough_leaves_the_files_whole(
    spec: str, honest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("listproof.cli.outlets.Outlets._show", closed)
    check(spec, "--url", honest, *KEYS, "--max-requests", "3", "--report", "json=out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["operations"]


def test_what_was_never_seen_is_not_said_to_be_kept(spec: str) -> None:
    with serving(said(Answer(status=200))) as url:
        done = check(spec, "--url", url, *KEYS, "--verbose")
    passed = done.output.partition("Passed:")[2].partition("Skipped:")[0]
    assert "safety/no-server-error" in passed
    assert not re.search("page/|sort/|filter/|meta/", passed)


def test_verbose_lists_what_passed(spec: str, honest: str) -> None:
    assert "Passed:" in check(spec, "--url", honest, *KEYS, "--verbose").output


def test_a_bundled_spec_is_named_without_its_folder(spec: str, honest: str) -> None:
    done = check("techladder-call-batches", "--url", honest, "--max-requests", "1")
    assert "listCallBatches  GET /api/v1/public/call-batches" in done.output
    assert done.exit_code == 3  # nobody was told who asks
    assert "no credentials were sent; the document asks for Authorization (header)" in " ".join(
        done.output.split()
    )


def test_a_budget_that_ends_first_ends_with_3_and_what_was_found(spec: str, honest: str) -> None:
    done = check(spec, "--url", honest, *KEYS, "--max-requests", "9")
    assert done.exit_code == 3
    assert "The run ended early: the budget of 9 requests was spent." in done.output


def test_a_dry_run_sends_nothing_and_shows_every_request(spec: str) -> None:
    done = check(spec, "--dry-run", *KEYS)
    assert done.exit_code == 0
    assert "Nothing is sent." in done.output
    assert "GET /things?page=1&limit=20" in done.output
    assert "requests to https://things.example" in done.output
    assert "key-of-ada" not in done.output


# --- mistakes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.yaml", "--url", "http://x"], "nowhere.yaml"),
        (["techladder-call-batch", "--url", "http://x"], "did you mean techladder-call-batches?"),
        (["things.yaml"], "give it with --url"),
        (["things.yaml", "--url", "localhost:9000"], "--url: it is no URL of a web server"),
        (["things.yaml", "--config", "no.toml"], "no.toml: there is no such file"),
        (["things.yaml", "--url", "http://x", "--header", "nonsense"], "--header: it has no colon"),
        (["things.yaml", "--url", "http://x", "--param", "x"], "it is written NAME=VALUE"),
        (["things.yaml", "--url", "http://x", "--param", "pgae=1"], "did you mean page?"),
        (["things.yaml", "--url", "http://x", "--operation", "listThing"], "did you mean listThings?"),
        (["things.yaml", "--url", "http://x", "--report", "yaml=x"], "yaml is no format"),
        (["things.yaml", "--url", "http://x", "--report", "json"], "it has no path"),
        (
            ["things.yaml", "--url", "http://x", "--report", "json=no/such/out.json"],
            "there is no folder no/such",
        ),
        (["things.yaml", "--url", "http://x", "--rate", "fast"], "--rate: this is no rate: fast"),
        (["things.yaml", "--url", "http://x", "--rate", "0/s"], "--rate: this is no rate: 0/s"),
        (["things.yaml", "--url", "http://x", "--allow-method", "GRAB"], "GRAB is no method to allow"),
        (["talkifai-batch-jobs", "--url", "http://x"], "needs organizationId"),
    ],
)
def test_a_mistake_ends_with_2_and_a_sentence(spec: str, words: list[str], told: str) -> None:
    done = check(*words)
    assert done.exit_code == 2
    assert isinstance(done.exception, ListproofError)
    assert told in str(done.exception)
    assert "Traceback" not in done.output


def test_a_flag_that_is_no_flag_ends_with_2(spec: str) -> None:
    assert check(spec, "--max-requests", "0").exit_code == 2


# --- hostile targets -------------------------------------------------------------------------------------


def test_a_target_that_refuses_connections_ends_with_3_and_a_sentence(spec: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = check(spec, "--url", f"http://127.0.0.1:{port}", *KEYS)
    assert done.exit_code == 3
    assert str(done.exception) == f"http://127.0.0.1:{port} cannot be asked: connection refused"


def test_a_target_that_never_answers_ends_with_3_and_a_sentence(spec: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        done = check(spec, "--url", url, *KEYS, "--timeout", "0.2")
    assert done.exit_code == 3
    assert str(done.exception) == f"{url} cannot be asked: no answer within 0.2 s"


def said(answer: Answer, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: put(handler, answer, extra=headers)


def flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000000")
    handler.end_headers()
    for _ in range(1600):
        handler.wfile.write(b" " * 65536)


@pytest.mark.parametrize(
    ("handle", "code", "told"),
    [
        (
            said(Answer(status=200, body=b"<!DOCTYPE html><p>Hello"), **{"Content-Type": "text/html"}),
            1,
            "the plain list could not be read: 200, text/html, 23 bytes: expecting value",
        ),
        (said(Answer(status=200)), 1, "the plain list could not be read: 200, no content type, 0 bytes"),
        (
            said(Answer(status=404, body=b"{}")),
            1,
            "could not be read: 404, no content type, 2 bytes: look at the address and the parameters",
        ),
        (
            said(Answer(status=302), Location="https://sign.in/?to=things"),
            1,
            "could not be read: 302, a redirect to https://sign.in/?to=things, is not followed",
        ),
        (said(Answer(status=401, body=b"{}")), 1, "look at the credentials of the caller `main`"),
        (flood, 1, "the plain list could not be read: 200 OK, but its body is longer than 10 MB"),
    ],
    ids=["HTML", "empty", "another path", "sign in", "unauthorised", "100 MB"],
)
def test_a_target_without_a_list_is_told_in_a_sentence(
    spec: str, handle: Callable[[BaseHTTPRequestHandler], None], code: int, told: str
) -> None:
    with serving(handle) as url:
        done = check(spec, "--url", url, *KEYS, "--timeout", "2")
    assert done.exit_code == code, done.output
    assert told in " ".join(done.output.split())


def test_a_target_that_is_not_up_yet_ends_with_3(spec: str) -> None:
    with serving(said(Answer(status=503), **{"Retry-After": "600"})) as url:
        done = check(spec, "--url", url, *KEYS)
    assert done.exit_code == 3
    assert "the plain list could not be read: 503" in done.output


def test_a_target_that_compresses_is_judged_as_any_other(spec: str) -> None:
    backend = Backend()

    def compress(handler: BaseHTTPRequestHandler) -> None:
        answer = backend(as_request(handler))
        body = gzip.compress(answer.body)
        put(
            handler,
            Answer(status=answer.status, headers=answer.headers, body=body),
            extra={"Content-Encoding": "gzip"},
        )

    with serving(compress) as url:
        done = check(spec, "--url", url, *KEYS)
    assert done.exit_code == 0, done.output


def test_a_target_that_dies_midway_ends_with_3_and_what_was_found(spec: str) -> None:
    backend = Backend()

    def die(handler: BaseHTTPRequestHandler) -> None:
        if len(backend.asked) >= 30:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        put(handler, backend(as_request(handler)))

    with serving(die) as url:
        done = check(spec, "--url", url, *KEYS, "--concurrency", "1")
    assert done.exit_code == 3, done.output
    assert "5 requests in a row failed" in " ".join(done.output.split())
    assert "passed" in done.output.splitlines()[-1]


# --- exit codes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worst", "complete", "fail_on", "code"),
    [
        (Verdict.PASSED, True, "failed", 0),
        (Verdict.OBSERVED, True, "failed", 0),
        (Verdict.WARNED, True, "failed", 0),
        (Verdict.WARNED, True, "warned", 1),
        (Verdict.UNSTABLE, True, "failed", 1),
        (Verdict.FAILED, True, "failed", 1),
        (Verdict.PASSED, False, "failed", 3),
        (Verdict.WARNED, False, "failed", 3),
        (Verdict.FAILED, False, "failed", 1),
        (Verdict.ERRORED, True, "failed", 4),
        (Verdict.ERRORED, False, "warned", 4),
    ],
)
def test_the_exit_code_follows_the_worst_verdict(
    worst: Verdict, complete: bool, fail_on: str, code: int
) -> None:
    report: Any = SimpleNamespace(worst=worst, complete=complete)
    assert exit_code(report, fail_on=fail_on) == code


def test_the_whole_program_prints_one_sentence_and_no_traceback(spec: str) -> None:
    words = [
        sys.executable,
        "-c",
        "from listproof.cli import main; main()",
        "check",
        spec,
        "--url",
        "http://127.0.0.1:9",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    assert done.stderr == "listproof: http://127.0.0.1:9 cannot be asked: connection refused\n"
    assert done.stdout == ""


def test_an_interrupted_run_prints_what_was_found_and_ends_with_3(spec: str) -> None:
    backend, enough, leave = Backend(), threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if len(backend.asked) >= 20:
            enough.set()
            leave.wait(10)
        put(handler, backend(as_request(handler)))

    program = [sys.executable, "-c", "from listproof.cli import main; main()"]
    with serving(answer) as url:
        running = subprocess.Popen(
            [*program, "check", spec, "--url", url, *KEYS],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert enough.wait(30)
        running.send_signal(signal.SIGINT)
        leave.set()
        shown, told = running.communicate(timeout=60)
    assert running.returncode == 3, told
    assert "The run ended early: it was interrupted." in shown
    assert "Traceback" not in told


def test_a_number_of_random_requests_without_fuzz_is_told() -> None:
    done = check("techladder-call-batches", "--url", "http://127.0.0.1:9", "--fuzz-examples", "9")
    assert done.exit_code == cli.EXIT_USAGE
    assert "--fuzz-examples: nothing is fuzzed" in str(done.exception)
