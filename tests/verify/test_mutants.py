"""For every sentence the verifier can say, a plan with that planted in it; it must be caught."""

from datetime import timedelta

import pytest

from scheduler.domain.operation import Link, Relation
from scheduler.domain.plan import (
    AssignedUse,
    BrokenPin,
    BrokenWait,
    Cause,
    CauseMinutes,
    Message,
    NotLoaded,
    Outcome,
    Plan,
    PlanStatus,
    Segment,
    SupplyKind,
    Verdict,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId, ResourceId
from scheduler.verify import RULES, verify
from scheduler.verify.sentences import SENTENCES
from tests.builders import ALWAYS, at, need
from tests.verify.mixed_shop import mixed_plan, mixed_problem
from tests.verify.mutants import (
    Mutant,
    added,
    both,
    delivered,
    dropped,
    job,
    level,
    outcome,
    peg,
    plan_field,
    problem_field,
    problem_row,
    purchase,
    retimed,
    used,
    with_copy,
    without_job,
)
from tests.verify.plans import bought, from_arrival, from_stock, keys
from tests.verify.station_shop import STATION_MUTANTS, station_plan, station_problem
from tests.verify.supply_shop import SUPPLY_MUTANTS, supply_plan, supply_problem

PROBLEM = mixed_problem()
PLAN = mixed_plan(PROBLEM)
NEVER = ALWAYS.model_copy(update={"weekly": ()})
LONG_WAIT = BrokenWait(
    operation=OperationId("A2"), predecessor=OperationId("A1"), relation=Relation.FINISH_START, minutes=1
)
LOST = Message(key="unknown_resource", parameters={"operation": "H1", "resource": "M1"})
B1_USES = next(item for item in PLAN.assignments if item.operation == "B1").uses


def message(key: str, **parameters: str | int) -> Message:
    return Message(key=key, parameters=parameters)


def left_out(order: str, *faults: Message) -> Outcome:
    return Outcome(order=OrderId(order), verdict=Verdict.NOT_PLANNABLE, faults=faults)


def levels_of_another_order() -> Mutant:
    return Mutant("other_goals", plan_field(levels=tuple(reversed(PLAN.levels))))


MUTANTS = [
    Mutant("other_problem", plan_field(problem="0" * 64)),
    Mutant("other_problem", lambda problem, plan: (problem.model_copy(update={"name": "renamed"}), plan)),
    Mutant("other_as_of", plan_field(as_of=at("08:01"))),
    # completeness
    Mutant("not_one_outcome", plan_field(outcomes=PLAN.outcomes[1:])),
    Mutant("not_one_outcome", added("outcomes", PLAN.outcomes[0])),
    Mutant("not_one_outcome", dropped("outcomes")),
    Mutant("listed_as_not_loaded", added("not_loaded", NotLoaded(order=OrderId("A"), reason=message("x")))),
    Mutant("outcome_without_load", added("outcomes", left_out("D", LOST))),
    Mutant("not_listed_as_not_loaded", dropped("not_loaded")),
    Mutant("not_listed_as_not_loaded", added("not_loaded", PLAN.not_loaded[0])),
    Mutant(
        "wrong_reason_not_loaded",
        plan_field(not_loaded=(NotLoaded(order=OrderId("D"), reason=message("signed_but_not_effective")),)),
    ),
    Mutant("unknown_order", added("outcomes", left_out("Z", LOST))),
    Mutant("unknown_order", added("not_loaded", NotLoaded(order=OrderId("Z"), reason=message("x")))),
    Mutant("not_assigned_once", without_job("B2"), ("B2",)),
    Mutant("not_assigned_once", dropped("assignments")),
    Mutant("not_assigned_once", with_copy("A1"), ("A1",)),
    Mutant("assigned_without_plan", with_copy("A1", operation=OperationId("C1"), order=OrderId("C")), ("C1",)),
    Mutant("assigned_without_plan", with_copy("A1", operation=OperationId("D1"), order=OrderId("D")), ("D1",)),
    Mutant("unknown_operation", with_copy("A1", operation=OperationId("A9"))),
    Mutant("wrong_order", job("A1", order=OrderId("B")), ("A1",)),
    Mutant("unknown_piece", job("A1", piece=1), ("A1",)),
    # plannability
    Mutant("planned_despite_fault", problem_row("operations", "H1", needs=(need("unobtainium"),)), ("H1",)),
    Mutant(
        "planned_despite_fault",
        problem_row("operations", "H1", after=(Link(operation=OperationId("H1")),)),
        ("H1",),
    ),
    Mutant("planned_with_reasons", outcome("H", faults=(LOST,)), ("H1",)),
    Mutant("no_reason", outcome("C", faults=()), ("C1",)),
    Mutant("untrue_reason", outcome("C", faults=(message("loop", operations="C1 → C1"),)), ("C1",)),
    Mutant("untrue_reason", outcome("C", faults=(message("never_fits", operation="C1", minutes=61),)), ("C1",)),
    Mutant("untrue_reason", outcome("C", faults=(message("no_usable_mode", operation="C1"),)), ("C1",)),
    Mutant("untrue_reason", outcome("C", faults=(message("the_moon", operation="C1"),)), ("C1",)),
    Mutant("outcome_of_nothing", outcome("C", late_minutes=0), ("C1",)),
    Mutant("outcome_of_nothing", outcome("C", lateness_cost=5), ("C1",)),
    # modes
    Mutant("unknown_mode", job("A1", mode="M9"), ("A1",)),
    Mutant("other_resources", used("A1", resource=ResourceId("M2")), ("A1",)),
    Mutant("other_resources", used("A1", resource=ResourceId("M9")), ("A1",)),
    Mutant("other_resources", used("B1", 1, amount=1), ("B1",)),
    Mutant("other_resources", job("B1", uses=B1_USES[:1]), ("B1",)),
    Mutant(
        "other_resources",
        job("A3", uses=(AssignedUse(resource=ResourceId("M1"), amount=1, units=(0,)),)),
        ("A3",),
    ),
    Mutant(
        "not_approved",
        both(job("A3", mode="cheap"), retimed("A3", ("15:30", "23:50"))),
        ("A3",),
    ),
    # working time
    Mutant("segments_not_start_to_end", job("A1", end=at("09:01")), ("A1",)),
    Mutant("segments_not_start_to_end", job("A1", segments=()), ("A1",)),
    Mutant("empty_segment", retimed("A1", ("09:00", "08:00")), ("A1",)),
    Mutant("wrong_minutes", retimed("A1", ("08:00", "08:59")), ("A1",)),
    Mutant("wrong_minutes", retimed("A3", ("15:30", "01-06 01:29")), ("A3",)),
    Mutant("wrong_minutes", retimed("E1", ("07:00", "08:00"), ("08:00", "09:01")), ("E1",)),
    Mutant("wrong_minutes", retimed("E1", ("07:00", "08:00")), ("E1",)),
    Mutant("not_the_open_time", retimed("A2", ("09:30", "14:30")), ("A2",)),  # works through lunch
    Mutant("not_the_open_time", retimed("A2", ("09:30", "12:00"), ("13:01", "15:31")), ("A2",)),  # idles
    Mutant("not_the_open_time", retimed("A2", ("09:30", "12:00"), ("12:30", "15:00")), ("A2",)),
    Mutant("interrupted", retimed("B2", ("15:45", "17:00"), ("01-06 08:00", "01-06 08:15")), ("B2",)),
    # progress
    Mutant("changed_mode", job("E1", mode="M2"), ("E1",)),
    Mutant("changed_start", retimed("E1", ("06:30", "08:00"), ("08:00", "09:00")), ("E1",)),
    Mutant("changed_end", retimed("E0", ("06:00", "07:01")), ("E0",)),
    Mutant("changed_past", job("E0", segments=(Segment(start=at("06:00"), end=at("06:30")),)), ("E0",)),
    Mutant("changed_past", retimed("E1", ("07:00", "07:30"), ("08:00", "09:00")), ("E1",)),
    Mutant("changed_past", retimed("E1", ("07:00", "07:30"), ("07:30", "08:00"), ("08:00", "09:00")), ("E1",)),
    # capacity and stations
    Mutant("too_much_in_use", retimed("H1", ("08:59", "09:59")), ("H1",)),
    Mutant("too_much_in_use", used("B1", 1, amount=3), ("B1",)),
    Mutant("people_have_no_stations", used("B1", 1, units=(0, 1)), ("B1",)),
    Mutant("wrong_number_of_stations", used("B1", units=()), ("B1",)),
    Mutant("wrong_number_of_stations", used("B1", amount=2, units=(0, 0)), ("B1",)),
    Mutant("unknown_station", used("B1", units=(2,)), ("B1",)),
    Mutant("unknown_station", used("A1", units=(-1,)), ("A1",)),
    Mutant(
        "station_taken_twice",  # two jobs fit into the pool, but not on one station
        both(used("B1", units=(1,)), retimed("B1", ("08:00", "12:00"))),
        ("B1",),
    ),
    # precedence and release
    Mutant("starts_before_predecessor", retimed("A2", ("09:29", "12:00"), ("13:00", "15:29")), ("A2",)),  # way
    Mutant("starts_before_predecessor", retimed("B2", ("15:14", "16:44")), ("B2",)),  # lag + way
    Mutant("starts_before_predecessor", retimed("A3", ("15:29", "01-06 01:29")), ("A3",)),  # outside: no way
    Mutant("starts_before_predecessor", retimed("B1", ("09:31", "12:00"), ("13:00", "14:31")), ("B1",)),
    Mutant("starts_before_predecessor", retimed("E2", ("08:59", "09:29")), ("E2",)),  # after started work
    Mutant(
        "ends_before_predecessor",  # 09:00 + 361 minutes + 30 on the way is a minute after A2's end
        problem_row(
            "operations",
            "A2",
            after=(Link(operation=OperationId("A1"), relation=Relation.FINISH_FINISH, minimum_minutes=361),),
        ),
        ("A2",),
    ),
    Mutant(
        "long_wait_not_stated",  # A1 ends 09:00, A2 starts 09:30
        problem_row("operations", "A2", after=(Link(operation=OperationId("A1"), maximum_minutes=29),)),
        ("A2",),
    ),
    Mutant("kept_wait_called_broken", plan_field(broken_waits=(LONG_WAIT,)), ("A2",)),
    Mutant("unknown_broken_wait", plan_field(broken_waits=(LONG_WAIT, LONG_WAIT)), ("A2",)),
    Mutant("starts_in_the_past", retimed("A1", ("07:59", "08:59")), ("A1",)),
    Mutant("starts_before_release", problem_row("orders", "A", decomposed_at=at("08:01")), ("A1",)),
    Mutant("starts_before_not_before", retimed("E2", ("09:29", "09:59")), ("E2",)),
    # pins
    Mutant("pinned_resource_not_used", used("B1", resource=ResourceId("M3")), ("B1",)),
    Mutant("starts_before_pin", retimed("H1", ("08:59", "09:59")), ("H1",)),
    Mutant("starts_before_pin", retimed("B1", ("08:59", "12:00"), ("13:00", "13:59")), ("B1",)),
    Mutant("not_before_other", retimed("F1", ("15:01", "15:31")), ("F1",)),
    Mutant("missed_pin_not_stated", retimed("F2", ("11:01", "11:31")), ("F2",)),
    Mutant("missed_pin_not_stated", plan_field(broken_pins=(BrokenPin(pin="at nine", minutes=29),)), ("B1",)),
    Mutant("missed_pin_not_stated", dropped("broken_pins"), ("B1",)),
    Mutant(
        "kept_pin_called_broken",
        added("broken_pins", BrokenPin(pin="till half past eleven", minutes=1)),
        ("F2",),
    ),
    Mutant("kept_pin_called_broken", added("broken_pins", BrokenPin(pin="from nine", minutes=5)), ("H1",)),
    Mutant("unknown_broken_pin", added("broken_pins", BrokenPin(pin="expired", minutes=1))),
    Mutant("unknown_broken_pin", added("broken_pins", BrokenPin(pin="at nine", minutes=30)), ("B1",)),
    # materials
    Mutant("need_not_covered", peg(1, quantity=1), ("B1",)),
    Mutant("need_not_covered", plan_field(pegs=PLAN.pegs[1:]), ("B1",)),
    Mutant("need_not_covered", dropped("pegs"), ("B1", "B2")),
    Mutant("peg_without_need", added("pegs", from_stock("A1", "copper", 1)), ("A1",)),
    Mutant("peg_without_need", added("pegs", from_stock("E1", "copper", 1)), ("E1",)),
    Mutant("peg_without_need", added("pegs", from_stock("Z1", "copper", 1))),
    Mutant("material_too_late", retimed("B1", ("09:29", "12:00"), ("13:00", "14:29")), ("B1",)),
    Mutant("peg_names_no_supply", peg(0, arrival=None), ("B1",)),
    Mutant("peg_names_no_supply", peg(1, supply=SupplyKind.PURCHASE), ("B1",)),
    Mutant("wrong_available_at", peg(0, available_at=at("09:00")), ("B1",)),  # without its inspection
    Mutant("wrong_available_at", peg(1, available_at=at("08:01")), ("B1",)),
    Mutant("wrong_available_at", peg(2, available_at=at("13:59")), ("B2",)),  # 08:00 + 300 + 60 minutes
    Mutant("unknown_arrival", peg(0, arrival="PO9"), ("B1",)),
    Mutant("unknown_arrival", peg(0, arrival="PO5"), ("B1",)),  # steel
    Mutant("arrival_of_other_company", peg(0, arrival="PO3"), ("B1",)),
    Mutant("arrival_of_other_order", peg(0, arrival="PO4"), ("B1",)),
    Mutant("arrival_not_usable", peg(0, arrival="PO2"), ("B1",)),  # overdue, and no policy for that
    Mutant(
        "arrival_not_usable",
        both(
            problem_row("arrivals", "PO1", confirmed=False),
            problem_field(settings=PROBLEM.settings.model_copy(update={"use_expected_arrivals": False})),
        ),
    ),
    Mutant("stock_given_twice", peg(1, quantity=3), ("B1",)),
    Mutant("arrival_given_twice", peg(0, quantity=2), ("B1",)),
    Mutant("wrong_overdue_list", dropped("overdue_arrivals")),
    Mutant("wrong_overdue_list", added("overdue_arrivals", "PO1")),
    # purchases
    Mutant("unknown_purchase", dropped("purchases"), ("B2",)),
    Mutant("unknown_purchase", peg(2, purchase="buy 2"), ("B2",)),
    Mutant("purchase_listed_twice", added("purchases", PLAN.purchases[0]), ("B2",)),
    Mutant("purchase_without_need", purchase(operation=OperationId("A1")), ("A1", "B2")),
    Mutant("purchase_without_need", purchase(operation=OperationId("Z1"))),
    Mutant("purchase_for_other_company", purchase(company="C2"), ("B2",)),
    Mutant("purchase_for_two_needs", added("pegs", bought("B1", "copper", 1, "buy 1", "15:15")), ("B1", "B2")),
    Mutant("purchase_of_other_quantity", purchase(quantity=4), ("B2",)),
    Mutant("wrong_order_by", purchase(order_by=at("09:14")), ("B2",)),
    Mutant("order_by_in_the_past", purchase(order_by=at("07:59"), need_by=at("13:59")), ("B2",)),
    Mutant("bought_too_late", purchase(order_by=at("09:16"), need_by=at("15:16")), ("B2",)),
    Mutant("bought_too_late", purchase(order_by=at("09:14"), need_by=at("15:14")), ("B2",)),
    # delivery
    Mutant("other_deliveries", outcome("F", deliveries=PLAN.outcomes[4].deliveries[:1]), ("F1",)),
    Mutant("other_deliveries", outcome("A", deliveries=()), ("A1",)),
    Mutant("other_deliveries", delivered("A", line=1), ("A1",)),
    Mutant("never_arrives", problem_row("calendars", "day", weekly=())),
    Mutant("wrong_delivery", delivered("B", ready=at("16:45")), ("B2",)),  # unpacked
    Mutant("wrong_delivery", delivered("F", leaves=at("11:30")), ("F1",)),
    Mutant("wrong_delivery", delivered("F", arrives=at("12:00")), ("F1",)),  # nobody receives at lunch
    Mutant("wrong_delivery", delivered("A", due=at("01-06 23:59")), ("A1",)),
    # lateness
    Mutant("wrong_late_minutes", outcome("B", late_minutes=329), ("B1",)),
    Mutant("wrong_late_minutes", outcome("B", late_minutes=None), ("B1",)),
    Mutant("wrong_lateness_cost", outcome("B", lateness_cost=799), ("B1",)),
    Mutant("wrong_at_risk", outcome("A", at_risk=False), ("A1",)),
    Mutant("wrong_at_risk", outcome("H", at_risk=True), ("H1",)),
    Mutant("wrong_verdict", outcome("H", verdict=Verdict.ON_TIME), ("H1",)),
    Mutant("wrong_verdict", outcome("H", verdict=Verdict.LATE_IMPOSSIBLE), ("H1",)),
    Mutant("wrong_verdict", outcome("B", verdict=Verdict.LATE_CONTENDED), ("B1",)),
    Mutant("wrong_tentative", outcome("F", tentative=False), ("F1",)),
    Mutant("wrong_tentative", outcome("A", tentative=True), ("A1",)),
    Mutant("wrong_empty_shop", outcome("H", empty_shop_late_minutes=-31), ("H1",)),
    Mutant("wrong_empty_shop", outcome("A", empty_shop_late_minutes=None), ("A1",)),
    Mutant("better_than_empty_shop", outcome("B", empty_shop_late_minutes=331), ("B1",)),
    # causes
    Mutant("causes_do_not_add_up", outcome("H", causes=()), ("H1",)),
    Mutant(
        "causes_do_not_add_up",
        outcome("H", causes=(CauseMinutes(cause=Cause.QUEUE, minutes=29),)),
        ("H1",),
    ),
    Mutant(
        "causes_do_not_add_up",
        outcome("A", causes=(CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=0),)),
        ("A1",),
    ),
    Mutant(
        "cause_names_unknown",
        outcome("H", causes=(CauseMinutes(cause=Cause.QUEUE, minutes=30, resource=ResourceId("M9")),)),
        ("H1",),
    ),
    Mutant(
        "cause_names_unknown",
        outcome("H", causes=(CauseMinutes(cause=Cause.QUEUE, minutes=30, behind=(OrderId("Z"),)),)),
        ("H1",),
    ),
    # goals
    levels_of_another_order(),
    Mutant("other_goals", dropped("levels")),
    Mutant("wrong_goal_value", level("unplanned", value=0)),
    Mutant("wrong_goal_value", level("broken_pins", value=0)),
    Mutant("wrong_goal_value", level("untradeable_lateness", value=1)),
    Mutant("wrong_goal_value", level("cost", value=889)),
    Mutant("wrong_goal_value", level("disturbance", value=1)),
    Mutant("wrong_goal_value", level("flow_time", value=2009)),
    Mutant("bound_above_value", level("cost", bound=891)),
    Mutant("optimal_without_proof", plan_field(status=PlanStatus.OPTIMAL)),
]
STATIONS = station_problem()
SUPPLY = supply_problem()
GROUNDS = {
    "mixed": (PROBLEM, PLAN, MUTANTS),
    "stations": (STATIONS, station_plan(STATIONS), STATION_MUTANTS),
    "supply": (SUPPLY, supply_plan(SUPPLY), SUPPLY_MUTANTS),
}
"""Valid plans with what is planted into each: every rule and every sentence has its place in one of them."""
PLANTED = [
    pytest.param(problem, plan, mutant, id=f"{name}-{number}-{mutant.key}")
    for name, (problem, plan, mutants) in GROUNDS.items()
    for number, mutant in enumerate(mutants)
]


