"""The forest of operations for which prices find the cheapest way exactly.

Kept are links from an end to a start inside an order, one for each operation; of several the one that leaves it the
least time. What else would hold work back is not asked of it, except that nothing starts before it could in an empty
shop: stocks that others empty, maximum waits, pins, set-ups, ties, caps of overtime, the gates of a store. Their costs
are not counted, nor those of sources. Every plan keeps what is kept, and costs no less than what is counted.
"""

from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FINISHED, FREE, Network
from scheduler.kernel.priced_orders import Trees
from scheduler.kernel.prices import SCALE, Int64
from scheduler.search.starts import Context

LARGEST = 2**60
"""What sums of costs stay below, in parts of money."""


class Forest(NamedTuple):
    """The trees, and what every plan pays for modes."""

    trees: Trees
    mode_cost: int


def forest(context: Context, tariff: Int64) -> Forest:
    net = context.network
    succ, lag = _successors(context)
    behind = np.flatnonzero(succ >= 0)
    child_first = np.zeros(len(net.op) + 1, np.int64)
    child_first[1:] = np.cumsum(np.bincount(succ[behind], minlength=len(net.op)))
    group_first, group_mode, group = _groups(net)
    fronts = np.zeros(len(net.op) + 1, np.int64)
    fronts[1:] = np.cumsum(np.where(succ >= 0, np.diff(group_first)[succ], 1))
    extra, mode_cost = _mode_costs(net, group)
    reported = np.repeat(net.op["state"] != FREE, net.op["mode_end"] - net.op["mode_first"])
    trees = Trees(
        succ=succ,
        lag=lag,
        child_first=child_first,
        child=behind[np.argsort(succ[behind], kind="stable")].astype(np.int64),
        delivery=_deliveries(net, succ),
        group_first=group_first,
        group_mode=group_mode,
        group=group,
        front_first=fronts,
        extra=extra,
        floor=np.where(reported, 0, np.maximum(context.earliest_mode_start, 0)),
        tariff=tariff,
        floor_late=_least_late(context),
    )
    return Forest(trees, mode_cost)


def _successors(context: Context) -> tuple[Int64, Int64]:
    """(successor or -1, lag) of every operation."""
    net = context.network
    succ, lag = np.full(len(net.op), -1, np.int64), np.zeros(len(net.op), np.int64)
    if not len(net.pred):
        return succ, lag
    then = np.repeat(np.arange(len(net.op)), net.op["pred_end"] - net.op["pred_first"])
    before = net.pred["op"]
    kept = (net.pred["kind"] == 0) & (net.pred["from_start"] == 0) & (net.pred["to_end"] == 0) & (then > before)
    kept &= (net.op["state"][then] == FREE) & (net.op["state"][before] != FINISHED)
    kept &= net.op["order"][then] == net.op["order"][before]
    shortest = np.minimum.reduceat(net.mode["work"], net.op["mode_first"])
    latest = context.latest_end[then] - shortest[then] - net.pred["lag"]
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(-latest[rows], kind="stable")]  # the last one stays
    succ[before[rows]], lag[before[rows]] = then[rows], net.pred["lag"][rows]
    return succ, lag


def _deliveries(net: Network, succ: Int64) -> Int64:
    """The delivery that each root feeds, of several the one that must be ready first; -1 if it feeds none."""
    found = np.full(len(net.op), -1, np.int64)
    ready = net.delivery["due"] - net.delivery["packing"] - net.delivery["transit"]
    for d in np.argsort(-ready, kind="stable").tolist():
        found[net.delivery_op[net.delivery[d]["op_first"] : net.delivery[d]["op_end"]]] = d
    found[(succ >= 0) | (net.op["state"] == FINISHED)] = -1
    return found


def _groups(net: Network) -> tuple[Int64, Int64, Int64]:
    """Modes to which transport takes the same time, whatever comes before: (offsets, one mode each, group per mode)."""
    first, one = [0], []
    group = np.full(len(net.mode), -1, np.int64)
    rows = net.mode[["workshop", "there", "allowed"]].tolist()
    for mode_first, mode_end in net.op[["mode_first", "mode_end"]].tolist():
        modes = range(mode_first, mode_end)
        known: dict[tuple[int, int], int] = {}
        for mode in [m for m in modes if rows[m][2]] or modes:
            workshop, there, _ = rows[mode]
            if (workshop, there) not in known:
                known[workshop, there] = len(known)
                one.append(mode)
            group[mode] = known[workshop, there]
        first.append(len(one))
    return np.array(first, np.int64), np.array(one, np.int64), group


def _mode_costs(net: Network, group: Int64) -> tuple[Int64, int]:
    """(extra cost per mode, cost of every operation's cheapest mode); extra costs beyond all sense are cut off."""
    if not len(net.op):
        return np.zeros(0, np.int64), 0
    cost = np.where(group >= 0, net.mode["cost"], 2**60)
    least = np.minimum.reduceat(cost, net.op["mode_first"])
    extra = cost - np.repeat(least, net.op["mode_end"] - net.op["mode_first"])
    largest = LARGEST // most_operations(net) // SCALE
    return np.minimum(extra, largest) * SCALE, sum(least.tolist())


def most_operations(net: Network) -> int:
    """Of one order; at least 1."""
    return max(1, int((net.order["op_end"] - net.order["op_first"]).max(initial=1)))


def _least_late(context: Context) -> Int64:
    net = context.network
    if not len(net.order):
        return np.zeros(0, np.int64)
    late = context.earliest_arrival - net.delivery["due"]
    found: Int64 = np.maximum.reduceat(late, net.order["delivery_first"])
    return found
