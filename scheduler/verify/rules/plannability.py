"""An order is left out only for reasons that are true, and an order with a fault is not planned."""

from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome
from scheduler.verify.case import Case
from scheduler.verify.faults import data_faults, has_loop, is_true
from scheduler.verify.violation import Findings


def check_plannability(case: Case, found: Findings) -> None:
    """Every reason for leaving an order out is worked out again; planned orders are searched for faults."""
    for order in case.orders_to_check:
        outcome = case.outcomes.get(order.id)
        if outcome is None or not case.loads_capacity(order.id):
            continue
        found.checked += 1
        if order.id in case.planned:
            _check_planned(case, found, order, outcome)
        else:
            _check_left_out(case, found, order, outcome)


def _check_planned(case: Case, found: Findings, order: Order, outcome: Outcome) -> None:
    for fault in data_faults(case, order):
        found.wrong("planned_despite_fault", order=order.id, fault=fault.key)
    if has_loop(case.operations_of[order.id]):
        found.wrong("planned_despite_fault", order=order.id, fault="loop")
    if outcome.faults:
        found.wrong("planned_with_reasons", order=order.id)


def _check_left_out(case: Case, found: Findings, order: Order, outcome: Outcome) -> None:
    if not outcome.faults:
        found.wrong("no_reason", order=order.id)
    for fault in outcome.faults:
        if not is_true(case, order, fault):
            listed = ", ".join(f"{name} {value}" for name, value in fault.parameters.items())
            found.wrong("untrue_reason", order=order.id, fault=fault.key, about=listed)
    claims = (outcome.deliveries, outcome.late_minutes, outcome.empty_shop_late_minutes, outcome.causes)
    if any(claim not in ((), None) for claim in claims) or outcome.at_risk or outcome.lateness_cost:
        found.wrong("outcome_of_nothing", order=order.id)
