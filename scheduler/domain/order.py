"""Orders: what was promised to whom, by when, and what breaking the promise costs."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.record import (
    CompanyId,
    DestinationId,
    Identifier,
    Instant,
    Label,
    Minutes,
    Money,
    OrderId,
    ProductId,
    Record,
    Text,
)


class OrderStatus(StrEnum):
    """Where an order stands; it decides whether the order loads capacity."""

    INQUIRY = "inquiry"
    RESERVED = "reserved"
    SIGNED = "signed"
    EFFECTIVE = "effective"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class OrderClass(StrEnum):
    STANDARD = "standard"
    NON_STANDARD = "non_standard"
    MAINTENANCE = "maintenance"
    """Work on a resource itself, made from `Resource.maintenance`: nobody ordered it and nothing is delivered."""


class ProductType(StrEnum):
    """Complete switchgear sets (成套) or anything else (其它)."""

    COMPLETE_SET = "complete_set"
    OTHER = "other"


class Instalment(Record):
    """A part of a line with its own date. The three dates are kept for ever; lateness is against `committed`."""

    number: Annotated[int, Field(ge=1)]
    quantity: Annotated[int, Field(ge=1)]
    requested: date
    first_committed: date
    committed: date
    committed_hour: time | None = None
    """An hour of the committed day when one was agreed; None: the end of the day, 24:00 plant time."""

    @model_validator(mode="after")
    def _whole_minutes(self) -> "Instalment":
        hour = self.committed_hour
        if hour is not None and (hour.second or hour.microsecond or hour.tzinfo is not None):
            raise ValueError("committed_hour is a plant time in whole minutes without a zone, for example 17:00")
        return self


class OrderLine(Record):
    """A product in a quantity, delivered in one or more instalments that add up to it."""

    number: Annotated[int, Field(ge=1)]
    product: ProductId
    quantity: Annotated[int, Field(ge=1)]
    instalments: Annotated[tuple[Instalment, ...], Field(min_length=1)]
    options: tuple[Annotated[str, Identifier], ...] = ()
    """What the customer chose; steps, parts, materials and routings of the product may depend on it."""
    routing: Annotated[str, Identifier] | None = None
    """The product's alternative routing to take; None: the first that is meant for the line."""

    @model_validator(mode="after")
    def _instalments_add_up(self) -> "OrderLine":
        if len({i.number for i in self.instalments}) != len(self.instalments):
            raise ValueError(f"line {self.number} has two instalments of one number")
        total = sum(i.quantity for i in self.instalments)
        if total != self.quantity:
            raise ValueError(
                f"instalments of line {self.number} add up to {total}, not to its quantity {self.quantity}"
            )
        return self


class Penalty(Record):
    """What the contract costs when it is late: once, and for every started day up to a cap on the daily part."""

    fixed: Money = 0
    per_day: Money = 0
    cap: Money | None = None
    waived: bool = False
    """True: the customer accepted the current commitment without penalty; else days count from the first commitment."""


class Consent(Record):
    """The customer's recorded word that the order may be delivered in parts."""

    by: Text
    at: Instant


class Reservation(Record):
    """Capacity and material held for a promise until it lapses."""

    until: Instant
    quote: Text = ""


class Payment(Record):
    """What the customer has to pay before anything is dispatched."""

    expected: Instant | None = None
    """When it is counted on; None: nobody knows, and dispatch is planned as if it came in time, and flagged."""
    received: bool = False


class DeliveryTerms(StrEnum):
    EX_WORKS = "ex_works"
    TO_SITE = "to_site"


class Order(Record):
    """A customer's order as production knows it."""

    id: Annotated[OrderId, Identifier]
    names: Label = Label()
    customer: Text = ""
    company: CompanyId
    status: OrderStatus
    order_class: OrderClass = OrderClass.STANDARD
    product_type: ProductType = ProductType.OTHER
    signed_at: Instant | None = None
    effective_at: Instant | None = None
    decomposed_at: Instant | None = None
    """When its tasks were (or will be) known, if recorded; else effectiveness + instruction + decomposition time."""
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1)]
    weight: Annotated[int, Field(ge=0, le=10_000)] = 1
    """Cost of one minute late."""
    penalty: Penalty | None = None
    untradeable: bool = False
    """Its lateness is never traded for money: a person set this for reputation or penalty class."""
    part_delivery_consent: Consent | None = None
    delivery: DeliveryTerms = DeliveryTerms.EX_WORKS
    destination: DestinationId | None = None
    packing_minutes: Minutes = 0
    """Elapsed time from the last operation to packed and in store, where packing is no operation of its own."""
    reservation: Reservation | None = None
    value: Money | None = None
    payment: Payment | None = None
    """None: nothing has to be paid before dispatch."""
    accepts_early: bool = True
    """False: no delivery arrives before the day of its committed date."""
    storage_cost_per_day: Money = 0
    """For every started day between packed and leaving, of each delivery."""

    @model_validator(mode="after")
    def _consistent(self) -> "Order":
        if len({line.number for line in self.lines}) != len(self.lines):
            raise ValueError(f"order {self.id} has two lines of one number")
        if (self.delivery is DeliveryTerms.TO_SITE) != (self.destination is not None):
            raise ValueError(f"order {self.id}: a delivery to site needs a destination, ex works has none")
        if self.status is OrderStatus.EFFECTIVE and self.effective_at is None:
            raise ValueError(f"order {self.id} is effective: give effective_at")
        if (self.status is OrderStatus.RESERVED) != (self.reservation is not None):
            raise ValueError(f"order {self.id}: exactly the orders with status reserved have a reservation")
        return self
