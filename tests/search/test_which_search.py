"""Which search looks at which problem: each condition of a plain shop alone, and every stage where it belongs."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Relation
from scheduler.domain.order import OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, Settings
from scheduler.search import exact, improve, machine_shop, prices, project, sequencing, windows
from scheduler.search import solve as solving
from scheduler.search.limits import Limits
from tests.builders import (
    finished,
    link,
    machine,
    material,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    shop,
    started,
    stock,
    transport,
    use,
)
from tests.kernel.schedules import context_of
from tests.parts import mode
from tests.search.test_machine_shop import random_jobs
from tests.search.test_machine_shop import shop as machine_problem

MAKESPAN = Settings(goals=(Goal.MAKESPAN,))


def plain_shop(**changed: Any) -> Problem:
    """Two orders of three operations on two machines that are always open."""
    parts: dict[str, Any] = {
        "resources": [machine("M1"), machine("M2")],
        "orders": [order("A"), order("B")],
        "operations": [
            operation(
                f"{name}{number}", on=f"M{1 + number % 2}", minutes=30, after=f"{name}{number - 1}" if number else ()
            )
            for name in "AB"
            for number in range(3)
        ],
        "settings": MAKESPAN,
    }  # fmt: skip
    return shop(**parts | changed)


def with_last(**last: Any) -> Problem:
    """The same with another last operation of B."""
    operations = list(plain_shop().operations)
    extra = {name: last.pop(name) for name in ("materials", "stocks") if name in last}
    changed: dict[str, Any] = {"on": "M1", "minutes": 30, "after": "B1"} | last
    operations[-1] = operation("B2", **changed)
    return plain_shop(operations=operations, **extra)


NOT_PLAIN: dict[str, Callable[[], Problem]] = {
    "a calendar": lambda: plain_shop(resources=[machine("M1", calendar="day"), machine("M2")]),
    "a downtime": lambda: plain_shop(
        resources=[resource("M1", down=[("01-05 10:00", "01-05 11:00")]), machine("M2")]
    ),
    "a way between workshops": lambda: plain_shop(
        resources=[machine("M1"), machine("M2", workshop="W2")], transports=[transport("W1", "W2", 20)]
    ),
    "work that has begun": lambda: plain_shop(progress=[started("A0", "07:00", 10, "M1")]),
    "work that is done": lambda: plain_shop(progress=[finished("A0", "07:00", "07:30", "M1")]),
    "a pin on a start": lambda: plain_shop(pins=[pin("P", "A1", PinKind.START, when="12:00")]),
    "a pin on an end": lambda: plain_shop(pins=[pin("P", "A1", PinKind.NOT_AFTER, when="12:00")]),
    "material": lambda: with_last(needs=(need("steel"),), materials=[material("steel")], stocks=[stock("steel", 5)]),
    "a relation between starts": lambda: with_last(after=link("B1", relation=Relation.START_START)),
    "a relation between ends": lambda: with_last(after=link("B1", relation=Relation.FINISH_FINISH)),
    "a longest wait": lambda: with_last(after=link("B1", maximum=600)),
    "work outside": lambda: with_last(modes=(mode("M1", minutes=30), outsourced(60))),
    "two resources at once": lambda: with_last(on=(use("M1"), use("M2"))),
    "more stations than are told apart": lambda: plain_shop(
        resources=[pool("M1", machine_shop.MOST_UNITS + 1), machine("M2")]
    ),
    "a signed order beside a binding one": lambda: plain_shop(
        orders=[order("A"), order("B", status=OrderStatus.SIGNED, effective=None)]
    ),
    "another goal": lambda: plain_shop(settings=Settings(goals=(Goal.COST,))),
}  # fmt: skip


def test_machines_that_are_always_open_are_plain() -> None:
    assert machine_shop.shop_of(context_of(plain_shop())) is not None
    assert machine_shop.shop_of(context_of(plain_shop(resources=[pool("M1", machine_shop.MOST_UNITS), machine("M2")])))
    assert machine_shop.shop_of(context_of(plain_shop(resources=[machine("M1"), machine("M2", workshop="W2")])))
    assert machine_shop.shop_of(context_of(with_last(after=link("B1", 10))))


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_anything_else_is_not(what: str) -> None:
    context = context_of(NOT_PLAIN[what]())
    assert machine_shop.shop_of(context) is None
    if what not in ("two resources at once", "more stations than are told apart"):
        assert project.project_of(context) is None


STAGES = {
    "sequencing": (sequencing, "improve"),
    "project": (project, "improve"),
    "annealing": (improve, "improve"),
    "prices": (prices, "lagrangian_bounds"),
    "windows": (windows, "improve"),
    "exact": (exact, "improve_and_prove"),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages that really ran, in their order."""
    names: list[str] = []

    def listened(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            names.append(name)
            return function(*arguments, **named)

        return call

    for name, (module, function) in STAGES.items():
        monkeypatch.setattr(module, function, listened(name, getattr(module, function)))
    return names


def crowded(operations: int, goals: tuple[Goal, ...]) -> Problem:
    """Orders of five operations that are all due at once, on three machines with day shifts."""
    names = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(operations // 5)]
    return shop(
        resources=[machine(f"M{i}", calendar="day") for i in range(3)],
        orders=[order(name, weight=1 + i % 5) for i, name in enumerate(names)],
        operations=[
            operation(
                f"{name}{k}", on=f"M{(i + k * (1 + i % 2)) % 3}", minutes=10 + 7 * (i + k) % 50,
                after=f"{name}{k - 1}" if k else (),
            )
            for i, name in enumerate(names)
            for k in range(5)
        ],
        settings=Settings(goals=goals),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "stages"),
    [
        (lambda: crowded(100, (Goal.COST,)), ["annealing", "exact"]),
        (lambda: crowded(200, (Goal.COST,)), ["prices", "annealing", "windows"]),
        (lambda: crowded(200, (Goal.FLOW_TIME,)), ["annealing"]),
        (lambda: machine_problem(random_jobs(1, 12)), ["sequencing", "exact"]),
        (lambda: machine_problem(random_jobs(1, 80)), ["sequencing"]),
    ],
    ids=["small", "large", "without money", "machines, small", "machines, large"],
)
def test_each_stage_has_its_problems(problem: Callable[[], Problem], stages: list[str], asked: list[str]) -> None:
    plan = solving.solve(problem(), Limits(seconds=2, workers=2, seed=1))
    assert not any(check.violations for check in plan.checks)
    proven = plan.levels[-1].value == plan.levels[-1].bound
    assert asked == stages[: len(asked)] if proven else asked == stages


def test_a_makespan_with_a_second_goal_goes_on_to_that_goal(asked: list[str]) -> None:
    """Sequencing until the makespan is proven; then what else can be won."""
    problem = machine_problem([[{"a": 2 + j % 3}, {"b": 1}, {"a": 3}] for j in range(60)])
    problem = problem.model_copy(update={"settings": Settings(goals=(Goal.MAKESPAN, Goal.FLOW_TIME))})
    plan = solving.solve(problem, Limits(seconds=3, workers=2, seed=1))
    first = plan.levels[0]
    assert (first.goal, first.value) == (Goal.MAKESPAN, first.bound)
    assert "annealing" in asked
