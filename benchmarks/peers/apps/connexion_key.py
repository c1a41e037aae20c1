"""Who may ask Connexion's mock: whoever has the key."""

from __future__ import annotations

import os


def admit(token: str) -> dict[str, str] | None:
    """What is known of the token's owner; None refuses."""
    return {"sub": "main"} if token == os.environ["PEER_KEY"] else None