@pytest.mark.parametrize("name", GROUNDS)
def test_the_plan_before_planting_is_clean(name: str) -> None:
    problem, plan, _ = GROUNDS[name]
    assert verify(problem, plan) == []


@pytest.mark.parametrize(("problem", "plan", "mutant"), PLANTED)
def test_a_planted_fault_is_found(problem: Problem, plan: Plan, mutant: Mutant) -> None:
    spoilt = mutant.spoil(problem, plan)
    assert spoilt != (problem, plan)
    assert mutant.key in keys(verify(*spoilt))


@pytest.mark.parametrize(
    ("problem", "plan", "mutant"),
    [planted for planted in PLANTED if isinstance(planted.values[2], Mutant) and planted.values[2].inside],
)
def test_looking_at_the_changed_operations_finds_the_same(problem: Problem, plan: Plan, mutant: Mutant) -> None:
    problem, plan = mutant.spoil(problem, plan)
    changed = [OperationId(id_) for id_ in mutant.inside]
    assert verify(problem, plan, changed=changed) == verify(problem, plan)


def test_every_sentence_and_every_rule_has_a_mutant() -> None:
    said: set[str] = set()
    rules: set[str] = set()
    for problem, plan, mutants in GROUNDS.values():
        said |= {mutant.key for mutant in mutants}
        rules |= {violation.rule for mutant in mutants for violation in verify(*mutant.spoil(problem, plan))}
    assert said == SENTENCES.keys()
    assert rules == RULES.keys()


def test_a_moment_far_away_is_a_violation_and_no_error() -> None:
    far = at("01-05 08:00") + timedelta(days=365 * 400)
    problem, plan = job("A2", start=far, end=far + timedelta(minutes=300))(PROBLEM, PLAN)
    assert "segments_not_start_to_end" in keys(verify(problem, plan))


def test_an_empty_plan_is_answered_with_violations() -> None:
    empty = PLAN.model_copy(
        update=dict.fromkeys(("assignments", "outcomes", "levels", "pegs", "purchases", "not_loaded"), ())
    )
    assert {"not_one_outcome", "not_listed_as_not_loaded", "other_goals"} <= keys(verify(PROBLEM, empty))


def test_pegs_of_unknown_arrivals_do_not_stop_the_check() -> None:
    problem, plan = added("pegs", from_arrival("B1", "copper", 1, "PO9", "08:00"))(PROBLEM, PLAN)
    assert {"unknown_arrival", "need_not_covered"} <= keys(verify(problem, plan))
