"""Telling: proposals as text for people and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from listproof.infer.guesses import Open, printable, questions
from listproof.infer.heard import Heard
from listproof.infer.importing.silence import left_open
from listproof.infer.plain import PlainDocument
from listproof.infer.proposals import Passed, Proposal

_WIDTH = 110
_INDENT = 4


def as_text(plain: PlainDocument, results: Iterable[Proposal | Passed]) -> str:
    """Every list with its roles, values and reasons, and what is open; then what was passed over."""
    every = list(results)
    blocks = ["\n".join(_told(each)) for each in every if isinstance(each, Proposal)]
    blocks.extend(_passed(every))
    blocks.append(summed_up(plain, every))
    return "\n\n".join(blocks) + "\n"


def _told(proposal: Proposal) -> Iterator[str]:
    yield printable(f"GET {proposal.operation.path} ({proposal.operation.id})")
    rows = [(".".join(each.at), each.value, each.because) for each in proposal.stated]
    rows += [(f"{each.param}: {each.keyword}", each.value, each.because) for each in proposal.bounds]
    width = max((len(role) for role, _, _ in rows), default=0)
    for role, value, because in rows:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield from _wrapped(f"{role:<{width}}  {text or chr(34) * 2}  ({because})", width + 2)
    if proposal.opens:
        yield "  open"
        for question in questions(proposal.opens):
            yield from _wrapped(question, 2)
    if proposal.source:
        yield f"  {proposal.source} can't say, and nothing else shows"
        yield from _wrapped("; ".join(left_open(proposal)) or "nothing", 2)
    if proposal.heard is not None:
        for line in heard_lines(proposal.heard):
            yield from _wrapped(line, 2) if line.startswith(" ") else [f"  {line}"]


def heard_lines(heard: Heard) -> Iterator[str]:
    """What was asked and heard, for people; what stands under a title begins with a space."""
    if heard.differs:
        yield "the server does otherwise than the document says"
        yield from (f" {printable(each)}" for each in heard.differs)
    if heard.requests:
        yield f"asked, {_counted(len(heard.requests), 'request')}"
        yield from (f" {printable(each)}" for each in heard.requests)
    if heard.stopped:
        yield "not all was asked" if heard.requests else "nothing was asked"
        yield f" {printable(heard.stopped)}"


def _wrapped(text: str, further: int) -> list[str]:
    return textwrap.wrap(
        "".join(each for each in text.replace("\n", " ") if each.isprintable()),
        _WIDTH,
        initial_indent=" " * _INDENT,
        subsequent_indent=" " * (_INDENT + further),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _passed(results: list[Proposal | Passed]) -> Iterator[str]:
    passed = [each for each in results if isinstance(each, Passed)]
    for title, some in (
        (
            "These seem to page, and too little is documented to state anything:",
            [each for each in passed if each.pages],
        ),
        ("These are taken for no lists:", [each for each in passed if not each.pages]),
    ):
        if some:
            lines = [
                line for each in some for line in _wrapped(f"GET {each.operation.path}: {each.because}", 2)
            ]
            yield "\n".join([title, *lines])


def summed_up(plain: PlainDocument, results: Iterable[Proposal | Passed]) -> str:
    """How much was found, in a line."""
    every = list(results)
    lists = [each for each in every if isinstance(each, Proposal)]
    unsure = [each for each in every if isinstance(each, Passed) and each.pages]
    values, opens = sum(len(each.stated) for each in lists), sum(len(each.opens) for each in lists)
    parts = [
        _counted(len(every), "GET"),
        _counted(len(lists), "list"),
        f"{_counted(values, 'value')} inferred",
        f"{opens} open",
    ]
    if unsure:
        parts.append(f"{len(unsure)} undecided")
    return f"{plain.document.name}: {', '.join(parts)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_json(plain: PlainDocument, results: Iterable[Proposal | Passed]) -> str:
    """The same for programs: lists, what seems to page and what is no list."""
    every = list(results)
    value = {
        "document": plain.document.name,
        "title": plain.title,
        "lists": [_list(each) for each in every if isinstance(each, Proposal)],
        "undecided": [_pass(each) for each in every if isinstance(each, Passed) and each.pages],
        "others": [_pass(each) for each in every if isinstance(each, Passed) and not each.pages],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _list(proposal: Proposal) -> dict[str, Any]:
    return {
        "operation": proposal.operation.id,
        "path": proposal.operation.path,
        "x-listing": proposal.listing,
        "x-listing-inferred": proposal.reasons,
        "bounds": [
            {"param": each.param, "keyword": each.keyword, "value": each.value, "because": each.because}
            for each in proposal.bounds
        ],
        "open": [_open(each) for each in proposal.opens],
        **_source(proposal),
        **_heard(proposal.heard),
    }


def _heard(heard: Heard | None) -> dict[str, Any]:
    """What a server was asked, where one was."""
    if heard is None:
        return {}
    return {
        "asked": list(heard.requests),
        "server_differs": list(heard.differs),
        "stopped": heard.stopped or None,
    }


def _source(proposal: Proposal) -> dict[str, Any]:
    """The extension that says how it pages, and what that leaves open."""
    if not proposal.source:
        return {}
    return {"imported": {"from": proposal.source, "leaves_open": list(left_open(proposal))}}


def _open(each: Open) -> dict[str, str]:
    return {"at": each.pointer, "question": each.question}


def _pass(passed: Passed) -> dict[str, str]:
    return {"operation": passed.operation.id, "path": passed.operation.path, "because": passed.because}
