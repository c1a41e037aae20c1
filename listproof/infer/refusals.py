"""Refusals and scopes: statuses that a document gives a reason for, and parameters that own the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.contract import MISSING, pointer_text
from listproof.infer import prose
from listproof.infer.bodies import Items
from listproof.infer.guesses import Guess, Open, Stated, quoted
from listproof.infer.names import fold, singular
from listproof.infer.plain import PlainOperation, PlainParameter

_PARAMETERS: Final = (
    r"\b(?:query (?:parameter|string|argument)s?|(?:request |input )?parameters?|parameter)\b"
)
_WRONG: Final = (
    r"\b(?:invalid|malformed|bad|wrong|fails?|failed|unknown|illegal|incorrect|out of range"
    r"|outside|below|above|not valid|unprocessable)\b"
)
_ABOUT: Final = {
    "bad_page": r"\bpages?\b|\boffset\b|\bpaging\b|\bpagination\b",
    "bad_size": r"\blimit\b|\bpage[ _]?size\b|\bper[ _]page\b|\bpagination\b",
    "bad_token": r"\bcursor\b|\b(?:page|continuation|pagination) ?token\b",
    "bad_filter": r"\bfilters?\b",
    "bad_sort": r"\bsort\w*\b|\border(?:ing|_?by)\b",
}
_SIZE_ALONE: Final = r"\bpage[ _]?size\b|\bitems? per page\b|\bper[ _]page\b"
_MISSING: Final = r"\bmissing\b[^.]{0,40}\bparameters?\b|\brequired\b[^.]{0,40}\b(?:parameters?|missing)\b"
_GENERIC: Final = frozenset(
    {"id", "uuid", "guid", "key", "name", "slug", "sid", "type", "version", "gid", "number"}
)


def guess_errors(operation: PlainOperation, situations: list[str]) -> Iterator[Guess]:
    """The statuses of refusals that the document documents and gives a reason for."""
    yield from _bad_values(operation, situations)
    responses = operation.responses
    if "401" in responses and operation.secured:
        yield Stated(("errors", "unauthenticated"), 401, "401 is documented, and credentials are needed")
    elif operation.secured:
        yield Open(("errors", "unauthenticated"), "Which status do missing credentials get?")
    if "405" in responses and prose.says(r"\bmethods?\b", responses["405"].description):
        yield Stated(("errors", "method"), 405, "405 is documented, and its description speaks of methods")


def _bad_values(operation: PlainOperation, situations: list[str]) -> Iterator[Guess]:
    candidates = [status for status in ("400", "422") if status in operation.responses]
    if len(candidates) != 1:
        if situations:
            why = "400 and 422 are both documented" if candidates else "neither 400 nor 422 is documented"
            yield Open(("errors",), f"Which status do bad values get ({', '.join(situations)})? {why}.")
        return
    status = candidates[0]
    said = operation.responses[status].description
    places = _places(operation, status)
    for situation in situations:
        about = _about(situation, said)
        if places is not None and situation != "bad_token":
            because = f"{status} is documented, and its {places} has the place of each fault of the request"
            yield Stated(("errors", situation), int(status), because)
        elif about is not None:
            because = f"{status} is documented, and its description says {quoted(about)}"
            yield Stated(("errors", situation), int(status), because)
        else:
            question = f"Is it {status}? It is documented, but not for what."
            yield Open(("errors", situation), question)
    if any(each.required for each in operation.query):
        missing = prose.sentence(_MISSING, said)
        if missing is not None:
            because = f"{status} is documented, and its description says {quoted(missing)}"
            yield Stated(("errors", "missing"), int(status), because)


def guess_bounds_held(operation: PlainOperation, size: PlainParameter | None) -> Iterator[Guess]:
    """That a size outside its bounds is refused, where faults by the schema of a parameter are."""
    candidates = [status for status in ("400", "422") if status in operation.responses]
    places = _places(operation, candidates[0]) if len(candidates) == 1 else None
    if size is None or places is None:
        return
    for policy, bound in (("over", size.shape.maximum), ("under", size.shape.minimum)):
        if bound is not MISSING:
            because = (
                f"{candidates[0]} is for what breaks a schema, and that of {size.name} has the bound {bound}"
            )
            yield Stated(("size", policy), "error", because)


def _places(operation: PlainOperation, status: str) -> str | None:
    """The array of the refusal's body that gives the place of each fault, as validators of requests write it.

    A GET has no body, so what was validated are its parameters, each by its own schema: no list of faults is
    written for a token, of which any text is valid.
    """
    body, shapes = operation.responses[status].body, operation.shapes
    for name in body.properties if body is not None else ():
        array = shapes.member(body, name) if body is not None else None
        if array is not None and array.is_only("array") and array.elements is not None:
            element = shapes.at(array.elements)
            if {"loc", "msg"} <= element.properties.keys() and shapes.member(element, "loc").is_only("array"):
                return pointer_text((name,))
    return None


def _about(situation: str, said: str) -> str | None:
    """The words that say that the status is for this situation."""
    if not prose.says(_WRONG, said):
        return None
    general = prose.sentence(_PARAMETERS, said)
    if general is not None:
        return general
    # "A page size outside 1 to 100" is not about the page.
    rest = said
    if situation == "bad_page":
        size = prose.says(_SIZE_ALONE, rest)
        while size is not None:
            rest = rest.replace(size, "")
            size = prose.says(_SIZE_ALONE, rest)
    return prose.sentence(_ABOUT[situation], said) if prose.says(_ABOUT[situation], rest) else None


def guess_scope(operation: PlainOperation, items: Items, id_field: str | None) -> Iterator[Guess]:
    """The path's parameters, where an item has a field of the very name."""
    scope = []
    names = []
    for parameter in operation.parameters.values():
        if parameter.location != "path":
            continue
        at = _field_of(operation, items, parameter.name, id_field)
        if at is None:
            yield Open(
                ("scope",), f"Is {parameter.key} the scope of the list, and in which field of an item is it?"
            )
        else:
            scope.append({"param": parameter.key, "at": pointer_text((at,))})
            names.append(at)
    if scope:
        yield Stated(
            ("scope",), scope, f"the items have a field called as the path has it: {', '.join(names)}"
        )
    if operation.secured:
        yield Open(("scope",), "Do other credentials see other items?")


def _ends(path: str, name: str) -> bool:
    """Whether the path ends with the parameter: then it may be a prefix or a bound, and owns no list."""
    following = path.partition(f"{{{name}}}")[2].split("/")[1:]
    return all("{" in each or not each for each in following)


def _field_of(operation: PlainOperation, items: Items, name: str, id_field: str | None) -> str | None:
    if fold(name) in _GENERIC or _ends(operation.path, name):
        return None
    if id_field is None:
        return None  # the field may be the item's own, such as the UserName of each of a user's friends
    nouns = {singular(fold(noun)) for noun in (operation.noun, items.way[-1] if items.way else "")}
    if any(fold(name) in (f"{noun}id", f"{noun}sid", f"{noun}uuid", noun) for noun in nouns if noun):
        return None  # the item's own, such as the follower's among a user's followers
    shape = operation.parameters[f"path:{name}"].shape
    for field in items.item.properties:
        held = operation.shapes.member(items.item, field)
        if fold(field) == fold(name) and field != id_field and held.is_scalar and held.types == shape.types:
            return field
    return None
