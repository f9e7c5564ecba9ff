"""A window of a large plan: some operations look for better places, all others stay where they are.

The model holds the free operations, their orders, and what shares their resources while they may move. It is solved
without presolve and with every variable hinted, so that a second is mostly search.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.cpsat import model, spans
from scheduler.cpsat.case import Case
from scheduler.cpsat.deliveries import DAY
from scheduler.cpsat.measures import measures
from scheduler.cpsat.places import Place, Scope, real_start
from scheduler.cpsat.rows import Shop
from scheduler.cpsat.run import Budget, Status, run
from scheduler.domain.goal import Goal

SECONDS_OF_CONSTRAINT = 1e-4
"""What a constraint costs to write and to load, in deterministic runs."""

GOALS = (Goal.UNTRADEABLE_LATENESS, Goal.COST, Goal.MAKESPAN)
"""What windows make better; a window in which none of them can be better is not solved."""


@dataclass(frozen=True)
class Window:
    """What came out of one: the places of the free operations if they are better, and how hard it was."""

    changed: dict[int, Place]
    status: Status
    effort: float
    """Seconds from the first look to the answer; in deterministic runs an estimate by the size of the model."""


def improve_window(
    shop: Shop, rows: Sequence[Place], free: frozenset[int], goals: Sequence[Goal], seconds: float, budget: Budget
) -> Window:
    """Better places of the free operations. `rows` hold a feasible place of every operation.

    `goals` are the problem's, in order; the first of `GOALS` that can be better is made so, those before it are kept.
    """
    begun = time.perf_counter()
    until = max(rows[op].end for op in free)
    until += max(DAY, (until - min(rows[op].start for op in free)) // 2)
    case = Case(shop, _scope(shop, rows, free, until), free, rows)
    first = spans.earliest(case)
    lower = spans.lower_bounds(case, first)
    known = measures(shop, case.scope, rows)
    wanted = [goal for goal in goals if goal in GOALS]
    goal = next((goal for goal in wanted if known[goal] > lower[goal]), None)
    if goal is None:
        return Window({}, Status.OPTIMAL, SECONDS_OF_CONSTRAINT * len(case.scope.ops))
    before = wanted[: wanted.index(goal)]
    limits = spans.order_limits(case, first, lower, {each: known[each] for each in [*before, goal]})
    latest = spans.latest(case, min(until, shop.network.cal.horizon), limits)
    latest = {op: max(end, rows[op].end) for op, end in latest.items()}
    drawn = model.build(case, first, latest)
    if drawn is None:  # the rows are feasible, so this says that the model is wrong
        return Window({}, Status.CLAIMED_INFEASIBLE, SECONDS_OF_CONSTRAINT * len(case.scope.ops))
    for each in before:
        model.keep(drawn, each, known[each])
    if shop.network.limited or shop.pins:
        model.keep(drawn, Goal.BROKEN_PINS, known[Goal.BROKEN_PINS])
    model.minimise(drawn, goal)
    result = run(drawn, budget, seconds, quick=True)
    effort = time.perf_counter() - begun
    if budget.deterministic:
        effort = result.spent + SECONDS_OF_CONSTRAINT * len(drawn.proto.proto.constraints)
    if result.rows is None:
        return Window({}, result.status, effort)
    found = measures(shop, case.scope, result.rows)
    if [found[each] for each in wanted] >= [known[each] for each in wanted]:
        return Window({}, result.status, effort)
    return Window({op: result.rows[op] for op in free if result.rows[op] != rows[op]}, result.status, effort)


def _scope(shop: Shop, rows: Sequence[Place], free: frozenset[int], until: int) -> Scope:
    """The orders of the free operations, and all that may share a resource, a station or a stock with them."""
    orders = frozenset(shop.ops[op].order for op in free)
    since = min(_not_before(shop, rows, op) for op in free)
    modes = {mode for op in free for mode in shop.ops[op].modes}
    resources = {use.resource for mode in modes for use in shop.mode_uses(mode)}
    whole = {r for r in resources if shop.resources[r].station or shop.resource_caps(r)}  # what happens far away counts
    needs = any(shop.op_needs(op) for op in free)
    ops = {op for order in orders for op in shop.order_ops(order)}
    for op, place in enumerate(rows):
        used = {use.resource for use in shop.mode_uses(place.mode)}
        meets = place.end > since and place.start < until and used & resources
        if meets or used & whole or (needs and shop.op_needs(op)):
            ops.add(op)
    for op in free:
        ops.update(edge.op for edge in shop.op_preds(op))
        row = shop.ops[op]
        ops.update(successor.op for successor in shop.succs[row.succ_first : row.succ_end])
        ops.update(tie.op for tie in shop.op_ties(op))
    return Scope(frozenset(ops), orders)


def _not_before(shop: Shop, rows: Sequence[Place], op: int) -> int:
    """A minute before which a free operation can't start, whether what comes before it stays or moves with it.

    A relation to its end says nothing of its start, and one from the start of work under way counts from the past.
    """
    starts = [real_start(shop, edge.op, rows[edge.op]) for edge in shop.op_preds(op) if not edge.to_end]
    return min(starts, default=min(shop.first_start(op, mode) for mode in shop.ops[op].modes))
