"""Line charts as SVG that read well in light and dark, in print and aloud."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

_WIDTH: Final = 720
_HEIGHT: Final = 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 56, 56
_LINE: Final = 15
"""The least distance of two labels, in pixels."""
_DASHES: Final = ("", "7 4", "2 3", "10 3 2 3", "1 5", "14 4")
_COLOURS: Final = 6
_STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.grid { stroke: #d1d9e0 } .axis { stroke: #59636e }
.line { fill: none; stroke-width: 2 }
.s0 { stroke: #0550ae } .s1 { stroke: #b35900 } .s2 { stroke: #1a7f37 }
.s3 { stroke: #8250df } .s4 { stroke: #a40e26 } .s5 { stroke: #59636e }
.dot { fill: #ffffff; stroke-width: 2 } .back { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .grid { stroke: #30363d } .axis { stroke: #9198a1 }
  .s0 { stroke: #79c0ff } .s1 { stroke: #ffa657 } .s2 { stroke: #7ee787 }
  .s3 { stroke: #d2a8ff } .s4 { stroke: #ff938a } .s5 { stroke: #b1bac4 }
  .dot { fill: #0d1117 } .back { fill: #0d1117 }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line: its name, and a value for each tick; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lines over ticks that stand equally far apart, from 0 upwards."""

    title: str
    across: str
    upwards: str
    ticks: tuple[str, ...]
    series: tuple[Series, ...]

    def told(self) -> str:
        """All figures of the chart in words, for whoever doesn't see it."""
        lines = (
            f"{one.name}: "
            + ", ".join(
                f"{value:.1f} at {tick}"
                for tick, value in zip(self.ticks, one.values, strict=True)
                if value is not None
            )
            for one in self.series
        )
        return f"{self.upwards}, by {self.across}. " + "; ".join(lines) + "."

    def svg(self) -> str:
        """The chart as a document of its own."""
        top = _rounded_up(max((v for one in self.series for v in one.values if v is not None), default=1))
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            'aria-labelledby="title desc">',
            f'<title id="title">{escape(self.title)}</title>',
            f'<desc id="desc">{escape(self.told())}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="back" width="{_WIDTH}" height="{_HEIGHT}"/>',
            f'<text class="title" x="16" y="26">{escape(self.title)}</text>',
            f'<text x="16" y="46">{escape(self.upwards)}</text>',
            *self._axes(top),
            *self._lines(top),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _x(self, at: int) -> float:
        room = _WIDTH - _LEFT - _RIGHT
        return _LEFT + (room / 2 if len(self.ticks) == 1 else room * at / (len(self.ticks) - 1))

    def _axes(self, top: float) -> Iterator[str]:
        for step in range(6):
            value = top * step / 5
            y = _y(value, top)
            kind = "axis" if step == 0 else "grid"
            yield f'<line class="{kind}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        for at, tick in enumerate(self.ticks):
            middle = f'x="{self._x(at):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle"'
            yield f"<text {middle}>{escape(tick)}</text>"
        centre = (_LEFT + _WIDTH - _RIGHT) / 2
        yield f'<text x="{centre:.1f}" y="{_HEIGHT - 14}" text-anchor="middle">{escape(self.across)}</text>'

    def _lines(self, top: float) -> Iterator[str]:
        ends = [next(v for v in reversed(one.values) if v is not None) for one in self.series]
        labels = _apart([_y(end, top) for end in ends])
        for number, (one, label) in enumerate(zip(self.series, labels, strict=True)):
            kind = f"s{number % _COLOURS}"
            points = [
                (self._x(at), _y(value, top)) for at, value in enumerate(one.values) if value is not None
            ]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            dashes = _DASHES[number % len(_DASHES)]
            yield f'<polyline class="line {kind}" stroke-dasharray="{dashes or "none"}" points="{path}"/>'
            for x, y in points:
                yield f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
            from_x, end = _WIDTH - _RIGHT + 6, points[-1][1]
            yield (
                f'<polyline class="line {kind}" stroke-dasharray="{dashes or "none"}" '
                f'points="{from_x},{end:.1f} {from_x + 10},{label:.1f} {from_x + 26},{label:.1f}"/>'
            )
            yield f'<text x="{from_x + 32}" y="{label + 4:.1f}">{escape(one.name)}</text>'


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top


def _rounded_up(value: float) -> float:
    """The least of 1, 2, 2.5, 5 and 10 times a power of ten that is no less."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if step * power >= value)


def _apart(places: Sequence[float]) -> list[float]:
    """The places of labels, moved so that none stands over another, in the same order from top to bottom."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for before, at in pairwise(order):
        moved[at] = max(moved[at], moved[before] + _LINE)
    over = max(0.0, max(moved, default=0.0) - (_HEIGHT - _BOTTOM))
    return [place - over for place in moved]
