"""Applying: a proposal with what the metadata says of its list.

A key makes an item itself; what can't be asked for is left out before anything is proposed. What can be
filtered and sorted by is told with the question that stays open, since x-listing has no words for
expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from listproof.contract import pointer_text
from listproof.infer.bodies import find_items
from listproof.infer.guesses import Open, Stated
from listproof.infer.odata.metadata import Capabilities, Entities, Metadata
from listproof.infer.odata.options import (
    COUNT,
    FILTER,
    OFFSET,
    ORDER,
    ORDERS,
    SEARCH,
    SELECT,
    SIZE,
    question_of,
)
from listproof.infer.plain import PlainOperation
from listproof.infer.proposals import Passed, Proposal, propose


def propose_with(metadata: Metadata, operation: PlainOperation) -> Proposal | Passed:
    """What is proposed for the operation where the metadata holds of it."""
    entities = metadata.at(operation.path)
    if entities is None:
        return propose(operation)
    refused = set(_unsupported(entities.capabilities))
    unsupported = {key for key in operation.parameters if _option(key) in refused}
    kept = {key: each for key, each in operation.parameters.items() if key not in unsupported}
    proposed = propose(replace(operation, parameters=kept))
    if isinstance(proposed, Passed):
        return proposed
    stated, opens = _identified(proposed, entities)
    opens = [_sharpened(each, entities.capabilities) for each in opens]
    opens.extend(_refused(name) for name in sorted(unsupported))
    opens.extend(_needed(entities.capabilities))
    return replace(proposed, operation=operation, stated=stated, opens=tuple(dict.fromkeys(opens)))


def _option(key: str) -> str:
    """The name of the query option: since OData 4.01 it may stand without its `$`."""
    return f"${key.removeprefix('$')}"


def _unsupported(can: Capabilities) -> Iterator[str]:
    for name, is_supported in (
        (SIZE, can.top),
        (OFFSET, can.skip),
        (FILTER, can.filterable),
        (ORDER, can.sortable),
        (COUNT, can.countable),
        (SEARCH, can.searchable),
        (SELECT, can.selectable),
    ):
        if not is_supported:
            yield name


def _refused(name: str) -> Open:
    question = f"{name}: the metadata says that it is not supported: is a request with it refused?"
    return Open(("filter", name), question)


def _identified(proposal: Proposal, entities: Entities) -> tuple[tuple[Stated, ...], list[Open]]:
    """What is stated with the key of the items, and what is open without it."""
    type_, key = entities.type, entities.key
    items = find_items(proposal.operation)
    if not key or isinstance(items, str):
        return proposal.stated, list(proposal.opens)
    others = tuple(each for each in proposal.stated if each.at != ("id",))
    opens = [each for each in proposal.opens if each.at != ("id",)]
    if len(key) > 1 or "/" in key[0] or key[0] not in items.item.properties:
        question = f"The metadata says that {', '.join(key)} make a {type_.name} itself: which field does?"
        return others, [Open(("id",), question), *opens]
    because = f"the metadata has it as the key of {type_.name}"
    identity = Stated(("id",), pointer_text(key), because)
    place = next((at for at, each in enumerate(others) if each.at[0] != "items"), len(others))
    return (*others[:place], identity, *others[place:]), opens


def _sharpened(each: Open, can: Capabilities) -> Open:
    """The question with what the metadata says of its query option."""
    if each.at[0] == "filter" and _option(each.at[-1]) == FILTER:
        said = _listed((("not by", can.not_filtered), ("always by", can.needed_filters)))
        return replace(each, question=f"{FILTER}: {said}{question_of(FILTER)}") if said else each
    if each.at[0] == "sort" and ORDER.removeprefix("$") in each.question:
        said = _listed(
            (
                ("not by", can.not_sorted),
                ("only ascending by", can.only_ascending),
                ("only descending by", can.only_descending),
            )
        )
        return replace(each, question=f"{ORDER}: {said}{ORDERS}") if said else each
    return each


def _listed(parts: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    found = "; ".join(f"{words} {', '.join(names)}" for words, names in parts if names)
    return f"the metadata says: {found}; " if found else ""


def _needed(can: Capabilities) -> Iterator[Open]:
    if can.needed_filters:
        names = ", ".join(can.needed_filters)
        question = f"The metadata says that a request has to filter by {names}: is one that doesn't refused?"
        yield Open(("errors", "missing"), question)
