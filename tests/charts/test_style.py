"""The colours of lateness can be told apart by everybody, and labels keep their width."""

from itertools import pairwise

import pytest

from scheduler.charts.style import COLOUR, Lateness, cells, shortened


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def seen_by_the_colour_blind(colour: str, matrix: tuple[tuple[float, float, float], ...]) -> list[float]:
    """Linear RGB as a dichromat sees it (Viénot, Brettel and Mollon 1999)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return [sum(weight * value for weight, value in zip(row, linear, strict=True)) for row in matrix]


PROTANOPE = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
DEUTERANOPE = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))


@pytest.mark.parametrize("matrix", [PROTANOPE, DEUTERANOPE], ids=["protanope", "deuteranope"])
def test_the_colour_blind_tell_the_classes_apart(matrix: tuple[tuple[float, float, float], ...]) -> None:
    """Seen without red or green, any two colours differ by a tenth of the scale in yellow or blue light."""
    seen = [seen_by_the_colour_blind(colour, matrix) for colour in COLOUR.values()]
    distances = [
        max(abs(a - b) for a, b in zip(one, other, strict=True))
        for i, one in enumerate(seen)
        for other in seen[i + 1 :]
    ]
    assert min(distances) > 0.1


def test_on_time_and_late_differ_in_brightness_too() -> None:
    light = [brightness(COLOUR[kind]) for kind in (Lateness.AT_RISK, Lateness.ON_TIME, Lateness.LATE_CONTENDED)]
    light.append(brightness(COLOUR[Lateness.LATE_IMPOSSIBLE]))
    contrasts = [(a + 0.05) / (b + 0.05) for a, b in pairwise(light)]
    assert min(contrasts) > 1.45


def test_a_label_is_cut_by_its_width_and_chinese_counts_double() -> None:
    assert cells("喷塑线 1") == 8
    assert shortened("喷塑线 1", 8) == "喷塑线 1"
    assert shortened("喷塑线 1", 7) == "喷塑线…"
    assert shortened("coating line", 12) == "coating line"
    assert shortened("coating line", 11) == "coating li…"
