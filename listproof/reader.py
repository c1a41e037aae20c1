"""The reader: from a document to its contract, in one pass, or to all of its faults at once."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from listproof.clauses import read_clauses
from listproof.contract import Contract, Json, Operation, Response
from listproof.documents import Document, Spot, read_document
from listproof.faults import Faults, shown
from listproof.listings import read_listing
from listproof.openapi import METHODS, Operations
from listproof.references import Library
from listproof.schemas import Schemas
from listproof.statements import stated, with_assumed
from listproof.surroundings import Surroundings


def read_contract(source: Path | str, *, text: str | None = None, require_listing: bool = True) -> Contract:
    """The contract of the document in the file, or in the text, which then bears the file's name.

    The document is OpenAPI 3.0, 3.1 or 3.2, in YAML or JSON; `$ref` leads inside it or to files beside
    it. Raises SpecError with all of its faults; a document without any `x-listing` is one, unless
    `require_listing` is false.
    """
    path = Path(source)
    faults = Faults()
    document = read_document(path, name=str(source), text=text)
    library = Library(document, faults)
    contract = _Reading(library, faults).contract(require_listing=require_listing)
    faults.check()
    return contract


class _Reading:
    """One document being read."""

    def __init__(self, library: Library, faults: Faults) -> None:
        self._library = library
        self._faults = faults
        self._root = library.first.root
        self._schemas = Schemas(library, dialect=str(self._root.value["openapi"]))
        self._operations = Operations(library, self._schemas)

    def contract(self, *, require_listing: bool) -> Contract:
        root = self._root.value
        operations = [operation for path in self._root.at("paths").members for operation in self._path(path)]
        info = root.get("info", {})
        return Contract(
            source=self._library.first.name,
            name=self._library.first.path.stem,
            title=str(info.get("title", "")),
            version=str(info.get("version", "")),
            servers=tuple(server["url"] for server in root.get("servers", [])),
            operations=tuple(operations),
            document=root,
            warnings=self._faults.warnings,
        )

    def _path(self, path: Spot) -> list[Operation]:
        item = self._library.follow(path)
        if item is None:
            return []
        methods = frozenset(method.upper() for method in METHODS if item.at(method))
        get = item.at("get")
        if not get or not get.at("x-listing"):
            return []
        return [self._operation(path.key, item, get, methods)]

    def _operation(self, path: str, item: Spot, get: Spot, methods: frozenset[str]) -> Operation:
        parameters = self._operations.parameters(item, get)
        responses = self._operations.responses(get)
        success = responses[min(status for status in responses if status.startswith("2"))]
        statement = stated(get.at("x-listing"), self._root.at("x-listing"))
        around = {
            "parameters": parameters,
            "responses": responses,
            "success": success,
            "faults": self._faults,
        }
        return Operation(
            id=str(get.value.get("operationId") or f"GET {path}"),
            path=path,
            parameters=MappingProxyType(parameters),
            responses=MappingProxyType(responses),
            listing=read_listing(Surroundings(**around, statement=statement), promised=True),
            mocked=read_listing(Surroundings(**around, statement=with_assumed(statement)), promised=False),
            security=self._operations.security(get),
            clauses=read_clauses(get.at("x-clauses"), self._faults),
            summary=str(get.value.get("summary", "")),
            description=str(get.value.get("description", "")),
            methods=methods,
            line=get.at("x-listing").line,
        )
