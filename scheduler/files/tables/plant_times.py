"""Days, moments and times of day as cells hold them, in the plant's wall-clock time.

A moment that the wall clock shows twice, or never, when the clocks change has to be written with its offset.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from scheduler.files.tables.numerals import half_width
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError

FIRST_EXCEL_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was, 1900-02-29; earlier days are written as text."""
LAST_SERIAL = 2_958_465
"""9999-12-31 as Excel counts days, from 1900-01-01 = 1."""

DAY = "a day such as 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日 or 20260305 (year first)"
MOMENT = (
    "a moment of plant time such as 2026-03-05 14:30 or 2026/3/5 14:30 (year first, whole minutes), "
    "or with its offset, 2026-03-05T14:30+08:00"
)
CLOCK = "a time of day such as 08:00 or 17:30"

_NEXT_DAY = timedelta(days=1)
_SEPARATED = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])|年([0-9]{1,2})月([0-9]{1,2})(?:[日号]|(?![0-9])))"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9.])")
_CLOCK = re.compile(
    r"(上午|下午)?\s*([0-9]{1,2})(?::([0-9]{2})(?::00(?:\.0+)?)?|[点时](?:([0-9]{1,2})分?|(半|整))?)\s*(am|pm)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(.*[0-9])\s?(Z|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)", re.IGNORECASE)


def read_day(cell: Cell) -> date:
    """A day: a date, a spreadsheet's serial number, or text with the year first. A time other than 00:00 is refused."""
    day, clock = _day_and_clock(cell, DAY)
    if clock not in (None, timedelta(0)):
        raise CellError(DAY + " without a time", cell)
    return day


def read_moment(cell: Cell, zone: ZoneInfo, day_is_its_end: bool, midnight_is_no_time: bool = False) -> datetime:
    """The instant in UTC of a moment of plant time. Without a time it is 00:00 of that day, or its end (24:00)."""
    if isinstance(cell, str) and (match := _OFFSET.fullmatch(cell.strip())) and ":" in match[1]:
        return _with_offset(match[1], match[2], cell)
    day, clock = _day_and_clock(cell, MOMENT)
    try:
        if day_is_its_end and (clock is None or (midnight_is_no_time and not clock)):
            clock = _NEXT_DAY
        local = datetime(day.year, day.month, day.day) + (clock or timedelta(0))  # noqa: DTZ001 - the wall clock
        return _instant(local, zone, cell)
    except OverflowError:
        raise CellError(MOMENT, cell) from None


def show_day(day: date) -> Cell:
    return day if day >= FIRST_EXCEL_DAY else day.isoformat()


def show_moment(instant: datetime, zone: ZoneInfo, day_is_its_end: bool, midnight_is_no_time: bool = False) -> Cell:
    """A cell that `read_moment` reads as this instant: wall-clock time, where that is clear, else with the offset."""
    try:
        local = instant.astimezone(zone)
    except OverflowError:
        return instant.astimezone(UTC).isoformat("T", "minutes")
    wall = local.replace(tzinfo=None, fold=0)
    cell: Cell = wall
    if day_is_its_end and (wall.hour, wall.minute) == (0, 0) and wall.date() > date.min:
        cell = show_day(wall.date() - _NEXT_DAY)
    elif wall.date() < FIRST_EXCEL_DAY:
        cell = wall.isoformat(" ", "minutes")
    try:
        if read_moment(cell, zone, day_is_its_end, midnight_is_no_time) == instant:
            return cell
    except CellError:
        pass
    whole = not (local.utcoffset() or timedelta(0)) % timedelta(minutes=1)
    return (local if whole else instant.astimezone(UTC)).isoformat("T", "minutes")


