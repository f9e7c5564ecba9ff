"""At no minute from as-of on is more of a resource in use than it has units."""

from scheduler.domain.record import ResourceId
from scheduler.verify.case import Case, Occupation
from scheduler.verify.violation import Findings


def check_capacity(case: Case, found: Findings) -> None:
    """Held units are in use from start to end, released ones while work runs; never more than there are."""
    for id_, spans in case.occupations.items():
        found.checked += len(spans)
        _check_resource(case, found, id_, spans)


def _check_resource(case: Case, found: Findings, id_: ResourceId, spans: list[Occupation]) -> None:
    """One violation for every stretch in which too much is in use, with the operations at its start."""
    units = case.resources[id_].units
    changes = [(span.start, span.amount) for span in spans] + [(span.end, -span.amount) for span in spans]
    changes.sort()  # at one minute what ends comes first
    in_use = 0
    too_much = False
    for moment, change in changes:
        in_use += change
        if in_use > units and not too_much:
            there = sorted({span.operation for span in spans if span.start <= moment < span.end})
            found.wrong(
                "too_much_in_use",
                resource=id_,
                at=case.when(moment),
                units=units,
                in_use=in_use,
                operations=", ".join(there),
            )
        too_much = in_use > units
