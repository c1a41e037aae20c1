"""Overlays change the document before it is read, and every part keeps the line that it was written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from listproof.contract import Contract, Json
from listproof.errors import SpecError
from listproof.reader import read_contract
from listproof.reading.derived import Part
from listproof.reading.documents import Document, read_document
from listproof.reading.faults import Faults
from listproof.reading.overlays import overlaid

LISTING = """\
overlay: 1.1.0
info: {title: Lists, version: "1"}
extends: jobs.json
actions:
  - target: $.paths['/jobs'].get
    update:
      x-listing:
        items: /data
        size:
          param: limit
      x-clauses:
        - {id: J-1, kind: says, text: A page has up to limit jobs., laws: [size/at-most]}
"""


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any], operation: dict[str, Any]
) -> Path:
    """A folder with the document, which states no list, and is read from there."""
    del operation["x-listing"]
    (tmp_path / "jobs.json").write_text(json.dumps(document, indent=1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults_of(read: Callable[[], Contract]) -> list[str]:
    with pytest.raises(SpecError) as raised:
        read()
    return [f"{fault.file}:{fault.line}: {fault.place}: {fault.found}" for fault in raised.value.faults]


def changed(value: Json, *actions: Json, version: str = "1.1.0") -> Json:
    """The value after the actions."""
    source = read_document(Path("base.json"), text=json.dumps(value))
    text = json.dumps({"overlay": version, "info": {"title": "t", "version": "1"}, "actions": actions})
    faults = Faults()
    result = overlaid(source, [read_document(Path("o.json"), text=text)], faults)
    faults.check()
    assert source.value == value
    return result.value


def refusal(value: Json, *actions: Json, version: str = "1.1.0") -> str:
    with pytest.raises(SpecError) as raised:
        changed(value, *actions, version=version)
    return str(raised.value)


# --- what actions do ----------------------------------------------------------------------------------

PETS: Json = {"info": {"title": "a", "tags": ["x", "y"]}, "paths": {"/a": {"get": {}}, "/b": {"get": {}}}}


@pytest.mark.parametrize(
    ("action", "place", "becomes"),
    [
        ({"target": "$.info", "update": {"title": "b"}}, "info", {"title": "b", "tags": ["x", "y"]}),
        (
            {"target": "$", "update": {"info": {"tags": ["z"]}}},
            "info",
            {"title": "a", "tags": ["x", "y", "z"]},
        ),
        ({"target": "$.info.tags", "update": "z"}, "info", {"title": "a", "tags": ["x", "y", "z"]}),
        ({"target": "$.info.tags", "update": ["z", 1]}, "info", {"title": "a", "tags": ["x", "y", "z", 1]}),
        ({"target": "$.info.title", "update": "b"}, "info", {"title": "b", "tags": ["x", "y"]}),
        ({"target": "$.info.tags[?@ == 'x']", "remove": True}, "info", {"title": "a", "tags": ["y"]}),
        ({"target": "$.info.tags[*]", "remove": True}, "info", {"title": "a", "tags": []}),
        ({"target": "$.info.tags[0]", "update": None}, "info", {"title": "a", "tags": [None, "y"]}),
        (
            {"target": "$.paths.*.get", "update": {"s": 1}},
            "paths",
            {"/a": {"get": {"s": 1}}, "/b": {"get": {"s": 1}}},
        ),
        ({"target": "$.paths['/a']", "remove": True}, "paths", {"/b": {"get": {}}}),
        ({"target": "$.paths", "copy": "$.info"}, "paths", {**PETS["paths"], **PETS["info"]}),
        (
            {"target": "$.info.tags", "copy": "$.info.tags"},
            "info",
            {"title": "a", "tags": ["x", "y", "x", "y"]},
        ),
        ({"target": "$.info", "copy": "$"}, "info", None),
    ],
)
def test_an_action_changes_what_its_target_selects(action: Json, place: str, becomes: Json) -> None:
    if becomes is None:
        assert "is a primitive value" not in json.dumps(changed({"info": {}, "b": 1}, action))
        return
    assert changed(PETS, action)[place] == becomes


def test_actions_follow_each_other() -> None:
    removed = {"target": "$.info", "remove": True}
    added = {"target": "$", "update": {"info": {"version": "2"}}}
    assert changed(PETS, removed, added)["info"] == {"version": "2"}


def test_what_was_copied_is_changed_by_itself() -> None:
    copied = {"target": "$.paths['/b'].get", "copy": "$.info"}
    after = {"target": "$.paths['/b'].get.tags", "update": "z"}
    value = changed(PETS, copied, after)
    assert value["paths"]["/b"]["get"]["tags"] == ["x", "y", "z"]
    assert value["info"]["tags"] == ["x", "y"]


def test_one_update_at_several_places_is_changed_at_one_of_them() -> None:
    added = {"target": "$.paths.*.get", "update": {"tags": ["p"]}}
    after = {"target": "$.paths['/a'].get.tags", "update": "q"}
    value = changed(PETS, added, after)
    assert [path["get"]["tags"] for path in value["paths"].values()] == [["p", "q"], ["p"]]


def test_an_alias_is_changed_where_it_is_selected_and_nowhere_else() -> None:
    source = read_document(Path("a.yaml"), text="a: &a {x: [1]}\nb: *a\n")
    overlay = "overlay: 1.1.0\ninfo: {title: t}\nactions: [{target: $.b.x, update: 2}]\n"
    result = overlaid(source, [read_document(Path("o.yaml"), text=overlay)], Faults())
    assert result.value == {"a": {"x": [1]}, "b": {"x": [1, 2]}}


# --- what is wrong with an action ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (
            {"target": "$.inf", "update": {}},
            "matches nothing\n    did you mean info? the document has info, paths",
        ),
        ({"target": "$.paths.*.post", "update": {}}, "matches nothing"),
        ({"target": "$.paths./a", "update": {}}, "is no JSONPath: unexpected shorthand selector '/'"),
        ({"target": "paths", "update": {}}, "is no JSONPath: expected '$'"),
        ({"target": 3, "update": {}}, "target is 3"),
        ({"update": {}}, "target is missing"),
        ({"target": "$.info"}, "the action changes nothing"),
        ({"target": "$.info", "update": {}, "copy": "$"}, "both update and copy"),
        ({"target": "$.info", "remove": "yes"}, 'remove is "yes"'),
        ({"target": "$.info", "update": [1]}, "/info is an object, and a list can't be laid over it"),
        ({"target": "$.info", "update": {"tags": {}}}, "/info/tags is a list, and an object can't"),
        ({"target": "$.info.*", "update": "x"}, "a primitive value and a list, and they change in different"),
        ({"target": "$.info", "copy": "$.paths.*"}, "copy selects 2 places"),
        ({"target": "$", "remove": True}, "the whole document would be removed"),
        ({"target": "$.info", "update": {}, "descripton": "x"}, "did you mean description?"),
        ("x", 'the action is "x"'),
    ],
)
def test_an_action_that_does_nothing_or_harm_is_a_fault(action: Json, said: str) -> None:
    message = refusal(PETS, action)
    assert message.startswith("o.json:1: actions.0")
    assert said in message


def test_overlay_1_0_changes_no_primitive_and_copies_nothing() -> None:
    assert "Overlay 1.0 can't change" in refusal(
        PETS, {"target": "$.info.title", "update": "b"}, version="1.0.0"
    )
    assert "Overlay 1.0 has no copy" in refusal(PETS, {"target": "$.info", "copy": "$"}, version="1.0.1")


def test_copies_that_double_a_document_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listproof.reading.overlays.LARGEST", 5_000)
    doubling = [{"target": "$.a", "copy": "$.a"}, {"target": "$.a", "update": 0}] * 30
    assert "the document is too large" in refusal({"a": list(range(100))}, *doubling)
    deepening = [
        {"target": "$", "update": {"b": {}}},
        *[{"target": "$.b", "copy": "$"}, {"target": "$", "remove": False, "update": {"c": 1}}] * 3,
    ]
    assert changed({"a": 1}, *deepening)["c"] == 1
    nested: Json = {}
    for _ in range(60):
        nested = {"a": nested}
    assert "nested too deeply" in refusal(
        {"x": nested, "y": {}}, {"target": "$.x" + ".a" * 50, "copy": "$.x"}
    )


def test_what_is_wrong_with_all_overlays_is_told_at_once(folder: Path) -> None:
    bad = {"overlay": "1.1.0", "info": {"title": "t"}, "actions": [{"target": "$.nope", "update": {}}]}
    (folder / "one.json").write_text(json.dumps(bad))
    (folder / "two.json").write_text(json.dumps({"overlay": "2.0.0", "actions": []}))
    (folder / "three.json").write_text("{}")
    assert faults_of(
        lambda: read_contract("jobs.json", overlays=["one.json", "two.json", "three.json", "no"])
    ) == [
        "no:0: : there is no such file",
        'one.json:1: actions.0.target: "$.nope" matches nothing',
        "three.json:1: : this is no Overlay: the key overlay is missing",
        "two.json:1: overlay: Overlay 2.0.0 is not supported",
    ]


# --- as a contract ------------------------------------------------------------------------------------


def test_listing_and_clauses_may_come_from_an_overlay(folder: Path) -> None:
    (folder / "o.yaml").write_text(LISTING)
    contract = read_contract("jobs.json", overlays=["o.yaml"])
    (operation,) = contract.operations
    assert operation.listing.size is not None
    assert [clause.id for clause in operation.clauses] == ["J-1"]
    assert (operation.file, operation.line) == ("o.yaml", 7)
    assert (contract.source, contract.name) == ("jobs.json", "jobs")
    assert "x-listing" in contract.document["paths"]["/jobs"]["get"]


def test_an_overlay_that_extends_a_document_is_a_spec_itself(folder: Path) -> None:
    (folder / "o.yaml").write_text(LISTING)
    assert read_contract("o.yaml") == read_contract("jobs.json", overlays=["o.yaml"])


def test_a_listing_at_the_root_may_come_from_an_overlay(folder: Path, document: dict[str, Any]) -> None:
    root = {"target": "$", "update": {"x-listing": {"items": "/data"}}}
    own = {"target": "$.paths['/jobs'].get", "update": {"x-listing": {}}}
    (folder / "o.json").write_text(
        json.dumps({"overlay": "1.0.0", "info": {"title": "t"}, "actions": [root, own]})
    )
    (operation,) = read_contract("jobs.json", overlays=["o.json"]).operations
    assert operation.listing.items.text == "/data"


def test_a_fault_is_told_in_the_file_that_it_is_written_in(folder: Path) -> None:
    text = LISTING.replace("param: limit", "param: limt").replace("size/at-most", "size/most")
    (folder / "o.yaml").write_text(text)
    spec = json.loads((folder / "jobs.json").read_text())
    spec["paths"]["/jobs"]["get"]["responses"]["2oo"] = {"description": "A slip."}
    (folder / "jobs.json").write_text(json.dumps(spec, indent=1))
    line = (folder / "jobs.json").read_text().splitlines().index('     "2oo": {') + 1
    assert faults_of(lambda: read_contract("o.yaml")) == [
        "o.yaml:10: paths./jobs.get.x-listing.size.param: the operation has no parameter limt",
        "o.yaml:12: paths./jobs.get.x-clauses.0.laws.0: there is no law size/most",
    ]
    (folder / "o.yaml").write_text(LISTING)
    (warning,) = read_contract("o.yaml").warnings  # whoever lays an overlay can't mend what is beneath
    assert warning.startswith(f'jobs.json:{line}: paths./jobs.get.responses.2oo: "2oo" is no status')


def test_what_stands_behind_a_removed_element_keeps_its_line(folder: Path) -> None:
    spec = json.loads((folder / "jobs.json").read_text())
    spec["paths"]["/jobs"]["get"]["parameters"][3]["in"] = "nowhere"
    (folder / "jobs.json").write_text(json.dumps(spec, indent=1))
    line = [
        n for n, text in enumerate((folder / "jobs.json").read_text().splitlines(), 1) if "nowhere" in text
    ]
    removed = "  - {target: \"$.paths['/jobs'].get.parameters[0]\", remove: true}\n"
    (folder / "o.yaml").write_text(LISTING + removed)
    (warning,) = read_contract("o.yaml").warnings
    assert warning.startswith(f'jobs.json:{line[0]}: paths./jobs.get.parameters.2.in: in is "nowhere"')


@pytest.mark.parametrize(
    ("extends", "found"),
    [
        (None, "o.yaml:1: : this is an Overlay, and does not say which document it extends"),
        (
            "https://example.com/a.yaml",
            'extends: "https://example.com/a.yaml" would be fetched from a network',
        ),
        ("gone.yaml", 'extends: "gone.yaml" leads nowhere: there is no such file'),
        ("o.yaml", 'extends: "o.yaml" is an Overlay itself'),
        (7, "extends: extends is 7"),
    ],
)
def test_an_overlay_alone_needs_a_document_beside_it(folder: Path, extends: Json, found: str) -> None:
    overlay = yaml.safe_load(LISTING)
    overlay.pop("extends")
    (folder / "o.yaml").write_text(yaml.safe_dump({**overlay, **({"extends": extends} if extends else {})}))
    (told,) = faults_of(lambda: read_contract("o.yaml"))
    assert told.endswith(found)


def test_a_part_nobody_touched_is_the_value_that_was_read() -> None:
    document: Document = read_document(Path("a.json"), text='{"a": {"b": 1}, "c": {"d": 2}}')
    part = Part.of(document.root)
    part.opened(("a",)).put("b", Part.of(document.root.at("c")))
    assert part.value == {"a": {"b": {"d": 2}}, "c": {"d": 2}}
    assert part.value["c"] is document.value["c"]
    assert part.origin(("a", "b", "d")).pointer == ("c", "d")
    assert document.value["a"] == {"b": 1}
