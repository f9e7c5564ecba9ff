"""What stops everything and belongs to no other family."""

from collections.abc import Iterator

from scheduler.doctor.case import Case
from scheduler.doctor.checks.strays import stray_reworks
from scheduler.doctor.finding import Finding, Severity


def generated_id_taken(case: Case) -> Iterator[Finding]:
    """An operation decomposed by hand has the id that a routing template makes for another line.

    Found by decomposing itself, which tells one at a time.
    """
    for problem in case.undecomposed.problems if case.undecomposed else ():
        if problem.place == "operations" and problem.id is not None:
            path = ("operations", case.row("operations", problem.id), "id")
            yield case.finding("generated_id_taken", Severity.STOPS, path, operation=problem.id)


def too_many_operations(case: Case) -> Iterator[Finding]:
    """The routing templates make more operations than any plant has.

    The limit is `MOST_OPERATIONS` of decomposing; the step is the one that went beyond it.
    """
    for problem in case.undecomposed.problems if case.undecomposed else ():
        if problem.place == "products":
            yield case.finding("too_many_operations", Severity.STOPS, ("products",), step=problem.id or "")


def stopped_by_shared_data(case: Case) -> Iterator[Finding]:
    """What else decomposing, expanding or compiling refuses, in its own (English) words: no refusal goes untold.

    Closed calendars, loops of pins and rework of unknown operations have checks of their own.
    """
    strays = {rework.id for _, rework in stray_reworks(case)}
    for refusal in case.refusals:
        told = ("operations", "products") if refusal is case.undecomposed else ("calendars", "pins")
        for problem in refusal.problems:
            if problem.place not in told and not (problem.place == "reworks" and problem.id in strays):
                yield case.finding("stopped_by_shared_data", Severity.STOPS, (), message=str(problem))
