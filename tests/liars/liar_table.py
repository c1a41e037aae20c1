"""The page with every liar, what it does, and the law that names it first on each list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from conformance.judging.verdicts import Verdict
from listproof import __version__
from tests.liars.liar import Liar
from tests.liars.measured import Measured
from tests.liars.tables import read_tables, table
from tests.liars.trial import SPECS

MISSED = "**missed**"
NOT_TRIED = "-"
Row = Mapping[str, str]
"""What is said of one liar: a cell by the stem of each list."""


def rows_of(results: Iterable[Measured]) -> Mapping[str, Row]:
    """What was said of each liar, by name."""
    rows: dict[str, dict[str, str]] = {}
    for one in results:
        rows.setdefault(one.liar, dict.fromkeys(SPECS, NOT_TRIED))[one.spec] = _cell(one)
    return rows


def _cell(one: Measured) -> str:
    said = one.named[0] if one.named else MISSED
    loud = "" if one.loudest in (Verdict.FAILED, Verdict.PASSED) else f" ({one.loudest.word})"
    chance = " (by chance)" if one.by_chance and one.named else ""
    broken = f" (these laws broke: {', '.join(one.errored)})" if one.errored else ""
    return said + loud + chance + broken


def read_rows(page: Path) -> Mapping[str, Row]:
    """What the page says of each liar, by name; nothing where there is no page."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    rows = (row for row in read_tables(text) if "liar" in row)
    return {row["liar"]: {spec: row.get(spec, NOT_TRIED) for spec in SPECS} for row in rows}


def stale(page: Path, liars: Iterable[Liar]) -> Iterator[str]:
    """What the page lacks, and what it has too much, in sentences."""
    names, told = {liar.name for liar in liars}, set(read_rows(page))
    yield from (f"{name} has no row" for name in sorted(names - told))
    yield from (f"{name} is no liar any more" for name in sorted(told - names))


def page_text(rows: Mapping[str, Row], liars: Sequence[Liar], *, seed: int) -> str:
    """The page."""
    families = list(dict.fromkeys(liar.family for liar in liars))
    tables = (_family(family, rows, [one for one in liars if one.family == family]) for family in families)
    return "\n\n".join((_head(seed), _totals(rows, liars), *tables)) + "\n"


def _head(seed: int) -> str:
    return f"""\
# Liars

A liar is a small backend that keeps its whole document but for one lie. Each is put before the suite on every
list where its lie can be seen from outside, and has to be named by a law that is rightly about it. The cells
have the law that named it first, the loudest before the others; a law that did not fail has its verdict
beside it. *By chance* says that the plan alone did not find it, and the cases drawn after it did.
`{NOT_TRIED}` says that there is nothing to see on that list.

Made by `python -m tests.liars.measure --write docs/liars.md` with Listproof {__version__} and seed {seed};
with `--new`, liars that have no row yet are measured, and the other rows stay as they are. The liars stand in
`tests/liars/faults/`, and the honest backends that nobody may accuse in `tests/liars/variants*.py`."""


def _totals(rows: Mapping[str, Row], liars: Sequence[Liar]) -> str:
    tried, caught, count = Counter[str](), Counter[str](), Counter[str]()
    for liar in liars:
        cells = [cell for cell in rows[liar.name].values() if cell != NOT_TRIED]
        count[liar.family] += 1
        tried[liar.family] += len(cells)
        caught[liar.family] += sum(not cell.startswith(MISSED) for cell in cells)
    made = [[family, count[family], tried[family], caught[family]] for family in count]
    total = ["**together**", count.total(), tried.total(), caught.total()]
    return table(["family", "liars", "tried on a list", "caught"], [*made, total])


def _family(family: str, rows: Mapping[str, Row], liars: Sequence[Liar]) -> str:
    made = [[f"`{one.name}`", one.says, *(rows[one.name][spec] for spec in SPECS)] for one in liars]
    return f"## {family}\n\n{table(['liar', 'what it does', *SPECS], made)}"
