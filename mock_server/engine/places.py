"""Putting a value where the contract says that it stands."""

from __future__ import annotations

from listproof.contract import Json, Pointer


def put(value: Json, pointer: Pointer, content: Json) -> Json:
    """The value with the content at the pointer; what is missing on the way there is made.

    Changes the value in place, unless the pointer is the whole value.
    """
    if not pointer:
        return content
    token, rest = pointer[0], pointer[1:]
    if isinstance(value, list) and token.isascii() and token.isdigit() and int(token) < len(value):
        value[int(token)] = put(value[int(token)], rest, content)
        return value
    if not isinstance(value, dict):
        value = {}
    value[token] = put(value.get(token), rest, content)
    return value


def drop(value: Json, pointer: Pointer) -> None:
    """Take the member at the pointer away, where it is one of an object."""
    for token in pointer[:-1]:
        if not isinstance(value, dict) or token not in value:
            return
        value = value[token]
    if isinstance(value, dict) and pointer:
        value.pop(pointer[-1], None)
