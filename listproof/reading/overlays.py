"""Overlays: documents that change another (Overlay Specification 1.0 and 1.1), applied before it is read.

Stricter than the specification in one thing: an action whose target matches nothing is a fault, since a
promise that is laid nowhere would be checked by nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from jsonpath_rfc9535 import JSONPathError, JSONPathQuery
from jsonpath_rfc9535 import compile as compile_path
from jsonpath_rfc9535.selectors import NameSelector

from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from listproof.errors import SpecError
from listproof.reading.derived import Part, derived
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, listed, meant, nearest, shown
from listproof.reading.references import is_remote
from listproof.reading.yaml_text import DEEPEST

LARGEST: Final = 2_000_000
"""Values that the actions of all overlays may bring, all together."""

_SUPPORTED: Final = re.compile(r"1\.[01](\.\d+)?(-.+)?")
_KEYS: Final = ("overlay", "info", "extends", "actions")
_ACTION_KEYS: Final = ("target", "description", "update", "remove", "copy")
_EXAMPLE: Final = "write a JSONPath (RFC 9535), such as $.paths['/orders'].get"


def is_overlay(document: Document) -> bool:
    """Whether this is an Overlay, and no document of its own."""
    value = document.value
    return isinstance(value, dict) and "overlay" in value and not {"openapi", "swagger"} & value.keys()


def with_overlays(first: Document, paths: Sequence[Path | str], faults: Faults) -> Document:
    """The document, or the one that it extends if it is an Overlay, with all overlays applied in order.

    Raises SpecError with all that is wrong with the overlays.
    """
    overlays, document = [], first
    if is_overlay(first):
        overlays.append(first)
        faults.take_all(first.repeats)
        document = extended(first, faults) or first
    for path in paths:
        try:
            overlays.append(read_document(Path(path), name=str(path)))
        except SpecError as error:
            faults.take(error)
    if document is first and is_overlay(first):
        faults.check()
    changed = overlaid(document, overlays, faults) if overlays else document
    faults.check()
    return changed


def extended(overlay: Document, faults: Faults) -> Document | None:
    """The document that the overlay says it extends; None, with a fault, where that is none.

    It is looked for beside the overlay, and never fetched from a network. Raises SpecError where the
    file is there and can't be read.
    """
    spot = overlay.root.at("extends")
    by_hand = f"name it, and this with --overlay: listproof lint DOCUMENT --overlay {overlay.name}"
    if not spot:
        faults.add(overlay.root, "this is an Overlay, and does not say which document it extends", by_hand)
        return None
    if not isinstance(spot.value, str):
        faults.add(spot, f"extends is {shown(spot.value)}", "write the path of a file beside this one")
        return None
    if is_remote(spot.value):
        faults.add(
            spot,
            f"{shown(spot.value)} would be fetched from a network",
            f"save that document in a file and {by_hand}",
        )
        return None
    file = unquote(spot.value.partition("#")[0])
    name = os.path.normpath(Path(overlay.name).parent / file)
    try:
        document = read_document(overlay.path.parent / file, name=name, may_repeat=True, hosts=overlay.hosts)
    except SpecError as error:
        if any(fault.line for fault in error.faults):
            raise
        reason = "; ".join(fault.found for fault in error.faults)
        faults.add(spot, f"{shown(spot.value)} leads nowhere: {reason}", f"looked for {name}")
        return None
    if is_overlay(document):
        faults.add(
            spot, f"{shown(spot.value)} is an Overlay itself", "name the document that both are to change"
        )
        return None
    return document


def overlaid(document: Document, overlays: Iterable[Document], faults: Faults) -> Document:
    """The document with the actions of the overlays applied, one after the other.

    What is wrong with an action is a fault, and the action is left out; lines of what an overlay
    brought are those of the overlay.
    """
    changed = Part.of(document.root)
    room = _Room()
    for overlay in overlays:
        for action in _actions(overlay, faults):
            _Action(action, changed, _version(overlay), room, faults).apply()
    return derived(document, changed)


class _Room:
    """How much more the overlays may bring."""

    def __init__(self) -> None:
        self.left = LARGEST


def _version(overlay: Document) -> str:
    return "1.0" if str(overlay.value.get("overlay")).startswith("1.0") else "1.1"


def _actions(overlay: Document, faults: Faults) -> list[Spot]:
    """The actions of the overlay, which is held to be one."""
    root = overlay.root
    if not isinstance(root.value, dict) or "overlay" not in root.value:
        faults.add(root, "this is no Overlay: the key overlay is missing", "one begins with overlay: 1.1.0")
        return []
    version = root.at("overlay")
    if not isinstance(version.value, str):
        faults.add(version, f"the version is {shown(version.value)}, not a text", 'write overlay: "1.1.0"')
    elif not _SUPPORTED.fullmatch(version.value):
        faults.add(version, f"Overlay {version.value} is not supported", "1.0 and 1.1 are")
        return []
    _check_keys(root, _KEYS, faults)
    if not isinstance(root.at("info", "title").value, str):
        faults.warn(root, "the Overlay has no info.title", "say what it is for")
    actions = root.at("actions")
    if not isinstance(actions.value, list) or not actions.value:
        found = "there are no actions" if not actions.value else f"actions is {shown(actions.value)}"
        faults.add(actions if actions else root, found, "write a list of target and update, remove or copy")
        return []
    return actions.members


def _check_keys(holder: Spot, known: Sequence[str], faults: Faults) -> None:
    for member in holder.members:
        if member.key not in known and not member.key.startswith("x-"):
            faults.add(member, f"the key {member.key} is unknown", meant(member.key, known, has="keys are"))


class _Action:
    """One action, applied to the document as the actions before it have left it."""

    def __init__(self, action: Spot, whole: Part, version: str, room: _Room, faults: Faults) -> None:
        self._action = action
        self._whole = whole
        self._version = version
        self._room = room
        self._faults = faults

    def apply(self) -> None:
        """Change the document, or note why that can't be done."""
        if not isinstance(self._action.value, dict):
            found = f"the action is {shown(self._action.value)}"
            self._faults.add(self._action, found, "write an object with target and update, remove or copy")
            return
        _check_keys(self._action, _ACTION_KEYS, self._faults)
        doing = self._doing()
        targets = self._selected("target")
        if doing is None or not targets or not self._fit(targets, doing):
            return
        if doing == "remove":
            # From the end on, so that those before keep their index.
            for pointer in sorted(targets, key=_position, reverse=True):
                self._whole.opened(pointer[:-1]).remove(pointer[-1])
            return
        brought = Part.of(self._action.at("update")) if doing == "update" else self._source()
        if brought is not None and self._has_room(brought.value, targets):
            for pointer in targets:
                self._bring(pointer, brought)

    def _doing(self) -> str | None:
        """What the action does; None, with a fault or a warning, where that is nothing."""
        action = self._action
        removing = action.value.get("remove", False)
        if not isinstance(removing, bool):
            self._faults.add(action.at("remove"), f"remove is {shown(removing)}", "write true or false")
            return None
        if "copy" in action.value and self._version == "1.0":
            self._faults.add(action.at("copy"), "Overlay 1.0 has no copy", "write overlay: 1.1.0")
            return None
        if removing:
            return "remove"
        both = [key for key in ("update", "copy") if key in action.value]
        if len(both) == 2:
            self._faults.add(action, "the action has both update and copy", "make it two actions")
        elif not both:
            self._faults.add(action, "the action changes nothing", "write update, copy or remove: true")
        return both[0] if len(both) == 1 else None

    def _selected(self, key: str) -> list[Pointer]:
        """The places that the JSONPath under the key selects; a fault where there is none."""
        spot = self._action.at(key)
        if not isinstance(spot.value, str):
            found = f"{key} is {shown(spot.value)}" if spot else f"{key} is missing"
            self._faults.add(spot if spot else self._action, found, _EXAMPLE)
            return []
        try:
            query = compile_path(spot.value)
            nodes = query.find(self._whole.value)
        except (JSONPathError, RecursionError) as error:
            reason = str(error).partition(", line ")[0] or "it is nested too deeply"
            self._faults.add(spot, f"{shown(spot.value)} is no JSONPath: {reason}", _EXAMPLE)
            return []
        places = list(dict.fromkeys(tuple(str(token) for token in node.location) for node in nodes))
        if not places:
            self._faults.add(spot, f"{shown(spot.value)} matches nothing", _lost(query, self._whole.value))
        return places

    def _fit(self, targets: list[Pointer], doing: str) -> bool:
        """Hold that the targets are of a kind that the action may change."""
        spot = self._action.at("target")
        kinds = dict.fromkeys(_kind(look(self._whole.value, pointer)) for pointer in targets)
        if self._version == "1.0" and "a primitive value" in kinds:
            self._faults.add(
                spot,
                "the target selects a primitive value, which Overlay 1.0 can't change",
                "write overlay: 1.1.0, or select the object around it",
            )
            return False
        if doing != "remove" and len(kinds) > 1:
            found = f"the target selects {' and '.join(kinds)}, and they change in different ways"
            self._faults.add(spot, found, "make it an action for each")
            return False
        if doing == "remove" and () in targets:
            self._faults.add(spot, "the whole document would be removed", "select something inside it")
            return False
        return True

    def _source(self) -> Part | None:
        """What is to be copied."""
        found = self._selected("copy")
        if len(found) > 1:
            said = f"copy selects {len(found)} places"
            self._faults.add(self._action.at("copy"), said, "select a single one")
            return None
        return self._whole.opened(found[0]).copied() if found else None

    def _has_room(self, brought: Json, targets: list[Pointer]) -> bool:
        size, depth = _extent(brought)
        self._room.left -= size * len(targets)
        deepest = depth + max(len(pointer) for pointer in targets)
        if self._room.left < 0 or deepest > DEEPEST:
            found = "the document is nested too deeply" if deepest > DEEPEST else "the document is too large"
            most = f"{DEEPEST} levels" if deepest > DEEPEST else f"{LARGEST:,} values in all"
            self._faults.add(self._action, f"with this action {found}", f"overlays may bring up to {most}")
            return False
        return True

    def _bring(self, pointer: Pointer, brought: Part) -> None:
        held = look(self._whole.value, pointer)
        if isinstance(held, list):
            target = self._whole.opened(pointer)
            each = brought.elements() if isinstance(brought.value, list) else [brought.copied()]
            for element in each:
                target.append(element)
        elif isinstance(held, dict) and isinstance(brought.value, dict):
            self._merge(pointer, brought)
        elif _kind(held) != _kind(brought.value):
            self._clash(pointer, held, brought)
        elif pointer:
            self._whole.opened(pointer[:-1]).put(pointer[-1], brought.copied())

    def _merge(self, pointer: Pointer, brought: Part) -> None:
        """Lay the object over the one at the pointer, at every depth."""
        target = self._whole.opened(pointer)
        for key, member in brought.members():
            held = target.value.get(key)
            if key not in target.value:
                target.put(key, member)
            elif _kind(held) != _kind(member.value):
                self._clash((*pointer, key), held, member)
            elif isinstance(held, dict):
                self._merge((*pointer, key), member)
            else:
                self._bring((*pointer, key), member)

    def _clash(self, pointer: Pointer, held: Json, brought: Part) -> None:
        is_update = brought.spot.document is self._action.document
        self._faults.add(
            brought.spot if is_update else self._action.at("copy"),
            f"{pointer_text(pointer) or 'the document'} is {_kind(held)},"
            f" and {_kind(brought.value)} can't be laid over it",
            "bring the same kind, or remove it in an action before",
        )


