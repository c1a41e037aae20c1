"""`listproof diff`: what is named is found, compared, told in every format, and ends with the right code."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from listproof.changes.kinds import KINDS
from listproof.cli import group
from listproof.errors import ConfigError, ListproofError, SpecError

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "diff.md").read_text("utf-8")
SCHEMA = json.loads((ROOT / "docs" / "diff.schema.json").read_text("utf-8"))

SPEC = """\
openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100, default: 20}}
        - {name: state, in: query, schema: {type: string}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, total, more]
                properties:
                  total: {type: integer}
                  more: {type: boolean}
                  data:
                    type: array
                    items:
                      type: object
                      required: [id, state, created_at]
                      properties:
                        id: {type: string}
                        state: {type: string}
                        created_at: {type: string}
        '400': {description: Refused.}
      x-listing:
        items: /data
        id: /id
"""


def blocks(language: str) -> list[str]:
    """The blocks of the page in the language; those in none have an empty one."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text for marked, text in found if marked == language]


def spec(listing: str) -> str:
    return SPEC + "".join(f"        {line}\n" for line in listing.splitlines())


OLD, NEW = (spec(listing) for listing in blocks("yaml")[:2])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def diff(*arguments: str, color: bool = False) -> Result:
    return CliRunner().invoke(group, ["diff", *arguments], standalone_mode=False, color=color)


def report(*arguments: str) -> dict[str, Any]:
    done = diff(*arguments, "--format", "json")
    assert done.exception is None, done.exception
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema_rs.validate(SCHEMA, told)
    return told


def test_the_page_shows_what_is_printed() -> None:
    done = diff("old.yaml", "new.yaml")
    assert done.output == blocks("")[0]
    assert done.return_value == 1


def test_the_page_names_kinds_that_there_are() -> None:
    assert set(re.findall(r"`([a-z]+/[a-z-]+)`", PAGE)) <= set(KINDS)


def test_a_document_against_itself_is_nothing() -> None:
    done = diff("old.yaml", "old.yaml", "--fail-on", "any")
    assert done.output == "Nothing has changed for clients of the lists.\n"
    assert done.return_value == 0


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 0), ("careful", 0), ("any", 1), ("never", 0)])
def test_a_harmless_change_fails_any_alone(folder: Path, fail_on: str, code: int) -> None:
    (folder / "new.yaml").write_text(OLD.replace("total: /total}", "total: /total, has_next: /more}"))
    assert diff("old.yaml", "new.yaml", "--fail-on", fail_on).return_value == code


def test_colours_come_to_a_terminal_alone() -> None:
    assert "\x1b[" not in diff("old.yaml", "new.yaml").output
    assert "\x1b[31m\x1b[1mBREAKING" in diff("old.yaml", "new.yaml", color=True).output


def test_the_json_has_values_places_and_counts() -> None:
    told = report("old.yaml", "new.yaml")
    assert told["counts"] == {"breaking": 2, "careful": 0, "harmless": 1, "allowed": 0}
    first, second, added = told["documents"][0]["changes"]
    assert (first["old"], first["new"]) == ("clamp", "error")
    assert first["new_place"] == {
        "file": "new.yaml",
        "line": 36,
        "pointer": "/paths/~1orders/get/x-listing/size/over",
    }
    assert (second["old"], second["new"]) == (["-/created_at"], ["/created_at"])
    assert "old" not in added


def test_markdown_is_sorted_by_severity_and_shows_no_markup_of_the_document(folder: Path) -> None:
    hostile = NEW.replace("name: state,", "name: 'a<b>|`c`[x](y)', required: true,")
    (folder / "new.yaml").write_text(hostile.replace("filter: {state: /state}", ""))
    text = diff("old.yaml", "new.yaml", "--format", "markdown").output
    assert text.index("### Breaking") < text.index("### Harmless")
    assert "<b>" not in text
    assert "](y)" not in text.replace("\\]", "")


def test_annotations_stand_in_the_new_document_and_end_no_line_of_their_own() -> None:
    done = diff("old.yaml", "new.yaml", "--format", "github")
    lines = done.output.splitlines()
    assert lines[0].startswith("::error file=new.yaml,line=36,title=breaking%3A size/over of listOrders::")
    assert lines[2].startswith("::notice file=new.yaml,line=37,")
    assert lines[3] == "::notice title=listproof diff::3 changes: 2 breaking, 1 harmless"


