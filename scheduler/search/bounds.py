"""Lower bounds of every goal that hold for any plan, from the empty shop."""

import numpy as np
import numpy.typing as npt

from scheduler.compile.network import FREE
from scheduler.domain.goal import Goal
from scheduler.kernel import anneal, delivery
from scheduler.search.starts import Context, Int64


def critical_path_bounds(context: Context, unplanned: int) -> dict[Goal, int]:
    """Per goal a value no plan can beat: nobody arrives before it could with the shop to itself.

    Orders that are not plannable are so because of their data, so `unplanned` is exact.
    """
    net = context.network
    late, costs = unavoidable_lateness(context)
    untradeable = int((net.order["untradeable"] * np.maximum(1, net.order["weight"]) * np.maximum(0, late)).sum())
    cost, makespan = net.base_cost + int(costs.sum()), 0
    if len(net.op):
        cost += int(np.minimum.reduceat(net.mode["cost"], net.op["mode_first"]).sum())
        makespan = max(0, int(context.earliest_end.max()))
    return {
        Goal.UNPLANNED: unplanned,
        Goal.BROKEN_PINS: _broken_pins(context),
        Goal.UNTRADEABLE_LATENESS: untradeable,
        Goal.COST: cost,
        Goal.DISTURBANCE: 0,
        Goal.FLOW_TIME: _flow_time(context),
        Goal.MAKESPAN: makespan,
    }


def unavoidable_lateness(context: Context) -> tuple[Int64, Int64]:
    """Per order minutes late (below 0: early) with the shop to itself, and what they cost."""
    net = context.network
    minutes, costs = np.zeros(len(net.order), np.int64), np.zeros(len(net.order), np.int64)
    for order, row in enumerate(net.order):
        own = slice(row["delivery_first"], row["delivery_end"])
        late = int((context.earliest_arrival[own] - net.delivery["due"][own]).max())
        contract_late = int((context.earliest_arrival[own] - net.delivery["contract"][own]).max())
        minutes[order], costs[order] = late, delivery.lateness_cost(net, order, late, contract_late)
    return minutes, costs


def order_floors(context: Context) -> npt.NDArray[np.float64]:
    """What of each order's annealed value no schedule can avoid: its lateness alone in the shop, its cheapest modes."""
    net = context.network
    late, costs = unavoidable_lateness(context)
    floors = costs.astype(np.float64)
    untradeable = net.order["untradeable"] * np.maximum(1, net.order["weight"]) * np.maximum(0, late)
    floors += anneal.UNTRADEABLE_FACTOR * untradeable
    if len(net.op):
        np.add.at(floors, net.op["order"], np.minimum.reduceat(net.mode["cost"], net.op["mode_first"]))
    return floors


def _broken_pins(context: Context) -> int:
    """Pins on moments before which the work can't start, or end, whatever the plan."""
    net = context.network
    earliest = np.where(net.pin["ends"] != 0, context.earliest_end[net.pin["op"]], net.op["release"][net.pin["op"]])
    return int((earliest > net.pin["at"]).sum())


def _flow_time(context: Context) -> int:
    """Longest chain of plain work, lags, packing and transit of each order, as if everything were always open."""
    net = context.network
    if not len(net.op):
        return 0
    free = net.op["state"] == FREE
    work = np.where(free, np.minimum.reduceat(net.mode["work"], net.op["mode_first"]), 0).tolist()
    start, chain = [0] * len(work), [0] * len(work)
    links = net.pred.tolist()
    for op, (first, end) in enumerate(zip(net.op["pred_first"].tolist(), net.op["pred_end"].tolist(), strict=True)):
        last = 0
        for before, lag, kind, _, from_start, to_end in links[first:end]:
            if kind == 0 and free[before]:
                reached = (start if from_start else chain)[before] + lag
                if to_end:
                    last = max(last, reached)
                else:
                    start[op] = max(start[op], reached)
        chain[op] = max(last, start[op] + work[op])
    longest = [0] * len(net.order)
    for order, row in enumerate(net.order):
        for d in net.delivery[row["delivery_first"] : row["delivery_end"]]:
            last = max((chain[op] for op in net.delivery_op[d["op_first"] : d["op_end"]] if free[op]), default=-1)
            if last >= 0:
                longest[order] = max(longest[order], last + int(d["packing"]) + int(d["transit"]))
    return sum(longest)
