"""The folder: an earlier build's files are replaced, somebody else's are not, and names stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from listproof.errors import ConfigError
from listproof.pages.site import MANIFEST, remains, studies, write
from listproof.pages.study import Study


def test_a_build_writes_its_files_and_a_manifest_of_them(tmp_path: Path) -> None:
    write(tmp_path / "new" / "site", {"index.html": "a"})
    assert (tmp_path / "new/site/index.html").read_text() == "a"
    assert json.loads((tmp_path / "new/site" / MANIFEST).read_text())["files"] == ["index.html"]


def test_a_build_replaces_what_an_earlier_one_left(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": "a", "old.html": "b"})
    write(tmp_path, {"index.html": "c", "new.html": "d"})
    assert {each.name for each in tmp_path.iterdir()} == {"index.html", "new.html", MANIFEST}
    assert (tmp_path / "index.html").read_text() == "c"


def test_files_of_somebody_else_are_left_alone_and_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, {"index.html": "a"})
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert remains(tmp_path, {"index.html": "a"}) == ("notes.txt",)


def test_a_file_of_somebody_else_in_the_way_ends_the_build_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match=r"index\.html: this file is no earlier build's"):
        write(tmp_path, {"a.html": "a", "index.html": "b"})
    assert [each.name for each in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(ConfigError, match="this is a file"):
        write(tmp_path / "site", {"index.html": "a"})


@pytest.mark.parametrize(
    "manifest",
    [
        '{"files": ["../precious.txt", "/precious.txt", "", 3, null]}',
        "not JSON",
        "[]",
        '{"files": "precious.txt"}',
    ],
)
def test_a_manifest_removes_nothing_outside_its_folder(manifest: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MANIFEST).write_text(manifest)
    write(tmp_path / "site", {"index.html": "a"})
    assert precious.read_text() == "mine"


def test_two_operations_of_one_id_get_names_of_their_own(ways: Mapping[str, Study]) -> None:
    one = ways["inOnePage"]
    other = replace(one.contract, name="others")
    named = studies(
        [
            (one.contract, one.operation, one.mock),
            (other, one.operation, one.mock),
            (other, one.operation, one.mock),
        ]
    )
    assert [each.name for each in named] == ["ways-inOnePage", "others-inOnePage", "others-inOnePage-2"]


@pytest.mark.parametrize("name", ["index", "Laws", "README"])
def test_an_operation_takes_no_name_that_a_page_has_already(name: str, ways: Mapping[str, Study]) -> None:
    one = ways["inOnePage"]
    (named,) = studies([(one.contract, replace(one.operation, id=name), one.mock)])
    assert named.name == f"ways-{name}"
