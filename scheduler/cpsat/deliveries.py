"""From the end of the last operation to the customer, and what the arrival costs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scheduler.compile.network import NEVER
from scheduler.cpsat.rows import Delivery, Order, Shop

DAY = 1440

Ready = Mapping[int, int] | Sequence[int]
"""Per operation when its result is in the shop: its end, and the way back from work outside."""


def departure(shop: Shop, delivery: Delivery, finish: int) -> int:
    """When a delivery leaves whose last operation is ready at `finish`: packed, not before its gate, on a dispatch day;
    NEVER beyond the horizon."""
    leaves = max(finish + delivery.packing, delivery.gate)
    if delivery.dispatch >= 0:
        leaves = shop.timetable(delivery.dispatch).next_open(leaves)
    return min(leaves, NEVER)


def arrival(shop: Shop, delivery: Delivery, finish: int) -> int:
    """When it arrives: after transit, on a receiving day; ex works when it is packed. NEVER beyond the horizon."""
    if delivery.ex_works:
        return min(finish + delivery.packing, NEVER)
    arrives = departure(shop, delivery, finish) + delivery.transit
    if delivery.receiving >= 0:
        arrives = shop.timetable(delivery.receiving).next_open(arrives)
    return min(arrives, NEVER)


def storage_cost(shop: Shop, delivery: Delivery, finish: int) -> int:
    """What a delivery costs for every started day between packed and leaving."""
    if not delivery.storage:
        return 0
    return delivery.storage * -(-(departure(shop, delivery, finish) - finish - delivery.packing) // DAY)


def latest_finish(shop: Shop, delivery: Delivery, arrives: int) -> int:
    """Latest end of the last operation that still arrives at or before minute `arrives`; -NEVER if there is
    none."""
    if delivery.ex_works:
        return arrives - delivery.packing
    if delivery.receiving >= 0:
        arrives = shop.timetable(delivery.receiving).last_open(arrives)
    leaves = arrives - delivery.transit
    if delivery.dispatch >= 0:
        leaves = shop.timetable(delivery.dispatch).last_open(leaves)
    return max(-NEVER, leaves - delivery.packing) if leaves >= delivery.gate else -NEVER


def finish(shop: Shop, delivery: Delivery, ready: Ready) -> int:
    """When the last operation feeding a delivery is ready, or its release if there is none."""
    return max((ready[op] for op in shop.last_ops(delivery)), default=delivery.release)


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


def lateness(shop: Shop, order: int, ready: Ready) -> Lateness:
    rows = shop.order_deliveries(order)
    arrivals = [arrival(shop, row, finish(shop, row, ready)) for row in rows]
    return Lateness(
        max(a - row.due for a, row in zip(arrivals, rows, strict=True)),
        max(a - row.contract for a, row in zip(arrivals, rows, strict=True)),
        max(arrivals),
    )


def lateness_cost(order: Order, late: Lateness) -> int:
    """Weight times minutes late, plus the contract's penalties."""
    return order.weight * max(0, late.late) + penalty(order, late.contract_late)
