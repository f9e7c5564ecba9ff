"""Times at which modes are there, suppliers' approvals, outside waits, and what inspection found."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from scheduler.doctor.case import OVER, Case, iso
from scheduler.doctor.checks.strays import stray_reworks
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.templates import WrittenMode, template_steps
from scheduler.domain.durations import working_minutes
from scheduler.domain.json_text import Path
from scheduler.domain.operation import ProgressStatus, Waiting
from scheduler.domain.record import SupplierId

SERIOUS_YIELD = 95
"""Percent; a batch below it is serious, says the plant's inspection."""

HALF_YIELD = 50


def no_lasting_mode(case: Case) -> Iterator[Finding]:
    """Every usable mode is there only for a while: if it is missed, the work can never be done."""
    for fault in case.faults("no_lasting_mode"):
        path, _ = case.source(fault.operation)
        yield case.finding(
            "no_lasting_mode", fault.severity, (*path, "modes"), [fault.order.id], operation=fault.operation
        )


def mode_window_empty(case: Case) -> Iterator[Finding]:
    """A mode that must start before, or end by, the moment from which it is there: nothing can be done in it."""
    for written, field, limit in _windows(case):
        begins = written.mode.starts_from
        if begins is not None and limit <= begins:
            yield _window(case, "mode_window_empty", Severity.WARNING, written, field, limit, since=iso(begins))


def mode_window_passed(case: Case) -> Iterator[Finding]:
    """A mode that had to start, or end, by as-of or earlier, of work that has not begun."""
    for written, field, limit in _windows(case):
        begins = written.mode.starts_from
        empty = begins is not None and limit <= begins
        if limit <= case.problem.as_of and not empty and written.owner not in case.reported:
            yield _window(case, "mode_window_passed", Severity.HINT, written, field, limit)


def mode_window_too_short(case: Case) -> Iterator[Finding]:
    """A mode whose work is longer than the time from its first possible start to the end by which it must be done."""
    for operation, row, mode in case.ruled_operations:
        lead = mode.outsourcing.lead_minutes if mode.outsourcing is not None else None
        if mode.ends_by is None or not (mode.uses or lead):
            continue
        if any(use.resource not in case.resource for use in mode.uses):
            continue
        begins = max(case.problem.as_of, mode.starts_from or case.problem.as_of)
        minutes = working_minutes(operation, mode, case.resource)
        if begins < mode.ends_by < begins + timedelta(minutes=minutes):
            path, _ = case.source(operation.id)
            yield case.finding(
                "mode_window_too_short", Severity.WARNING, (*path, "modes", row, "ends_by"), [operation.order],
                operation=operation.id, mode=mode.id, minutes=minutes, since=iso(begins), until=iso(mode.ends_by),
            )  # fmt: skip


def _windows(case: Case) -> Iterator[tuple[WrittenMode, str, datetime]]:
    """The first end of each mode that is there only for a while."""
    for written in case.ruled_modes:
        ends = [(limit, field) for field in ("starts_before", "ends_by") if (limit := getattr(written.mode, field))]
        if ends:
            limit, field = min(ends)
            yield written, field, limit


def _window(
    case: Case, key: str, severity: Severity, written: WrittenMode, field: str, limit: datetime, **more: str
) -> Finding:
    return case.finding(
        key, severity, (*written.path, field), (),
        operation=written.owner, mode=written.mode.id, until=iso(limit), **more,
    )  # fmt: skip


def supplier_never_approved(case: Case) -> Iterator[Finding]:
    """A supplier whose work is offered for some operations and approved for none: outsourcing is a lever nobody has."""
    offers: dict[SupplierId, list[tuple[bool, Path]]] = defaultdict(list)
    for written in case.modes:
        outside = written.mode.outsourcing
        if outside is not None:
            offers[outside.supplier].append((outside.approval.usable, (*written.path, "outsourcing", "approval")))
    for supplier, made in offers.items():
        if not any(usable for usable, _ in made):
            yield case.finding("supplier_never_approved", Severity.HINT, made[0][1], supplier=supplier, count=len(made))


