"""The goals as numbers: one measure per goal, computed from a problem and the facts of a plan."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.due import dues, lateness_cost, worst_lateness
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Mode
from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId, OrderId

MINUTE = timedelta(minutes=1)


class Facts:
    """A decomposed problem and a plan, indexed once for all measures."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.zone = ZoneInfo(problem.zone)
        self.orders: Mapping[OrderId, Order] = {order.id: order for order in problem.orders}
        self.modes: Mapping[tuple[OperationId, ModeId], Mode] = {
            (operation.id, mode.id): mode for operation in problem.operations for mode in operation.modes
        }

    def planned(self) -> list[Outcome]:
        return [outcome for outcome in self.plan.outcomes if outcome.verdict is not Verdict.NOT_PLANNABLE]

    def lateness(self, outcome: Outcome) -> tuple[int, int]:
        """Worst minutes late against commitment and contract."""
        return worst_lateness(
            dues(self.orders[outcome.order], self.zone), [delivery.arrives for delivery in outcome.deliveries]
        )


def unplanned(facts: Facts) -> int:
    return sum(
        max(1, facts.orders[outcome.order].weight)
        for outcome in facts.plan.outcomes
        if outcome.verdict is Verdict.NOT_PLANNABLE
    )


def broken_pins(facts: Facts) -> int:
    return len(facts.plan.broken_pins) + len(facts.plan.broken_waits)


def untradeable_lateness(facts: Facts) -> int:
    return sum(
        max(1, facts.orders[outcome.order].weight) * max(0, facts.lateness(outcome)[0])
        for outcome in facts.planned()
        if facts.orders[outcome.order].untradeable
    )


def cost(facts: Facts) -> int:
    return lateness_costs(facts) + mode_costs(facts) + overtime_costs(facts.problem)


def lateness_costs(facts: Facts) -> int:
    return sum(lateness_cost(facts.orders[o.order], *facts.lateness(o)) for o in facts.planned())


def mode_costs(facts: Facts) -> int:
    return sum(facts.modes[assignment.operation, assignment.mode].cost for assignment in facts.plan.assignments)


def overtime_costs(problem: Problem) -> int:
    """Price of every approved overtime window that ends after as-of, for all units on its calendar; part hours
    rounded up."""
    units: dict[str, int] = {}
    for resource in problem.resources:
        units[resource.calendar] = units.get(resource.calendar, 0) + resource.units
    return sum(
        -(-window.price_per_hour * ((window.end - max(window.start, problem.as_of)) // MINUTE) // 60)
        * units.get(calendar.id, 0)
        for calendar in problem.calendars
        for window in calendar.overtime
        if window.approval.usable and window.end > problem.as_of
    )


def disturbance(facts: Facts) -> int:
    now = {(a.operation, a.piece): (a.mode, a.start) for a in facts.plan.assignments}
    return sum(
        now[p.operation, p.piece] != (p.mode, p.start) for p in facts.problem.published if (p.operation, p.piece) in now
    )


def flow_time(facts: Facts) -> int:
    first: dict[OrderId, datetime] = {}
    for assignment in facts.plan.assignments:
        if assignment.order not in first or assignment.start < first[assignment.order]:
            first[assignment.order] = assignment.start
    return sum(
        (max(delivery.arrives for delivery in outcome.deliveries) - first[outcome.order]) // MINUTE
        for outcome in facts.planned()
        if outcome.order in first
    )


def makespan(facts: Facts) -> int:
    ends = [assignment.end for assignment in facts.plan.assignments]
    return max(0, (max(ends) - facts.problem.as_of) // MINUTE) if ends else 0


MEASURES: dict[Goal, Callable[[Facts], int]] = {
    Goal.UNPLANNED: unplanned,
    Goal.BROKEN_PINS: broken_pins,
    Goal.UNTRADEABLE_LATENESS: untradeable_lateness,
    Goal.COST: cost,
    Goal.DISTURBANCE: disturbance,
    Goal.FLOW_TIME: flow_time,
    Goal.MAKESPAN: makespan,
}


def measure(problem: Problem, plan: Plan) -> dict[Goal, int]:
    """Every goal of the problem's settings, in their order. `problem` must be decomposed."""
    facts = Facts(problem, plan)
    return {goal: MEASURES[goal](facts) for goal in problem.settings.goals}
