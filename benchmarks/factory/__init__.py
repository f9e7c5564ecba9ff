"""Seeded make-to-order factories of any size, with any of the rules of a real shop laid over the same plain job shop.

A group of product companies that cut, bend, coat, cure, mount, wire and test, and a service company that mills and
packs for all of them. Orders become in-trees of 8 to 40 operations through routing templates. Each rule draws from a
generator of its own, so that switching one on or off leaves all others as they are.
"""

import random
from collections.abc import Collection

from benchmarks.factory import flow, people, plant, stations, work
from benchmarks.factory.changes import Rule
from scheduler.domain.goal import Goal
from scheduler.domain.problem import Problem, Settings

LOTS = "lots"
"""The one rule that is part of the routing templates."""

RULES: dict[str, Rule] = {
    "outsourcing": flow.outsourcing,
    "set_ups": stations.set_ups,
    "ovens": stations.ovens,
    "waits": flow.waits,
    "same_station": stations.same_station,
    "people": people.people,
    "skills": people.skills,
    "limits": stations.limits,
    "calendars": stations.calendars,
    "overtime": stations.overtime,
    "efficiency": people.efficiency,
    "maintenance": stations.maintenance,
    "transport": flow.transport,
    "stock": flow.stock,
    "deliveries": flow.deliveries,
    "quality": flow.quality,
    "facts": flow.facts,
}
"""In the order in which they are laid over each other."""

EVERY_RULE = (LOTS, *RULES)


def rules_of(name: str) -> tuple[str, ...]:
    """The rules that `all`, `none`, or the name of one of them stands for."""
    return {"all": EVERY_RULE, "none": ()}.get(name, (name,))


def build(size: int, seed: int = 1, rules: Collection[str] = EVERY_RULE) -> Problem:
    """A factory of at least `size` operations (and the rest of the last order's) that follows the named rules."""
    rng = random.Random(f"{seed} work")
    made = [(owner, work.products(rng, owner, LOTS in rules)) for owner in plant.plants(size)]
    problem = Problem(
        name=f"factory of {size} operations, seed {seed}",
        zone=plant.ZONE,
        as_of=plant.AS_OF,
        settings=Settings(goals=(Goal.UNPLANNED, Goal.BROKEN_PINS, Goal.COST), default_transport_minutes=30),
        companies=plant.companies(size),
        workshops=plant.workshops(size),
        calendars=plant.calendars(),
        resources=plant.resources(size),
        suppliers=plant.suppliers(),
        products=tuple(product for _, own in made for product in own),
        orders=tuple(work.orders(rng, size, made)),
    )
    problem = work.decomposed_to_size(problem, size)
    for name, rule in RULES.items():
        if name in rules:
            problem = rule(problem, random.Random(f"{seed} {name}"))
    return Problem.model_validate_json(problem.model_dump_json())
