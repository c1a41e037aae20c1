"""Plots say in words what they show, and their labels stand apart."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import plots
from benchmarks.charts import Chart, Series

_SVG = "{http://www.w3.org/2000/svg}"


def _entry(rows: int, **costs: float) -> dict[str, object]:
    kinds = [{"kind": name.replace("_", " "), "cost": cost} for name, cost in costs.items()]
    return {"spec": "things", "rows": rows, "kinds": kinds}


ENTRIES = [
    _entry(10_000, first_page=21, middle_page=22, last_page=23, filter_status=30, filter_kind=35),
    _entry(1000, first_page=20, middle_page=20, last_page=21, filter_status=31),
]


def test_the_lines_are_the_kinds_and_the_dearest_of_several_is_drawn() -> None:
    chart = plots.by_rows("things", sorted(ENTRIES, key=lambda each: str(each["rows"])))
    assert chart.ticks == ("1,000", "10,000")
    assert {one.name: one.values for one in chart.series} == {
        "first page": (20, 21),
        "last page": (21, 23),
        "one filter": (31, 35),
    }


def test_depth_has_a_line_for_each_number_of_rows() -> None:
    chart = plots.by_depth("things", ENTRIES)
    assert [(one.name, one.values) for one in chart.series] == [
        ("10,000 rows", (21, 22, 23)),
        ("1,000 rows", (20, 20, 21)),
    ]


def test_a_plot_is_well_formed_and_says_all_its_figures() -> None:
    for _, chart in plots.charts(ENTRIES):
        root = ET.fromstring(chart.svg())
        told = root.find(f"{_SVG}desc")
        assert root.get("role") == "img"
        assert told is not None
        assert all(
            f"{value:.1f} at" in (told.text or "") for one in chart.series for value in one.values if value
        )
        assert len(root.findall(f"{_SVG}circle")) == sum(len(one.values) for one in chart.series)


def test_labels_never_stand_over_each_other_and_dearer_points_stand_higher() -> None:
    same = tuple(Series(name=f"line {number}", values=(10.0, 10.0 + number / 100)) for number in range(5))
    chart = Chart(title="<A & B>", across="x", upwards="y", ticks=("1", "2"), series=same)
    text = chart.svg()
    ET.fromstring(text)
    places = sorted(float(y) for y in re.findall(r'y="([\d.]+)">line', text))
    assert all(low + 14 <= high for low, high in pairwise(places))
    rising = Chart(
        title="", across="", upwards="", ticks=("1", "2"), series=(Series(name="a", values=(1, 5)),)
    )
    low, high = [float(y) for y in re.findall(r'cy="([\d.]+)"', rising.svg())]
    assert low > high


def test_the_section_shows_each_plot_with_its_figures_as_alternative(tmp_path: Path) -> None:
    measured, page = tmp_path / "flat.json", tmp_path / "page.md"
    measured.write_text(json.dumps(ENTRIES))
    assert plots.main([str(measured), "--folder", str(tmp_path / "plots"), "--page", str(page)]) == 0
    assert sorted(each.name for each in (tmp_path / "plots").iterdir()) == [
        "things-depth.svg",
        "things-rows.svg",
    ]
    assert "23.0 at 10,000" in page.read_text()
    assert "(plots/things-rows.svg)" in page.read_text()


@pytest.mark.parametrize("text", ["{}", "[{}]", "no JSON"])
def test_what_was_not_measured_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = tmp_path / "flat.json"
    measured.write_text(text)
    assert plots.main([str(measured), "--folder", str(tmp_path), "--page", str(tmp_path / "p.md")]) == 2
    assert capsys.readouterr().err
