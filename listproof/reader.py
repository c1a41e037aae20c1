"""The reader: from a document to its contract, in one pass, or to all of its faults at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from listproof.contract import (
    MISSING,
    Contract,
    Inference,
    Json,
    Listing,
    Operation,
    Parameter,
    Pointer,
    Response,
    look,
)
from listproof.reading.clauses import Citable, read_clauses
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, listed, shown
from listproof.reading.gathering import gathered
from listproof.reading.inferred import INFERRED, read_inferred
from listproof.reading.listings import read_listing
from listproof.reading.openapi import METHODS, Operations, is_json, text_of
from listproof.reading.overlays import with_overlays
from listproof.reading.places import parse_pointer
from listproof.reading.references import Library
from listproof.reading.schemas import Schemas
from listproof.reading.statements import Statement, merged, stated, with_assumed
from listproof.reading.surroundings import Surroundings
from listproof.reading.swagger import converted, is_swagger, is_version_2
from listproof.reading.vocabulary import check_words

if TYPE_CHECKING:
    from listproof.infer.proposals import Proposal

LISTING: Final = "x-listing"
CLAUSES: Final = "x-clauses"

_SILENT: Final = Response(status="200")
_SUPPORTED: Final = re.compile(r"3\.[012](\.\d+)?(-.+)?")
_NEEDED: Final = (("items",), ("page",))
"""Without these an inferred list is none."""
_APART: Final = (("filter",), ("meta",), ("errors",), ("summary",))
"""Of these each statement stands for itself."""
_MOST_ROUNDS: Final = 4
_TEMPLATED: Final = re.compile(r"\{([^{}]+)\}")
_BEGIN: Final = "an OpenAPI document begins with its version, such as openapi: 3.0.3"
# Other documents that people keep beside their OpenAPI: the key that tells them, and what to do.
_OTHERS: Final = {
    "asyncapi": ("this is AsyncAPI, which describes no lists", _BEGIN),
    "$schema": ("this is a JSON Schema, not an OpenAPI document", _BEGIN),
    "callers": ("these are fixtures, not an OpenAPI document", "name the spec that they belong to"),
}


def read_contract(
    source: Path | str,
    *,
    text: str | None = None,
    overlays: Sequence[Path | str] = (),
    require_listing: bool = True,
    infer: bool = False,
    forgive: bool = False,
    hosts: Collection[str] = (),
) -> Contract:
    """The contract of the document in the file, or in the text, which then bears the file's name.

    The document is OpenAPI 3.0, 3.1 or 3.2 or Swagger 2.0, in YAML or JSON, or an Overlay that extends
    one; `$ref` leads inside it, to files beside it, and over the network to `hosts` alone. The overlays
    are applied in their order. Raises SpecError with all of its faults; a document without any `x-listing`
    is one, unless `require_listing` is false. With `infer`, such a document is read with what inference
    proposes for it; then only a document without any list that shows is a fault, and what is broken costs
    the list that it stands in. With `forgive`, and where an Overlay states the list, what is broken in its
    parameters, responses and schemas is a warning, and the list is read as far as can be: its author may
    be somebody else.
    """
    return read_with_places(
        source,
        text=text,
        overlays=overlays,
        require_listing=require_listing,
        infer=infer,
        forgive=forgive,
        hosts=hosts,
    )[0]


def read_with_places(
    source: Path | str,
    *,
    name: str = "",
    text: str | None = None,
    overlays: Sequence[Path | str] = (),
    require_listing: bool = True,
    infer: bool = False,
    forgive: bool = False,
    hosts: Collection[str] = (),
) -> tuple[Contract, Library]:
    """The contract, and the documents in which the place of each word of it can be looked up.

    `name` is the file's name in messages, where that is not its path. All else is as of `read_contract`.
    """
    faults = Faults()
    first = read_document(
        Path(source), name=name or str(source), text=text, may_repeat=True, hosts=frozenset(hosts)
    )
    document = with_overlays(first, overlays, faults)
    is_overlaid = document is not first
    document = _as_openapi(document, faults)
    faults.check()
    library = Library(document, faults)
    reading = _Reading(library, faults, infer=infer, forgive=forgive, is_overlaid=is_overlaid)
    contract = reading.contract(require_listing=require_listing)
    faults.check()
    return contract, library


def _as_openapi(document: Document, faults: Faults) -> Document:
    """The document in a version of OpenAPI that is read; a fault where it is in none."""
    if not is_swagger(document):
        _check_openapi(document.root, faults)
        return document
    version = document.root.at("swagger")
    if is_version_2(version.value):
        return converted(document, faults)
    found = f"Swagger {shown(version.value)} is not supported"
    faults.add(version, found, "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are")
    return document


def _check_openapi(root: Spot, faults: Faults) -> None:
    """Hold that this is an OpenAPI document of a version that is read."""
    if not isinstance(root.value, dict):
        faults.add(root, f"this is {shown(root.value)}, not an OpenAPI document", _BEGIN)
        return
    version = root.value.get("openapi")
    if "openapi" not in root.value:
        other = next((said for key, said in _OTHERS.items() if key in root.value), None)
        faults.add(root, *(other or ("the key openapi is missing", _BEGIN)))
    elif not isinstance(version, str):
        wanted = f'write openapi: "{version}"' if isinstance(version, float) else _BEGIN
        faults.add(root.at("openapi"), f"the version is {shown(version)}, not a text", wanted)
    elif not _SUPPORTED.fullmatch(version):
        faults.add(root.at("openapi"), f"OpenAPI {version} is not supported", "3.0, 3.1 and 3.2 are")
    elif "paths" not in root.value and version.startswith("3.0"):
        faults.add(root, "the key paths is missing", "write the list endpoints under paths")


class _Reading:
    """One document being read."""

    def __init__(
        self, library: Library, faults: Faults, *, infer: bool, forgive: bool, is_overlaid: bool
    ) -> None:
        self._library = library
        self._faults = faults
        self._root = library.first.root
        self._operations = Operations(library, Schemas(library, dialect=self._root.value["openapi"]))
        self._ids: dict[str, Spot] = {}
        self._names: set[str] = set()
        self._infer = infer
        self._forgive = forgive
        self._is_overlaid = is_overlaid
        self._is_plain = False
        self._proposals: Mapping[str, Proposal] = {}
        self._left_out: list[str] = []

    def contract(self, *, require_listing: bool) -> Contract:
        """The contract, as far as the faults that are noted leave one."""
        self._check_spelling(self._root)
        self._check_misplaced(self._root, CLAUSES, "at the root", f"move it beside an {LISTING}")
        base = self._root.at(LISTING)
        if base:
            check_words("listing", base.value, lambda pointer: base.at(*pointer), self._faults)
        self._is_plain = self._infer and not self._speaks_of_lists()
        inference = self._inference() if self._is_plain else None
        with self._faults.lenient(self._forgive or self._is_overlaid or self._is_plain):
            self._faults.take_all(self._library.first.repeats)
        listed_gets = [each for path in self._paths() for each in self._listed(path)]
        operations = [self._operation(path, item, get) for path, item, get in listed_gets]
        if require_listing and not any(operations) and not self._faults:
            self._no_listing()
        with self._faults.lenient(self._forgive or inference is not None):
            servers = self._operations.servers()
        # What is broken elsewhere keeps no list from being read.
        with self._faults.lenient():
            leaves = self._library.check_all()
            document = gathered(self._library) if leaves else self._library.first.value
        first = self._library.first
        return Contract(
            source=first.name,
            name=first.path.stem,
            title=text_of(self._root.at("info", "title").value),
            version=text_of(self._root.at("info", "version").value),
            servers=servers,
            operations=tuple(operation for operation in operations if operation is not None),
            document=document,
            warnings=self._faults.warnings,
            inference=inference and replace(inference, left_out=tuple(self._left_out)),
        )

    def _speaks_of_lists(self) -> bool:
        """Whether any path or operation says a word of ours, be it at the wrong place."""
        with self._faults.lenient():
            items = [self._library.follow(path) for path in self._paths()]
            holders = [item for item in items if item is not None and isinstance(item.value, dict)]
            for item in list(holders):
                operations = [item.at(method) for method in METHODS if item.at(method)]
                holders.extend(each for each in map(self._library.follow, operations) if each is not None)
        return any(holder.at(word) for holder in holders for word in (LISTING, CLAUSES))

    def _inference(self) -> Inference:
        """What inference proposes for the lists of this plain document."""
        from listproof.infer.applying import guessed

        guess = guessed(self._library.first)
        self._proposals = guess.lists
        return Inference(undecided=guess.undecided)

    def _paths(self) -> list[Spot]:
        paths = self._root.at("paths")
        if paths and not isinstance(paths.value, dict):
            self._faults.add(
                paths, f"paths is {shown(paths.value)}", "write an object: a path, then its methods"
            )
            return []
        return [path for path in paths.members if not path.key.startswith("x-")]

    def _listed(self, path: Spot) -> list[tuple[str, Spot, Spot]]:
        """The path with its item and its GET operation, where that one has `x-listing`."""
        # What can't be reached might be a list: that is a fault, for none is to be lost in silence.
        with self._faults.lenient(self._is_plain or self._forgive):
            item = self._library.follow(path)
        if item is None or not isinstance(item.value, dict):
            if item is not None:
                self._faults.warn(
                    item, f"the path is {shown(item.value)}", "write an object: get, then the operation"
                )
            return []
        with self._faults.lenient(self._forgive or not item.at("get", LISTING)):
            if not path.key.startswith("/"):
                self._faults.add(path, "the path does not begin with /", f"write /{path.key}")
            if "?" in path.key:
                # 3.1.1, Path Templating: a server is asked for no path with a query in it.
                found = "the path has a query, and so it can't be told from others"
                self._faults.add(path, found, "write the path alone, and what is in the query as parameters")
                return []
        self._check_misplaced(item, LISTING, "on the path", "move it into get")
        self._check_misplaced(item, CLAUSES, "on the path", "move it into get")
        listed_get = []
        for method in METHODS:
            # That an operation is a reference is no OpenAPI, but many documents in several files have it.
            with self._faults.lenient(method != "get" or self._is_plain or self._forgive):
                operation = self._library.follow(item.at(method)) if item.at(method) else None
            if operation is None:
                continue
            self._check_id(operation.at("operationId"))
            self._check_spelling(operation)
            if method == "get" and path.key in self._proposals:
                listed_get.append((path.key, item, operation))
                continue
            if not operation.at(LISTING):
                self._check_misplaced(operation, CLAUSES, f"without {LISTING}", f"write {LISTING} beside it")
                continue
            if method == "get":
                listed_get.append((path.key, item, operation))
            else:
                found = f"{LISTING} stands on {method.upper()}"
                self._faults.add(operation.at(LISTING), found, "only GET lists: move it into get")
        return listed_get

    def _check_misplaced(self, holder: Spot, word: str, where: str, wanted: str) -> None:
        """Hold that our word doesn't stand where nothing reads it."""
        if holder.at(word):
            self._faults.add(holder.at(word), f"{word} stands {where}", wanted)

    def _check_spelling(self, holder: Spot) -> None:
        """Hold that nothing is nearly called as our words are: it would be passed over in silence."""
        for member in holder.members:
            close = difflib.get_close_matches(member.key.lower(), (LISTING, CLAUSES), n=1, cutoff=0.85)
            if close and member.key not in (LISTING, CLAUSES):
                self._faults.add(member, f"the key {member.key} is unknown", f"did you mean {close[0]}?")

    def _check_id(self, spot: Spot) -> None:
        if not spot:
            return
        if not isinstance(spot.value, str):
            self._faults.warn(spot, f"operationId is {shown(spot.value)}", "write a text")
        elif spot.value in self._ids:
            first = self._ids[spot.value]
            self._faults.warn(
                spot,
                f"the operationId {spot.value} stands here again",
                f"it stands in line {first.line} already; give each operation an id of its own",
            )
        else:
            self._ids[spot.value] = spot

    def _no_listing(self) -> None:
        with self._faults.lenient(self._is_plain):
            gets = [path.key for path in self._paths() if self._library.member(path, "get")]
        found, wanted = f"no operation has {LISTING}", "the document has no GET operation that could list"
        if gets:
            wanted = f"write it beside the responses of a GET that lists; the document has GET {listed(gets)}"
        if gets and self._is_plain:
            found += ", and no GET shows well enough that it is a list"
            wanted = f"`listproof infer {self._root.file} --format text` tells why, GET by GET; {wanted}"
        self._faults.add(self._root, found, wanted)

    def _operation(self, path: str, item: Spot, get: Spot) -> Operation | None:
        """The list endpoint, or None where its faults leave nothing to say of it."""
        proposal = self._proposals.get(path)
        by_another = get.at(LISTING).file != get.file  # who can't mend what the overlay is laid over
        with self._faults.lenient(self._forgive or proposal is not None or by_another):
            parameters = self._operations.parameters(item, get)
            responses = self._operations.responses(get)
            parameters |= self._check_template(path, get, parameters)
            security = self._operations.security(get)
            success = self._success(get, responses)
            responses |= {success.status: success}
        around = _Documented(path=path, parameters=parameters, responses=responses, success=success)
        read = self._stated(get, around) if proposal is None else self._guessed(get, around, proposal)
        if read is None:
            return None
        citable = Citable(parameters=read.parameters, responses=responses, listing=read.listing)
        return Operation(
            id=self._name(path, get),
            path=path,
            parameters=MappingProxyType(dict(read.parameters)),
            responses=MappingProxyType(responses),
            listing=read.listing,
            mocked=read.mocked,
            security=security,
            clauses=read_clauses(get.at(CLAUSES), citable, self._faults),
            summary=text_of(get.value.get("summary")),
            description=text_of(get.value.get("description")),
            methods=frozenset(method.upper() for method in METHODS if item.at(method)),
            line=get.at(LISTING).line,
            file=get.at(LISTING).file,
            inferred=read.inferred,
        )

    def _stated(self, get: Spot, around: _Documented) -> _Read | None:
        """What the operation's own `x-listing` states."""
        own = get.at(LISTING)
        statement = self._statement(own)
        if statement is None:
            return None
        inferred = read_inferred(get.at(INFERRED), own.value, self._faults)
        listing, mocked = self._listings(statement, around)
        return _Read(parameters=around.parameters, listing=listing, mocked=mocked, inferred=inferred)

    def _guessed(self, get: Spot, around: _Documented, proposal: Proposal) -> _Read | None:
        """What is proposed for the operation, without what the document then hasn't, which is warned of.

        What the root states of all lists is stated, and so goes over it.
        """
        from listproof.infer.applying import with_bounds

        if why := around.lacks():
            self._leave_out(get, around.path, why)
            return None
        around = replace(around, parameters=with_bounds(around.parameters, proposal))
        root = self._root.at(LISTING).value
        over = root if isinstance(root, dict) else {}
        statement = Statement(value=merged(over, proposal.listing), layers=(get.at(LISTING),))
        for _ in range(_MOST_ROUNDS):
            with self._faults.aside() as faults:
                listing, mocked = self._listings(self._known(statement), around)
            unfit = _unfit(faults, get.at(LISTING))
            if not unfit:
                inferred = _still_inferred(proposal.reasons, over, statement.value)
                return _Read(parameters=around.parameters, listing=listing, mocked=mocked, inferred=inferred)
            for keys, why in unfit.items():
                if not keys or keys[:1] in _NEEDED:
                    self._leave_out(get, around.path, f"{'.'.join(keys)} does not fit: {why}")
                    return None
                self._faults.warn(get, f"what is inferred of {'.'.join(keys)} is left out: {why}")
            statement = statement.without(unfit)
        self._leave_out(get, around.path, "what is inferred of it does not fit")
        return None

    def _leave_out(self, get: Spot, path: str, why: str) -> None:
        self._left_out.append(f"GET {path}: {why}")
        self._faults.warn(get, f"this list is left out: {why}")

    def _name(self, path: str, get: Spot) -> str:
        """The operationId; where there is none, or another list has it already, the method and the path."""
        stated = text_of(get.value.get("operationId"))
        name = stated if stated and stated not in self._names else f"GET {path}"
        self._names.add(name)
        return name

    def _check_template(
        self, path: str, get: Spot, parameters: Mapping[str, Parameter]
    ) -> dict[str, Parameter]:
        """Hold that the path's templates and the path parameters are the same (3.0.3, Path Templating).

        Returns those that are not declared, of which nothing is known but that they are there.
        """
        templated = set(_TEMPLATED.findall(path))
        declared = {parameter.name for parameter in parameters.values() if parameter.location == "path"}
        lacking = {}
        for name in sorted(templated - declared):
            self._faults.add(
                get,
                f"the path has {{{name}}}, and no path parameter has that name",
                f"add a parameter: name: {name}, in: path, required: true",
            )
            parameter = Parameter(
                name=name,
                location="path",
                required=True,
                schema={"type": "string"},
                style="simple",
                explode=False,
            )
            lacking[parameter.key] = parameter
        for name in sorted(declared - templated):
            self._faults.add(
                get.at("parameters"),
                f"the path parameter {name} does not stand in {path}",
                f"write {{{name}}} in the path, or leave the parameter away",
            )
        return lacking

    def _success(self, get: Spot, responses: Mapping[str, Response]) -> Response:
        """The response of a page; where that is a fault, one that says nothing, so that the rest is read."""
        spot = get.at("responses") or get
        successes = sorted(status for status in responses if status.startswith("2"))
        if not successes:
            if responses:
                found = "the operation documents no 2xx response"
                self._faults.add(
                    spot, found, f"document the page that it returns; it has {listed(responses)}"
                )
            return _SILENT
        success = responses[successes[0]]
        if not is_json(success.media_type):
            said = f"has a body of {success.media_type}" if success.media_type else "has no body"
            self._faults.add(
                spot.at(success.status),
                f"the {success.status} response {said}, and a list is read from JSON",
                "name application/json under produces, and write the body's schema"
                if spot.document.converted
                else "document its body under content.application/json",
            )
            return _SILENT
        return success

    def _statement(self, own: Spot) -> Statement | None:
        """What is stated, without what the vocabulary doesn't know; None where nothing can be stated so."""
        statement = stated(own, self._root.at(LISTING))
        if not isinstance(own.value, dict | None):
            self._faults.add(
                own, f"{LISTING} is {shown(own.value)}", "write an object, such as {items: /data}"
            )
            return None
        return self._known(statement)

    def _known(self, statement: Statement) -> Statement:
        """The statement without what the vocabulary doesn't know, which is noted."""
        flawed = check_words(
            "complete", statement.value, lambda pointer: statement.spot(*pointer), self._faults
        )
        return statement.without(pointer for pointer in flawed if pointer)

    def _listings(self, statement: Statement, documented: _Documented) -> tuple[Listing, Listing]:
        """The listing as stated, and as the mock does it."""

        def read(holding: Statement, *, promised: bool) -> Listing:
            around = Surroundings(
                parameters=documented.parameters,
                responses=documented.responses,
                success=documented.success,
                statement=holding,
                faults=self._faults,
            )
            return read_listing(around, promised=promised)

        return read(statement, promised=True), read(with_assumed(statement), promised=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Documented:
    """What OpenAPI says of an operation."""

    path: str
    parameters: Mapping[str, Parameter]
    responses: Mapping[str, Response]
    success: Response

    def lacks(self) -> str:
        """Why nobody could ask for its list, or the empty text."""
        declared = {each.name for each in self.parameters.values() if each.location == "path"}
        unknown = [name for name in _TEMPLATED.findall(self.path) if name not in declared]
        if unknown:
            return f"the path has {{{unknown[0]}}}, and no path parameter has that name"
        return "no page is documented that is JSON" if self.success is _SILENT else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is read of an operation as a list."""

    parameters: Mapping[str, Parameter]
    listing: Listing
    mocked: Listing
    inferred: Mapping[str, str]


def _unfit(faults: Iterable[tuple[Spot, str]], own: Spot) -> dict[Pointer, str]:
    """The statements of the listing that can do without, where that is faulty, each with what is wrong."""
    unfit: dict[Pointer, str] = {}
    for spot, why in faults:
        keys = spot.pointer[len(own.pointer) :]
        unfit.setdefault(keys[: 2 if keys[:1] in _APART else 1], why)
    return unfit


def _still_inferred(reasons: Mapping[str, str], over: Json, value: Json) -> Mapping[str, str]:
    """The reasons of what is in the statement, and is not what the root states."""
    return MappingProxyType(
        {
            pointer: why
            for pointer, why in reasons.items()
            if look(value, parse_pointer(pointer)) is not MISSING
            and look(over, parse_pointer(pointer)) is MISSING
        }
    )
