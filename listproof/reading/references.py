"""References: what a `$ref` leads to, in the document or in a file beside it; elsewhere only by leave."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from listproof.contract import Json, Pointer
from listproof.errors import SpecError
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, listed, nearest, shown

MOST_FILES: Final = 5_000
"""Files that one document may refer to, all together."""

_LONGEST_CHAIN: Final = 50


class Library:
    """The documents that a contract is read from: the first, and each that is referred to, read once."""

    def __init__(self, first: Document, faults: Faults) -> None:
        self.first = first
        self.faults = faults
        self._names: dict[int, Mapping[str, Pointer]] = {}
        self._documents: dict[Path | str, Document | None] = {first.url or absolute(first.path): first}

    def check_all(self) -> bool:
        """Follow every reference of every document, for its faults; returns whether any leaves its file."""
        leaves = False
        waiting, seen = [self.first], {id(self.first)}
        while waiting:
            for spot in references_in(waiting.pop()):
                target = self.target(spot)
                if target is None or target.document is spot.document:
                    continue
                leaves = True
                if id(target.document) not in seen:
                    seen.add(id(target.document))
                    waiting.append(target.document)
        return leaves

    def follow(self, spot: Spot) -> Spot | None:
        """What stands here, or where its `$ref` leads in the end; None, with a fault, for nowhere."""
        here: Spot | None = spot
        for _ in range(_LONGEST_CHAIN):
            if here is None or not is_reference(here.value):
                return here
            here = self.target(here)
        self.faults.add(
            spot,
            f"$ref {shown(spot.value['$ref'])} leads back to itself",
            "let one of them hold the value itself",
        )
        return None

    def member(self, spot: Spot, *keys: str) -> Spot | None:
        """What stands under these keys, references followed on the way; None where nothing does."""
        here = self.follow(spot)
        for key in keys:
            if here is None or not isinstance(here.value, dict) or key not in here.value:
                return None
            here = self.follow(here.at(key))
        return here

    def target(self, spot: Spot) -> Spot | None:
        """Where the `$ref` of this object leads, one step; None, with a fault, where it leads nowhere."""
        reference = spot.value["$ref"]
        where = spot.at("$ref")
        file, _, fragment = reference.partition("#")
        named = self._named(spot.document, file, fragment)
        if named is not None:
            return named
        document = self._document(where, file) if file else spot.document
        if document is None:
            return None
        if fragment and not fragment.startswith("/"):
            anchored = self._named(document, "", fragment)
            if anchored is not None:
                return anchored
            such = "#/definitions/Name" if where.document.converted else "#/components/schemas/Name"
            self.faults.add(
                where,
                f"$ref {shown(reference)} names no place",
                f"write a JSON Pointer after #, such as {such}",
            )
            return None
        found = document.root.at(*_tokens(fragment))
        if not found:
            written = where.unconverted.value
            self._lost(where, written if isinstance(written, str) else reference, found)
            return None
        return found

    def _named(self, document: Document, file: str, fragment: str) -> Spot | None:
        """Where a name leads that the document gives itself or a schema in it; None where it gives none such.

        `$self` (OpenAPI 3.2), `$id` and `$anchor` (JSON Schema 2020-12, 8.2), each as it is written.
        """
        if not file and (not fragment or fragment.startswith("/")):
            return None
        names = self._names.get(id(document))
        if names is None:
            names = self._names[id(document)] = names_in(document)
        if not file:
            return document.root.at(*names["#" + fragment]) if "#" + fragment in names else None
        if file not in names:
            return None
        inside = document.root.at(*names[file])
        if fragment and not fragment.startswith("/"):
            return document.root.at(*names["#" + fragment]) if "#" + fragment in names else None
        return inside.at(*_tokens(fragment)) or None

    def _lost(self, where: Spot, reference: str, found: Spot) -> None:
        around = found.document.root
        for depth, token in enumerate(found.pointer):
            inside = around.at(token)
            if not inside:
                known = [member.key for member in around.unconverted.members]
                here = around.unconverted.pointer
                missing = "/" + "/".join((*here, token))
                near = nearest(token, known)
                hint = f"did you mean {near}? " if near else ""
                holder = "/" + "/".join(here) if depth else "the document"
                has = f"{holder} has {listed(known)}" if known else f"{holder} has nothing inside"
                self.faults.add(
                    where, f"$ref {shown(reference)} leads nowhere: there is no {missing}", hint + has
                )
                return
            around = inside

    def _document(self, where: Spot, file: str) -> Document | None:
        source = where.document
        if source.url or is_remote(file):
            return self._elsewhere(where, urljoin(source.url, file) if source.url else file)
        path = absolute(source.path.parent / unquote(file))
        if path not in self._documents:
            self._documents[path] = self._read(where, path, file)
        return self._documents[path]

    def _elsewhere(self, where: Spot, url: str) -> Document | None:
        """The document of another host, where somebody has said that it may be asked."""
        from listproof.reading.remote import may_be_asked, read_remote  # which most documents never need

        hosts = where.document.hosts
        if not may_be_asked(url, hosts):
            self.faults.add(
                where,
                f"$ref {shown(where.value)} would be fetched from a network",
                "save that document in a file beside this one and refer to the file, or name its host: "
                f"--allow-remote {_host_of(url)}",
            )
            return None
        if url not in self._documents and not self._has_room(where):
            return None
        if url not in self._documents:
            try:
                self._documents[url] = read_remote(url, hosts)
            except SpecError as error:
                self._documents[url] = None
                reason = "; ".join(fault.found for fault in error.faults)
                self.faults.add(where, f"$ref {shown(where.value)} leads nowhere: {reason}")
        return self._documents[url]

    def _has_room(self, where: Spot) -> bool:
        if len(self._documents) < MOST_FILES:
            return True
        self.faults.add(
            where, f"more than {MOST_FILES:,} files are referred to", "put them together into fewer"
        )
        return False

    def _read(self, where: Spot, path: Path, file: str) -> Document | None:
        name = os.path.normpath(Path(where.document.name).parent / unquote(file))
        if not self._has_room(where):
            return None
        try:
            document = read_document(path, name=name, may_repeat=True, hosts=where.document.hosts)
            self.faults.take_all(document.repeats)
            return document
        except SpecError as error:
            if any(fault.line for fault in error.faults):
                self.faults.take(error)
            else:
                reason = "; ".join(fault.found for fault in error.faults)
                self.faults.add(
                    where, f"$ref {shown(where.value)} leads nowhere: {reason}", f"looked for {name}"
                )
            return None


# The values under these keys are data, in which a `$ref` is a member like any other ...
_DATA: Final = frozenset({"example", "default", "enum", "const", "value"})
# ... and the keys of these objects are names, which may be any of the words above.
_NAMED: Final = frozenset(
    {
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "responses",
        "parameters", "schemas", "headers", "examples", "paths", "callbacks", "links", "requestBodies",
        "securitySchemes", "content", "encoding", "webhooks", "pathItems", "mediaTypes", "variables",
    }
)  # fmt: skip


def holds_data(key: str, value: Json, *, is_name: bool) -> bool:
    """Whether what stands under the key is data, and no part of OpenAPI's own structure."""
    if is_name:
        return False
    return key in _DATA or key.startswith("x-") or (key == "examples" and isinstance(value, list))


