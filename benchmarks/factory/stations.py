"""Rules of stations: set-ups, ovens, named stations, time that is there or not, overtime by choice."""

import random
from datetime import date, time, timedelta
from decimal import Decimal

from benchmarks.factory.changes import Update, after, modes, name, operations, resources
from benchmarks.factory.plant import AS_OF, DAYS, SHIFTS, USABLE, section, shift
from scheduler.domain.calendar import Calendar, CalendarException, CalendarPeriod, OvertimeWindow
from scheduler.domain.operation import Mode, Operation, Station
from scheduler.domain.people import CapPeriod, Limit, OvertimeCap, ShiftLimit
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Downtime, Maintenance, Resource
from scheduler.domain.station import InitialState, Programme, SetUp, StateValue

COLOURS = ("white", "grey", "beige", "blue", "red", "black")
"""Light to dark: from a darker one to a lighter one everything is cleaned."""

PROGRAMMES = {
    "bath": (("zinc", 30), ("pickle", 45), ("phosphate", 60)),
    "oven": (("160", 90), ("180", 75), ("200", 60)),
}
MOST_LOAD = {"bath": 12, "oven": 20}
REMEMBERING = {"cut": "film", "bend": "tool", "coat": "colour"}
VALUES = {"film": ("none", "60", "80"), "tool": ("v8", "v16", "v32", "z"), "colour": COLOURS}


def set_ups(problem: Problem, rng: random.Random) -> Problem:
    """Cutting by film, bending by tool, coating by colour; each order has its colour."""
    rows = {
        "film": (SetUp(attribute="film", minutes=10),),
        "tool": (SetUp(attribute="tool", minutes=20, cost=15), SetUp(attribute="tool", to_value="z", minutes=45)),
        "colour": tuple(
            SetUp(attribute="colour", from_value=a, to_value=b, minutes=15 if i < j else 50, cost=0 if i < j else 30)
            for i, a in enumerate(COLOURS)
            for j, b in enumerate(COLOURS)
            if i != j
        ),
    }
    values = {(o.id, name): rng.choice(VALUES[name]) for o in problem.orders for name in REMEMBERING.values()}

    def station(resource: Resource) -> Update:
        attribute = REMEMBERING.get(name(resource))
        if attribute is None:
            return {}
        initial = InitialState(unit=0, attribute=attribute, value=rng.choice(VALUES[attribute]))
        return {"set_ups": rows[attribute], "initial_states": (initial,), "set_ups_in_shifts": attribute != "colour"}

    def state(operation: Operation, mode: Mode) -> Update:
        attribute = REMEMBERING.get(section(mode))
        if attribute is None:
            return {}
        own = values[operation.order, attribute]
        value = own if attribute == "colour" or rng.random() < 0.6 else rng.choice(VALUES[attribute])
        return {"states": (StateValue(attribute=attribute, value=value),)}

    return modes(resources(problem, station), state)


def ovens(problem: Problem, rng: random.Random) -> Problem:
    """Baths and ovens take several operations of one programme together."""
    programmes = {(o.id, kind): rng.choice(rows)[0] for o in problem.orders for kind, rows in PROGRAMMES.items()}

    def station(resource: Resource) -> Update:
        if name(resource) not in PROGRAMMES:
            return {}
        runs = tuple(Programme(id=id_, minutes=minutes) for id_, minutes in PROGRAMMES[name(resource)])
        return {"programmes": runs, "most_load": Decimal(MOST_LOAD[name(resource)]), "load_unit": "m2"}

    def batch(operation: Operation, mode: Mode) -> Update:
        kind = section(mode)
        if kind not in PROGRAMMES:
            return {}
        return {"programme": programmes[operation.order, kind], "load_per_unit": Decimal(rng.choice((5, 8, 10))) / 10}

    return modes(resources(problem, station), batch)


