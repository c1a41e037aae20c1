"""What an answer says of itself, however it spells it, and whether a walk can be held against it."""

from __future__ import annotations

from conformance.evidence import Page, Walk
from listproof.contract import MISSING, Json, Operation


def whole_number(value: Json) -> int | None:
    """The whole number that the value is, 5.0 included, or spells in digits; None for anything else."""
    match value:
        case bool():
            return None
        case int():
            return value
        case float() if value.is_integer():
            return int(value)
        case str() if value.isascii() and value.isdigit() and len(value) <= 18:
            return int(value)
        case _:
            return None


def flag(value: Json) -> bool | None:
    """The truth value that the value is or spells; None for anything else."""
    match value:
        case bool():
            return value
        case str():
            return {"true": True, "false": False}.get(value.lower())
        case _:
            return None


def nothing(value: Json) -> bool:
    """Whether a token or link is not there: absent, null and "" are one."""
    return value is MISSING or value is None or value == ""


def said_total(page: Page) -> int | None:
    """The total that the page itself tells, if it tells one."""
    return whole_number(page.meta.get("total", MISSING))


def is_faulty(operation: Operation, walk: Walk) -> bool:
    """Whether the walk itself lost or repeated rows: it has laws of its own, and blames no other page.

    A page before its last is not full, an item came twice, or nothing came though a total says that there
    is something. A total that differs from a list that did come may itself be what is wrong; so may a token
    that led from the last rows to an empty page.
    """
    pages = walk.pages
    if operation.listing.page.by in ("cursor", "link") and pages and not pages[-1].items:
        pages = pages[:-1]
    short = any(page.size is not None and len(page.items) < page.size for page in pages[:-1])
    bare = bool(walk.pages) and not walk.ids and (said_total(walk.pages[0]) or 0) > 0
    return short or bare or (operation.listing.id is not None and len(set(walk.ids)) < len(walk.ids))


def lacks_rows(walk: Walk) -> bool:
    """Whether the walk brought fewer rows than its own total says: one of the two is wrong."""
    return bool(walk.pages) and (said_total(walk.pages[0]) or 0) > len(walk.ids)
