"""What a decomposed problem is rewritten into, so that engines and verifier see operations, modes and progress only.

Every expansion returns the problem itself if there is nothing to do, and changes nothing the second time.
"""

from collections.abc import Callable

from scheduler.domain.expansion import (
    efficiencies,
    lent_people,
    maintenance,
    moved_people,
    needed_people,
    rework,
    waits,
)
from scheduler.domain.problem import Problem

EXPANSIONS: tuple[Callable[[Problem], Problem], ...] = (
    rework.expanded,
    waits.expanded,
    maintenance.expanded,
    moved_people.expanded,
    needed_people.expanded,
    lent_people.expanded,
    efficiencies.expanded,
)
"""In this order: rework and maintenance add operations, whose progress and modes the others read; people are moved
before `needed_people` asks, for crews and skills, how many a group has; helpers take the place of people that are named
by then; what they cost goes by the minutes of the efficiency with which they work."""


def expanded(problem: Problem) -> Problem:
    """The problem after all expansions."""
    for expansion in EXPANSIONS:
        problem = expansion(problem)
    return problem