def _kind(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a primitive value"


def _position(pointer: Pointer) -> tuple[tuple[int, int, str], ...]:
    """So that pointers sort by what stands first; the indices of an array are numbers."""
    return tuple((0, int(token), "") if token.isdigit() else (1, 0, token) for token in pointer)


def _extent(value: Json) -> tuple[int, int]:
    """How many values there are, and how many levels."""
    size, depth, level = 0, 0, [value]
    while level:
        size, depth = size + len(level), depth + 1
        level = [inner for each in level for inner in _inside(each)]
    return size, depth


def _inside(value: Json) -> Iterable[Json]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _lost(query: JSONPathQuery, value: Json) -> str:
    """Where a JSONPath that selects a single place leaves the document, and what is there instead."""
    way: list[str] = []
    for segment in query.segments if query.singular_query() else ():
        selector = segment.selectors[0]
        token = selector.name if isinstance(selector, NameSelector) else str(getattr(selector, "index", ""))
        around = look(value, tuple(way))
        if look(around, (token,)) is MISSING:
            known = list(around) if isinstance(around, dict) else []
            near = nearest(token, known)
            hint = f"did you mean {near}? " if near else ""
            has = listed(known) or "nothing of that kind"
            return f"{hint}{pointer_text(tuple(way)) or 'the document'} has {has}"
        way.append(token)
    return "an action must change something; mend its target, or take it away"
