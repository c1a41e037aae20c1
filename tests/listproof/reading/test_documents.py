"""YAML and JSON become the same plain values, with the line of everything in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from listproof.errors import SpecError
from listproof.reading.documents import LARGEST, Document, read_document


def parsed(text: str, name: str = "spec.yaml") -> Document:
    return read_document(Path(name), text=text)


def refusal(text: str, name: str = "spec.yaml") -> str:
    with pytest.raises(SpecError) as raised:
        parsed(text, name)
    return str(raised.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2025-01-15", "2025-01-15"),
        ("2025-01-15T10:30:00Z", "2025-01-15T10:30:00Z"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("+", "+"),
        ("9" * 400, int("9" * 400)),
        ("9" * 5000, "9" * 5000),
        ("<<", "<<"),
        ("日本", "日本"),
    ],
)
def test_a_plain_yaml_scalar_is_what_yaml_1_2_says(written: str, value: Any) -> None:
    found = parsed(f"a: {written}\n").value["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_key_is_a_text_whatever_it_looks_like() -> None:
    value = parsed("200: a\ntrue: b\n1.0: c\nnull: d\n2025-01-15: e\n").value
    assert value == {"200": "a", "true": "b", "1.0": "c", "null": "d", "2025-01-15": "e"}


def test_anchors_aliases_and_merge_keys_are_written_out() -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 4, x: 5}]}\n"
    assert parsed(text).value == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 3},
        "d": {"x": 1, "y": 2, "z": 4},
    }


YAML = """\
a: 1
b:
  - c: 2
    d: [3,
      4]
  -
    - 5
e: &e
  f: 6
g:
  <<: *e
  h: *e
"""

JSON = """{"a": 1,
\t"b": [
\t\t{"c": "x\\n\\"{", "d": [3,
4]},
[ 5
]], "e": {},
"f/g": {"~": 7}
}"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("b",), 2),
        (("b", "0"), 3),
        (("b", "0", "d"), 4),
        (("b", "0", "d", "1"), 5),
        (("b", "1", "0"), 7),
        (("e", "f"), 9),
        (("g", "f"), 9),
        (("g", "h"), 12),
        (("g", "h", "f"), 9),
        (("b", "0", "nothing", "here"), 3),
        (("nothing",), 1),
    ],
)
def test_everything_in_yaml_has_its_line(pointer: tuple[str, ...], line: int) -> None:
    assert parsed(YAML).locate(pointer) == line


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("b",), 2),
        (("b", "0"), 3),
        (("b", "0", "d"), 3),
        (("b", "0", "d", "1"), 4),
        (("b", "1"), 5),
        (("b", "1", "0"), 5),
        (("e",), 6),
        (("f/g", "~"), 7),
        (("f/g", "nothing"), 7),
    ],
)
def test_everything_in_json_has_its_line(pointer: tuple[str, ...], line: int) -> None:
    assert parsed(JSON, "spec.json").locate(pointer) == line


