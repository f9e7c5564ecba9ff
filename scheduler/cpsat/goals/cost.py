"""Money: lateness and storage of all orders, the chosen modes, what set-ups, sources and chosen overtime cost, and
approved overtime, which is paid whatever the plan."""

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.lateness import lateness_cost, storage_cost
from scheduler.cpsat.variables import Expression


def cost(draft: Draft) -> Expression:
    case = draft.case
    terms: list[Expression] = [case.shop.network.base_cost, *draft.charges]
    for order in sorted(case.scope.orders):
        terms += [lateness_cost(draft, order), storage_cost(draft, order)]
    for op in sorted(case.scope.ops):
        terms += [
            case.shop.modes[mode].cost * draft.operations.taken(op, mode)
            for mode in draft.operations.modes(op)
            if case.shop.modes[mode].cost
        ]
    return cp_model.LinearExpr.sum(terms)
