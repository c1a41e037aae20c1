"""What a recording must be to be judged again: a HAR file with the members that this suite adds to it."""

from __future__ import annotations

from typing import Any, Final

from listproof.contract import Json


def _object(**members: Json) -> dict[str, Json]:
    return {"type": "object", "required": list(members), "properties": members}


def _map(member: Json) -> dict[str, Json]:
    return {"type": "object", "additionalProperties": member}


_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_COUNT: Final = {"type": "integer", "minimum": 0}
_MOST: Final = {"type": ["integer", "null"], "minimum": 0}
_SECONDS: Final = {"type": ["number", "null"], "minimum": 0}
_HEADERS: Final = {"type": "array", "items": _object(name=_TEXT, value=_TEXT)}
_SENDER: Final = _object(headers=_map(_TEXT), parameters=_map({**_TEXTS, "minItems": 1}))
_OVERRIDE: Final = {
    **_object(severity={"enum": ["failed", "warned", "observed", "off"]}, reason=_TEXT),
    "additionalProperties": False,
}

HAR: Final[dict[str, Any]] = _object(log=_object(version=_TEXT, entries={"type": "array"}))

OURS: Final[dict[str, Any]] = _object(
    contract=_object(
        file=_TEXT,
        title=_TEXT,
        digest=_TEXT,
        operations={"type": "array", "items": _object(id=_TEXT, path=_TEXT)},
    ),
    settings=_object(
        started=_TEXT,
        operations=_TEXTS,
        shard={"type": ["string", "null"]},
        seed={"type": "integer"},
        max_requests=_MOST,
        max_seconds=_SECONDS,
        chance=_MOST,
        fuzz=_MOST,
    ),
    target=_object(
        url=_TEXT,
        callers={**_map(_SENDER), "required": ["main"]},
        refused={"type": "array", "items": {**_SENDER, "required": ["name", "headers", "parameters"]}},
        provoke=_map(_map(_TEXT)),
        operations=_map(_map(_map(_TEXTS))),
        expired=_map(_TEXT),
        allowMethods=_TEXTS,
        laws=_map(_OVERRIDE),
        secrets=_TEXTS,
    ),
)

ENDED: Final[dict[str, Any]] = {
    **_object(stopped=_TEXT, masked=_COUNT),
    "type": ["object", "null"],
}

ENTRY: Final[dict[str, Any]] = _object(
    time={"type": "number", "minimum": 0},
    request=_object(method=_TEXT, headers=_HEADERS, _target=_TEXT),
    response=_object(
        status={**_COUNT, "maximum": 999},
        headers=_HEADERS,
        content={"type": "object", "properties": {"text": _TEXT, "encoding": _TEXT}},
        _error={"type": ["string", "null"]},
        _lost={"type": "boolean"},
    ),
    _caller=_TEXT,
    _attempt={"type": "integer", "minimum": 1},
    _again=_COUNT,
    _waited=_SECONDS,
    _aside={"type": "boolean"},
    _ended={"enum": ["spent", "unreachable", "interrupted", None]},
    _why={"type": ["string", "null"]},
)
