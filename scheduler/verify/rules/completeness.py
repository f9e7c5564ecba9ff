"""Every loading order has exactly one outcome; planned orders are whole; nobody else is in the plan."""

from collections import Counter

from scheduler.domain.order import Order
from scheduler.domain.plan import NotLoaded
from scheduler.verify.case import Case
from scheduler.verify.violation import Findings


def check_completeness(case: Case, found: Findings) -> None:
    """Orders are planned whole, listed as not plannable, or listed as not loaded; one of the three, once."""
    outcomes = Counter(outcome.order for outcome in case.plan.outcomes)
    not_loaded: dict[str, list[NotLoaded]] = {}
    for entry in case.plan.not_loaded:
        not_loaded.setdefault(entry.order, []).append(entry)
    assigned = Counter(assignment.operation for assignment in case.plan.assignments)
    for order in case.orders_to_check:
        found.checked += 1
        _check_order(case, found, order, outcomes[order.id], not_loaded.get(order.id, []))
        for operation in case.operations_of[order.id]:
            times = assigned[operation.id]
            if order.id in case.planned and times != 1:
                found.wrong("not_assigned_once", order=order.id, operation=operation.id, times=times)
            elif order.id not in case.planned and times:
                found.wrong("assigned_without_plan", order=order.id, operation=operation.id)
    if case.everything:
        _check_strangers(case, found, [*outcomes, *not_loaded])
    for assignment in case.plan.assignments:
        operation_ = case.operations.get(assignment.operation)
        if operation_ is None or operation_.order not in case.orders:
            found.wrong("unknown_operation", operation=assignment.operation)
        elif assignment.order != operation_.order:
            found.wrong("wrong_order", operation=assignment.operation, order=operation_.order, stated=assignment.order)
        if assignment.piece:
            found.wrong("unknown_piece", operation=assignment.operation, piece=assignment.piece)


def _check_order(case: Case, found: Findings, order: Order, outcomes: int, entries: list[NotLoaded]) -> None:
    if case.loads_capacity(order.id):
        if outcomes != 1:
            found.wrong("not_one_outcome", order=order.id, outcomes=outcomes)
        if entries:
            found.wrong("listed_as_not_loaded", order=order.id)
    else:
        if outcomes:
            found.wrong("outcome_without_load", order=order.id)
        if len(entries) != 1:
            found.wrong("not_listed_as_not_loaded", order=order.id, times=len(entries))
        elif entries[0].reason != case.loading[order.id].why_not:
            found.wrong("wrong_reason_not_loaded", order=order.id, reason=entries[0].reason.key)


def _check_strangers(case: Case, found: Findings, named: list[str]) -> None:
    for id_ in named:
        if id_ not in case.orders:
            found.wrong("unknown_order", stated=id_)