def read_clock(cell: Cell, midnight_ends: bool) -> time:
    """A time of day in whole minutes; 24:00, where it is the end of a span, is 00:00 of the next day."""
    if isinstance(cell, time) and cell.tzinfo is None:
        minutes = _whole_minutes(_since_midnight(cell))
    elif isinstance(cell, float) or (cell == 1 and type(cell) is int):
        minutes = _whole_minutes(timedelta(days=1) * cell) if 0 <= cell <= 1 else None
    else:
        minutes = _clock(half_width(cell)) if isinstance(cell, str) else None
    if minutes == _NEXT_DAY and midnight_ends:
        minutes = timedelta(0)
    if minutes is None or minutes >= _NEXT_DAY:
        raise CellError(CLOCK, cell)
    return time(minutes.seconds // 3600, minutes.seconds // 60 % 60)


def _day_and_clock(cell: Cell, expected: str) -> tuple[date, timedelta | None]:
    """The parts of a moment; no clock if the cell holds none. 24:00 is the clock timedelta(days=1)."""
    if isinstance(cell, datetime):
        clock = _whole_minutes(_since_midnight(cell))
        if clock is not None and cell.tzinfo is None:
            return cell.date(), clock
    elif isinstance(cell, date):
        return cell, None
    elif isinstance(cell, str):
        if (parts := _typed(half_width(cell))) is not None:
            return parts
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and (parts := _serial(cell)) is not None:
        return parts
    raise CellError(expected, cell)


def _typed(text: str) -> tuple[date, timedelta | None] | None:
    match = _SEPARATED.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
    rest = text[match.end() :].strip()
    clock = _clock(rest.removeprefix("T").removeprefix("t")) if rest else None
    if rest and clock is None:
        return None
    try:
        return date(year, month, day), clock
    except ValueError:
        return None


def _serial(number: float) -> tuple[date, timedelta | None] | None:
    """A spreadsheet's number of days in the 1900 system, or the eight digits of a day."""
    if not isfinite(number):
        return None
    days = int(number)
    if days > LAST_SERIAL:
        return _typed(str(days)) if days == number else None
    if days < 1 or days == 60:
        return None
    day = date(1899, 12, 30 if days > 60 else 31) + timedelta(days=days)
    if days == number:
        return day, None
    clock = _whole_minutes(timedelta(days=number - days))
    return None if clock is None else (day, clock)


def _clock(text: str) -> timedelta | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    half, hour, minute, chinese_minute, word, am_pm = match.groups()
    hours, minutes = int(hour), int(minute or chinese_minute or (30 if word == "半" else 0))
    afternoon = half == "下午" or (am_pm or "").lower() == "pm"
    if half or am_pm:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if afternoon else 0)
    span = timedelta(hours=hours, minutes=minutes)
    return span if minutes < 60 and span <= _NEXT_DAY else None


def _since_midnight(clock: time | datetime) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def _whole_minutes(span: timedelta) -> timedelta | None:
    """The nearest minute, if less than a second away: a spreadsheet's fractions of days are not exact."""
    minutes = timedelta(minutes=round(span / timedelta(minutes=1)))
    return minutes if abs(span - minutes) < timedelta(seconds=1) else None


def _with_offset(local: str, offset: str, cell: Cell) -> datetime:
    try:
        moment = datetime.fromisoformat(f"{local.strip()}{offset.upper()}".replace("/", "-"))
        if moment.second or moment.microsecond:
            raise CellError(MOMENT, cell)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise CellError(MOMENT, cell) from None


def _instant(local: datetime, zone: ZoneInfo, cell: Cell) -> datetime:
    first = local.replace(tzinfo=zone)
    offset, other = first.utcoffset(), first.replace(fold=1).utcoffset()
    if offset is None or other is None or offset == other:
        return first.astimezone(UTC)
    twice = offset > other
    choice = [local.replace(tzinfo=zone, fold=fold).isoformat("T", "minutes") for fold in (0, 1)]
    if twice:
        raise CellError(
            f"a clear moment: the clock shows this one twice that night, write {choice[0]} or {choice[1]}", cell
        )
    raise CellError("a moment that exists: the clocks go forward over this one that night", cell)
