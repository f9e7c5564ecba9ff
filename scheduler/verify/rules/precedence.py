"""An operation starts after its predecessors' ends, plus the lag, plus the way between workshops."""

from scheduler.domain.operation import Relation
from scheduler.verify.case import Case
from scheduler.verify.violation import Findings


def check_precedence(case: Case, found: Findings) -> None:
    """Finish-start links hold for all work that nobody has started yet; reported work is a fact."""
    for operation, link in case.links_to_check():
        job, before = case.jobs.get(operation.id), case.jobs.get(link.operation)
        if job is None or before is None or job.progress is not None or link.relation is not Relation.FINISH_START:
            continue
        found.checked += 1
        way = 0
        if job.mode is not None and before.mode is not None:
            way = case.transport_minutes(before.mode, job.mode)
        allowed = before.end + link.minimum_minutes + way
        if job.start < allowed:
            found.wrong(
                "starts_before_predecessor",
                **job.ids,
                predecessor=before.operation.id,
                start=case.when(job.start),
                allowed=case.when(allowed),
                minimum=link.minimum_minutes,
                transport=way,
            )