def confirmation_overdue(case: Case) -> Iterator[Finding]:
    """An outside wait whose answer was announced for as-of or earlier and is not there."""
    for row, waiting, party, expected in _open_waits(case):
        if expected is not None and expected <= case.problem.as_of:
            operation = case.operation[waiting]
            at = case.problem.as_of + timedelta(minutes=case.problem.settings.overdue_confirmations)
            yield case.finding(
                "confirmation_overdue", Severity.WARNING, ("progress", row, "expected_at"), [operation.order],
                operation=operation.id, party=party, since=iso(expected), at=iso(at),
            )  # fmt: skip


def wait_without_date(case: Case) -> Iterator[Finding]:
    """An outside wait that has begun and for whose answer nobody has announced a moment."""
    for row, waiting, party, expected in _open_waits(case):
        if expected is None:
            operation = case.operation[waiting]
            yield case.finding(
                "wait_without_date", Severity.HINT, ("progress", row, "expected_at"), [operation.order],
                operation=operation.id, party=party,
            )  # fmt: skip


def _open_waits(case: Case) -> Iterator[tuple[int, str, str, datetime | None]]:
    """(row, operation, who is waited for, when the answer is expected) of reported outside waits that go on."""
    for row, progress in enumerate(case.problem.progress):
        operation = case.operation.get(progress.operation)
        if progress.status is ProgressStatus.STARTED and operation is not None and case.planned(operation.order):
            waiting: Waiting | None = next((m.waiting for m in operation.modes if m.id == progress.mode), None)
            if waiting is not None:
                yield row, operation.id, waiting.party, progress.expected_at


def rework_of_unknown_operation(case: Case) -> Iterator[Finding]:
    """Rework reported of an operation that is not there: expanding refuses it.

    One of an order whose operations are generated only later is passed over.
    """
    for row, rework in stray_reworks(case):
        found = case.finding(
            "rework_of_unknown_operation", Severity.STOPS, ("reworks", row, "operation"),
            rework=rework.id, unknown=rework.operation,
        )  # fmt: skip
        yield case.with_nearest(found, rework.operation, "operations", case.operation)


def rework_before_work(case: Case) -> Iterator[Finding]:
    """Rework of an operation that nobody has reported as begun: what was inspected?"""
    for row, rework in enumerate(case.problem.reworks):
        operation = case.operation.get(rework.operation)
        if operation is not None and operation.id not in case.reported:
            orders = [operation.order] if operation.order in case.order else []
            yield case.finding(
                "rework_before_work", Severity.WARNING, ("reworks", row, "operation"), orders,
                rework=rework.id, operation=operation.id,
            )  # fmt: skip


def rework_in_future(case: Case) -> Iterator[Finding]:
    """Rework reported for a moment after as-of."""
    for row, rework in enumerate(case.problem.reworks):
        if rework.reported_at > case.problem.as_of:
            yield case.finding(
                "rework_in_future", Severity.WARNING, ("reworks", row, "reported_at"),
                rework=rework.id, at=iso(rework.reported_at),
            )  # fmt: skip


def yield_serious(case: Case) -> Iterator[Finding]:
    """A first-pass yield from HALF_YIELD to below SERIOUS_YIELD percent: a lot of the work is done again."""
    for path, owner, percent in _yields(case):
        if HALF_YIELD <= percent < SERIOUS_YIELD:
            yield case.finding("yield_serious", Severity.WARNING, path, operation=owner, percent=percent)


def yield_below_half(case: Case) -> Iterator[Finding]:
    """A first-pass yield below HALF_YIELD percent: more is done again than passes."""
    for path, owner, percent in _yields(case):
        if percent < HALF_YIELD:
            yield case.finding("yield_below_half", Severity.WARNING, path, operation=owner, percent=percent)


def _yields(case: Case) -> Iterator[tuple[Path, str, int]]:
    for path, step in template_steps(case.given):
        yield (*path, "first_pass_yield_percent"), step.id, step.first_pass_yield_percent
    for row, operation in enumerate(case.given.operations):
        order = case.order.get(operation.order)
        if operation.first_pass_yield_percent < SERIOUS_YIELD and not (order and order.status in OVER):
            path = ("operations", row, "first_pass_yield_percent")
            yield path, operation.id, operation.first_pass_yield_percent