def same_station(problem: Problem, rng: random.Random) -> Problem:
    """Fine milling on the machine that did the rough work; doors on the bench of their cabinet, or on another."""

    def compared(operation: Operation) -> Update:
        if not operation.id.endswith(("-fine", "doors")) or rng.random() < 0.6 or "#" in operation.id:
            return {}
        found = [
            link.model_copy(update={"station": rng.choice((Station.SAME, Station.SAME, Station.DIFFERENT))})
            if link.operation.endswith(("-rough", "mount"))
            else link
            for link in operation.after
        ]
        units = next(r.units for r in problem.resources if r.id == operation.modes[0].uses[0].resource)
        if units == 1:
            return {}
        return {"after": tuple(found)}

    return operations(problem, compared)


def calendars(problem: Problem, rng: random.Random) -> Problem:
    """Other hours for two weeks, a lost afternoon, and downtimes of a third of the stations."""
    period = CalendarPeriod(
        first=date(2026, 3, 16),
        last=date(2026, 3, 29),
        weekly=tuple(shift(day, 6, 22, (time(11, 30), time(12, 30))) for day in range(1, 7)),
    )
    meeting = CalendarException(start=after(6, days=9), end=after(9, days=9), open=False, why="assembly of all people")

    def changed(calendar: Calendar) -> Calendar:
        if calendar.id == SHIFTS:
            return calendar.model_copy(update={"periods": (period,), "exceptions": (meeting,)})
        return calendar.model_copy(update={"exceptions": (meeting,)}) if calendar.id == DAYS else calendar

    def down(resource: Resource) -> Update:
        if not resource.named_units or rng.random() > 0.33:
            return {}
        start = after(rng.randint(0, 8), days=rng.randint(1, 20))
        return {"downtimes": (Downtime(start=start, end=start + timedelta(hours=rng.choice((2, 4, 8)))),)}

    problem = problem.model_copy(update={"calendars": tuple(changed(c) for c in problem.calendars)})
    return resources(problem, down)


def limits(problem: Problem, rng: random.Random) -> Problem:
    """One unit fewer for some days, and in the evenings, of half of all that has several."""

    def fewer(resource: Resource) -> Update:
        if resource.units < 2 or rng.random() < 0.5:
            return {}
        start = after(0, days=rng.randint(2, 20))
        away = Limit(start=start, end=start + timedelta(days=rng.randint(1, 4)), units=resource.units - 1)
        evenings = tuple(
            ShiftLimit(weekday=day, start=time(15), end=time(23), units=resource.units - 1) for day in range(1, 6)
        )
        return {"limits": (away,), "shift_limits": evenings if rng.random() < 0.5 else ()}

    return resources(problem, fewer)


def overtime(problem: Problem, rng: random.Random) -> Problem:
    """Evenings of the day shift and Sundays by choice for five weeks, with the legal caps."""
    evenings = tuple(
        OvertimeWindow(
            start=after(9 if day % 7 < 5 else 0, days=day),
            end=after(12 if day % 7 < 5 else 8, days=day),
            price_per_hour=60 if day % 7 < 5 else 90,
            approval=rng.choice(USABLE),
            by_choice=True,
        )
        for day in range(35)
        if day % 7 != 6
    )
    caps = (OvertimeCap(per=CapPeriod.DAY, minutes=180), OvertimeCap(per=CapPeriod.MONTH, minutes=36 * 60))

    def extended(calendar: Calendar) -> Calendar:
        return calendar.model_copy(update={"overtime": evenings}) if calendar.id == DAYS else calendar

    def capped(resource: Resource) -> Update:
        return {"overtime_caps": caps} if resource.calendar == DAYS else {}

    problem = problem.model_copy(update={"calendars": tuple(extended(c) for c in problem.calendars)})
    return resources(problem, capped)


def maintenance(problem: Problem, rng: random.Random) -> Problem:
    """Two to four hours for every second pool somewhere in a week."""

    def work(resource: Resource) -> Update:
        if not resource.named_units or rng.random() < 0.5:
            return {}
        earliest = AS_OF + timedelta(days=rng.randint(1, 15))
        latest = earliest + timedelta(days=7)
        return {
            "maintenance": (Maintenance(id="oil", minutes=rng.choice((120, 240)), earliest=earliest, latest=latest),)
        }

    return resources(problem, work)
