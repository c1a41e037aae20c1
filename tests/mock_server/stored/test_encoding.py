"""Values as bytes compare as the values do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from listproof.contract import Json
from mock_server.engine.comparing import Form, instant, key_of, rank_of
from mock_server.stored.encoding import as_instants, key_bytes, key_from, rank_bytes

MOMENTS = [
    "2025-01-01T12:00:00Z", "2025-01-01T13:00:00+01:00", "2025-01-01T12:00:00.5Z", "2025-01-01T12:00:00.50Z",
    "2025-01-01T12:00:00.05Z", "2025-01-01", "0001-01-01", "9999-12-31T23:59:60-23:59", "2025-13-01",
]  # fmt: skip
EDGES = [
    2**53,
    2**53 + 1,
    2**53 + 2,
    2.0**53,
    2**63,
    2**64 + 1,
    -(2**53) - 1,
    10**400,
    -(10**400),
    1.7e308,
    5e-324,
]
NUMBERS = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0, -0.0, 0.5, *EDGES])
)
SCALARS = st.one_of(NUMBERS, st.booleans(), st.none(), st.text(max_size=5), st.sampled_from(MOMENTS))
VALUES = st.one_of(
    SCALARS, SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=2), SCALARS, max_size=2)
)
FORMS: st.SearchStrategy[Form] = st.sampled_from(["plain", "instant", "uuid"])


@settings(max_examples=300, deadline=None)
@given(one=VALUES, other=VALUES, form=FORMS)
def test_ranks_as_bytes_are_in_the_order_of_ranks(one: Json, other: Json, form: Form) -> None:
    ranks, written = (
        (rank_of(one, form), rank_of(other, form)),
        (rank_bytes(one, form), rank_bytes(other, form)),
    )
    assert (ranks[0] == ranks[1], ranks[0] < ranks[1]) == (written[0] == written[1], written[0] < written[1])


@settings(max_examples=150, deadline=None)
@given(one=NUMBERS, other=st.sampled_from(EDGES))
def test_numbers_keep_their_order_where_doubles_are_far_between(one: float, other: float) -> None:
    assert (one < other) is (rank_bytes(one, "plain") < rank_bytes(other, "plain"))


@settings(max_examples=200, deadline=None)
@given(one=VALUES, other=VALUES, form=FORMS)
def test_keys_as_bytes_are_equal_where_keys_are_and_can_be_read_back(
    one: Json, other: Json, form: Form
) -> None:
    assert (key_of(one, form) == key_of(other, form)) is (key_bytes(one, form) == key_bytes(other, form))
    assert key_from(key_bytes(one, form)) == key_of(one, form)


def test_plain_text_is_read_as_moments_where_it_names_one() -> None:
    for text in MOMENTS:
        moment = rank_bytes(text, "instant") if instant(text) else None
        assert as_instants(rank_bytes(text, "plain")) == as_instants(key_bytes(text, "plain")) == moment
    assert as_instants(rank_bytes(5, "plain")) is None
    for null in (rank_bytes(None, "plain"), key_bytes(None, "plain")):
        assert as_instants(null) == null
