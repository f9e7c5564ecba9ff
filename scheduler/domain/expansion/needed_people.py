"""Crews, then skills: both are fields of modes, and looking through all modes of a large plant once is enough."""

from scheduler.domain.expansion import crews, skills
from scheduler.domain.problem import Problem


def expanded(problem: Problem) -> Problem:
    """Crews become modes for each number of people; the needs of skills, those of each group that can."""
    if any(mode.skills or mode.crew for operation in problem.operations for mode in operation.modes):
        return skills.expanded(crews.expanded(problem))
    return problem
