"""The causes given for a late order add up to its lateness, to the minute, and name what exists."""

from scheduler.domain.plan import Outcome
from scheduler.verify.case import Case
from scheduler.verify.violation import Findings


def check_causes(case: Case, found: Findings) -> None:
    """Every late order has causes; where causes are given, their minutes sum to arrival minus due."""
    for order in case.orders_to_check:
        outcome = case.outcomes.get(order.id)
        if outcome is None or order.id not in case.planned or outcome.late_minutes is None:
            continue
        found.checked += 1
        explained = sum(cause.minutes for cause in outcome.causes)
        if (outcome.causes or outcome.late_minutes > 0) and explained != outcome.late_minutes:
            found.wrong("causes_do_not_add_up", order=order.id, explained=explained, late=outcome.late_minutes)
        _check_names(case, found, outcome)


def _check_names(case: Case, found: Findings, outcome: Outcome) -> None:
    for cause in outcome.causes:
        unknown = [
            str(id_)
            for id_, table in (
                (cause.operation, case.operations),
                (cause.resource, case.resources),
                (cause.material, case.materials),
            )
            if id_ is not None and id_ not in table
        ]
        unknown += [id_ for id_ in cause.behind if id_ not in case.orders]
        if unknown:
            found.wrong("cause_names_unknown", order=outcome.order, unknown=", ".join(unknown))
