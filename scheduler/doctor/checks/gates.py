"""What holds a finished order back: the customer's payment, a delivery that must not be early, storage."""

from collections.abc import Iterator
from datetime import timedelta

from scheduler.doctor.case import Case, iso
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.order import DeliveryTerms, Order, Payment


def payment_overdue(case: Case) -> Iterator[Finding]:
    """A payment counted on for a moment before as-of that has not been received."""
    for row, order, payment in _unpaid(case):
        if payment.expected is not None and payment.expected < case.problem.as_of:
            yield case.finding(
                "payment_overdue", Severity.WARNING, ("orders", row, "payment", "expected"), [order.id],
                since=iso(payment.expected),
            )  # fmt: skip


def payment_without_date(case: Case) -> Iterator[Finding]:
    """A payment not received of which nobody knows when to count on it: dispatch is planned as if it came in time."""
    for row, order, payment in _unpaid(case):
        if payment.expected is None:
            path = ("orders", row, "payment", "expected")
            yield case.finding("payment_without_date", Severity.WARNING, path, [order.id])


def payment_after_due(case: Case) -> Iterator[Finding]:
    """A payment so late that the goods, dispatched at once, reach the site after a committed date.

    Ex works an order is delivered when it is packed, paid or not.
    """
    transit = {site.id: timedelta(minutes=site.transit_minutes) for site in case.problem.destinations}
    for row, order, payment in _unpaid(case):
        if payment.expected is None or payment.expected < case.problem.as_of or order.destination not in transit:
            continue
        arrives = payment.expected + transit[order.destination]
        due = min(due.committed for due in case.dues(order))
        if arrives > due:
            yield case.finding(
                "payment_after_due", Severity.WARNING, ("orders", row, "payment", "expected"), [order.id],
                at=iso(payment.expected), earliest=iso(arrives), due=iso(due),
            )  # fmt: skip


def early_refused_ex_works(case: Case) -> Iterator[Finding]:
    """An order ex works that must not be delivered early: the customer fetches it when he likes, so it says nothing."""
    for row, order in _ahead(case):
        if not order.accepts_early and order.delivery is DeliveryTerms.EX_WORKS:
            path = ("orders", row, "accepts_early")
            yield case.finding("early_refused_ex_works", Severity.HINT, path, [order.id])


def storage_never_costs(case: Case) -> Iterator[Finding]:
    """A storage cost of an order that nothing keeps in store: no payment, dispatch days or day before which not."""
    dispatch = {company.id: company.dispatch_calendar for company in case.problem.companies}
    for row, order in _ahead(case):
        free = order.accepts_early or order.delivery is DeliveryTerms.EX_WORKS
        if order.storage_cost_per_day and order.payment is None and free and dispatch[order.company] is None:
            path = ("orders", row, "storage_cost_per_day")
            yield case.finding("storage_never_costs", Severity.HINT, path, [order.id])


def _ahead(case: Case) -> Iterator[tuple[int, Order]]:
    for row, order in enumerate(case.orders):
        if case.loads(order):
            yield row, order


def _unpaid(case: Case) -> Iterator[tuple[int, Order, Payment]]:
    for row, order in _ahead(case):
        if order.payment is not None and not order.payment.received:
            yield row, order, order.payment
