"""Operations: what has to be done for an order, in which ways, after what, with which materials."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.goal import Approval
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
)


class TaskKind(StrEnum):
    """The department's kind of task that an operation is (任务分解)."""

    DESIGN = "design"
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
    """Work done outside the group: elapsed time there and back, whether the plan may use it, and who does it."""

    supplier: SupplierId
    lead_minutes: Annotated[Minutes, Field(ge=1)]
    approval: Approval


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

    @model_validator(mode="after")
    def _inside_or_outside(self) -> "Mode":
        if self.outsourcing is None and not self.uses:
            raise ValueError(f"mode {self.id} uses no resource and is not outsourced")
        if self.outsourcing is not None and (self.uses or self.set_up_minutes or self.minutes_per_unit):
            raise ValueError(f"mode {self.id} is outsourced: it has a lead time, no resources and no working minutes")
        if len({use.resource for use in self.uses}) != len(self.uses):
            raise ValueError(f"mode {self.id} names a resource twice: give the number of units instead")
        return self


class Relation(StrEnum):
    """Which ends of two operations a link joins, first the predecessor's."""

    FINISH_START = "finish_start"
    START_START = "start_start"
    FINISH_FINISH = "finish_finish"
    START_FINISH = "start_finish"


class Link(Record):
    """This operation comes after another one of the same order: one end of each lie a number of elapsed minutes apart.

    Between two operations in different workshops the transport time is added to the minimum.
    """

    operation: OperationId
    relation: Relation = Relation.FINISH_START
    minimum_minutes: Minutes = 0
    maximum_minutes: Minutes | None = None
    """Elapsed, the way included. What facts or calendars make impossible is passed openly, as rarely as can be."""

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

    @model_validator(mode="after")
    def _matches_status(self) -> "Progress":
        if self.status is ProgressStatus.FINISHED:
            if self.finished_at is None or self.finished_at < self.started_at:
                raise ValueError(f"operation {self.operation} is finished: give finished_at, not before started_at")
            if self.remaining_minutes is not None:
                raise ValueError(f"operation {self.operation} is finished: nothing remains")
        elif self.remaining_minutes is None or self.finished_at is not None:
            raise ValueError(f"operation {self.operation} is started: give remaining_minutes and no finished_at")
        return self
