"""Reported work is past or under way: it keeps its mode, its start, and once finished its end."""

from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.violation import Findings


def check_progress(case: Case, found: Findings) -> None:
    """Finished work stands as reported; started work began as reported and goes on from as-of."""
    for job in case.jobs_to_check:
        if job.progress is None:
            continue
        found.checked += 1
        began = minute(job.progress.started_at)
        if job.assignment.mode != job.progress.mode:
            found.wrong("changed_mode", **job.ids, mode=job.assignment.mode, reported=job.progress.mode)
        if job.start != began:
            found.wrong("changed_start", **job.ids, start=case.when(job.start), reported=case.when(began))
        if job.progress.finished_at is not None:
            _check_finished(case, found, job, began, minute(job.progress.finished_at))
        elif (began < case.as_of and job.segments[:1] != [(began, case.as_of)]) or any(
            start < case.as_of for start, _ in job.segments[began < case.as_of :]
        ):
            found.wrong("changed_past", **job.ids)


def _check_finished(case: Case, found: Findings, job: Job, began: int, ended: int) -> None:
    if job.end != ended:
        found.wrong("changed_end", **job.ids, end=case.when(job.end), reported=case.when(ended))
    elif job.segments != ([(began, ended)] if began < ended else []):
        found.wrong("changed_past", **job.ids)
