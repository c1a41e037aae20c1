"""The table of errors: what is wrong, the status, and the exact body that the mock answers."""

from __future__ import annotations

import json
from typing import Final

from listproof.contract import MISSING
from listproof.pages.asking import Answer
from listproof.pages.study import Study, place
from listproof.pages.trying import Trial
from listproof.pages.words import (
    Block,
    Code,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    anchor,
    code,
    joined,
    sentences,
    words,
)

_ORDER: Final = "A request is refused for its credentials first, then for its parameters, then for its scope."
_LONGEST_BODY: Final = 4_000
_LONGEST_LINE: Final = 90
_PARTS: Final = {
    "message": "the message for people",
    "code": "the code for programs",
    "details": "the details, parameter by parameter",
    "status": "the status once more",
}


def errors(study: Study) -> Section:
    """The section on refusals."""
    refused = [trial for trial in study.trials if trial.is_refused]
    blocks: list[Block] = []
    places = study.operation.listing.errors.at
    if places:
        told = joined(
            (
                words("{what} at {where}", what=_PARTS[part], where=place(where))
                for part, where in places.items()
            ),
            ", ",
            " and ",
        )
        blocks.append(Paragraph(words=words("The body of a refusal has {told}.", told=told)))
    if not refused:
        blocks.append(Paragraph(words=words("The mock refuses none of the requests that were tried.")))
    else:
        blocks.append(_table(study, refused))
        if any(trial.is_open for trial in refused):
            blocks.append(Paragraph(words=_of_open_ones()))
    return Section(id="errors", title="Errors", blocks=tuple(blocks))


def _of_open_ones() -> Words:
    return sentences(
        words(
            "Where the standing is left open, another backend may answer with any other 4xx, or take the"
            " value in a safe way."
        ),
    )


def _table(study: Study, refused: list[Trial]) -> Table:
    rows = [_row(study, trial) for trial in refused]
    return Table(
        caption="Every refusal, as the mock answered it when this page was made",
        head=("What is wrong", "Status", "Standing", "Body"),
        rows=tuple(rows),
    )


def error_anchor(trial: Trial) -> str:
    """The id of a refusal's row: the law that asks for it, and the parameter."""
    law = trial.law.partition("/")[2]
    return anchor("-".join(part for part in ("error", law, trial.about) if part))


def _row(study: Study, trial: Trial) -> Row:
    return Row(
        id=error_anchor(trial),
        cells=(
            trial.wrong,
            (code(str(trial.answer.status)),),
            trial.told,
            Code(text=body_text(study, trial.answer), language="json"),
        ),
    )


def body_text(study: Study, answer: Answer) -> str:
    """The body of an answer as it can be read: JSON indented, without credentials."""
    content = answer.json
    if content is MISSING:
        text = answer.body.decode("utf-8", "replace") or "(no body)"
    else:
        text = json.dumps(content, ensure_ascii=False)
        if len(text) > _LONGEST_LINE:
            text = json.dumps(content, ensure_ascii=False, indent=2)
    text = study.blotted(text)
    return text if len(text) <= _LONGEST_BODY else text[:_LONGEST_BODY] + "\n… (cut here)"
