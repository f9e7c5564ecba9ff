"""The picture of objective over time: well-formed, its lines where the numbers are, its words safe."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import plot
from benchmarks.plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Panel, svg

SVG = "{http://www.w3.org/2000/svg}"


def paths(picture: str, kind: str) -> list[str]:
    """Data of the paths in panels whose class begins so; those of the legend are left out."""
    root = ElementTree.fromstring(picture)
    return [str(path.get("d")) for path in root.findall(f"{SVG}g/{SVG}path") if str(path.get("class")).startswith(kind)]


def test_a_value_holds_until_a_better_one_is_found() -> None:
    """From 0.01 s to 100 s: 1 s is in the middle of the logarithmic axis; 0 and 100 lie 6 % inside of the panel."""
    panel = Panel("one", 100, {"seed 1": [(0.01, 100), (1, 0)]}, {})
    (line,) = paths(svg([panel]), "line")
    x = [LEFT + share * (WIDTH - LEFT - RIGHT) for share in (0, 0.5, 1)]
    top, bottom = TOP + 6 / 106 * (HEIGHT - TOP - BOTTOM), float(HEIGHT - BOTTOM)
    numbers = [float(number) for number in re.findall(r"[\d.]+", line)]
    assert re.sub(r"[\d. ]+", "", line) == "MHVH"
    assert numbers == pytest.approx([x[0], top, x[1], bottom, x[2]], abs=0.06)


def test_marks_lie_at_their_values_and_widen_the_axis() -> None:
    panel = Panel("one", 10, {"seed 1": [(0.1, 60)]}, {"best rule": 100, "goal": 20})
    rule, goal = (float(re.findall(r" ([\d.]+)H", mark)[0]) for mark in paths(svg([panel]), "mark"))
    (line,) = paths(svg([panel]), "line")
    at = float(re.findall(r"M[\d.]+ ([\d.]+)", line)[0])
    assert rule < at < goal
    assert at == pytest.approx((rule + goal) / 2, abs=0.1)


def test_what_lies_above_all_marks_is_cut_off() -> None:
    """The axis ends 6 % above the best rule, wherever the first plan was."""
    panel = Panel("one", 10, {"seed 1": [(0.1, 1000), (0.2, 0)]}, {"best rule": 100})
    picture = svg([panel])
    (mark,) = paths(picture, "mark")
    (line,) = paths(picture, "line")
    assert float(re.findall(r" ([\d.]+)H", mark)[0]) == pytest.approx(TOP + 6 / 106 * (HEIGHT - TOP - BOTTOM), abs=0.1)
    assert float(re.findall(r"M[\d.]+ (-?[\d.]+)", line)[0]) < 0
    assert 'clip-path="url(#inside)"' in picture


def test_lines_keep_their_colour_in_all_panels_and_the_legend_names_each_once() -> None:
    panels = [Panel("one", 1, {"a": [(0.1, 5)], "b": [(0.1, 6)]}, {"goal": 4}), Panel("two", 1, {"b": [(0.1, 3)]}, {})]
    root = ElementTree.fromstring(svg(panels))
    classes = [[path.get("class") for path in group.findall(f"{SVG}path")] for group in root.findall(f"{SVG}g")]
    assert [one for one in classes[0] if str(one).startswith("line")] == ["line c0", "line c1"]
    assert [one for one in classes[1] if str(one).startswith("line")] == ["line c1"]
    assert [text.text for text in root.findall(f"{SVG}text")] == ["a", "b", "goal"]


def test_words_cannot_break_the_picture() -> None:
    root = ElementTree.fromstring(svg([Panel("<b>&", 1, {"<i>": [(0.1, 5)]}, {"&": 4})]))
    assert [text.text for text in root.findall(f"{SVG}text")] == ["<i>", "&"]


@pytest.mark.parametrize("points", [[], [(0.5, 7)], [(0.0, 0)], [(70.0, 7)]])
def test_nothing_and_single_points_are_drawn(points: list[plot.Point]) -> None:
    """Also a first plan at 0 s, whose logarithm does not exist, and one behind the limit."""
    ElementTree.fromstring(svg([Panel("one", 60, {"seed 1": points}, {})]))


def test_the_numbers_are_stored_with_the_picture(tmp_path: Path) -> None:
    panels = [Panel("one", 30, {"seed 1": [(0.1, 5), (2.5, 4)]}, {"goal": 4})]
    plot.write(panels, "shops", tmp_path)
    assert plot.read(tmp_path / "shops.json") == panels
    assert (tmp_path / "shops.svg").read_text("utf-8") == svg(panels)


def test_measurements_over_sizes_are_joined_by_straight_lines() -> None:
    sizes = Panel("µs an operation", 10_000, {"compile": [(100, 90), (1_000, 100), (10_000, 110)]}, {}, "operations")
    picture = plot.svg([sizes], "Cost by size")
    assert "<title>Cost by size</title>" in picture
    assert ">1,000 operations</text>" in picture
    line = next(part for part in picture.splitlines() if "clip-path=" in part)
    assert line.count("L") == 2
    assert "V" not in line.split('d="')[1]
