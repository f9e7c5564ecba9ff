"""What each department has to do for an order: by when it is planned, and by when it is needed at the latest."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from scheduler.domain.operation import TaskKind
from scheduler.domain.order import Order
from scheduler.domain.plan import Assignment, DeliveryOutcome, Outcome, Peg, SupplyKind
from scheduler.sheets.facts import Facts, minutes_between, worst_delivery
from scheduler.sheets.latest import LatestDelivery


class Department(StrEnum):
    """A column of the order plan, in the order in which an order passes."""

    DESIGN = "design"
    PURCHASING = "purchasing"
    COOPERATION = "cooperation"
    FABRICATION = "fabrication"
    SURFACE = "surface"
    ASSEMBLY_START = "assembly_start"
    ASSEMBLY_FINISH = "assembly_finish"
    INSPECTION = "inspection"
    PACKING = "packing"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"


FINISHED_BY = {
    Department.DESIGN: TaskKind.DESIGN,
    Department.COOPERATION: TaskKind.COOPERATION,
    Department.FABRICATION: TaskKind.FABRICATION,
    Department.SURFACE: TaskKind.SURFACE,
    Department.ASSEMBLY_FINISH: TaskKind.ASSEMBLY,
    Department.INSPECTION: TaskKind.INSPECTION,
}
"""Departments that are done when the last operation of a kind is. Packing is done when the delivery is packed."""


class Dates(NamedTuple):
    """Instants in UTC: `planned` and `latest` are of the work that ends last (for assembly start: begins first), or
    of the worst delivery.

    `slack` is that of the department's tightest work, in elapsed minutes, negative: too late. `late` is true if any
    of its work is planned after its latest date.
    """

    planned: datetime
    latest: datetime | None
    slack: int | None
    late: bool


def departments(facts: Facts, order: Order, outcome: Outcome) -> Mapping[Department, Dates]:
    """Those that have something to do for a planned order, in the order of `Department`."""
    found: dict[Department, Dates] = {}
    work = facts.work[order.id]
    for department, kind in FINISHED_BY.items():
        own = [assignment for assignment in work if facts.operation(assignment).kind is kind]
        if own:
            found[department] = _finish(facts, own)
            if kind is TaskKind.ASSEMBLY:
                found[Department.ASSEMBLY_START] = _start(facts, own)
    arriving = [_supply_dates(facts, peg) for assignment in work for peg in bought(facts, assignment)]
    if arriving:
        found[Department.PURCHASING] = _last(arriving)
    found |= _way(facts, outcome)
    return {department: found[department] for department in Department if department in found}


def bought(facts: Facts, assignment: Assignment) -> Iterator[Peg]:
    """What comes from outside for an operation; stock needs nobody any more."""
    return (peg for peg in facts.pegs.get(assignment.operation, ()) if peg.supply is not SupplyKind.STOCK)


def in_store(facts: Facts, peg: Peg) -> datetime:
    """When the goods of a peg are counted on to arrive: before they are inspected."""
    return peg.available_at - facts.inspection(peg)


def latest_in_store(facts: Facts, peg: Peg) -> datetime | None:
    """The latest arrival with which the operation can still start in time for the committed date."""
    start = facts.at(facts.latest.operations[peg.operation].start)
    return None if start is None else start - facts.inspection(peg)


def finish_dates(facts: Facts, assignment: Assignment) -> Dates:
    return _dates(facts, assignment.end, facts.at(facts.latest.operations[assignment.operation].finish))


def delivery_dates(
    facts: Facts, delivery: DeliveryOutcome, limit: LatestDelivery
) -> tuple[tuple[Department, Dates], ...]:
    return (
        (Department.PACKING, _dates(facts, delivery.ready, facts.at(limit.ready))),
        (Department.DISPATCH, _dates(facts, delivery.leaves, facts.at(limit.leaves))),
        (Department.ARRIVAL, _dates(facts, delivery.arrives, facts.at(limit.arrives))),
    )


def _dates(facts: Facts, planned: datetime, latest: datetime | None) -> Dates:
    slack = None if latest is None else minutes_between(planned, latest)
    return Dates(planned, latest, slack, slack is None or slack < 0)


def _supply_dates(facts: Facts, peg: Peg) -> Dates:
    return _dates(facts, in_store(facts, peg), latest_in_store(facts, peg))


def _finish(facts: Facts, own: list[Assignment]) -> Dates:
    return _last([finish_dates(facts, assignment) for assignment in own])


def _start(facts: Facts, own: list[Assignment]) -> Dates:
    first = min(own, key=lambda assignment: assignment.start)
    if facts.progress(first.operation) is not None:  # it has begun: no date is too late any more
        return Dates(first.start, None, None, False)
    return _dates(facts, first.start, facts.at(facts.latest.operations[first.operation].start))


def _last(dates: list[Dates]) -> Dates:
    """Planned and latest of what comes last, with the slack of what is tightest."""
    last = max(dates, key=lambda d: (d.planned, -(d.slack or 0)))
    slacks = [d.slack for d in dates if d.slack is not None]
    late = any(d.late for d in dates)
    return Dates(last.planned, last.latest, min(slacks, default=None), late)


def _way(facts: Facts, outcome: Outcome) -> dict[Department, Dates]:
    """Packing, dispatch and arrival of the worst delivery."""
    worst = worst_delivery(outcome)
    return dict(delivery_dates(facts, outcome.deliveries[worst], facts.latest.deliveries[outcome.order][worst]))
