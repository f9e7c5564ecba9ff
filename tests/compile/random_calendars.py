"""Random calendars with everything a calendar can have, all of it close to the days under test."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

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
from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Downtime

EDGES = ("00:00", "01:30", "01:45", "02:00", "02:15", "02:30", "03:00", "03:01", "06:00")
"""Wall-clock times around which clocks change, beside random ones."""


def clock(rng: random.Random) -> time:
    if rng.random() < 0.4:
        return time.fromisoformat(rng.choice(EDGES))
    return time(rng.randrange(24), rng.choice((0, 0, 30, rng.randrange(60))))


def random_calendar(rng: random.Random, zone: str, as_of: datetime, days: int) -> Calendar:
    """Shifts, breaks (some outside their shift), holidays, make-up days, exceptions and overtime."""
    today = as_of.astimezone(ZoneInfo(zone)).date()
    near = [today + timedelta(days=offset) for offset in range(-1, days + 1)]

    def moment() -> datetime:
        return as_of + timedelta(minutes=rng.randrange(-600, days * 1440))

    def later(start: datetime) -> datetime:
        return start + timedelta(minutes=rng.choice((1, 37, 60, 240, 1500)))

    def exception() -> CalendarException:
        start = moment()
        return CalendarException(start=start, end=later(start), open=rng.random() < 0.5)

    def overtime() -> OvertimeWindow:
        start = moment()
        return OvertimeWindow(start=start, end=later(start), price_per_hour=1, approval=rng.choice(list(Approval)))

    def shift(weekday: int) -> Shift:
        breaks = tuple(Break(start=clock(rng), end=clock(rng)) for _ in range(rng.choice((0, 0, 1, 2))))
        short = tuple(pause for pause in breaks if rng.random() < 0.5 or _minutes(pause) <= 120)
        return Shift(weekday=weekday, start=clock(rng), end=clock(rng), breaks=short)

    def period(_: int) -> CalendarPeriod:
        first, last = sorted((rng.choice(near), rng.choice(near)))
        weekly = tuple(shift(rng.randint(1, 7)) for _ in range(rng.randint(0, 6)))
        return CalendarPeriod(first=first, last=last, weekly=weekly)

    return Calendar(
        id=CalendarId("random"),
        weekly=tuple(shift(rng.randint(1, 7)) for _ in range(rng.randint(2, 10))),
        holidays=tuple(rng.sample(near, rng.choice((0, 0, 1, 2)))),
        make_up_days=tuple(
            MakeUpDay(day=day, works_like=rng.randint(1, 7)) for day in rng.sample(near, rng.choice((0, 0, 1)))
        ),
        exceptions=tuple(exception() for _ in range(rng.choice((0, 0, 1, 3)))),
        overtime=tuple(overtime() for _ in range(rng.choice((0, 0, 1, 2)))),
        periods=tuple({(one.first, one.last): one for one in map(period, range(rng.choice((0, 0, 1, 2))))}.values()),
    )


def random_downtimes(rng: random.Random, as_of: datetime, days: int) -> tuple[Downtime, ...]:
    starts = [as_of + timedelta(minutes=rng.randrange(-300, days * 1440)) for _ in range(rng.choice((0, 1, 2)))]
    return tuple(Downtime(start=s, end=s + timedelta(minutes=rng.choice((1, 90, 700)))) for s in starts)


def _minutes(pause: Break) -> int:
    span = (pause.end.hour - pause.start.hour) * 60 + pause.end.minute - pause.start.minute
    return span if span > 0 else span + 1440