ALLOW = """\
allowed:
- {operation: listOrders, change: sort/default, reason: agreed, ticket: 7}
- {operation: listOrders, change: size/over, reason: agreed, expires: 2026-01-31}
- {operation: listOrders, change: meta/gone, about: total, reason: later}
"""


def test_what_is_allowed_fails_nothing_until_its_last_day(folder: Path) -> None:
    (folder / "allow.yaml").write_text(ALLOW)
    told = report("old.yaml", "new.yaml", "--allow", "allow.yaml")
    assert told["counts"] == {"breaking": 1, "careful": 0, "harmless": 1, "allowed": 1}
    over, default, _ = told["documents"][0]["changes"]
    assert over["allowed"] == {"reason": "agreed", "expires": "2026-01-31", "ticket": "", "expired": True}
    assert default["allowed"]["ticket"] == "7"
    assert told["stale"] == [{"operation": "listOrders", "change": "meta/gone", "about": "total"}]
    done = diff("old.yaml", "new.yaml", "--allow", "allow.yaml")
    assert done.return_value == 1
    assert "ALLOWED   GET /orders: without a sort" in done.output
    assert "was allowed until 2026-01-31: agreed" in done.output
    assert "allowed, and not there: meta/gone of listOrders about total" in done.output


def test_what_is_allowed_altogether_ends_well(folder: Path) -> None:
    (folder / "allow.yaml").write_text(ALLOW.replace("2026-01-31", "2999-01-31"))
    assert diff("old.yaml", "new.yaml", "--allow", "allow.yaml").return_value == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", "there is no list `allowed`"),
        ("allowed: [1]", "allowed.0: this is 1"),
        ("allowed: [{change: size/max, reason: x}]", 'there is no change "size/max"'),
        ("allowed: [{change: size/over}]", "reason is missing"),
        ("allowed: [{change: size/over, reason: ''}]", "allowed.0.reason"),
        ("allowed: [{change: size/over, reason: x, expires: soon}]", "it must be a day"),
        ("allowed: [{change: size/over, reason: x, until: 1}]", "allowed.0.until: unknown key"),
        ("allowed: {", "this is not YAML"),
    ],
)
def test_a_wrong_file_of_what_is_allowed_is_told(folder: Path, text: str, found: str) -> None:
    (folder / "allow.yaml").write_text(text)
    with pytest.raises(ConfigError, match=re.escape(found)):
        raise_of(diff("old.yaml", "new.yaml", "--allow", "allow.yaml"))


def raise_of(done: Result) -> None:
    assert done.exception is not None
    raise done.exception


def test_the_faults_of_both_documents_are_told_at_once(folder: Path) -> None:
    (folder / "old.yaml").write_text(OLD.replace("items: /data", "items: /dta"))
    (folder / "new.yaml").write_text(NEW.replace("first: 1", "first: 7"))
    done = diff("old.yaml", "new.yaml")
    assert isinstance(done.exception, SpecError)
    assert {fault.file for fault in done.exception.faults} == {"old.yaml", "new.yaml"}


def test_what_is_not_there_or_lists_nothing_is_told(folder: Path) -> None:
    (folder / "none.yaml").write_text("openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n")
    for arguments, found in (
        (("old.yaml", "nope.yaml"), "nope.yaml: there is no such file"),
        (("none.yaml", "none.yaml"), "it has no list, and neither has the other document"),
        (("old.yaml", "."), "this is a folder"),
        (("https://example.com/a.yaml", "old.yaml"), "nothing is fetched from a network"),
    ):
        with pytest.raises(ListproofError, match=re.escape(found)):
            raise_of(diff(*arguments))


def test_lists_that_are_all_gone_break_every_client(folder: Path) -> None:
    (folder / "none.yaml").write_text("openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n")
    (change,) = report("old.yaml", "none.yaml")["documents"][0]["changes"]
    assert (change["change"], change["severity"]) == ("operation/gone", "breaking")


OVERLAY = """\
overlay: 1.0.0
info: {title: Stricter, version: "1"}
actions:
  - target: $.paths['/orders'].get['x-listing']
    update: {size: {over: error}}
"""


