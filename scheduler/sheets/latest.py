"""Latest dates: how late each operation and each delivery may be for the committed date still to be met.

A backward pass over an order's planned operations (the late dates of the critical path method, J. E. Kelley 1961), in
working time. It starts at each delivery's due moment and goes back through the receiving calendar, the way to the
customer, the dispatch calendar and packing to the end of the last operation; then from each operation, in the mode that
the plan chose and in the time in which all its resources are open, to its latest start, and over lags and transports to
the operations before it. Where a relation counts from a start, that start is limited, and with it the finish. Maximum
waits are left out: they make nothing late that is early enough. Other orders' work is ignored, so a latest date is a
limit and no promise of a free machine.

So an operation that ends by its latest finish does not make its order late by itself; one that ends a minute later
does, even with the shop to itself from there on. In a plan, an order is on time exactly if no operation and no
delivery of it is planned after its latest date: `tests/sheets/test_latest.py` holds that for random shops.

What is reported waits for nothing: it has a latest finish, because others wait for it, and no latest start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.compile.deliveries import gate
from scheduler.domain.due import Due, dues
from scheduler.domain.operation import Operation, Relation
from scheduler.domain.order import Order
from scheduler.domain.plan import Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.sheets.network import Network
from scheduler.sheets.open_time import OpenTime

FROM_START = (Relation.START_START, Relation.START_FINISH)
TO_FINISH = (Relation.FINISH_FINISH, Relation.START_FINISH)
"""The relations that count from the predecessor's start, and those that count to the follower's finish."""


class Latest(NamedTuple):
    """Minutes since as-of. None: earlier than anything that is worked out, see `open_time.LOOK_BACK`; for the start
    also that the work is reported."""

    start: int | None
    finish: int | None


class LatestDelivery(NamedTuple):
    """Minutes since as-of by which one delivery must be packed, leave and be there; None as in `Latest`."""

    ready: int | None
    leaves: int | None
    arrives: int


@dataclass(frozen=True, slots=True)
class LatestDates:
    operations: Mapping[OperationId, Latest]
    deliveries: Mapping[OrderId, Sequence[LatestDelivery]]
    """In the order of the outcome's deliveries."""


def latest_dates(problem: Problem, plan: Plan, network: Network, open_time: OpenTime) -> LatestDates:
    """For every planned order. `problem` must be decomposed."""
    planned = {o.order for o in plan.outcomes if o.verdict is not Verdict.NOT_PLANNABLE}
    zone = ZoneInfo(problem.zone)
    ways = _Ways(problem, open_time)
    operations: dict[OperationId, Latest] = {}
    deliveries: dict[OrderId, Sequence[LatestDelivery]] = {}
    for order in problem.orders:
        if order.id in planned:
            own = dues(order, zone)
            deliveries[order.id] = [ways.latest(order, due) for due in own]
            ends = [
                (due, _less(limit.ready, order.packing_minutes))
                for due, limit in zip(own, deliveries[order.id], strict=True)
            ]
            _go_back(network, open_time, order, ends, operations)
    return LatestDates(operations, deliveries)


class _Ways:
    """The way from the shop to the customers, backwards."""

    def __init__(self, problem: Problem, open_time: OpenTime) -> None:
        self.problem = problem
        self.open_time = open_time
        self.companies = {company.id: company for company in problem.companies}
        self.destinations = {destination.id: destination for destination in problem.destinations}

    def latest(self, order: Order, due: Due) -> LatestDelivery:
        arrives = self.open_time.clock.minute(due.committed)
        if order.destination is None:  # what is not paid is fetched later, and late for that it is not
            return LatestDelivery(
                arrives, max(arrives, gate(order, due, None, self.problem, self.open_time.clock)), arrives
            )
        destination = self.destinations[order.destination]
        received = self.open_time.last_open(destination.receiving_calendar, arrives)
        if received is None:
            return LatestDelivery(None, None, arrives)
        dispatch = self.companies[order.company].dispatch_calendar
        leaves = self.open_time.last_open(dispatch, received - destination.transit_minutes)
        return LatestDelivery(leaves, leaves, arrives)


def _go_back(
    network: Network,
    open_time: OpenTime,
    order: Order,
    ends: Sequence[tuple[Due, int | None]],
    found: dict[OperationId, Latest],
) -> None:
    """Adds the latest dates of one order's operations; `ends` are those of the work for each of its deliveries."""
    for id_ in network.backwards(order.id):
        operation = network.operations[id_]
        limits = [_less(end, network.way_back(id_)) for due, end in ends if feeds(operation, due)]
        start_limits: list[int | None] = []
        for follower, link in network.followers[id_]:
            joined = found[follower].start
            if (
                link.relation in TO_FINISH
            ):  # a latest finish in a pause is never reached: what counts is the end before it
                joined = _reached(network, open_time, network.operations[follower], joined)
            limit = _less(joined, link.minimum_minutes + network.way(id_, follower))
            (start_limits if link.relation in FROM_START else limits).append(limit)
        finish = _earliest(limits)
        if finish is None or id_ in network.progress:
            found[id_] = Latest(None, finish)
            continue
        start = _latest_start(network, open_time, operation, finish)
        if start_limits and start is not None:
            start, finish = _started_by(network, open_time, operation, _earliest([start, *start_limits]), finish)
        found[id_] = Latest(start, finish)


def _started_by(
    network: Network, open_time: OpenTime, operation: Operation, limit: int | None, finish: int
) -> tuple[int | None, int | None]:
    """The last start not after `limit`, and the finish that it leads to, not after `finish`."""
    start, mode = limit, network.modes[operation.id]
    if limit is not None and mode.uses:
        resources = tuple(use.resource for use in mode.uses)
        needed = 1 if operation.resumable else network.work(operation.id)
        start = open_time.latest_start(resources, limit + needed, needed, operation.resumable)
    reached = _reached(network, open_time, operation, start)
    return start, None if reached is None else min(finish, reached)


def _reached(network: Network, open_time: OpenTime, operation: Operation, start: int | None) -> int | None:
    """When an operation that begins then, at an open minute, is done."""
    mode, work = network.modes[operation.id], network.work(operation.id)
    if start is None or not mode.uses or not operation.resumable:
        return None if start is None else start + work
    return open_time.finish(tuple(use.resource for use in mode.uses), start, work)


def _latest_start(network: Network, open_time: OpenTime, operation: Operation, finish: int) -> int | None:
    mode, work = network.modes[operation.id], network.work(operation.id)
    if not mode.uses:  # elapsed time
        return finish - work
    return open_time.latest_start(tuple(use.resource for use in mode.uses), finish, work, operation.resumable)


def feeds(operation: Operation, due: Due) -> bool:
    """Whether a delivery waits for an operation: of the whole order, its whole line, or its instalment."""
    if due.line is None or operation.line is None:
        return True
    return operation.line == due.line and operation.instalment in (None, due.instalment)


def _less(minute: int | None, minutes: int) -> int | None:
    return None if minute is None else minute - minutes


def _earliest(limits: Sequence[int | None]) -> int | None:
    """The smallest limit; one that lies before everything makes the whole so. Every operation feeds a delivery."""
    known = [limit for limit in limits if limit is not None]
    return min(known) if len(known) == len(limits) else None
