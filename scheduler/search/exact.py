"""Calls the exact engine where it can help, and never lets its answer make a plan worse."""

from threading import Event
from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FREE
from scheduler.cpsat.places import Places
from scheduler.cpsat.run import Status
from scheduler.cpsat.solving import EXACT_OPERATIONS, solve_exact
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message
from scheduler.kernel import objective
from scheduler.kernel.state import PLACE
from scheduler.search import starts
from scheduler.search.limits import Limits
from scheduler.search.starts import Context, Found

TIMED_OUT_SHARE = 0.9
"""An answer that is not proven and took more than this share of its limit ran out of time."""


class Proof(NamedTuple):
    """The best schedule now, lower bounds that were proved, and what should be said about it."""

    found: Found
    bounds: dict[Goal, int]
    notes: list[Message]


MAKESPAN_OPERATIONS = 1000
"""Most free operations where nothing but the makespan is open: no annealing looks at it, and CP-SAT is good at it."""


def fits(context: Context, only_makespan: bool = False) -> bool:
    """Whether the whole problem is small enough for the exact engine."""
    most = MAKESPAN_OPERATIONS if only_makespan else EXACT_OPERATIONS
    return 0 < int((context.network.op["state"] == FREE).sum()) <= most


def improve_and_prove(context: Context, best: Found, seconds: float, limits: Limits, stop: Event) -> Proof:
    """Solves the whole model from the best schedule on; what it found is never worse than that.

    The bounds hold level by level: no plan that is as good in all earlier goals is better than them in this one. So
    they are
    used only up to the first level in which the schedule that is kept differs from the engine's own.
    """
    start, end, mode = (best.state.op[name].astype(np.int64) for name in ("start", "end", "mode"))
    hint = Places(start, end, mode, best.state.source.copy())
    answer = solve_exact(
        context.compiled,
        hint,
        seconds=seconds,
        workers=limits.workers,
        seed=limits.seed,
        deterministic=limits.reproducible,
        stop=stop,
    )
    if answer.status is Status.CLAIMED_INFEASIBLE:
        # There is a feasible schedule, so the claim is false; it is noted and nothing of the answer is used.
        return Proof(best, {}, [Message(key="cp_sat_claim_rejected", parameters={"claim": "infeasible"})])
    notes = []
    # What the wall clock says differs from run to run: a reproducible plan names its budget.
    spent = seconds if limits.reproducible else answer.seconds
    if answer.status is not Status.OPTIMAL and spent > TIMED_OUT_SHARE * seconds:
        notes.append(Message(key="cp_sat_timed_out", parameters={"seconds": round(spent)}))
    found = best
    if answer.places is not None:
        exact = _checked(context, answer.places)
        if objective.better(exact.levels, best.levels):
            found = exact
    bounds = {}
    values = dict(zip(context.compiled.problem.settings.goals, found.levels.tolist(), strict=True))
    for level in answer.levels:
        bounds[level.goal] = level.bound
        if values[level.goal] != level.value:
            break
    return Proof(found, bounds, notes)


def _checked(context: Context, places: Places) -> Found:
    """The engine's schedule as a kernel state, with its goals computed anew."""
    rows = np.empty(len(places.start), PLACE)
    rows["start"], rows["end"], rows["mode"] = places.start, places.end, places.mode
    state = starts.placed(context, rows, places.source)
    return Found(objective.levels(context.network, state), state, "cp_sat")
