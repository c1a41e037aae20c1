"""Items with something in them changed; the items themselves stay as they are."""

from __future__ import annotations

from listproof.contract import MISSING, Json, Pointer


def with_value(item: Json, pointer: Pointer, value: Json) -> Json:
    """The item with another value at the place, which MISSING takes away; the item itself stays as it is.

    Where what the place stands in is missing, nothing changes.
    """
    if not pointer:
        return value
    token, rest = pointer[0], pointer[1:]
    if isinstance(item, dict) and (token in item or not rest):
        if not rest and value is MISSING:
            return {key: member for key, member in item.items() if key != token}
        return {**item, token: with_value(item.get(token), rest, value)}
    if isinstance(item, list) and token.isdigit() and int(token) < len(item) and value is not MISSING:
        index = int(token)
        return [*item[:index], with_value(item[index], rest, value), *item[index + 1 :]]
    return item
