"""What a plan is judged by, level by level, and the approvals that levers need."""

from enum import StrEnum


class Goal(StrEnum):
    """One number to be made small. A plan is compared goal by goal in the order of `Settings.goals`."""

    UNPLANNED = "unplanned"
    """Weight of the orders that are not planned (an order of weight 0 counts 1)."""
    BROKEN_PINS = "broken_pins"
    """Pins, and maximum waits of links, that facts made impossible to keep."""
    UNTRADEABLE_LATENESS = "untradeable_lateness"
    """Weighted minutes late of the orders a person marked as not to be traded for money."""
    COST = "cost"
    """Lateness cost of all orders, the chosen modes, set-ups, overtime, supplies from elsewhere, storage."""
    DISTURBANCE = "disturbance"
    """Operations whose start or mode differs from the published plan."""
    FLOW_TIME = "flow_time"
    """Minutes from an order's first start to its last arrival, summed over orders."""
    MAKESPAN = "makespan"
    """Minutes from as-of to the end of the last operation."""


DEFAULT_GOALS = (
    Goal.UNPLANNED,
    Goal.BROKEN_PINS,
    Goal.UNTRADEABLE_LATENESS,
    Goal.COST,
    Goal.DISTURBANCE,
    Goal.FLOW_TIME,
)


class Approval(StrEnum):
    """Whether a lever (outsourcing, overtime …) may be used by a plan."""

    STANDING = "standing"
    APPROVED = "approved"
    PROPOSED = "proposed"
    REFUSED = "refused"

    @property
    def usable(self) -> bool:
        return self in (Approval.STANDING, Approval.APPROVED)
