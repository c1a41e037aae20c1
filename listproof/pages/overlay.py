"""The list contract in words as an Overlay (1.0), which writes it into each operation's description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import yaml

from listproof.contract import Json
from listproof.pages.answers import answer, summary
from listproof.pages.choosing import filters, sorting
from listproof.pages.markdown import section_parts
from listproof.pages.paging import paging
from listproof.pages.refused import errors
from listproof.pages.study import Study
from listproof.pages.whose import whose
from listproof.pages.words import Bullets, Paragraph, Section, Span, Table, Words

_FILE: Final = "{name}.overlay.yaml"


def overlay_files(studied: Sequence[Study]) -> Mapping[str, str]:
    """An Overlay for each contract, by its file's name."""
    by_contract: dict[str, list[Study]] = {}
    for each in studied:
        by_contract.setdefault(each.contract.name, []).append(each)
    return {
        _FILE.format(name=name): yaml.safe_dump(
            _overlay(held), sort_keys=False, allow_unicode=True, width=100
        )
        for name, held in by_contract.items()
    }


def _overlay(studied: Sequence[Study]) -> Json:
    contract = studied[0].contract
    return {
        "overlay": "1.0.0",
        "info": {
            "title": f"How the lists of {contract.title} behave, in words",
            "version": contract.version or "1",
        },
        "actions": [{"target": _target(each), "update": {"description": _words(each)}} for each in studied],
    }


def _target(study: Study) -> str:
    """The operation as a JSONPath (RFC 9535, 2.3.1): its path in quotes."""
    path = study.operation.path.replace("\\", "\\\\").replace("'", "\\'")
    return f"$.paths['{path}'].get"


def _words(study: Study) -> str:
    """The description that the operation has, then the contract's sections as Markdown."""
    sections = (
        whose(study),
        paging(study),
        answer(study),
        filters(study),
        sorting(study),
        summary(study),
        errors(study),
    )
    parts = [study.operation.description.strip()]
    for section in sections:
        if section is not None:
            parts += section_parts(_unlinked(section), level=3)[:]
    return "\n\n".join(part for part in parts if part) + "\n"


def _unlinked(section: Section) -> Section:
    """The section without links, whose targets the description doesn't hold."""
    blocks = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            block = Paragraph(words=_bare(block.words))
        elif isinstance(block, Bullets):
            block = Bullets(items=tuple(_bare(item) for item in block.items))
        elif isinstance(block, Table):
            block = _bare_table(block)
        blocks.append(block)
    return Section(id="", title=section.title, blocks=tuple(blocks))


def _bare_table(table: Table) -> Table:
    rows = tuple(
        type(row)(cells=tuple(_bare(cell) if isinstance(cell, tuple) else cell for cell in row.cells))
        for row in table.rows
    )
    return Table(caption=table.caption, head=table.head, rows=rows)


def _bare(words: Words) -> Words:
    return tuple(Span(text=span.text, look=span.look) for span in words)
