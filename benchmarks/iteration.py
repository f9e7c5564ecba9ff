"""Where the time of one move of the annealing goes: choosing, taking out, looking for places, putting, valuing.

Loops over longer and longer first parts of a move, always on the same schedule (everything is put back), so that the
difference of two loops is what the part between them costs.
"""

import argparse
import time
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt

from benchmarks.report import instances, publish, table
from scheduler.compile.compiling import compile_problem
from scheduler.compile.network import Network
from scheduler.files.benchmark import read_instance
from scheduler.kernel import anneal, ruin
from scheduler.kernel.place import find_best, put_back, remove
from scheduler.kernel.state import State
from scheduler.kernel.timeline import NEVER
from scheduler.search import improve, starts
from scheduler.search.bounds import order_floors

NAMES = ("factory-500-1", "factory-2000-1", "factory-10000-1", "factory-50000-1")
PARTS = (
    "choose orders",
    "list their tails",
    "take out, put back",
    "order of return",
    "look for places",
    "value orders",
)
MOVES = 4000
REPEATS = 8

NOTES = """

Microseconds a move on one thread, with the search's best dispatched schedule; the fastest of {repeats} runs of {moves}
moves. *Take out, put back*: both, of all operations of a move; a rejected move does it twice. *Look for places*: over
all modes, in order of return, each operation with the others of the move still out. *Looking around*: what a call
costs once, before its moves (neighbourhoods, copies), shared by the moves of a call in the search. Differences of a few
microseconds are noise, as a negative number shows."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances")
    parser.add_argument("--only", nargs="+", default=list(NAMES))
    arguments = parser.parse_args()
    rows = []
    for name in arguments.only:
        rows.append(measured(next(instances(arguments.instances).glob(f"{name}.json*"))))
        print(*rows[-1], sep=" | ", flush=True)
    head = ("instance", "orders", "operations a move", *PARTS, "looking around")
    publish(
        "iteration", "Where the time of a move goes", table(head, rows) + NOTES.format(repeats=REPEATS, moves=MOVES)
    )


def measured(path: Path) -> list[object]:
    """The row of one instance."""
    context = starts.prepare(compile_problem(read_instance(path)))
    net = context.network
    state = starts.dispatch_atc(context, starts.Dispatching(8.0, 0.5))
    movable = improve._movable(context)
    value = anneal.values(net, state, movable)
    weights = np.sqrt(np.maximum(0.0, value - order_floors(context))) + 0.02
    cumulative = np.cumsum(np.where(movable, weights, 0.0))
    near = ruin.neighbourhoods(net, state, movable)
    before = state.copy()
    spent, operations = np.full(len(PARTS), np.inf), 0
    for _ in range(1 + REPEATS):  # the first compiles; by turns, so that a slow moment hits all parts alike
        for parts in range(1, len(PARTS) + 1):
            begun = time.perf_counter()
            operations = moves(
                net, state, movable, cumulative, near, context.latest_end, context.weight,
                improve.generator(1, 0), improve.generator(1, 1), parts, MOVES,
            )  # fmt: skip
            spent[parts - 1] = min(spent[parts - 1], time.perf_counter() - begun)
    assert np.array_equal(state.op, before.op), "everything was put back"
    batch = improve.BATCH * max(1, len(net.order) // improve.ORDERS_PER_BATCH)
    around = min(_seconds_around(net, state, movable) for _ in range(5)) / batch
    costs = np.diff([0.0, *spent]) / MOVES * 1e6
    return [
        path.name.split(".")[0],
        len(net.order),
        round(operations / MOVES, 1),
        *costs.round(1),
        round(around * 1e6, 1),
    ]


def _seconds_around(net: Network, state: State, movable: npt.NDArray[np.bool_]) -> float:
    begun = time.perf_counter()
    ruin.neighbourhoods(net, state, movable)
    anneal.values(net, state, movable)
    state.op.copy()
    return time.perf_counter() - begun


@numba.njit(nogil=True, _nrt=True)  # type: ignore[call-overload] # numba knows more options than its types
def moves(  # type: ignore[no-untyped-def] # as in the kernel
    net, state, movable, cumulative, near, latest, weight, random, random_order, parts, count
):
    """Runs the first `parts` parts of so many moves. Returns how many operations were listed."""
    taken, cut = np.zeros(ruin.MOST_ORDERS, np.int64), np.zeros(ruin.MOST_ORDERS, np.int64)
    chain, waits = np.zeros(ruin.LONGEST_CHAIN, np.int64), np.zeros(ruin.LONGEST_CHAIN, np.float64)
    out, is_out = np.zeros(len(net.op), np.int64), np.zeros(len(net.op), np.bool_)
    keys, key_of = np.zeros(len(net.op), np.float64), np.zeros(len(net.op), np.float64)
    saved, sources = state.op.copy(), state.source.copy()
    listed = 0
    found = 0.0
    for _ in range(count):
        orders = ruin.choose_orders(net, state, movable, random, cumulative, near, taken, cut, chain, waits)
        if parts < 2:
            continue
        n = 0
        for i in range(orders):
            n = ruin.list_tail(net, state, taken[i], cut[i], out, n, is_out)
        listed += n
        if parts > 3:
            anneal._sort_for_return(net, random_order, out, n, taken, orders, keys, latest, key_of, is_out)
        if parts > 2:
            for i in range(n):
                remove(net, state, out[i])
            for i in range(n):
                op = out[i]
                if parts > 4:
                    found += find_best(net, state, op, latest[op], weight[op], -1, -NEVER, -NEVER)[2]
                put_back(net, state, op, saved[op].mode, saved[op].start, saved[op].end, sources)
        for i in range(n):
            is_out[out[i]] = False
        if parts > 5:
            for i in range(orders):
                found += anneal.order_value(net, state, taken[i])
    return listed if found > -1.0 else 0


if __name__ == "__main__":
    main()
