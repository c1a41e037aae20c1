"""Excerpts: of a document with hundreds of paths what one of them needs, for a reader that reads it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from listproof.contract import Json

_INSIDE = "#/components/"


def excerpt(document: Mapping[str, Json], path: str) -> dict[str, Any]:
    """The document with this path alone and the components that it leads to, as plain values.

    Where a reference leads anywhere but to a component, all components stay.
    """
    item, components = document["paths"][path], document.get("components")
    reached = _reached(components, item) if isinstance(components, Mapping) else None
    kept = dict(document) if reached is None else {**document, "components": reached}
    kept["paths"] = {path: item}
    whole: dict[str, Any] = _plain(kept)
    return whole


def _reached(components: Mapping[str, Json], start: Json) -> dict[str, Json] | None:
    """The components that are reached from here, and all security schemes; None where that can't be told."""
    found: dict[str, dict[str, Json]] = {}
    waiting: list[Json] = [start]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (list, tuple)):
            waiting.extend(value)
        if not isinstance(value, Mapping):
            continue
        for reference in _references(value):
            section, name = _component(reference)
            held = components.get(section)
            if not name or not isinstance(held, Mapping):
                return None
            if name in held and name not in found.setdefault(section, {}):
                found[section][name] = held[name]
                waiting.append(held[name])
        waiting.extend(value.values())
    schemes = components.get("securitySchemes")
    return {**found, "securitySchemes": schemes} if schemes else dict(found)


def _references(value: Mapping[str, Json]) -> Iterator[str]:
    """What an object refers to: by `$ref`, by `$dynamicRef`, by the mapping of a discriminator."""
    yield from (value[key] for key in ("$ref", "$dynamicRef") if isinstance(value.get(key), str))
    discriminator = value.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    for target in mapping.values() if isinstance(mapping, Mapping) else ():
        if isinstance(target, str):
            yield target if "/" in target or "#" in target else f"{_INSIDE}schemas/{target}"


def _component(reference: str) -> tuple[str, str]:
    """The section and the name of the component that it leads to, or into; empty for anything else."""
    tokens = unquote(reference).removeprefix(_INSIDE).split("/")
    if not reference.startswith(_INSIDE) or len(tokens) < 2:
        return "", ""
    return tokens[0], tokens[1].replace("~1", "/").replace("~0", "~")


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    return value
