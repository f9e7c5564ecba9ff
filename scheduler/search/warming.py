"""Runs every compiled function once on a small problem, so that its machine code is in the cache."""

import json
from threading import Event

import numpy as np

from scheduler.compile.compiling import compile_problem
from scheduler.domain.problem import Problem
from scheduler.kernel import anneal, chain, delivery, insertion, objective, units
from scheduler.kernel.cache import cache_folder
from scheduler.kernel.machines import Machines
from scheduler.kernel.project import Project
from scheduler.search import machine_shop, prices, project, sequencing, starts
from scheduler.search.limits import Limits

MARKER = "complete"
"""A file in the cache folder that says all kernels of this version are in it."""


def is_compiled() -> bool:
    """Whether the machine code of this version is stored already."""
    return (cache_folder() / MARKER).exists()


def ensure_compiled() -> None:
    """Compiles the kernels unless that was done before, so that a search's time limit is spent on searching."""
    folder = cache_folder()
    if not (folder / MARKER).exists():
        compile_kernels()
        (folder / MARKER).touch()


def compile_kernels() -> None:
    """Compiles for the array types every problem has; takes minutes without a cache, a moment with one."""
    compile_placing()
    compile_graphs_and_prices()


def compile_placing() -> None:
    """About half of the kernel: whatever places operations, and the annealing."""
    context = starts.prepare(compile_problem(smallest_problem()))
    state = starts.dispatch_atc(context, starts.Dispatching(3.0, 1.0))
    for keys in starts.rule_keys(context).values():
        state = starts.generate(context, keys)
    net = context.network
    objective.better(objective.levels(net, state), objective.levels(net, state))
    delivery.deliveries(net, state)
    delivery.lateness_cost(net, 0, 1, 1)
    free = np.full(len(net.op), -(2**30), np.int64)
    chain.explain(net, state, context.earliest_mode_end, context.earliest_end, context.earliest_arrival, free, 0)
    chain.critical_head(net, context.earliest_mode_start, context.earliest_mode_end, context.earliest_end, 0)
    movable = np.ones(len(net.order), bool)
    value = anneal.values(net, state, movable)
    floor, random = np.zeros(len(net.order)), np.ones(1, np.uint64)
    best = state.op.copy(), state.source.copy()
    anneal.anneal(net, state, movable, value, floor, context.latest_end, context.weight, random, 1.0, 1, *best, 0.0)
    sequence = np.arange(len(net.op))
    state = starts.placed(context, state.op)
    insertion.remove_all(net, state, sequence)
    insertion.earliest_mode_ends_beside(net, state, 0)
    any_mode, latest = np.full(len(net.op), -1), np.zeros(len(net.op), np.int64)
    insertion.insert(net, state, sequence, any_mode, latest, 1.0)
    delivery.order_lateness(net, state, 0)
    one = np.ones(1, np.int64)
    units.assign_units(np.zeros(1, np.int64), one, one + 1, one, 2)


def compile_graphs_and_prices() -> None:
    """The other half, which shares little with the first."""
    context = starts.prepare(compile_problem(smallest_problem()))
    prices.lagrangian_bound(context, 2**20, 1.0, Event(), iterations=1)
    for _ in sequencing.shorter(smallest_shop(), 1e-3, Limits(workers=1, reproducible=True), Event()):
        pass
    for _ in project.shorter(smallest_project(), row(0, 2), 1e-3, Limits(workers=1, reproducible=True), Event()):
        pass


def row(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, np.int64)


def smallest_project() -> Project:
    """Two operations, one after the other."""
    return Project(
        release=row(0, 0), time=row(2, 3),
        pred_ptr=row(0, 0, 1), pred=row(0), pred_lag=row(0), succ_ptr=row(0, 1, 1), succ=row(1), succ_lag=row(0),
        demand=np.ones((2, 1), np.int64), capacity=row(2), horizon=6,
    )  # fmt: skip


def smallest_shop() -> machine_shop.Shop:
    """Two orders of two operations on two machines."""

    machines = Machines(
        release=row(0, 0, 0, 0),
        pred_ptr=row(0, 0, 1, 1, 2), pred=row(0, 2), pred_lag=row(0, 0),
        succ_ptr=row(0, 1, 1, 2, 2), succ=row(1, 3), succ_lag=row(0, 0),
        mode_ptr=row(0, 2, 3, 4, 6), mode_machine=row(0, 1, 1, 1, 0, 1), mode_time=row(3, 5, 4, 6, 2, 7),
        room=row(0, 2, 6), flexible=True,
    )  # fmt: skip
    return machine_shop.Shop(machines, np.arange(6), row(0, 0, 1, 1))


def smallest_problem() -> Problem:
    """Two operations on one machine."""
    part = {"number": 1, "quantity": 1, **dict.fromkeys(("requested", "first_committed", "committed"), "2026-01-09")}
    mode = {"id": "mode", "uses": [{"resource": "machine"}], "set_up_minutes": 60}
    text = {
        "zone": "UTC",
        "as_of": "2026-01-05T00:00:00Z",
        "companies": [{"id": "company"}],
        "workshops": [{"id": "workshop", "company": "company"}],
        "calendars": [{"id": "day", "weekly": [{"weekday": 1, "start": "08:00", "end": "17:00"}]}],
        "resources": [{"id": "machine", "kind": "machine", "workshop": "workshop", "calendar": "day"}],
        "orders": [
            {
                "id": "order",
                "company": "company",
                "status": "effective",
                "effective_at": "2026-01-05T00:00:00Z",
                "lines": [{"number": 1, "product": "product", "quantity": 1, "instalments": [part]}],
            }
        ],
        "operations": [
            {"id": "first", "order": "order", "modes": [mode]},
            {"id": "second", "order": "order", "modes": [mode], "after": [{"operation": "first"}]},
        ],
    }
    return Problem.model_validate_json(json.dumps(text))
