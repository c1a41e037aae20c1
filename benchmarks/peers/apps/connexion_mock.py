"""Connexion's own mock resolver, in both of its apps; the page is the document's example."""

from __future__ import annotations

import os
from pathlib import Path

from connexion import AsyncApp, FlaskApp  # type: ignore[import-untyped]
from connexion.mock import MockResolver  # type: ignore[import-untyped]

_DOCUMENT = Path(os.environ["PEER_DOCUMENT"])


def with_starlette() -> AsyncApp:
    """The app that is asynchronous throughout."""
    app = AsyncApp(__name__, specification_dir=_DOCUMENT.parent)
    app.add_api(_DOCUMENT.name, resolver=MockResolver(mock_all=True))
    return app


def with_flask() -> FlaskApp:
    """The app that hands requests to Flask."""
    app = FlaskApp(__name__, specification_dir=_DOCUMENT.parent)
    app.add_api(_DOCUMENT.name, resolver=MockResolver(mock_all=True))
    return app
