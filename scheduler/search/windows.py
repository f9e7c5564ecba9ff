"""Improvement by CP-SAT windows: a hundred operations at a time look for better places among all the others.

One window per worker, all around the same plan; what they find is put together by decoding in order of start, so
that two answers that get in each other's way still make a plan. It is kept if it is better.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from scheduler.compile.network import FREE
from scheduler.cpsat.places import Place, Places, rows_of
from scheduler.cpsat.rows import Shop, shop_of
from scheduler.cpsat.run import Budget, Status
from scheduler.cpsat.window import GOALS, Window, improve_window
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message
from scheduler.kernel import anneal, objective
from scheduler.kernel.state import PLACE, State
from scheduler.search import starts
from scheduler.search.bounds import order_floors
from scheduler.search.limits import Limits
from scheduler.search.starts import Context, Found

METHOD = "cp_sat_windows"

MOST_OPERATIONS = 4000
"""Above that many free operations annealing alone gains more in a second."""

SECONDS = 1.5
"""Most that one window takes."""

SIZES = (30, 1000)
"""Fewest and most operations of a window; the number follows how hard the last ones were."""

FIRST_SIZE = 100

GROUP_SHARE = 0.3
"""Windows over a few resources and a longer time; the others are a time span of the whole shop."""

SIDE_BY_SIDE = 1.5
"""How much faster two windows are at once in reproducible mode: their models are written one after the other."""

CLAIM = Message(key="cp_sat_claim_rejected", parameters={"claim": "infeasible"})

Mask = npt.NDArray[np.bool_]


@dataclass
class Search:
    """The best plan, and how large windows are now."""

    context: Context
    shop: Shop
    goals: Sequence[Goal]
    random: np.random.Generator
    best: Found
    floor: npt.NDArray[np.float64]
    """What of each order's value no schedule can avoid."""
    size: float = FIRST_SIZE


def fits(context: Context) -> bool:
    """Whether windows pay for a plan of this size and these goals."""
    free = int((context.network.op["state"] == FREE).sum())
    return 0 < free <= MOST_OPERATIONS and bool(set(GOALS) & set(context.compiled.problem.settings.goals))


def improve(
    context: Context, start: Found, seconds: float, limits: Limits, stop: Event, notes: list[Message]
) -> Iterator[Found]:
    """Ever better schedules until the time is over; the caller may stop taking them at any moment.

    `notes` gets one more if the solver calls a window infeasible: the plan around it is feasible, so nothing of such an
    answer is used.
    """
    search = begin(context, start, limits.seed)
    budget = Budget(seconds, 1, limits.seed, limits.reproducible, stop)
    begun, spent = time.perf_counter(), 0.0
    with ThreadPoolExecutor(limits.workers, thread_name_prefix="window") as pool:
        while not stop.is_set():
            left = seconds - (spent if limits.reproducible else time.perf_counter() - begun)
            if left < 0.1:
                return
            rows = rows_of(search.shop, _places(search.best.state))
            each = min(SECONDS, left)
            jobs = [
                pool.submit(improve_window, search.shop, rows, free, search.goals, each, budget)
                for free in choose(search, limits.workers)
            ]
            windows = [job.result() for job in jobs]
            spent += sum(window.effort for window in windows) / SIDE_BY_SIDE
            if CLAIM not in notes and any(window.status is Status.CLAIMED_INFEASIBLE for window in windows):
                notes.append(CLAIM)
            _resize(search, windows)
            found = _merged(search, rows, windows)
            if found is not None:
                search.best = found
                yield found


def begin(context: Context, start: Found, seed: int) -> Search:
    """A search that has not looked at any window yet."""
    goals = context.compiled.problem.settings.goals
    return Search(context, shop_of(context.compiled), goals, np.random.default_rng(seed), start, order_floors(context))


def _places(state: State) -> Places:
    start, end, mode = (state.op[name].copy() for name in ("start", "end", "mode"))
    return Places(start, end, mode, state.source.copy())


def _resize(search: Search, windows: Sequence[Window]) -> None:
    """Windows that are solved at once could be larger; those that take long or find nothing in their time are too
    large."""
    for window in windows:
        optimal = window.status is Status.OPTIMAL
        if optimal and window.effort < SECONDS / 2:
            search.size = min(SIZES[1], search.size * 1.1)
        elif not optimal or window.effort > SECONDS:
            search.size = max(SIZES[0], search.size / (1.1 if window.changed else 1.3))


