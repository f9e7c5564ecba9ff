"""Every operation is done in one of its modes, with exactly the resources of that mode."""

from collections.abc import Sequence

from scheduler.domain.operation import Mode, Operation
from scheduler.verify.case import Case, Job
from scheduler.verify.violation import Findings
from scheduler.verify.work import within_stations


def check_modes(case: Case, found: Findings) -> None:
    """The mode exists, its uses are what is assigned and can be done there, and work goes outside only if approved."""
    for job in case.jobs_to_check:
        found.checked += 1
        _check_job(case, found, job)


def _check_job(case: Case, found: Findings, job: Job) -> None:
    if job.mode is None:
        found.wrong("unknown_mode", **job.ids, mode=job.assignment.mode)
        return
    needed = sorted((use.resource, use.units) for use in job.mode.uses)
    given = sorted((use.resource, use.amount) for use in job.assignment.uses)
    if needed != given:
        found.wrong("other_resources", **job.ids, needed=_listed(needed), given=_listed(given))
    if job.progress is None and not _within_stations(case, job.operation, job.mode):
        found.wrong("beyond_its_station", **job.ids, mode=job.mode.id, resource=job.mode.uses[0].resource)
    outside = job.mode.outsourcing
    if outside is not None and job.progress is None and not outside.approval.usable:
        found.wrong("not_approved", **job.ids, mode=job.mode.id, approval=outside.approval.value)


def _within_stations(case: Case, operation: Operation, mode: Mode) -> bool:
    if not case.remembering and mode.programme is None:
        return True
    known = all(use.resource in case.resources for use in mode.uses)
    return not known or within_stations(operation, mode, case.resources)


def _listed(uses: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{amount} x {resource}" for resource, amount in uses) or "nothing"
