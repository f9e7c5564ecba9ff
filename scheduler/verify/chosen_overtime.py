"""What operations work in overtime that the plan chose, read off their segments."""

from typing import NamedTuple

from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.plan import OvertimeUse
from scheduler.domain.record import ResourceId
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.open_time import Window, common, without


class ChosenOvertime(NamedTuple):
    """The minutes of one operation and one of its resources that lie in one chosen window and in no ordinary time."""

    job: Job
    resource: ResourceId
    units: int
    window: OvertimeWindow
    spans: list[Window]


def chosen_overtime(case: Case) -> list[ChosenOvertime]:
    """All of a plan; reported work chooses none. Where windows overlap the first one listed counts."""
    found: list[ChosenOvertime] = []
    for job in case.jobs.values() if case.chosen_overtime else ():
        if job.mode is None or job.progress is not None:
            continue
        for use in job.mode.uses:
            resource = case.resources.get(use.resource)
            if resource is None or resource.calendar not in case.chosen_overtime:
                continue
            left = without(job.segments, case.calendar_time(resource.calendar).between(job.start, job.end))
            for window in case.chosen_overtime[resource.calendar] if left else ():
                span = [(minute(window.start), minute(window.end))]
                spans, left = common(left, span), without(left, span)
                if spans:
                    found.append(ChosenOvertime(job, resource.id, use.units, window, spans))
    return found


def overtime_uses(case: Case) -> tuple[OvertimeUse, ...]:
    """The same as a plan should state it."""
    return tuple(
        OvertimeUse(
            operation=one.job.operation.id,
            resource=one.resource,
            start=one.window.start,
            minutes=one.units * sum(end - start for start, end in one.spans),
            price_per_hour=one.window.price_per_hour,
        )
        for one in chosen_overtime(case)
    )
