"""The items' JSON is the same however it is kept."""

from array import array

import pytest

from mock_server.engine.bodies import InOnePiece, InPieces, written_once
from mock_server.engine.shelf import Positions
from mock_server.world import Row

ITEMS = [b'{"n":0}', b'{"name":"a, b"}', b"{}", b'"text"', b"[1,2]"]


@pytest.mark.parametrize("positions", [range(0), range(5), range(1, 4), array("I"), array("I", [4, 0, 2])])
def test_a_page_is_the_same_from_pieces_and_from_one_piece(positions: Positions) -> None:
    expected = b",".join(ITEMS[at] for at in positions)
    assert InPieces(ITEMS).joined(positions) == expected
    assert InOnePiece(ITEMS).joined(positions) == expected


def test_items_are_written_without_blanks_and_whole_numbers_of_any_size() -> None:
    bodies = written_once([Row(item={"a": 1, "b": ["ä"]}), Row(item={"n": 2**70})])
    assert bodies.joined(range(2)) == '{"a":1,"b":["ä"]},{"n":1180591620717411303424}'.encode()
