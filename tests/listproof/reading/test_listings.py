"""`x-listing` becomes the listing that is stated, and the listing that the mock does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import (
    MISSING,
    Contract,
    Errors,
    Filter,
    Listing,
    Paging,
    Place,
    Refusal,
    Scope,
    Size,
    Sort,
    SortField,
    Tally,
)

Read = Callable[[], Contract]
State = Callable[..., tuple[Listing, Listing]]


@pytest.fixture
def state(operation: dict[str, Any], read: Read) -> State:
    """States the keys, and answers with the listing as stated and as mocked."""

    def stating(**keys: Any) -> tuple[Listing, Listing]:
        operation["x-listing"] |= keys
        (found,) = read().operations
        return found.listing, found.mocked

    return stating


def change(operation: dict[str, Any], name: str, **schema: Any) -> None:
    """Give a parameter another schema."""
    for parameter in operation["parameters"]:
        if parameter["name"] == name:
            parameter["schema"] = schema


def body(text: str, *pointer: str) -> Place:
    return Place(text=text, where="body", pointer=pointer)


def test_what_is_not_stated_is_unspecified(state: State) -> None:
    for listing in state():
        assert listing == Listing(items=body("/data", "data"))


def test_an_item_may_be_its_own_identity_and_the_body_the_list(
    operation: dict[str, Any], state: State
) -> None:
    content = operation["responses"]["200"]["content"]["application/json"]
    content["schema"] = {"type": "array", "items": {"type": "string"}}
    listing, _ = state(items="", id="")
    assert listing.items == body("")
    assert listing.id == ()


# --- page and size ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "promised", "mocked"),
    [
        ({"by": "page", "param": "page"}, (), (1,)),
        ({"by": "page", "param": "page", "first": 0}, (0,), (0,)),
        ({"by": "page", "param": "page", "first": [0, 1]}, (0, 1), (0, 1)),
        ({"by": "page", "param": "status"}, (), (1,)),
        ({"by": "page", "param": "zero"}, (), (0,)),
        ({"by": "offset", "param": "status"}, (0,), (0,)),
        ({"by": "cursor", "param": "status"}, (), ()),
        ({"by": "link"}, (), ()),
        ({"by": "none"}, (), ()),
        ({}, (), ()),
    ],
    ids=str,
)
def test_the_first_page_is_promised_where_it_is_stated(
    stated: Any, promised: Any, mocked: Any, operation: dict[str, Any], state: State
) -> None:
    operation["parameters"].append(
        {"name": "zero", "in": "query", "schema": {"type": "integer", "minimum": 0}}
    )
    listing, done = state(page=stated)
    assert listing.page == Paging(
        by=stated.get("by", "none"), param=stated.get("param"), first=promised, past_end=()
    )
    assert done.page.first == mocked


def test_what_a_page_past_the_end_gets_has_readings(state: State) -> None:
    listing, mocked = state(
        page={"by": "page", "param": "page", "past_end": ["empty", "error"]},
        assumed={"page": {"past_end": "last"}},
    )
    assert listing.page.past_end == mocked.page.past_end == ("empty", "error")


def test_a_size_has_the_default_and_the_bounds_of_its_schema(state: State) -> None:
    listing, mocked = state(
        size={"param": "limit", "over": "clamp"}, assumed={"size": {"over": "error", "under": "default"}}
    )
    size = Size(param="limit", default=20, minimum=1, maximum=100, over=("clamp",))
    assert listing.size == size
    assert mocked.size is not None
    assert (mocked.size.over, mocked.size.under) == (("clamp",), ("default",))


@pytest.mark.parametrize(
    ("schema", "stated", "omit"),
    [
        ({"type": "integer", "default": 20}, {}, ("default",)),
        ({"type": "integer"}, {}, ()),
        ({"type": "integer"}, {"omit": "all"}, ("all",)),
        ({"type": "integer", "default": 20}, {"omit": ["default", "all"]}, ("default", "all")),
        ({"type": "integer", "default": 20}, {"omit": "all"}, ("all",)),
    ],
    ids=str,
)
def test_an_omitted_size_is_the_default_of_the_schema_unless_stated(
    schema: Any, stated: Any, omit: Any, operation: dict[str, Any], state: State
) -> None:
    change(operation, "limit", **schema)
    listing, _ = state(size={"param": "limit", **stated})
    assert listing.size is not None
    assert listing.size.omit == omit


def test_an_exclusive_bound_of_an_integer_is_its_minimum(operation: dict[str, Any], state: State) -> None:
    change(operation, "limit", type="integer", minimum=0, exclusiveMinimum=True)
    listing, _ = state(size={"param": "limit", "alias": "page"})
    assert listing.size is not None
    assert (listing.size.minimum, listing.size.alias) == (1, "page")


# --- places and parameters --------------------------------------------------------------------------


def test_roles_have_their_places(operation: dict[str, Any], state: State, read: Read) -> None:
    operation["responses"]["200"]["headers"] = {"X-Total": {"schema": {"type": "integer"}}}
    listing, _ = state(
        meta={"total": "header:x-total", "has_next": "/more", "next": "link:next", "prev": "item:/id"}
    )
    assert listing.meta == {
        "total": Place(text="header:x-total", where="header", name="x-total"),
        "has_next": body("/more", "more"),
        "next": Place(text="link:next", where="link", name="next"),
        "prev": Place(text="item:/id", where="item", pointer=("id",)),
    }
    assert read().warnings == ()


def test_a_role_may_be_taken_back(document: dict[str, Any], state: State) -> None:
    document["x-listing"] = {"meta": {"total": "/total", "has_next": "/more"}, "size": {"param": "limit"}}
    listing, _ = state(meta={"total": None}, size=None)
    assert list(listing.meta) == ["has_next"]
    assert listing.size is None


def test_an_undocumented_header_is_a_slip(operation: dict[str, Any], read: Read) -> None:
    operation["responses"]["200"]["headers"] = {"X-Total": {"schema": {"type": "integer"}}}
    operation["x-listing"]["meta"] = {"total": "header:X-Totl"}
    assert read().warnings == (
        "jobs.json:1: paths./jobs.get.x-listing.meta.total: the 200 response documents no header X-Totl\n"
        "    did you mean x-total? it documents X-Total",
    )


def test_filters_stand_in_the_order_of_the_parameters(state: State) -> None:
    listing, _ = state(
        filter={
            "order": {"at": None, "op": "contains"},
            "status": {"at": "/status", "all": ["all"]},
            "sort": "/owner/id",
        }
    )
    assert list(listing.filters.values()) == [
        Filter(param="status", at=("status",), all=("all",)),
        Filter(param="sort", at=("owner", "id")),
        Filter(param="order", at=None, op="contains"),
    ]


def test_a_filter_s_stated_field_and_its_assumed_rest_are_one(state: State) -> None:
    listing, mocked = state(filter={"status": "/status"}, assumed={"filter": {"status": {"all": ["all"]}}})
    assert listing.filters["status"].all == ()
    assert mocked.filters["status"] == Filter(param="status", at=("status",), all=("all",))


def test_scopes_inert_parameters_and_figures(operation: dict[str, Any], state: State) -> None:
    operation["parameters"].append({"name": "X-Team", "in": "header", "schema": {"type": "string"}})
    listing, mocked = state(
        filter={"status": "/status"},
        scope=[
            {"param": "header:x-team", "at": None},
            {"caller": True, "at": "/owner/id", "unknown": [403, "empty"]},
        ],
        inert=["order"],
        summary={"/total": {}, "/counts/open": {"status": "open"}},
        assumed={"scope": [{"param": "header:x-team", "unknown": "error"}]},
    )
    assert listing.scope == (
        Scope(param="header:X-Team", at=None),
        Scope(param=None, at=("owner", "id"), unknown=(403, "empty")),
    )
    assert [scope.hidden for scope in listing.scope] == ["header:X-Team", "caller"]
    assert mocked.scope[0].unknown == ("error",)
    assert listing.inert == ("order",)
    assert listing.summary == (
        Tally(place=body("/total", "total"), filters={}),
        Tally(place=body("/counts/open", "counts", "open"), filters={"status": "open"}),
    )


def test_rules_are_compiled_and_know_what_they_are_about(state: State) -> None:
    listing, mocked = state(
        rules=[
            {"id": "named", "holds": "item.name != ''"},
            {"id": "fits", "holds": "body.total >= size(body.data)"},
            {"id": "copied", "at": "/status", "is": "  body.status\n"},
        ],
        assumed={"rules": [{"id": "more", "at": "/name", "is": "item.id", "within": 0.5}]},
    )
    assert [(rule.id, rule.about, rule.uses, rule.at) for rule in listing.rules] == [
        ("named", "item", frozenset({"item"}), None),
        ("fits", "body", frozenset({"body"}), None),
        ("copied", "item", frozenset({"body"}), ("status",)),
    ]
    assert listing.rules[2].expression == "body.status"
    assert listing.rules[0].program({"item": {"name": ""}}) is False
    assert [rule.id for rule in mocked.rules] == ["named", "fits", "copied", "more"]
    assert mocked.rules[3].within == 0.5
    assert mocked.rules[3].program({"item": {"id": "j1"}}) == "j1"


def test_values_are_only_the_mock_s(state: State) -> None:
    listing, mocked = state(assumed={"values": {"/name": ["a", None], "/owner/id": [1]}})
    assert listing.values == {}
    assert mocked.values == {"/name": ("a", None), "/owner/id": (1,)}


# --- sort -------------------------------------------------------------------------------------------


def test_sort_keys_are_the_values_of_the_parameter(state: State) -> None:
    listing, _ = state(sort={"by": "sort", "order": "order", "keys": {"name": "/owner/id"}})
    assert listing.sort == Sort(
        by="sort",
        order="order",
        keys={
            "name": SortField(name="name", at=("owner", "id")),
            "created_at": SortField(name="created_at", at=("created_at",)),
        },
        default=(SortField(name="name", at=("owner", "id"), descending=True),),
    )


@pytest.mark.parametrize(
    ("stated", "assumed", "promised", "mocked"),
    [
        (["-/created_at"], ["/id"], ["-/created_at"], ["-/created_at", "/id"]),
        (None, ["-/created_at", "/id"], [], ["-/created_at", "/id"]),
        (["/name"], None, ["/name"], ["/name"]),
    ],
)
def test_an_assumed_order_breaks_the_ties_of_the_stated_one(
    stated: Any, assumed: Any, promised: list[str], mocked: list[str], state: State
) -> None:
    def written(sort: Sort) -> list[str]:
        return [f"{'-' if field.descending else ''}{field.name}" for field in sort.default]

    listing, done = state(
        **({"sort": {"default": stated}} if stated else {}),
        **({"assumed": {"sort": {"default": assumed}}} if assumed else {}),
    )
    assert written(listing.sort) == promised
    assert written(done.sort) == mocked


def test_a_hidden_sort_key_may_be_the_default(operation: dict[str, Any], state: State) -> None:
    change(operation, "sort", type="string", enum=["name", "updated_at"])
    listing, _ = state(
        sort={
            "by": "sort",
            "order": "order",
            "keys": {"updated_at": None},
            "default": ["-updated_at", "/name", "/id"],
        }
    )
    assert listing.sort.default == (
        SortField(name="updated_at", at=None, descending=True),
        SortField(name="name", at=("name",)),
        SortField(name="/id", at=("id",)),
    )


@pytest.mark.parametrize(
    ("by", "order", "default"),
    [
        ({"default": "name"}, {"default": "desc"}, ["-name"]),
        ({"default": "name"}, {"default": "asc"}, ["name"]),
        ({"default": "name"}, {}, []),
        ({}, {"default": "desc"}, []),
        ({"default": "-created_at,name"}, None, ["-created_at", "name"]),
        ({"default": "-other"}, None, []),
    ],
    ids=str,
)
def test_the_defaults_of_the_parameters_state_an_order(
    by: Any, order: Any, default: list[str], operation: dict[str, Any], state: State
) -> None:
    values = ["name", "created_at"] if order is not None else ["name", "-name", "created_at", "-created_at"]
    change(operation, "sort", type="string", **({"enum": values} if order is not None else {}), **by)
    change(operation, "order", type="string", enum=["asc", "desc"], **(order or {}))
    keys = {"name": "/name", "created_at": "/created_at"}
    listing, _ = state(sort={"by": "sort", "keys": keys} | ({"order": "order"} if order is not None else {}))
    assert [f"{'-' if field.descending else ''}{field.name}" for field in listing.sort.default] == default


def test_signed_values_of_an_enum_are_one_key(operation: dict[str, Any], state: State) -> None:
    change(operation, "sort", type="string", enum=["name", "-name", "+created_at", "-created_at"])
    listing, _ = state(sort={"by": "sort"})
    assert list(listing.sort.keys) == ["name", "created_at"]


# --- errors -----------------------------------------------------------------------------------------


def test_refusals_have_statuses_codes_and_messages(operation: dict[str, Any], state: State) -> None:
    operation["responses"] |= {"4XX": {"description": "Refused."}}
    listing, mocked = state(
        errors={
            "at": {"message": "/detail", "code": "/error/code"},
            "bad_page": 400,
            "bad_size": [400, 422],
            "bad_filter": {"code": "BAD"},
            "method": {"status": 405, "head": "refused"},
        },
        assumed={
            "errors": {
                "at": {"status": "/status"},
                "template": {"detail": ""},
                "bad_filter": 400,
                "method": {"status": 501, "message": "No."},
                "failure": {"status": 500, "message": "Broken."},
            }
        },
    )
    assert listing.errors == Errors(
        refusals={
            "bad_page": Refusal(status=(400,)),
            "bad_size": Refusal(status=(400, 422)),
            "bad_filter": Refusal(status=(), code="BAD"),
            "method": Refusal(status=(405,), head="refused"),
        },
        at={"message": body("/detail", "detail"), "code": body("/error/code", "error", "code")},
        template=MISSING,
    )
    assert mocked.errors.refusals["bad_filter"] == Refusal(status=(400,), code="BAD")
    assert mocked.errors.refusals["method"] == Refusal(status=(405,), message="No.", head="refused")
    assert mocked.errors.refusals["failure"] == Refusal(status=(500,), message="Broken.")
    assert mocked.errors.at["status"] == body("/status", "status")
    assert mocked.errors.template == {"detail": ""}


@pytest.mark.parametrize("documented", ["422", "4XX", "default"])
def test_a_status_may_be_documented_by_its_range(
    documented: str, operation: dict[str, Any], state: State
) -> None:
    operation["responses"] |= {documented: {"description": "Refused."}}
    listing, _ = state(errors={"bad_page": 422})
    assert listing.errors.refusals["bad_page"].status == (422,)
