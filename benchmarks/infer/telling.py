"""Telling: the page of figures, made of scores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.infer.judging import COLUMNS, Judgement, Score, tally
from benchmarks.infer.truth import Truth
from benchmarks.page import surroundings

FIRST_SEEN: Final = Path(__file__).parent / "first_seen.json"
"""The figures of the held-out documents when inference met them first, each with the commit of then."""

_INTRO: Final = """# How right inference is

What `listproof infer` says of public documents, beside what a person read in them. Each cell counts
**right / wrong / open**: open is what inference doesn't state, so that nobody is misled by it. For each
document a sample of its GETs was drawn (those with an array in their JSON answer, shuffled with the seed
in its file, until fifteen are lists that page), and what the document tells of each was written down
under [`benchmarks/infer/truth/`](../benchmarks/infer/truth/).

- **list**: lists of the sample that page, and are found. A GET that is none, and is taken for one, is
  wrong.
- **roles**: the way of paging, its parameter, and the size's parameter, all together.
- **items**, **maximum**, **first page**: where the items are, the largest size, the number of the first
  page; counted where the document tells them, and wrong where inference states what it doesn't tell.
- **places**: total, has more, next, previous and the number of pages, in the body or in headers.
- **filters**: the field that a parameter is compared with, and how. **order**: the parameters that ask
  for one.

Where a document doesn't tell how a list pages (`before` and `after` without a word), whatever inference
stated would be wrong; the list counts as open, and nothing else of it is counted. Lists that are asked
for by POST are left alone. What else inference states (the field that makes an item itself, numbers that
an answer repeats, scopes and refusals) is not judged here.
"""
_CORRECTIONS: Final = """
The truth was written before inference was run. Where the two differed the document was read again, and
these readings were mended: the link back of Twilio and the link forward of Gotify, a field that Box and
one that NetBox (`_occupied`) have and the reader had not seen; and thirteen lists of Discord had been
read with knowledge from elsewhere, where the document doesn't tell how they page. That two lists of
PagerDuty compare a part of the name was added when comparisons came to be judged.

