"""The target files beside the example backend say the truth of it, and its answers match the documents."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from examples.backend.app import create_app
from examples.backend.documented import AnyHost

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted(ROOT.glob("specs/*-*.yaml"))


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app("sqlite://", allow_failure=True)
    yield app.test_client()
    app.extensions["database"].dispose()


@pytest.fixture(scope="module", params=SPECS, ids=lambda spec: spec.stem)
def spec(request: pytest.FixtureRequest) -> Path:
    """Each of the five documents in turn."""
    path: Path = request.param
    return path


@pytest.fixture
def path(spec: Path) -> str:
    paths = yaml.safe_load(spec.read_text(encoding="utf-8"))["paths"]
    return str(next(iter(paths)))


@pytest.fixture
def target(spec: Path) -> dict[str, Any]:
    file = ROOT / "examples" / "backend" / f"listproof.{spec.stem}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def status(client: FlaskClient, path: str, *asking: Mapping[str, Any]) -> int:
    """How a request is answered that carries all the headers and the first of all parameters."""
    url, headers = address(path, *asking)
    return client.get(url, headers=headers).status_code


def address(path: str, *asking: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    headers: dict[str, str] = {}
    query = []
    for one in asking:
        headers |= one.get("headers", {})
        for key, value in one.get("parameters", {}).items():
            first = value if isinstance(value, str) else value[0]
            place, _, name = key.rpartition(":")
            path = path.replace(f"{{{name}}}", first) if place == "path" else path
            headers |= {name: first} if place == "header" else {}
            query += [] if place else [f"{name}={first}"]
    return f"{path}?{'&'.join(query)}", headers


def test_there_is_one_target_file_for_each_document() -> None:
    files = {file.name for file in (ROOT / "examples" / "backend").glob("listproof.*.toml")}
    assert files == {f"listproof.{spec.stem}.toml" for spec in SPECS}
    assert len(files) == 5


def test_main_and_other_are_let_in(client: FlaskClient, path: str, target: dict[str, Any]) -> None:
    assert target["target"] == {"url": "${LISTPROOF_URL}"}
    for caller in ("main", "other"):
        assert status(client, path, target["callers"][caller]) == 200


def test_each_of_several_parameters_is_the_callers(
    client: FlaskClient, path: str, target: dict[str, Any]
) -> None:
    main = target["callers"]["main"]
    several = {
        key: [value] if isinstance(value, str) else value for key, value in main.get("parameters", {}).items()
    }
    for values in itertools.product(*several.values()):
        asking = main | {"parameters": dict(zip(several, values, strict=True))}
        assert status(client, path, asking) == 200


def test_credentials_that_must_be_refused_are(client: FlaskClient, path: str, target: dict[str, Any]) -> None:
    for refused in target["refused"]:
        assert status(client, path, target["callers"]["main"], refused) == 401, refused["name"]
    if forbidden := target["callers"].get("forbidden"):
        assert status(client, path, forbidden) == 403


def test_a_failure_is_provoked_where_the_document_has_one(
    client: FlaskClient, spec: Path, path: str, target: dict[str, Any]
) -> None:
    operation = yaml.safe_load(spec.read_text(encoding="utf-8"))["paths"][path]["get"]
    assert ("500" in operation["responses"]) == ("provoke" in target)
    if "provoke" in target:
        assert status(client, path, target["callers"]["main"], target["provoke"]["failure"]) == 500


def test_a_large_page_matches_the_document(
    client: FlaskClient, spec: Path, path: str, target: dict[str, Any]
) -> None:
    openapi = OpenAPI.from_file_path(str(spec), config=Config(path_finder_cls=AnyHost))
    url, headers = address(path, target["callers"]["main"])
    answer = client.get(f"{url}&limit=60&pageSize=60", headers=headers)
    response = MockResponse(answer.data, status_code=200, content_type="application/json")
    request = MockRequest("https://any.invalid", "get", url.partition("?")[0])
    assert list(openapi.iter_response_errors(request, response)) == []
