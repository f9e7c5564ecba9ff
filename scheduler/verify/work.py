"""How long work takes and which modes a plan may choose."""

from scheduler.domain.operation import Mode, Operation
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource


def working_minutes(operation: Operation, mode: Mode, resources: dict[ResourceId, Resource]) -> int:
    """Set-up + minutes per unit x quantity ÷ efficiency of the first resource, rounded up, at least 1;
    outside: lead time.

    Amounts have at most three decimals, so thousandths are whole numbers and nothing is rounded before the
    end.
    """
    if mode.outsourcing is not None:
        return mode.outsourcing.lead_minutes
    per_unit, quantity = int(mode.minutes_per_unit * 1000), int(operation.quantity * 1000)
    percent = resources[mode.uses[0].resource].efficiency_percent
    return max(1, mode.set_up_minutes + -(-per_unit * quantity * 100 // (percent * 1_000_000)))


def allowed(mode: Mode, resources: dict[ResourceId, Resource], pinned_to: set[ResourceId]) -> bool:
    """Whether a plan may choose the mode: approved if outside, units enough, using what it is pinned to."""
    if mode.outsourcing is not None and not mode.outsourcing.approval.usable:
        return False
    return enough_units(mode, resources) and (not pinned_to or pinned_to <= {use.resource for use in mode.uses})


def enough_units(mode: Mode, resources: dict[ResourceId, Resource]) -> bool:
    """Whether the mode's resources exist and have the units it needs."""
    return all(use.resource in resources and use.units <= resources[use.resource].units for use in mode.uses)
