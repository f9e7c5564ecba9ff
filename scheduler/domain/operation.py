"""Operations: what has to be done for an order, in which ways, after what, with which materials."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.goal import Approval
from scheduler.domain.people import Crew, SkillNeed
from scheduler.domain.record import (
    Amount,
    Identifier,
    Instant,
    Label,
    MaterialId,
    Minutes,
    ModeId,
    Money,
    OperationId,
    OrderId,
    Record,
    ResourceId,
    SupplierId,
    Text,
)
from scheduler.domain.station import StateValue


class TaskKind(StrEnum):
    """The department's kind of task that an operation is (任务分解)."""

    DESIGN = "design"
    CONFIRMATION = "confirmation"
    """Waiting for somebody outside: the customer's word on a drawing."""
    COOPERATION = "cooperation"
    FABRICATION = "fabrication"
    SURFACE = "surface"
    ASSEMBLY = "assembly"
    INSPECTION = "inspection"
    PACKING = "packing"


class Use(Record):
    """Units of one resource that a mode needs all the time it works.

    In a pause (some needed resource is closed) a held unit stays blocked from start to end, a released one is free
    for others.
    Stations of a pool are always held: work does not come back from a pause to another station.
    """

    resource: ResourceId
    units: Annotated[int, Field(ge=1)] = 1
    held: bool = True


class Outsourcing(Record):
    """Work done outside the group: who does it, whether the plan may use it, and how long it takes.

    Either the supplier's lead time is known, or the mode uses a resource that stands for the supplier's capacity, with
    its calendar and working minutes as in the shop. The ways there and back are elapsed time before and after.
    """

    supplier: SupplierId
    lead_minutes: Annotated[Minutes, Field(ge=1)] | None = None
    """Elapsed; None: the mode uses a resource of the supplier."""
    there_minutes: Minutes = 0
    back_minutes: Minutes = 0
    approval: Approval


class Waiting(Record):
    """An outside wait: somebody else's answer, for which nothing of the shop is taken."""

    party: Text
    """Who is waited for: the customer, an authority."""
    minutes: Annotated[Minutes, Field(ge=1)]
    """Elapsed minutes that the answer usually takes."""


NO_LOAD = Field(default=Decimal(0), json_schema_extra={"default": 0})
"""Not validated for every one of the many modes without a load, which a default of 0 would have to be."""


class Mode(Record):
    """One way to do an operation.

    Working minutes = set-up + minutes per unit x quantity ÷ efficiency of the first used resource, rounded up to a
    whole
    minute and at least one. An outsourced mode uses no resource and takes its elapsed lead time.
    """

    id: Annotated[ModeId, Identifier]
    uses: tuple[Use, ...] = ()
    set_up_minutes: Minutes = 0
    minutes_per_unit: Amount = Field(default=0, validate_default=True)
    cost: Money = 0
    """For the whole operation, beyond the ordinary cost of the shop."""
    outsourcing: Outsourcing | None = None
    waiting: Waiting | None = None
    skills: tuple[SkillNeed, ...] = ()
    crew: Crew | None = None
    crew_size: Annotated[int, Field(ge=1)] | None = None
    """How many people of the crew do it: set where a crew is expanded into one mode for each number."""
    efficiency_percent: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """Instead of the first used resource's: set where periods of efficiency are expanded."""
    states: tuple[StateValue, ...] = ()
    """What the first used resource must be set up for, if it has set-ups."""
    programme: Annotated[str, Identifier] | None = None
    """Of the first used resource, an oven or bath: its minutes are the working minutes, whatever the quantity."""
    load: Amount = NO_LOAD
    """Of an oven or bath, for the whole operation …"""
    load_per_unit: Amount = NO_LOAD
    """… and for each unit of the operation's quantity."""
    starts_from: Instant | None = None
    """The mode is there only for work that starts at or after this moment,"""
    starts_before: Instant | None = None
    """… starts before this one,"""
    ends_by: Instant | None = None
    """… and ends at or before this one."""

    @model_validator(mode="after")
    def _inside_or_outside(self) -> "Mode":
        inside = bool(self.uses or self.skills)
        if not (inside or self.outsourcing or self.waiting):
            raise ValueError(f"mode {self.id} uses no resource and is not outsourced")
        if self.waiting is not None and (inside or self.outsourcing or self.set_up_minutes or self.minutes_per_unit):
            raise ValueError(f"mode {self.id} waits for {self.waiting.party}: it has no resources and no work")
        if self.outsourcing is not None:
            if self.outsourcing.lead_minutes is None and not inside:
                raise ValueError(f"mode {self.id} is outsourced: give a lead time, or a resource of the supplier")
            if self.outsourcing.lead_minutes is not None and (inside or self.set_up_minutes or self.minutes_per_unit):
                raise ValueError(
                    f"mode {self.id} is outsourced: it has a lead time, no resources and no working minutes"
                )
        return self

    @model_validator(mode="after")
    def _uses_fit(self) -> "Mode":
        if len(self.uses) > 1 and len({use.resource for use in self.uses}) != len(self.uses):
            raise ValueError(f"mode {self.id} names a resource twice: give the number of units instead")
        if len(self.states) > 1 and len({state.attribute for state in self.states}) != len(self.states):
            raise ValueError(f"mode {self.id} names an attribute of its state twice")
        if (self.states or self.programme is not None or self.load or self.load_per_unit) and not self.uses:
            raise ValueError(f"mode {self.id} has a state, a programme or a load: its first resource must be named")
        if self.crew is not None:
            units = next((use.units for use in self.uses if use.resource == self.crew.resource), None)
            if units is None:
                raise ValueError(f"mode {self.id}: the crew's resource {self.crew.resource} is not among those it uses")
            if units != (self.crew.people if self.crew_size is None else self.crew_size):
                raise ValueError(f"mode {self.id}: the crew of {self.crew.resource} and the units it uses differ")
        return self


