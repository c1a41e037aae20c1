"""The document that Connexion gets: nothing in it can trip the router, whatever the specs hold."""

from __future__ import annotations

import json

import pytest

from listproof.bundled import bundled_specs
from listproof.contract import Contract
from listproof.errors import SpecError
from listproof.reader import read_contract
from mock_server.projection import SCHEME_KEY, project

HEAD = """
openapi: {version}
info: {{title: "Jobs", version: "1", x-logo: none}}
servers: [{{url: "https://api.example.com/v9"}}]
paths:
"""

OPERATION = """
  "{path}":
    x-internal: true
    {path_level}
    get:
      operationId: {id}
      x-listing: {{items: /jobs}}
      {more}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: {{type: object, properties: {{jobs: {{type: array, items: {{type: object}}}}}}}}
"""


def contract(
    name: str, *paths: str, version: str = "3.0.3", more: str = "", path_level: str = ""
) -> Contract:
    text = HEAD.format(version=version)
    for number, path in enumerate(paths):
        names = [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]
        ids = [f'{{name: "{each}", in: path, required: true, schema: {{type: integer}}}}' for each in names]
        shared = path_level or f"parameters: [{', '.join(ids)}]"
        text += OPERATION.format(path=path, id=f"list{number}", more=more, path_level=shared)
    return read_contract(f"{name}.yaml", text=text)


def test_operation_ids_are_unique_across_specs_that_share_one() -> None:
    projection = project([contract("a", "/a"), contract("b", "/b")])
    ids = [item["get"]["operationId"] for item in projection.document["paths"].values()]
    assert len(set(ids)) == 2
    assert {route.operation.id for route in projection.routes.values()} == {"list0"}


def test_literal_segments_come_before_templates_whatever_the_document_s_order() -> None:
    projection = project([contract("a", "/jobs/{id}", "/{any}/list", "/jobs/list", "/jobs/{id}/x")])
    assert list(projection.document["paths"]) == ["/jobs/list", "/jobs/{p0}", "/jobs/{p0}/x", "/{p0}/list"]


def test_literals_of_another_spec_come_before_templates_too() -> None:
    projection = project([contract("a", "/jobs/{id}"), contract("b", "/jobs/list")])
    assert list(projection.document["paths"]) == ["/jobs/list", "/jobs/{p0}"]


def test_path_parameters_get_names_that_a_router_takes() -> None:
    (route,) = project([contract("a", "/w/{work-space}/{1st.id}")]).routes.values()
    assert route.path == "/w/{p0}/{p1}"
    assert route.names == ("work-space", "1st.id")


def test_path_parameters_are_strings_to_the_router() -> None:
    document = project([contract("a", "/jobs/{id}")]).document
    (parameter,) = document["paths"]["/jobs/{p0}"]["get"]["parameters"]
    assert parameter == {"name": "p0", "in": "path", "required": True, "schema": {"type": "string"}}


def test_parameters_that_the_router_does_not_need_are_left_out() -> None:
    """The mock's own reader reads them, and Connexion would look at each of thousands for nothing."""
    shared = "parameters: [{name: limit, in: query, schema: {type: integer, default: 5}}]"
    document = project([contract("a", "/a", path_level=shared)]).document
    assert "parameters" not in document["paths"]["/a"]
    assert document["paths"]["/a"]["get"]["parameters"] == []


def test_of_two_paths_of_one_document_that_differ_in_names_alone_the_first_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    routes = project([contract("a", "/jobs/{id}", "/jobs/{key}", "/jobs")]).routes.values()
    assert [route.operation.path for route in routes] == ["/jobs", "/jobs/{id}"]
    assert "GET /jobs/{key} is not served: GET /jobs/{id} of a.yaml is at the same path" in caplog.text


def test_the_path_of_a_server_and_vendor_extensions_are_left_out() -> None:
    text = json.dumps(project([contract("a", "/a")]).document)
    assert "v9" not in text
    assert "x-logo" not in text
    assert "x-internal" not in text
    assert "x-listing" not in text


def test_an_encoded_literal_is_matched_decoded() -> None:
    assert list(project([contract("a", "/caf%C3%A9")]).document["paths"]) == ["/café"]


def test_a_3_1_document_becomes_a_3_0_one() -> None:
    document = project([contract("a", "/a/{id}", version="3.1.0")]).document
    assert document["openapi"] == "3.0.3"


@pytest.mark.parametrize(("first", "second"), [("/jobs", "/jobs"), ("/jobs/{id}", "/jobs/{key}")])
def test_two_specs_at_one_path_are_a_fault_that_names_both(first: str, second: str) -> None:
    with pytest.raises(SpecError) as error:
        project([contract("a", first), contract("b", second)])
    assert "a.yaml" in str(error.value)
    assert "b.yaml" in str(error.value)
    assert second in str(error.value)


def test_a_spec_may_not_have_the_paths_of_the_mock_itself() -> None:
    with pytest.raises(SpecError, match=r"a\.yaml.*/__listproof/ is the mock's own"):
        project([contract("a", "/__listproof/health")])


def test_one_literal_path_and_one_template_are_no_clash() -> None:
    assert len(project([contract("a", "/jobs/{id}"), contract("b", "/jobs/list")]).routes) == 2


SECURE = (
    HEAD.format(version="3.1.0")
    + """
  /a:
    get:
      operationId: a
      security: [{}, {"to ken": []}, {key: [], secret: []}, {oidc: []}, {digest: []}, {basic: []}]
      x-listing: {items: /jobs}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: {type: object, properties: {jobs: {type: array, items: {type: object}}}}
components:
  securitySchemes:
    "to ken": {type: http, scheme: Bearer}
    key: {type: apiKey, in: header, name: X-API-KEY}
    secret: {type: apiKey, in: cookie, name: s}
    oidc: {type: openIdConnect, openIdConnectUrl: "https://id.example.com"}
    digest: {type: http, scheme: digest}
    basic: {type: http, scheme: basic}
"""
)


def test_every_scheme_becomes_one_that_connexion_asks_for() -> None:
    (route,) = (projection := project([read_contract("a.yaml", text=SECURE)])).routes.values()
    projected = projection.document["components"]["securitySchemes"]
    kinds = {
        route.schemes[key].name: (scheme["type"], scheme.get("scheme") or scheme["in"])
        for key, scheme in projected.items()
    }
    assert kinds == {
        "to ken": ("http", "bearer"),
        "key": ("apiKey", "header"),
        "secret": ("apiKey", "cookie"),
        "oidc": ("http", "bearer"),
        "digest": ("http", "bearer"),
        "basic": ("http", "basic"),
    }
    assert all(scheme[SCHEME_KEY] == key for key, scheme in projected.items())


def test_the_alternative_that_needs_nothing_is_tried_last() -> None:
    document = project([read_contract("a.yaml", text=SECURE)]).document
    alternatives = document["paths"]["/a"]["get"]["security"]
    assert alternatives[-1] == {}
    assert [len(each) for each in alternatives] == [1, 2, 1, 1, 1, 0]


def test_schemes_of_one_name_in_two_specs_stay_apart() -> None:
    one = read_contract("a.yaml", text=SECURE)
    two = read_contract("b.yaml", text=SECURE.replace("/a:", "/b:"))
    assert len(project([one, two]).document["components"]["securitySchemes"]) == 12


def test_the_bundled_specs_fit_beside_each_other() -> None:
    contracts = [read_contract(path) for path in bundled_specs()]
    assert len(project(contracts).routes) == 5
