"""Options: the system query options (OData 4.01, URL Conventions, 5.1), and why they stay questions."""

from __future__ import annotations

from typing import Final

SIZE: Final = "$top"
OFFSET: Final = "$skip"
FILTER: Final = "$filter"
ORDER: Final = "$orderby"
COUNT: Final = "$count"
SEARCH: Final = "$search"
SELECT: Final = "$select"

SERVER_LINKS: Final = ("@odata.nextLink", "@nextLink")
"""Where a service says how it goes on when it has cut a page by itself (Protocol, 11.2.6.7)."""

_QUESTIONS: Final = {
    FILTER: "it takes expressions, for which x-listing has no words: what do those that matter select?",
    SEARCH: "what does it look in, and how?",
    SELECT: "it chooses the fields of an item, for which x-listing has no words",
    "$expand": "it adds to the fields of an item, for which x-listing has no words",
    COUNT: "x-listing has no words for a total that comes only where it is asked for: does one come always?",
    SIZE: "does it end the list, as OData has it, or a page of it?",
    "$format": "it chooses the media type, for which x-listing has no words",
    "$apply": "it groups the items, for which x-listing has no words",
    "$compute": "it adds to the fields of an item, for which x-listing has no words",
}
LINKS: Final = "it comes where the server has cut a page by itself, and not after $top: when is that?"
ORDERS: Final = (
    "its values are `Field` and `Field desc`, and x-listing has words for a sign before the field,"
    " or for a direction in a parameter of its own"
)


def question_of(name: str) -> str | None:
    """What is open about the query option of this name; None where it is none that is known."""
    return _QUESTIONS.get(name)
