"""Finer edges of the checks of a real shop's rules, beside the pairs: what counts as what, and where it is told."""

from decimal import Decimal

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.doctor import Finding, Severity, examine
from scheduler.domain.goal import Approval
from scheduler.domain.json_text import place
from scheduler.domain.material import GroupTransfer, Substitute
from scheduler.domain.operation import Relation, Station
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId
from scheduler.domain.resource import Company
from scheduler.domain.station import SetUp
from tests.builders import (
    finished,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    resource,
    started,
    stock,
    use,
    weekly,
    workers,
)
from tests.doctor.pairs import FAR, product, step, with_operations
from tests.doctor.pairs_people import lent, on, skilled
from tests.doctor.pairs_stations import BOTH, HOT, baked, coloured, linked
from tests.parts import rework, substitute, transfer
from tests.people import by_skill, can, in_crew, lending, maintained, of, shift_limited, skill, with_periods
from tests.people import step as lot_step
from tests.station_parts import doing, oven, set_up, station, where


def found(problem: Problem, key: str) -> list[Finding]:
    return [finding for finding in examine(problem) if finding.key == key]


def places(problem: Problem, key: str) -> list[str]:
    return [place(finding.path) for finding in found(problem, key)]


def keys(problem: Problem) -> list[str]:
    return [finding.key for finding in examine(problem)]


# --- stations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "key", "nearest"),
    [
        (set_up(5, "red", "bleu"), "set_up_value_unused", "blue"),
        (set_up(5, attribute="color"), "set_up_attribute_unused", "colour"),
    ],
)
def test_a_name_in_a_set_up_much_like_one_that_has_none_is_probably_misspelt(
    row: SetUp, key: str, nearest: str
) -> None:
    """Not if that one has set-ups of its own: then it is another value, and only not ordered now."""
    (finding,) = found(coloured(row), key)
    assert (finding.severity, finding.parameters["nearest"]) == (Severity.WARNING, nearest)
    (finding,) = found(coloured(row, *BOTH), key)
    assert (finding.severity, finding.parameters.get("nearest")) == (Severity.HINT, None)


def test_values_nobody_orders_now_are_told_together() -> None:
    (finding,) = found(coloured(*BOTH, set_up(5, "red", "green"), set_up(5, "grey", "red")), "set_up_value_unused")
    assert finding.parameters["values"] == "green\ngrey"


def test_states_without_set_ups_matter_more_in_an_oven() -> None:
    """Two colours would be baked in one batch."""
    painted = HOT.model_copy(update={"states": doing("O1", colour="red").states})
    (finding,) = found(baked(painted), "state_without_set_ups")
    assert finding.severity is Severity.WARNING
    (finding,) = found(coloured(), "state_without_set_ups")
    assert finding.severity is Severity.HINT


def test_the_programme_is_an_attribute_like_any() -> None:
    """Set-ups between programmes are needed; an oven without such set-ups is none the worse."""
    between = oven("O1", set_up(20, "hot", "cold", attribute="programme"), hot=60, cold=30)
    assert places(baked(HOT, on=between), "set_up_value_unused") == ["resources[0].set_ups[0].to_value"]
    assert found(baked(HOT, on=oven("O1", set_up(5), hot=60)), "state_attribute_without_set_up") == []


def test_a_load_counts_the_quantity_of_the_order() -> None:
    """Of an order of four nothing else fits in: four times 2.5 is just 10."""
    bake = step("bake", modes=(doing("O1", programme="hot", per_unit="2.5"), mode("M1")))
    for quantity, orders in ((4, []), (5, [("A",)])):
        problem = with_operations(
            orders=[order("A", FAR, quantity=quantity), order("B", FAR)],
            resources=[oven("O1", hot=60), machine("M1")],
            products=[product(bake)],
        )
        findings = found(problem, "load_over_most")
        assert [finding.orders for finding in findings] == orders
        assert {place(f.path) for f in findings} <= {"products[0].routing[0].modes[0].load_per_unit"}


def test_work_that_only_an_oven_could_do_is_set_aside_and_the_warning_says_why() -> None:
    assert keys(baked(doing("O1", programme="hot", load=11))) == ["no_usable_mode", "load_over_most"]


