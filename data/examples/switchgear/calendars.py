"""Who works when: office hours, day shift, two shifts, three shifts, lorries and building sites.

Public holidays and make-up working days (调休) are those of the State Council as the `holidays` library knows them.
It knows the notice of a year once that is out; later years are estimated from the lunar calendar and have no make-up
days. `official_until` tells where that border lies, and every calendar repeats it in an exception.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import holidays

from scheduler.domain.calendar import (
    Break,
    Calendar,
    CalendarException,
    CalendarPeriod,
    MakeUpDay,
    OvertimeWindow,
    Shift,
)
from scheduler.domain.goal import Approval
from scheduler.domain.record import CalendarId, Label

OFFICE, DAY_SHIFT, ASSEMBLY_SHIFT, WIRING_SHIFT, TEST_SHIFT, TWO_SHIFTS, THREE_SHIFTS = map(
    CalendarId, ("office", "day", "assembly", "wiring", "testing", "two-shifts", "three-shifts")
)
DISPATCH, RECEIVING, SITE_RECEIVING, SUPPLIER_SHIFTS = map(
    CalendarId, ("dispatch", "receiving", "site-receiving", "supplier")
)

ONE_DAY = timedelta(days=1)
OFFICIAL_SINCE = 2024
"""A year whose notice the library knows, so that there is a last official one."""
SATURDAY = 6
EVENING_WEEKS = range(2, 5)
"""Weeks after as-of's in which wiremen may stay three hours longer, where that pays."""
NOON, TEA = Break(start=time(12), end=time(13)), Break(start=time(15), end=time(15, 15))


class PublicHolidays(NamedTuple):
    """China's days off, weekends inside and beside a festival included, and the weekend days worked instead."""

    free: tuple[date, ...]
    made_up: tuple[date, ...]
    official_until: date
    """Days after it are an estimate: no notice was out when the library was made."""


def public_holidays(first: date, last: date) -> PublicHolidays:
    """The days from `first` to `last`, both included.

    The library leaves out the weekend days of a festival because an office is closed on them anyway; a shop that
    works on Saturdays is not, so they are put back: every weekend day that touches the festival and is not worked,
    also where the notice only says "together with the weekend" (与周末连休).
    """
    china = holidays.country_holidays("CN", years=range(min(first.year - 1, OFFICIAL_SINCE), last.year + 2))
    made_up = set(china.weekend_workdays)
    free = set(china)
    for day in sorted(china):
        for step in (-ONE_DAY, ONE_DAY):
            beside = day + step
            while beside.isoweekday() >= SATURDAY and beside not in made_up:
                free.add(beside)
                beside += step
    return PublicHolidays(
        tuple(sorted(day for day in free if first <= day <= last)),
        tuple(sorted(day for day in made_up if first <= day <= last)),
        date(max(day.year for day in made_up), 12, 31),
    )


def next_festival(after: date) -> tuple[date, date]:
    """First and last day of the first festival of three days or more that begins on `after` or later."""
    free = public_holidays(after - ONE_DAY, after + timedelta(days=400)).free
    for first in free:
        last = first
        while last + ONE_DAY in free:
            last += ONE_DAY
        if first >= after and first - ONE_DAY not in free and last - first >= 2 * ONE_DAY:
            return first, last
    raise AssertionError("there is no year without a spring festival")


