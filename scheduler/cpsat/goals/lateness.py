"""When orders arrive, how late, and how long they are stored: what several goals are made of.

All is one-sided: a variable is never less than the truth, and as small as the truth wherever a goal pulls
it down. Only when goods are packed is exact where storage costs money: packing later makes that less.
"""

from collections.abc import Callable

from ortools.sat.python import cp_model

from scheduler.cpsat.deliveries import DAY
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.rows import Delivery
from scheduler.cpsat.variables import Expression, Position, constant


def arrivals(draft: Draft, delivery: int) -> list[Position]:
    """Minutes of which the last is the arrival of a delivery."""
    key = ("arrival", delivery)
    if key not in draft.moments:
        draft.moments[key] = _arrivals(draft, delivery)
    return draft.moments[key]


def _arrivals(draft: Draft, delivery: int) -> list[Position]:
    shop = draft.case.shop
    row = shop.deliveries[delivery]
    if row.ex_works:
        return [ready.plus(row.packing) for ready in _ready(draft, row)]
    if row.dispatch < 0 and row.receiving < 0 and not row.storage:
        packed = [ready.plus(row.packing) for ready in _ready(draft, row)]
        return [moment.plus(row.transit) for moment in [*packed, constant(row.gate)]]
    arrives = _departure(draft, delivery).plus(row.transit)
    if row.receiving >= 0:
        line = shop.timetable(row.receiving)
        arrives = draft.variables.next_open(arrives, line, f"delivery {delivery} arrives")
    return [arrives]


def _ready(draft: Draft, row: Delivery) -> list[Position]:
    """Moments of which the last is the one when everything is made."""
    return [draft.operations.ready(op) for op in draft.case.shop.last_ops(row)] or [constant(row.release)]


def _packed(draft: Draft, delivery: int) -> Position:
    """When a delivery is packed; exact where it is stored for money."""
    key = ("packed", delivery)
    if key not in draft.moments:
        row, variables = draft.case.shop.deliveries[delivery], draft.variables
        last = variables.exact_maximum if row.storage else variables.maximum
        draft.moments[key] = [last(_ready(draft, row), f"finish of delivery {delivery}").plus(row.packing)]
    return draft.moments[key][0]


def _departure(draft: Draft, delivery: int) -> Position:
    """When a delivery leaves: packed, not before its gate, on a dispatch day."""
    key = ("departure", delivery)
    if key not in draft.moments:
        row, variables = draft.case.shop.deliveries[delivery], draft.variables
        terms = [_packed(draft, delivery), constant(row.gate)]
        leaves = variables.maximum(terms, f"delivery {delivery} may leave")
        if row.dispatch >= 0:
            line = draft.case.shop.timetable(row.dispatch)
            leaves = variables.next_open(leaves, line, f"delivery {delivery} leaves")
        draft.moments[key] = [leaves]
    return draft.moments[key][0]


def storage_cost(draft: Draft, order: int) -> Expression:
    """For every started day between packed and leaving."""
    variables = draft.variables
    cost: list[Expression] = []
    for delivery in order_deliveries(draft, order):
        row = draft.case.shop.deliveries[delivery]
        if row.storage:
            leaves, packed = _departure(draft, delivery), _packed(draft, delivery)
            most = max(0, -(-(leaves.high - packed.low) // DAY))
            hint = max(0, -(-(leaves.hint - packed.hint) // DAY))
            days = variables.integer(0, most, hint, f"days delivery {delivery} is stored")
            variables.require(DAY * days.expression >= leaves.expression - packed.expression)
            cost.append(row.storage * days.expression)
    return cp_model.LinearExpr.sum(cost) if cost else 0


def order_deliveries(draft: Draft, order: int) -> range:
    row = draft.case.shop.orders[order]
    return range(row.delivery_first, row.delivery_end)


def order_arrivals(draft: Draft, order: int) -> list[Position]:
    """Minutes of which the last is the last arrival of an order."""
    return [term for delivery in order_deliveries(draft, order) for term in arrivals(draft, delivery)]


def behind(draft: Draft, order: int, due: Callable[[Delivery], int]) -> list[Position]:
    """Minutes of which the greatest is the worst arrival minus due of an order; negative when early."""
    rows = draft.case.shop.deliveries
    return [
        term.plus(-due(rows[delivery]))
        for delivery in order_deliveries(draft, order)
        for term in arrivals(draft, delivery)
    ]


def minutes_late(draft: Draft, order: int) -> Position:
    """Minutes late against the commitment, 0 if in time."""
    key = ("late", order)
    if key not in draft.moments:
        terms = [constant(0), *behind(draft, order, lambda row: row.due)]
        draft.moments[key] = [draft.variables.maximum(terms, f"late of order {order}")]
    return draft.moments[key][0]


def lateness_cost(draft: Draft, order: int) -> Expression:
    """Weight times minutes late, plus the contract's fixed and daily penalties."""
    row = draft.case.shop.orders[order]
    cost: list[Expression] = []
    if row.weight:
        cost.append(row.weight * minutes_late(draft, order).expression)
    if row.fixed or (row.per_day and row.cap != 0):
        cost.append(_penalty(draft, order))
    return cp_model.LinearExpr.sum(cost) if cost else 0


def _penalty(draft: Draft, order: int) -> Expression:
    row, variables = draft.case.shop.orders[order], draft.variables
    late = variables.maximum(behind(draft, order, lambda row: row.contract), f"contract late of order {order}")
    is_late = variables.at_least(late, 1)
    cost: list[Expression] = [row.fixed * is_late]
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
            daily = variables.integer(
                0, row.cap, min(row.cap, row.per_day * days.hint), f"daily penalty of order {order}"
            )
            variables.require(daily.expression >= row.per_day * days.expression, not_at_cap)
            variables.require(daily.expression >= row.cap, at_cap)
            cost.append(daily.expression)
            return cp_model.LinearExpr.sum(cost)
        cost.append(row.per_day * days.expression)
    return cp_model.LinearExpr.sum(cost)
