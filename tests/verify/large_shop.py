"""A large shop with a plan in which first comes is first served, to measure the time of verifying."""

from datetime import timedelta
from decimal import Decimal

from scheduler.domain.plan import AssignedUse, Assignment, Peg, Plan, Segment, SupplyKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, CompanyId, MaterialId
from scheduler.domain.resource import Company
from scheduler.verify.case import Case
from scheduler.verify.minutes import instant
from scheduler.verify.work import working_minutes
from tests.builders import (
    AS_OF,
    destination,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    shop,
    stock,
    transport,
    use,
    weekly,
    workers,
)
from tests.verify.plans import complete

CHAIN = 10
"""Operations of an order, one after the other."""


def large_shop(operations: int) -> Problem:
    """Orders of ten operations on machines with three calendars in two workshops; some need a worker."""
    machines = operations // 50
    calendars = ("always", "day", "two shifts")
    return shop(
        companies=(Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("day")),),
        calendars=(weekly("two shifts", range(1, 7), "06:00", "22:00", ("14:00", "14:15")),),
        resources=(
            *(
                machine(f"M{i}", calendar=calendars[i % 3], workshop=f"W{1 + i % 2}", efficiency=100 + i % 7)
                for i in range(machines)
            ),
            workers("G", 10_000, calendar="day"),
        ),
        transports=(transport("W1", "W2", 30),),
        destinations=(destination("site", transit=600, receiving="day"),),
        materials=(material("steel"),),
        stocks=(stock("steel", operations),),
        orders=[
            order(f"R{i}-", due=str((AS_OF + timedelta(days=3 + i % 20)).date()), to="site" if i % 2 else None)
            for i in range(operations // CHAIN)
        ],
        operations=[
            operation(
                f"R{i}-{k}",
                modes=(
                    mode(
                        f"M{(i * 7 + k * 13) % machines}",
                        *((use("G", held=False),) if k % 3 == 0 else ()),
                        minutes=20 + (i + k) % 60,
                    ),
                ),
                after=f"R{i}-{k - 1}" if k else (),
                needs=(need("steel", 1),) if k % 4 == 0 else (),
            )
            for i in range(operations // CHAIN)
            for k in range(CHAIN)
        ],
    )


def loaded(problem: Problem) -> Plan:
    """Every operation after its predecessor, at the end of its machine's queue."""
    case = Case(problem, complete(problem))
    free = dict.fromkeys(case.resources, case.as_of)
    ends: dict[str, int] = {}
    assignments, pegs = [], []
    for item in problem.operations:
        chosen = item.modes[0]
        start = free[chosen.uses[0].resource]
        for before in item.after:
            way = case.transport_minutes(case.operations[before.operation].modes[0], chosen)
            start = max(start, ends[before.operation] + way)
        opened = case.open_time(chosen)
        assert opened is not None
        begins = opened.first_open(start)
        assert begins is not None
        end = opened.finish(begins, working_minutes(item, chosen, case.resources))
        assert end is not None
        ends[item.id] = free[chosen.uses[0].resource] = end
        assignments.append(
            Assignment(
                operation=item.id,
                order=item.order,
                mode=chosen.id,
                uses=tuple(
                    AssignedUse(resource=u.resource, amount=1, units=() if u.resource == "G" else (0,))
                    for u in chosen.uses
                ),
                start=instant(begins),
                end=instant(end),
                segments=tuple(Segment(start=instant(a), end=instant(b)) for a, b in opened.between(begins, end)),
            )
        )
        if item.needs:
            pegs.append(
                Peg(
                    operation=item.id,
                    material=MaterialId("steel"),
                    quantity=Decimal(1),
                    supply=SupplyKind.STOCK,
                    available_at=problem.as_of,
                )
            )
    return complete(problem, *assignments, pegs=pegs)