def test_an_overlay_is_laid_over_the_side_that_is_meant(folder: Path) -> None:
    (folder / "strict.yaml").write_text(OVERLAY)
    told = report("old.yaml", "old.yaml", "--new-overlay", "strict.yaml")["documents"][0]["changes"]
    assert [each["change"] for each in told] == ["size/over"]
    assert told[0]["new_place"]["file"] == "strict.yaml"
    assert not report("old.yaml", "old.yaml", "--overlay", "strict.yaml")["documents"][0]["changes"]
    baked = folder / "baked.yaml"
    baked.write_text(OLD.replace("over: clamp", "over: error"))
    assert not report("old.yaml", "baked.yaml", "--old-overlay", "strict.yaml")["documents"][0]["changes"]


def test_folders_are_compared_file_by_file(folder: Path) -> None:
    folders = {
        "a": {"x.yaml": OLD, "sub/y.yaml": OLD, "z.yaml": OLD},
        "b": {"x.yaml": NEW, "sub/y.yaml": OLD},
    }
    for name, texts in folders.items():
        for path, text in texts.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_text(text)
        (folder / name / "notes.yaml").write_text("{{ broken")
    told = {one["old"]: [each["change"] for each in one["changes"]] for one in report("a", "b")["documents"]}
    assert told == {
        "a/sub/y.yaml": [],
        "a/x.yaml": ["size/over", "sort/default", "meta/added"],
        "a/z.yaml": ["operation/gone"],
    }
    back = report("b", "a")["documents"]
    assert [each["change"] for each in back[2]["changes"]] == ["operation/added"]
    assert "a/x.yaml -> b/x.yaml" in diff("a", "b").output


def git(*words: str) -> None:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, *words], check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose last commit has specs/orders.yaml, in two files, and the working folder a change."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    specs = folder / "specs"
    specs.mkdir()
    schema = "{type: string}\n"
    (folder / "state.yaml").write_text(schema)
    state = "name: state, in: query, schema: {"
    text = OLD.replace(f"{state}type: string}}", f"{state}$ref: ../state.yaml}}")
    assert text != OLD
    (specs / "orders.yaml").write_text(text)
    (folder / ".gitattributes").write_text("*.yaml export-ignore\n")  # is no reason not to compare
    git("init", "-q")
    git("add", "specs", "state.yaml", ".gitattributes")
    git("commit", "-q", "-m", "Orders")
    (specs / "orders.yaml").write_text(text.replace("over: clamp", "over: error"))
    (folder / "state.yaml").write_text("{type: string, enum: [open]}\n")
    return folder


@pytest.mark.parametrize(
    "named", ["HEAD:specs/orders.yaml", "HEAD:./specs/orders.yaml", ":specs/orders.yaml"]
)
def test_a_revision_of_git_is_read_with_all_that_it_refers_to(repository: Path, named: str) -> None:
    (one,) = report(named, "specs/orders.yaml")["documents"]
    assert [each["change"] for each in one["changes"]] == ["parameter/value-gone", "size/over"]
    files = {each["old_place"]["file"] for each in one["changes"]}
    assert files == {named, f"{named.rpartition('specs')[0]}state.yaml"}
    assert one["changes"][0]["new_place"]["file"] == "state.yaml"


def test_a_folder_of_a_revision_is_compared(repository: Path) -> None:
    (one,) = report("HEAD:specs", "specs")["documents"]
    assert one["old"] == "HEAD:specs/orders.yaml"
    assert len(one["changes"]) == 2


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("nope:specs/orders.yaml", "git knows no revision nope"),
        ("HEAD:specs/nope.yaml", "the revision has no specs/nope.yaml"),
        ("HEAD:../x.yaml", "the path leads out of the repository"),
        ("--output=x:specs/orders.yaml", "git knows no revision"),
    ],
)
def test_what_git_does_not_have_is_told(repository: Path, named: str, found: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(found)):
        raise_of(diff("--", named, "specs/orders.yaml"))


def test_without_a_repository_there_is_no_revision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    with pytest.raises(ConfigError, match="no git repository is here"):
        raise_of(diff("main:specs/orders.yaml", "old.yaml"))