def test_three_on_one_station_are_told_once_for_each_link() -> None:
    problem = with_operations(
        operation("A1"),
        operation("A2", after=where("A1", Station.SAME)),
        operation("A3", on="D", after=where("A2", Station.SAME)),
    )
    told = places(problem, "same_station_impossible")
    assert told == ["operations[1].after[0].station", "operations[2].after[0].station"]
    assert list(compile_problem(problem).not_plannable) == ["A"]


# --- maximum waits -----------------------------------------------------------------------------------


def night_and_day(to: str, maximum: int, relation: Relation = Relation.FINISH_START, **more: object) -> Problem:
    to_ = link("A1", maximum=maximum, relation=relation)
    problem = linked(to_, on="N", then=to)
    changed = tuple(one.model_copy(update=more) for one in problem.operations)
    return problem.model_copy(update={"operations": changed})


@pytest.mark.parametrize(
    ("relation", "keeps"),
    [
        (Relation.FINISH_START, 120),  # ends at 06:00, starts at 08:00
        (Relation.START_START, 121),  # starts at 05:59
        (Relation.FINISH_FINISH, 121),  # ends at 08:01
        (Relation.START_FINISH, 122),
    ],
)
def test_how_near_night_and_day_come_depends_on_the_ends_that_are_joined(relation: Relation, keeps: int) -> None:
    assert found(night_and_day("D", keeps, relation), "wait_never_open") == []
    assert len(found(night_and_day("D", keeps - 1, relation), "wait_never_open")) == 1


def test_work_that_may_not_pause_starts_earlier_before_it_can_end() -> None:
    """An hour's work by night that starts by 05:00, an hour by day that starts at 08:00: three hours between starts."""
    for maximum, count in ((180, 0), (179, 1)):
        problem = night_and_day("D", maximum, Relation.START_START, resumable=False)
        assert len(found(problem, "wait_never_open")) == count


def test_a_wait_after_reported_work_is_a_fact() -> None:
    problem = night_and_day("D", 1)
    assert len(found(problem, "wait_never_open")) == 1
    done = finished("A1", "02:00", "03:00", "N")
    assert found(problem.model_copy(update={"progress": (done,)}), "wait_never_open") == []


def test_a_wait_in_a_routing_is_told_once_at_its_step() -> None:
    coat = step("coat", on="D", after=("pickle",), maximum_minutes_after=60)
    problem = with_operations(
        orders=[order("A", FAR), order("B", FAR)],
        resources=[machine("N", calendar="night"), machine("D", calendar="day")],
        products=[product(step("pickle", on="N"), coat)],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
    )
    (finding,) = found(problem, "wait_never_open")
    assert (place(finding.path), finding.orders) == ("products[0].routing[1].maximum_minutes_after", ("A", "B"))


def test_of_two_ways_one_that_is_short_enough_will_do() -> None:
    """A2 in the next workshop, half an hour away, or by day where A1 is done: night work ends two hours before."""
    modes = (mode("M2"), mode("D"))
    for maximum, keys_ in ((29, ["wait_never_open"]), (30, []), (120, [])):
        problem = linked(link("A1", maximum=maximum), on="N")
        after = problem.operations[1].model_copy(update={"modes": modes})
        told = keys(problem.model_copy(update={"operations": (problem.operations[0], after)}))
        assert [key for key in told if key.startswith("wait_")] == keys_


def test_helpers_and_skilled_people_can_keep_a_wait_as_well() -> None:
    """Whoever can weld works by night; people lent by day help them."""
    groups = [can(workers("G", 2, calendar="night"), "weld"), workers("H", 2, calendar="day")]
    problem = with_operations(
        operation("A1", on="D"),
        operation("A2", modes=(by_skill("hands", skill("weld")),), after=link("A1", maximum=60), resumable=False),
        resources=[machine("D", calendar="day"), *groups],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
    )
    assert len(found(problem, "wait_never_open")) == 1
    helped = of(problem, lendings=(lending("L", "H", "G", "01-05 08:00", "01-30 08:00", by_choice=True),))
    assert found(helped, "wait_never_open") == []


def test_of_several_modes_the_quickest_counts_in_between() -> None:
    """An hour or twenty minutes, then ten of waiting: half an hour."""
    for maximum, count in ((30, 0), (29, 1)):
        problem = with_operations(
            operation("A1"),
            operation("A2", modes=(mode("M1"), mode("D", minutes=20)), after="A1"),
            operation("A3", after=(link("A2", 10), link("A1", maximum=maximum))),
        )
        assert len(found(problem, "wait_shorter_than_work")) == count


