"""The pytest plugin, as pytest runs it: outcomes, selection, one run for all, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conformance.backends import SPEC, Backend, as_request, put, serving

pytest_plugins = ["pytester"]

CONFIG = """\
[target]
url = "{url}"
[callers.main]
headers = {{ X-Key = "key-of-ada" }}
[callers.other]
headers = {{ X-Key = "key-of-bob" }}
[callers.forbidden]
headers = {{ X-Key = "key-of-nobody" }}
"""
FLAGS = ["--listproof-spec", "things.yaml", "-p", "no:cacheprovider"]


class Served:
    """A backend that is served, and how often its list was asked for."""

    def __init__(self, backend: Backend, url: str) -> None:
        self.backend = backend
        self.url = url

    @property
    def runs(self) -> int:
        """How many runs there were: each begins with the plain list."""
        plain = [one for one in self.backend.asked if one.method == "GET" and one.target == "/things"]
        return len([one for one in plain if ("X-Key", "key-of-ada") in titled(one.headers)])


def titled(headers: Any) -> list[tuple[str, str]]:
    return [(name.title(), value) for name, value in headers]


@contextmanager
def served(
    pytester: pytest.Pytester, spoil: Callable[[dict[str, Any], Any], None] | None = None
) -> Iterator[Served]:
    """A backend, and a folder with the spec and the config for it."""
    backend = Backend(spoil_body=spoil)
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        pytester.path.joinpath("things.yaml").write_text(SPEC, encoding="utf-8")
        pytester.path.joinpath("listproof.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
        yield Served(backend, url)


def lying(body: dict[str, Any], _: object) -> None:
    """Count every thing in `total`, which must fail, and have no further page, which only warns."""
    body["total"] = 23
    body["has_next"] = False


def test_each_law_of_each_operation_is_a_test_and_an_honest_target_passes(pytester: pytest.Pytester) -> None:
    with served(pytester):
        done = pytester.runpytest_inprocess(*FLAGS, "-v", "-rs")
    assert done.ret == 0
    assert set(done.parseoutcomes()) <= {"passed", "skipped", "warnings"}
    done.stdout.fnmatch_lines(["*collected * items", "things::listThings::meta/total PASSED*"])
    done.stdout.fnmatch_lines(["SKIPPED * things.yaml:*: *"])


def test_a_broken_law_fails_its_test_with_the_reports_words_and_no_traceback(
    pytester: pytest.Pytester,
) -> None:
    with served(pytester, lying) as target:
        done = pytester.runpytest_inprocess(
            *FLAGS, "-k", "total or has-next", "--junit-xml=out.xml", "-W", "default"
        )
    assert done.ret == 1
    outcomes = done.parseoutcomes()
    assert (outcomes["failed"], outcomes["passed"]) == (1, 1)
    text = done.stdout.str()
    assert "FAILED TH-01: total counts the things that match" in text
    assert f"curl -H 'X-Key: [redacted]' '{target.url}/things" in text
    assert "Traceback" not in text
    assert "key-of-ada" not in text
    assert "ListproofWarning: things::listThings::meta/has-next: WARNED TH-02" in text
    case = ElementTree.parse(pytester.path / "out.xml").find(".//testcase[@name='meta/total']")
    assert case is not None
    assert case.get("classname") == "things.listThings"
    assert case.find("failure") is not None


def test_nothing_is_asked_before_the_first_test(pytester: pytest.Pytester) -> None:
    with served(pytester) as target:
        done = pytester.runpytest_inprocess(*FLAGS, "--collect-only", "-q")
        assert target.backend.asked == []
    assert "things::listThings::meta/total" in done.outlines


@pytest.mark.slow
def test_the_first_failure_ends_a_run_that_is_to_end_there(pytester: pytest.Pytester) -> None:
    with served(pytester, lying):
        done = pytester.runpytest_inprocess(*FLAGS, "-x", "-q", "-W", "default")
    assert done.parseoutcomes()["failed"] == 1


@pytest.mark.slow
def test_tests_of_the_team_run_beside_the_laws_and_can_be_told_apart(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_own(): pass")
    with served(pytester):
        own = pytester.runpytest_inprocess(*FLAGS, "-m", "not listproof", "-q")
        one = pytester.runpytest_inprocess(*FLAGS, "-k", "test_own or meta/total", "-q")
    assert own.parseoutcomes()["passed"] == 1
    assert one.parseoutcomes()["passed"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--dist", "loadgroup"]])
def test_workers_share_one_run(pytester: pytest.Pytester, more: list[str]) -> None:
    with served(pytester, lying) as target:
        done = pytester.runpytest_subprocess(
            *FLAGS, "-n", "2", *more, "-k", "meta/ or page/", "-W", "default"
        )
        assert done.parseoutcomes()["failed"] >= 1
        assert "errors" not in done.parseoutcomes()
        assert target.runs == 1


def test_a_known_failure_is_expected_to_fail(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".yaml",
        known="known:\n- operation: listThings\n  law: meta/total\n  where: /total\n  about: /total\n"
        "  reason: 4711th\n",
    )
    flags = [*FLAGS, "--listproof-baseline", "known.yaml", "-k", "meta/total", "-rx", "-W", "default"]
    with served(pytester, lying):
        known = pytester.runpytest_inprocess(*flags)
    assert known.parseoutcomes()["xfailed"] == 1
    assert "known: 4711th" in known.stdout.str()
    with served(pytester):
        stale = pytester.runpytest_inprocess(*flags)
    assert stale.parseoutcomes()["passed"] == 1
    assert "is in the baseline (4711th) and no longer fails" in stale.stdout.str()


def test_a_target_that_is_not_there_is_an_error_and_no_failure(pytester: pytest.Pytester) -> None:
    with served(pytester):
        pass
    # An inner run that shares this process imports the HTTP client anew, which then knows its errors no more.
    done = pytester.runpytest_subprocess(*FLAGS, "-k", "meta/total", "--listproof-url", "http://127.0.0.1:9")
    assert done.parseoutcomes()["errors"] == 1
    assert "cannot be asked: connection refused" in done.stdout.str()


def test_a_list_that_cannot_be_read_is_an_error_for_every_law_that_found_nothing(
    pytester: pytest.Pytester,
) -> None:
    with served(pytester) as target:
        config = pytester.path / "listproof.toml"
        config.write_text(f'[target]\nurl = "{target.url}"\n', encoding="utf-8")
        done = pytester.runpytest_inprocess(*FLAGS, "-q", "-k", "meta/ or page/")
    assert "passed" not in done.parseoutcomes()
    assert "could not be judged in whole: the plain list was refused with 401" in done.stdout.str()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--listproof-url", "http://127.0.0.1:9"], "--listproof-spec is missing"),
        (["--listproof-spec", "no-such-spec.yaml"], "no-such-spec.yaml: there is no such file"),
        (["--listproof-spec", "techladder-call-batches"], "the target has no URL"),
        (
            ["--listproof-spec", "techladder-call-batches", "--listproof-config", "no.toml"],
            "no.toml: there is no",
        ),
    ],
)
def test_wrong_flags_end_pytest_with_a_sentence(
    pytester: pytest.Pytester, flags: list[str], message: str
) -> None:
    done = pytester.runpytest_inprocess(*flags)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert message in done.stderr.str()
    assert "Traceback" not in done.stderr.str()


# --- fixtures --------------------------------------------------------------------------------------------


LIVE = """
import pytest

