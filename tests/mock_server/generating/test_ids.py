"""Ids are of the documented shape, and no two are alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

import pytest

from listproof.contract import MISSING, Json
from mock_server.generating.dice import Dice
from mock_server.generating.ids import ExhaustedError, Ids
from mock_server.generating.values import Draft, Hints, Maker

MANY = 30_000


def ids_of(
    schema: Mapping[str, Json], example: Json = MISSING, seed: int = 0, whole: tuple[str, ...] = ("orders",)
) -> Ids:
    root = {"type": "object", "properties": {"id": schema}}
    documented = [] if example is MISSING else [{"id": example}]
    maker = Maker(root, Hints(pools={}, examples={("id",): [example]} if documented else {}), Dice(0), whole)
    return Ids(root, ("id",), maker, documented, Dice("ids", seed))


def some(ids: Ids, count: int = MANY) -> list[Json]:
    assert ids.is_counted
    return [ids.next() for _ in range(count)]


UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TEXT: Mapping[str, Json] = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "example", "pattern"),
    [
        (TEXT, MISSING, r"order_[0-9a-f]{8}(-\d+)?"),
        (TEXT, "job_0041", r"job_\d{4,}"),
        (TEXT, "INV1042", r"INV\d{4,}"),
        (TEXT, "17", r"\d+"),
        (TEXT, "agt-57949b14", r"agt-[0-9a-f]{8}"),
        (TEXT, "cus_Nff2FeUfNV2Hib", r"cus_\w{14}"),
        (TEXT, "01HXYZ5P6QW8RTB2M4N6V8K0JD", r"01[0-9A-HJKMNP-TV-Z]{24}"),
        (TEXT, "5cfd4339-4e79-58ca-be25-7b34a8bb7559", UUID),
        ({**TEXT, "format": "uuid"}, MISSING, UUID),
        ({**TEXT, "pattern": "^AC[0-9a-fA-F]{32}$"}, MISSING, r"AC[0-9a-f]{32}"),
        ({**TEXT, "pattern": "^[a-z]{3}-[0-9]{4}$"}, MISSING, r"[a-z]{3}-\d{4}"),
        ({**TEXT, "format": "email"}, MISSING, r"[a-z.]+[0-9.]*@example\.\w+"),
        ({"type": "integer"}, MISSING, r"\d+"),
        ({"type": "integer", "multipleOf": 5, "minimum": 12}, MISSING, r"\d*[05]"),
        ({"type": ["integer", "null"]}, 300, r"\d+"),
    ],
)  # fmt: skip
def test_ids_are_of_the_documented_shape_and_differ(
    schema: Mapping[str, Json], example: Json, pattern: str
) -> None:
    found = [str(each) for each in some(ids_of(schema, example))]
    assert len({*found, str(example)}) == MANY + 1
    assert all(re.fullmatch(pattern, each) for each in found)


def test_the_same_seed_gives_the_same_ids_and_another_seed_others() -> None:
    schema = {**TEXT, "format": "uuid"}
    assert some(ids_of(schema), 50) == some(ids_of(schema), 50)
    assert not set(some(ids_of(schema), 50)) & set(some(ids_of(schema, seed=1), 50))


def test_an_id_that_a_documented_item_has_is_given_to_no_other() -> None:
    ids = ids_of(TEXT, "job_7")
    ids.take({"id": "job_9"})
    assert some(ids, 3) == ["job_8", "job_10", "job_11"]


def test_ids_end_where_the_schema_has_no_more() -> None:
    ids = ids_of({**TEXT, "pattern": "^[ab][0-9]$"})
    assert len(set(some(ids, 20))) == 20
    with pytest.raises(ExhaustedError, match="/id is the id, and there are no more than 20 values"):
        ids.next()
    with pytest.raises(ExhaustedError, match="no more than 3 values"):
        some(ids_of({"type": "integer", "minimum": 1, "maximum": 3}), 4)


def test_named_values_are_drawn_and_end() -> None:
    ids = ids_of({"enum": ["a", "b"]})
    assert not ids.is_counted
    drafts = (Draft(number=number, dice=Dice(number)) for number in range(9))
    given = [ids.given({}, draft)["id"] for draft in islice(drafts, 2)]
    assert sorted(given) == ["a", "b"]
    with pytest.raises(ExhaustedError, match="no more than 2 values"):
        ids.given({}, next(drafts))


def test_what_has_no_id_stays_as_it_is() -> None:
    ids = Ids({}, None, Maker({}, Hints(pools={}, examples={}), Dice(0)), [], Dice(0))
    assert ids.given({"a": 1}, Draft(number=0, dice=Dice(0))) == {"a": 1}
