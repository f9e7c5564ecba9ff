"""Improvement by annealing: one chain per worker, all of them beginning each round from the best schedule of the last.

Binding orders are improved with the tentative ones taken out, so that these can never displace them; then the
tentative ones are
put back and improved among themselves.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from scheduler.compile.network import FREE
from scheduler.domain.goal import Goal
from scheduler.kernel import anneal, dispatch, objective
from scheduler.kernel.state import State
from scheduler.search import starts
from scheduler.search.bounds import order_floors
from scheduler.search.limits import Limits
from scheduler.search.starts import Context, Found, Int64, Places

ANNEALED = {Goal.UNTRADEABLE_LATENESS, Goal.COST, Goal.FLOW_TIME}
"""Without any of these goals there is nothing the annealing looks at."""

ROUNDS = 12
"""Exchanges between chains, and steps of the temperature that everybody shares."""

BATCH, ORDERS_PER_BATCH = 100, 500
"""Moves between two looks at the clock: so many for every so many orders, because looking around costs more in a large
shop."""

REPRODUCIBLE_OPERATIONS_PER_SECOND = 250_000
"""In reproducible mode a second stands for this many operations taken out and put back, whatever the machine does."""

OPERATIONS_PER_MOVE = 2.0
"""Times the operations of an order: three or four orders go, most of them in part."""

HOTTEST, COLDEST = 1.0, 1e-3
"""Temperatures as shares of what a late order loses, in the mean, that it need not lose."""

MOVES_TO_BEGIN_HOT = 1000
"""Moves per order that are worth the hottest temperature; with fewer there is no time to cool down from there."""


Kept = tuple[Places, Int64]
"""Places of all operations, and sources of all needs."""


@dataclass
class _Chain:
    """One thread's schedule and generator."""

    state: State
    random: npt.NDArray[np.uint64]


def improve(context: Context, start: Found, seconds: float, limits: Limits, stop: Event) -> Iterator[Found]:
    """Ever better schedules until the time is over; the caller may stop taking them at any moment."""
    if not ANNEALED & set(context.compiled.problem.settings.goals):
        return
    net = context.network
    tentative = net.order["tentative"] != 0
    movable = _movable(context)
    groups = [movable & ~tentative, movable & tentative] if tentative.any() else [movable]
    best = start
    for number, group in enumerate(groups):
        if not group.any():
            continue
        share = seconds if len(groups) == 1 else seconds * (0.8 if number == 0 else 0.2)
        without_rest = best.state
        if tentative.any() and number == 0:
            without_rest = starts.placed(context, _without(context, best.state.op, tentative), best.state.source)
        for places in _rounds(context, without_rest, group, share, limits, stop):
            found = _complete(context, *places)
            if found is not None and objective.better(found.levels, best.levels):
                best = found
                yield found


def _movable(context: Context) -> npt.NDArray[np.bool_]:
    """Orders that may be taken out and put back: something of theirs has not begun, and no pin ties them to a time
    or another."""
    net = context.network
    movable = np.zeros(len(net.order), bool)
    movable[net.op["order"][net.op["state"] == FREE]] = True
    movable[net.op["order"][net.op["start_pin"] >= 0]] = False
    then = np.repeat(np.arange(len(net.op)), net.op["pred_end"] - net.op["pred_first"])
    tied = net.pred["kind"] != 0
    movable[net.op["order"][then[tied]]] = False
    movable[net.op["order"][net.pred["op"][tied]]] = False
    return movable


def _without(context: Context, places: Places, left_out: npt.NDArray[np.bool_]) -> Places:
    """Places without the free operations of some orders."""
    net = context.network
    kept = places.copy()
    kept[left_out[net.op["order"]] & (net.op["state"] == FREE)] = (-1, -1, -1)
    return kept


