"""When orders arrive, and how late: what several goals are made of.

All is one-sided: a variable is never less than the truth, and as small as the truth wherever a goal pulls it down.
"""

from collections.abc import Callable

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.places import DAY
from scheduler.cpsat.rows import Delivery
from scheduler.cpsat.variables import Position, constant


def arrivals(draft: Draft, order: int) -> list[tuple[Delivery, list[Position]]]:
    """For each delivery minutes of which the last is its arrival."""
    return [(row, _arrival(draft, order, row)) for row in draft.case.shop.order_deliveries(order)]


def _arrival(draft: Draft, order: int, row: Delivery) -> list[Position]:
    shop, variables = draft.case.shop, draft.variables
    ends = [draft.operations.end(op) for op in shop.last_ops(row)] or [constant(row.release)]
    if row.dispatch < 0 and row.receiving < 0:
        return [end.plus(row.packing + row.transit) for end in ends]
    name = f"order {order}, packed by {row.packing}, {row.op_first}"
    leaves = variables.maximum(ends, f"finish of {name}").plus(row.packing)
    if row.dispatch >= 0:
        leaves = variables.next_open(leaves, shop.timetable(row.dispatch), f"{name} leaves")
    arrives = leaves.plus(row.transit)
    if row.receiving >= 0:
        arrives = variables.next_open(arrives, shop.timetable(row.receiving), f"{name} arrives")
    return [arrives]


def worst(draft: Draft, order: int, due: Callable[[Delivery], int], name: str) -> Position:
    """Greatest arrival minus due over the deliveries of an order; negative when early."""
    terms = [term.plus(-due(row)) for row, rows in arrivals(draft, order) for term in rows]
    return draft.variables.maximum(terms, f"{name} of order {order}")


def minutes_late(draft: Draft, order: int) -> Position:
    """Minutes late against the commitment, 0 if in time."""
    terms = [term.plus(-row.due) for row, rows in arrivals(draft, order) for term in rows]
    return draft.variables.maximum([constant(0), *terms], f"late of order {order}")


def lateness_cost(draft: Draft, order: int) -> cp_model.LinearExprT:
    """Weight times minutes late, plus the contract's fixed and daily penalties."""
    row = draft.case.shop.orders[order]
    cost: list[cp_model.LinearExprT] = []
    if row.weight:
        cost.append(row.weight * minutes_late(draft, order).expression)
    if row.fixed or (row.per_day and row.cap != 0):
        cost.append(_penalty(draft, order))
    return cp_model.LinearExpr.sum(cost) if cost else 0


def _penalty(draft: Draft, order: int) -> cp_model.LinearExprT:
    row, variables = draft.case.shop.orders[order], draft.variables
    late = worst(draft, order, lambda delivery: delivery.contract, "contract late")
    is_late = variables.at_least(late, 1)
    cost: list[cp_model.LinearExprT] = [row.fixed * is_late]
    if row.per_day and is_late is not False:
        most = -(-late.high // DAY)
        days = variables.integer(
            max(0, -(-late.low // DAY)), most, max(0, -(-late.hint // DAY)), f"days late of order {order}"
        )
        if row.cap < 0 or row.per_day * most <= row.cap:
            variables.require(DAY * days.expression >= late.expression)
        else:
            # Once the cap is reached the days beyond it cost nothing: the count may stop there.
            full = -(-row.cap // row.per_day)
            at_cap = variables.at_least(days, full)
            not_at_cap = not at_cap if isinstance(at_cap, bool) else ~at_cap
            variables.require(DAY * days.expression >= late.expression, not_at_cap)
            daily = variables.integer(0, row.cap, min(row.cap, row.per_day * days.hint), f"daily penalty of order {order}")
            variables.require(daily.expression >= row.per_day * days.expression, not_at_cap)
            variables.require(daily.expression >= row.cap, at_cap)
            cost.append(daily.expression)
            return cp_model.LinearExpr.sum(cost)
        cost.append(row.per_day * days.expression)
    return cp_model.LinearExpr.sum(cost)
