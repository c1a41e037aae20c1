"""The members of a value that an expression names: an evaluation that is handed all of it costs much more."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from listproof.contract import Json

Members = tuple[tuple[str, ...], ...]

_TEXT: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


@lru_cache(maxsize=4096)
def named(expression: str, variable: str) -> Members | None:
    """The members of a variable that an expression in CEL names (`body.data.owner`); None where it names the
    variable by itself, so that all of it counts. A method at the end of a name is no member."""
    chain = rf"(?<![\w.]){variable}\b((?:\s*\.\s*[A-Za-z_]\w*(?!\w|\s*\())*)"
    chains = [match[1] for match in re.finditer(chain, _TEXT.sub("''", expression))]
    if not all(chains):
        return None
    return tuple(tuple(name.strip() for name in each.split(".")[1:]) for each in chains)


def only(value: Json, members: Members | None) -> Json:
    """The value with these members, and no others; all of it where they are None."""
    if members is None:
        return value
    kept: dict[str, Json] = {}
    for names in members:
        _keep(kept, value, names)
    return kept


def _keep(kept: dict[str, Json], value: Json, names: tuple[str, ...]) -> None:
    """Copy what stands at the end of the names, with the objects on the way."""
    if not isinstance(value, dict) or names[0] not in value:
        return
    inner = value[names[0]]
    if len(names) == 1 or not isinstance(inner, dict):
        kept[names[0]] = inner
    elif kept.get(names[0]) is not inner:
        _keep(kept.setdefault(names[0], {}), inner, names[1:])
