"""Whole plans out of hand-made assignments, for tests of the verifier."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from scheduler.domain.due import dues, lateness_cost, worst_lateness
from scheduler.domain.loading import Load, loading
from scheduler.domain.measure import measure
from scheduler.domain.order import Order
from scheduler.domain.plan import (
    Assignment,
    BrokenPin,
    Cause,
    CauseMinutes,
    LevelResult,
    MissingPart,
    NotLoaded,
    Outcome,
    OvertimeUse,
    Peg,
    Plan,
    PlanStatus,
    ProposedPurchase,
    SupplyKind,
    Verdict,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId
from scheduler.verify import Violation, verify
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import planned_deliveries
from scheduler.verify.empty_shop import empty_shop_late_minutes
from scheduler.verify.faults import data_faults
from scheduler.verify.supplies import Supplies
from tests.builders import at


def complete(
    problem: Problem,
    *assignments: Assignment,
    pegs: Iterable[Peg] = (),
    purchases: Iterable[ProposedPurchase] = (),
    broken: Iterable[tuple[str, int]] = (),
    overtime: Iterable[OvertimeUse] = (),
    missing: Iterable[MissingPart] = (),
) -> Plan:
    """The plan that these assignments make: an order with an assignment missing is not plannable, the rest
    follows.

    Derived facts (deliveries, lateness, goals) are the verifier's own, so a test that is about one of them
    states its
    number; what the tests plant by hand is the work itself.
    """
    plan = Plan(
        problem=problem.content_hash(),
        as_of=problem.as_of,
        status=PlanStatus.FEASIBLE,
        levels=(),
        assignments=assignments,
        pegs=tuple(pegs),
        purchases=tuple(purchases),
        overtime=tuple(overtime),
        missing_parts=tuple(missing),
        outcomes=(),
        broken_pins=tuple(BrokenPin(pin=pin, minutes=minutes) for pin, minutes in broken),
        overdue_arrivals=tuple(arrival.id for arrival in problem.arrivals if arrival.at < problem.as_of),
        not_loaded=tuple(
            NotLoaded(order=order.id, reason=why)
            for order in problem.orders
            if (why := loading(order, problem).why_not) is not None
        ),
    )
    case = Case(problem, plan)
    outcomes = tuple(_outcome(case, order) for order in case.problem.orders if case.loads_capacity(order.id))
    plan = plan.model_copy(update={"outcomes": outcomes})
    return with_levels(problem, plan)


def with_levels(problem: Problem, plan: Plan) -> Plan:
    """The plan with its goals measured anew, bounds at zero."""
    levels = tuple(
        LevelResult(goal=goal, value=value, bound=0, bound_name="none")
        for goal, value in measure(Case(problem, plan).problem, plan).items()
    )
    return plan.model_copy(update={"levels": levels})


def _outcome(case: Case, order: Order) -> Outcome:
    tentative = case.loading[order.id].load is Load.TENTATIVE
    arrivals = planned_deliveries(case, order)
    if arrivals is None:
        faults = tuple(data_faults(case, order))
        return Outcome(order=order.id, verdict=Verdict.NOT_PLANNABLE, tentative=tentative, faults=faults)
    late, contract = worst_lateness(dues(order, case.zone), [delivery.arrives for delivery in arrivals])
    alone = empty_shop_late_minutes(case, Supplies(case), order)
    verdict = Verdict.ON_TIME
    causes: tuple[CauseMinutes, ...] = ()
    if late > 0:
        verdict = Verdict.LATE_IMPOSSIBLE if alone is not None and alone > 0 else Verdict.LATE_CONTENDED
        causes = (CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=late),)
    return Outcome(
        order=order.id,
        verdict=verdict,
        tentative=tentative,
        deliveries=arrivals,
        late_minutes=late,
        at_risk=late <= 0 and -late < case.problem.settings.at_risk_minutes,
        empty_shop_late_minutes=alone,
        lateness_cost=lateness_cost(order, late, contract),
        causes=causes,
    )


def from_stock(operation: str, material: str, quantity: int | str, when: str = "08:00") -> Peg:
    return _peg(operation, material, quantity, SupplyKind.STOCK, when)


def from_arrival(operation: str, material: str, quantity: int | str, arrival: str, when: str) -> Peg:
    return _peg(operation, material, quantity, SupplyKind.ARRIVAL, when, arrival=arrival)


def bought(operation: str, material: str, quantity: int | str, purchase: str, when: str) -> Peg:
    return _peg(operation, material, quantity, SupplyKind.PURCHASE, when, purchase=purchase)


def _peg(
    operation: str,
    material: str,
    quantity: int | str,
    supply: SupplyKind,
    when: str,
    arrival: str | None = None,
    purchase: str | None = None,
) -> Peg:
    return Peg(
        operation=OperationId(operation),
        material=MaterialId(material),
        quantity=Decimal(quantity),
        supply=supply,
        arrival=None if arrival is None else ArrivalId(arrival),
        purchase=purchase,
        available_at=at(when),
    )


def proposed(
    id_: str,
    operation: str,
    material: str,
    quantity: int | str,
    *,
    order_by: str,
    need_by: str,
    company: str = "C1",
) -> ProposedPurchase:
    return ProposedPurchase(
        id=id_,
        material=MaterialId(material),
        company=CompanyId(company),
        operation=OperationId(operation),
        quantity=Decimal(quantity),
        order_by=at(order_by),
        need_by=at(need_by),
    )


def keys(violations: Sequence[Violation]) -> set[str]:
    """The sentences that were said."""
    return {violation.message.key for violation in violations}


def said(problem: Problem, *assignments: Assignment, **more: object) -> set[str]:
    """What the verifier says of the plan that these assignments make."""
    return keys(verify(problem, complete(problem, *assignments, **more)))  # type: ignore[arg-type]
