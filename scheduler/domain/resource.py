"""Companies, their workshops, and what does the work in them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    Identifier,
    Instant,
    Label,
    Minutes,
    Record,
    ResourceId,
    SupplierId,
    Text,
    WorkshopId,
)


class Company(Record):
    """A company of the group, with the elapsed time its paperwork takes and the calendar on which goods leave it."""

    id: Annotated[CompanyId, Identifier]
    names: Label = Label()
    instruction_minutes: Minutes = 4 * 60
    """From effectiveness to the production instruction."""
    decomposition_minutes_complete_set: Minutes = 24 * 60
    decomposition_minutes_other: Minutes = 4 * 60
    dispatch_calendar: CalendarId | None = None
    """Goods leave at the first open minute of this calendar; None: at any minute."""


class Workshop(Record):
    """A place where operations are done; moving work between two of them takes time."""

    id: Annotated[WorkshopId, Identifier]
    names: Label = Label()
    company: CompanyId


class Transport(Record):
    """Wall-clock minutes from one workshop to another, in that direction."""

    from_workshop: WorkshopId
    to_workshop: WorkshopId
    minutes: Minutes


class ResourceKind(StrEnum):
    """What a resource is; machines and pools have stations that a plan names, groups of people are counted only."""

    MACHINE = "machine"
    POOL = "pool"
    WORKERS = "workers"
    DESIGNERS = "designers"


class Downtime(Record):
    """A span in which every unit of the resource is out of work."""

    start: Instant
    end: Instant
    why: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Downtime":
        if self.end <= self.start:
            raise ValueError("a downtime ends after it starts")
        return self


class Resource(Record):
    """A machine, a pool of equal stations, or a group of people, with one calendar for all its units."""

    id: Annotated[ResourceId, Identifier]
    names: Label = Label()
    kind: ResourceKind
    workshop: WorkshopId
    calendar: CalendarId
    units: Annotated[int, Field(ge=1, le=10_000)] = 1
    efficiency_percent: Annotated[int, Field(ge=1, le=1_000)] = 100
    downtimes: tuple[Downtime, ...] = ()

    @model_validator(mode="after")
    def _one_machine(self) -> "Resource":
        if self.kind is ResourceKind.MACHINE and self.units != 1:
            raise ValueError(f"a machine has exactly one unit, not {self.units}: call several equal machines a pool")
        return self

    @property
    def named_units(self) -> bool:
        """Whether a plan says which station does an operation."""
        return self.kind in (ResourceKind.MACHINE, ResourceKind.POOL)


class Supplier(Record):
    """Somebody outside the group who sells parts or does outsourced operations."""

    id: Annotated[SupplierId, Identifier]
    names: Label = Label()
