"""Texts belong to the field that they stand in, and to each other where they speak of the same person."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mock_server.generating.naming import around, kind_of, own_words, singular, words_of
from mock_server.generating.shapes import address_after, cased, like, mixer, shape_of, ulid_shape
from mock_server.generating.text import (
    FORMATS,
    by_name,
    domain,
    email,
    first_name,
    full_name,
    hexadecimal,
    last_name,
    phone_number,
    postcode,
    uuid,
)
from mock_server.generating.words import phrases, things
from mock_server.generating.words.people import CULTURES

NUMBERS = [number * 6_364_136_223_846_793 % (1 << 53) for number in range(400)]
RESERVED = re.compile(r"(^|[@./])example\.(com|net|org)\b|\.example\b")


def written(name: str, *surroundings: str) -> set[str]:
    found = by_name(words_of(name), surroundings)
    assert found is not None
    return {found[0].write(number) for number in NUMBERS}


def test_a_name_and_its_address_are_of_the_same_person() -> None:
    for number in NUMBERS:
        assert full_name(number) == f"{first_name(number)} {last_name(number)}"
        local = email(number).partition("@")[0]
        assert re.fullmatch(r"[a-z]+\.[a-z]+\d{0,2}", local)
    assert email(0).startswith(f"{first_name(0)}.{last_name(0)}".lower())


def test_names_come_from_many_places_and_in_one_script() -> None:
    names = [full_name(number) for number in NUMBERS]
    assert len(set(names)) > 300
    assert any(re.search("[一-鿿]", name) for name in names)
    for name in names:
        first, last = name.split(" ", 1)
        assert (ord(first[0]) < 0x370) == (ord(last[0]) < 0x370), name


def test_every_name_has_a_latin_spelling() -> None:
    names = [name for culture in CULTURES for part in culture for name in part]
    assert all(re.fullmatch("[a-z]+", name.plain) for name in names)
    assert [name.plain for name in names if name.written == "Łukasz"] == ["lukasz"]


def test_addresses_lead_nowhere() -> None:
    named = ["website", "avatar_url", "webhookUrl", "url", "domain", "email", "hostname", "host"]
    for name in named:
        assert all(RESERVED.search(text) for text in written(name)), name
    for kind in ("uri", "url", "email", "hostname", "idn-email"):
        assert all(RESERVED.search(FORMATS[kind].write(number)) for number in NUMBERS)
    assert domain(5).endswith(".example")


def test_phone_numbers_are_kept_for_fiction() -> None:
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", phone_number(number)) for number in NUMBERS)


def test_ids_and_digits_are_as_long_as_they_should_be() -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", hexadecimal(number, 40)) for number in (0, 1, *NUMBERS))
    assert len({hexadecimal(number, 40) for number in range(1_000)}) == 1_000
    pattern = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(pattern.fullmatch(uuid(number)) for number in NUMBERS)


def test_a_postcode_is_that_of_its_country() -> None:
    assert {len(postcode(number)) for number in NUMBERS} >= {4, 5, 6, 7}
    assert not any(char in "#@" for number in NUMBERS for char in postcode(number))


@pytest.mark.parametrize(
    ("name", "surroundings", "pattern"),
    [
        ("customer_name", (), r"\S+ .+"),
        ("name", ("users",), r"\S+ .+"),
        ("created_by", (), r"\S+ .+"),
        ("countryCode", (), r"[A-Z]{2}"),
        ("currency", (), r"[A-Z]{3}"),
        ("timezone", (), r"[A-Z]\w+/\w+"),
        ("user_id", (), r"user_[0-9a-f]{8}"),
        ("id", ("orders",), r"order_[0-9a-f]{8}"),
        ("state", (), r"active|completed|pending|inactive"),
        ("sha", (), r"[0-9a-f]{40}"),
        ("fileName", (), r"[a-z-]+-202\d-\d\d\.\w+"),
    ],
)
def test_a_name_says_what_a_text_is(name: str, surroundings: tuple[str, ...], pattern: str) -> None:
    assert all(re.fullmatch(pattern, text) for text in written(name, *surroundings))


def test_the_state_of_an_address_is_a_region() -> None:
    assert "Bayern" in written("state", "address")


def test_a_name_that_says_nothing_has_no_writer() -> None:
    assert by_name(words_of("qux"), ()) is None


@pytest.mark.parametrize(
    ("example", "pattern"),
    [
        ("cus_Nff2FeUfNV2Hib", r"cus_[A-Z][a-z]{2}\d[A-Z][a-z][A-Z][a-z][A-Z]{2}\d[A-Z][a-z]{2}"),
        ("5cfd4339-4e79-58ca-be25-7b34a8bb7559", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("11446498", r"[1-9]\d{7}"),
        ("6109f1b2c8d4", r"[0-9a-f]{12}"),
        ("01HXYZ5P6QW8RTB2M4N6V8K0JD", r"01[0-9A-HJKMNP-TV-Z]{24}"),
        ("+14155551234", r"\+1\d{3}55501\d\d"),
        ("ada@vendor.io", r".+@example\.(com|net|org)"),
        ("https://api.vendor.com/v1/users/8812/photo.png", r"https://api\.example\.com/v1/users/[1-9]\d{3}/photo\.png"),
        ("https://vendor.com/ada", r"https://example\.com/ada-[0-9a-f]{4}"),
    ],
)  # fmt: skip
def test_texts_are_of_the_shape_of_the_example(example: str, pattern: str) -> None:
    found = like(example)
    assert found is not None
    texts = {found[0](number) for number in NUMBERS}
    assert all(re.fullmatch(pattern, text) for text in texts)
    assert len(texts) > 50


@pytest.mark.parametrize("example", ["Spring renewals", "open", "a sentence with 3 words", ""])
def test_words_have_no_shape(example: str) -> None:
    assert like(example) is None


def test_texts_are_written_in_the_case_of_the_examples() -> None:
    write = lambda _: "Atlas Migration"  # noqa: E731
    assert cased(write, ["hello-world"])(0) == "atlas-migration"
    assert cased(write, ["hello_world"])(0) == "atlas_migration"
    assert cased(write, ["TEAM_LEAD"])(0) == "ATLAS_MIGRATION"
    assert cased(write, ["Hello"])(0) == cased(write, [])(0) == "Atlas Migration"


@pytest.mark.parametrize("size", [1, 2, 9, 10_000, 26**3 * 10, 36**4])
def test_mixing_is_one_to_one(size: int) -> None:
    place = mixer(size, 5 % size)
    counts = range(min(size, 20_000))
    assert len({place(count) for count in counts}) == len(counts)
    assert all(0 <= place(count) < size for count in counts)


def test_a_shape_has_as_many_texts_as_it_says() -> None:
    shape = shape_of("a1b")
    assert shape is not None
    assert shape.size == 26 * 10 * 26
    assert len({shape.text(index) for index in range(shape.size)}) == shape.size
    assert ulid_shape().size == 32**21


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        ("companies", "company"),
        ("boxes", "box"),
        ("users", "user"),
        ("status", "status"),
        ("ids", "id"),
        ("bus", "bus"),
    ],
)
def test_of_many_one_is_named(plural: str, word: str) -> None:
    assert singular(plural) == word


def test_what_a_field_stands_in_is_known() -> None:
    assert around(("customer", "name"), ("orders",)) == ("customer",)
    assert around(("items", "0", "node", "name"), ("orders",)) == ("orders",)
    assert own_words(("tags", "0")) == ("tag",)
    assert kind_of(("order", "customer")) == "person"
    assert kind_of(("qux",)) == ""


def test_names_come_about_as_often_as_each_other() -> None:
    found = Counter(
        first_name(drawn) for drawn in (number * 2_862_933_555_777_941 % (1 << 53) for number in range(4_000))
    )
    assert max(found.values()) < 60
    assert len(found) > 150


def test_an_address_names_the_object_that_it_stands_in() -> None:
    siblings = {"octocat": lambda _: "ada", "Hello-World": lambda _: "tea pot", "octo": lambda _: "no"}
    write = address_after("https://api.github.com/repos/octocat/hello-world/issues/1347{/number}", siblings)
    assert write is not None
    assert re.fullmatch(r"https://api\.example\.com/repos/ada/tea-pot/issues/[1-9]\d{3}\{/number\}", write(7))
    write = address_after("https://github.com/octocat?tab=octocat", siblings)
    assert write is not None
    assert write(7) == "https://example.com/ada?tab=ada"


@pytest.mark.parametrize("example", ["https://api.github.com/repos/octocats", "octocat", ""])
def test_an_address_that_names_nobody_is_none_of_these(example: str) -> None:
    assert address_after(example, {"octocat": lambda _: "ada"}) is None


def test_words_have_single_spaces() -> None:
    tables = [
        table for table in (*vars(things).values(), *vars(phrases).values()) if isinstance(table, tuple)
    ]
    assert len(tables) > 30
    assert all(
        "  " not in text and text == text.strip()
        for table in tables
        for text in table
        if table is not things.FIRM_FORMS
    )
