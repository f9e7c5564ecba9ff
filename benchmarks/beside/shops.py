"""Shops that depend on one rule: machines with sequence-dependent set-ups, or ovens that take several operations.

Plain data, so that any program can be given the same shop; times are minutes from 0, every machine is always open.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Link, Mode, Operation, Use
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    ModeId,
    OperationId,
    OrderId,
    ProductId,
    ResourceId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, ResourceKind, Workshop
from scheduler.domain.station import Programme, SetUp, StateValue

ORIGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""Minute 0."""

FAMILIES = 5
PROGRAMMES = (60, 90, 150)
"""Minutes of an oven's programmes, whatever is in it."""

HOLDS = 10
COMPANY, SHOP, PART, ALWAYS = CompanyId("shop"), WorkshopId("shop"), ProductId("part"), CalendarId("always")


@dataclass(frozen=True)
class Way:
    machine: int
    minutes: int


@dataclass(frozen=True)
class Work:
    """One operation; `family` is what a machine is set up for, `load` what it takes of an oven."""

    job: int
    after: tuple[int, ...]
    ways: tuple[Way, ...]
    family: int = 0
    load: int = 0


@dataclass(frozen=True)
class Job:
    due: int
    weight: int


@dataclass(frozen=True)
class Shop:
    """`set_ups[machine][before][after]` are minutes between families; `ovens` names the machines that are ovens."""

    name: str
    machines: int
    set_ups: tuple[tuple[tuple[int, ...], ...], ...]
    ovens: tuple[int, ...]
    jobs: tuple[Job, ...]
    operations: tuple[Work, ...]


