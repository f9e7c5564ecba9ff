"""Companies, their workshops, and what does the work in them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.people import EfficiencyPeriod, Limit, OvertimeCap, ShiftLimit, Skill
from scheduler.domain.record import (
    Amount,
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
from scheduler.domain.station import InitialState, Programme, SetUp


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
    """What a resource is; machines and pools have stations that a plan names, everything else is counted only."""

    MACHINE = "machine"
    POOL = "pool"
    WORKERS = "workers"
    DESIGNERS = "designers"
    TOOLS = "tools"
    """Fixtures, moulds, test sets, vehicles."""
    SPACE = "space"
    """Floor places, square metres."""


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


class Maintenance(Record):
    """Work on the resource itself, somewhere in a span, during which none of its units works for orders.

    It is planned like an order whose lateness is never traded; what facts make impossible comes later and is late.
    """

    id: Annotated[str, Identifier]
    minutes: Annotated[Minutes, Field(ge=1)]
    """Open minutes of the resource."""
    earliest: Instant
    latest: Instant
    why: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Maintenance":
        if self.latest <= self.earliest:
            raise ValueError(f"maintenance {self.id} has its latest end after its earliest start")
        return self


class Resource(Record):
    """A machine, a pool of equal stations, a group of people, or tools or space, with one calendar for all its units.

    A machine or pool with set-ups or a load remembers what each station did last: see `docs/rules/set-ups.md` and
    `docs/rules/ovens.md`.
    """

    id: Annotated[ResourceId, Identifier]
    names: Label = Label()
    kind: ResourceKind
    workshop: WorkshopId
    calendar: CalendarId
    units: Annotated[int, Field(ge=1, le=10_000)] = 1
    efficiency_percent: Annotated[int, Field(ge=1, le=1_000)] = 100
    downtimes: tuple[Downtime, ...] = ()
    efficiencies: tuple[EfficiencyPeriod, ...] = ()
    """Instead of `efficiency_percent` for what starts in a period; the first period that holds the start counts."""
    limits: tuple[Limit, ...] = ()
    shift_limits: tuple[ShiftLimit, ...] = ()
    skills: tuple[Skill, ...] = ()
    overtime_caps: tuple[OvertimeCap, ...] = ()
    set_ups: tuple[SetUp, ...] = ()
    set_ups_in_shifts: bool = True
    """False: a change takes elapsed minutes, whether the station is open or not."""
    initial_states: tuple[InitialState, ...] = ()
    most_load: Amount | None = None
    """An oven or bath: operations of one programme and state may be in a station together up to this load."""
    load_unit: Text = ""
    programmes: tuple[Programme, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()

    @model_validator(mode="after")
    def _stations_remember(self) -> "Resource":
        if (self.set_ups or self.most_load is not None) and not self.named_units:
            raise ValueError("only machines and pools have set-ups or a load: people and tools are just counted")
        if len({programme.id for programme in self.programmes}) != len(self.programmes):
            raise ValueError("a programme is listed twice")
        if len({work.id for work in self.maintenance}) != len(self.maintenance):
            raise ValueError("a maintenance is listed twice")
        if any(state.unit >= self.units for state in self.initial_states):
            raise ValueError(f"an initial state names a unit beyond the {self.units} there are, counted from 0")
        return self

    @property
    def remembers(self) -> bool:
        """Whether its stations have a state or run batches, so that each is planned by itself."""
        return bool(self.set_ups) or self.most_load is not None

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
    usual_delay_minutes: Minutes = 0
    """By how much what it announced usually comes later; counted for expected arrivals, not for confirmed ones."""
