"""Weighted minutes late of the orders that a person marked as not to be traded for money; weight 0 counts
1."""

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.lateness import minutes_late
from scheduler.cpsat.variables import Expression


def untradeable_lateness(draft: Draft) -> Expression:
    shop = draft.case.shop
    return cp_model.LinearExpr.sum(
        [
            max(1, shop.orders[order].weight) * minutes_late(draft, order).expression
            for order in sorted(draft.case.scope.orders)
            if shop.orders[order].untradeable
        ]
    )
