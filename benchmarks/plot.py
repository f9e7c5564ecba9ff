"""Draws objective over time, or cost by size, as one SVG of several panels; run alone, from the stored results.

The picture needs nothing but a browser, follows its reader's light or dark theme, and says what its lines are.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks.report import RESULTS

Point = tuple[float, int]
"""Seconds, value."""


@dataclass(frozen=True)
class Panel:
    """One instance. Lines are improvements in order of time; each value holds until the next, the last until `seconds`.

    Marks are values that others reached or that were asked for, by what they are. With another `unit` than seconds
    points are joined by straight lines: measurements over it.
    """

    title: str
    seconds: float
    lines: Mapping[str, Sequence[Point]]
    marks: Mapping[str, int]
    unit: str = "s"


COLUMNS = 2
WIDTH, HEIGHT = 480, 270
"""Of a panel with its axes, in pixels."""

LEFT, RIGHT, TOP, BOTTOM = 66, 18, 34, 40
LEGEND = 56
COLOURS = ("#0067a3", "#c24d00", "#00795a", "#8f3f80", "#7a6200")
COLOURS_ON_DARK = ("#58b4ef", "#f5a04c", "#3fcba0", "#e090cd", "#e3c74f")
DASHES = ("2 4", "9 5", "14 4 2 4", "5 2")

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #3a4048 }
.paper { fill: #fff } .title { font-weight: 600; fill: #14181d }
.grid { stroke: #e2e5e9 } .axis { stroke: #8b929b } .mark { stroke: #5b626b; stroke-width: 1.4 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
"""
STYLE_ON_DARK = """
text { fill: #c3c9d1 } .paper { fill: #14181d } .title { fill: #f1f3f5 }
.grid { stroke: #2b323a } .axis { stroke: #79818b } .mark { stroke: #a6adb7 }
"""


def svg(panels: Sequence[Panel], title: str = "Objective over time") -> str:
    """The picture. Lines of the same name have the same colour in all panels, marks the same dashes."""
    lines = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    marks = list(dict.fromkeys(name for panel in panels for name in panel.marks))
    rows = -(-len(panels) // COLUMNS)
    width, height = COLUMNS * WIDTH, LEGEND + rows * HEIGHT
    body = [*_legend(lines, marks)]
    for number, panel in enumerate(panels):
        x, y = number % COLUMNS * WIDTH, LEGEND + number // COLUMNS * HEIGHT
        body += [f'<g transform="translate({x} {y})">', *_panel(panel, lines, marks), "</g>"]
    inside = f'x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"'
    style = (
        f"{STYLE}{_stroke(COLOURS)}@media (prefers-color-scheme: dark) {{{STYLE_ON_DARK}{_stroke(COLOURS_ON_DARK)}}}"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{style}</style>",
            f'<clipPath id="inside"><rect {inside}/></clipPath>',
            f'<rect class="paper" width="{width}" height="{height}"/>',
            *body,
            "</svg>\n",
        ]
    )


def _stroke(colours: Sequence[str]) -> str:
    return "".join(f".c{number} {{ stroke: {colour} }}\n" for number, colour in enumerate(colours))


def _legend(lines: Sequence[str], marks: Sequence[str]) -> Iterator[str]:
    x = float(LEFT)
    styles = [f'class="line c{number % len(COLOURS)}"' for number in range(len(lines))]
    styles += [f'class="mark" stroke-dasharray="{DASHES[number % len(DASHES)]}"' for number in range(len(marks))]
    for name, style in zip([*lines, *marks], styles, strict=True):
        yield f'<path {style} d="M{x:g} 24h34"/>'
        yield f'<text x="{x + 42:g}" y="29">{escape(name)}</text>'
        x += 42 + 7.2 * len(name) + 26


