"""Every delivery is packed, leaves, and arrives when its last operation and the calendars on its way say."""

from scheduler.domain.plan import Outcome
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import planned_deliveries
from scheduler.verify.violation import Findings


def check_delivery(case: Case, found: Findings) -> None:
    """A planned order's deliveries are those of its instalments, with moments recomputed from the work."""
    for order in case.orders_to_check:
        if order.id not in case.planned:
            continue
        found.checked += 1
        outcome = case.outcomes[order.id]
        expected = [(due.line, due.instalment) for due in case.dues(order.id)]
        if [(delivery.line, delivery.instalment) for delivery in outcome.deliveries] != expected:
            found.wrong("other_deliveries", order=order.id, deliveries=len(outcome.deliveries), due=len(expected))
        else:
            _check_moments(case, found, outcome)


def _check_moments(case: Case, found: Findings, outcome: Outcome) -> None:
    order = case.orders[outcome.order]
    truths = planned_deliveries(case, order)
    if truths is None:
        if all(operation.id in case.jobs for operation in case.operations_of[order.id]):
            found.wrong("never_arrives", order=order.id)
        return  # an operation is missing: said under completeness
    for truth, stated in zip(truths, outcome.deliveries, strict=True):
        for name in ("ready", "leaves", "arrives", "due"):
            right, given = getattr(truth, name), getattr(stated, name)
            if given != right:
                found.wrong(
                    "wrong_delivery",
                    order=order.id,
                    moment=name,
                    stated=case.time(given),
                    truth=case.time(right),
                )
