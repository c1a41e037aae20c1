"""Ways: how other tools write places in an answer and parameters of a request, as x-listing writes them.

JSONPath as `$.data[-1].id`, dotted names, lists of keys, and runtime expressions of OpenAPI as
`$response.body#/data` (OpenAPI 3.0.3, 4.7.20.4).
"""

from __future__ import annotations

import re
from typing import Final

from listproof.contract import Json, pointer_text
from listproof.infer.plain import PlainOperation
from listproof.reading.places import parse_pointer

_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|(-?\d+))\]")
_ROOT: Final = re.compile(r"\$response(?:\.body)?(?=$|[.#\[])|\$request(?=$|[.#\[])|\$(?=$|[.\[])")
_HEADER: Final = re.compile(r"\$response\.headers?(?:#/|\.)([!#$%&'*+.^_`|~0-9A-Za-z-]+)")
_EVERY: Final = re.compile(r"(?:\[\*\]|\.\*)$")
# Both ways in which JSONPath has the last of an array.
_LAST: Final = re.compile(r"\[(?:-1|-1:|\(@\.length\s*-\s*1\))\]")
_REQUEST: Final = re.compile(r"\$request\.(?:(query|path|headers?|body)(?:#/|\.))?")


def keys_of(path: Json) -> tuple[str, ...] | None:
    """The keys that the path leads through from the body on; None where it is no plain way.

    `$.a.b`, `$response.a['b']`, `$response.body#/a/b`, `a.b` and a list of keys have two; `$` has none,
    and `$.a[*]` is the array at `a`.
    """
    if isinstance(path, list):
        return tuple(path) if all(isinstance(each, str) for each in path) else None
    if not isinstance(path, str):
        return None
    bare = _EVERY.sub("", _ROOT.sub("", path.strip(), count=1))
    if bare.startswith(("#", "/")):
        return _pointed(bare.removeprefix("#"))
    keys, end = [], 0
    for match in _STEP.finditer(bare):
        if match.start() != end:
            return None
        key = next(group for group in match.groups() if group is not None)
        keys.append(re.sub(r"\\(.)", r"\1", key) if match.group(1) is None else key)
        end = match.end()
    return tuple(keys) if end == len(bare) else None


def _pointed(text: str) -> tuple[str, ...] | None:
    try:
        return parse_pointer(text)
    except ValueError:
        return None


def place_of(path: Json) -> str | None:
    """The place in an answer: `/a/b`, `header:Name`, or `item:/id` for a path such as `$.data[-1].id`."""
    if isinstance(path, str):
        header = _HEADER.fullmatch(path.strip())
        if header:
            return f"header:{header.group(1)}"
        before, last, behind = _last(path)
        if last:
            inside = keys_of(behind)
            return f"item:{pointer_text(inside)}" if inside and keys_of(before) is not None else None
    keys = keys_of(path)
    return pointer_text(keys) if keys else None


def items_before(path: Json) -> tuple[str, ...] | None:
    """The array whose last item the path goes into; None where it goes into none."""
    if not isinstance(path, str):
        return None
    before, last, _ = _last(path)
    return keys_of(before) if last else None


def _last(path: str) -> tuple[str, str, str]:
    match = _LAST.search(path)
    return (path[: match.start()], match.group(), path[match.end() :]) if match else (path, "", "")


def parameter_of(name: Json, operation: PlainOperation) -> str | None:
    """The key of the parameter that is named so, bare or as `$request.name` or `$request.query#/name`.

    A name that the operation lacks is returned as it is; None where this is no name, and where it is one
    in the request's body.
    """
    if not isinstance(name, str) or in_body(name):
        return None
    match = _REQUEST.match(name)
    bare = name[match.end() :] if match else name
    return next((each.key for each in operation.parameters.values() if each.name == bare), bare)


def in_body(name: Json) -> bool:
    """Whether the name is of something in the request's body."""
    match = _REQUEST.match(name) if isinstance(name, str) else None
    return match is not None and match.group(1) == "body"
