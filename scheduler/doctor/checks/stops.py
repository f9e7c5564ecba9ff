"""What stops everything and belongs to no other family."""

from collections.abc import Iterator

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.errors import InputProblem


def generated_id_taken(case: Case) -> Iterator[Finding]:
    """An operation decomposed by hand has the id that a routing template makes for another line.

    Found by decomposing itself, which tells one at a time.
    """
    for problem in _of_decomposing(case):
        if problem.place == "operations" and problem.id is not None:
            path = ("operations", case.row("operations", problem.id), "id")
            yield case.finding("generated_id_taken", Severity.STOPS, path, operation=problem.id)


def too_many_operations(case: Case) -> Iterator[Finding]:
    """The routing templates make more operations than any plant has.

    The limit is `MOST_OPERATIONS` of decomposing; the step is the one that went beyond it.
    """
    for problem in _of_decomposing(case):
        if problem.place == "products":
            yield case.finding("too_many_operations", Severity.STOPS, ("products",), step=problem.id or "")


def stopped_by_shared_data(case: Case) -> Iterator[Finding]:
    """What else decomposing or compiling refuses, in its own (English) words: so that no refusal goes untold.

    Closed calendars and loops of pins have checks of their own.
    """
    for refusal in case.refusals:
        for problem in refusal.problems:
            if problem.place not in ("operations", "products", "calendars", "pins"):
                yield case.finding("stopped_by_shared_data", Severity.STOPS, (), message=str(problem))


def _of_decomposing(case: Case) -> Iterator[InputProblem]:
    for refusal in case.refusals:
        yield from refusal.problems
