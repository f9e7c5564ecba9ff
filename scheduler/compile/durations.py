"""How many working minutes a mode takes."""

from scheduler.domain.operation import Mode, Operation
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource


def working_minutes(operation: Operation, mode: Mode, resources: dict[ResourceId, Resource]) -> int:
    """Set-up + minutes per unit x quantity ÷ efficiency of the first used resource, rounded up, at least one.

    For an outsourced mode the elapsed lead time. All arithmetic is exact.
    """
    if mode.outsourcing is not None:
        return mode.outsourcing.lead_minutes
    efficiency = resources[mode.uses[0].resource].efficiency_percent
    # Amounts have at most three decimals, so thousandths are whole numbers and the division below is exact.
    thousandths = int(mode.minutes_per_unit * 1000) * int(operation.quantity * 1000) * 100
    return max(1, mode.set_up_minutes + -(-thousandths // (efficiency * 1_000_000)))
