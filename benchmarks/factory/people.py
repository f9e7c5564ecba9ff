"""Rules of people and of what is counted: groups, tools, space, skills, crews, help, efficiency."""

import random

from benchmarks.factory.changes import Update, after, modes, name, resources
from benchmarks.factory.plant import owner, section
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, Operation, Use
from scheduler.domain.people import Crew, EfficiencyPeriod, Lending, Skill, SkillNeed
from scheduler.domain.problem import Problem
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource

BESIDE = {"weld": "welders", "mount": "fitters", "test": "inspectors"}
WIRING = {"wirers-a": 3, "wirers-b": 2, "fitters": 1}
"""How well the groups of a company can wire; those of another company are too far away to be asked for."""


def people(problem: Problem, rng: random.Random) -> Problem:
    """Welders, fitters and inspectors beside the stations, test sets, and floor space for what is mounted."""

    def beside(operation: Operation, mode: Mode) -> Update:
        group = BESIDE.get(section(mode))
        if group is None:
            return {}
        of = owner(mode)
        units = 2 if group == "fitters" and rng.random() < 0.4 else 1
        uses = [*mode.uses, Use(resource=ResourceId(f"{of}.{group}"), units=units, held=False)]
        if group == "inspectors":
            uses.append(Use(resource=ResourceId(f"{of}.test-sets")))
        if group == "fitters":
            uses.append(Use(resource=ResourceId(f"{of}.floor"), units=rng.randint(3, 9)))
        return {"uses": tuple(uses)}

    return modes(problem, beside)


def skills(problem: Problem, rng: random.Random) -> Problem:
    """Wiring by whoever can do it, welding and mounting by crews, fitters who help in wiring."""

    def skilled(resource: Resource) -> Update:
        level = WIRING.get(name(resource))
        return {} if level is None else {"skills": (Skill(name=f"wiring in {resource.workshop}", level=level),)}

    def needed(operation: Operation, mode: Mode) -> Update:
        if section(mode) == "wire":
            return {"skills": (SkillNeed(skill=f"wiring in {owner(mode)}.assembly", level=rng.choice((1, 2, 2, 3))),)}
        if section(mode) != "mount" or rng.random() > 0.4:
            return {}
        fitters = ResourceId(f"{owner(mode)}.fitters")
        uses = mode.uses
        if all(use.resource != fitters for use in uses):
            uses = (*uses, Use(resource=fitters, held=False))
        units = next(use.units for use in uses if use.resource == fitters)
        return {"uses": uses, "crew": Crew(resource=fitters, people=units, most=units + 1, loss_percent=15)}

    found = modes(resources(problem, skilled), needed)
    return found.model_copy(update={"lendings": tuple(_help(found))})


def _help(problem: Problem) -> list[Lending]:
    return [
        Lending(
            id=f"help {resource.id}",
            from_resource=resource.id,
            to_resource=ResourceId(resource.id.replace("fitters", "wirers-a")),
            start=after(0, days=7),
            end=after(0, days=12),
            price_per_hour=20,
            approval=Approval.APPROVED,
            by_choice=True,
        )
        for resource in problem.resources
        if name(resource) == "fitters"
    ]


def efficiency(problem: Problem, rng: random.Random) -> Problem:
    """A fifth of the stations are slower for a week or two, or faster."""

    def period(resource: Resource) -> Update:
        if not resource.named_units or rng.random() > 0.2:
            return {}
        start = rng.randint(1, 15)
        return {
            "efficiencies": (
                EfficiencyPeriod(
                    start=after(0, days=start),
                    end=after(0, days=start + rng.choice((7, 14))),
                    percent=rng.choice((70, 85, 110)),
                ),
            )
        }

    return resources(problem, period)
