"""Calls the exact engine where it can help, and never lets its answer make a plan worse."""

from collections.abc import Callable
from threading import Event
from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FREE
from scheduler.cpsat.solving import EXACT_OPERATIONS, Places, Status, solve_exact
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message
from scheduler.kernel import objective
from scheduler.kernel.state import PLACE
from scheduler.search import starts
from scheduler.search.limits import Limits
from scheduler.search.progress import Phase
from scheduler.search.starts import Context, Found


class Proof(NamedTuple):
    """Lower bounds the exact engine proved, and what should be said about it."""

    bounds: dict[Goal, int]
    notes: list[Message]


def fits(context: Context) -> bool:
    """Whether the whole problem is small enough for the exact engine."""
    return 0 < int((context.network.op["state"] == FREE).sum()) <= EXACT_OPERATIONS


def improve_and_prove(
    context: Context, best: Found, seconds: float, limits: Limits, stop: Event, offer: Callable[[Found, Phase], None]
) -> Proof:
    """Solves the whole model from the best schedule on; offers a better one if there is one.

    The bounds hold level by level: no plan that is as good in all earlier goals is better than them in this one. So they are given
    only up to the first level in which the schedule that is kept differs from the engine's own.
    """
    hint = Places(*(best.state.op[name].astype(np.int32) for name in ("start", "end", "mode")))
    found = solve_exact(
        context.compiled,
        hint,
        seconds=seconds,
        workers=limits.workers,
        seed=limits.seed,
        deterministic=limits.reproducible,
        stop=stop,
    )
    notes = []
    kept = best
    if found.places is not None:
        kept = _checked(context, found.places)
        offer(kept, Phase.PROVE)
    if found.status is Status.CLAIMED_INFEASIBLE:
        # There is a feasible schedule, so the claim is false; it is noted and nothing of it is used.
        return Proof({}, [Message(key="cp_sat_claim_rejected", parameters={"claim": "infeasible"})])
    if found.status is not Status.OPTIMAL:
        notes.append(Message(key="cp_sat_timed_out", parameters={"seconds": round(found.seconds)}))
    if objective.better(best.levels, kept.levels):
        return Proof({}, notes)
    bounds = {}
    values = dict(zip(context.compiled.problem.settings.goals, kept.levels.tolist(), strict=True))
    for level in found.levels:
        bounds[level.goal] = level.bound
        if values[level.goal] != level.value:
            break
    return Proof(bounds, notes)


def _checked(context: Context, places: Places) -> Found:
    """The engine's schedule as a kernel state, with its goals computed anew."""
    rows = np.empty(len(places.start), PLACE)
    rows["start"], rows["end"], rows["mode"] = places.start, places.end, places.mode
    state = starts.placed(context, rows)
    return Found(objective.levels(context.network, state), state, "cp_sat")
