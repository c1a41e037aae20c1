"""Tables in Markdown, written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_CELL = re.compile(r"(?<!\\)\|")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; columns that hold figures alone are set to the right."""
    made = [[_cell(cell) for cell in row] for row in rows]
    rule = ["---:" if _figures(made, place) else "---" for place in range(len(columns))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, rule, *made))


def read_tables(text: str) -> Iterator[Mapping[str, str]]:
    """Each row of each table of a page, by the columns' names. The first has a name in backquotes."""
    columns: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in _CELL.split(line)[1:-1]]
        if not line.startswith("| "):
            columns = []
        elif not columns:
            columns = cells
        elif cells[0].startswith("`") and len(cells) == len(columns):
            yield dict(zip(columns, [cells[0].strip("`"), *cells[1:]], strict=True))


def _figures(rows: list[list[str]], place: int) -> bool:
    return bool(rows) and all(row[place][:1].isdigit() for row in rows)


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")
