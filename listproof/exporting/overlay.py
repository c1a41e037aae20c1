"""Overlay: exports as an OpenAPI Overlay 1.0 for the document that has the lists.

An action's update is merged into what is there, and lists are appended to (Overlay Specification 1.0.0,
4.4.3): so an extension that the document has already is removed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from listproof.contract import Operation
from listproof.exporting.exports import VOCABULARIES, Export, export
from listproof.infer.overlays import json_path
from listproof.infer.plain import PlainDocument, PlainOperation
from listproof.reading.documents import Document, read_document
from listproof.reading.faults import Faults
from listproof.reading.overlays import extended, is_overlay

_WIDTH: Final = 110


def document_of(source: Path | str) -> Document:
    """The document in the file, or the one that it extends where it is an Overlay.

    Raises SpecError where there is none.
    """
    document, faults = read_document(Path(source), name=str(source)), Faults()
    if is_overlay(document):
        found = extended(document, faults)
        faults.check()
        return found or document
    return document


def exports_of(operations: Iterable[Operation], plain: PlainDocument, *, to: str) -> list[Export]:
    """What the words of the tool say of each list that stands in the document."""
    by_path = {each.path: each for each in plain.operations}
    return [_exported(each, by_path.get(each.path), plain.document, to=to) for each in operations]


def _exported(operation: Operation, spot: PlainOperation | None, document: Document, *, to: str) -> Export:
    because = ""
    if spot is None:
        because = "an overlay has brought it, and it stands in no document"
    elif spot.spot.unconverted.document is not document:
        because = f"it stands in {spot.spot.unconverted.document.name}, which an overlay can't reach"
    if spot is None or because:
        return Export(path=operation.path, key=VOCABULARIES[to][0], value=None, because=because)
    return export(operation, [each.name for each in spot.parameters.values()], to=to)


def overlay_text(exports: Sequence[Export], plain: PlainDocument, *, extends: str | None = None) -> str:
    """The overlay of what is said, as YAML; empty where nothing is.

    `extends` is the document as a relative reference from where the overlay is to stand (4.4.1).
    """
    by_path = {each.path: each for each in plain.operations}
    actions = [action for each in exports for action in _actions(each, by_path.get(each.path))]
    if not actions:
        return ""
    title = f"{exports[0].key} for the lists of {plain.title}"
    value: dict[str, Any] = {"overlay": "1.0.0", "info": {"title": title, "version": "0.1.0"}}
    if extends is not None:
        value["extends"] = extends
    value["actions"] = actions
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text


def _actions(each: Export, operation: PlainOperation | None) -> Iterator[dict[str, Any]]:
    if each.value is None or operation is None:
        return
    written = operation.spot.unconverted
    if written.at(each.key):
        yield {"target": json_path(written.at(each.key)), "remove": True}
    yield {"target": json_path(written), "update": {each.key: dict(each.value)}}


class _Dumper(yaml.SafeDumper):
    """Writes equal values twice instead of by an alias, which some readers refuse."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True
