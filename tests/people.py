"""Skills, crews, lendings, limits, periods and maintenance in one line each, for tests of people's rules."""

from datetime import time

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode
from scheduler.domain.people import Crew, EfficiencyPeriod, Lending, Limit, ShiftLimit, Skill, SkillNeed
from scheduler.domain.problem import Problem
from scheduler.domain.product import Lots, Product, RoutingStep
from scheduler.domain.record import ProductId, ResourceId
from scheduler.domain.resource import Maintenance, Resource
from tests.parts import at, mode


def of(problem: Problem, **fields: object) -> Problem:
    """The problem with other fields, validated."""
    return Problem.model_validate(problem.model_copy(update=fields).model_dump())


def can(group: Resource, *skills: str) -> Resource:
    """A group in which everybody has skills: `can(workers("A", 2), "weld", "test 3")`."""
    found = tuple(Skill(name=name, level=int(level or 1)) for name, _, level in (s.partition(" ") for s in skills))
    return group.model_copy(update={"skills": found})


def skill(name: str, level: int = 1, *, units: int = 1, held: bool = False) -> SkillNeed:
    return SkillNeed(skill=name, level=level, units=units, held=held)


def by_skill(id_: str, *needs: SkillNeed, on: tuple[str, ...] = (), minutes: int = 60) -> Mode:
    """A mode that needs skills beside resources."""
    plain = mode(*(on or ("any",)), minutes=minutes, id_=id_)
    return plain.model_copy(update={"skills": needs, "uses": plain.uses if on else ()})


def in_crew(plain: Mode, group: str, most: int, *, people: int = 1, loss: int = 0) -> Mode:
    """The mode with a crew of one of its resources."""
    crew = Crew(resource=ResourceId(group), people=people, most=most, loss_percent=loss)
    return plain.model_copy(update={"crew": crew})


def lending(
    id_: str,
    giver: str,
    taker: str,
    start: str,
    end: str,
    *,
    units: int = 1,
    price: int = 0,
    by_choice: bool = False,
    approval: Approval = Approval.APPROVED,
) -> Lending:
    return Lending(
        id=id_,
        from_resource=ResourceId(giver),
        to_resource=ResourceId(taker),
        units=units,
        start=at(start),
        end=at(end),
        price_per_hour=price,
        approval=approval,
        by_choice=by_choice,
    )


def limited(group: Resource, *limits: tuple[str, str, int]) -> Resource:
    """`limited(workers("G", 3), ("09:00", "10:00", 1))`: one unit is there from nine to ten."""
    found = tuple(Limit(start=at(start), end=at(end), units=units) for start, end, units in limits)
    return group.model_copy(update={"limits": found})


def shift_limited(group: Resource, *limits: tuple[int, str, str, int]) -> Resource:
    found = tuple(
        ShiftLimit(weekday=weekday, start=time.fromisoformat(start), end=time.fromisoformat(end), units=units)
        for weekday, start, end, units in limits
    )
    return group.model_copy(update={"shift_limits": found})


def with_periods(changing: Resource, *periods: tuple[str, str, int]) -> Resource:
    """The resource with another efficiency for what starts in some spans."""
    found = tuple(EfficiencyPeriod(start=at(start), end=at(end), percent=percent) for start, end, percent in periods)
    return changing.model_copy(update={"efficiencies": found})


def maintained(worn: Resource, id_: str, minutes: int, earliest: str, latest: str) -> Resource:
    work = Maintenance(id=id_, minutes=minutes, earliest=at(earliest), latest=at(latest))
    return worn.model_copy(update={"maintenance": (*worn.maintenance, work)})


def step(
    id_: str,
    *on: str,
    minutes: int = 60,
    after: tuple[str, ...] = (),
    lots: tuple[int, int] | None = None,
    set_up: int = 0,
    **more: object,
) -> RoutingStep:
    """A step of a template; `lots` are the least quantity of one and the most of them."""
    modes = tuple(mode(one, minutes=minutes, set_up=set_up) for one in on)
    split = None if lots is None else Lots(least=lots[0], most=lots[1])
    return RoutingStep(id=id_, modes=modes, after=after, lots=split, **more)  # type: ignore[arg-type]


def product(*steps: RoutingStep, id_: str = "goods") -> Product:
    return Product(id=ProductId(id_), routing=steps)
