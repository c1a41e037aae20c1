"""What is exported comes back as it was when it is imported."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from listproof.contract import Json
from listproof.exporting.exports import VOCABULARIES
from listproof.reading.places import parse_pointer
from tests.listproof.exporting.lists import exported, imported_again

# Names that a tool reads something into; with these the same words may mean another thing.
READ_INTO = {
    "offset",
    "skip",
    "start",
    "startat",
    "startindex",
    "page",
    "pagenumber",
    "pageno",
    "pagenum",
    "pageindex",
}

NAMES = st.one_of(
    st.sampled_from(
        ["data", "items", "next_page", "@odata.nextLink", "per page", "it's", "a/b", "a~b", "größe", "0"]
    ),
    st.text("abcxyz_-", min_size=1, max_size=6),
)
PARAMS = st.one_of(
    st.sampled_from(["page", "limit", "$top", "page[number]", "start-after"]), st.text("abcxyz", min_size=1)
)


def pointer(*tokens: str) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


@st.composite
def listings(draw: st.DrawFn) -> dict[str, Any]:
    """An x-listing that pages in any way, with metas in any place, none inside another."""
    by = draw(st.sampled_from(["page", "offset", "cursor", "link", "none"]))
    param, size = draw(st.lists(PARAMS, min_size=2, max_size=2, unique=True))
    names = draw(st.lists(NAMES, min_size=6, max_size=6, unique=True))
    holder, items, *fields = names
    listing: dict[str, Any] = {"items": draw(st.sampled_from([pointer(items), pointer(holder, items)]))}
    listing["page"] = {"by": by, **({"param": param} if by not in ("link", "none") else {})}
    if draw(st.booleans()):
        listing["size"] = {"param": size}
    roles = [
        "has_next",
        "total",
        "size",
        *(["page", "pages"] if by == "page" else []),
        *(["offset"] if by == "offset" else []),
    ]
    places = [
        draw(st.sampled_from([pointer(field), pointer(holder, field), f"header:X-{index}"]))
        for index, field in enumerate(fields)
    ]
    meta = dict(zip(draw(st.permutations(roles)), places[1:], strict=False))
    if by in ("cursor", "link"):
        ways = [places[0], *(["item:/key"] if by == "cursor" else ["link:next"])]
        meta["next"] = draw(st.sampled_from(ways))
    assume(not any(name == holder for name in [items, *fields]))
    return {**listing, "meta": meta} if meta else listing


def said(listing: dict[str, Any]) -> dict[str, Json]:
    """The listing by the keys that exports speak of."""
    found: dict[str, Json] = {"items": parse_pointer(listing["items"]), "page.by": listing["page"]["by"]}
    if "param" in listing["page"]:
        found["page.param"] = listing["page"]["param"]
    if "size" in listing:
        found["size.param"] = listing["size"]["param"]
    return found | {f"meta.{role}": place for role, place in listing.get("meta", {}).items()}


@pytest.mark.parametrize("to", VOCABULARIES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(listing=listings())
def test_what_is_exported_comes_back(to: str, listing: dict[str, Any]) -> None:
    found = exported(listing, to)
    if found.value is None:
        assert found.because
        return
    assume(to != "fern" or listing["page"].get("param", "").lower() not in READ_INTO)
    again = imported_again(listing, found)
    back = {
        "items": again.items,
        "page.by": again.by,
        "page.param": again.param,
        "size.param": again.size,
        **{f"meta.{role}": place for role, place in again.meta.items()},
    }
    carried = {key: value for key, value in said(listing).items() if key not in found.unsaid}
    assert {key: value for key, value in back.items() if value is not None} == carried
    assert [each.question for each in again.opens] == []
