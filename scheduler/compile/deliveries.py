"""The first minute at which a delivery may leave: paid, and not too early for who receives it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from scheduler.compile.clock import Clock
from scheduler.compile.network import NEVER
from scheduler.domain.delivery import Destination
from scheduler.domain.due import Due, committed_day
from scheduler.domain.order import Order
from scheduler.domain.problem import Problem

NO_GATE = -NEVER
"""Before everything, also before what was packed before as-of."""


def gate(order: Order, due: Due, destination: Destination | None, problem: Problem, clock: Clock) -> int:
    """The minute before which the delivery does not leave; NO_GATE if nothing holds it. See `docs/rules/delivery.md`.

    `destination` is None ex works: what is fetched may be fetched early.
    """
    found = NO_GATE
    if order.payment is not None and not order.payment.received and order.payment.expected is not None:
        found = max(0, clock.minute(order.payment.expected))
    if destination is not None and not order.accepts_early:
        day_begins = datetime.combine(committed_day(order, due), time(), ZoneInfo(problem.zone))
        found = max(found, clock.minute(day_begins) - destination.transit_minutes)
    return min(found, NEVER)
