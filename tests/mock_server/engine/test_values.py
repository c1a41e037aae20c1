"""What the text of a parameter is read as, and what it is refused as."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.contract import MISSING, Json, Parameter
from mock_server.engine.values import Repeated, Unfit, reading, whole


def read(schema: dict[str, Json], *texts: str, style: str = "form", explode: bool = True, **how: Any) -> Json:
    parameter = Parameter(
        name="p", location="query", required=False, schema=schema, style=style, explode=explode
    )
    return reading(parameter, **how)(texts)


INTEGER: dict[str, Json] = {"type": "integer"}

NOT_WHOLE = [
    "1_0", "+5", " 5", "5 ", "٥", "１", "²", "1e1", "nan", "inf", "-inf", "5.0", "", "-", "--5", "0x10",
    "5\n", "5\0", "1,000", "null", "true", "\ud800", "five",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_only_ascii_digits_are_a_whole_number(text: str) -> None:
    assert whole(text) is MISSING
    with pytest.raises(Unfit, match="be an integer"):
        read(INTEGER, text)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("-0", 0), ("42", 42), ("-7", -7), ("007", 7), ("0" * 500 + "1", 1)]
)
def test_a_whole_number_is_read_leading_zeros_and_all(text: str, number: int) -> None:
    assert read(INTEGER, text) == number


@pytest.mark.parametrize("text", ["9" * 400, "-" + "9" * 400, "9" * 50_000, str(2**63), str(-(2**63) - 1)])
def test_a_number_that_64_bits_cannot_hold_is_refused_however_long(text: str) -> None:
    with pytest.raises(Unfit, match="fits in 64 bits"):
        read(INTEGER, text)


def test_the_greatest_and_the_least_of_64_bits_are_read() -> None:
    assert read(INTEGER, str(2**63 - 1)) == 2**63 - 1
    assert read(INTEGER, str(-(2**63))) == -(2**63)


def test_an_int32_has_32_bits() -> None:
    schema = {"type": "integer", "format": "int32"}
    assert read(schema, str(2**31 - 1)) == 2**31 - 1
    with pytest.raises(Unfit, match="fits in 32 bits"):
        read(schema, str(2**31))


def test_a_number_too_long_is_told_its_documented_bounds_first() -> None:
    with pytest.raises(Unfit, match="be an integer from 1 to 100"):
        read({"type": "integer", "minimum": 1, "maximum": 100}, "9" * 400)


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("5.5", 5.5), ("-1e2", -100.0), ("007.5", 7.5)])
def test_a_number_may_have_a_fraction_and_an_exponent(text: str, number: float) -> None:
    assert read({"type": "number"}, text) == number


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "1_0.5", ".5", "5.", "٥.٥", "1" * 401 + ".0"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="be a number"):
        read({"type": "number"}, text)


@pytest.mark.parametrize("text", ["True", "1", "yes", "", "TRUE", "null"])
def test_a_boolean_is_true_or_false_and_nothing_else(text: str) -> None:
    schema = {"type": "boolean"}
    assert read(schema, "true") is True
    assert read(schema, "false") is False
    with pytest.raises(Unfit, match="be true or false"):
        read(schema, text)


@pytest.mark.parametrize("text", ["Open", "open ", "", "OPEN", "opened", "open\0"])
def test_an_enum_is_case_sensitive_and_exact(text: str) -> None:
    schema = {"type": "string", "enum": ["new", "open"]}
    assert read(schema, "open") == "open"
    with pytest.raises(Unfit, match=r"^be one of new, open$"):
        read(schema, text)


def test_an_enum_of_numbers_is_read_as_numbers() -> None:
    assert read({"enum": [10, 25]}, "25") == 25
    with pytest.raises(Unfit, match="be one of 10, 25"):
        read({"enum": [10, 25]}, "26")


UUID = "d9428888-122b-41e1-b85c-61cd3cbb3210"


@pytest.mark.parametrize(
    "text",
    ["", "zz", UUID[:-1], UUID + "0", "{" + UUID + "}", UUID.replace("-", ""), UUID + "\n", "urn:" + UUID],
)
def test_a_uuid_has_its_form(text: str) -> None:
    schema = {"type": "string", "format": "uuid"}
    assert read(schema, UUID.upper()) == UUID.upper()
    with pytest.raises(Unfit, match="be a UUID"):
        read(schema, text)


@pytest.mark.parametrize(
    "text", ["2025-01-31", "2025-02-30T00:00:00Z", "2025-01-31T09:30:00", "yesterday", ""]
)
def test_a_date_time_is_one_of_rfc_3339(text: str) -> None:
    schema = {"type": "string", "format": "date-time"}
    assert read(schema, "2025-01-31T09:30:00+02:00")
    with pytest.raises(Unfit, match="RFC 3339"):
        read(schema, text)


def test_a_pattern_and_a_length_are_kept() -> None:
    schema = {"type": "string", "pattern": "^agt-[0-9a-f]+$", "maxLength": 10}
    assert read(schema, "agt-57949b") == "agt-57949b"
    with pytest.raises(Unfit, match=r"^match \^agt.* and have at most 10 characters$"):
        read(schema, "agt-57949b14ff")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?=(a+)+b)", r"^(a|a)*\1?$"])
def test_no_pattern_takes_long_however_it_is_written(pattern: str) -> None:
    with pytest.raises(Unfit):
        read({"type": "string", "pattern": pattern}, "a" * 20_000 + "!")


def test_free_text_is_anything_that_is_text() -> None:
    assert read({"type": "string"}, "") == ""
    assert read({"type": "string"}, "a\0b") == "a\0b"
    assert read({}, "5") == "5"
    with pytest.raises(Unfit, match="be text in UTF-8"):
        read({"type": "string"}, "a\ud800b")


@pytest.mark.parametrize("schema", [{"type": ["integer", "null"]}, {"anyOf": [INTEGER, {"type": "null"}]}])
def test_null_is_read_only_where_the_document_lets_it_in(schema: dict[str, Json]) -> None:
    assert read(schema, "null") is None
    assert read(schema, "5") == 5
    with pytest.raises(Unfit, match="be an integer"):
        read(INTEGER, "null")


def test_of_several_types_the_text_is_the_first_that_it_is_written_as() -> None:
    schema = {"type": ["string", "integer", "boolean"]}
    assert read(schema, "5") == 5
    assert read(schema, "true") is True
    assert read(schema, "five") == "five"


def test_a_scalar_is_given_once() -> None:
    with pytest.raises(Repeated, match="be given once"):
        read(INTEGER, "1", "2")


LIST = {"type": "array", "items": {"type": "string", "enum": ["a", "b", "c"]}, "maxItems": 2}


def test_an_exploded_list_is_repeated_and_never_split() -> None:
    assert read(LIST, "a", "b") == ("a", "b")
    with pytest.raises(Unfit, match="be one of a, b, c"):
        read(LIST, "a,b")


@pytest.mark.parametrize(
    ("style", "text"), [("form", "a,b"), ("spaceDelimited", "a b"), ("pipeDelimited", "a|b")]
)
def test_any_other_list_is_one_text_with_separators(style: str, text: str) -> None:
    assert read(LIST, text, style=style, explode=False) == ("a", "b")
    with pytest.raises(Repeated):
        read(LIST, "a", "b", style=style, explode=False)


@pytest.mark.parametrize("texts", [("a", "x"), ("",)])
def test_every_value_of_a_list_is_checked(texts: tuple[str, ...]) -> None:
    with pytest.raises(Unfit, match="be one of a, b, c"):
        read(LIST, *texts)


def test_a_list_has_no_more_values_than_it_may() -> None:
    with pytest.raises(Unfit, match="be a list and have at most 2 values"):
        read(LIST, "a", "b", "c")


def test_a_kind_counts_whatever_the_schema_says() -> None:
    assert read({"type": "number", "minimum": 1}, "5", kind="integer") == 5
    with pytest.raises(Unfit, match="be an integer of at least 1"):
        read({"type": "number", "minimum": 1}, "5.0", kind="integer")


def test_bounds_may_be_left_to_somebody_else() -> None:
    schema = {"anyOf": [{"type": "integer", "maximum": 100}, {"type": "null"}]}
    assert read(schema, "1000", unbounded=True) == 1000


def test_an_object_is_let_through_unread() -> None:
    assert read({"type": "object"}, "a", "b") is MISSING


def test_a_reference_within_the_schema_is_followed() -> None:
    schema: dict[str, Json] = {"$defs": {"S": {"type": "integer", "maximum": 3}}, "$ref": "#/$defs/S"}
    assert read(schema, "3") == 3
    with pytest.raises(Unfit, match="be an integer of at most 3"):
        read(schema, "4")
