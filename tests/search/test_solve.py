"""What `solve` promises: verified, never worse than a rule or an earlier plan, on time, the same again, in words."""

import threading
import time
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.material import ProductStock
from scheduler.domain.order import OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Plan, PlanStatus, Verdict
from scheduler.domain.problem import Problem, PublishedStart, Settings, TentativeOrders
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import ModeId, OperationId
from scheduler.kernel import objective
from scheduler.search import planning, starts
from scheduler.search.limits import Limits
from scheduler.search.planning import UnverifiedPlanError
from scheduler.search.progress import Phase, Progress
from scheduler.search.solve import solve
from scheduler.search.starts import Context, Found
from scheduler.verify import verify
from tests.builders import (
    at,
    machine,
    mode,
    operation,
    order,
    outsourced,
    pin,
    random_shop,
    shop,
)
from tests.compile.test_network import shuffled
from tests.kernel.schedules import context_of, schedules

QUICK = Limits(seconds=0.02, workers=1, reproducible=True)
SEEDS = range(3)


def values(plan: Plan) -> list[int]:
    return [level.value for level in plan.levels]


def starts_at(plan: Plan) -> dict[str, int]:
    """Minutes after as-of."""
    return {a.operation: (a.start - plan.as_of) // timedelta(minutes=1) for a in plan.assignments}


def published(operation_id: str, when: str) -> PublishedStart:
    return PublishedStart(operation=OperationId(operation_id), mode=ModeId("M1"), start=at(when))


def two_on_one_machine(**of_b: object) -> Problem:
    """A and B need an hour of M1 each and both are promised for 09:00."""
    b = order("B", hour="09:00").model_copy(update=of_b)
    return shop(orders=(order("A", hour="09:00"), b), operations=(operation("A1"), operation("B1")))


# --- never worse -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_is_verified_and_never_worse_than_any_rule_or_dispatch(seed: int) -> None:
    problem = random_shop(seed, 6)
    plan = solve(problem, QUICK)
    assert verify(problem, plan) == []
    context = context_of(problem)
    unplanned = list(problem.settings.goals).index(Goal.UNPLANNED)
    for name, state in schedules(context):
        alone = objective.levels(context.network, state).tolist()
        alone[unplanned] = values(plan)[unplanned]  # data decide it, not the engine
        assert values(plan) <= alone, name


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_begun_from_an_earlier_one_is_never_worse(seed: int) -> None:
    """Also in flow time, where the replay must not move work to earlier places."""
    problem = random_shop(seed, 6)
    first = solve(problem, QUICK)
    assert values(solve(problem, QUICK, start=first)) <= values(first)


def test_a_plan_of_another_shop_is_no_more_than_a_hint() -> None:
    """Operations it does not know are planned, modes that no longer exist are chosen anew, old orders are ignored."""
    old = random_shop(5, 6)
    plan = solve(old, QUICK)
    new = random_shop(5, 6).model_copy(
        update={
            "operations": tuple(
                o.model_copy(update={"modes": tuple(m.model_copy(update={"id": f"new {m.id}"}) for m in o.modes)})
                for o in old.operations
                if not any(p.operation == o.id for p in old.progress)
            ),
            "progress": (),
            "orders": old.orders[1:],
            "pins": (),
        }
    )
    assert verify(new, solve(new, QUICK, start=plan)) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_schedule_replayed_in_its_own_order_stays_what_it_is(seed: int) -> None:
    context = context_of(random_shop(seed, 8))
    problem = context.compiled.problem
    none = dict.fromkeys(Goal, (0, "none"))
    for _, state in list(schedules(context))[::5]:
        plan = planning.draft(context, state, problem, none, "test", 0, ())
        again = starts.generate_not_before(context, *starts.replay_keys(context, plan))
        assert again.same_bytes(state) or (again.op == state.op).all()


# --- tentative orders --------------------------------------------------------------------------------


def test_a_signed_order_goes_behind_a_binding_one_however_much_it_weighs() -> None:
    for policy, expected in (
        (TentativeOrders.AFTER_BINDING, {"A1": 0, "B1": 60}),
        (TentativeOrders.LIKE_BINDING, {"A1": 60, "B1": 0}),
        (TentativeOrders.LEFT_OUT, {"A1": 0}),
    ):
        problem = two_on_one_machine(status=OrderStatus.SIGNED, effective_at=None, weight=9999, untradeable=True)
        problem = problem.model_copy(update={"settings": Settings(tentative_orders=policy)})
        plan = solve(problem, QUICK)
        assert starts_at(plan) == expected
        assert [o.order for o in plan.outcomes if o.tentative] == (
            ["B"] if policy is TentativeOrders.AFTER_BINDING else []
        )
        assert [entry.order for entry in plan.not_loaded] == (["B"] if policy is TentativeOrders.LEFT_OUT else [])


@pytest.mark.parametrize("seed", range(8))
def test_first_schedules_of_binding_orders_are_the_same_without_the_tentative_ones(seed: int) -> None:
    """With pins between orders and finished goods left away, which rightly connect them."""
    problem = random_shop(seed, 9, faults=False)
    problem = problem.model_copy(
        update={
            "pins": tuple(p for p in problem.pins if p.kind is not PinKind.BEFORE),
            "product_stocks": (),
        }
    )

    def places(policy: TentativeOrders) -> list[dict[str, tuple[int, int, str]]]:
        settings = problem.settings.model_copy(update={"tentative_orders": policy})
        context = context_of(problem.model_copy(update={"settings": settings}))
        tentative = {o.id for o in context.compiled.orders if o.status is OrderStatus.SIGNED}
        return [
            {
                o.id: (
                    int(state.op[i]["start"]),
                    int(state.op[i]["end"]),
                    context.compiled.modes[state.op[i]["mode"]][1],
                )
                for i, o in enumerate(context.compiled.operations)
                if o.order not in tentative
            }
            for _, state in schedules(context)
        ]

    assert places(TentativeOrders.AFTER_BINDING) == places(TentativeOrders.LEFT_OUT)


# --- time, stop, progress ----------------------------------------------------------------------------


def test_the_time_limit_is_kept() -> None:
    """For a shop that the engines could work on for hours; generous, because tests share the machine."""
    problem = random_shop(1, 40)
    solve(problem, QUICK)
    begun = time.perf_counter()
    plan = solve(problem, Limits(seconds=1.5, workers=2))
    assert time.perf_counter() - begun < 6
    assert plan.status is PlanStatus.FEASIBLE


def test_stop_ends_a_long_search_soon_with_a_verified_plan() -> None:
    problem = random_shop(1, 25)
    stop, started = threading.Event(), threading.Event()
    plans: list[Plan] = []

    def listen(progress: Progress) -> None:
        if progress.phase not in (Phase.COMPILE, Phase.START):
            started.set()

    limits = Limits(seconds=600, workers=2)
    thread = threading.Thread(target=lambda: plans.append(solve(problem, limits, listener=listen, stop=stop)))
    thread.start()
    assert started.wait(30)
    begun = time.perf_counter()
    stop.set()
    thread.join(15)
    assert time.perf_counter() - begun < 8
    (plan,) = plans
    assert verify(problem, plan) == []
    assert "stopped_early" in [note.key for note in plan.notes]


def test_stopped_before_it_begins_it_still_gives_the_plan_of_the_rules() -> None:
    stop = threading.Event()
    stop.set()
    problem = random_shop(2, 7)
    plan = solve(problem, QUICK, stop=stop)
    context = context_of(problem)
    keys = starts.rule_keys(context)
    best = min(objective.levels(context.network, starts.generate(context, k)).tolist() for k in keys.values())
    assert values(plan)[1:] <= best[1:]


@pytest.mark.parametrize("seed", SEEDS)
def test_progress_goes_through_the_phases_and_never_gets_worse(seed: int) -> None:
    heard: list[Progress] = []
    plan = solve(random_shop(seed, 6), QUICK, listener=heard.append)
    phases = [list(Phase).index(progress.phase) for progress in heard]
    assert phases == sorted(phases)
    assert {heard[0].phase, heard[-1].phase} == {Phase.COMPILE, Phase.DONE}
    assert {Phase.START, Phase.EXPLAIN, Phase.VERIFY} <= {progress.phase for progress in heard}
    assert [p.seconds for p in heard] == sorted(p.seconds for p in heard)
    best = [list(progress.best.values()) for progress in heard if progress.best]
    assert all(later <= earlier for earlier, later in pairwise(best))
    assert best[-1] == values(plan)
    assert all(plan.method.startswith(p.found_by) for p in heard[-3:])
    for progress in heard:
        assert all(progress.bound[goal] <= value for goal, value in zip(progress.best, best[-1], strict=False))


# --- the same again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1))
def test_the_same_input_and_seed_give_the_same_plan(seed: int) -> None:
    problem = random_shop(seed, 6)
    limits = QUICK.model_copy(update={"seed": 7})
    one, other = solve(problem, limits), solve(problem, limits)
    assert one.model_dump_json() == other.model_dump_json()
    assert one.seed == 7


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_changes_nothing_but_the_hash_of_the_input(seed: int) -> None:
    problem = random_shop(seed, 6)
    mixed = shuffled(problem, seed)
    one, other = solve(problem, QUICK), solve(mixed, QUICK)
    assert other.problem == mixed.content_hash() != one.problem
    unlike = {"problem", "not_loaded"}
    assert one.model_dump(exclude=unlike) == other.model_dump(exclude=unlike)


# --- goals -------------------------------------------------------------------------------------------


def test_an_earlier_goal_is_never_traded_for_a_later_one() -> None:
    """Outside costs 100 and ends at once, in-house M1 does both one after the other: 60 minutes late at weight 1.

    By cost B is late (60) rather than sent away (100); by makespan it is sent away, whatever that costs.
    """
    operations = tuple(operation(f"{id_}1", modes=(mode("M1"), outsourced(50, cost=100))) for id_ in "AB")
    problem = two_on_one_machine().model_copy(update={"operations": operations})
    for goals, expected in (
        ((Goal.COST, Goal.MAKESPAN), [60, 120]),
        ((Goal.MAKESPAN, Goal.COST), [50, 200]),
    ):
        plan = solve(problem.model_copy(update={"settings": Settings(goals=goals)}), QUICK)
        assert values(plan) == expected
        assert [level.goal for level in plan.levels] == list(goals)
        assert plan.status is PlanStatus.OPTIMAL


def test_untradeable_orders_come_before_money() -> None:
    """B weighs a hundredth of A but was marked by a person."""
    problem = two_on_one_machine(untradeable=True)
    heavy = problem.orders[0].model_copy(update={"weight": 100})
    marked = problem.model_copy(update={"orders": (heavy, problem.orders[1])})
    assert starts_at(solve(marked, QUICK)) == {"A1": 60, "B1": 0}
    equal = marked.model_copy(update={"orders": (heavy, problem.orders[1].model_copy(update={"untradeable": False}))})
    assert starts_at(solve(equal, QUICK)) == {"A1": 0, "B1": 60}


def test_among_equal_plans_the_published_one_is_kept() -> None:
    """A and B are interchangeable, and both have until midnight: what was published, idle hour included, stays."""
    problem = shop(orders=(order("A"), order("B")), operations=(operation("A1"), operation("B1")))
    for first, second in (("A1", "B1"), ("B1", "A1")):
        earlier = (
            published(second, "11:00"),
            published(first, "09:00"),
        )
        plan = solve(problem.model_copy(update={"published": earlier}), QUICK)
        assert starts_at(plan) == {first: 60, second: 180}
        disturbance = plan.level(Goal.DISTURBANCE)
        assert disturbance is not None
        assert disturbance.value == 0


def test_a_published_plan_gives_way_to_money() -> None:
    """Published last, but promised for 09:00: lateness comes before disturbance."""
    problem = two_on_one_machine(lines=order("B", hour="10:00").lines)
    earlier = (
        published("A1", "09:00"),
        published("B1", "08:00"),
    )
    plan = solve(problem.model_copy(update={"published": earlier}), QUICK)
    assert starts_at(plan) == {"A1": 0, "B1": 60}


# --- bounds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_never_exceed_any_plan(seed: int) -> None:
    """The bound of the first level holds for every schedule; later ones for those as good before them."""
    problem = random_shop(50 + seed, 7)
    plan = solve(problem, QUICK)
    context = context_of(problem)
    goals = problem.settings.goals
    for _, state in schedules(context):
        levels = dict(zip(goals, objective.levels(context.network, state).tolist(), strict=True))
        for level in plan.levels:
            if level.goal is Goal.UNPLANNED:
                continue
            assert level.bound <= levels[level.goal]
            if levels[level.goal] > level.value:
                break


def test_a_pin_on_a_moment_that_is_past_is_known_to_be_broken() -> None:
    problem = shop(
        orders=(order("A"),),
        operations=(operation("A1"),),
        pins=(
            pin("p1", "A1", PinKind.START, when="07:00"),
            pin("p2", "A1", PinKind.NOT_AFTER, when="08:59"),
            pin("p3", "A1", PinKind.NOT_AFTER, when="09:00"),
        ),
    )
    plan = solve(problem, QUICK)
    level = plan.level(Goal.BROKEN_PINS)
    assert level is not None
    assert (level.value, level.bound) == (2, 2)
    assert [(broken.pin, broken.minutes) for broken in plan.broken_pins] == [("p1", 60), ("p2", 1)]
    assert plan.status is PlanStatus.OPTIMAL


# --- a defect of ours --------------------------------------------------------------------------------


@pytest.mark.parametrize("defect", ["overlap", "too short", "before its time", "another mode"])
def test_a_wrong_schedule_never_leaves(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug planted in what the kernel returns is caught by the verifier, and no plan is given out."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", decomposed_at=at("10:00")), order("B", decomposed_at=at("10:00"))),
        operations=(operation("A1", modes=(mode("M1"), mode("M2", minutes=70))), operation("B1")),
    )

    def spoiled(context: Context, start: Plan | None) -> list[Found]:
        state = starts.generate(context, starts.rule_keys(context)["first_come"])
        a = int(np.flatnonzero(context.network.op["order"] == 0)[0])
        if defect == "overlap":
            state.op["start"], state.op["end"] = 120, 180
        elif defect == "too short":
            state.op[a]["end"] -= 1
        elif defect == "before its time":
            state.op[a]["start"], state.op[a]["end"] = 119, 179
        else:
            state.op[a]["mode"] = 1
        return [Found(np.zeros(len(context.network.goals), np.int64), state, "spoiled")]

    monkeypatch.setattr(starts, "starts", spoiled)
    stop = threading.Event()
    stop.set()  # nothing may improve on it
    with pytest.raises(UnverifiedPlanError, match="the plan failed its own check with") as raised:
        solve(problem, QUICK, stop=stop)
    assert raised.value.violations