def test_json_is_known_by_its_brace_and_yaml_in_braces_is_read_as_well() -> None:
    assert parsed('\n {"a":\t"\\ud83d\\ude00"}').value == {"a": "😀"}
    assert parsed("{a: 1, b: no}").value == {"a": 1, "b": "no"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "spec.yaml:2: this is not YAML: did not find expected ',' or ']' while parsing a flow"),
        ("a: b: c", "spec.yaml:1: this is not YAML: mapping values are not allowed in this context"),
        ("a: 1\na: 2", "spec.yaml:2: the key a stands here again\n    it stands in line 1 already"),
        ("200: 1\n'200': 2", "spec.yaml:2: the key 200 stands here again"),
        ("? [a]\n: 1", "spec.yaml:1: a key is not a word"),
        ("? {a: 1}\n: 1", "spec.yaml:1: a key is not a word"),
        ("a: *b", "spec.yaml:1: the alias *b has no anchor"),
        ("a: &a\n  b: *a", "spec.yaml:2: the alias *a stands inside itself"),
        ("a: !!timestamp 2020-01-01", "spec.yaml:1: the tag !!timestamp is not understood"),
        ("a: !mine {}", "spec.yaml:1: the tag !mine is not understood"),
        ("a: !!set {}", "spec.yaml:1: the tag !!set is not understood"),
        ("a: !!int x", "spec.yaml:1: x is no !!int"),
        ("a: 1e999", "spec.yaml:1: the number 1e999 is too large"),
        ('a: "\\ud800"', "spec.yaml:1: this is not YAML: found invalid Unicode character escape"),
        ("a: \x07", "spec.yaml:1: this is not YAML: control characters are not allowed"),
        ("a: \ud800", "spec.yaml:1: this is not YAML: surrogates not allowed"),
        ("---\na: 1\n---\nb: 1", "spec.yaml:3: a second document begins here"),
        ("- " * 5000 + "x", "spec.yaml:1: the document is nested too deeply"),
        ("[" * 10_000, "spec.yaml:1: the document is nested too deeply"),
        ("", "spec.yaml: the file is empty"),
        (" \n ", "spec.yaml: the file is empty"),
        ("a\x00b", "spec.yaml: the file is binary"),
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "b": }', "spec.json:2: this is not JSON: Expecting value (column 7)"),
        ('{"a": 1}\n{}', "spec.json:2: this is not JSON: Extra data (column 1)"),
        ('{"a": {"b": 1,\n"b": 2}}', "spec.json:2: the key b stands here again\n    it stands in line 1 alr"),
        ('{"a": NaN}', "spec.json: this is not JSON: NaN is no number of JSON"),
        ('{"a": 1e999}', "spec.json: this is not JSON: the number 1e999 is too large"),
        ('{"a": "\\ud800"}', "spec.json: a text holds half a surrogate pair"),
        ("[" * 10_000, "spec.json: the document is nested too deeply"),
        ("[" * 200 + "]" * 200, "spec.json: the document is nested too deeply"),
        ("{" + '"a":{' * 10_000, "spec.json: the document is nested too deeply"),
        ("a: 1", "spec.json:1: this is not JSON: Expecting value (column 1)"),
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_is_no_json_is_refused_with_its_line(text: str, message: str) -> None:
    assert refusal(text, "spec.json").startswith(message)


def test_every_repeated_key_of_json_is_told() -> None:
    message = refusal('{"a": 1,\n"a": 2,\n"b": [{"c": 1,\n"c": 1}]}', "spec.json")
    assert [line for line in message.splitlines() if not line.startswith(" ")] == [
        "spec.json:2: the key a stands here again",
        "spec.json:4: the key c stands here again",
    ]


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert "the aliases stand for more than 100,000 values" in refusal("\n".join(lines))


def test_many_aliases_of_small_things_are_fine() -> None:
    value = parsed("a: &a {type: string}\nb: [" + ", ".join(["*a"] * 1000) + "]").value
    assert value["b"] == [{"type": "string"}] * 1000


# --- files ------------------------------------------------------------------------------------------


def file_refusal(path: Path) -> str:
    with pytest.raises(SpecError) as raised:
        read_document(path, name="spec.yaml")
    return str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert file_refusal(tmp_path / "spec.yaml") == "spec.yaml: there is no such file\n    check the path"


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert file_refusal(tmp_path).startswith("spec.yaml: this is a folder")


def test_a_path_that_no_system_knows_is_told() -> None:
    assert file_refusal(Path("a\x00b")).startswith("spec.yaml: the file cannot be read: embedded null")
    assert file_refusal(Path("x" * 5000)).startswith("spec.yaml: the file cannot be read: File name too long")


def test_a_file_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a: 1")
    assert file_refusal(tmp_path / "a" / "b").startswith("spec.yaml: the file cannot be read: Not a dir")


def test_a_file_of_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"a: 1\nb: \xfc\n")
    assert file_refusal(path) == "spec.yaml:2: byte 0xfc is not UTF-8\n    save the file as UTF-8"


def test_a_binary_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"\x7fELF\x00\x01\xff")
    assert file_refusal(path).startswith("spec.yaml: the file is binary")


def test_a_byte_order_mark_is_no_part_of_the_document(tmp_path: Path) -> None:
    for name, text in (("spec.yaml", "a: 1"), ("spec.json", '{"a": 1}')):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read_document(tmp_path / name).value == {"a": 1}


def test_a_file_that_is_too_large_is_told_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert file_refusal(path) == "spec.yaml: the file has 50.0 MB\n    a document may have up to 20 MB"
    assert refusal("a" * (LARGEST + 1)).startswith("spec.yaml: the file has 20.0 MB")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end_is_told() -> None:
    assert file_refusal(Path("/dev/zero")).startswith("spec.yaml: the file has no end in sight")