def _complete(context: Context, places: Places, source: Int64) -> Found | None:
    """The schedule of some places, with operations that are left out put where they fit best."""
    net = context.network
    state = starts.placed(context, places, source)
    forced = np.full(len(net.op), -1, np.int64)
    keys = starts.rule_keys(context)["operation_due_date"]
    for phase in context.phases:
        if dispatch.generate(net, state, keys, context.latest_end, context.weight, forced, phase) != dispatch.PLACED:
            return None
    return Found(objective.levels(net, state), state, "ruin_and_recreate")


def _rounds(
    context: Context, start: State, movable: npt.NDArray[np.bool_], seconds: float, limits: Limits, stop: Event
) -> Iterator[Kept]:
    """The best places, with the sources of all needs, after every round in which they became better."""
    net = context.network
    active = np.zeros(len(net.order), bool)
    active[net.op["order"][start.op["mode"] >= 0]] = True
    active &= movable
    value = anneal.values(net, start, active)
    best_value = float(value.sum() + start.station_cost.sum())
    floor = order_floors(context)
    best: Kept = start.op.copy(), start.source.copy()
    avoidable = np.maximum(0, value - floor)[active]
    late = max(1, int((avoidable > 1).sum()))
    chains = [_Chain(start.copy(), generator(limits.seed, number)) for number in range(limits.workers)]
    sizes = net.order["op_end"] - net.order["op_first"]
    per_move = OPERATIONS_PER_MOVE * max(1.0, float(sizes[active].mean()) if active.any() else 1.0)
    moves = max(1, int(seconds * REPRODUCIBLE_OPERATIONS_PER_SECOND / per_move / ROUNDS))
    share_of_late = HOTTEST * min(1.0, (moves * ROUNDS / MOVES_TO_BEGIN_HOT / max(1, int(active.sum()))) ** 0.5)
    hottest = max(1e-4, float(avoidable.sum()) / late * share_of_late)
    batch = BATCH * max(1, len(active) // ORDERS_PER_BATCH)
    begun = time.perf_counter()

    def run(chain: _Chain, number: int, from_value: float, from_best: Kept) -> tuple[float, Kept]:
        ends_at = begun + seconds * (number + 1) / ROUNDS
        own_best = from_best[0].copy(), from_best[1].copy()
        own_value = anneal.values(net, chain.state, active)
        found = from_value
        done = 0
        while not stop.is_set() and (done < moves if limits.reproducible else time.perf_counter() < ends_at):
            share = (number + done / moves) / ROUNDS if limits.reproducible else (time.perf_counter() - begun) / seconds
            temperature = hottest * (COLDEST / share_of_late) ** min(1.0, share)
            found = anneal.anneal(
                net, chain.state, active, own_value, floor, context.latest_end, context.weight,
                chain.random, temperature, batch, *own_best, found,
            )  # fmt: skip
            done += batch
        return found, own_best

    with ThreadPoolExecutor(limits.workers, thread_name_prefix="anneal") as pool:
        for number in range(ROUNDS):
            jobs = [pool.submit(run, chain, number, best_value, best) for chain in chains]
            results = [job.result() for job in jobs]
            winner = min(range(len(results)), key=lambda i: (results[i][0], i))
            if results[winner][0] < best_value - 1e-9:
                best_value, best = results[winner]
                yield best
            if stop.is_set():
                return
            # The worst chain goes on from the best schedule; the others keep their own, for variety.
            if len(chains) > 1 or number >= ROUNDS // 2:
                ends = [
                    float(anneal.values(net, chain.state, active).sum() + chain.state.station_cost.sum())
                    for chain in chains
                ]
                worst = max(range(len(chains)), key=lambda i: (ends[i], i))
                if ends[worst] > best_value:
                    chains[worst].state = starts.placed(context, *best)


def generator(seed: int, chain: int) -> npt.NDArray[np.uint64]:
    """State of a chain's generator, never 0; spread by a SplitMix64 step so that neighbouring seeds differ."""
    mixed = (seed * 0x9E3779B97F4A7C15 + (chain + 1) * 0xBF58476D1CE4E5B9) % 2**64
    return np.array([mixed or 1], np.uint64)
