"""Where the rows of a list are kept: few of them as they are, many in a file that is mapped into memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from listproof.contract import Operation
from mock_server.world import Row, RowStream

Keep = Callable[[Operation, RowStream], Sequence[Row]]
"""Goes through the rows of a list and keeps them; raises what the stream raises."""


class Keeper:
    """Keeps rows."""

    def __call__(self, operation: Operation, stream: RowStream) -> Sequence[Row]:  # noqa: ARG002
        """The rows of the operation, kept."""
        return tuple(stream.rows())
