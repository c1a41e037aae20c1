"""An excerpt of a document has what one path needs, and nothing of the others."""

from __future__ import annotations

from typing import Any

from conformance.judging.excerpts import excerpt


def ref(name: str, section: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{section}/{name}"}


def document(item: Any) -> dict[str, Any]:
    """A document whose one path has this, and another path that needs something else."""
    return {
        "openapi": "3.0.3",
        "paths": {"/one": item, "/two": {"get": {"schema": ref("Other")}}},
        "components": {
            "schemas": {
                "A": {"properties": {"b": ref("B/c~d")}},
                "B/c~d": {"items": {"$ref": "#/components/schemas/A/properties"}},
                "Cat": {},
                "Dog": {},
                "Other": {},
            },
            "parameters": {"limit": {"name": "limit"}},
            "securitySchemes": {"key": {"type": "http"}},
        },
    }


def test_what_is_reached_stays_and_nothing_else() -> None:
    item = {"get": {"schema": {"$ref": "#/components/schemas/A"}, "parameters": [ref("limit", "parameters")]}}
    whole = document(item)
    whole["components"]["schemas"]["A"]["properties"]["b"] = {"$ref": "#/components/schemas/B~1c~0d"}
    kept = excerpt(whole, "/one")
    assert kept["paths"] == {"/one": item}
    assert set(kept["components"]["schemas"]) == {"A", "B/c~d"}
    assert set(kept["components"]["parameters"]) == {"limit"}
    assert kept["components"]["securitySchemes"] == {"key": {"type": "http"}}


def test_a_discriminator_leads_to_schemas_too() -> None:
    mapping = {"c": "Cat", "d": "#/components/schemas/Dog"}
    kept = excerpt(document({"get": {"discriminator": {"mapping": mapping}}}), "/one")
    assert set(kept["components"]["schemas"]) == {"Cat", "Dog"}


def test_where_a_reference_leads_elsewhere_all_components_stay() -> None:
    for reference in ("#/paths/~1two", "other.yaml#/A", "#anchor"):
        kept = excerpt(document({"get": {"$ref": reference}}), "/one")
        assert "Other" in kept["components"]["schemas"]


def test_a_document_without_components_is_left_as_it_is() -> None:
    assert excerpt({"paths": {"/one": {"get": {}}}}, "/one") == {"paths": {"/one": {"get": {}}}}
