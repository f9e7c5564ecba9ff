"""Calendars as open windows: against a naive minute loop, and on the days the clocks change."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar import Calendar, CalendarException, CalendarPeriod, MakeUpDay, OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.verify.minutes import minute
from scheduler.verify.open_time import CalendarTime, OpenTime
from tests.builders import ALWAYS, DAY, SHANGHAI, at, random_shop, shift, weekly
from tests.compile.random_calendars import random_calendar

BERLIN = ZoneInfo("Europe/Berlin")


def open_time(*calendars: Calendar, zone: ZoneInfo = SHANGHAI, start: datetime | None = None) -> OpenTime:
    times = [CalendarTime(calendar, zone) for calendar in calendars]
    return OpenTime(times, (), minute(start or at("08:00")))


def is_open(calendar: Calendar, zone: ZoneInfo, moment: datetime) -> bool:
    """One minute, by the words of `Calendar`: no windows, no arithmetic on them."""
    for exception in reversed(calendar.exceptions):
        if exception.start <= moment < exception.end:
            return exception.open
    if any(w.approval.usable and w.start <= moment < w.end for w in calendar.overtime):
        return True
    like = {entry.day: entry.works_like for entry in calendar.make_up_days}
    for back in (0, 1):
        day = moment.astimezone(zone).date() - timedelta(days=back)
        weekday = like.get(day, 0 if day in calendar.holidays else day.isoweekday())
        periods = [period.weekly for period in calendar.periods if period.first <= day <= period.last]
        for one in [*periods, calendar.weekly][0]:
            if one.weekday == weekday and _inside(day, one.start, one.end, one.start, zone, moment):
                pauses = [_inside(day, p.start, p.end, one.start, zone, moment) for p in one.breaks]
                if not any(pauses):
                    return True
    return False


def _inside(day: date, start: time, end: time, shift_start: time, zone: ZoneInfo, moment: datetime) -> bool:
    first = day + timedelta(days=start < shift_start)
    last = first + timedelta(days=end <= start)
    opens = datetime.combine(first, start, zone).astimezone(UTC)
    return opens <= moment < datetime.combine(last, end, zone).astimezone(UTC)


@pytest.mark.parametrize("seed", range(3))
def test_windows_equal_a_naive_minute_loop(seed: int) -> None:
    """Twelve days of every calendar of a random shop; in seeds 1 and 2 the clocks change."""
    problem = random_shop(seed)
    zone = ZoneInfo(problem.zone)
    for calendar in problem.calendars:
        opened = open_time(calendar, zone=zone, start=problem.as_of)
        end = problem.as_of + timedelta(days=12)
        windows = opened.between(minute(problem.as_of), minute(end))
        moment, inside = problem.as_of, []
        while moment < end:
            if is_open(calendar, zone, moment):
                inside.append(minute(moment))
            moment += timedelta(minutes=1)
        assert [m for start, stop in windows for m in range(start, stop)] == inside


@pytest.mark.parametrize("seed", range(40))
def test_random_calendars_with_periods_equal_a_naive_minute_loop(seed: int) -> None:
    """Three days around the clock change of Berlin, where periods begin, end and overlap."""
    as_of = datetime(2026, 10, 24, 7, tzinfo=UTC)
    calendar = random_calendar(random.Random(seed), "Europe/Berlin", as_of, 3)
    windows = open_time(calendar, zone=BERLIN, start=as_of).between(minute(as_of), minute(as_of) + 3 * 1440)
    inside = [minute(as_of) + m for m in range(3 * 1440) if is_open(calendar, BERLIN, as_of + timedelta(minutes=m))]
    assert [m for start, stop in windows for m in range(start, stop)] == inside


def test_a_period_counts_on_both_its_days_and_the_first_of_two_periods_wins() -> None:
    """Tuesday and Wednesday from 10 to 11; the period that closes Wednesday and Thursday comes second."""
    short = CalendarPeriod(
        first=date(2026, 1, 6), last=date(2026, 1, 7), weekly=(shift(2, "10:00", "11:00"), shift(3, "10:00", "11:00"))
    )
    closed = CalendarPeriod(first=date(2026, 1, 7), last=date(2026, 1, 8))
    opened = open_time(DAY.model_copy(update={"periods": (short, closed)}), start=at("16:00"))
    assert opened.between(minute(at("16:00")), minute(at("01-09 12:00"))) == [
        (minute(at("16:00")), minute(at("17:00"))),
        (minute(at("01-06 10:00")), minute(at("01-06 11:00"))),
        (minute(at("01-07 10:00")), minute(at("01-07 11:00"))),
        (minute(at("01-09 08:00")), minute(at("01-09 12:00"))),
    ]


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    nights = weekly("nights", [6], "22:00", "06:00")  # Saturday night: 8 hours on the clock
    spring = open_time(nights, zone=BERLIN, start=datetime(2026, 3, 28, 12, tzinfo=UTC))
    autumn = open_time(nights, zone=BERLIN, start=datetime(2026, 10, 24, 12, tzinfo=UTC))
    for opened, hours in ((spring, 7), (autumn, 9)):
        window = opened.window_from(opened.start)
        assert window is not None
        assert window[1] - window[0] == hours * 60


def test_a_break_before_the_start_of_its_shift_lies_on_the_next_day() -> None:
    nights = Calendar(id=ALWAYS.id, weekly=(shift(1, "22:00", "06:00", ("02:00", "02:30")),))
    windows = open_time(nights).between(minute(at("08:00")), minute(at("01-07 00:00")))
    assert windows == [
        (minute(at("22:00")), minute(at("01-06 02:00"))),
        (minute(at("01-06 02:30")), minute(at("01-06 06:00"))),
    ]


def test_holidays_close_make_up_days_open_and_a_make_up_day_beats_a_holiday() -> None:
    calendar = DAY.model_copy(
        update={
            "holidays": (date(2026, 1, 6), date(2026, 1, 7)),
            "make_up_days": (
                MakeUpDay(day=date(2026, 1, 7), works_like=1),
                MakeUpDay(day=date(2026, 1, 10), works_like=2),
            ),
        }
    )
    opened = open_time(calendar)
    assert opened.first_open(minute(at("17:00"))) == minute(at("01-07 08:00"))  # Tuesday is free
    assert opened.first_open(minute(at("01-09 17:00"))) == minute(at("01-10 08:00"))  # Saturday is worked


def test_exceptions_beat_overtime_and_the_later_exception_beats_the_earlier() -> None:
    approved, proposed = (
        OvertimeWindow(start=at("18:00"), end=at("20:00"), price_per_hour=1, approval=Approval.APPROVED),
        OvertimeWindow(start=at("21:00"), end=at("22:00"), price_per_hour=1, approval=Approval.PROPOSED),
    )
    calendar = DAY.model_copy(
        update={
            "overtime": (approved, proposed),
            "exceptions": (
                CalendarException(start=at("19:00"), end=at("20:00"), open=False),
                CalendarException(start=at("19:30"), end=at("19:40"), open=True),
            ),
        }
    )
    windows = open_time(calendar).between(minute(at("17:00")), minute(at("01-06 00:00")))
    assert windows == [
        (minute(at("18:00")), minute(at("19:00"))),
        (minute(at("19:30")), minute(at("19:40"))),
    ]


def test_finish_stops_in_pauses_and_fit_looks_for_one_stretch() -> None:
    opened = open_time(DAY)
    eleven = minute(at("11:00"))
    assert opened.finish(eleven, 60) == minute(at("12:00"))
    assert opened.finish(eleven, 61) == minute(at("13:01"))
    assert opened.fit(eleven, 60) == eleven
    assert opened.fit(eleven, 61) == minute(at("13:00"))
    assert opened.fit(eleven, 241) is None  # four hours is the longest stretch
    assert open_time(ALWAYS).fit(eleven, 400 * 1440) == eleven  # longer than any piece that is worked out at once


def test_what_never_opens_has_no_first_minute() -> None:
    day, night = weekly("d", [1], "08:00", "17:00"), weekly("n", [1], "17:00", "20:00")
    assert open_time(day, night).first_open(minute(at("08:00"))) is None
    assert open_time(DAY.model_copy(update={"weekly": ()})).finish(minute(at("08:00")), 1) is None