# --- edges of the input ------------------------------------------------------------------------------


def test_a_problem_without_orders_has_an_optimal_empty_plan() -> None:
    problem = shop(settings=Settings(goals=tuple(Goal)))
    plan = solve(problem, QUICK)
    assert (plan.assignments, plan.outcomes, plan.status) == ((), (), PlanStatus.OPTIMAL)
    assert values(plan) == [0] * len(Goal)


def test_an_order_wholly_from_stock_is_planned_without_operations() -> None:
    """Packed 45 minutes after its tasks are known at 08:00."""
    goods = Product.model_validate({"id": "goods", "routing": (RoutingStep(id="x", modes=(mode("M1"),)),)})
    problem = shop(
        products=(goods,),
        product_stocks=(ProductStock.model_validate({"product": "goods", "company": "C1", "quantity": 1}),),
        orders=(order("A", packing=45), order("B", due="01-06")),
    )
    plan = solve(problem, QUICK)
    a, b = plan.outcomes
    assert (a.order, a.verdict, a.deliveries[0].ready) == ("A", Verdict.ON_TIME, at("08:45"))
    assert [assignment.operation for assignment in plan.assignments] == ["B/1/x"]
    assert b.deliveries[0].ready == at("09:00")


def test_faulty_orders_are_set_aside_and_counted_and_the_rest_is_planned() -> None:
    """C weighs 5; D weighs nothing and still counts 1."""
    problem = shop(
        orders=(order("A"), order("C", weight=5), order("D", weight=0)),
        operations=(operation("A1"), operation("C1", on="nowhere"), operation("D1", after="D1")),
    )
    plan = solve(problem, QUICK)
    assert {o.order: (o.verdict, [f.key for f in o.faults]) for o in plan.outcomes} == {
        "A": (Verdict.ON_TIME, []),
        "C": (Verdict.NOT_PLANNABLE, ["unknown_resource"]),
        "D": (Verdict.NOT_PLANNABLE, ["loop"]),
    }
    unplanned = plan.level(Goal.UNPLANNED)
    assert unplanned is not None
    assert (unplanned.value, unplanned.bound) == (6, 6)
    assert [a.order for a in plan.assignments] == ["A"]


def test_a_problem_of_nothing_but_faulty_orders_has_a_plan_too() -> None:
    problem = shop(orders=(order("A"),), operations=(operation("A1", on="nowhere"),))
    plan = solve(problem, QUICK)
    assert (plan.assignments, plan.status) == ((), PlanStatus.OPTIMAL)