@pytest.fixture(scope="session")
def live():
    return "{url}"

@pytest.mark.listproof(spec="things.yaml", config="listproof.toml")
def test_law(listproof_law, live):
    listproof_law.check(url=live)

def test_all(listproof, live):
    report = listproof.check("things.yaml", url=live, config="listproof.toml")
    assert report.complete
"""


def test_a_team_judges_the_server_that_its_own_fixture_started(pytester: pytest.Pytester) -> None:
    with served(pytester) as target:
        pytester.makepyfile(LIVE.format(url=target.url))
        done = pytester.runpytest_inprocess("-k", "test_all or meta/", "-p", "no:cacheprovider")
        assert target.runs == 1
    assert set(done.parseoutcomes()) <= {"passed", "deselected", "warnings"}
    assert done.parseoutcomes()["passed"] == 4


@pytest.mark.slow
def test_a_run_of_a_fixture_happens_once_and_fails_law_by_law(pytester: pytest.Pytester) -> None:
    with served(pytester, lying) as target:
        pytester.makepyfile(LIVE.format(url=target.url).partition("def test_all")[0])
        done = pytester.runpytest_inprocess("-k", "meta/", "-W", "default", "-p", "no:cacheprovider")
        assert target.runs == 1
    assert done.parseoutcomes()["failed"] == 1
    assert "test_law[[]listThings::meta/total]" in done.stdout.str().replace("test_law[", "test_law[[]")


@pytest.mark.slow
def test_a_check_of_the_whole_tells_every_broken_law(pytester: pytest.Pytester) -> None:
    with served(pytester, lying) as target:
        pytester.makepyfile(LIVE.format(url=target.url))
        done = pytester.runpytest_inprocess("-k", "test_all", "-p", "no:cacheprovider")
    text = done.stdout.str()
    assert done.parseoutcomes()["failed"] == 1
    assert "listThings::meta/total" in text
    assert "def test_all" not in text


def test_a_law_without_a_marker_is_told_what_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_law(listproof_law): pass")
    done = pytester.runpytest_inprocess()
    assert "listproof_law needs its spec" in done.stdout.str() + done.stderr.str()


# --- what it leaves alone --------------------------------------------------------------------------------


def test_nothing_of_listproof_is_imported_where_nothing_asks_for_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_modules():\n"
        "    ours = [name for name in sys.modules if name.split('.')[0] in ('listproof', 'conformance')]\n"
        "    assert sorted(ours) == ['conformance', 'conformance.pytest_plugin']\n"
    )
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=pytester.path, timeout=60)
    assert done.returncode == 0, done.stdout
