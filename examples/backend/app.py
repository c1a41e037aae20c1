"""The application: five services in one, each a blueprint at its documented path."""

from __future__ import annotations

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from . import agency, organization, seed, talkifai, techladder, trillet
from .database import connect
from .models import Base
from .refusals import answer_refusals

ENDPOINTS = (agency.endpoint, organization.endpoint, techladder.endpoint, trillet.endpoint, talkifai.endpoint)


class DocumentJSON(DefaultJSONProvider):
    """JSON as a person reads it: keys in the order of the documents, names in their own script."""

    sort_keys = False
    ensure_ascii = False


def create_app(database_url: str, *, allow_failure: bool = False) -> Flask:
    """The backend over a database, which is filled with the example's data when it is new.

    With `allow_failure` a request that carries `X-Fail: database` meets a database that can't be opened.
    """
    app = Flask(__name__)
    app.json = DocumentJSON(app)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # the documents know GET alone, and AG-03 says 405
    app.url_map.merge_slashes = False  # a redirect would leave the endpoint's envelope
    engine = connect(app, database_url, allow_failure=allow_failure)
    Base.metadata.create_all(engine)
    seed.fill(engine)
    for endpoint in ENDPOINTS:
        app.register_blueprint(endpoint.routes)
    answer_refusals(app, ENDPOINTS)
    return app
