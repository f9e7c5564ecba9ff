"""Which deliveries an order has, when each is due, and what being late costs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.order import Order

DAY_MINUTES = 24 * 60


class Due(NamedTuple):
    """One delivery of an order: what it carries and the two moments it is measured against.

    `line` and `instalment` are None when the whole order leaves together, because the customer did not consent to
    parts.
    """

    line: int | None
    instalment: int | None
    committed: datetime
    contract: datetime
    """From here on penalties run: the first commitment, or the current one if the customer waived them."""


def plant_moment(day: date, hour: time | None, zone: ZoneInfo) -> datetime:
    """The end of a plant day (24:00), or an agreed hour of it, in UTC."""
    local = (
        datetime.combine(day + timedelta(days=1), time(), zone) if hour is None else datetime.combine(day, hour, zone)
    )
    return local.astimezone(UTC)


def dues(order: Order, zone: ZoneInfo) -> list[Due]:
    """The order's deliveries: one per instalment with the customer's consent, otherwise one, dated by the last
    piece."""
    waived = order.penalty is not None and order.penalty.waived
    parts = [
        Due(
            line.number,
            part.number,
            plant_moment(part.committed, part.committed_hour, zone),
            plant_moment(part.committed if waived else part.first_committed, part.committed_hour, zone),
        )
        for line in order.lines
        for part in line.instalments
    ]
    if order.part_delivery_consent is not None:
        return parts
    return [Due(None, None, max(part.committed for part in parts), max(part.contract for part in parts))]


def committed_day(order: Order, due: Due) -> date:
    """The plant day to which a delivery is committed: of several instalments that leave together, the last."""
    return max(
        part.committed
        for line in order.lines
        for part in line.instalments
        if due.line is None or (due.line, due.instalment) == (line.number, part.number)
    )


def storage_cost(order: Order, waiting_minutes: int) -> int:
    """Cost of a delivery that stands packed for so many minutes before it leaves: every started day counts."""
    return order.storage_cost_per_day * max(0, -(-waiting_minutes // DAY_MINUTES))


def lateness_cost(order: Order, late_minutes: int, contract_late_minutes: int) -> int:
    """Cost of an order's lateness.

    `late_minutes` is the worst delivery's arrival minus commitment and costs the order's weight a minute, without a
    cap, so that
    an order whose penalty is capped is not starved. `contract_late_minutes` is the same against the contract: the
    fixed penalty
    once, and the daily one for every started day up to its cap.
    """
    cost = order.weight * max(0, late_minutes)
    if order.penalty is not None and contract_late_minutes > 0:
        days = -(-contract_late_minutes // DAY_MINUTES)
        daily = order.penalty.per_day * days
        cost += order.penalty.fixed + (daily if order.penalty.cap is None else min(daily, order.penalty.cap))
    return cost


def worst_lateness(due: Sequence[Due], arrivals: Sequence[datetime]) -> tuple[int, int]:
    """Minutes late against commitment and against contract, of the worst delivery each; negative when early."""
    late = max((_minutes(arrives - d.committed) for d, arrives in zip(due, arrivals, strict=True)), default=0)
    contract = max((_minutes(arrives - d.contract) for d, arrives in zip(due, arrivals, strict=True)), default=0)
    return late, contract


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
