"""The same list for everybody: a document with an example of 50 items, the rows as each peer wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import yaml

from benchmarks.peers.peer import PATH, Words

SPEC = Path(__file__).parents[2] / "specs" / "techladder-call-batches.yaml"
KEY = "sk_test_main_0000000000000000000000000001"
"""The main caller's made-up key, as fixtures/techladder-call-batches.yaml has it."""

_OWN = ("x-listing", "x-clauses")
_PATIENCE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All rows of the main caller in the mock's order, and the bytes of the page that is asked for."""

    rows: tuple[Mapping[str, Any], ...]
    page: bytes


def gather(url: str) -> Material:
    """What the mock at this address lists, page by page, and its page of 50 completed batches."""
    words = Words()
    rows: list[Mapping[str, Any]] = []
    for number in range(1, 1000):
        data = json.loads(_get(url + words.target(page=number, size=100, status=None)))["data"]
        rows += data["items"]
        if not data["has_more"]:
            break
    return Material(rows=tuple(rows), page=_get(url + words.target()))


def _get(url: str) -> bytes:
    with urlopen(Request(url, headers={"Authorization": f"Bearer {KEY}"}), timeout=_PATIENCE) as answer:
        return bytes(answer.read())


def written(material: Material, folder: Path) -> dict[str, str]:
    """Write every file that a peer may need; what each word stands for, places of files among them."""
    rows, page = _json(material.rows), material.page.decode()
    texts = {
        "document": _json(document(page)),
        "rows": rows,
        "page": page,
        "database": _json({"call-batches": [{"id": row["schedule_id"], **row} for row in material.rows]}),
        "mockoon_rows": _json(mockoon(rows, bucket=True)),
        "mockoon_page": _json(mockoon(page, bucket=False)),
        "mountebank": _json(mountebank(page)),
    }
    places = {word: folder / f"{word}.json" for word in texts}
    for word, text in texts.items():
        places[word].write_text(text, encoding="utf-8")
    return {word: str(place) for word, place in places.items()} | {"key": KEY, "spec": str(SPEC)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def document(page: str) -> dict[str, Any]:
    """The OpenAPI document without what is ours, the page as its example."""
    whole: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    del whole["servers"]  # some peers would take the host's path for a prefix
    (operation,) = (path["get"] for path in whole["paths"].values())
    for key in _OWN:
        operation.pop(key)
    answer = operation["responses"]["200"]["content"]["application/json"]
    del answer["example"]
    answer["examples"] = {"page": {"value": json.loads(page)}}  # Mockoon reads none but named ones
    for scheme in whole["components"]["securitySchemes"].values():
        scheme["x-bearerInfoFunc"] = "connexion_key.admit"  # Connexion lets nobody in without one
    return whole


def mockoon(content: str, *, bucket: bool) -> dict[str, Any]:
    """An environment of Mockoon: the content as a data bucket behind a CRUD route, or as a route's body.

    What is not said here gets Mockoon's own defaults, by its flag `--repair`.
    """
    response = {
        "uuid": "response",
        "body": "" if bucket else content,
        "statusCode": 200,
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "bodyType": "DATABUCKET" if bucket else "INLINE",
        "databucketID": "rows" if bucket else "",
        "default": True,
        "crudKey": "schedule_id",
    }
    route = {
        "uuid": "route",
        "type": "crud" if bucket else "http",
        "method": "" if bucket else "get",
        "endpoint": PATH.removeprefix("/"),
        "responses": [response],
    }
    rows = {"uuid": "bucket", "id": "rows", "name": "rows", "value": content}
    return {
        "uuid": "lists",
        "lastMigration": 33,
        "name": "lists",
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": "route"}],
        "data": [rows] if bucket else [],
    }


def mountebank(page: str) -> dict[str, Any]:
    """An imposter of mountebank: the page for whoever has the key, 401 for others."""
    path = {"path": PATH}
    admitted = {"equals": {**path, "headers": {"Authorization": f"Bearer {KEY}"}}}
    headers = {"Content-Type": "application/json"}
    whole = {"is": {"statusCode": 200, "headers": headers, "body": page}}
    refused = {"is": {"statusCode": 401, "headers": headers, "body": '{"error": "unauthorized"}'}}
    return {
        "imposters": [
            {
                "port": "<port>",  # filled as a text, which it takes as well
                "protocol": "http",
                "stubs": [
                    {"predicates": [admitted], "responses": [whole]},
                    {"predicates": [{"equals": path}], "responses": [refused]},
                ],
            }
        ]
    }
