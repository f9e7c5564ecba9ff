"""How long work takes and which modes a plan may choose."""

from fractions import Fraction
from math import ceil

from scheduler.domain.operation import Mode, Operation
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource


def working_minutes(operation: Operation, mode: Mode, resources: dict[ResourceId, Resource]) -> int:
    """Set-up + minutes per unit x quantity ÷ efficiency ÷ first-pass yield x crew factor, rounded up, at least 1.

    The efficiency is the mode's own, else the first resource's. A programme takes its own minutes; work outside by
    lead time the way there, the lead and the way back; an outside wait its usual minutes. Amounts have at most three
    decimals, so thousandths are whole numbers and nothing is rounded before the end.
    """
    if mode.waiting is not None:
        return mode.waiting.minutes
    outside = mode.outsourcing
    if outside is not None and outside.lead_minutes is not None:
        return outside.there_minutes + outside.lead_minutes + outside.back_minutes
    first = resources[mode.uses[0].resource]
    if mode.programme is not None:
        return {programme.id: programme.minutes for programme in first.programmes}.get(mode.programme, 1)
    millionths = int(mode.minutes_per_unit * 1000) * int(operation.quantity * 1000)
    slower = (mode.efficiency_percent or first.efficiency_percent) * operation.first_pass_yield_percent
    if mode.crew is None or mode.crew_size is None:
        return max(1, mode.set_up_minutes + -(-millionths * 10_000 // (slower * 1_000_000)))
    loss = 100 + mode.crew.loss_percent * (mode.crew_size - mode.crew.people)
    factor = Fraction(mode.crew.people, mode.crew_size) * Fraction(loss, 100)
    return max(1, mode.set_up_minutes + ceil(Fraction(millionths * 10_000, slower * 1_000_000) * factor))


def load(operation: Operation, mode: Mode) -> int:
    """What an operation takes of an oven or bath, in thousandths, part ones rounded up."""
    millionths = int(mode.load * 1000) * 1000 + int(mode.load_per_unit * 1000) * int(operation.quantity * 1000)
    return -(-millionths // 1000)


def allowed(
    operation: Operation, mode: Mode, resources: dict[ResourceId, Resource], pinned_to: set[ResourceId]
) -> bool:
    """Whether a plan may choose the mode: approved if outside, within what its resources have and can do, using what
    it is pinned to."""
    if mode.outsourcing is not None and not mode.outsourcing.approval.usable:
        return False
    if not enough_units(mode, resources) or not within_stations(operation, mode, resources):
        return False
    return not pinned_to or pinned_to <= {use.resource for use in mode.uses}


def enough_units(mode: Mode, resources: dict[ResourceId, Resource]) -> bool:
    """Whether the mode's resources exist and have the units it needs."""
    return all(use.resource in resources and use.units <= resources[use.resource].units for use in mode.uses)


def within_stations(operation: Operation, mode: Mode, resources: dict[ResourceId, Resource]) -> bool:
    """Whether the mode takes of stations that remember just one, named first, which has its programme and holds its
    load. All its resources are known."""
    if not mode.uses:
        return True
    first = resources[mode.uses[0].resource]
    if mode.programme is not None and all(mode.programme != programme.id for programme in first.programmes):
        return False
    if first.most_load is not None and load(operation, mode) > first.most_load * 1000:
        return False
    if first.remembers and mode.uses[0].units > 1:
        return False
    return not any(resources[use.resource].remembers for use in mode.uses[1:])
