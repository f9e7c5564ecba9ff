"""What a set of places is worth: the same seven measures as everywhere else."""

from collections.abc import Sequence

from scheduler.compile.network import NEVER
from scheduler.cpsat.deliveries import finish, lateness, lateness_cost, storage_cost
from scheduler.cpsat.overtime import overtime_cost
from scheduler.cpsat.places import Place, Scope, is_disturbed, real_start, wait
from scheduler.cpsat.rows import Shop
from scheduler.cpsat.stations import set_up_costs
from scheduler.domain.goal import Goal


def measures(shop: Shop, scope: Scope, rows: Sequence[Place]) -> dict[Goal, int]:
    """All seven goals of placed operations; what is outside the scope counts nothing. Approved overtime is always
    paid."""
    cost = shop.network.base_cost + set_up_costs(shop, scope.ops, rows)
    ready = ready_of(shop, rows)
    untradeable, flow = 0, 0
    for index in scope.orders:
        order = shop.orders[index]
        late = lateness(shop, index, ready)
        cost += lateness_cost(order, late)
        cost += sum(storage_cost(shop, row, finish(shop, row, ready)) for row in shop.order_deliveries(index))
        if order.untradeable:
            untradeable += max(1, order.weight) * max(0, late.late)
        firsts = [real_start(shop, op, rows[op]) for op in shop.order_ops(index)]
        if firsts:
            flow += late.arrives - min(firsts)
    broken = sum(
        (rows[pin.op].end if pin.ends else rows[pin.op].start) > pin.at for pin in shop.pins if pin.op in scope.ops
    )
    disturbance = makespan = 0
    for op in scope.ops:
        broken += sum(wait(shop, rows, edge, op) > edge.maximum for edge in shop.op_preds(op))
        cost += place_cost(shop, rows[op])
        makespan = max(makespan, rows[op].end)
        if shop.ops[op].published_start > -NEVER:
            disturbance += is_disturbed(shop, op, rows[op])
    return {
        Goal.UNPLANNED: 0,
        Goal.BROKEN_PINS: broken,
        Goal.UNTRADEABLE_LATENESS: untradeable,
        Goal.COST: cost,
        Goal.DISTURBANCE: disturbance,
        Goal.FLOW_TIME: flow,
        Goal.MAKESPAN: makespan,
    }


def ready_of(shop: Shop, rows: Sequence[Place]) -> list[int]:
    """Per operation when its result is in the shop."""
    return [place.end + shop.modes[place.mode].back for place in rows]


def place_cost(shop: Shop, place: Place) -> int:
    """What an operation costs by its mode, its chosen overtime and the sources of its needs."""
    sources = sum(shop.sources[source].cost for source in place.sources if source >= 0)
    return shop.modes[place.mode].cost + overtime_cost(shop, place.mode, place.start, place.end) + sources
