"""What OData's options do stays a question, and the metadata of a service answers what it can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.errors import SpecError
from listproof.infer.odata.applying import propose_with
from listproof.infer.odata.csdl_json import metadata_of
from listproof.infer.proposals import Passed, Proposal
from tests.listproof.infer.lists import TEXT, WHOLE, array, asked, document, obj, operation, param, proposal
from tests.listproof.infer.odata.services import JSON, OPTIONS, ROWS, XML

LINKED = obj(**ROWS["properties"], **{"@odata.nextLink": TEXT})


def with_metadata(path: str, parameters: list[Any], body: dict[str, Any]) -> Proposal | Passed:
    """What is proposed where the service's metadata holds."""
    return propose_with(metadata_of(JSON), operation(parameters, body, path=path))


def proposed(path: str, parameters: list[Any], body: dict[str, Any]) -> Proposal:
    found = with_metadata(path, parameters, body)
    assert isinstance(found, Proposal), found.because
    return found


def test_options_are_explained_by_what_x_listing_has_no_words_for() -> None:
    found = proposal(OPTIONS, ROWS)
    assert found.listing["page"] == {"by": "offset", "param": "$skip"}
    assert found.listing["size"] == {"param": "$top"}
    assert "filter" not in found.listing
    assert "it takes expressions" in asked(found, "filter", "$filter")[0]
    assert "a total that comes only where it is asked for" in asked(found, "filter", "$count")[0]
    assert "`Field desc`" in asked(found, "sort", "by")[0]


def test_a_servers_own_link_says_nothing_of_what_a_size_leaves() -> None:
    found = proposal(OPTIONS, LINKED)
    assert "meta" not in found.listing
    assert "not after $top" in asked(found, "meta", "next")[0]
    by_link = proposal([param("$top", WHOLE)], LINKED)
    assert by_link.listing["page"] == {"by": "link"}
    assert by_link.listing["meta"] == {"next": "/@odata.nextLink"}
    assert "size" not in by_link.listing
    assert "does it end the list" in asked(by_link, "filter", "$top")[0]


def test_the_key_makes_an_item_itself() -> None:
    body = obj(value=array(obj(Code=TEXT, Number=WHOLE, State=TEXT)))
    assert "id" not in proposal(OPTIONS, body).listing
    found = proposed("/Orders", OPTIONS, body)
    assert found.listing["id"] == "/Number"
    assert found.reasons["/id"] == "the metadata has it as the key of org.shop.Order"
    assert asked(found, "id") == []


def test_a_key_of_several_parts_is_asked_about() -> None:
    body = obj(value=array(obj(id=TEXT, Order=WHOLE, Row=WHOLE)))
    found = proposed("/Orders({Number})/Lines", OPTIONS, body)
    assert "id" not in found.listing
    assert "says that Order, Row make a org.shop.Line itself" in asked(found, "id")[0]


def test_what_can_be_filtered_and_sorted_by_is_told_with_the_question() -> None:
    for options in (OPTIONS, [{**each, "name": each["name"].removeprefix("$")} for each in OPTIONS]):
        found = proposed("/Orders", options, ROWS)
        questions = " ".join(each.question for each in found.opens)
        assert "$filter: the metadata says: not by Note; always by State; it takes expressions" in questions
        assert "$orderby: the metadata says: not by Note; only ascending by State" in questions
        assert "has to filter by State" in questions


def test_what_is_not_supported_is_not_proposed() -> None:
    found = proposed("/Events", OPTIONS, LINKED)
    assert found.listing["page"] == {"by": "link"}
    assert "size" not in found.listing
    for name in ("$top", "$skip", "$count"):
        (question,) = asked(found, "filter", name)
        assert "not supported" in question
    assert isinstance(with_metadata("/Events", OPTIONS, ROWS), Passed)


def test_a_path_that_the_metadata_does_not_know_is_read_without_it() -> None:
    assert "metadata" not in json.dumps(proposed("/Elsewhere", OPTIONS, ROWS).reasons)


# --- the command ---


def infer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> Result:
    plain = document(OPTIONS, ROWS, path=path)
    (tmp_path / "service.json").write_text(json.dumps(plain.document.value))
    (tmp_path / "metadata.xml").write_text(XML)
    monkeypatch.chdir(tmp_path)
    flags = ["infer", "service.json", "--odata-metadata", "metadata.xml", "--format", "text"]
    return CliRunner().invoke(group, flags, standalone_mode=False)


def test_the_command_reads_the_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = infer(tmp_path, monkeypatch, "/Orders")
    assert done.exception is None
    assert "the metadata has it as the key of org.shop.Order" in done.output


def test_metadata_of_another_service_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = infer(tmp_path, monkeypatch, "/customers").exception
    assert isinstance(refused, SpecError)
    assert "no GET leads to one of its entity sets" in str(refused)
    assert "it has Orders, Events" in str(refused)


def test_a_field_that_may_be_the_items_own_is_no_scope() -> None:
    user = {"name": "UserName", "in": "path", "required": True, "schema": TEXT}
    path = "/People/{UserName}/Friends"
    friends = proposal([user, *OPTIONS], obj(value=array(obj(UserName=TEXT))), path=path)
    assert "scope" not in friends.listing
    assert "path:UserName" in asked(friends, "scope")[0]
    trips = proposal([user, *OPTIONS], obj(value=array(obj(Id=TEXT, UserName=TEXT))), path=path)
    assert trips.listing["scope"] == [{"param": "path:UserName", "at": "/UserName"}]