def holds_names(key: str, value: Json, *, is_name: bool) -> bool:
    """Whether the keys of what stands under the key are names that the document's author chose."""
    return not is_name and key in _NAMED and isinstance(value, dict)


def references_in(document: Document) -> list[Spot]:
    """Every object of the document that has a `$ref`, wherever it stands."""
    found = []
    waiting: list[tuple[Pointer, Json, bool]] = [((), document.value, False)]
    while waiting:
        pointer, value, is_names = waiting.pop()
        if isinstance(value, list):
            waiting.extend(((*pointer, str(index)), each, False) for index, each in enumerate(value))
        elif isinstance(value, dict):
            if is_reference(value):
                found.append(Spot(document=document, pointer=pointer, value=value))
            waiting.extend(
                ((*pointer, key), each, holds_names(key, each, is_name=is_names))
                for key, each in value.items()
                if isinstance(each, dict | list) and not holds_data(key, each, is_name=is_names)
            )
    return found


def names_in(document: Document) -> dict[str, Pointer]:
    """The names of the document and of schemas in it, each with its place; anchors begin with #."""
    value = document.value
    if not isinstance(value, dict):
        return {}
    names: dict[str, Pointer] = {value["$self"]: ()} if isinstance(value.get("$self"), str) else {}
    waiting: list[tuple[Pointer, Json, bool]] = [((), value, False)]
    while waiting:
        pointer, here, is_names = waiting.pop()
        if isinstance(here, list):
            waiting.extend(((*pointer, str(index)), each, False) for index, each in enumerate(here))
        elif isinstance(here, dict):
            if not is_names:
                for key, before in (("$id", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
                    if isinstance(here.get(key), str):
                        names.setdefault(before + here[key], pointer)
            waiting.extend(
                ((*pointer, key), each, holds_names(key, each, is_name=is_names))
                for key, each in here.items()
                if isinstance(each, dict | list) and not holds_data(key, each, is_name=is_names)
            )
    return names


def is_remote(file: str) -> bool:
    """Whether the address would be fetched from a network."""
    try:
        return bool(urlsplit(file).scheme) or file.startswith("//")
    except ValueError:
        return True  # as of an address with half a bracket


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or "HOST"
    except ValueError:
        return "HOST"


def is_reference(value: Json) -> bool:
    """Whether the value is an object with a `$ref`."""
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def _tokens(fragment: str) -> Pointer:
    if not fragment:
        return ()
    return tuple(unquote(token).replace("~1", "/").replace("~0", "~") for token in fragment[1:].split("/"))


def absolute(path: Path) -> Path:
    """The path in full, by which a file is known whatever it is called."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()
