"""What the pages for people say is so: their lines work when pasted, and their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import get_args
from urllib.parse import urlsplit

import click
import pytest
import yaml
from starlette.testclient import TestClient

from conformance.targets.flags import Flags, read_target
from listproof.bundled import bundled_specs, fixtures_for, vocabulary_file
from listproof.cli import group
from listproof.contract import Contract, Operator
from listproof.reader import read_contract
from listproof.reading.vocabulary import flaws_of
from mock_server.app import build_app
from mock_server.worlds.fixtures import load_world

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "specs/README.md",
    "fixtures/README.md",
    "examples/backend/README.md",
)
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
README = TEXTS["README.md"]
PORT = ":8080/"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def shell_lines(page: str) -> list[str]:
    return [line for block in blocks(TEXTS[page], "sh") for line in block.splitlines() if line.strip()]


def commands(page: str) -> Iterator[list[str]]:
    """The words after `listproof`, of every line to paste and of every line between backquotes."""
    quoted = re.findall(r"`(listproof [^`]+)`", TEXTS[page])
    for line in (*shell_lines(page), *quoted):
        words = shlex.split(line)
        if Path(words[0]).name == "listproof":
            yield words[1:]


# --- lines for curl ----------------------------------------------------------------------------------


CURL_LINES = [line for line in shell_lines("README.md") if line.startswith("curl ")]


@pytest.fixture(scope="module")
def contracts() -> list[Contract]:
    return [read_contract(path) for path in bundled_specs()]


@pytest.fixture(scope="module")
def mock(contracts: list[Contract]) -> Iterator[TestClient]:
    """The five endpoints as `make mock` serves them."""
    served = []
    for contract, path in zip(contracts, bundled_specs(), strict=True):
        file = fixtures_for(path)
        assert file is not None
        served.append((contract, load_world(contract, file)))
    with TestClient(build_app(served), base_url="http://127.0.0.1:8080") as client:
        yield client


def asked(line: str) -> tuple[str, dict[str, str]]:
    """The URL and the headers of a line for curl, which has no other options than these."""
    _, *words = shlex.split(line)
    urls = [word for word in words if word.startswith("http://")]
    headers = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    assert {word for word in words if word.startswith("-")} <= {"-s", "-si", "-H"}, line
    assert len(urls) == 1
    return urls[0], dict(header.split(": ", 1) for header in headers)


def line_with(part: str) -> str:
    (line,) = [line for line in CURL_LINES if part in line]
    return line


@pytest.mark.parametrize(
    "line", CURL_LINES, ids=lambda line: urlsplit(asked(line)[0]).path + "?" + part_of(line)
)
def test_every_line_for_curl_is_answered_as_the_page_says(mock: TestClient, line: str) -> None:
    url, headers = asked(line)
    assert PORT in url
    answer = mock.get(url, headers=headers)
    refused = line == line_with("status=done")
    assert answer.status_code == (422 if refused else 200), answer.text


def part_of(line: str) -> str:
    return urlsplit(asked(line)[0]).query


def test_there_is_a_line_for_each_of_the_five(contracts: list[Contract]) -> None:
    patterns = {
        re.sub(r"\{\w+\}", "[^/]+", operation.path)
        for contract in contracts
        for operation in contract.operations
    }
    paths = [urlsplit(asked(line)[0]).path for line in CURL_LINES]
    assert all(any(re.fullmatch(pattern, path) for path in paths) for pattern in patterns)
    assert len(patterns) == 5


def test_the_total_follows_the_filter_and_the_summary_does_not(mock: TestClient) -> None:
    url, headers = asked(line_with("status=failed"))
    filtered = mock.get(url, headers=headers).json()
    plain = mock.get(url.replace("status=failed", "status=all"), headers=headers).json()
    assert filtered["pagination"]["total"] == plain["summary"]["failed"] < plain["pagination"]["total"]
    assert filtered["summary"] == plain["summary"]


def test_a_page_past_the_end_is_empty(mock: TestClient) -> None:
    url, headers = asked(line_with("page=9999"))
    assert mock.get(url, headers=headers).json()["data"]["items"] == []


def test_a_refusal_has_the_documented_body(mock: TestClient) -> None:
    url, headers = asked(line_with("status=done"))
    body = mock.get(url, headers=headers).json()
    assert body["status_code"] == 422
    assert body["error"]["details"][0].startswith("status: ")


def test_the_table_says_what_the_contracts_say(contracts: list[Contract]) -> None:
    rows = re.findall(r"^\| GET `(.+?)` \| (.+?) \| \[.+?\]\((.+?)\) \|$", README, re.MULTILINE)
    assert len(rows) == len(contracts)
    for path, says, link in rows:
        (operation,) = read_contract(ROOT / link).operations
        size = operation.mocked.size
        assert size is not None
        assert operation.path == path
        assert f"`{operation.mocked.page.param}` from " in says
        assert f"`{size.param}` {size.default} up to {size.maximum}" in says


# --- other lines and blocks ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_every_option_of_it_exists(page: str) -> None:
    for name, *words in commands(page):
        if name == "--help":
            continue
        command = group.get_command(click.Context(group), name)
        assert command is not None, name
        options = {text for option in command.params for text in (*option.opts, *option.secondary_opts)}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, words


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_module_of_a_line_to_paste_is_there(page: str) -> None:
    for line in shell_lines(page):
        words = shlex.split(line)
        if "-m" in words:
            assert find_spec(words[words.index("-m") + 1]) is not None, line
        for word in words:
            if re.fullmatch(r"(specs|fixtures|examples|docs)/\S+", word):
                assert (ROOT / word).is_file(), line


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = re.findall(r"(?:^|`|^    )make ([a-z-]+)", TEXTS[page], re.MULTILINE)
    assert set(named) <= targets


def test_the_listing_that_is_shown_has_the_words_of_the_vocabulary() -> None:
    (block,) = blocks(README, "yaml")
    listing = yaml.safe_load(block)["paths"]["/orders"]["get"]["x-listing"]
    assert flaws_of("complete", listing) == []


def test_the_listing_with_every_key_has_them_all_and_no_other() -> None:
    (block,) = blocks(TEXTS["specs/README.md"], "yaml")
    listing = yaml.safe_load(block)["x-listing"]
    assert flaws_of("complete", listing) == []
    vocabulary = yaml.safe_load(vocabulary_file().read_text(encoding="utf-8"))["$defs"]
    assert list(listing) == list(vocabulary["listing"]["properties"])
    for key in ("page", "size", "sort"):
        assert set(listing[key]) == set(vocabulary[key]["properties"])
    shown = re.search(r"# also: (.+)", block)
    assert shown is not None
    assert {*listing["meta"], *shown[1].split()} == set(vocabulary["meta"]["properties"])
    operators = re.search(r"# op: (.+)", block)
    assert operators is not None
    assert set(operators[1].split()) == set(get_args(Operator))


def test_the_target_file_that_is_shown_can_be_read(tmp_path: Path) -> None:
    (block,) = blocks(README, "toml")
    assert tomllib.loads(block)
    (tmp_path / "listproof.toml").write_text(block, encoding="utf-8")
    environment = MappingProxyType({"TOKEN": "a", "OTHER_TOKEN": "b", "EXPIRED_TOKEN": "c"})
    target = read_target(tmp_path / "listproof.toml", Flags(), environment)
    assert set(target.callers) == {"main", "other"}
    assert [refused.name for refused in target.refused] == ["expired"]


def test_the_law_that_is_shown_broken_is_one(contracts: list[Contract]) -> None:
    law, clause, text = re.findall(r"^FAILED\s+(\S+)\s+(\S+): (.+)$", README, re.MULTILINE)[0]
    cited = {
        clause.id: clause for contract in contracts for each in contract.operations for clause in each.clauses
    }
    assert cited[clause].text.startswith(text)
    assert law in [citation.law for citation in cited[clause].laws]


# --- links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_to_a_file(page: str) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)[^)]*\)", TEXTS[page])
    missing = [link for link in links if not Path(os.path.normpath(ROOT / page / ".." / link)).exists()]
    assert missing == []
