"""Pairs about people, and about what is otherwise for a while: limits, periods, overtime by choice, maintenance."""

from scheduler.domain.calendar import CalendarPeriod, OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.domain.people import CapPeriod, Lending, OvertimeCap
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Resource
from tests.builders import ALWAYS, DAY, day, machine, mode, operation, use, workers
from tests.doctor.pairs import A1, Pair, with_operations
from tests.people import (
    by_skill,
    can,
    in_crew,
    lending,
    limited,
    maintained,
    of,
    shift_limited,
    skill,
    with_periods,
)
from tests.station_parts import cap, overtime


def skilled(name: str, level: int = 2, *, units: int = 2) -> Problem:
    """Work that needs people, of whom two can weld at level 2 and three at level 1."""
    groups = [can(workers("G", 2), "weld 2"), can(workers("H", 3), "weld")]
    modes = (mode("M1"), by_skill("hands", skill(name, level, units=units)))
    return with_operations(operation("A1", modes=modes), resources=[machine("M1"), *groups])


def in_group(most: int, *, people: int = 1, loss: int = 0) -> Problem:
    crew = in_crew(mode(use("G", people)), "G", most, people=people, loss=loss)
    return with_operations(operation("A1", modes=(crew,)), resources=[workers("G", 3)])


def lent(*lendings: Lending, on: tuple[str, ...] = ("G", "H")) -> Problem:
    """Work for both groups, of two and three people, unless `on` says else."""
    operations = [operation(f"A{i}", on=group) for i, group in enumerate(on)]
    return of(with_operations(*operations, resources=[workers("G", 2), workers("H", 3)]), lendings=lendings)


PEOPLE = {
    "unknown_skill": Pair(
        skilled("wled"),
        "operations[0].modes[1].skills[0].skill",
        skilled("weld"),
        {"skill": "wled", "nearest": "weld"},
    ),
    "skill_level_missing": Pair(
        skilled("weld", 3),
        "operations[0].modes[1].skills[0].level",
        skilled("weld", 2),
        {"level": 3, "best": 2},
    ),
    # three of them are there, but not at this level
    "too_few_skilled": Pair(
        skilled("weld", 2, units=3),
        "operations[0].modes[1].skills[0].units",
        skilled("weld", 1, units=3),
        {"units": 3, "there": 2},
    ),
    "crew_beyond_group": Pair(in_group(4), "operations[0].modes[0].crew.most", in_group(3), {"units": 4, "there": 3}),
    # two people: with a third each 2 / 3 x 150 % = all of the time again
    "crew_never_faster": Pair(
        in_group(3, people=2, loss=50),
        "operations[0].modes[0].crew.loss_percent",
        in_group(3, people=2, loss=49),
        {"people": 2, "percent": 50},
    ),
    "lending_passed": Pair(
        lent(lending("L", "G", "H", "07:00", "08:00")),
        "lendings[0].end",
        lent(lending("L", "G", "H", "07:00", "08:01")),
        {"lending": "L"},
    ),
    "lending_not_approved": Pair(
        lent(lending("L", "G", "H", "09:00", "12:00", approval=Approval.PROPOSED)),
        "lendings[0].approval",
        lent(lending("L", "G", "H", "09:00", "12:00")),
        {"resource": "G", "helped": "H", "approval": "proposed"},
    ),
    "lending_unneeded": Pair(
        lent(lending("L", "G", "H", "09:00", "12:00"), on=("G",)),
        "lendings[0].to_resource",
        lent(lending("L", "G", "H", "09:00", "12:00"), on=("H",)),
        {"helped": "H"},
    ),
    "lends_more_than_there": Pair(
        lent(lending("K", "G", "H", "09:00", "12:01"), lending("L", "G", "H", "12:00", "14:00", units=2)),
        "lendings[1].units",
        lent(lending("K", "G", "H", "09:00", "12:00"), lending("L", "G", "H", "12:00", "14:00", units=2)),
        {"lending": "L", "units": 3, "there": 2},
    ),
    "lending_leaves_nobody": Pair(
        lent(lending("L", "G", "H", "09:00", "12:00", units=2)),
        "lendings[0].units",
        lent(lending("L", "G", "H", "09:00", "12:00", units=2, by_choice=True)),
        {"resource": "G"},
    ),
}


def on(resource: Resource, *, calendar: str = "always") -> Problem:
    return with_operations(resources=[resource.model_copy(update={"calendar": CalendarId(calendar)})], orders=[])


