"""Clauses are read as written, and cite what there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import Citation, Clause, Contract
from listproof.errors import SpecError

Read = Callable[[], Contract]


def clause(*laws: str, **more: Any) -> dict[str, Any]:
    return {"id": "J-1", "kind": "says", "text": "Pages.", "laws": list(laws), **more}


def test_a_clause_is_read_as_written(operation: dict[str, Any], read: Read) -> None:
    operation["x-clauses"] = [
        clause("page/first", "errors/not-a-number@page", quote="Q", mock="M"),
        {"id": "J-2", "kind": "silent", "text": "Order.", "laws": [], "why": "Any is fine."},
    ]
    assert read().operations[0].clauses == (
        Clause(
            id="J-1",
            kind="says",
            text="Pages.",
            laws=(Citation(law="page/first"), Citation(law="errors/not-a-number", about="page")),
            quote="Q",
            mock="M",
        ),
        Clause(id="J-2", kind="silent", text="Order.", why="Any is fine."),
    )


@pytest.mark.parametrize(
    "law",
    [
        *("parameters/accepted@limit", "errors/missing@header:X-Team", "sort/reverse@created_at"),
        "errors/envelope@400",
        *(
            "shape/schema@/data/*/owner/id",
            "shape/schema@/data/*",
            "shape/schema@/detail",
            "rules/holds@named",
        ),
    ],
)
def test_a_citation_may_name_a_part_that_is_there(law: str, operation: dict[str, Any], read: Read) -> None:
    operation["parameters"].append({"name": "X-Team", "in": "header", "schema": {"type": "string"}})
    refusal = {"application/json": {"schema": {"properties": {"detail": {"type": "string"}}}}}
    operation["responses"]["400"]["content"] = refusal
    operation["x-listing"] |= {
        "rules": [{"id": "named", "holds": "item.name != ''"}],
        "sort": {"by": "sort", "order": "order"},
    }
    operation["x-clauses"] = [clause(law)]
    (found,) = read().operations[0].clauses
    assert [str(citation) for citation in found.laws] == [law]


@pytest.mark.parametrize(
    ("law", "found", "wanted"),
    [
        (
            "page/frist",
            "there is no law page/frist",
            "did you mean page/first? the laws of page are page/fir",
        ),
        (
            "pages/first",
            "there is no law pages/first",
            "did you mean page/first? `listproof laws` lists them",
        ),
        (
            "size/full@limt",
            "the operation has neither a parameter nor a sort key limt",
            "did you mean limit? it",
        ),
        (
            "errors/envelope@418",
            "the operation documents no response 418",
            "it documents 200, 400",
        ),
        ("rules/holds@nmed", "the operation has no rule nmed", "did you mean named? its rules are named"),
        ("rules/holds@limit", "the operation has no rule limit", "its rules are named"),
        (
            "shape/schema@/data/*/nam",
            "no documented body has /data/*/nam",
            "of the 200 response, did you mean /d",
        ),
    ],
)
def test_a_citation_of_what_is_not_there_is_told(
    law: str, found: str, wanted: str, operation: dict[str, Any], read: Read
) -> None:
    operation["x-listing"]["rules"] = [{"id": "named", "holds": "item.name != ''"}]
    operation["x-clauses"] = [clause(law)]
    with pytest.raises(SpecError) as raised:
        read()
    (fault,) = raised.value.faults
    assert fault.place == "paths./jobs.get.x-clauses.0.laws.0"
    assert fault.found == found
    assert fault.wanted.startswith(wanted)