def calendars(as_of: datetime, until: date) -> tuple[Calendar, ...]:
    """All calendars, with the public holidays until the end of the year after `until`."""
    public = public_holidays(as_of.date(), date(until.year + 1, 12, 31))
    weekdays, six_days, all_days = range(1, 6), range(1, 7), range(1, 8)
    eight_hours = _weekly(weekdays, [(8, 17.25)], (NOON, TEA))
    evenings = _evenings(as_of, public.free, 36)
    assembly = _saturdays(as_of, {1: Approval.APPROVED, 3: Approval.PROPOSED}, 45)
    testing = _saturdays(as_of, {3: Approval.PROPOSED, 4: Approval.PROPOSED}, 60)
    rows: tuple[tuple[CalendarId, str, str, tuple[Shift, ...], tuple[OvertimeWindow, ...]], ...] = (
        (OFFICE, "office hours", "行政班", _weekly(weekdays, [(8.5, 17.5)], (NOON,)), ()),
        (DAY_SHIFT, "day shift", "白班", eight_hours, ()),
        (ASSEMBLY_SHIFT, "day shift, assembly", "白班（装配）", eight_hours, assembly),
        (WIRING_SHIFT, "day shift, wiring", "白班（配线）", eight_hours, (*assembly, *evenings)),
        (TEST_SHIFT, "day shift, test station", "白班（试验站）", eight_hours, testing),
        (TWO_SHIFTS, "two shifts", "两班制", _weekly(six_days, [(6, 14), (14, 22)]), ()),
        (THREE_SHIFTS, "three shifts, continuous", "三班连续", _weekly(all_days, [(6, 14), (14, 22), (22, 6)]), ()),
        (DISPATCH, "dispatch, afternoons", "发运（下午）", _weekly(six_days, [(14, 18)]), ()),
        (RECEIVING, "receiving hours", "收货时间", _weekly(weekdays, [(9, 16.5)]), ()),
        (SITE_RECEIVING, "receiving hours, six days", "收货时间（六天）", _weekly(six_days, [(8, 18)]), ()),
        (SUPPLIER_SHIFTS, "a supplier's hours", "外协厂工作时间", _weekly(six_days, [(7, 19)]), ()),
    )
    return tuple(
        Calendar(
            id=id_,
            names=Label(en=en, zh=zh),
            weekly=weekly,
            periods=_summers(as_of, until) if id_ == OFFICE else (),
            holidays=public.free,
            make_up_days=tuple(MakeUpDay(day=day, works_like=1) for day in public.made_up),
            exceptions=_border(public, as_of),
            overtime=overtime,
        )
        for id_, en, zh, weekly, overtime in rows
    )


def _summers(as_of: datetime, until: date) -> tuple[CalendarPeriod, ...]:
    """From May to September offices open earlier and rest longer at noon (夏令作息)."""
    hours = _weekly(range(1, 6), [(8, 17.5)], (Break(start=time(12), end=time(13, 30)),))
    return tuple(
        CalendarPeriod(first=date(year, 5, 1), last=date(year, 9, 30), weekly=hours)
        for year in range(as_of.year, until.year + 2)
    )


def _border(public: PublicHolidays, as_of: datetime) -> tuple[CalendarException, ...]:
    """The first New Year's Day that is no longer official is free anyway: its exception tells that all is estimated."""
    estimated = [day for day in public.free if day > public.official_until and (day.month, day.day) == (1, 1)]
    if not estimated:
        return ()
    start = datetime.combine(estimated[0], time(), as_of.tzinfo)
    day = public.official_until.isoformat()
    why = f"official until {day}, estimated from here on 官方放假安排至{day}，此后为推算"
    return (CalendarException(start=start, end=start + ONE_DAY, open=False, why=why),)


def _weekly(
    weekdays: Iterable[int], spans: Sequence[tuple[float, float]], breaks: tuple[Break, ...] = ()
) -> tuple[Shift, ...]:
    """Shifts from and to the given hours on every weekday, all with the same breaks."""
    return tuple(
        Shift(weekday=day, start=_hour(start), end=_hour(end), breaks=breaks)
        for day in weekdays
        for start, end in spans
    )


def _hour(hours: float) -> time:
    return time(int(hours), round(hours % 1 * 60))


def _saturdays(as_of: datetime, weeks: dict[int, Approval], price: int) -> tuple[OvertimeWindow, ...]:
    """Eight hours on the Saturdays of the given weeks after as-of's."""
    saturday = as_of.replace(hour=8, minute=0) + timedelta(days=SATURDAY - as_of.isoweekday())
    return tuple(
        OvertimeWindow(
            start=saturday + timedelta(weeks=week),
            end=saturday + timedelta(weeks=week, hours=8),
            price_per_hour=price,
            approval=approval,
        )
        for week, approval in weeks.items()
    )


def _evenings(as_of: datetime, free: Sequence[date], price: int) -> tuple[OvertimeWindow, ...]:
    """Three hours after the day shift, Mondays to Fridays: approved as a whole, chosen operation by operation."""
    monday = as_of.replace(hour=17, minute=15) - timedelta(days=as_of.isoweekday() - 1)
    starts = (monday + timedelta(weeks=week, days=day) for week in EVENING_WEEKS for day in range(5))
    return tuple(
        OvertimeWindow(
            start=start,
            end=start + timedelta(hours=3),
            price_per_hour=price,
            approval=Approval.APPROVED,
            by_choice=True,
        )
        for start in starts
        if start.date() not in free
    )


def working_day(day: date, free: Sequence[date]) -> date:
    """The day itself or the next one that is no weekend and no holiday: nobody promises another."""
    while day.isoweekday() >= SATURDAY or day in free:
        day += ONE_DAY
    return day