# --- what the rules make of operations ---------------------------------------------------------------


def test_rework_on_an_unknown_resource_is_told_at_the_rework() -> None:
    problem = with_operations(
        operation("A1"),
        progress=[finished("A1", "06:00", "07:00")],
        reworks=[rework("R1", "A1", "M2")],
    )
    (finding,) = found(problem, "unknown_resource")
    assert (place(finding.path), finding.orders) == ("reworks[0].modes[0].uses[0].resource", ("A",))
    assert finding.severity is Severity.SETS_ASIDE


def test_rework_of_rework_is_no_stray() -> None:
    problem = with_operations(
        operation("A1"),
        progress=[finished("A1", "06:00", "07:00")],
        reworks=[rework("R2", "A1~rework/R1", "M1"), rework("R1", "A1", "M1")],
    )
    assert keys(problem) == ["rework_before_work"]
    assert places(problem, "rework_before_work") == ["reworks[0].operation"]


def test_maintenance_that_can_never_be_done_is_told_at_its_resource() -> None:
    """Its order is among those the plan lists as not plannable."""
    closed = resource("E", calendar="day", down=[("2026-04-01 00:00", "2036-01-01 00:00")])
    problem = with_operations(
        operation("A1"), resources=[machine("M1"), maintained(closed, "oil", 60, "08:00", "01-07 08:00")]
    )
    (finding,) = found(problem, "no_opening_left")
    assert place(finding.path) == "resources[1].maintenance[0].latest"
    assert finding.orders == tuple(compile_problem(problem).not_plannable)


@pytest.mark.parametrize("minutes", [240, 242])
def test_work_by_people_that_never_fits_is_told_at_the_mode_as_it_was_written(minutes: int) -> None:
    """Two groups that can weld, one or two people: four modes of the second one; two take 99.5 % of the time."""
    weld = in_crew(by_skill("hands", skill("weld"), on=("D",), minutes=minutes), "D", 2, loss=99)
    problem = with_operations(
        operation("A1", modes=(mode("D", minutes=300), weld), resumable=False),
        resources=[workers("D", 2, calendar="day"), *(can(workers(id_, 1), "weld") for id_ in ("G", "H"))],
    )
    expected = [] if minutes == 240 else ["operations[0].modes[1].minutes_per_unit"]
    assert places(problem, "never_fits") == expected


def test_a_skill_that_nobody_has_sets_aside_what_can_only_be_done_so() -> None:
    problem = skilled("welding")
    only = problem.operations[0].model_copy(update={"modes": problem.operations[0].modes[1:]})
    assert keys(problem) == ["unknown_skill"]
    assert keys(problem.model_copy(update={"operations": (only,)})) == ["no_usable_mode", "unknown_skill"]


def test_a_machine_has_no_skill() -> None:
    """Only people are asked for what they can do."""
    able = can(machine("M1"), "weld")
    problem = with_operations(
        operation("A1", modes=(mode("M1"), by_skill("hands", skill("weld")))),
        resources=[able, machine("D", calendar="day")],
    )
    assert keys(problem) == ["unknown_skill"]


def test_people_moved_to_a_group_count_in_it() -> None:
    """Two welders of level 2 are one too few; with one moved to them they are enough."""
    problem = skilled("weld", units=3)
    assert keys(problem) == ["too_few_skilled"]
    moved = lending("L", "H", "G", "09:00", "12:00")
    assert found(of(problem, lendings=(moved,)), "too_few_skilled") == []


def test_lendings_by_choice_take_nobody_away_from_others() -> None:
    """Whoever may help elsewhere is there all the same."""
    moved = lending("K", "G", "H", "09:00", "12:00", units=2)
    chosen = lending("L", "G", "H", "09:00", "12:00", units=2, by_choice=True)
    assert found(lent(moved, chosen), "lends_more_than_there") == []
    assert len(found(lent(moved, moved.model_copy(update={"id": "L"})), "lends_more_than_there")) == 1


