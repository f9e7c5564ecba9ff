"""What the plan says of an order - late or not, by how much, at what cost - follows from its deliveries."""

from collections.abc import Mapping

from scheduler.domain.due import lateness_cost, worst_lateness
from scheduler.domain.loading import Load
from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Verdict
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import planned_deliveries
from scheduler.verify.violation import Findings


def check_lateness(case: Case, found: Findings) -> None:
    """Minutes late, cost, at risk and verdict are recomputed from the ends of the order's operations."""
    for order in case.orders_to_check:
        outcome = case.outcomes.get(order.id)
        if outcome is None:
            continue
        found.checked += 1
        tentative = case.loading[order.id].load is Load.TENTATIVE
        if outcome.tentative != tentative:
            found.wrong("wrong_tentative", order=order.id, tentative=int(outcome.tentative))
        if order.id not in case.planned:
            continue
        truths = planned_deliveries(case, order)
        if truths is not None:
            late = worst_lateness(case.dues(order.id), [delivery.arrives for delivery in truths])
            _check_outcome(case, found, order, outcome, late)


def _check_outcome(case: Case, found: Findings, order: Order, outcome: Outcome, late: tuple[int, int]) -> None:
    minutes, contract_minutes = late
    alone = outcome.empty_shop_late_minutes
    truth = Verdict.ON_TIME
    if minutes > 0:
        truth = Verdict.LATE_IMPOSSIBLE if alone is not None and alone > 0 else Verdict.LATE_CONTENDED
    truths: Mapping[str, object] = {
        "late_minutes": minutes,
        "lateness_cost": lateness_cost(order, minutes, contract_minutes),
        "at_risk": minutes <= 0 and -minutes < case.problem.settings.at_risk_minutes,
        "verdict": truth.value,
    }
    stated: Mapping[str, object] = {
        "late_minutes": outcome.late_minutes,
        "lateness_cost": outcome.lateness_cost,
        "at_risk": outcome.at_risk,
        "verdict": outcome.verdict.value,
    }
    for name, right in truths.items():
        if stated[name] != right:
            found.wrong(f"wrong_{name}", order=order.id, stated=str(stated[name]), truth=str(right))
