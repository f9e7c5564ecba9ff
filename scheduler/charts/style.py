"""Colours, type and measures of all charts. Heights are in pixels at any width."""

from enum import StrEnum

from scheduler.domain.plan import Outcome, Verdict

FONT = '"Inter", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif'
TEXT_SIZE = 12
SMALL_SIZE = 11

INK = "#1f2933"
QUIET = "#616e7c"
LINE = "#e8ecf0"
GRID = "#d9dfe5"
PAPER = "#ffffff"
COMPANY_BAND = "#e3e8ee"
GROUP_BAND = "#f3f5f8"
CLOSED = "#eceff3"
DOWNTIME = "#dcc9c4"
AS_OF = "#c0392b"
PAUSE_OPACITY = 0.55
FADED = 0.16
"""Opacity of what is not highlighted."""

ROW_HEIGHT = 28
BAR_HEIGHT = 21
PAUSE_HEIGHT = 2
GROUP_HEIGHT = 30
PEOPLE_ROW_LEAST, PEOPLE_ROW_MOST, PEOPLE_ROW_PER_HEAD = 34, 96, 10

TOP_MARGIN = 104
"""Room for the legend, the range buttons and the time axis."""
BOTTOM_MARGIN = 24
RIGHT_MARGIN = 24
LABEL_CELLS = 34
"""Half-width characters of a row's label before it is cut."""
LABEL_CELL_WIDTH = 6.7


class Lateness(StrEnum):
    """What colours a bar: the verdict on its order, with the orders at risk apart."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    LATE_CONTENDED = "late_contended"
    LATE_IMPOSSIBLE = "late_impossible"


def lateness_of(outcome: Outcome | None) -> Lateness:
    """An order without an outcome (a quote's, say) is drawn as on time: nothing is known against it."""
    if outcome is None or outcome.verdict in (Verdict.ON_TIME, Verdict.NOT_PLANNABLE):
        return Lateness.AT_RISK if outcome is not None and outcome.at_risk else Lateness.ON_TIME
    return Lateness.LATE_IMPOSSIBLE if outcome.verdict is Verdict.LATE_IMPOSSIBLE else Lateness.LATE_CONTENDED


COLOUR = {
    Lateness.ON_TIME: "#5f95c4",
    Lateness.AT_RISK: "#e9bd4a",
    Lateness.LATE_CONTENDED: "#c4502f",
    Lateness.LATE_IMPOSSIBLE: "#5b1a47",
}
"""Blue, gold, brick and plum: told apart by brightness alone, so also by colour-blind readers and on a black-
and-white print.
"""

TEXT_ON = {
    Lateness.ON_TIME: "#0d2236",
    Lateness.AT_RISK: "#3a2c00",
    Lateness.LATE_CONTENDED: "#ffffff",
    Lateness.LATE_IMPOSSIBLE: "#ffffff",
}


def cells(label: str) -> int:
    """Width in half-width characters; Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in label)


def shortened(label: str, most: int = LABEL_CELLS) -> str:
    """The label, cut with an ellipsis if it is wider than `most` half-width characters."""
    if cells(label) <= most:
        return label
    width, kept = 0, ""
    for character in label:
        width += cells(character)
        if width > most - 1:
            break
        kept += character
    return f"{kept}…"


def label_margin(labels: list[str]) -> int:
    """Pixels left of the plot for the widest of the labels."""
    return round(28 + LABEL_CELL_WIDTH * max((cells(label) for label in labels), default=10))
