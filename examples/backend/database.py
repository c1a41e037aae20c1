"""The engine, and one session for each request."""

from __future__ import annotations

from flask import Flask, current_app, request
from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.orm import Session

_NO_SUCH_FILE = "sqlite:///file:no-such-database?mode=ro&uri=true"


def connect(app: Flask, database_url: str, *, allow_failure: bool) -> Engine:
    """Give the app its database; with `allow_failure` also one that can never be opened."""
    if database_url == "sqlite://":  # a database in memory lives in one connection, shared by all threads
        engine = create_engine(database_url, poolclass=StaticPool)
    else:
        engine = create_engine(database_url)
    app.extensions["database"] = engine
    app.extensions["failing database"] = create_engine(_NO_SUCH_FILE) if allow_failure else engine
    return engine


def open_session() -> Session:
    """A session for this request: `X-Fail: database` asks for one whose first query fails."""
    wanted = "failing database" if request.headers.get("X-Fail") == "database" else "database"
    return Session(current_app.extensions[wanted])
