"""What a field's name says of it: its words, and which of a few kinds of thing it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4_096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a field's name, in lower case: `from_number` and `fromNumber` have two."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def singular(word: str) -> str:
    """The word for one of what an English plural names, as far as the usual endings go."""
    if word == "ids":
        return "id"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")) and len(word) > 4:
        return word[:-2]
    return (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
    )


def kind_of(words: tuple[str, ...]) -> str:
    """The kind of thing that the words name, by the last one that is known; "" where none is."""
    for word in reversed(words):
        found = _KINDS.get(word) or _KINDS.get(singular(word))
        if found:
            return found
    return ""


_KINDS: Final = {
    word: kind
    for kind, known in {
        "person": "user customer contact person people member employee owner author creator assignee"
        " reviewer lead patient student teacher player artist passenger attendee participant guest"
        " candidate recipient sender host admin profile caller buyer driver actor requester"
        " committer sponsor speaker subscriber collaborator assigner uploader manager contributor"
        " customers child parent relative by",
        "firm": "company organization organisation org account vendor supplier merchant client brand"
        " employer business publisher tenant workspace partner shop store carrier enterprise",
        "product": "product item good goods variant sku part offer listing dish",
        "file": "file document attachment asset upload media image photo video folder recording report"
        " export",
        "task": "task issue ticket todo bug story card case request pull incident milestone problem",
        "project": "project board program initiative epic portfolio environment deployment cluster",
        "campaign": "campaign batch broadcast mailing job list segment schedule automation workflow flow"
        " sequence",
        "team": "team group department squad division crew",
        "channel": "channel room topic conversation thread",
        "repository": "repository repo package module app application service site server instance bucket"
        " function library plugin",
        "tag": "tag label keyword",
        "category": "category collection section catalog catalogue",
        "meeting": "meeting event appointment session webinar conference booking call reservation visit"
        " shift",
        "device": "device sensor camera phone printer terminal machine node",
        "role": "role permission",
        "plan": "plan subscription tier",
        "place": "location place city warehouse office venue region property station airport",
        "article": "post article page blog book entry news review course lesson film movie show song",
    }.items()
    for word in known.split()
}


_WRAPPERS: Final = frozenset(
    {"node", "item", "items", "data", "attributes", "properties", "edge", "resource", "object", "entity",
     "record", "fields", "value", "values", "result", "results"}
)  # fmt: skip


def around(pointer: tuple[str, ...], whole: tuple[str, ...]) -> tuple[str, ...]:
    """The words of what the field at the pointer stands in; `whole` where that is the item or wraps it."""
    for token in reversed(pointer[:-1]):
        if not token.isdigit():
            words = words_of(token)
            return whole if token.lower() in _WRAPPERS or not words else words
    return whole


def own_words(pointer: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the field at the pointer; one of several is named in the singular."""
    at = next((index for index in range(len(pointer) - 1, -1, -1) if not pointer[index].isdigit()), None)
    words = words_of(pointer[at]) if at is not None else ()
    return (*words[:-1], singular(words[-1])) if words and at != len(pointer) - 1 else words