class Relation(StrEnum):
    """Which ends of two operations a link joins, first the predecessor's."""

    FINISH_START = "finish_start"
    START_START = "start_start"
    FINISH_FINISH = "finish_finish"
    START_FINISH = "start_finish"


class Station(StrEnum):
    """Where an operation is done, compared with its predecessor's first resource; of stations it is the station."""

    ANY = "any"
    SAME = "same"
    DIFFERENT = "different"


class Link(Record):
    """This operation comes after another one of the same order: one end of each lie a number of elapsed minutes apart.

    Between two operations in different workshops the transport time is added to the minimum.
    """

    operation: OperationId
    relation: Relation = Relation.FINISH_START
    minimum_minutes: Minutes = 0
    maximum_minutes: Minutes | None = None
    """Elapsed, the way included. What facts or calendars make impossible is passed openly, as rarely as can be."""
    station: Station = Station.ANY

    @model_validator(mode="after")
    def _ordered(self) -> "Link":
        if self.maximum_minutes is not None and self.maximum_minutes < self.minimum_minutes:
            raise ValueError(
                f"after {self.operation}: the maximum of {self.maximum_minutes} minutes is less than the minimum of "
                f"{self.minimum_minutes}"
            )
        return self


class Need(Record):
    """Material that must be free for use when the operation starts, for the whole operation."""

    material: MaterialId
    quantity: Amount
    may_follow: bool = False
    """A missing part may be sent after the delivery, where the customer consented to parts: no start waits for it."""


class Operation(Record):
    """A piece of work for one order. It keeps its id through every new decomposition."""

    id: Annotated[OperationId, Identifier]
    order: OrderId
    line: Annotated[int, Field(ge=1)] | None = None
    """The order line it belongs to; None: the whole order."""
    instalment: Annotated[int, Field(ge=1)] | None = None
    """The instalment of that line which waits for it; None: all of them."""
    names: Label = Label()
    kind: TaskKind = TaskKind.FABRICATION
    quantity: Amount = Field(default=1, validate_default=True)
    modes: tuple[Mode, ...]
    after: tuple[Link, ...] = ()
    needs: tuple[Need, ...] = ()
    resumable: bool = True
    """False: it must lie in one stretch in which all its resources are open (an oven)."""
    not_before: Instant | None = None
    first_pass_yield_percent: Annotated[int, Field(ge=1, le=100)] = 100
    """Of every hundred pieces so many pass at once; the others go through it again, until they do."""


class ProgressStatus(StrEnum):
    STARTED = "started"
    FINISHED = "finished"


class Progress(Record):
    """What the workshop reported. Finished work is past; started work keeps its mode and goes on as soon as it can.

    It keeps its resources from the minute it goes on; where two started operations claim one station, the second is
    taken to have
    been interrupted until the first ends.
    """

    operation: OperationId
    piece: Annotated[int, Field(ge=0)] = 0
    status: ProgressStatus
    mode: ModeId
    started_at: Instant
    finished_at: Instant | None = None
    remaining_minutes: Annotated[int, Field(ge=1)] | None = None
    """Working minutes still to do at as-of (elapsed minutes for outsourced work)."""
    expected_at: Instant | None = None
    """Of a started outside wait: when the answer was announced; one that has passed is overdue."""

    @model_validator(mode="after")
    def _matches_status(self) -> "Progress":
        if self.status is ProgressStatus.FINISHED:
            if self.finished_at is None or self.finished_at < self.started_at:
                raise ValueError(f"operation {self.operation} is finished: give finished_at, not before started_at")
            if self.remaining_minutes is not None:
                raise ValueError(f"operation {self.operation} is finished: nothing remains")
        elif self.finished_at is not None or (self.remaining_minutes is None and self.expected_at is None):
            raise ValueError(f"operation {self.operation} is started: give remaining_minutes and no finished_at")
        return self


class Rework(Record):
    """Work that inspection found has to be done again: it comes after its operation and before all that follows it."""

    id: Annotated[str, Identifier]
    operation: OperationId
    modes: tuple[Mode, ...]
    quantity: Amount = Field(default=1, validate_default=True)
    reported_at: Instant
    why: Text = ""
