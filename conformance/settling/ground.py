"""The ground to ask on: a proposal as an operation that questions can be encoded for.

The reader of contracts refuses a document for any fault, and hardly any plain document has none. So the
operation is made here of what inference read, and has no more than asking needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

from conformance.asking.encoding import looks_secret
from conformance.target import Target
from listproof.contract import (
    MISSING,
    Errors,
    Filter,
    Listing,
    Operation,
    Paging,
    Parameter,
    Refusal,
    Scheme,
    Situation,
    Size,
    Sort,
    SortField,
)
from listproof.infer.bodies import Items, find_items
from listproof.infer.guesses import Bound, Open
from listproof.infer.plain import PlainParameter
from listproof.infer.proposals import Proposal
from listproof.reading.places import parse_place, parse_pointer

_SITUATIONS: Final = get_args(Situation)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A proposal, and the operation to ask by it. `secured`: the document asks for credentials."""

    proposal: Proposal
    operation: Operation
    secured: bool
    fields: frozenset[str]
    """The documented fields of an item; none where the document names none, and any may be there."""

    def documents(self, field: str) -> bool:
        """Whether a statement may name this field of an item."""
        return not self.fields or field in self.fields

    @property
    def listing(self) -> Listing:
        """The list as it is proposed."""
        return self.operation.listing

    @property
    def size(self) -> Size | None:
        """The size parameter, with the bounds that the document shows, in its schema or in words."""
        return self.operation.listing.size

    def opens(self, *at: str, saying: str = "") -> tuple[Open, ...]:
        """The open questions at these keys that have these words."""
        return tuple(
            each for each in self.proposal.opens if each.at == at and saying.lower() in each.question.lower()
        )

    def states(self, *at: str) -> bool:
        """Whether there is a value at these keys."""
        return any(each.at == at for each in self.proposal.stated)

    def refusal_differs(self, situation: str, *statuses: int) -> str:
        """That a refusal came with another status than is stated for the situation; empty where none did."""
        stated = self.listing.errors.refusals[situation].status
        odd = next((each for each in statuses if stated and each >= 400 and each not in stated), None)
        return f"{stated[0]} is stated for {situation}, and {odd} came" if odd is not None else ""

    def reason(self, *at: str) -> str:
        """The reason of the value at these keys; empty where there is none."""
        return next((each.because for each in self.proposal.stated if each.at == at), "")


def ground_of(proposal: Proposal, target: Target) -> Ground:
    """The ground of a proposal, for this target: it may name credentials that the document doesn't."""
    plain = proposal.operation
    bounds = {(each.param, each.keyword): each for each in proposal.bounds}
    parameters = {key: _parameter(each, bounds) for key, each in plain.parameters.items()}
    listing = _listing(proposal, parameters)
    operation = Operation(
        id=plain.id,
        path=plain.path,
        parameters=parameters,
        responses={},
        listing=listing,
        mocked=listing,
        security=tuple((scheme,) for scheme in _schemes(proposal, target)),
    )
    items = find_items(plain)
    fields = frozenset[str]() if isinstance(items, str) else frozenset(_named(items))
    return Ground(proposal=proposal, operation=operation, secured=plain.secured, fields=fields)


def _named(items: Items) -> Iterator[str]:
    yield from items.item.properties
    yield from items.item.sometimes


def _parameter(plain: PlainParameter, bounds: dict[tuple[str, str], Bound]) -> Parameter:
    shape = plain.shape
    schema: dict[str, Any] = {}
    if shape.types:
        schema["type"] = sorted(shape.types)
    if shape.enum:
        schema["enum"] = list(shape.enum)
    if shape.format:
        schema["format"] = shape.format
    for keyword in ("default", "minimum", "maximum"):
        value = getattr(shape, keyword)
        bound = bounds.get((plain.key, keyword))
        if value is not MISSING:
            schema[keyword] = value
        elif bound is not None:
            schema[keyword] = bound.value
    return Parameter(
        name=plain.name,
        location=plain.location,  # type: ignore[arg-type] # the reader of plain documents takes no other
        required=plain.required,
        schema=schema,
        style="simple" if plain.location in ("path", "header") else "form",
        explode=plain.location == "query",
    )


