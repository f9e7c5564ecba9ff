"""The goals' values are right, no bound exceeds its value, and "optimal" means all are proven."""

from scheduler.domain.measure import measure
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import BrokenPin, Outcome, Plan, PlanStatus
from scheduler.verify.case import Case
from scheduler.verify.chosen_overtime import overtime_uses
from scheduler.verify.delivery_times import planned_deliveries
from scheduler.verify.minutes import minute
from scheduler.verify.violation import Findings


def check_goals(case: Case, found: Findings) -> None:
    """Every level is measured again on recomputed deliveries and broken pins."""
    truths = measure(case.problem, _recomputed(case))
    if [level.goal for level in case.plan.levels] != list(truths):
        found.wrong("other_goals", stated=", ".join(level.goal.value for level in case.plan.levels))
    for level in case.plan.levels:
        found.checked += 1
        truth = truths.get(level.goal)
        if truth is not None and level.value != truth:
            found.wrong("wrong_goal_value", goal=level.goal.value, stated=level.value, truth=truth)
        if level.bound > level.value:
            found.wrong("bound_above_value", goal=level.goal.value, bound=level.bound, value=level.value)
    if case.plan.status is PlanStatus.OPTIMAL and not all(level.proven for level in case.plan.levels):
        found.wrong("optimal_without_proof")


def _recomputed(case: Case) -> Plan:
    """The plan reduced to what is known: jobs in known modes, outcomes with recomputed deliveries."""
    jobs = [job for job in case.jobs.values() if job.mode is not None and job.operation.order in case.orders]
    broken = []
    for pin in case.pins:
        job = case.jobs.get(pin.operation)
        if job is not None and pin.at is not None and job.operation.order in case.planned:
            late = {PinKind.START: job.start, PinKind.NOT_AFTER: job.end}.get(pin.kind, 0) - minute(pin.at)
            if late > 0:
                broken.append(BrokenPin(pin=pin.id, minutes=late))
    return case.plan.model_copy(
        update={
            "assignments": tuple(job.assignment for job in jobs),
            "outcomes": tuple(
                recomputed for outcome in case.outcomes.values() if (recomputed := _outcome(case, outcome)) is not None
            ),
            "broken_pins": tuple(broken),
            "overtime": overtime_uses(case),
        }
    )


def _outcome(case: Case, outcome: Outcome) -> Outcome | None:
    if outcome.order not in case.orders:
        return None
    if outcome.order not in case.planned:
        return outcome
    order = case.orders[outcome.order]
    truths = planned_deliveries(case, order)
    return None if truths is None else outcome.model_copy(update={"deliveries": truths})
