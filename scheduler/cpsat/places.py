"""Where operations are placed, and what a set of places is worth: the same seven measures as everywhere
else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FREE, NEVER, Int64
from scheduler.cpsat.rows import Delivery, Order, Predecessor, Shop
from scheduler.domain.goal import Goal

DAY = 1440


@dataclass(frozen=True)
class Places:
    """Engine minutes and mode per operation; of started work the part that remains."""

    start: Int64
    end: Int64
    mode: Int64

    def rows(self) -> "list[Place]":
        columns = (self.start.tolist(), self.end.tolist(), self.mode.tolist())
        return [Place(*row) for row in zip(*columns, strict=True)]


class Place(NamedTuple):
    start: int
    end: int
    mode: int


def places_of(rows: Sequence[Place]) -> Places:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Places(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def arrival(shop: Shop, delivery: Delivery, finish: int) -> int:
    """When a delivery arrives whose last operation ends at `finish`; NEVER beyond the horizon."""
    leaves = finish + delivery.packing
    if delivery.dispatch >= 0:
        leaves = shop.timetable(delivery.dispatch).next_open(leaves)
    arrives = leaves + delivery.transit
    if delivery.receiving >= 0:
        arrives = shop.timetable(delivery.receiving).next_open(arrives)
    return min(arrives, NEVER)


def latest_finish(shop: Shop, delivery: Delivery, arrives: int) -> int:
    """Latest end of the last operation that still arrives at or before minute `arrives`; -NEVER if there is
    none."""
    if delivery.receiving >= 0:
        arrives = shop.timetable(delivery.receiving).last_open(arrives)
    leaves = arrives - delivery.transit
    if delivery.dispatch >= 0:
        leaves = shop.timetable(delivery.dispatch).last_open(leaves)
    return max(-NEVER, leaves - delivery.packing)


def finish(shop: Shop, delivery: Delivery, ends: Sequence[int]) -> int:
    """End of the last operation feeding a delivery, or its release if there is none."""
    return max((ends[op] for op in shop.last_ops(delivery)), default=delivery.release)


def penalty(order: Order, contract_late: int) -> int:
    """What the contract costs at so many minutes late."""
    if contract_late <= 0:
        return 0
    daily = order.per_day * -(-contract_late // DAY)
    return order.fixed + (daily if order.cap < 0 else min(daily, order.cap))


class Lateness(NamedTuple):
    """Of one order: worst minutes late, the same against the contract, last arrival."""

    late: int
    contract_late: int
    arrives: int


def lateness(shop: Shop, order: int, ends: Sequence[int]) -> Lateness:
    rows = shop.order_deliveries(order)
    arrivals = [arrival(shop, row, finish(shop, row, ends)) for row in rows]
    return Lateness(
        max(a - row.due for a, row in zip(arrivals, rows, strict=True)),
        max(a - row.contract for a, row in zip(arrivals, rows, strict=True)),
        max(arrivals),
    )


@dataclass(frozen=True)
class Scope:
    """The operations and orders that a run looks at: all, or the binding ones before the tentative ones."""

    ops: frozenset[int]
    orders: frozenset[int]


def everything(shop: Shop) -> Scope:
    return Scope(frozenset(range(len(shop.ops))), frozenset(range(len(shop.orders))))


def measures(shop: Shop, scope: Scope, rows: Sequence[Place]) -> dict[Goal, int]:
    """All seven goals of placed operations; what is outside the scope counts nothing. Overtime is always
    paid."""
    ends = [place.end for place in rows]
    cost, untradeable, flow = shop.network.base_cost, 0, 0
    for index in scope.orders:
        order = shop.orders[index]
        late = lateness(shop, index, ends)
        cost += order.weight * max(0, late.late) + penalty(order, late.contract_late)
        if order.untradeable:
            untradeable += max(1, order.weight) * max(0, late.late)
        firsts = [real_start(shop, op, rows[op]) for op in shop.order_ops(index)]
        if firsts:
            flow += late.arrives - min(firsts)
    broken = sum(
        (rows[pin.op].end if pin.ends else rows[pin.op].start) > pin.at for pin in shop.pins if pin.op in scope.ops
    )
    disturbance = makespan = 0
    for index in scope.ops:
        op, place = shop.ops[index], rows[index]
        broken += sum(wait(shop, rows, edge, index) > edge.maximum for edge in shop.op_preds(index))
        cost += shop.modes[place.mode].cost
        makespan = max(makespan, place.end)
        if op.published_start > -NEVER:
            disturbance += (real_start(shop, index, place), place.mode) != (
                op.published_start,
                op.published_mode,
            )
    return {
        Goal.UNPLANNED: 0,
        Goal.BROKEN_PINS: broken,
        Goal.UNTRADEABLE_LATENESS: untradeable,
        Goal.COST: cost,
        Goal.DISTURBANCE: disturbance,
        Goal.FLOW_TIME: flow,
        Goal.MAKESPAN: makespan,
    }


def wait(shop: Shop, rows: Sequence[Place], edge: Predecessor, op: int) -> int:
    """Minutes between the two ends that a relation joins."""
    before = rows[edge.op]
    from_ = real_start(shop, edge.op, before) if edge.from_start else before.end
    return (rows[op].end if edge.to_end else rows[op].start) - from_


def real_start(shop: Shop, op: int, place: Place) -> int:
    """Start of an operation; of reported work the real one, in the past."""
    return place.start if shop.ops[op].state == FREE else shop.ops[op].fact_start
