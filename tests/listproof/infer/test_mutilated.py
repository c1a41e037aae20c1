"""Whatever a document has in the place of what belongs there, inference goes on."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from listproof.bundled import bundled_specs
from listproof.errors import SpecError
from listproof.infer.overlays import overlay_text
from listproof.infer.plain import read_plain
from listproof.infer.proposals import propose
from listproof.infer.telling import as_json, as_text
from listproof.reading.documents import read_document
from listproof.reading.yaml_text import parse_yaml

ODD: list[Any] = [
    None, True, -1, 1e300, "", "x" * 5_000, "\u2028\x1b[2J\n- a: b", [], {}, [[]], [None], {"": None},
    {"$ref": "#/paths"}, {"$ref": "#"}, {"$ref": 7}, {"type": "array"}, {"type": ["array", 3]},
    {"enum": [None, {}, []]}, {"allOf": [{}, 3]}, {"properties": {"data": {"items": {"$ref": "#"}}}},
    {"oneOf": [{"type": "array", "items": {}}, {"type": "object"}]},
]  # fmt: skip
EXTENSIONS = [
    "x-speakeasy-pagination",
    "x-fern-pagination",
    "x-scalar-pagination",
    "x-ms-pageable",
    "x-pagination",
]


def mutilated(value: Any, chance: random.Random) -> Any:
    """The document with one to three of its values replaced by odd ones, or taken away."""
    for _ in range(chance.randint(1, 3)):
        here = value
        while True:
            if not isinstance(here, dict | list) or not here:
                break
            key = chance.choice(list(here)) if isinstance(here, dict) else chance.randrange(len(here))
            inner = here[key]
            if not isinstance(inner, dict | list) or not inner or chance.random() < 0.15:
                here[key] = copy.deepcopy(chance.choice(ODD))
                break
            here = inner
    return value


@pytest.mark.parametrize("seed", range(150))
def test_a_mutilated_document_is_read_as_far_as_it_goes(seed: int) -> None:
    chance = random.Random(seed)
    value = json.loads(json.dumps(read_document(chance.choice(bundled_specs())).value))
    for item in value["paths"].values():
        item["get"].pop("x-listing")
        item["get"].pop("x-clauses")
        if chance.random() < 0.3:
            item["get"][chance.choice(EXTENSIONS)] = copy.deepcopy(chance.choice(ODD))
    text = json.dumps(mutilated(value, chance))
    try:
        plain = read_plain("odd.json", text=text)
    except SpecError:
        return
    results = [propose(each) for each in plain.operations]
    parse_yaml(overlay_text(plain, results), "overlay.yaml")
    json.loads(as_json(plain, results))
    assert as_text(plain, results)
