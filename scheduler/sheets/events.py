"""A workshop's plan as calendar events, one per operation.

One event per operation and not one per stretch of work: a foreman wants to see what begins, what must be done by when
and on which station, and every break of the shift would cut an operation into pieces that mean nothing to him. It
also keeps re-imports clean: the id of an event is that of the operation, so that a new plan moves it, while stretches
come and go with every plan and would stay behind as ghosts. The stretches stand in the description.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from scheduler.domain.plan import Assignment
from scheduler.domain.record import WorkshopId
from scheduler.sheets.facts import Facts
from scheduler.sheets.workshops import kit_complete, next_places, open_work
from scheduler.texts import deadline_text, label, moment_text

SEGMENTS_SHOWN = 20
"""Stretches of work that a description lists; one of months has hundreds."""


@dataclass(frozen=True, slots=True)
class Event:
    """One operation in a calendar. `uid` is the same in every plan of the operation."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str
    description: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkshopCalendar:
    """Everything that one workshop still has to do."""

    workshop: WorkshopId
    title: str
    as_of: datetime
    events: tuple[Event, ...]


def workshop_calendars(facts: Facts, days: int | None = None) -> tuple[WorkshopCalendar, ...]:
    """One calendar for every workshop, also for one without work: a subscribed calendar must become empty then."""
    work = open_work(facts, days)
    return tuple(
        WorkshopCalendar(
            workshop.id,
            facts.name("workshop", workshop.id),
            facts.plan.as_of,
            tuple(_event(facts, a) for a in work if facts.workshop(a.operation) == workshop.id),
        )
        for workshop in facts.problem.workshops
    )


def uid(assignment: Assignment) -> str:
    """Depends on the operation alone, so that calendars replace its event when the plan is imported again."""
    return str(uuid5(NAMESPACE_URL, f"operation:{assignment.operation}#{assignment.piece}"))


def _event(facts: Facts, assignment: Assignment) -> Event:
    operation = facts.operation(assignment)
    places = facts.places_text(assignment)
    return Event(
        uid=uid(assignment),
        start=assignment.start,
        end=assignment.end,
        summary=f"{assignment.order} · {facts.operation_name(operation.id)} · {places}",
        location=places,
        description="\n".join(_lines(facts, assignment)),
        categories=(label(operation.kind, facts.language), facts.verdict(facts.outcomes[assignment.order])),
    )


def _lines(facts: Facts, assignment: Assignment) -> Iterator[str]:
    def fact(key: str, value: str) -> str:
        return facts.text("chart.fact", name=facts.text(f"column.{key}"), value=value)

    operation = facts.operation(assignment)
    order = facts.orders[assignment.order]
    if customer := facts.customer(order):
        yield fact("customer", customer)
    yield fact("product", f"{facts.goods_of(operation)} × {operation.quantity.normalize():f}")
    complete = kit_complete(facts, operation.id)
    if complete is not None:
        yield fact("kit_complete", _moment(facts, complete))
    yield fact("next_place", next_places(facts, operation.id))
    latest = facts.at(facts.latest.operations[operation.id].finish)
    if latest is not None:
        yield fact("latest_finish", deadline_text(latest, facts.zone, facts.language))
    if len(assignment.segments) > 1:
        yield facts.text("sheet.stretches")
        for segment in assignment.segments[:SEGMENTS_SHOWN]:
            yield f"{_moment(facts, segment.start)} – {_moment(facts, segment.end)}"
        left = len(assignment.segments) - SEGMENTS_SHOWN
        if left > 0:
            yield facts.text("sheet.more_stretches", count=left)


def _moment(facts: Facts, moment: datetime) -> str:
    return moment_text(moment, facts.zone, facts.language)
