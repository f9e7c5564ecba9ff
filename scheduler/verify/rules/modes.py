"""Every operation is done in one of its modes, with exactly the resources of that mode."""

from collections.abc import Sequence

from scheduler.verify.case import Case, Job
from scheduler.verify.violation import Findings


def check_modes(case: Case, found: Findings) -> None:
    """The mode exists, its uses are what is assigned, and work goes outside only with an approval."""
    for job in case.jobs_to_check:
        found.checked += 1
        _check_job(found, job)


def _check_job(found: Findings, job: Job) -> None:
    if job.mode is None:
        found.wrong("unknown_mode", **job.ids, mode=job.assignment.mode)
        return
    needed = sorted((use.resource, use.units) for use in job.mode.uses)
    given = sorted((use.resource, use.amount) for use in job.assignment.uses)
    if needed != given:
        found.wrong("other_resources", **job.ids, needed=_listed(needed), given=_listed(given))
    outside = job.mode.outsourcing
    if outside is not None and job.progress is None and not outside.approval.usable:
        found.wrong("not_approved", **job.ids, mode=job.mode.id, approval=outside.approval.value)


def _listed(uses: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{amount} x {resource}" for resource, amount in uses) or "nothing"