def _listing(proposal: Proposal, parameters: dict[str, Parameter]) -> Listing:
    stated: dict[str, Any] = proposal.listing
    page, identity = stated.get("page", {}), stated.get("id")
    first = page.get("first")
    return Listing(
        items=parse_place(stated["items"]),
        id=None if identity is None else parse_pointer(identity),
        page=Paging(
            by=page.get("by", "none"), param=page.get("param"), first=() if first is None else (first,)
        ),
        size=_size(stated.get("size", {}), parameters),
        meta={role: parse_place(place) for role, place in stated.get("meta", {}).items()},
        filters={key: _filter(key, value) for key, value in stated.get("filter", {}).items()},
        sort=_sort(stated.get("sort", {}), parameters),
        # A situation that states a status is asked about with all that a run would try on it.
        errors=Errors(refusals={each: Refusal(status=_statuses(stated, each)) for each in _SITUATIONS}),
    )


def _statuses(stated: dict[str, Any], situation: str) -> tuple[int, ...]:
    status = stated.get("errors", {}).get(situation)
    return (status,) if isinstance(status, int) else ()


def _size(stated: dict[str, Any], parameters: dict[str, Parameter]) -> Size | None:
    parameter = parameters.get(stated.get("param", ""))
    if parameter is None:
        return None
    default = parameter.default
    return Size(
        param=parameter.key,
        default=default if isinstance(default, int) and not isinstance(default, bool) else None,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
    )


def _filter(key: str, stated: Any) -> Filter:
    if isinstance(stated, str):
        return Filter(param=key, at=parse_pointer(stated))
    at = stated.get("at")
    return Filter(
        param=key,
        at=None if at is None else parse_pointer(at),
        op=stated.get("op", "eq"),
        all=tuple(stated.get("all", ())),
    )


def _sort(stated: dict[str, Any], parameters: dict[str, Parameter]) -> Sort:
    by = stated.get("by")
    if by is None:
        return Sort()
    named: dict[str, Any] = stated.get("keys", {})
    parameter = parameters.get(by)
    values = [each for each in parameter.enum if isinstance(each, str)] if parameter else []
    keys = {}
    for value in values:
        bare = value if "order" in stated else value.lstrip("+-")
        at = named.get(bare, f"/{bare}")
        if at is not None:
            keys[bare] = SortField(name=bare, at=parse_pointer(at))
    return Sort(
        by=by,
        order=stated.get("order"),
        asc=stated.get("asc", "asc"),
        desc=stated.get("desc", "desc"),
        keys=keys,
    )


def _schemes(proposal: Proposal, target: Target) -> list[Scheme]:
    """The credentials that the document knows, and the parameters of the target that look like some."""
    found = {}
    for spot in proposal.operation.spot.document.root.at("components", "securitySchemes").members:
        value = spot.value if isinstance(spot.value, dict) else {}
        name, location = value.get("name"), value.get("in")
        if value.get("type") == "apiKey" and isinstance(name, str) and location in ("header", "query"):
            found[name] = Scheme(name=spot.key, type="apiKey", location=location, parameter=name)
        elif value.get("type") in ("http", "oauth2", "openIdConnect"):
            prefix = "Basic " if value.get("scheme") == "basic" else "Bearer "
            found["Authorization"] = Scheme(
                name=spot.key, type="http", location="header", parameter="Authorization", prefix=prefix
            )
    for name in _given(target):
        if ":" not in name and name not in found and looks_secret(name):
            found[name] = Scheme(name=name, type="apiKey", location="query", parameter=name)
    return list(found.values())


def _given(target: Target) -> list[str]:
    """The keys of all parameters that the target gives a value for."""
    callers = [each.parameters for each in target.callers.values()]
    callers += [each for operation in target.operations.values() for each in operation.values()]
    return [key for each in callers for key in each]
