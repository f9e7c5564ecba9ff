"""Windows: what surrounds the free operations is in the model wherever they may go."""

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.places import Place, places_of
from scheduler.cpsat.rows import shop_of
from scheduler.cpsat.run import Budget
from scheduler.cpsat.window import improve_window
from scheduler.domain.operation import Relation
from scheduler.domain.problem import Problem
from scheduler.search import starts
from tests.builders import at, link, machine, operation, order, shop, started
from tests.cpsat.engines import state_of
from tests.engines.argued import BY_COST


def between_two(relation: Relation, **more: object) -> Problem:
    """B2 takes five hours on M1, where A1 is before it, and is joined to B1 on M2; B is late."""
    return shop(
        resources=[machine("M1"), machine("M2", calendar="day")],
        orders=[order("A", "01-20"), order("B", hour="13:00")],
        operations=[
            operation("A1", on="M1", minutes=200),
            operation("B1", on="M2", minutes=60),
            operation("B2", after=(link("B1", relation=relation),), on="M1", minutes=300),
        ],
        settings=BY_COST,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("problem", "a1", "b1"),
    [
        # B2 may end with B1 at 540, so it would begin at 240, long before B1 does: just where A1 is.
        (between_two(Relation.FINISH_FINISH), (300, 500), (480, 540)),
        # B1 has begun in the past and goes on tomorrow at 08:00: B2 may begin now.
        (
            between_two(Relation.START_START, as_of=at("19:00"), progress=[started("B1", "16:30", 30, mode_id="M2")]),
            (100, 300),
            (780, 810),
        ),
    ],
    ids=["a relation to the end", "work under way"],
)
def test_a_window_sees_all_that_lies_where_it_may_go(
    problem: Problem, a1: tuple[int, int], b1: tuple[int, int]
) -> None:
    context = starts.prepare(compile_problem(problem))
    assert [operation.id for operation in context.compiled.operations] == ["A1", "B1", "B2"]
    rows = [Place(*a1, 0), Place(*b1, 1), Place(2000, 2300, 2)]
    goals = problem.settings.goals
    found = improve_window(shop_of(context.compiled), rows, frozenset({2}), goals, 5.0, Budget(5.0, 1, 1, True))
    assert found.changed.keys() == {2}
    # `state_of` sees to it that nothing is taken twice.
    state_of(context, places_of([*rows[:2], found.changed[2]]))
