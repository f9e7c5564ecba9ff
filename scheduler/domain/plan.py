"""The result of a planning run: who does what when, what it means for every order, and how sure we are."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Relation
from scheduler.domain.problem import SCHEMA_VERSION
from scheduler.domain.record import (
    Amount,
    ArrivalId,
    CompanyId,
    Instant,
    MaterialId,
    ModeId,
    Money,
    OperationId,
    OrderId,
    Record,
    ResourceId,
)


class Message(Record):
    """A sentence kept as a key and its parameters, so that it can be shown in any language."""

    key: str
    parameters: dict[str, str | int] = Field(default_factory=dict)


class Segment(Record):
    """A stretch of work without a pause, half open."""

    start: Instant
    end: Instant


class AssignedUse(Record):
    """Units of a resource that an operation got; stations are named by number from 0, people only counted."""

    resource: ResourceId
    amount: Annotated[int, Field(ge=1)]
    units: tuple[int, ...] = ()


class Assignment(Record):
    """When and by whom one piece of one operation is done. `start` and `end` hold every pause; `segments` are the
    work."""

    operation: OperationId
    piece: int = 0
    order: OrderId
    mode: ModeId
    uses: tuple[AssignedUse, ...]
    start: Instant
    end: Instant
    segments: tuple[Segment, ...]
    set_up_start: Instant | None = None
    """Where its station is set up for it: from then to `start`, after the operation before it. None: no set-up."""


class SupplyKind(StrEnum):
    STOCK = "stock"
    ARRIVAL = "arrival"
    PURCHASE = "purchase"


class Peg(Record):
    """Which supply feeds which need."""

    operation: OperationId
    material: MaterialId
    quantity: Amount
    supply: SupplyKind
    arrival: ArrivalId | None = None
    purchase: str | None = None
    company: CompanyId | None = None
    """Whose supply it is, where it is not the order's own company's."""
    instead_of: MaterialId | None = None
    """The material it is a substitute for; its quantity is in units of the substitute."""
    available_at: Instant
    """At the order's company: a transfer's time included."""


class OvertimeUse(Record):
    """Chosen overtime that one operation works in: minutes of one resource's units in one window."""

    operation: OperationId
    resource: ResourceId
    start: Instant
    """Of the window."""
    minutes: Annotated[int, Field(ge=1)]
    """Worked in it, times units."""
    price_per_hour: Money


class MissingPart(Record):
    """Material that is sent after the delivery (缺件发货); the order stays open until it has arrived."""

    order: OrderId
    operation: OperationId
    material: MaterialId
    quantity: Amount
    available_at: Instant


class ProposedPurchase(Record):
    """Something nobody has ordered yet, for one need: order it by `order_by` to have it by `need_by`."""

    id: str
    material: MaterialId
    company: CompanyId
    operation: OperationId
    quantity: Amount
    order_by: Instant
    need_by: Instant


class Verdict(StrEnum):
    """What the plan says of an order: always exactly one of these."""

    ON_TIME = "on_time"
    LATE_CONTENDED = "late_contended"
    """Late because capacity or material is taken by others."""
    LATE_IMPOSSIBLE = "late_impossible"
    """Late even if it had the shop to itself from now on."""
    NOT_PLANNABLE = "not_plannable"
    """Its data do not allow a plan; the reasons say why."""


class Cause(StrEnum):
    """Why an order ends when it ends: a link of the chain that leads to its arrival."""

    EMPTY_SHOP = "empty_shop"
    """The time the order would need with the shop to itself, beyond its due date (negative: time in hand)."""
    QUEUE = "queue"
    """A resource was taken by others."""
    MATERIAL = "material"
    """Material went to others first."""
    TRANSPORT_AND_MODE = "transport_and_mode"
    """Another way of doing it, or another workshop, than the fastest."""
    CALENDAR = "calendar"
    """The later start met pauses, dispatch or receiving days that an earlier one would not have."""
    PIN = "pin"
    """A person pinned it."""
    SLACK = "slack"
    """Time in hand that was used up on the way; its minutes are negative."""


