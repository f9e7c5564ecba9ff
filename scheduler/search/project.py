"""Makespan of a plain project (RCPSP): operations that take units of resources that are always open, in one way.

Each worker anneals a list of operations; after a round the worst goes on from the best. See `kernel.project`.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from scheduler.domain.goal import Goal
from scheduler.kernel import objective, project
from scheduler.kernel.project import Int64, Project
from scheduler.kernel.state import PLACE
from scheduler.search import starts
from scheduler.search.improve import generator
from scheduler.search.limits import Limits
from scheduler.search.machine_shop import is_always_open, is_plain, relations
from scheduler.search.starts import Context, Found

METHOD = "project"

LONGEST_HORIZON = 20_000
"""Minutes that all operations may take one after another: schedules are kept minute by minute."""

ROUNDS = 12

TEMPERATURE = 0.005
"""At the beginning, as a share of the makespan; it falls to nothing."""

OPERATIONS_PER_SECOND = 1_000_000
"""In reproducible mode a second stands for so many operations placed, whatever the machine does."""

FAR = 2**40


def project_of(context: Context) -> Project | None:
    """The project that a problem is; None if it has anything beyond that."""
    net = context.network
    if Goal.MAKESPAN not in context.compiled.problem.settings.goals or not is_plain(net):
        return None
    if not is_always_open(net) or (net.op["mode_end"] - net.op["mode_first"] != 1).any():
        return None
    mode = net.mode[net.op["mode_first"]]
    resource = net.res[net.use["resource"]]
    if not mode["allowed"].all() or resource["station"].any():
        return None
    demand = np.zeros((len(net.op), len(net.res)), np.int64)
    for op, row in enumerate(mode):
        for use in net.use[row["use_first"] : row["use_end"]]:
            demand[op, use["resource"]] += use["amount"]
    before, after = relations(net)
    horizon = int(mode["work"].sum() + net.op["release"].max() + before.lag.clip(min=0).sum()) + 1
    if horizon > LONGEST_HORIZON:
        return None
    return Project(
        release=net.op["release"].astype(np.int64),
        time=mode["work"].astype(np.int64),
        pred_ptr=before.ptr,
        pred=before.op,
        pred_lag=before.lag,
        succ_ptr=after.ptr,
        succ=after.op,
        succ_lag=after.lag,
        demand=demand,
        capacity=net.res["units"].astype(np.int64),
        horizon=horizon,
    )


def makespan_bound(table: Project) -> int:
    """No schedule ends earlier: all that is asked of a resource, spread evenly over its units."""
    load = (table.demand * table.time[:, None]).sum(axis=0)
    return int(table.release.min()) + int((-(-load // np.maximum(1, table.capacity))).max())


@dataclass
class _Chain:
    """One worker's list and best schedule."""

    random: npt.NDArray[np.uint64]
    sequence: Int64
    best: Int64
    value: int = FAR
    best_value: int = FAR


def improve(
    context: Context, table: Project, start: Found, seconds: float, limits: Limits, stop: Event
) -> Iterator[Found]:
    """Ever shorter schedules until the time is over; the caller may stop taking them at any moment."""
    first = start.state.op["start"].astype(np.int64)
    best = int((first + table.time).max())
    for found in shorter(table, first, seconds, limits, stop):
        length = int((found + table.time).max())
        if length < best:
            best = length
            yield _found(context, table, found)


def shorter(table: Project, first: Int64, seconds: float, limits: Limits, stop: Event) -> Iterator[Int64]:
    """The starts of the shortest schedule after every round, begun from the order of some starts."""
    n = len(table.time)
    backwards = table._replace(
        release=np.zeros(n, np.int64),
        pred_ptr=table.succ_ptr, pred=table.succ, pred_lag=table.succ_lag,
        succ_ptr=table.pred_ptr, succ=table.pred, succ_lag=table.pred_lag,
    )  # fmt: skip
    sequence = np.argsort(first, kind="stable").astype(np.int64)
    chains = [_Chain(generator(limits.seed, w), sequence.copy(), first.copy()) for w in range(limits.workers)]
    slice_ = max(5, 3000 // n)
    budget = max(slice_, int(seconds * OPERATIONS_PER_SECOND / (3 * n * ROUNDS)))
    hottest = TEMPERATURE * float((first + table.time).max())
    begun = time.perf_counter()

    def run(chain: _Chain, number: int) -> None:
        done = 0
        while not stop.is_set():
            share = (number + done / budget) / ROUNDS
            if not limits.reproducible:
                share = (time.perf_counter() - begun) / seconds
            chain.value, chain.best_value = project.anneal_list(
                table, backwards, chain.sequence, chain.value, chain.random, hottest * max(0.0, 1 - share), slice_,
                chain.best, chain.best_value,
            )  # fmt: skip
            done += slice_
            ends_at = begun + seconds * (number + 1) / ROUNDS
            if done >= budget if limits.reproducible else time.perf_counter() >= ends_at:
                return

    with ThreadPoolExecutor(limits.workers, thread_name_prefix="project") as pool:
        for number in range(ROUNDS):
            list(pool.map(lambda chain, at=number: run(chain, at), chains))
            chains.sort(key=lambda chain: chain.best_value)
            yield chains[0].best.copy()
            if stop.is_set():
                return
            if chains[-1].value > chains[0].best_value:
                chains[-1].sequence[:] = np.argsort(chains[0].best, kind="stable")
                chains[-1].value = chains[0].best_value


def _found(context: Context, table: Project, start: Int64) -> Found:
    """The schedule as a kernel state, with its goals computed anew."""
    rows = np.empty(len(start), PLACE)
    rows["start"], rows["end"] = start, start + table.time
    rows["mode"] = context.network.op["mode_first"]
    state = starts.placed(context, rows)
    return Found(objective.levels(context.network, state), state, METHOD)
