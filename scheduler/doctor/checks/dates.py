"""Dates that contradict as-of or each other."""

from collections.abc import Iterator

from scheduler.compile.faults import active_pins
from scheduler.doctor.case import OVER, Case, iso
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.order import OrderStatus
from scheduler.domain.pin import PinKind


def due_passed(case: Case) -> Iterator[Finding]:
    """A planned order with a delivery whose committed date is before as-of; the earliest such date is told."""
    for order in case.orders:
        if case.planned(order.id):
            first = min(case.dues(order), key=lambda due: due.committed)
            if first.committed < case.problem.as_of:
                yield case.finding(
                    "due_passed", Severity.WARNING, case.due_path(order, first), [order.id],
                    due=iso(first.committed), minutes=-case.clock.minute(first.committed),
                )  # fmt: skip


def reservation_lapsed(case: Case) -> Iterator[Finding]:
    """A reserved order whose reservation has run out at as-of: it holds no capacity any more."""
    for row, order in enumerate(case.orders):
        if order.status is OrderStatus.RESERVED and order.reservation is not None and not case.loads(order):
            yield case.finding(
                "reservation_lapsed", Severity.WARNING, ("orders", row, "reservation", "until"), [order.id],
                until=iso(order.reservation.until),
            )  # fmt: skip


def effective_in_future(case: Case) -> Iterator[Finding]:
    """An order said to be effective from a moment after as-of: its work waits for that moment."""
    for row, order in enumerate(case.orders):
        if order.status is OrderStatus.EFFECTIVE and order.effective_at and order.effective_at > case.problem.as_of:
            yield case.finding(
                "effective_in_future", Severity.WARNING, ("orders", row, "effective_at"), [order.id],
                at=iso(order.effective_at),
            )  # fmt: skip


def reported_in_future(case: Case) -> Iterator[Finding]:
    """Progress that began or ended after as-of: as-of or the report is wrong."""
    for row, progress in enumerate(case.problem.progress):
        operation = case.operation.get(progress.operation)
        orders = [operation.order] if operation is not None and operation.order in case.order else []
        for field, moment in (("started_at", progress.started_at), ("finished_at", progress.finished_at)):
            if moment is not None and moment > case.problem.as_of:
                yield case.finding(
                    "reported_in_future", Severity.WARNING, ("progress", row, field), orders,
                    operation=progress.operation, at=iso(moment),
                )  # fmt: skip
                break


def not_before_after_due(case: Case) -> Iterator[Finding]:
    """Work not begun that may only start at or after its order's last committed moment."""
    for row, operation in enumerate(case.given.operations):
        if operation.not_before is None or operation.id in case.reported or operation.order not in case.order:
            continue
        order = case.order[operation.order]
        if order.status not in OVER and operation.not_before >= case.last_due(order) >= case.problem.as_of:
            yield case.finding(
                "not_before_after_due", Severity.WARNING, ("operations", row, "not_before"), [order.id],
                operation=operation.id, at=iso(operation.not_before), due=iso(case.last_due(order)),
            )  # fmt: skip


def pin_after_due(case: Case) -> Iterator[Finding]:
    """A pin in force that lets work of a planned order start only at or after its last committed moment."""
    for pin in active_pins(case.problem):
        operation = case.operation.get(pin.operation)
        late = pin.at is not None and pin.kind in (PinKind.START, PinKind.NOT_BEFORE)
        if not late or operation is None or operation.id in case.reported or not case.planned(operation.order):
            continue
        due = case.last_due(case.order[operation.order])
        if pin.at is not None and pin.at >= due >= case.problem.as_of:
            yield case.finding(
                "pin_after_due", Severity.WARNING, ("pins", case.row("pins", pin.id), "at"), [operation.order],
                pin=pin.id, operation=operation.id, at=iso(pin.at), due=iso(due),
            )  # fmt: skip
