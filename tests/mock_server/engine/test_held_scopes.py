"""Which scopes have rows, stated in full or in part."""

from mock_server.engine.held_scopes import ANY, HeldScopes

HELD = HeldScopes([("a", "x"), ("a", "y"), ("b", "x")])


def test_a_scope_is_held_where_rows_have_what_is_stated_of_it() -> None:
    assert HELD.holds(("a", "x"))
    assert not HELD.holds(("b", "y"))
    assert HELD.holds((ANY, "y"))
    assert not HELD.holds((ANY, "z"))
    assert HELD.holds((ANY, ANY))
    assert not HeldScopes([]).holds((ANY, ANY))


def test_the_scopes_that_fit_come_in_the_order_in_which_they_were_given() -> None:
    assert HELD.fitting((ANY, "x")) == [("a", "x"), ("b", "x")]
    assert HELD.fitting((ANY, ANY)) == [("a", "x"), ("a", "y"), ("b", "x")]


def test_what_is_open_is_written_alike_in_every_process() -> None:
    assert repr((ANY,)) == "(<any>,)"
