"""What each workshop, machine and group of people does when: where the work comes from and where it goes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.domain.operation import ProgressStatus
from scheduler.domain.plan import Assignment
from scheduler.domain.record import OperationId, ResourceId, WorkshopId
from scheduler.sheets.columns import column
from scheduler.sheets.facts import MINUTE, Facts, hours, minutes_between, used_resource
from scheduler.sheets.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet
from scheduler.texts import label


def workshop_lists(facts: Facts, days: int | None = None) -> Sheet:
    """Open operations by start, per workshop; work outside is a group of its own. With `days` only what starts before
    the end of that many plant days, today being the first."""
    found: dict[WorkshopId | None, list[Row]] = defaultdict(list)
    for assignment in open_work(facts, days):
        cells = (*_when(facts, assignment), facts.places_text(assignment), *_what(facts, assignment))
        row = _row(facts, assignment, (*cells, *_flow(facts, assignment)))
        found[facts.workshop(assignment.operation)].append(row)
    order = [*(workshop.id for workshop in facts.problem.workshops), None]
    return Sheet(
        key="workshops",
        title=facts.text("sheet.workshops"),
        columns=(*_when_columns(facts), column(facts, "resource"), *_what_columns(facts), *_flow_columns(facts)),
        groups=tuple(Group(facts.place_name(id_), tuple(found[id_])) for id_ in order if id_ in found),
        group_heading=facts.text("column.workshop"),
        notes=_notes(facts, "sheet.workshops.note", days),
    )


def resource_lists(facts: Facts, days: int | None = None) -> Sheet:
    """The same per machine, pool and group of people: who needs several resources stands with each of them."""
    found: dict[ResourceId, list[Row]] = defaultdict(list)
    for assignment in open_work(facts, days):
        for use in assignment.uses:
            place = facts.stations(used_resource(assignment, use.resource))
            cells = (*_when(facts, assignment), place, use.amount, *_what(facts, assignment))
            latest = facts.at(facts.latest.operations[assignment.operation].finish)
            found[use.resource].append(_row(facts, assignment, (*cells, facts.local(latest))))
    return Sheet(
        key="resources",
        title=facts.text("sheet.resources"),
        columns=(
            *_when_columns(facts),
            column(facts, "station"),
            column(facts, "amount", Kind.QUANTITY),
            *_what_columns(facts),
            column(facts, "latest_finish", Kind.DEADLINE),
        ),
        groups=tuple(
            Group(resource_title(facts, resource.id), tuple(found[resource.id]))
            for workshop in facts.problem.workshops
            for resource in facts.problem.resources
            if resource.workshop == workshop.id and resource.id in found
        ),
        group_heading=facts.text("column.resource_name"),
        notes=_notes(facts, "sheet.resources.note", days),
    )


def resource_title(facts: Facts, id_: ResourceId) -> str:
    return f"{facts.name('workshop', facts.resources[id_].workshop)} · {facts.name('resource', id_)}"


def open_work(facts: Facts, days: int | None = None) -> list[Assignment]:
    """What is not finished, by start; with `days` what starts within them."""
    until = None if days is None else end_of_days(facts, days)
    return sorted(
        (
            assignment
            for assignment in facts.plan.assignments
            if not facts.network.finished(assignment.operation) and (until is None or assignment.start < until)
        ),
        key=lambda assignment: (assignment.start, assignment.end, assignment.operation, assignment.piece),
    )


def end_of_days(facts: Facts, days: int) -> datetime:
    """Midnight after so many plant days, the day of as-of being the first."""
    day = facts.day(facts.plan.as_of) + timedelta(days=days)
    return facts.open_time.clock.instant(facts.open_time.midnight(day))


class Arriving(NamedTuple):
    """The last work that an operation waits for: its end, when it has come here, and from where."""

    ends: datetime
    arrives: datetime
    place: WorkshopId | None


def arriving(facts: Facts, operation: OperationId) -> Arriving | None:
    """None: the operation is the first, or reported and waits for nothing."""
    network = facts.network
    before = [
        Arriving(end, end + network.way(link.operation, operation) * MINUTE, network.workshop(link.operation))
        for link in network.links(operation)
        for end in [network.assignments[link.operation].end]
    ]
    return max(before, key=lambda one: (one.arrives, one.ends), default=None)


def next_places(facts: Facts, operation: OperationId) -> str:
    """The workshops that go on with it; dispatch where nobody does."""
    followers = [then for then, _ in facts.network.followers[operation]]
    names = dict.fromkeys(facts.place_name(facts.workshop(then)) for then in followers)
    return facts.list(names) if names else facts.text("sheet.to_dispatch")


def kit_complete(facts: Facts, operation: OperationId) -> datetime | None:
    """When all its material is free for use; None: it needs none."""
    kit = facts.kits.get(operation)
    return None if kit is None else kit.ready_at


def kit_share(facts: Facts, operation: OperationId) -> int | None:
    """Per cent of its needs that are there in full at as-of, rounded down; None: it needs none."""
    kit = facts.kits.get(operation)
    return None if kit is None else int(100 * kit.share(facts.plan.as_of))


def _notes(facts: Facts, key: str, days: int | None) -> tuple[str, ...]:
    until = () if days is None else (facts.text("sheet.next_days", count=days),)
    return (*until, facts.text(key))


def _when_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "start", Kind.MOMENT, stack="when"),
        column(facts, "end", Kind.MOMENT, stack="when"),
        column(facts, "work", Kind.QUANTITY),
    )


def _when(facts: Facts, assignment: Assignment) -> tuple[Cell, ...]:
    """Working time in hours: a day of work is none of 24."""
    worked = sum(minutes_between(segment.start, segment.end) for segment in assignment.segments)
    return (facts.local(assignment.start), facts.local(assignment.end), hours(worked))


def _what_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "operation", stack="operation"),
        column(facts, "task", stack="operation"),
        column(facts, "order", stack="order"),
        column(facts, "customer", stack="order"),
        column(facts, "product", stack="product"),
        column(facts, "quantity", Kind.QUANTITY, stack="product"),
    )


def _what(facts: Facts, assignment: Assignment) -> tuple[Cell, ...]:
    operation = facts.operation(assignment)
    order = facts.orders[operation.order]
    task = label(operation.kind, facts.language)
    if facts.progress(operation.id) is not None:
        task = f"{task} · {label(ProgressStatus.STARTED, facts.language)}"
    return (
        facts.operation_name(operation.id),
        task,
        order.id,
        facts.customer(order),
        facts.goods_of(operation),
        operation.quantity,
    )


def _flow_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "previous_end", Kind.MOMENT, stack="from"),
        column(facts, "work_here", Kind.MOMENT, stack="from"),
        column(facts, "from_place", stack="from"),
        column(facts, "kit_complete", Kind.MOMENT, stack="kit"),
        column(facts, "kit_share", Kind.QUANTITY, stack="kit"),
        column(facts, "next_place"),
        column(facts, "latest_finish", Kind.DEADLINE),
    )


def _flow(facts: Facts, assignment: Assignment) -> tuple[Cell, ...]:
    before = arriving(facts, assignment.operation)
    return (
        facts.local(before.ends if before else None),
        facts.local(before.arrives if before else None),
        facts.place_name(before.place) if before else "",
        facts.local(kit_complete(facts, assignment.operation)),
        kit_share(facts, assignment.operation),
        next_places(facts, assignment.operation),
        facts.local(facts.at(facts.latest.operations[assignment.operation].finish)),
    )


def _row(facts: Facts, assignment: Assignment, cells: Sequence[Cell]) -> Row:
    """Marked as late if the operation itself ends too late: others of a late order may have time."""
    finish = facts.latest.operations[assignment.operation].finish
    late = finish is None or facts.minute(assignment.end) > finish
    mark = facts.mark(facts.outcomes.get(assignment.order))
    if late:
        return Row(tuple(cells), Mark.LATE, frozenset({"latest_finish"}))
    return Row(tuple(cells), Mark.AT_RISK if mark is Mark.AT_RISK else Mark.PLAIN)