# --- one panel ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Axes:
    """Seconds on a logarithmic axis and values on a linear one, to pixels."""

    first: float
    last: float
    low: float
    high: float

    def x(self, seconds: float) -> float:
        share = math.log(max(seconds, self.first) / self.first) / math.log(self.last / self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        share = (self.high - value) / (self.high - self.low)
        return round(TOP + share * (HEIGHT - TOP - BOTTOM), 1)


def _panel(panel: Panel, lines: Sequence[str], marks: Sequence[str]) -> Iterator[str]:
    axes = _axes(panel)
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    yield f'<text class="title" x="{LEFT}" y="20">{escape(panel.title)}</text>'
    for value in _steps(axes.low, axes.high):
        y = axes.y(value)
        yield f'<path class="grid" d="M{LEFT} {y:g}H{right}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:g}" text-anchor="end">{_short(value)}</text>'
    for seconds in _decades(axes):
        x = axes.x(seconds)
        yield f'<path class="axis" d="M{x:g} {bottom}v5"/>'
        yield f'<text x="{x:g}" y="{bottom + 19}" text-anchor="middle">{seconds:,g} {panel.unit}</text>'
    yield f'<path class="axis" d="M{LEFT} {bottom}H{right}"/>'
    for name, value in panel.marks.items():
        dashes = DASHES[marks.index(name) % len(DASHES)]
        yield f'<path class="mark" stroke-dasharray="{dashes}" d="M{LEFT} {axes.y(value):g}H{right}"/>'
    for name, points in panel.lines.items():
        colour = f"c{lines.index(name) % len(COLOURS)}"
        yield f'<path class="line {colour}" clip-path="url(#inside)" d="{_path(axes, panel, points)}"/>'


def _axes(panel: Panel) -> _Axes:
    """Where there are marks, what lies above all of them is cut off: it would flatten what is worth seeing."""
    times = [max(seconds, 1e-3) for points in panel.lines.values() for seconds, _ in points]
    found = [[value for _, value in points[-1 if panel.marks else 0 :]] for points in panel.lines.values()]
    values = [*panel.marks.values(), *(value for line in found for value in line)]
    first = 10 ** math.floor(math.log10(min(times, default=0.01)))
    last = max(panel.seconds, *times, first * 10)
    low, high = min(values, default=0), max(values, default=1)
    margin = (high - low) * 0.06 or max(1.0, high * 0.06)
    return _Axes(first, last, max(0.0, low - margin), high + margin)


def _path(axes: _Axes, panel: Panel, points: Sequence[Point]) -> str:
    """A staircase over time, where a value holds until a better one is found."""
    if panel.unit != "s":
        return "M" + "L".join(f"{axes.x(at):g} {axes.y(value):g}" for at, value in points)
    steps = [f"M{axes.x(points[0][0]):g} {axes.y(points[0][1]):g}"] if points else []
    steps += [f"H{axes.x(at):g}V{axes.y(value):g}" for at, value in points[1:]]
    return "".join([*steps, f"H{axes.x(max(panel.seconds, points[-1][0])):g}"]) if points else ""


def _decades(axes: _Axes) -> list[float]:
    """Powers of ten, and the end where it is far enough from the last of them."""
    powers = range(round(math.log10(axes.first)), math.floor(math.log10(axes.last)) + 1)
    ticks = [10.0**power for power in powers]
    return [*ticks, round(axes.last)] if axes.x(axes.last) - axes.x(ticks[-1]) > 40 else ticks


def _steps(low: float, high: float) -> list[float]:
    """About five round values."""
    rough = (high - low) / 5
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _short(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.4g} {letter}"
    return f"{value:.4g}"


# --- the stored results ------------------------------------------------------------------------------


def read(path: Path) -> list[Panel]:
    """Panels that `write` stored."""
    return [
        Panel(
            one["title"],
            one["seconds"],
            {name: [(at, value) for at, value in points] for name, points in one["lines"].items()},
            one["marks"],
            one.get("unit", "s"),
        )
        for one in json.loads(path.read_text("utf-8"))
    ]


def write(panels: Sequence[Panel], name: str, folder: Path) -> None:
    """Stores the numbers as `NAME.json`, one line a panel, and the picture as `NAME.svg`."""
    title = "Objective over time" if all(panel.unit == "s" for panel in panels) else "Cost by size"
    rows = [json.dumps(vars(panel), ensure_ascii=False) for panel in panels]
    (folder / f"{name}.json").write_text("[" + ",\n".join(rows) + "]\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(svg(panels, title), encoding="utf-8")


def main() -> None:
    for stored in sorted(RESULTS.glob("*.json")):
        write(read(stored), stored.stem, RESULTS)
        print(RESULTS / f"{stored.stem}.svg")


if __name__ == "__main__":
    main()
