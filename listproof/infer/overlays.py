"""Overlays: proposals as an OpenAPI Overlay 1.0, which a document's owner can read, mend and apply.

Overlay Specification 1.0.0, 4.4: an action's `target` is a JSONPath, and its `update` is merged into what is
there. Targets are written key by key and by index, which every implementation of JSONPath can read.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from listproof.contract import Json, look
from listproof.infer.guesses import Bound, printable, questions
from listproof.infer.plain import PlainDocument
from listproof.infer.proposals import Passed, Proposal
from listproof.reading.documents import Document, Spot
from listproof.reading.inferred import INFERRED

_WIDTH: Final = 110
_HEADER: Final = f"""\
# Every value of x-listing below is inferred, and its reason stands under {INFERRED}.
# As long as it stands there, `listproof check` only warns of what leans on it. To settle a value, keep it
# or mend it, and delete the line of its reason: then it counts in full.
"""
_MANY: Final = 5
"""Lists of more than which a question that is open for most of them is asked once."""
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def overlay_text(
    plain: PlainDocument, results: Iterable[Proposal | Passed], *, extends: str | None = None
) -> str:
    """The overlay of all that is proposed, as YAML with what is open in comments.

    `extends` is the document as a relative reference from where the overlay is to stand (4.4.1).
    """
    every = list(results)
    head: dict[str, Any] = {
        "overlay": "1.0.0",
        "info": {
            "title": f"The lists of {plain.title.rstrip('. ')}, as far as the document shows them",
            "version": "0.1.0",
        },
    }
    if extends is not None:
        head["extends"] = extends
    reachable = [each for each in every if isinstance(each, Proposal) and _is_in(plain.document, each)]
    shared = shared_questions(reachable)
    parts = [_HEADER + _shared(shared, len(reachable)) + _yaml(head), "actions:\n"]
    for proposal in reachable:
        parts.append(_commented(proposal, shared))
        parts.append(_yaml([operation_action(proposal)]))
    parts.extend(_yaml([action]) for action in schema_actions(plain.document, reachable))
    if len(parts) == 2:
        parts[1] = "actions: []\n"
    parts.extend(_undecided(plain.document, every))
    return "".join(parts)


def has_actions(plain: PlainDocument, results: Iterable[Proposal | Passed]) -> bool:
    """Whether there is anything that an overlay could add to this very file."""
    return any(isinstance(each, Proposal) and _is_in(plain.document, each) for each in results)


def _is_in(document: Document, proposal: Proposal) -> bool:
    return proposal.operation.spot.unconverted.document is document


def operation_action(proposal: Proposal) -> dict[str, Any]:
    """The action that gives the operation its x-listing."""
    update = {"x-listing": proposal.listing, INFERRED: proposal.reasons}
    return {"target": json_path(proposal.operation.spot.unconverted), "update": update}


def schema_actions(document: Document, proposals: Iterable[Proposal]) -> Iterator[dict[str, Any]]:
    """The actions that give parameters the bounds which only their descriptions state, each once."""
    found: dict[str, list[Bound]] = {}
    for proposal in proposals:
        for bound in proposal.bounds:
            schema = proposal.operation.parameters[bound.param].schema
            if schema is not None and schema.document is document:
                bounds = found.setdefault(json_path(schema), [])
                bounds.extend([bound] if bound not in bounds else [])
    for target, bounds in found.items():
        values: dict[str, Json] = {bound.keyword: bound.value for bound in bounds}
        reasons = {f"/{bound.keyword}": bound.because for bound in bounds}
        yield {"target": target, "update": {**values, INFERRED: reasons}}


def json_path(spot: Spot) -> str:
    """The JSONPath (RFC 9535) of what stands at the spot."""
    path, value = "$", spot.document.value
    for token in spot.pointer:
        if isinstance(value, list):
            path += f"[{token}]"
        elif _PLAIN_NAME.fullmatch(token):
            path += f".{token}"
        else:
            path += f"['{_escaped(token)}']"
        value = look(value, (token,))
    return path


def _escaped(name: str) -> str:
    """The name as a JSONPath has it between quotes (RFC 9535, 2.3.1.1)."""
    bare = name.replace("\\", "\\\\").replace("'", "\\'")
    return "".join(each if each >= " " else f"\\u{ord(each):04x}" for each in bare)


def shared_questions(proposals: Sequence[Proposal]) -> dict[str, int]:
    """The questions that are open for more than half of many lists, in order, and for how many each is."""
    if len(proposals) <= _MANY:
        return {}
    asked = Counter(question for each in proposals for question in questions(each.opens))
    return {question: lists for question, lists in asked.items() if 2 * lists > len(proposals)}


def _shared(shared: Mapping[str, int], every: int) -> str:
    """The questions for most lists, numbered, as a part of the head."""
    if not shared:
        return ""
    lines = [
        "These are open for most lists. Below, each list has only what else is open for it, and the numbers "
        "of those that are not."
    ]
    for number, (question, lists) in enumerate(shared.items(), 1):
        found = f"all {every}" if lists == every else f"{lists} of {every}"
        lines.append(f"{number}. {question} ({found} lists)")
    return "#\n" + "".join(_comment(line) for line in lines)


def _commented(proposal: Proposal, shared: Mapping[str, int]) -> str:
    operation = proposal.operation
    asked = tuple(questions(proposal.opens))
    lacks = [str(number) for number, question in enumerate(shared, 1) if question not in asked]
    lines = [
        "",
        f"GET {operation.path}" + (f" ({operation.id})" if not operation.id.startswith("GET ") else ""),
    ]
    lines.extend(f"open: {question}" for question in asked if question not in shared)
    lines.extend([f"not here: {', '.join(lacks)}"] if lacks else [])
    if proposal.heard is not None:
        lines.extend(f"the server differs: {told}" for told in proposal.heard.differs)
        lines.extend([f"asked in part: {proposal.heard.stopped}"] if proposal.heard.stopped else [])
    return "".join(_comment(line) for line in lines)


def _comment(text: str) -> str:
    if not text:
        return "\n"
    wrapped = textwrap.wrap(
        printable(text), _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False
    )
    return "\n".join(wrapped) + "\n"


def _undecided(document: Document, results: list[Proposal | Passed]) -> Iterator[str]:
    """What may be a list and is not in the overlay, as comments."""
    elsewhere = [each for each in results if isinstance(each, Proposal) and not _is_in(document, each)]
    if elsewhere:
        yield _comment("") + _comment(
            "These stand in other files, which an overlay of this one can't reach; bundle the files into one:"
        )
    for proposal in elsewhere:
        yield _comment(f"GET {proposal.operation.path}: {proposal.operation.spot.document.name}")
    unsure = [each for each in results if isinstance(each, Passed) and each.pages]
    if unsure:
        yield _comment("") + _comment("These seem to page, and too little is documented to state anything:")
    for passed in unsure:
        yield _comment(f"GET {passed.operation.path}: {passed.because}")


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes equal values twice instead of by an alias, which some readers refuse."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True
