"""What is sent for a page or a size that is required, where a question asks for none.

A page parameter may be required, and any value of it is as good as the first page's: nobody has to
tell the suite one. The same goes for a size, of which any that is allowed will do.
"""

from __future__ import annotations

from typing import Final

from conformance.questions import Question
from listproof.contract import Operation

_USUAL: Final = 20
"""The size that is sent where the document has neither a default nor bounds that forbid it."""


def required_position(operation: Operation) -> int | None:
    """The number of the first page, or the offset 0, where the parameter is required and has no default."""
    paging = operation.listing.page
    if paging.by not in ("page", "offset") or not _is_open(operation, paging.param):
        return None
    return 0 if paging.by == "offset" else min(paging.first, default=1)


def required_size(operation: Operation) -> int | None:
    """A size that the document allows, where the parameter is required and has no default."""
    size = operation.listing.size
    if size is None or not _is_open(operation, size.param):
        return None
    most = _USUAL if size.maximum is None else min(size.maximum, _USUAL)
    return max(most, size.minimum or 1)


def lacks_required(operation: Operation, question: Question) -> bool:
    """Whether a page or size that is required is left out, or sent in a way that means nothing.

    What comes then may be no page: some backends send the whole list, in another body.
    """
    listing = operation.listing
    keys = {listing.page.param, listing.size.param if listing.size is not None else None}
    odd = {*(key for key, _ in question.put), *question.drop} & keys
    return any(key in operation.parameters and operation.parameters[key].required for key in odd if key)


def _is_open(operation: Operation, key: str | None) -> bool:
    parameter = operation.parameters.get(key) if key else None
    return parameter is not None and parameter.required and not isinstance(parameter.default, int)
