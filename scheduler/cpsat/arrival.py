"""The earliest an order can arrive while everybody else stays: the exact side of a quote."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import FREE, NEVER
from scheduler.cpsat import model, spans
from scheduler.cpsat.case import Case
from scheduler.cpsat.deliveries import lateness
from scheduler.cpsat.goals.lateness import behind
from scheduler.cpsat.horizon import follows_starts, horizon
from scheduler.cpsat.measures import measures, ready_of
from scheduler.cpsat.places import Places, everything, places_of, rows_of
from scheduler.cpsat.rows import shop_of
from scheduler.cpsat.run import Budget, Status, run
from scheduler.domain.goal import Goal


class EarliestArrival(NamedTuple):
    """Where an order arrives earliest. Minutes late are arrival minus due of its worst delivery; negative
    when early."""

    places: Places | None
    """None: the solver found nothing in time; the hint still stands."""
    late: int
    """Of `places`, or of the hint."""
    bound: int
    """No places of the free operations are better than this."""
    proven: bool


def earliest_arrival(
    compiled: Compiled,
    hint: Places,
    order: int,
    free: npt.NDArray[np.bool_],
    *,
    seconds: float,
    workers: int,
    seed: int,
) -> EarliestArrival:
    """Makes one order as early as possible by moving only the free operations; of the shop's goals only pins and
    maximum waits count, of which no more are missed than in `hint`.

    `hint` is a complete feasible schedule with the order in it; fixed operations stay exactly there.
    """
    shop = shop_of(compiled)
    movable = frozenset(op for op, row in enumerate(shop.ops) if row.state == FREE and bool(free[op]))
    rows = rows_of(shop, hint)
    case = Case(shop, everything(shop), movable, rows)
    first = spans.earliest(case)
    least = spans.alone(case, order, first).late
    known = lateness(shop, order, ready_of(shop, rows)).late
    if known <= least:
        return EarliestArrival(hint, known, known, True)
    limits: dict[int, int] = {}
    for row in shop.order_deliveries(order):
        spans.limit_delivery(case, row, row.due + known, limits)
    until, quiet = shop.network.cal.horizon, horizon(case, first)
    latest = spans.latest(case, min(quiet, until), limits)
    complete = quiet <= until and follows_starts(case)
    if not complete:
        enough = until if follows_starts(case) else min(quiet, until)
        complete = all(end <= enough for end in spans.latest(case, NEVER, limits).values())
    drawn = model.build(case, first, {op: max(end, rows[op].end) for op, end in latest.items()})
    if drawn is None:
        return EarliestArrival(None, known, least, False)
    # Maximum waits are never passed to be earlier: no more of them than the hint could not keep.
    model.keep(drawn, Goal.BROKEN_PINS, measures(shop, case.scope, rows)[Goal.BROKEN_PINS])
    draft = drawn.draft
    late = draft.variables.maximum(behind(draft, order, lambda row: row.due), "late")
    drawn.proto.minimize(late.expression)
    found = run(drawn, Budget(seconds, workers, seed), seconds)
    bound = least if found.bound is None or not complete else max(least, found.bound)
    if found.rows is None or found.status is Status.CLAIMED_INFEASIBLE:
        return EarliestArrival(None, known, min(bound, known), False)
    value = lateness(shop, order, ready_of(shop, found.rows)).late
    if value > known:
        return EarliestArrival(hint, known, bound, bound == known)
    return EarliestArrival(places_of(found.rows), value, bound, bound == value)