LIMITS = {
    "limit_without_effect": Pair(
        on(limited(workers("G", 3), ("09:00", "10:00", 3))),
        "resources[0].limits[0].units",
        on(limited(workers("G", 3), ("09:00", "10:00", 2))),
        {"units": 3, "there": 3},
    ),
    "limit_zero_long": Pair(
        on(limited(workers("G", 3), ("2025-12-01 00:00", "01-26 08:01", 0))),
        "resources[0].limits[0].end",
        on(limited(workers("G", 3), ("2025-12-01 00:00", "01-26 08:00", 0))),  # 21 days after as-of
        {"days": 21},
    ),
    "limit_passed": Pair(
        on(limited(workers("G", 3), ("07:00", "08:00", 1))),
        "resources[0].limits[0].end",
        on(limited(workers("G", 3), ("07:00", "08:01", 1))),
    ),
    "shift_limit_outside_shifts": Pair(
        on(shift_limited(workers("G", 3), (1, "17:00", "20:00", 1)), calendar="day"),
        "resources[0].shift_limits[0].start",
        on(shift_limited(workers("G", 3), (1, "16:59", "20:00", 1)), calendar="day"),
        {"weekday": "1", "hours": "17:00–20:00", "calendar": "day"},
    ),
    "efficiency_period_overlaps": Pair(
        on(with_periods(machine("M1"), ("09:00", "11:00", 50), ("10:59", "12:00", 80))),
        "resources[0].efficiencies[1].start",
        on(with_periods(machine("M1"), ("09:00", "11:00", 50), ("11:00", "12:00", 80))),
        {"percent": 50, "overruled_percent": 80, "until": "2026-01-05T03:00+00:00"},
    ),
    "efficiency_period_passed": Pair(
        on(with_periods(machine("M1"), ("07:00", "08:00", 50))),
        "resources[0].efficiencies[0].end",
        on(with_periods(machine("M1"), ("07:00", "08:01", 50))),
    ),
    "maintenance_overdue": Pair(
        on(maintained(machine("M1"), "oil", 1, "06:00", "08:00")),
        "resources[0].maintenance[0].latest",
        on(maintained(machine("M1"), "oil", 1, "06:00", "08:01")),
        {"maintenance": "oil"},
    ),
    # from eight to half past twelve, less half an hour of the noon break
    "maintenance_does_not_fit": Pair(
        on(maintained(machine("M1"), "oil", 241, "07:00", "12:30"), calendar="day"),
        "resources[0].maintenance[0].minutes",
        on(maintained(machine("M1"), "oil", 240, "07:00", "12:30"), calendar="day"),
        {"minutes": 241, "room": 240},
    ),
    "maintenance_longer_than_opening": Pair(
        on(maintained(machine("M1"), "oil", 241, "08:00", "01-30 08:00"), calendar="day"),
        "resources[0].maintenance[0].minutes",
        on(maintained(machine("M1"), "oil", 240, "08:00", "01-30 08:00"), calendar="day"),
        {"minutes": 241, "longest": 240},
    ),
}


def in_periods(*periods: tuple[str, str]) -> Problem:
    """A machine whose calendar has other periods, always open."""
    found = tuple(CalendarPeriod(first=day(first), last=day(last), weekly=ALWAYS.weekly) for first, last in periods)
    works = ALWAYS.model_copy(update={"id": CalendarId("works"), "periods": found})
    return with_operations(resources=[machine("M1", calendar="works")], orders=[], calendars=[works])


def after_hours(*windows: OvertimeWindow, caps: tuple[OvertimeCap, ...] = ()) -> Problem:
    """A day machine with overtime."""
    tired = machine("D", calendar="day").model_copy(update={"overtime_caps": caps})
    works = DAY.model_copy(update={"overtime": windows})
    return with_operations(A1, resources=[machine("M1"), tired], calendars=[works])


EVENING = overtime("18:00", "20:00")

TIMES = {
    "period_overlaps": Pair(
        in_periods(("02-01", "02-10"), ("02-10", "02-20")),
        "calendars[2].periods[1].first",
        in_periods(("02-01", "02-10"), ("02-11", "02-20")),
        {"first": 1, "second": 2, "from_day": "2026-02-10", "to_day": "2026-02-10"},
    ),
    "period_passed": Pair(
        in_periods(("2025-12-01", "01-04")),
        "calendars[2].periods[0].last",
        in_periods(("2025-12-01", "01-05")),
        {"to_day": "2026-01-04"},
    ),
    "overtime_in_ordinary_time": Pair(
        after_hours(overtime("07:00", "12:00", by_choice=False)),  # the hour before as-of is not looked at
        "calendars[1].overtime[0].start",
        after_hours(overtime("07:00", "12:01", by_choice=False)),
        {"calendar": "day"},
    ),
    "overtime_not_approved": Pair(
        after_hours(overtime("18:00", "20:00", approval=Approval.PROPOSED)),
        "calendars[1].overtime[0].approval",
        after_hours(overtime("18:00", "20:00", approval=Approval.PROPOSED, by_choice=False)),
        {"approval": "proposed"},
    ),
    "overtime_passed": Pair(
        after_hours(overtime("06:00", "08:00")),
        "calendars[1].overtime[0].end",
        after_hours(overtime("06:00", "08:01")),
    ),
    "overtime_cap_zero": Pair(
        after_hours(EVENING, caps=(cap(0),)),
        "resources[1].overtime_caps[0].minutes",
        after_hours(EVENING, caps=(cap(1),)),
        {"resource": "D", "calendar": "day"},
    ),
    "overtime_beyond_cap": Pair(
        after_hours(EVENING, caps=(cap(119),)),
        "resources[1].overtime_caps[0].minutes",
        after_hours(EVENING, caps=(cap(120),)),
        {"minutes": 120, "cap": 119},
    ),
    "duplicate_overtime_cap": Pair(
        after_hours(caps=(cap(60), cap(90))),
        "resources[1].overtime_caps[1].per",
        after_hours(caps=(cap(60), cap(90, CapPeriod.MONTH))),
        {"per": "day", "minutes": 60, "overruled": 90},
    ),
}

PAIRS = {**PEOPLE, **LIMITS, **TIMES}
