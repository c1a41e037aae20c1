"""The quick way to import Connexion gives the same mock, harms nobody and has a way back."""

from __future__ import annotations

import subprocess
import sys

ASK = """
from starlette.testclient import TestClient
from listproof.reader import read_contract
from mock_server.app import build_app
from mock_server.world import World

SPEC = '''
openapi: 3.0.3
info: {title: "Jobs", version: "1"}
paths:
  /jobs:
    get:
      operationId: list
      security: [{key: []}]
      x-listing: {items: ""}
      responses:
        "200":
          description: A page.
          content: {application/json: {schema: {type: array, items: {type: object}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
'''
client = TestClient(build_app([(read_contract("jobs.yaml", text=SPEC), World(callers=(), rows={}))]))
print(client.get("/jobs").status_code, client.post("/jobs").status_code, client.get("/").status_code)
"""


def python(code: str) -> str:
    """What a process of its own prints; the imports of this one are not to be touched."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_what_is_never_used_is_not_imported() -> None:
    code = """
import sys
from mock_server.lean_imports import import_connexion
import_connexion()
print([name for name in ("flask", "requests", "httpx", "starlette.testclient") if name in sys.modules])
print("connexion.middleware.routing" in sys.modules)
"""
    assert python(code) == "[]\nTrue"


def test_the_mock_is_the_same() -> None:
    quick = "from mock_server.lean_imports import import_connexion; import_connexion()"
    assert python(quick + ASK) == "401 405 200"


def test_others_get_the_real_modules_afterwards() -> None:
    code = """
from mock_server.lean_imports import import_connexion
import_connexion()
import flask, httpx, requests
print(flask.Flask.__name__, httpx.Client.__name__, requests.get.__name__)
"""
    assert python(code) == "Flask Client get"


def test_a_connexion_that_somebody_has_imported_stays_whole() -> None:
    code = """
import warnings; warnings.simplefilter("ignore")
import connexion
from mock_server.lean_imports import import_connexion
import_connexion()
print(connexion.AsyncApp.__name__)
"""
    assert python(code) == "AsyncApp"


def test_where_the_quick_way_is_barred_the_usual_one_is_taken() -> None:
    code = """
import sys
from contextlib import contextmanager
from types import ModuleType
from mock_server import lean_imports

@contextmanager
def barred():
    sys.modules["connexion"] = ModuleType("connexion")
    yield

lean_imports._put_aside = barred
lean_imports.import_connexion()
"""
    assert python(code + ASK) == "401 405 200"
