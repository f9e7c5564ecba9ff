"""Money: lateness of all orders, the chosen modes, and overtime, which is paid whatever the plan."""

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.lateness import lateness_cost
from scheduler.cpsat.variables import Expression


def cost(draft: Draft) -> Expression:
    case = draft.case
    terms: list[Expression] = [case.shop.network.base_cost]
    terms += [lateness_cost(draft, order) for order in sorted(case.scope.orders)]
    for op in sorted(case.scope.ops):
        terms += [
            case.shop.modes[mode].cost * draft.operations.taken(op, mode)
            for mode in draft.operations.modes(op)
            if case.shop.modes[mode].cost
        ]
    return cp_model.LinearExpr.sum(terms)
