"""Heard: what a running server was asked about one list, and what it said that is no value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The asking about one list."""

    requests: tuple[str, ...] = ()
    """Every request with what came, in order, without credentials."""
    differs: tuple[str, ...] = ()
    """Where the server does otherwise than the document says; nothing was changed for it."""
    stopped: str = ""
    """Why something was not asked, or can't be told; empty where all was."""
