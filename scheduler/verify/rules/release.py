"""No new work in the past, before its order is instructed and decomposed, or before its own date."""

from scheduler.verify.case import Case
from scheduler.verify.minutes import minute
from scheduler.verify.outside import ways
from scheduler.verify.violation import Findings


def check_release(case: Case, found: Findings) -> None:
    """Work not started yet starts at or after as-of, its order's release and its own not-before; work at a supplier's
    is on its way before it starts."""
    for job in case.jobs_to_check:
        if job.progress is not None or job.operation.order not in case.orders:
            continue
        found.checked += 1
        there = 0 if job.mode is None else ways(job.mode)[0]
        sets_out = job.start - there
        start = case.when(sets_out)
        release = case.release(job.operation.order)
        if sets_out < case.as_of:
            found.wrong("starts_in_the_past", **job.ids, start=start, as_of=case.when(case.as_of))
        elif sets_out < release:
            found.wrong("starts_before_release", **job.ids, start=start, release=case.when(release))
        not_before = job.operation.not_before
        if not_before is not None and sets_out < minute(not_before):
            found.wrong("starts_before_not_before", **job.ids, start=start, not_before=case.time(not_before))
