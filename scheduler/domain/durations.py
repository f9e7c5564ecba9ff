"""How long a mode takes for an operation."""

from collections.abc import Mapping

from scheduler.domain.operation import Mode, Operation
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource


def working_minutes(operation: Operation, mode: Mode, resources: Mapping[ResourceId, Resource]) -> int:
    """Set-up + minutes per unit x quantity ÷ efficiency ÷ first-pass yield x crew factor, rounded up, at least one.

    The efficiency is the mode's own, else that of the first used resource. A programme takes its own minutes, whatever
    the quantity. For an outsourced mode with a lead time it is the elapsed time there, the lead and the way back; for
    an outside wait the usual elapsed time. All arithmetic is exact.
    """
    if mode.waiting is not None:
        return mode.waiting.minutes
    outside = mode.outsourcing
    if outside is not None and outside.lead_minutes is not None:
        return outside.there_minutes + outside.lead_minutes + outside.back_minutes
    first = resources[mode.uses[0].resource]
    if mode.programme is not None:
        return next((one.minutes for one in first.programmes if one.id == mode.programme), 1)
    efficiency = mode.efficiency_percent or first.efficiency_percent
    # Amounts have at most three decimals, so thousandths are whole numbers and the division below is exact.
    work = int(mode.minutes_per_unit * 1000) * int(operation.quantity * 1000) * 100 * 100
    share = efficiency * operation.first_pass_yield_percent * 1_000_000
    if mode.crew is not None and mode.crew_size is not None:
        work *= mode.crew.people * (100 + mode.crew.loss_percent * (mode.crew_size - mode.crew.people))
        share *= mode.crew_size * 100
    return max(1, mode.set_up_minutes + -(-work // share))
