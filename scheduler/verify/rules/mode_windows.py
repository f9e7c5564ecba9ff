"""A mode that is there only for a while is chosen only for work that lies in that while."""

from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.violation import Findings


def check_mode_windows(case: Case, found: Findings) -> None:
    """New work starts from, starts before and ends by the moments of its mode; reported work is a fact."""
    for job in case.jobs_to_check:
        mode = job.mode
        if mode is None or job.progress is not None:
            continue
        if mode.starts_from is None and mode.starts_before is None and mode.ends_by is None:
            continue
        found.checked += 1
        if mode.starts_from is not None and job.start < minute(mode.starts_from):
            _report(case, found, job, "starts_before_mode", job.start, minute(mode.starts_from))
        if mode.starts_before is not None and job.start >= minute(mode.starts_before):
            _report(case, found, job, "starts_after_mode", job.start, minute(mode.starts_before))
        if mode.ends_by is not None and job.end > minute(mode.ends_by):
            _report(case, found, job, "ends_after_mode", job.end, minute(mode.ends_by))


def _report(case: Case, found: Findings, job: Job, key: str, moment: int, at: int) -> None:
    found.wrong(key, **job.ids, mode=job.assignment.mode, moment=case.when(moment), at=case.when(at))
