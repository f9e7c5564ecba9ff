"""Makespan of a plain shop of machines: job shops, flexible and hybrid ones, flow shops.

Where machines are always open and nothing but sequences decides (no transport, stock, set-ups, pins …), single moves on
a graph are a hundred times as fast as placing work around calendars: see `sequencing`.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FREE, NEVER, Network, Records
from scheduler.domain.goal import Goal
from scheduler.kernel import machines
from scheduler.kernel.machines import Int64, Machines, Sequences, new_graph
from scheduler.search.starts import Context

MOST_UNITS = 64
"""A pool with more stations is no set of machines."""


@dataclass(frozen=True)
class Shop:
    """The shop as the kernel needs it, and the way back."""

    machines: Machines
    network_mode: Int64
    """Per mode of the kernel the network's; the stations of a pool are modes of their own."""
    order_of: Int64


def shop_of(context: Context) -> Shop | None:
    """The shop of machines that a problem is; None if it has anything beyond that."""
    net = context.network
    if Goal.MAKESPAN not in context.compiled.problem.settings.goals or not (
        is_plain(net) and is_always_open(net) and _has_machines(net)
    ):
        return None
    first_use = net.mode["use_first"]
    resource = net.use["resource"][first_use]
    units = net.res["units"]
    machine_of = np.concatenate([[0], np.cumsum(units)])
    ptr, machine, minutes, network_mode = [0], [], [], []
    for row in net.op:
        for mode in range(row["mode_first"], row["mode_end"]):
            if net.mode[mode]["allowed"]:
                for unit in range(units[resource[mode]]):
                    machine.append(int(machine_of[resource[mode]]) + unit)
                    minutes.append(int(net.mode[mode]["work"]))
                    network_mode.append(mode)
        ptr.append(len(machine))
    # A machine may be named by two modes of an operation: there is room for one.
    users = np.zeros(int(machine_of[-1]), np.int64)
    for op in range(len(net.op)):
        users[np.unique(machine[ptr[op] : ptr[op + 1]]).astype(np.int64)] += 1
    before, after = relations(net)
    table = Machines(
        release=net.op["release"].astype(np.int64),
        pred_ptr=before.ptr,
        pred=before.op,
        pred_lag=before.lag,
        succ_ptr=after.ptr,
        succ=after.op,
        succ_lag=after.lag,
        mode_ptr=np.array(ptr, np.int64),
        mode_machine=np.array(machine, np.int64),
        mode_time=np.array(minutes, np.int64),
        room=np.concatenate([[0], np.cumsum(users)]).astype(np.int64),
        flexible=bool((np.diff(ptr) > 1).any()),
    )
    return Shop(table, np.array(network_mode, np.int64), net.op["order"].astype(np.int64))


def is_plain(net: Network) -> bool:
    """Whether nothing but modes, releases and simple relations matters."""
    if not len(net.op) or any(len(table) for table in (net.tie, net.block, net.cap, net.overtime, net.pin, net.need)):
        return False
    if (net.op["state"] != FREE).any() or (net.op["start_pin"] >= 0).any() or (net.op["end_pin"] < NEVER).any():
        return False
    if net.order["tentative"].any() and not net.order["tentative"].all():
        return False
    if len(net.pred) and (net.pred["from_start"].any() or net.pred["to_end"].any() or net.pred["lag"].min() < 0):
        return False
    return not len(net.pred) or bool((net.pred["maximum"] >= NEVER).all())


def is_always_open(net: Network) -> bool:
    """Whether every mode works on resources that are always open, at no distance from any other."""
    mode = net.mode
    if (mode["use_end"] == mode["use_first"]).any() or (mode["class_"] < 0).any() or (mode["work"] < 1).any():
        return False
    first = net.cal.win_ptr[mode["class_"]]
    always = (net.cal.win_ptr[mode["class_"] + 1] - first == 1) & (net.cal.win["start"][first] <= 0)
    always &= net.cal.win["end"][first] >= net.cal.horizon
    lasting = (mode["opens"] <= 0) & (mode["closes"] >= NEVER) & (mode["ends_by"] >= NEVER)
    near = (mode["there"] == 0) & (mode["back"] == 0)
    workshops = np.unique(mode["workshop"])
    still = (workshops >= 0).all() and not net.transport[np.ix_(workshops, workshops)].any()
    return bool(still and (always & lasting & near).all())


def _has_machines(net: Network) -> bool:
    """Whether every mode takes one unit of one resource, which remembers nothing."""
    use = net.use[net.mode["use_first"]]
    resource = net.res[use["resource"]]
    one = (net.mode["use_end"] - net.mode["use_first"] == 1) & (use["amount"] == 1)
    return bool((one & (resource["station"] == 0) & (resource["units"] <= MOST_UNITS)).all())


class Relations(NamedTuple):
    """Rows `ptr[i] : ptr[i + 1]` are the predecessors, or the successors, of operation i, with their lags."""

    ptr: Int64
    op: Int64
    lag: Int64


def relations(net: Network) -> tuple[Relations, Relations]:
    """Predecessors and successors of every operation."""
    edges = [(op, int(e["op"]), int(e["lag"])) for op in range(len(net.op)) for e in _predecessors(net, op)]
    return _relations(edges, len(net.op)), _relations(sorted((b, a, lag) for a, b, lag in edges), len(net.op))


def _relations(edges: list[tuple[int, int, int]], count: int) -> Relations:
    """From (operation, other, lag), sorted by operation."""
    of, op, lag = np.array(edges, np.int64).reshape(-1, 3).T.copy()
    return Relations(np.concatenate([[0], np.cumsum(np.bincount(of, minlength=count))]).astype(np.int64), op, lag)


def _predecessors(net: Network, op: int) -> Records:
    return net.pred[net.op[op]["pred_first"] : net.op[op]["pred_end"]]


# --- bounds ------------------------------------------------------------------------------------------


def makespan_bound(shop: Shop) -> int:
    """No schedule ends earlier: for each set of machines, all work that has no other machine, spread evenly, after the
    earliest heads and before the shortest tails."""
    table = shop.machines
    shortest = np.minimum.reduceat(table.mode_time, table.mode_ptr[:-1])
    head, tail = _heads_and_tails(table, shortest)
    sets = [
        frozenset(table.mode_machine[a:b].tolist()) for a, b in zip(table.mode_ptr, table.mode_ptr[1:], strict=False)
    ]
    best = int((head + shortest + tail).max())
    for chosen in {*sets, frozenset().union(*sets)}:
        inside = np.array([each <= chosen for each in sets])
        k = len(chosen)
        early, late = (np.sort(values[inside])[:k].sum() for values in (head, tail))
        count = min(k, int(inside.sum()))
        best = max(best, -(-int(shortest[inside].sum() + early + late) // k) if count == k else 0)
    return best


def _heads_and_tails(table: Machines, shortest: Int64) -> tuple[Int64, Int64]:
    """Of every operation with all machines to itself."""
    n = len(shortest)
    ptr = np.arange(n + 1)
    alone = table._replace(mode_ptr=ptr, mode_machine=np.arange(n), mode_time=shortest, room=ptr, flexible=False)
    plan = Sequences(np.arange(n), np.zeros(n, np.int64), np.arange(n), np.ones(n, np.int64))
    graph = new_graph(n)
    machines.evaluate(alone, plan, graph)
    return graph.head, graph.tail
