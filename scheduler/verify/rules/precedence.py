"""The two ends that a link joins lie its minimum and the way between workshops apart."""

from scheduler.domain.operation import Relation
from scheduler.verify.case import Case
from scheduler.verify.violation import Findings


def check_precedence(case: Case, found: Findings) -> None:
    """Links hold for all work that nobody has started yet; reported work is a fact."""
    for operation, link in case.links_to_check():
        job, before = case.jobs.get(operation.id), case.jobs.get(link.operation)
        if job is None or before is None or job.progress is not None:
            continue
        found.checked += 1
        way = 0
        if job.mode is not None and before.mode is not None:
            way = case.transport_minutes(before.mode, job.mode)
        from_start = link.relation in (Relation.START_START, Relation.START_FINISH)
        to_start = link.relation in (Relation.START_START, Relation.FINISH_START)
        allowed = (before.start if from_start else before.end) + link.minimum_minutes + way
        joined = job.start if to_start else job.end
        if joined < allowed:
            found.wrong(
                "starts_before_predecessor" if to_start else "ends_before_predecessor",
                **job.ids,
                predecessor=before.operation.id,
                at=case.when(joined),
                allowed=case.when(allowed),
                minimum=link.minimum_minutes,
                transport=way,
            )
