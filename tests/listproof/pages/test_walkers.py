"""The programs on the pages walk the whole list, each run against the mock."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from listproof.pages.study import Study
from listproof.pages.walkers import Plan, plan_of, program

BUNDLED: Final = (
    "listAgencyCallBatches",
    "listOrganizationBatchCalls",
    "listCallBatches",
    "listBatchCalls",
    "listBatchJobs",
)
WAYS: Final = (
    "byToken",
    "byLastItem",
    "byLinkHeader",
    "byUrlInTheBody",
    "byTotalInAHeader",
    "byPagesInAHeader",
    "byAShortPage",
    "byALastPageThatRepeats",
    "inOnePage",
)
# Where Debian keeps it; elsewhere CLASSPATH says where it is.
JACKSON: Final = tuple(f"/usr/share/java/jackson-{part}.jar" for part in ("databind", "core", "annotations"))

Run = Callable[[Plan, Path, Mapping[str, str]], str]


def _ran(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _file(plan: Plan, name: str, folder: Path) -> str:
    path = folder / name
    path.write_text(program(plan, name), encoding="utf-8")
    return str(path)


def _python(plan: Plan, folder: Path, environment: Mapping[str, str]) -> str:
    return _ran([sys.executable, "-W", "error", _file(plan, "walk.py", folder)], environment)


def _javascript(plan: Plan, folder: Path, environment: Mapping[str, str]) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    return _ran([node, _file(plan, "walk.mjs", folder)], environment)


def _curl(plan: Plan, folder: Path, environment: Mapping[str, str]) -> str:
    for needed in ("bash", "curl", "jq"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    return _ran(["bash", _file(plan, "walk.sh", folder)], environment)


def _java(plan: Plan, folder: Path, environment: Mapping[str, str]) -> str:
    if shutil.which("java") is None or shutil.which("javac") is None:
        pytest.skip("no JDK is installed")
    path = os.environ.get("CLASSPATH") or ":".join(JACKSON)
    if not all(Path(part).exists() for part in path.split(":")):
        pytest.skip("jackson-databind is not installed")
    _ran(["javac", "-cp", path, "-d", str(folder), _file(plan, "Walk.java", folder)], environment)
    return _ran(["java", "-Dfile.encoding=UTF-8", "-cp", f"{path}:{folder}", "Walk"], environment)


RUNS: Final[Mapping[str, Run]] = {"python": _python, "javascript": _javascript, "curl": _curl}


def _studied(name: str, bundled: Mapping[str, Study], ways: Mapping[str, Study]) -> Study:
    return bundled[name] if name in bundled else ways[name]


def _walked(study: Study, run: Run, folder: Path, url: str) -> list[str]:
    """The ids that the program prints."""
    assert study.rule is not None
    plan = plan_of(study.operation, study.rule, study.mock.main.values)
    held = {**study.mock.main.secrets, **study.mock.main.values}
    environment = {each.name: held[each.about] for each in study.variables}
    at = (study.operation.listing.id or ("id",))[-1]
    printed = run(plan, folder, {"BASE_URL": url, **environment})
    return [str(json.loads(line)[at]) for line in printed.splitlines()]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((name, language) for name in BUNDLED for language in RUNS),
        *((name, language) for name in WAYS for language in ("python", "javascript")),
        # Many small programs run for one of curl's: CI has the time.
        *(pytest.param(name, "curl", marks=pytest.mark.slow) for name in WAYS[1:]),
        (WAYS[0], "curl"),
    ],
)
def test_a_program_prints_every_row_once(
    name: str,
    language: str,
    bundled: Mapping[str, Study],
    ways: Mapping[str, Study],
    mock_url: str,
    tmp_path: Path,
) -> None:
    study = _studied(name, bundled, ways)
    assert study.walk is not None
    walked = _walked(study, RUNS[language], tmp_path, mock_url)
    assert len(walked) == len(set(walked)) == study.walk.rows > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", [*BUNDLED, *WAYS])
def test_the_java_program_prints_every_row_once(
    name: str, bundled: Mapping[str, Study], ways: Mapping[str, Study], mock_url: str, tmp_path: Path
) -> None:
    study = _studied(name, bundled, ways)
    assert study.walk is not None
    walked = _walked(study, _java, tmp_path, mock_url)
    assert len(walked) == len(set(walked)) == study.walk.rows > 1


def test_programs_print_the_rows_in_the_order_of_the_list(
    bundled: Mapping[str, Study], mock_url: str, tmp_path: Path
) -> None:
    study = bundled["listCallBatches"]
    assert study.walk is not None
    first = [str(item["schedule_id"]) for item in study.walk.shown[0].items]
    assert _walked(study, _python, tmp_path, mock_url)[: len(first)] == first


def test_a_refusal_ends_a_program_with_its_body(
    bundled: Mapping[str, Study], mock_url: str, tmp_path: Path
) -> None:
    study = bundled["listCallBatches"]
    assert study.rule is not None
    plan = plan_of(study.operation, study.rule, {})
    for run in RUNS.values():
        with pytest.raises(AssertionError, match="UNAUTHORIZED"):
            run(plan, tmp_path, {"BASE_URL": mock_url, "TOKEN": "wrong"})


def test_credentials_stand_in_no_program(bundled: Mapping[str, Study]) -> None:
    for study in bundled.values():
        assert study.rule is not None
        plan = plan_of(study.operation, study.rule, study.mock.main.values)
        for file in ("walk.sh", "walk.py", "walk.mjs", "Walk.java"):
            text = program(plan, file)
            assert not [secret for secret in study.mock.secrets if secret in text]
            assert re.search(r"TOKEN|API_KEY", text)


def test_no_name_of_a_document_becomes_code_of_a_program(hostile: Study, tmp_path: Path) -> None:
    assert hostile.rule is not None
    plan = plan_of(hostile.operation, hostile.rule, hostile.mock.main.values)
    environment = {each.name: "x" for each in hostile.variables}
    compile(program(plan, "walk.py"), "walk.py", "exec")
    for run in RUNS.values():
        # Nobody listens there, so each ends with its own error, and not with one of its language.
        with pytest.raises(AssertionError, match=r"refused|ECONNREFUSED|Failed to connect|fetch failed"):
            run(plan, tmp_path, {"BASE_URL": "http://127.0.0.1:9", **environment})
    assert not [each for each in (*tmp_path.iterdir(), *Path.cwd().iterdir()) if each.name == "pwned"]
