"""The factories of the benchmarks: every rule is in them, alone and with the others, and their plans are verified."""

import pytest

from benchmarks.factory import EVERY_RULE, LOTS, build
from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.domain.problem import Problem
from scheduler.kernel.state import State
from scheduler.search import planning, starts
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.starts import Context
from tests.seeds import seeds

SIZE = 100


@pytest.mark.parametrize("seed", seeds(2, of=10))
def test_a_factory_with_every_rule_is_planned_and_verified(seed: int) -> None:
    problem = build(SIZE, seed)
    compiled = compile_problem(problem)
    assert not compiled.not_plannable
    context = starts.prepare(compiled)
    for state in (
        starts.generate(context, starts.rule_keys(context)["operation_due_date"]),
        starts.dispatch_atc(context, starts.Dispatching(8.0, 1.0)),
    ):
        assert verified(problem, context, state) >= 10 * SIZE


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_each_rule_alone_changes_the_compiled_factory(rule: str) -> None:
    plain, ruled = compile_problem(build(SIZE, rules=())), compile_problem(build(SIZE, rules=(rule,)))
    assert not ruled.not_plannable
    assert different(plain, ruled)


def test_a_rule_leaves_the_work_of_the_factory_as_it_is() -> None:
    """Ratios compare like with like: only lots make other operations."""
    plain = build(SIZE, rules=())
    for rule in EVERY_RULE:
        ruled = build(SIZE, rules=(rule,))
        same = [(o.id, o.quantity) for o in ruled.operations] == [(o.id, o.quantity) for o in plain.operations]
        assert same is (rule != LOTS)


def test_the_same_seed_gives_the_same_factory() -> None:
    assert build(SIZE, 3) == build(SIZE, 3)
    assert build(SIZE, 3) != build(SIZE, 4)


@pytest.mark.parametrize("size", [40, 400])
def test_a_factory_has_at_least_the_operations_asked_for_and_the_rest_of_one_order(size: int) -> None:
    """An order has at most 4 parts of 6 steps, 2 of 2, 2 + 5 other steps."""
    assert size <= len(build(size, rules=()).operations) < size + 35


def verified(problem: Problem, context: Context, state: State) -> int:
    """How many things the verifier looked at; it raises for a violation."""
    bounds = {goal: (value, "critical_path") for goal, value in critical_path_bounds(context, 0).items()}
    plan = planning.verified(problem, planning.draft(context, state, problem, bounds, "", 0, ()))
    return sum(check.checked for check in plan.checks)


def different(one: Compiled, other: Compiled) -> bool:
    """Whether any table of the two networks differs."""
    tables = zip((*one.network.cal, *one.network[1:]), (*other.network.cal, *other.network[1:]), strict=True)
    return any(getattr(a, "tobytes", lambda a=a: a)() != getattr(b, "tobytes", lambda b=b: b)() for a, b in tables)
