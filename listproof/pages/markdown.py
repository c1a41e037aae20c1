"""The pages as Markdown, for a wiki or a repository: the same content, every string of a document escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from listproof.pages.words import (
    Block,
    Bullets,
    Cell,
    Code,
    Facts,
    Folded,
    Page,
    Paragraph,
    Picture,
    Section,
    Span,
    Table,
    Words,
)

_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>#|~&$]")
_BREAKS: Final = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_OPENING: Final = re.compile(r"^([-+=]|\d+(?=[.)]))")


def markdown_files(pages: Sequence[Page]) -> Mapping[str, str]:
    """Every page by its file's name; the first page is README.md, which repositories show."""
    return {_file(page.name): page_text(page) for page in pages}


def page_text(page: Page) -> str:
    """A page, ended by a line break."""
    parts = [f"# {_plain(page.title)}", *_blocks(page.lead)]
    for section in page.sections:
        parts += section_parts(section)
    return "\n\n".join(part for part in parts if part) + "\n"


def section_parts(section: Section, level: int = 2) -> list[str]:
    """A section: its anchor, its heading and its blocks."""
    anchor = f'<a id="{section.id}"></a>\n\n' if section.id else ""
    return [f"{anchor}{'#' * level} {_plain(section.title)}", *_blocks(section.blocks)]


def _file(name: str) -> str:
    return "README.md" if name == "index" else f"{name}.md"


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield say(block.words)
        case Bullets():
            yield "\n".join(f"- {say(item)}" for item in block.items)
        case Facts():
            yield "\n".join(f"- **{_plain(name)}**: {say(told)}" for name, told in block.facts)
        case Code():
            if block.caption:
                yield f"{say(block.caption)}:"
            yield _fenced(block)
        case Table():
            yield _table(block)
        case Folded():
            yield f"**{_plain(block.title)}**"
            yield from _blocks(block.blocks)
        case Picture():
            # The table beneath it says the same.
            return


def _table(table: Table) -> str:
    lines = [_line(_plain(title) for title in table.head), _line("---" for _ in table.head)]
    lines += [
        _line(_cell(cell, row.id if place == 0 else "") for place, cell in enumerate(row.cells))
        for row in table.rows
    ]
    return "\n".join([f"*{_plain(table.caption)}*", "", *lines])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, anchor: str) -> str:
    text = _code(cell.text, tabled=True) if isinstance(cell, Code) else say(cell, tabled=True)
    return f'<a id="{anchor}"></a>{text}' if anchor else text


def _fenced(block: Code) -> str:
    """A block of code, whose fence is longer than any in it (CommonMark, 4.5)."""
    longest = max((len(run) for run in re.findall("`+", block.text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def say(words: Words, *, tabled: bool = False) -> str:
    """A sentence, in a table or not."""
    text = "".join(_span(span, tabled=tabled) for span in words).strip()
    return text if tabled else _OPENING.sub(_unopened, text)


def _unopened(found: re.Match[str]) -> str:
    """What would open a list or underline a heading, as text."""
    return f"\\{found[1]}" if not found[1].isdigit() else f"{found[1]}\\"


def _span(span: Span, *, tabled: bool) -> str:
    text = _code(span.text, tabled=tabled) if span.look == "code" else _plain(span.text)
    if span.look in ("strong", "broken"):
        text = f"**{text}**"
    elif span.look in ("quote", "open"):
        text = f"*{text}*"
    return f"[{text}]({_target(span.to)})" if span.to else text


def _target(to: str) -> str:
    """A link inside the pages, which lead to Markdown here."""
    page, mark, anchor = to.partition("#")
    name = _file(page.removesuffix(".html")) if page else ""
    return f"{name}{mark}{anchor}"


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", _BREAKS.sub(" ", text))


def _code(text: str, *, tabled: bool = False) -> str:
    """A code span, whose fence is longer than any run of backticks in it (CommonMark, 6.1)."""
    text = _BREAKS.sub(" ", text)
    if not text.strip():
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    spanned = f"{fence}{pad}{text}{pad}{fence}"
    return spanned.replace("|", "\\|") if tabled else spanned
