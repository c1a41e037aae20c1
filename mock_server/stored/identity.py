"""What stored rows depend on, as one word: equal words, equal rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from listproof.contract import MISSING, Operation
from mock_server.stored.files import VERSION


def identity_of(operation: Operation, source: tuple[object, ...]) -> str:
    """The word for the rows of this source, stored for this operation by this program."""
    digest = blake2b(digest_size=20)
    digest.update(f"{VERSION} {_program()}".encode())
    for piece in _pieces((source, operation)):
        digest.update(piece)
    return digest.hexdigest()


@cache
def _program() -> str:
    """What makes and stores rows: a change of it may change them."""
    digest = blake2b(digest_size=20)
    for folder in ("engine", "generating", "stored", "worlds"):
        for path, text in _texts(files("mock_server") / folder, folder):
            digest.update(f"{path} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def _texts(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _texts(each, f"{name}/{each.name}")
        elif each.name.endswith(".py"):
            yield f"{name}/{each.name}", each.read_bytes()


def _pieces(value: object) -> Iterator[bytes]:
    """The value's parts in an order that is always the same, each told apart from what stands beside it."""
    if is_dataclass(value) and not isinstance(value, type):
        yield f"<{type(value).__name__}".encode()
        for field in fields(value):
            if field.compare:
                yield f" {field.name}=".encode()
                yield from _pieces(getattr(value, field.name))
        yield b">"
    elif isinstance(value, Mapping):
        yield b"{"
        for key in value:
            yield from _pieces(key)
            yield from _pieces(value[key])
        yield b"}"
    elif isinstance(value, (list, tuple)):
        yield b"["
        for each in value:
            yield from _pieces(each)
        yield b"]"
    elif isinstance(value, (set, frozenset)):
        yield from _pieces(sorted(value, key=repr))
    elif value is MISSING:
        yield b"?"
    elif value is None or isinstance(value, (str, int, float, bytes, Path)):
        text = repr(value).encode("utf-8", "surrogatepass")
        yield f"{len(text)}:".encode() + text
    else:
        raise TypeError(f"{type(value).__name__} has no text that is always the same")
