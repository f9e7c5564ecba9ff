"""Workshops and resources with more work than working time. `doctor.load` says exactly what is counted."""

from collections.abc import Iterator, Mapping

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.load import Fullest

FULL_PERCENT = 100
"""Beyond it the work can't be done in time, whatever the plan."""

NEARLY_FULL_PERCENT = 85
"""Beyond about this load queues grow steeply: the simplest one (M/M/1) holds 5.7 jobs at 85 % and one at half load."""


def workshop_overloaded(case: Case) -> Iterator[Finding]:
    """A workshop with more work due until the end of some month than it is open until then (over FULL_PERCENT)."""
    yield from _over(case, "workshop_overloaded", "workshop", case.workshop_loads)


def workshop_nearly_full(case: Case) -> Iterator[Finding]:
    """A workshop whose fullest month is over NEARLY_FULL_PERCENT, but not overloaded."""
    yield from _between(case, "workshop_nearly_full", "workshop", case.workshop_loads)


def resource_overloaded(case: Case) -> Iterator[Finding]:
    """A resource with more work due until the end of some month than it is open until then (over FULL_PERCENT)."""
    yield from _over(case, "resource_overloaded", "resource", case.resource_loads)


def resource_nearly_full(case: Case) -> Iterator[Finding]:
    """A resource whose fullest month is over NEARLY_FULL_PERCENT, but not overloaded."""
    yield from _between(case, "resource_nearly_full", "resource", case.resource_loads)


def _over(case: Case, key: str, kind: str, loads: Mapping[str, Fullest]) -> Iterator[Finding]:
    for id_, full in _known(case, kind, loads):
        if full.over(FULL_PERCENT):
            yield _finding(case, key, Severity.WARNING, kind, id_, full)


def _between(case: Case, key: str, kind: str, loads: Mapping[str, Fullest]) -> Iterator[Finding]:
    for id_, full in _known(case, kind, loads):
        if full.over(NEARLY_FULL_PERCENT) and not full.over(FULL_PERCENT):
            yield _finding(case, key, Severity.HINT, kind, id_, full)


def _known(case: Case, kind: str, loads: Mapping[str, Fullest]) -> Iterator[tuple[str, Fullest]]:
    """Without the resources that stand for people who help elsewhere."""
    return ((id_, full) for id_, full in loads.items() if kind != "resource" or id_ in case.resource)


def _finding(case: Case, key: str, severity: Severity, kind: str, id_: str, full: Fullest) -> Finding:
    table = f"{kind}s"
    return case.finding(
        key,
        severity,
        (table, case.row(table, id_), "id"),
        full.orders,
        **{kind: id_},
        month=full.month,
        percent=full.percent,
        load=full.load // 60,
        capacity=full.capacity // 60,
        count=len(full.orders),
    )
