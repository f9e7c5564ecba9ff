"""The stated lateness with the shop to itself is the critical path, and no plan beats it."""

from scheduler.verify.case import Case
from scheduler.verify.empty_shop import empty_shop_late_minutes
from scheduler.verify.supplies import Supplies
from scheduler.verify.violation import Findings


def check_empty_shop(case: Case, found: Findings) -> None:
    """`empty_shop_late_minutes` of every planned order is recomputed and not above its `late_minutes`."""
    supplies = Supplies(case)
    for order in case.orders_to_check:
        if order.id not in case.planned:
            continue
        found.checked += 1
        outcome = case.outcomes[order.id]
        stated, late = outcome.empty_shop_late_minutes, outcome.late_minutes
        truth = empty_shop_late_minutes(case, supplies, order)
        if truth is None or stated != truth:
            found.wrong("wrong_empty_shop", order=order.id, stated=str(stated), truth=str(truth))
        if stated is not None and late is not None and stated > late:
            found.wrong("better_than_empty_shop", order=order.id, late=late, alone=stated)