class CauseMinutes(Record):
    """Minutes of lateness from one cause at one place of the chain. Over an order they sum to arrival minus due."""

    cause: Cause
    minutes: int
    operation: OperationId | None = None
    resource: ResourceId | None = None
    material: MaterialId | None = None
    behind: tuple[OrderId, ...] = ()
    """Orders that held the resource or took the material while this one waited."""


class DeliveryOutcome(Record):
    """One delivery: packed and in store, leaving, at the customer; ex works the three are one moment."""

    line: int | None = None
    instalment: int | None = None
    ready: Instant
    leaves: Instant
    arrives: Instant
    due: Instant


class Outcome(Record):
    """What the plan means for one order."""

    order: OrderId
    verdict: Verdict
    tentative: bool = False
    deliveries: tuple[DeliveryOutcome, ...] = ()
    late_minutes: int | None = None
    """Arrival minus due of the worst delivery; negative is slack. None: not plannable."""
    at_risk: bool = False
    empty_shop_late_minutes: int | None = None
    """The same with the shop to itself: nothing can ever make it smaller."""
    lateness_cost: Money = 0
    causes: tuple[CauseMinutes, ...] = ()
    """For late orders: what adds up to `late_minutes`."""
    faults: tuple[Message, ...] = ()


class NotLoaded(Record):
    """An order that loads no capacity, and why (inquiry, on hold, lapsed reservation …)."""

    order: OrderId
    reason: Message


class LevelResult(Record):
    """One goal's value in this plan and the best proven lower bound, with the name of the bound."""

    goal: Goal
    value: int
    bound: int
    bound_name: str

    @property
    def proven(self) -> bool:
        return self.value == self.bound


class PlanStatus(StrEnum):
    """How far the search got. A time-out is never "infeasible"."""

    OPTIMAL = "optimal"
    """Every goal is proven best, level by level."""
    FEASIBLE = "feasible"
    """A verified plan; the gap to the bound is stated per goal."""


class BrokenPin(Record):
    """A pin that facts made impossible to keep, and by how many minutes it is missed."""

    pin: str
    minutes: int


class BrokenWait(Record):
    """A maximum of a link that facts or calendars made impossible, and by how many minutes it is passed."""

    operation: OperationId
    predecessor: OperationId
    relation: Relation
    minutes: int


class Check(Record):
    """One rule of the independent verifier: how many things it looked at and how many violations it found."""

    rule: str
    checked: int
    violations: int


class Plan(Record):
    """A schedule with its meaning. Immutable; bound to its input by hash."""

    schema_version: Annotated[int, Field(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    problem: str
    """Content hash of the problem."""
    as_of: Instant
    status: PlanStatus
    levels: tuple[LevelResult, ...]
    assignments: tuple[Assignment, ...]
    pegs: tuple[Peg, ...] = ()
    purchases: tuple[ProposedPurchase, ...] = ()
    outcomes: tuple[Outcome, ...]
    not_loaded: tuple[NotLoaded, ...] = ()
    broken_pins: tuple[BrokenPin, ...] = ()
    broken_waits: tuple[BrokenWait, ...] = ()
    overdue_arrivals: tuple[ArrivalId, ...] = ()
    overtime: tuple[OvertimeUse, ...] = ()
    missing_parts: tuple[MissingPart, ...] = ()
    notes: tuple[Message, ...] = ()
    """Fallbacks and limits met on the way, for example a solver that ran out of time."""
    method: str = ""
    """What found it: a rule's name, dispatch, cp_sat …"""
    seed: int = 0
    checks: tuple[Check, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)

    def level(self, goal: Goal) -> LevelResult | None:
        """The result for one goal, or None if the plan was not judged by it."""
        return next((level for level in self.levels if level.goal is goal), None)