def test_a_fault_in_a_lot_is_told_once_at_the_step() -> None:
    """Six in lots of three: two operations of one step."""
    cut = lot_step("cut", "M9", "M8", lots=(3, 4))
    problem = with_operations(orders=[order("A", FAR, quantity=6)], products=[product(cut, step("bend"))])
    assert len(compile_problem(problem).not_plannable["A"]) == 4  # type: ignore[index]
    assert places(problem, "unknown_resource") == [
        "products[0].routing[0].modes[0].uses[0].resource",
        "products[0].routing[0].modes[1].uses[0].resource",
    ]


# --- for a while -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "count"), [("05:59", 0), ("06:00", 1)])
def test_a_shift_over_sundays_midnight_meets_a_limit_on_monday(start: str, count: int) -> None:
    night = weekly("night", [7], "22:00", "06:00")
    group = shift_limited(workers("G", 3, calendar="night"), (1, start, "08:00", 1))
    problem = with_operations(resources=[group], orders=[], calendars=[night])
    assert len(found(problem, "shift_limit_outside_shifts")) == count


def test_one_percent_in_a_period_is_as_suspicious_as_always() -> None:
    problem = on(with_periods(machine("M1"), ("09:00", "11:00", 1), ("11:00", "12:00", 2)))
    assert places(problem, "efficiency_one") == ["resources[0].efficiencies[0].percent"]


def test_started_work_by_more_people_than_there_are_is_told_at_the_crew() -> None:
    """It was begun by three; the group has two, now."""
    crew = in_crew(mode("G", minutes=60), "G", 4)
    problem = with_operations(
        operation("A1", modes=(crew,)),
        resources=[workers("G", 2)],
        progress=[started("A1", "07:00", 60, "G~3")],
    )
    (finding,) = found(problem, "too_few_units")
    assert (place(finding.path), finding.orders) == ("operations[0].modes[0].uses[0].units", ("A",))
    assert (finding.parameters["units"], finding.parameters["there"]) == (3, 2)


# --- supply ------------------------------------------------------------------------------------------


def missing(*ways: GroupTransfer, substitutes: tuple[Substitute, ...] = ()) -> Problem:
    """Copper is needed before it can be bought; C2 has some, and there is brass."""
    return with_operations(
        operation("A1", needs=(need("copper", 2),)),
        orders=[order("A", "01-06")],
        companies=[Company(id=CompanyId("C1")), Company(id=CompanyId("C2"))],
        materials=[material("copper", substitutes=substitutes), material("brass")],
        stocks=[stock("copper", 2, company="C2"), stock("brass", 2)],
        group_transfers=ways,
    )


def test_what_a_sister_or_a_substitute_may_cover_need_not_be_bought() -> None:
    assert len(found(missing(), "lead_time_after_due")) == 1
    assert found(missing(transfer("C2", "C1", 60)), "lead_time_after_due") == []
    assert len(found(missing(transfer("C2", "C1", 60, approval=Approval.PROPOSED)), "lead_time_after_due")) == 1
    assert len(found(missing(transfer("C1", "C2", 60)), "lead_time_after_due")) == 1
    assert found(missing(substitutes=(substitute("brass"),)), "lead_time_after_due") == []


# --- load --------------------------------------------------------------------------------------------


def test_of_an_oven_only_the_share_of_the_load_counts() -> None:
    """Ten bakings of 3,420 minutes, each half an oven: 17,100 minutes of its 38,400 in January; alone, 34,200: 90 %."""
    bakes = [operation(f"A{i}", modes=(doing("O1", programme="hot", load=5),)) for i in range(10)]
    due = order("A", "01-31")
    shared = with_operations(*bakes, order_=due, resources=[oven("O1", hot=3_420)])
    assert found(shared, "resource_nearly_full") == []
    alone = [one.model_copy(update={"modes": (doing("O1", programme="hot", load=10),)}) for one in bakes]
    (full,) = found(with_operations(*alone, order_=due, resources=[oven("O1", hot=3_420)]), "resource_nearly_full")
    assert full.parameters["load"] == 34_200 // 60


def test_stations_of_one_pool_are_loaded_together() -> None:
    """Two stations that are planned one by one have twice the time of one."""
    minutes = 38_000  # January has 38,400 from as-of on
    for units, count in ((1, 1), (2, 0)):
        pool = station("P", set_up(5), units=units)
        problem = with_operations(
            operation("A1", on=use("P"), minutes=Decimal(minutes).to_eng_string()),
            order_=order("A", "01-31"),
            resources=[pool],
        )
        assert len(found(problem, "resource_nearly_full")) == count
