"""Steps that are split into lots: which ones, into how many, and each lot's share of what the whole takes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scheduler.domain.operation import Mode
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import ResourceId

THOUSAND = 1000


def lot_quantities(step: RoutingStep, quantity: int) -> list[int]:
    """Quantities of the lots of a step, larger ones first; a single one if it can't be split."""
    if step.lots is None:
        return [quantity]
    count = max(1, min(step.lots.most, quantity // step.lots.least))
    least, larger = divmod(quantity, count)
    return [least + 1] * larger + [least] * (count - larger)


def split(
    steps: Sequence[RoutingStep],
    before: Mapping[str, Sequence[str]],
    quantity: int,
    units: Mapping[ResourceId, int],
) -> dict[str, list[int]]:
    """The lots of every step that is split; `before` are the predecessors of the steps that an order has.

    A step is split where that helps: two of its lots can be done at the same time, or the step before or behind it can
    be split too, so that the next begins with the first lot.
    """
    possible = {step.id: lots for step in steps if len(lots := lot_quantities(step, quantity)) > 1}
    if not possible:
        return {}
    beside: set[str] = set()
    for step in steps:
        for earlier in before[step.id]:
            if step.id in possible and earlier in possible:
                beside |= {step.id, earlier}
    return {
        step.id: possible[step.id]
        for step in steps
        if step.id in possible and (step.id in beside or _at_one_time(step.modes, units))
    }


def _at_one_time(modes: Sequence[Mode], units: Mapping[ResourceId, int]) -> bool:
    """Whether two lots can be worked on together: in one mode, or in two that share no resource."""
    inside = [mode for mode in modes if mode.uses or mode.skills]
    if any(all(units.get(use.resource, 0) >= 2 * use.units for use in mode.uses) for mode in inside):
        return True
    used = [{use.resource for use in mode.uses} for mode in inside]
    return any(one.isdisjoint(other) for position, one in enumerate(used) for other in used[:position])


def shares(total: int, lots: Sequence[int]) -> list[int]:
    """A whole number shared out in proportion to the lots; what does not divide falls to the first."""
    whole = sum(lots)
    rest = [total * lot // whole for lot in lots[1:]]
    return [total - sum(rest), *rest]


def shares_of_amount(total: Decimal, lots: Sequence[int]) -> list[Decimal]:
    """The same for an amount, in its thousandths."""
    return [Decimal(share) / THOUSAND for share in shares(int(total * THOUSAND), lots)]
