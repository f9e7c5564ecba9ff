"""What a number in a workbook stands for: its format tells whether 45000 is a quantity, a day or a time.

Excel stores days as counts from 1899-12-30 (or 1904-01-01), with the time of day as the fraction. Sources: ECMA-376
Part 1, 18.8.30 (formats, also the built-in ones of Chinese, Japanese and Korean editions) and 18.17.4.1 (dates).
"""

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

from scheduler.files.untrusted.report import Value


class Shape(Enum):
    DAY = "day"
    MOMENT = "moment"
    CLOCK = "clock"
    SPAN = "span"
    """A length of time, such as 36 h 30 min."""
    PERCENT = "percent"


BUILT_IN = {
    **dict.fromkeys((9, 10), Shape.PERCENT),
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58), Shape.DAY),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47, 55, 56), Shape.CLOCK),
    22: Shape.MOMENT,
    46: Shape.SPAN,
}
"""Formats that files name by number only. 27 to 36 and 50 to 58 are those of East Asian editions."""

ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p|上午/下午')
"""What is shown as it is, colours, conditions and languages: no part of a date, whatever its letters."""
SPANS = re.compile(r"\[(h+|m+|s+)\]")

SECONDS_A_DAY = 86_400
FIRST_REAL_DAY = 61
"""1900-03-01. Excel counts a 29 February 1900 that never was, so earlier days are one off."""
NO_DATES_BELOW = 366
"""A time of day of 24 hours and more, but of less than a year, is a length of time whose format hides that."""


def shape_of(code: str) -> Shape | None:
    """What a format shows; None: an ordinary number."""
    if code.strip().lower() in ("general", "@", ""):
        return None
    first = ASIDE.sub("", code.lower()).split(";")[0]
    if SPANS.search(first):
        return Shape.SPAN
    clock = "h" in first or "s" in first
    scientific = re.search(r"[0#?]e[+-]", first)
    day = any(letter in first for letter in "yd") or "aaa" in first or ("e" in first and not scientific)
    if day or ("m" in first and not clock):
        return Shape.MOMENT if clock else Shape.DAY
    if clock:
        return Shape.CLOCK
    return Shape.PERCENT if "%" in first else None


def shown(number: int | float, shape: Shape, from_1904: bool) -> Value:
    """The day, moment, time or text that a spreadsheet program shows for a number; seconds are rounded.

    Raises ValueError, in words, where it shows none: for days before the first and after the year 9999.
    """
    if shape is Shape.PERCENT:
        return f"{round(number * 100, 9):.15g}%"
    if number < 0:
        raise ValueError("a date or time below zero, which no spreadsheet program shows")
    seconds = round(number * SECONDS_A_DAY)
    if shape is Shape.SPAN or (shape is Shape.CLOCK and SECONDS_A_DAY <= seconds < NO_DATES_BELOW * SECONDS_A_DAY):
        return _span(seconds)
    days, rest = divmod(seconds, SECONDS_A_DAY)
    if not days and shape is not Shape.DAY and not from_1904:
        return _clock(rest)
    if shape is Shape.CLOCK and not days:
        return _clock(rest)
    moment = datetime.combine(_day(days, from_1904), _clock(rest))
    return moment.date() if shape is Shape.DAY and not rest else moment


def _day(days: int, from_1904: bool) -> date:
    if from_1904:
        first = date(1904, 1, 1)
    elif days == 0:
        raise ValueError("day 0 of the calendar, which no spreadsheet program shows as a date")
    else:
        first = date(1899, 12, 30) if days >= FIRST_REAL_DAY else date(1899, 12, 31)
    try:
        return first + timedelta(days=days)
    except OverflowError:
        raise ValueError("a date after the year 9999") from None


def _clock(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _span(seconds: int) -> str:
    """36 h 30 min, as it is understood in a column of minutes; 24 hours are also the end of a day's shift."""
    if seconds == SECONDS_A_DAY:
        return "24:00"
    whole = f"{seconds // 3600} h {seconds // 60 % 60} min"
    return f"{whole} {seconds % 60} s" if seconds % 60 else whole
