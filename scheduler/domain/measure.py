"""The goals as numbers: one measure per goal, computed from a problem and the facts of a plan."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.due import dues, lateness_cost, storage_cost, worst_lateness
from scheduler.domain.expansion.lent_people import LENT
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Mode
from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, ModeId, OperationId, OrderId, ResourceId
from scheduler.domain.resource import Resource
from scheduler.domain.set_ups import SetUps, visits
from scheduler.domain.source_costs import source_costs

MINUTE = timedelta(minutes=1)


class Facts:
    """A decomposed problem and a plan, indexed once for all measures."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.zone = ZoneInfo(problem.zone)
        self.orders: Mapping[OrderId, Order] = {order.id: order for order in problem.orders}
        self.resources: Mapping[ResourceId, Resource] = {resource.id: resource for resource in problem.resources}
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
    return (
        lateness_costs(facts)
        + mode_costs(facts)
        + set_up_costs(facts)
        + overtime_costs(facts.problem)
        + chosen_overtime_costs(facts)
        + source_costs(facts.problem, facts.plan)
        + storage_costs(facts)
    )


def lateness_costs(facts: Facts) -> int:
    return sum(lateness_cost(facts.orders[o.order], *facts.lateness(o)) for o in facts.planned())


def mode_costs(facts: Facts) -> int:
    return sum(facts.modes[assignment.operation, assignment.mode].cost for assignment in facts.plan.assignments)


def set_up_costs(facts: Facts) -> int:
    """What the changes between the states of stations cost, the first ones from their initial states included."""
    total = 0
    for (id_, unit), sequence in visits(facts.problem, facts.modes, facts.plan.assignments).items():
        set_ups = SetUps(facts.resources[id_])
        before = set_ups.initial(unit)
        for visit in sequence:
            if not visit.started:
                total += set_ups.change(before, visit.state).cost
            before = visit.state
    return total


def chosen_overtime_costs(facts: Facts) -> int:
    """What the operations that work in chosen overtime pay for it, rounded up for each of them."""
    prices: dict[OperationId, int] = {}
    for use in facts.plan.overtime:
        prices[use.operation] = prices.get(use.operation, 0) + use.minutes * use.price_per_hour
    return sum(-(-price // 60) for price in prices.values())


def storage_costs(facts: Facts) -> int:
    """What deliveries cost that stand packed before they leave, by the started day."""
    return sum(
        storage_cost(order, (delivery.leaves - delivery.ready) // MINUTE)
        for outcome in facts.planned()
        if (order := facts.orders[outcome.order]).storage_cost_per_day
        for delivery in outcome.deliveries
    )


def overtime_costs(problem: Problem) -> int:
    """Price of every approved overtime window that nobody chooses and that ends after as-of, for all units on its
    calendar that are there; part hours rounded up for each.

    Helpers are counted in the group that lends them.
    """
    paid: dict[CalendarId, list[Resource]] = {}
    for resource in problem.resources:
        if not resource.id.startswith(LENT):
            paid.setdefault(resource.calendar, []).append(resource)
    return sum(
        _overtime_price(window, resource, max(window.start, problem.as_of))
        for calendar in problem.calendars
        for window in calendar.overtime
        if window.approval.usable and not window.by_choice and window.end > problem.as_of
        for resource in paid.get(calendar.id, ())
    )


def _overtime_price(window: OvertimeWindow, resource: Resource, start: datetime) -> int:
    """What the units of one resource cost in a window from `start` on; one that a limit keeps away costs nothing."""
    edges = {start, window.end}
    edges |= {at for limit in resource.limits for at in (limit.start, limit.end) if start < at < window.end}
    there = [
        (after - at, min([resource.units, *(one.units for one in resource.limits if one.start <= at < one.end)]))
        for at, after in pairwise(sorted(edges))
    ]
    total = fewer = 0
    for units in sorted({units for _, units in there}):
        minutes = sum(span // MINUTE for span, others in there if others >= units)
        total += (units - fewer) * -(-window.price_per_hour * minutes // 60)
        fewer = units
    return total


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
