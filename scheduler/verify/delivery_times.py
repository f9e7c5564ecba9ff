"""From the ends of operations to the customer: what each delivery waits for, and when it arrives."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import NamedTuple

from scheduler.domain.due import Due
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import DeliveryOutcome
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import instant, minute
from scheduler.verify.outside import ways


class Way(NamedTuple):
    """Packed and in store, leaving, at the customer; ex works it has arrived when it is packed, whenever it leaves."""

    ready: int
    leaves: int
    arrives: int


def feeds(operation: Operation, due: Due) -> bool:
    """Whether a delivery waits for an operation: of the whole order, its whole line, or its instalment."""
    if due.line is None or operation.line is None:
        return True
    return operation.line == due.line and operation.instalment in (None, due.instalment)


def way(case: Case, order: Order, due: Due, ends: Mapping[OperationId, int]) -> Way | None:
    """When a delivery is ready, leaves and arrives; None if an end is unknown or a calendar never opens.

    `ends` are those of the operations with the way back of what was done outside.
    """
    feeding = [operation.id for operation in case.operations_of[order.id] if feeds(operation, due)]
    if any(id_ not in ends for id_ in feeding):
        return None
    last = max((ends[id_] for id_ in feeding), default=case.release(order.id))
    ready = last + order.packing_minutes
    if order.destination is None:
        return Way(ready, max(ready, paid(case, order, ready)), ready)
    destination = case.destinations.get(order.destination)
    if destination is None:
        return None
    free = max(ready, paid(case, order, ready))
    if not order.accepts_early:
        free = max(free, _day_begins(case, order, due) - destination.transit_minutes)
    dispatch = case.companies[order.company].dispatch_calendar
    leaves = free if dispatch is None else case.calendar_time(dispatch).first_open(free)
    if leaves is None:
        return None
    there = leaves + destination.transit_minutes
    receiving = destination.receiving_calendar
    arrives = there if receiving is None else case.calendar_time(receiving).first_open(there)
    return None if arrives is None else Way(ready, leaves, arrives)


def paid(case: Case, order: Order, ready: int) -> int:
    """From when on nothing is owed for a delivery that is ready: a payment nobody dates is taken to come in time, one
    that should have come already to come now."""
    payment = order.payment
    if payment is None or payment.received or payment.expected is None:
        return ready
    return max(case.as_of, minute(payment.expected))


def _day_begins(case: Case, order: Order, due: Due) -> int:
    """00:00 plant time of the committed day, of several instalments of the last one's."""
    days = [
        part.committed
        for line in order.lines
        for part in line.instalments
        if (due.line, due.instalment) in ((None, None), (line.number, part.number))
    ]
    return minute(datetime.combine(max(days), time.min, case.zone))


def planned_deliveries(case: Case, order: Order) -> tuple[DeliveryOutcome, ...] | None:
    """The deliveries that the plan's work leads to; None if work is missing or a calendar never opens."""
    if order.id not in case.delivered:
        own = [case.jobs[operation.id] for operation in case.operations_of[order.id] if operation.id in case.jobs]
        case.delivered[order.id] = deliveries(case, order, {job.operation.id: _back(job) for job in own})
    return case.delivered[order.id]


def _back(job: Job) -> int:
    """When a piece of work is back in the shop: at its end, or a way after it."""
    return job.end if job.mode is None else job.end + ways(job.mode)[1]


def deliveries(case: Case, order: Order, ends: Mapping[OperationId, int]) -> tuple[DeliveryOutcome, ...] | None:
    """All deliveries of an order as the plan should state them; None if one has no arrival."""
    result = []
    for due in case.dues(order.id):
        found = way(case, order, due, ends)
        if found is None:
            return None
        result.append(
            DeliveryOutcome(
                line=due.line,
                instalment=due.instalment,
                ready=instant(found.ready),
                leaves=instant(found.leaves),
                arrives=instant(found.arrives),
                due=due.committed,
            )
        )
    return tuple(result)
