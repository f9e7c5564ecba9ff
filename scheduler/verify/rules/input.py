"""The plan belongs to this problem: its content hash and its moment."""

from scheduler.verify.case import Case
from scheduler.verify.violation import Findings


def check_input(case: Case, found: Findings) -> None:
    """The plan names the hash and the as-of of the problem it is checked against."""
    found.checked += 2
    if case.plan.problem != case.given.content_hash():
        found.wrong("other_problem", hash=case.plan.problem)
    if case.plan.as_of != case.given.as_of:
        found.wrong("other_as_of", stated=case.time(case.plan.as_of), truth=case.time(case.given.as_of))
