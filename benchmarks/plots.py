"""Plots of what a page costs, against the number of rows and against depth, of what benchmarks.flat measured.

    python -m benchmarks.flat --json flat.json
    python -m benchmarks.plots flat.json [--folder docs/plots]

Writes two SVG files for each list that was measured, and a section of docs/benchmarks.md that shows them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.charts import Chart, Series
from benchmarks.page import PAGE, write_section

SECTION: Final = "plots"
_FOLDER: Final = PAGE.parent / "plots"
_GROUPS: Final[Mapping[str, Callable[[str], bool]]] = {
    "first page": lambda kind: kind == "first page",
    "last page": lambda kind: kind == "last page",
    "one filter": lambda kind: kind.startswith("filter "),
    "two filters": lambda kind: kind.startswith("filters "),
    "sorted": lambda kind: kind.startswith("sort "),
}
"""The lines of a plot against rows; where several kinds are in one, the dearest counts."""
_DEPTHS: Final = ("first page", "middle page", "last page")
_COST: Final = "microseconds of CPU in the engine"

Entries = Sequence[Mapping[str, Any]]


def read(path: Path) -> Entries:
    """The entries of the file that benchmarks.flat writes; raises ValueError where they are none."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list) or not all({"spec", "rows", "kinds"} <= each.keys() for each in entries):
        raise ValueError(f"{path} is no file that python -m benchmarks.flat --json has written")
    return entries


def charts(entries: Entries) -> Iterator[tuple[str, Chart]]:
    """Each chart by its file's name."""
    for spec in dict.fromkeys(str(each["spec"]) for each in entries):
        mine = sorted((each for each in entries if each["spec"] == spec), key=lambda each: int(each["rows"]))
        yield f"{spec}-rows.svg", by_rows(spec, mine)
        yield f"{spec}-depth.svg", by_depth(spec, mine)


def by_rows(spec: str, entries: Entries) -> Chart:
    """What a page of each kind costs in lists of more and more rows."""
    found = {name: tuple(_dearest(each, has) for each in entries) for name, has in _GROUPS.items()}
    return Chart(
        title=f"{spec}: a page of 50, against rows",
        across="rows of the list",
        upwards=_COST,
        ticks=tuple(f"{each['rows']:,}" for each in entries),
        series=tuple(
            Series(name=name, values=values)
            for name, values in found.items()
            if any(value is not None for value in values)
        ),
    )


def by_depth(spec: str, entries: Entries) -> Chart:
    """What a page costs at the list's beginning, middle and end."""
    return Chart(
        title=f"{spec}: a page of 50, against depth",
        across="where the page is in the list",
        upwards=_COST,
        ticks=_DEPTHS,
        series=tuple(
            Series(
                name=f"{each['rows']:,} rows",
                values=tuple(_dearest(each, depth.__eq__) for depth in _DEPTHS),
            )
            for each in entries
        ),
    )


def _dearest(entry: Mapping[str, Any], has: Callable[[str], bool]) -> float | None:
    return max((float(each["cost"]) for each in entry["kinds"] if has(str(each["kind"]))), default=None)


def section(drawn: Mapping[str, Chart], folder: str) -> str:
    """The section of the page; each picture's text alternative has all of its figures."""
    pictures = "\n\n".join(
        f"![{chart.title}. {chart.told()}]({folder}/{name})" for name, chart in drawn.items()
    )
    return f"""\
## A page against rows and depth

Drawn by `python -m benchmarks.plots` of what `python -m benchmarks.flat --json` measured (its section says
when and where). Of several filters or sort keys the dearest is drawn.

{pictures}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("json", type=Path, help="what python -m benchmarks.flat --json has written")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="where the SVG files go (docs/plots)")
    parser.add_argument(
        "--page", type=Path, default=PAGE, help="the page that shows them (docs/benchmarks.md)"
    )
    words = parser.parse_args(arguments)
    try:
        drawn = dict(charts(read(words.json)))
    except (OSError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 2
    words.folder.mkdir(parents=True, exist_ok=True)
    for name, chart in drawn.items():
        (words.folder / name).write_text(chart.svg(), encoding="utf-8")
    write_section(words.page, SECTION, section(drawn, words.folder.name))
    print(f"{words.folder}: {len(drawn)} plots")
    return 0


if __name__ == "__main__":
    sys.exit(main())