A sample shows no more than itself. What was stated outside of the samples was looked through once, and
wrong guesses were found there and mended: links beside the arrays of one thing that were taken for pages
of them (GitHub), an opaque `starting_after` taken for an item's id (Intercom), a page number that
does nothing (Twilio), and texts that are compared otherwise than as a whole field (GitHub's `ref` and
`sha`, PagerDuty's `incident_key`). There may be more.
"""


def page(scores: list[Score], missing: list[Truth], command: str) -> str:
    """The page: the documents, the table, and every wrong guess by name."""
    tried = [each for each in scores if not each.truth.held_out]
    held = [each for each in scores if each.truth.held_out]
    parts = [
        _INTRO,
        f"`{command}`, {surroundings('listproof')}",
        "## Documents",
        _documents(scores, missing),
        "## What was stated",
        _table(
            [("all", scores), ("seen while the rules were made", tried), ("held out", held)], scores, missing
        ),
        _untold_counted(scores),
        _CORRECTIONS,
        "## The documents that were held out, as they were first seen",
        _first_seen(),
        "## Every wrong guess",
        _wrong(scores),
        "## Lists that were not found",
        _open(scores),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _documents(scores: list[Score], missing: list[Truth]) -> str:
    rows = ["| document | version | licence | operations | GETs | with arrays | lists found | sample |"]
    rows.append("|---|---|---|---|---|---|---|---|")
    for each in scores:
        truth = each.truth
        counts = f"{each.operations} | {each.gets} | {truth.arrays} | {each.found} | {len(truth.sample)}"
        rows.append(f"| [{truth.name}]({truth.source}) | {_short(truth)} | {truth.licence} | {counts} |")
    for truth in missing:
        told = f"not tried: no {truth.file} was given | | {truth.arrays} | | {len(truth.sample)}"
        rows.append(f"| [{truth.name}]({truth.source}) | {_short(truth)} | {truth.licence} | {told} |")
    return "\n".join(rows)


def _short(truth: Truth) -> str:
    return truth.version.replace("commit ", "")[:12] if truth.version.startswith("commit") else truth.version


Counts = Mapping[tuple[str, str], int]


def _table(sums: list[tuple[str, list[Score]]], scores: list[Score], missing: list[Truth]) -> str:
    rows = [f"| document | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    rows += [f"| {each.truth.name} | {_cells(each.counts)} |" for each in scores]
    rows += [f"| {truth.name} | {' | '.join(['not tried'] * len(COLUMNS))} |" for truth in missing]
    for name, group in sums:
        if group:
            counts = tally(_all(group))
            rows.append(f"| **{name}** | {_cells(counts)} |")
    counts = tally(_all(scores))
    rows.append(f"| right, of what there is | {' | '.join(_share(counts, each) for each in COLUMNS)} |")
    rows.append(f"| right, of what is stated | {' | '.join(_trust(counts, each) for each in COLUMNS)} |")
    return "\n".join(rows)


def _all(scores: list[Score]) -> Iterable[Judgement]:
    return (judgement for each in scores for judgement in each.judgements)


def _cells(counts: Counts) -> str:
    cells = [
        [counts.get((column, verdict), 0) for verdict in ("right", "wrong", "open")] for column in COLUMNS
    ]
    return " | ".join(" / ".join(map(str, cell)) if any(cell) else "" for cell in cells)


def _share(counts: Counts, column: str) -> str:
    return _percent(counts, column, ("right", "wrong", "open"))


def _trust(counts: Counts, column: str) -> str:
    return _percent(counts, column, ("right", "wrong"))


def _untold_counted(scores: list[Score]) -> str:
    """The share of right roles if the lists counted too whose paging no document tells."""
    counts = tally(_all(scores))
    right, lists = (
        counts.get(("roles", "right"), 0),
        sum(counts.get(("list", it), 0) for it in ("right", "open")),
    )
    untold = lists - sum(counts.get(("roles", it), 0) for it in ("right", "wrong", "open"))
    if untold <= 0:
        return ""
    return (
        f"If the {untold} lists counted too whose paging the document doesn't tell, the roles of {right} of "
        f"{lists} would be right: {100 * right // lists}%."
    )


def _percent(counts: Counts, column: str, verdicts: tuple[str, ...]) -> str:
    whole = sum(counts.get((column, each), 0) for each in verdicts)
    # Rounded down, so that 100% means all of them.
    return f"{100 * counts.get((column, 'right'), 0) // whole}%" if whole else ""


def _first_seen() -> str:
    return "\n\n".join(_seen_at(each) for each in json.loads(FIRST_SEEN.read_text(encoding="utf-8")))


def _seen_at(seen: dict[str, Any]) -> str:
    rows = [
        f"At commit {seen['commit']}, {seen['date']}, before any rule was changed for them:",
        "",
        f"| document | {' | '.join(COLUMNS)} |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for name, columns in seen["documents"].items():
        counts = {(column, verdict): n for column, cell in columns.items() for verdict, n in cell.items()}
        rows.append(f"| {name} | {_cells(counts)} |")
    return "\n".join([*rows, "", *(f"- {each}" for each in seen.get("wrong", []))])


def _wrong(scores: list[Score]) -> str:
    told = [
        f"- {each.truth.name}, {judgement.column}, `{judgement.path}`: {judgement.said}"
        for each in scores
        for judgement in each.wrong
    ]
    return "\n".join(told) or "None, in these samples."


def _open(scores: list[Score]) -> str:
    told = [
        f"- {each.truth.name}, `{judgement.path}`: {judgement.said}"
        for each in scores
        for judgement in each.judgements
        if judgement.column == "list" and judgement.verdict == "open"
    ]
    return "\n".join(told) or "None, in these samples."