def with_set_ups(size: int, seed: int) -> Shop:
    """Jobs of three to seven operations, each on one to three of its group's machines, with families and set-ups."""
    rng = random.Random(f"set-ups {size} {seed}")
    groups = _groups(size // 15 + 2)
    operations: list[Work] = []
    jobs: list[Job] = []
    while len(operations) < size:
        first = len(operations)
        for step in range(min(rng.randint(3, 7), size - first)):
            after = (len(operations) - 1,) if step else ()
            operations.append(_work(rng, len(jobs), after, rng.choice(groups), rng.randrange(FAMILIES)))
        jobs.append(_job(rng, operations[first:]))
    machines = sum(len(group) for group in groups)
    matrices = tuple(_matrix(rng) for _ in range(machines))
    return Shop(f"set-ups {size}", machines, matrices, (), tuple(jobs), tuple(operations))


def with_ovens(size: int, seed: int) -> Shop:
    """Jobs that are prepared, go into an oven once or twice, and are finished."""
    rng = random.Random(f"ovens {size} {seed}")
    groups = _groups(size // 20 + 2)
    machines = sum(len(group) for group in groups)
    ovens = tuple(range(machines, machines + max(2, size // 40)))
    operations: list[Work] = []
    jobs: list[Job] = []
    while len(operations) < size:
        first = len(operations)
        programme, load = rng.randrange(len(PROGRAMMES)), rng.randint(1, 5)
        for step in range(min(rng.choice((3, 4, 5, 6)), size - first)):
            after = (len(operations) - 1,) if step else ()
            if step in (1, 4):
                baked = tuple(Way(oven, PROGRAMMES[programme]) for oven in ovens)
                operations.append(Work(len(jobs), after, baked, programme, load))
            else:
                operations.append(_work(rng, len(jobs), after, rng.choice(groups), 0))
        jobs.append(_job(rng, operations[first:]))
    return Shop(f"ovens {size}", machines + len(ovens), (), ovens, tuple(jobs), tuple(operations))


def _groups(machines: int) -> list[range]:
    """Three machines that can do the same things, and the rest."""
    return [range(first, min(first + 3, machines)) for first in range(0, machines, 3)]


def _work(rng: random.Random, job: int, after: tuple[int, ...], group: Sequence[int], family: int) -> Work:
    minutes = rng.randint(20, 120)
    chosen = sorted(rng.sample(group, rng.randint(1, len(group))))
    return Work(job, after, tuple(Way(m, minutes + rng.randint(0, minutes // 4)) for m in chosen), family)


def _job(rng: random.Random, operations: Sequence[Work]) -> Job:
    """Due after 1.1 to 2.5 times what it takes alone; never at a midnight, which has two names."""
    alone = sum(min(way.minutes for way in work.ways) for work in operations)
    due = int(alone * rng.uniform(1.1, 2.5))
    return Job(due + (due % 1440 == 0), rng.choice((1, 1, 2, 3, 5, 10)))


def _matrix(rng: random.Random) -> tuple[tuple[int, ...], ...]:
    """Minutes between families; no detour is quicker than the change itself."""
    found = [[0 if a == b else rng.randint(10, 60) for b in range(FAMILIES)] for a in range(FAMILIES)]
    for via in range(FAMILIES):
        for a in range(FAMILIES):
            for b in range(FAMILIES):
                found[a][b] = min(found[a][b], found[a][via] + found[via][b])
    return tuple(map(tuple, found))


def as_problem(shop: Shop) -> Problem:
    """The same shop for our engines; the only goal is the sum of weight times minutes late."""
    return Problem(
        name=shop.name,
        zone="UTC",
        as_of=ORIGIN,
        settings=Settings(goals=(Goal.COST,)),
        companies=(Company(id=COMPANY),),
        workshops=(Workshop(id=SHOP, company=COMPANY),),
        calendars=(Calendar(id=ALWAYS, weekly=tuple(Shift(weekday=d, start=time(), end=time()) for d in range(1, 8))),),
        resources=tuple(_resource(shop, machine) for machine in range(shop.machines)),
        orders=tuple(_order(number, job) for number, job in enumerate(shop.jobs)),
        operations=tuple(_operation(shop, number, work) for number, work in enumerate(shop.operations)),
    )


def operation_id(number: int) -> OperationId:
    return OperationId(f"operation {number:04}")


def mode_id(way: int) -> ModeId:
    return ModeId(f"way {way}")


def _resource(shop: Shop, machine: int) -> Resource:
    oven = machine in shop.ovens
    matrix = shop.set_ups[machine] if shop.set_ups else ()
    return Resource(
        id=ResourceId(f"machine {machine:03}"),
        kind=ResourceKind.MACHINE,
        workshop=SHOP,
        calendar=ALWAYS,
        set_ups=tuple(
            SetUp(attribute="family", from_value=str(a), to_value=str(b), minutes=minutes)
            for a, row in enumerate(matrix)
            for b, minutes in enumerate(row)
            if minutes
        ),
        most_load=Decimal(HOLDS) if oven else None,
        programmes=tuple(Programme(id=str(minutes), minutes=minutes) for minutes in PROGRAMMES) if oven else (),
    )


def _operation(shop: Shop, number: int, work: Work) -> Operation:
    return Operation(
        id=operation_id(number),
        order=OrderId(f"job {work.job:04}"),
        after=tuple(Link(operation=operation_id(before)) for before in work.after),
        modes=tuple(_mode(shop, work, row, way) for row, way in enumerate(work.ways)),
    )


def _mode(shop: Shop, work: Work, row: int, way: Way) -> Mode:
    uses = (Use(resource=ResourceId(f"machine {way.machine:03}")),)
    if way.machine in shop.ovens:
        return Mode(id=mode_id(row), uses=uses, programme=str(way.minutes), load=Decimal(work.load))
    states = (StateValue(attribute="family", value=str(work.family)),) if shop.set_ups else ()
    return Mode(id=mode_id(row), uses=uses, set_up_minutes=way.minutes, states=states)


def _order(number: int, job: Job) -> Order:
    due = ORIGIN + timedelta(minutes=job.due)
    day = due.date()
    instalment = Instalment(
        number=1, quantity=1, requested=day, first_committed=day, committed=day, committed_hour=due.time()
    )
    return Order(
        id=OrderId(f"job {number:04}"),
        company=COMPANY,
        status=OrderStatus.EFFECTIVE,
        effective_at=ORIGIN,
        decomposed_at=ORIGIN,
        weight=job.weight,
        lines=(OrderLine(number=1, product=PART, quantity=1, instalments=(instalment,)),),
    )
