"""Minutes from each order's first start to its last arrival."""

from ortools.sat.python import cp_model

from scheduler.compile.network import FREE
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.lateness import order_arrivals
from scheduler.cpsat.variables import Expression, Position


def flow_time(draft: Draft) -> Expression:
    terms: list[Expression] = [0]
    for order in sorted(draft.case.scope.orders):
        if draft.case.shop.order_ops(order):
            terms.append(
                draft.variables.maximum(order_arrivals(draft, order), f"last arrival of order {order}").expression
            )
            terms.append(-1 * _first_start(draft, order).expression)
    return cp_model.LinearExpr.sum(terms)


def _first_start(draft: Draft, order: int) -> Position:
    """Never after the true one. Only operations whose start waits for no other of the order can be first."""
    case, variables = draft.case, draft.variables
    starts: list[Position] = []
    for op in case.shop.order_ops(order):
        row = case.shop.ops[op]
        if row.state != FREE:
            starts.append(Position(None, row.fact_start, row.fact_start, row.fact_start, row.fact_start))
        elif not any(edge.kind == 0 and not edge.to_end for edge in case.shop.op_preds(op)):
            starts.append(draft.operations.start(op))
    low, high = min(start.low for start in starts), min(start.high for start in starts)
    relevant = [start for start in starts if start.low <= high]
    if len(relevant) == 1:
        return relevant[0]
    first = variables.integer(low, high, min(start.hint for start in starts), f"first start of order {order}")
    for start in relevant:
        variables.require(first.expression <= start.expression)
    return first
