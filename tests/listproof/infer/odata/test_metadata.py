"""Metadata in XML and in JSON says the same, and what is none of it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listproof.errors import SpecError
from listproof.infer.odata.metadata import Capabilities, Metadata
from listproof.infer.odata.reading import read_metadata
from tests.listproof.infer.odata.services import JSON, XML


def read(folder: Path, content: str | bytes, name: str = "metadata") -> Metadata:
    """The metadata of a file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_metadata(path)


@pytest.fixture(params=[XML, json.dumps(JSON), XML.replace("utf-8", "utf-16").encode("utf-16")])
def metadata(request: pytest.FixtureRequest, tmp_path: Path) -> Metadata:
    return read(tmp_path, request.param)


def test_sets_have_their_capabilities_wherever_they_are_annotated(metadata: Metadata) -> None:
    assert list(metadata.sets) == ["Orders", "Events"]
    assert metadata.sets["Orders"].capabilities == Capabilities(
        not_filtered=("Note",), needed_filters=("State",), not_sorted=("Note",), only_ascending=("State",)
    )
    assert metadata.sets["Events"].capabilities == Capabilities(top=False, skip=False, countable=False)


def test_a_path_leads_to_the_type_of_its_items(metadata: Metadata) -> None:
    orders = metadata.at("/service/v1/Orders")
    assert orders is not None
    assert (orders.type.name, orders.key) == ("org.shop.Order", ("Number",))
    for path in ("/Orders({Number})/Lines", "/Orders/{Number}/Lines"):
        lines = metadata.at(path)
        assert lines is not None
        assert (lines.type.name, lines.key) == ("org.shop.Line", ("Order", "Row"))
        assert lines.capabilities == Capabilities()
    for path in ("/Orders({Number})/Owner", "/Customers", "/"):
        assert metadata.at(path) is None


def test_both_forms_have_the_very_same(tmp_path: Path) -> None:
    assert read(tmp_path, XML) == read(tmp_path, json.dumps(JSON))


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
WRONG: list[tuple[str, str | bytes, str]] = [
    ("entities", BOMB, "it has a DOCTYPE"),
    ("a file outside", OUTSIDE, "it has a DOCTYPE"),
    ("a cut file", XML[:900], "metadata:18: this is no XML: "),
    ("nesting", "<a>" * 5_000, "nested too deeply"),
    ("odd bytes", b"<a>\xff\xfe</a>", "this is no XML"),
    ("an unknown encoding", '<?xml version="1.0" encoding="nope"?><a/>', "this is no XML"),
    ("another document", "<html><body/></html>", "it names no entity set"),
    ("an empty object", "{}", "it names no entity set"),
    ("a list", "[1, 2]", "it names no entity set"),
    ("no sets", json.dumps({"org.shop": {"Container": {"$Kind": "EntityContainer"}}}), "names no entity set"),
    ("nothing", "", "the file is empty"),
]


@pytest.mark.parametrize(("content", "found"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_what_is_no_metadata_is_refused(tmp_path: Path, content: str | bytes, found: str) -> None:
    with pytest.raises(SpecError, match=found):
        read(tmp_path, content)


def test_a_type_that_is_made_of_itself_has_an_end(tmp_path: Path) -> None:
    value = json.loads(json.dumps(JSON))
    value["org.shop"]["Thing"] = {"$Kind": "EntityType", "$BaseType": "self.Thing"}
    events = read(tmp_path, json.dumps(value)).at("/Events")
    assert events is not None
    assert events.key == ()
