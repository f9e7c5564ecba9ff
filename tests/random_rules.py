"""Random mixes of every rule of a real shop, laid over the random shops: what each of them may meet in the others."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.calendar import CalendarPeriod, OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.domain.material import GroupTransfer, Substitute
from scheduler.domain.operation import Mode, Operation, Outsourcing, Rework, Station, Waiting
from scheduler.domain.order import Consent, Payment
from scheduler.domain.people import (
    CapPeriod,
    Crew,
    EfficiencyPeriod,
    Lending,
    Limit,
    OvertimeCap,
    ShiftLimit,
    Skill,
    SkillNeed,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, ResourceId, SupplierId
from scheduler.domain.resource import Maintenance, Resource
from scheduler.domain.station import InitialState, Programme, SetUp, StateValue

COLOURS = ("grey", "white", "blue")
STATIONS = ("saw", "laser", "oven", "benches", "cells")

Rule = Callable[[Problem, random.Random], Problem]


def with_rules(problem: Problem, seed: int, *names: str) -> Problem:
    """The problem with the named rules, or with a random mix of all; the same seed gives the same mix."""
    rng = random.Random(seed)
    chosen = names or [name for name in RULES if rng.random() < 0.4]
    for name in chosen:
        problem = RULES[name](problem, rng)
    return Problem.model_validate(problem.model_dump())


def _later(problem: Problem, rng: random.Random, low_hours: int, high_hours: int) -> datetime:
    return problem.as_of + timedelta(minutes=15 * rng.randint(low_hours * 4, high_hours * 4))


def _resources(problem: Problem, change: Callable[[Resource], dict[str, object]]) -> Problem:
    changed = tuple(r.model_copy(update=change(r)) for r in problem.resources)
    return problem.model_copy(update={"resources": changed})


def _modes(problem: Problem, change: Callable[[Mode], dict[str, object]]) -> Problem:
    """Changes modes of operations and of routing steps alike."""

    def changed(modes: tuple[Mode, ...]) -> tuple[Mode, ...]:
        return tuple(mode.model_copy(update=change(mode)) for mode in modes)

    operations = tuple(o.model_copy(update={"modes": changed(o.modes)}) for o in problem.operations)
    products = tuple(
        product.model_copy(
            update={"routing": tuple(s.model_copy(update={"modes": changed(s.modes)}) for s in product.routing)}
        )
        for product in problem.products
    )
    return problem.model_copy(update={"operations": operations, "products": products})


def _operations(problem: Problem, change: Callable[[Operation], dict[str, object]]) -> Problem:
    changed = tuple(o.model_copy(update=change(o)) for o in problem.operations)
    return problem.model_copy(update={"operations": changed})


def set_ups(problem: Problem, rng: random.Random) -> Problem:
    """Colours on some machines and pools, with a random matrix: triangle inequality or not, costs or not."""
    chosen = {id_ for id_ in STATIONS if rng.random() < 0.5} or {"saw"}

    def rows() -> tuple[SetUp, ...]:
        pairs = [(a, b) for a in COLOURS for b in COLOURS if a != b]
        found = [
            SetUp(
                attribute="colour",
                from_value=a,
                to_value=b,
                minutes=rng.choice((0, 10, 30, 90)),
                cost=rng.choice((0, 0, 40)),
            )
            for a, b in pairs
            if rng.random() < 0.7
        ]
        if rng.random() < 0.5:
            found.append(SetUp(attribute="colour", to_value="white", minutes=45))
        if rng.random() < 0.4:
            found.append(SetUp(attribute="film", minutes=15, cost=3))
        return (*found, SetUp(attribute="colour", minutes=20))

    def change(resource: Resource) -> dict[str, object]:
        if resource.id not in chosen:
            return {}
        initial = tuple(
            InitialState(unit=unit, attribute="colour", value=rng.choice(COLOURS))
            for unit in range(resource.units)
            if rng.random() < 0.5
        )
        return {"set_ups": rows(), "initial_states": initial, "set_ups_in_shifts": rng.random() < 0.7}

    def states(mode: Mode) -> dict[str, object]:
        if not mode.uses or rng.random() < 0.15:
            return {}
        found = [StateValue(attribute="colour", value=rng.choice(COLOURS))]
        if rng.random() < 0.3:
            found.append(StateValue(attribute="film", value=rng.choice(("60", "80"))))
        return {"states": tuple(found)}

    return _one_station(_modes(_resources(problem, change), states))


def ovens(problem: Problem, rng: random.Random) -> Problem:
    """The oven and perhaps the cells run batches of two programmes; some loads fit only alone."""
    chosen = {"oven", rng.choice(("cells", "oven", "laser"))}
    programmes = (Programme(id="short", minutes=60), Programme(id="long", minutes=150))

    def change(resource: Resource) -> dict[str, object]:
        return {"most_load": Decimal(10), "programmes": programmes} if resource.id in chosen else {}

    def batch(mode: Mode) -> dict[str, object]:
        if not mode.uses or mode.uses[0].resource not in chosen:
            return {}
        programme = rng.choice(("short", "short", "long", None))
        return {"programme": programme, "load": Decimal(rng.choice((2, 3, 4, 10)))}

    return _one_station(_modes(_resources(problem, change), batch))


def _one_station(problem: Problem) -> Problem:
    """On stations that remember a mode takes one station, which it names first."""
    remembers = {resource.id for resource in problem.resources if resource.remembers}

    def change(mode: Mode) -> dict[str, object]:
        uses = sorted(mode.uses, key=lambda use: use.resource not in remembers)
        uses = [u.model_copy(update={"units": 1}) if u.resource in remembers else u for u in uses]
        return {"uses": tuple(u for i, u in enumerate(uses) if i == 0 or u.resource not in remembers)}

    return _modes(problem, change)


def ties(problem: Problem, rng: random.Random) -> Problem:
    def change(operation: Operation) -> dict[str, object]:
        kinds = (Station.ANY, Station.ANY, Station.SAME, Station.DIFFERENT)
        return {"after": tuple(link.model_copy(update={"station": rng.choice(kinds)}) for link in operation.after)}

    return _operations(problem, change)


def windows(problem: Problem, rng: random.Random) -> Problem:
    """A second, quicker way to do something that is there for a while only."""

    def change(operation: Operation) -> dict[str, object]:
        if rng.random() < 0.6:
            return {}
        plain = operation.modes[0]
        window: dict[str, object] = {}
        if rng.random() < 0.6:
            window["starts_from"] = _later(problem, rng, -4, 40)
        if rng.random() < 0.6:
            window["starts_before"] = _later(problem, rng, 8, 90)
        if rng.random() < 0.6:
            window["ends_by"] = _later(problem, rng, 8, 90)
        quicker = plain.model_copy(
            update={
                "id": ModeId("quick"),
                "set_up_minutes": plain.set_up_minutes // 2,
                "cost": rng.choice((0, 5)),
                **window,
            }
        )
        return {"modes": (*operation.modes, quicker)}

    return _operations(problem, change)


def overtime(problem: Problem, rng: random.Random) -> Problem:
    """Evenings and a Sunday by choice, with caps by day and month on some resources."""
    calendars = []
    for calendar in problem.calendars:
        windows_ = list(calendar.overtime)
        for day in range(rng.randint(0, 4)):
            start = problem.as_of.replace(hour=10, minute=0) + timedelta(days=day, minutes=15 * rng.randint(0, 12))
            windows_.append(
                OvertimeWindow(
                    start=start,
                    end=start.astimezone(UTC) + timedelta(minutes=15 * rng.randint(1, 20)),
                    price_per_hour=rng.choice((1, 30, 200)),
                    approval=rng.choice((Approval.STANDING, Approval.APPROVED, Approval.PROPOSED)),
                    by_choice=True,
                )
            )
        calendars.append(calendar.model_copy(update={"overtime": tuple(windows_)}))

    def caps(resource: Resource) -> dict[str, object]:
        found = []
        if rng.random() < 0.4:
            found.append(OvertimeCap(per=CapPeriod.DAY, minutes=rng.choice((0, 45, 180))))
        if rng.random() < 0.3:
            found.append(OvertimeCap(per=CapPeriod.MONTH, minutes=rng.choice((60, 300))))
        return {"overtime_caps": tuple(found)}

    return _resources(problem.model_copy(update={"calendars": tuple(calendars)}), caps)


def limits(problem: Problem, rng: random.Random) -> Problem:
    def change(resource: Resource) -> dict[str, object]:
        found, weekly = [], []
        if rng.random() < 0.5:
            start = _later(problem, rng, 0, 40).astimezone(UTC)
            end = start + timedelta(minutes=15 * rng.randint(1, 100))
            found.append(Limit(start=start, end=end, units=rng.randint(0, resource.units)))
        if rng.random() < 0.4:
            weekly = [
                ShiftLimit(weekday=day, start=time(14), end=time(rng.choice((2, 18))), units=max(1, resource.units - 1))
                for day in range(1, 6)
            ]
        return {"limits": tuple(found), "shift_limits": tuple(weekly)}

    return _resources(problem, change)


def people(problem: Problem, rng: random.Random) -> Problem:
    """Skills, crews, lent people and changing efficiencies."""

    def skilled(resource: Resource) -> dict[str, object]:
        update: dict[str, object] = {}
        if resource.id in ("fitters", "designers"):
            update["skills"] = (Skill(name="wiring", level=rng.randint(1, 3)),)
        if rng.random() < 0.3:
            start = _later(problem, rng, -10, 40).astimezone(UTC)
            span = timedelta(hours=rng.randint(1, 60))
            update["efficiencies"] = (EfficiencyPeriod(start=start, end=start + span, percent=rng.choice((50, 160))),)
        return update

    def change(mode: Mode) -> dict[str, object]:
        for use in mode.uses:
            if use.resource == "fitters" and mode.crew is None and rng.random() < 0.5:
                return {"crew": Crew(resource=use.resource, people=use.units, most=use.units + 2, loss_percent=10)}
        if mode.uses and mode.uses[0].resource in ("saw", "laser") and rng.random() < 0.3:
            return {"skills": (SkillNeed(skill="wiring", level=1),)}
        return {}

    start = _later(problem, rng, 0, 30).astimezone(UTC)
    lending = Lending(
        id="help",
        from_resource=ResourceId("designers"),
        to_resource=ResourceId("fitters"),
        start=start,
        end=start + timedelta(hours=rng.randint(4, 60)),
        price_per_hour=rng.choice((0, 20)),
        approval=rng.choice((Approval.APPROVED, Approval.PROPOSED)),
        by_choice=rng.random() < 0.5,
    )
    problem = _modes(_resources(problem, skilled), change)
    return problem.model_copy(update={"lendings": (lending,)})


def periods(problem: Problem, rng: random.Random) -> Problem:
    first = problem.as_of.date() + timedelta(days=rng.randint(0, 3))
    calendars = []
    for calendar in problem.calendars:
        other = rng.choice(problem.calendars).weekly
        period = CalendarPeriod(first=first, last=first + timedelta(days=rng.randint(0, 9)), weekly=other)
        calendars.append(calendar.model_copy(update={"periods": (period,)} if rng.random() < 0.5 else {}))
    return problem.model_copy(update={"calendars": tuple(calendars)})


def maintenance(problem: Problem, rng: random.Random) -> Problem:
    def change(resource: Resource) -> dict[str, object]:
        if rng.random() < 0.7:
            return {}
        earliest = _later(problem, rng, 0, 20)
        latest = earliest.astimezone(UTC) + timedelta(hours=rng.randint(4, 90))
        return {
            "maintenance": (Maintenance(id="yearly", minutes=rng.choice((30, 120)), earliest=earliest, latest=latest),)
        }

    return _resources(problem, change)


def supply(problem: Problem, rng: random.Random) -> Problem:
    """Stock of other companies, substitutes, suppliers that are usually late, parts that may follow."""
    transfers = (
        GroupTransfer(
            from_company=problem.companies[0].id,
            to_company=problem.companies[1].id,
            minutes=rng.choice((0, 60, 1440)),
            cost=rng.choice((0, 15)),
            approval=rng.choice((Approval.STANDING, Approval.PROPOSED)),
        ),
        GroupTransfer(from_company=problem.companies[1].id, to_company=problem.companies[0].id, minutes=240),
    )
    materials = []
    for material in problem.materials:
        others = [other for other in problem.materials if other.id != material.id]
        substitutes: tuple[Substitute, ...] = ()
        if others and rng.random() < 0.5:
            substitutes = (
                Substitute(
                    material=rng.choice(others).id,
                    ratio=Decimal(rng.choice(("0.5", "1", "1.25"))),
                    cost_per_unit=rng.choice((0, 2)),
                    approval=rng.choice((Approval.STANDING, Approval.APPROVED, Approval.REFUSED)),
                ),
            )
        materials.append(material.model_copy(update={"substitutes": substitutes}))
    suppliers = tuple(s.model_copy(update={"usual_delay_minutes": rng.choice((0, 700))}) for s in problem.suppliers)

    def follow(operation: Operation) -> dict[str, object]:
        needs = tuple(need.model_copy(update={"may_follow": rng.random() < 0.2}) for need in operation.needs)
        return {"needs": needs}

    changed = {"group_transfers": transfers, "materials": tuple(materials), "suppliers": suppliers}
    return _operations(problem.model_copy(update=changed), follow)


def delivery(problem: Problem, rng: random.Random) -> Problem:
    orders = []
    for order in problem.orders:
        update: dict[str, object] = {"storage_cost_per_day": rng.choice((0, 0, 7)), "accepts_early": rng.random() < 0.7}
        if rng.random() < 0.4:
            expected = None if rng.random() < 0.2 else _later(problem, rng, -10, 100)
            update["payment"] = Payment(expected=expected, received=rng.random() < 0.3)
        if rng.random() < 0.2:
            update["part_delivery_consent"] = Consent(by="customer", at=problem.as_of)
        orders.append(order.model_copy(update=update))
    return problem.model_copy(update={"orders": tuple(orders)})


def quality(problem: Problem, rng: random.Random) -> Problem:
    """Yields, rework that was reported, outside waits and suppliers' capacity."""

    def change(operation: Operation) -> dict[str, object]:
        update: dict[str, object] = {"first_pass_yield_percent": rng.choice((100, 100, 96, 80))}
        roll = rng.random()
        if roll < 0.1:
            wait = Mode(id=ModeId("answer"), waiting=Waiting(party="customer", minutes=rng.choice((60, 600))))
            update["modes"] = (*operation.modes, wait)
        elif roll < 0.25 and operation.modes[0].uses:
            outside = Outsourcing(
                supplier=SupplierId("S1"), there_minutes=30, back_minutes=45, approval=Approval.STANDING
            )
            other = operation.modes[0].model_copy(update={"id": ModeId("at the supplier"), "outsourcing": outside})
            update["modes"] = (*operation.modes, other)
        return update

    reworks = tuple(
        Rework(
            id=f"R{number}",
            operation=operation.id,
            modes=(operation.modes[0].model_copy(update={"set_up_minutes": 20}),),
            reported_at=problem.as_of,
        )
        for number, operation in enumerate(problem.operations)
        if operation.modes[0].uses and rng.random() < 0.08
    )
    return _operations(problem, change).model_copy(update={"reworks": reworks})


RULES: dict[str, Rule] = {
    "set_ups": set_ups,
    "ovens": ovens,
    "ties": ties,
    "windows": windows,
    "overtime": overtime,
    "limits": limits,
    "people": people,
    "periods": periods,
    "maintenance": maintenance,
    "supply": supply,
    "delivery": delivery,
    "quality": quality,
}
