"""The answer to "can we deliver this by then?"."""

from enum import StrEnum

from scheduler.domain.plan import Assignment, DeliveryOutcome, Message
from scheduler.domain.record import Instant, OrderId, Record


class Proof(StrEnum):
    """How sure the date of a quote is."""

    PROVEN_EARLIEST = "proven_earliest"
    """No earlier arrival exists against the named plan with nobody moved."""
    FOUND = "found"
    """This date works; an earlier one, not before `bound`, is not ruled out."""


class Quote(Record):
    """Whether an order can be delivered as asked, and the earliest date, against one plan in which nobody is moved."""

    problem: str
    """Content hash of the problem that was asked about."""
    plan: str
    """Content hash of the plan that was held fixed."""
    order: OrderId
    feasible_as_asked: bool | None
    """None: neither shown nor ruled out (the date found is later than asked, its bound is not)."""
    arrives: Instant | None
    """Arrival of the last delivery at the earliest date found; None: the order cannot be planned, see `faults`."""
    late_minutes: int | None
    bound: Instant | None
    """No arrival before this moment is possible."""
    proof: Proof | None
    deliveries: tuple[DeliveryOutcome, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    faults: tuple[Message, ...] = ()
    method: str = ""