def choose(search: Search, count: int) -> list[frozenset[int]]:
    """Disjoint windows around operations of orders that cost more than they must."""
    context, state = search.context, search.best.state
    net = context.network
    order_of = net.op["order"]
    value = anneal.values(net, state, np.ones(len(net.order), bool))
    weight = np.sqrt(np.maximum(0.0, value - search.floor)) + 1e-6
    tentative = net.order["tentative"][order_of]  # never in one window with binding ones: it must not displace
    free = net.op["state"] == FREE
    chosen: list[frozenset[int]] = []
    while len(chosen) < count and free.any():
        left = np.where(np.bincount(order_of[free], minlength=len(weight)) > 0, weight, 0.0)
        order = search.random.choice(len(left), p=left / left.sum())
        op = int(search.random.choice(np.flatnonzero(free & (order_of == order))))
        window = _around(search, op, free & (tentative == tentative[op]))
        free[window] = False
        chosen.append(frozenset(window.tolist()))
    return chosen


def _around(search: Search, op: int, free: Mask) -> npt.NDArray[np.int64]:
    """The free operations that start next to one, on a few resources or anywhere, and all that follow it in its order:
    while these stay, nothing is gained by moving it forward."""
    net, start = search.context.network, search.best.state.op["start"]
    candidates = np.flatnonzero(free)
    if search.random.random() < GROUP_SHARE:
        near = candidates[np.isin(candidates, _of_group(search, op))]
        candidates = near if len(near) >= SIZES[0] else candidates
    distance = start[candidates] - start[op]
    distance = np.where(distance > 0, distance, -2 * distance)
    nearest = candidates[np.argsort(distance, kind="stable")[: int(search.size)]]
    own = np.flatnonzero(free & (net.op["order"] == net.op["order"][op]) & (start >= start[op]))
    return np.union1d(nearest, own)


def _of_group(search: Search, op: int) -> npt.NDArray[np.int64]:
    """Operations that may use what this one may, or what comes right before or behind it in its order."""
    shop, net = search.shop, search.context.network
    row = shop.ops[op]
    chain = [op, *(edge.op for edge in shop.op_preds(op))]
    chain += [successor.op for successor in shop.succs[row.succ_first : row.succ_end]]
    resources = {use.resource for other in chain for mode in shop.ops[other].modes for use in shop.mode_uses(mode)}
    users = np.flatnonzero(np.isin(net.use["resource"], list(resources)))
    modes = np.searchsorted(net.mode["use_first"], users, side="right") - 1
    return np.unique(np.searchsorted(net.op["mode_first"], modes, side="right") - 1)


def _merged(search: Search, rows: Sequence[Place], windows: Sequence[Window]) -> Found | None:
    """The best of what the windows found together and each alone; None if nothing is better than before."""
    context = search.context
    found = [window.changed for window in windows if window.changed]
    tries = [_decoded(context, rows, {op: place for each in found for op, place in each.items()})] if found else []
    tries += [_exactly(context, rows, each) for each in found]
    broken = _broken(context, search.best.state)
    best: Found | None = None
    for each in tries:
        if each is None or _broken(context, each.state) > broken:
            continue
        if objective.better(each.levels, (best or search.best).levels):
            best = each
    return best


def _broken(context: Context, state: State) -> int:
    """Pins and waits that are not kept: never more than before, even where they are no goal of the problem."""
    return int(objective.measures(context.network, state)[objective.BROKEN_PINS])


def _exactly(context: Context, rows: Sequence[Place], changed: dict[int, Place]) -> Found:
    """The plan with some operations elsewhere, where they are known to fit."""
    table, source = _tables(context, rows, changed)
    state = starts.placed(context, table, source)
    return Found(objective.levels(context.network, state), state, METHOD)


def _decoded(context: Context, rows: Sequence[Place], changed: dict[int, Place]) -> Found | None:
    """Every operation in its mode, placed as early as possible in order of the starts."""
    table, _ = _tables(context, rows, changed)
    try:
        state = starts.generate(context, table["start"].astype(np.float64), table["mode"].copy())
    except starts.HorizonTooShortError:  # one took what another's only mode needed
        return None
    return Found(objective.levels(context.network, state), state, METHOD)


def _tables(
    context: Context, rows: Sequence[Place], changed: dict[int, Place]
) -> tuple[starts.Places, npt.NDArray[np.int64]]:
    net = context.network
    table = np.empty(len(net.op), PLACE)
    source = np.full(len(net.need), -1, np.int64)
    for op, before in enumerate(rows):
        place = changed.get(op, before)
        table[op] = (place.start, place.end, place.mode)
        if place.sources:
            source[net.op[op]["need_first"] : net.op[op]["need_end"]] = place.sources
    return table, source
