"""How long work takes: every part of the formula, rounded once; and what the engines make of the same."""

from decimal import Decimal
from random import Random

import pytest

from scheduler.domain import durations
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, Outsourcing, Waiting
from scheduler.domain.people import Crew
from scheduler.domain.record import ModeId, ResourceId, SupplierId
from scheduler.domain.resource import Resource
from scheduler.verify import work
from tests.builders import machine, mode, operation, resource, use
from tests.station_parts import doing, oven

OVEN = oven("O1", bake=45)


def crew(people: int, size: int, loss: int = 0, *, minutes: int | str = 60, set_up: int = 0) -> Mode:
    """The mode of so many people where usually `people` do it."""
    found = mode(use("M1", size), minutes=minutes, set_up=set_up)
    more = Crew(resource=ResourceId("M1"), people=people, most=9, loss_percent=loss)
    return found.model_copy(update={"crew": more, "crew_size": size})


@pytest.mark.parametrize(
    ("way", "quantity", "efficiency", "passing", "minutes"),
    [
        (mode("M1"), 1, 100, 100, 60),
        (mode("M1"), 1, 80, 100, 75),
        (mode("M1").model_copy(update={"efficiency_percent": 50}), 1, 80, 100, 120),  # the mode's own
        (mode("M1", set_up=10), 2, 80, 100, 160),
        (mode("M1"), 1, 100, 95, 64),  # 63.2
        (mode("M1", set_up=10), 1, 100, 50, 130),  # nothing is set up twice
        (crew(1, 1, 10), 1, 100, 100, 60),
        (crew(1, 2), 1, 100, 100, 30),
        (crew(1, 2, 10), 1, 100, 100, 33),
        (crew(2, 3, 5), 1, 100, 100, 42),  # 60 x 2/3 x 1.05
        (crew(1, 3, minutes=7, set_up=5), 1, 100, 100, 8),  # 5 + 2.33
        (crew(1, 3, minutes=1), 1, 100, 50, 1),  # 1/3 and as much again, rounded once
        (crew(1, 3, minutes=1), 4, 100, 50, 3),  # 2.67
        (doing("M1", minutes=0), 1, 100, 100, 1),
    ],
)
def test_minutes(way: Mode, quantity: int, efficiency: int, passing: int, minutes: int) -> None:
    item = operation("A1", modes=(way,), quantity=quantity).model_copy(update={"first_pass_yield_percent": passing})
    resources = {ResourceId("M1"): resource("M1", efficiency=efficiency)}
    assert work.working_minutes(item, way, resources) == minutes


def test_programmes_and_work_outside_take_their_own_minutes() -> None:
    outside = Outsourcing(
        supplier=SupplierId("S1"), lead_minutes=100, there_minutes=7, back_minutes=8, approval=Approval.STANDING
    )
    known: dict[ResourceId, Resource] = {OVEN.id: OVEN}
    for way, minutes in (
        (doing("O1", programme="bake"), 45),
        (Mode(id=ModeId("out"), outsourcing=outside), 115),
        (Mode(id=ModeId("wait"), waiting=Waiting(party="the customer", minutes=33)), 33),
    ):
        assert work.working_minutes(operation("A1", modes=(way,), quantity=5), way, known) == minutes


def test_the_engines_come_to_the_same_minutes() -> None:
    """Two statements of one formula, on 2,000 random modes with three decimals everywhere."""
    random = Random(7)
    for _ in range(2_000):
        way = crew(
            random.randint(1, 4),
            random.randint(1, 9),
            random.randint(0, 100),
            minutes=str(Decimal(random.randint(0, 99_999)) / 1000),
            set_up=random.randint(0, 30),
        )
        if random.random() < 0.5:
            way = mode("M1", minutes=str(way.minutes_per_unit))
        item = operation("A1", modes=(way,), quantity=str(Decimal(random.randint(0, 9_999)) / 1000))
        item = item.model_copy(update={"first_pass_yield_percent": random.randint(1, 100)})
        known = {ResourceId("M1"): machine("M1", efficiency=random.randint(1, 300))}
        assert work.working_minutes(item, way, known) == durations.working_minutes(item, way, known)
