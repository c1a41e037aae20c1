"""What an import leaves open is told, list by list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from listproof.cli import group
from listproof.infer.importing.silence import left_open, told
from listproof.infer.telling import as_json, as_text
from tests.listproof.infer.lists import FLAG, ROW, WHOLE, array, document, obj, param, proposal

FERN = {"offset": "$request.page", "results": "$response.rows", "has-next-page": "$response.more"}
IMPORTED: dict[str, Any] = {"x-fern-pagination": FERN}
BODY = obj(rows=array(ROW), more=FLAG)
PARAMETERS = [param("page", WHOLE), param("limit", WHOLE), param("status")]


def test_what_no_extension_can_say_is_told() -> None:
    open_ = left_open(proposal(PARAMETERS, BODY, **{"x-fern-pagination": FERN}))
    assert "the number of the first page" in open_
    assert "whether a size over the maximum is cut or refused" in open_
    assert "which values switch a filter off" in open_
    assert "whose rows come" in open_
    assert "what a bad value gets" in open_
    assert "how the end is told" not in open_


def test_what_something_else_shows_is_not_told() -> None:
    size = {**WHOLE, "default": 20, "maximum": 100}
    parameters = [param("page", {**WHOLE, "default": 1}), param("limit", size, "Larger values are capped.")]
    open_ = left_open(proposal(parameters, BODY, **{"x-fern-pagination": FERN}))
    for subject in ("the number of the first page", "the largest size", "how many come unasked"):
        assert subject not in open_


def test_tokens_and_lists_without_an_end_have_questions_of_their_own() -> None:
    cursor = {"cursor": "$request.status", "results": "$response.rows"}
    open_ = left_open(proposal(PARAMETERS, BODY, **{"x-fern-pagination": cursor}))
    assert "what an old, altered or foreign token gets" in open_
    assert "what comes past the end" not in open_
    whole = left_open(proposal([], obj(value=array(ROW)), **{"x-ms-pageable": {"nextLinkName": None}}))
    assert "how the end is told" not in whole


def test_lists_that_leave_the_same_open_are_told_together() -> None:
    found = proposal(PARAMETERS, BODY, **{"x-fern-pagination": FERN})
    (line,) = told([found] * 5)
    assert line.startswith("GET /orders, GET /orders, GET /orders and 2 others: x-fern-pagination says how")
    assert list(told([proposal([param("page", {**WHOLE, "default": 1})], BODY)])) == []


def test_text_and_json_have_it_too() -> None:
    plain = document(PARAMETERS, BODY, **IMPORTED)
    found = proposal(PARAMETERS, BODY, **{"x-fern-pagination": FERN})
    assert "x-fern-pagination can't say, and nothing else shows\n" in as_text(plain, [found])
    (listed,) = json.loads(as_json(plain, [found]))["lists"]
    assert listed["imported"]["from"] == "x-fern-pagination"
    assert "whose rows come" in listed["imported"]["leaves_open"]


def test_the_command_tells_it_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = document(PARAMETERS, BODY, **IMPORTED)
    (tmp_path / "orders.json").write_text(json.dumps(plain.document.value))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, ["infer", "orders.json", "-o", "o.yaml"], standalone_mode=False)
    assert done.exception is None
    assert "GET /orders: x-fern-pagination says how to page, and this stays open: " in done.stderr
