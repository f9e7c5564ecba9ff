"""Promises that can't be kept even if the order had the shop to itself."""

from collections.abc import Iterator

from scheduler.compile.network import NEVER
from scheduler.doctor.case import Case, iso
from scheduler.doctor.finding import Finding, Severity


def late_even_alone(case: Case) -> Iterator[Finding]:
    """A planned order whose worst delivery arrives after its committed moment in the empty shop, the latest first.

    Its critical path: calendars, transport, material and packing count, queues and pins don't, so that no plan is
    earlier (`kernel.empty_shop`).
    Orders whose date has passed are left to `due_passed`, work beyond the two years to `work_beyond_two_years`.
    """
    yield from sorted(_late(case), key=lambda finding: -int(finding.parameters["minutes"]))


def _late(case: Case) -> Iterator[Finding]:
    for index, arrivals in _arrivals(case):
        assert case.compiled is not None
        order = case.compiled.orders[index]
        if order.id not in case.order:  # maintenance: `maintenance_does_not_fit` looks at it
            continue
        dues = case.compiled.dues[index]
        late = [arrival - case.clock.minute(due.committed) for arrival, due in zip(arrivals, dues, strict=True)]
        worst = late.index(max(late))
        passed = min(due.committed for due in dues) < case.problem.as_of
        if late[worst] > 0 and max(arrivals) < NEVER and not passed:
            yield case.finding(
                "late_even_alone", Severity.WARNING, case.due_path(order, dues[worst]), [order.id],
                minutes=late[worst], due=iso(dues[worst].committed), earliest=case.moment(arrivals[worst]),
            )  # fmt: skip


def work_beyond_two_years(case: Case) -> Iterator[Finding]:
    """A planned order that even alone is not delivered within two years of as-of: planning looks further, slowly."""
    for index, arrivals in _arrivals(case):
        assert case.compiled is not None
        order = case.compiled.orders[index]
        if max(arrivals) >= NEVER and order.id in case.order:
            path = ("orders", case.row("orders", order.id), "id")
            yield case.finding("work_beyond_two_years", Severity.WARNING, path, [order.id])


def _arrivals(case: Case) -> Iterator[tuple[int, list[int]]]:
    """Per planned order its deliveries' earliest arrivals in minutes after as-of; NEVER or more: beyond two years."""
    if case.compiled is None:
        return
    rows = case.compiled.network.order
    for index, (first, end) in enumerate(
        zip(rows["delivery_first"].tolist(), rows["delivery_end"].tolist(), strict=True)
    ):
        yield index, case.earliest_arrivals[first:end]
