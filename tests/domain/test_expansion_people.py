"""Skills, crews, lendings and periods of efficiency as modes and limits: which ones there are, and what they say."""

from decimal import Decimal

import pytest

from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import InputError
from scheduler.domain.expansion import EXPANSIONS, ways
from scheduler.domain.goal import Approval
from scheduler.domain.measure import overtime_costs
from scheduler.domain.operation import Mode, Operation, Use
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, ResourceId
from scheduler.domain.resource import Resource
from tests.builders import (
    at,
    finished,
    machine,
    mode,
    operation,
    order,
    pool,
    resource,
    shop,
    started,
    use,
    weekly,
    workers,
)
from tests.people import by_skill, can, in_crew, lending, limited, of, skill, with_periods


def one(*modes: Mode, **more: object) -> Problem:
    """A1 of order A in these modes, in a shop of the given resources."""
    return shop(orders=[order("A")], operations=[operation("A1", modes=modes)], **more)  # type: ignore[arg-type]


def modes(problem: Problem, id_: str = "A1") -> dict[str, Mode]:
    found = next(item for item in decomposed(problem).operations if item.id == id_)
    return {mode.id: mode for mode in found.modes}


def uses(mode: Mode) -> dict[str, int]:
    return {use.resource: use.units for use in mode.uses}


def group(problem: Problem, id_: str) -> Resource:
    return next(resource for resource in decomposed(problem).resources if resource.id == id_)


# --- skills ------------------------------------------------------------------------------------------

WELDERS = (
    can(workers("A", 2), "weld 2", "grind"),
    can(workers("B", 3), "weld 3"),
    can(workers("C", 1), "weld 1"),
)


def test_a_skill_is_one_mode_for_each_group_that_has_it_at_that_level() -> None:
    for level, groups in ((1, ["A", "B", "C"]), (2, ["A", "B"]), (3, ["B"]), (4, [])):
        found = modes(one(by_skill("weld", skill("weld", level)), resources=WELDERS))
        assert list(found) == [f"weld~{group}" for group in groups]
        assert [uses(mode) for mode in found.values()] == [{group: 1} for group in groups]


def test_a_group_with_too_few_people_is_no_way_and_one_with_just_enough_is() -> None:
    for units, groups in ((1, "ABC"), (2, "AB"), (3, "B"), (4, "")):
        found = modes(one(by_skill("weld", skill("weld", units=units)), resources=WELDERS))
        assert list(found) == [f"weld~{group}" for group in groups]


def test_needs_may_be_met_by_different_groups_or_by_one_whose_units_add_up() -> None:
    """Two welders and a grinder: only A grinds; A has two people in all, B has its own three."""
    found = modes(one(by_skill("m", skill("weld", units=2), skill("grind")), resources=WELDERS))
    assert {id_: uses(mode) for id_, mode in found.items()} == {"m~B~A": {"B": 2, "A": 1}}
    found = modes(one(by_skill("m", skill("weld"), skill("grind")), resources=WELDERS))
    assert {id_: uses(mode) for id_, mode in found.items()} == {
        "m~A~A": {"A": 2},
        "m~B~A": {"B": 1, "A": 1},
        "m~C~A": {"C": 1, "A": 1},
    }


def test_equal_needs_in_another_sequence_are_one_way_unless_the_first_resource_differs() -> None:
    """With a machine first, A and B are the same as B and A; without one the first group gives the efficiency."""
    needs = (skill("weld"), skill("weld"))
    beside = modes(one(by_skill("m", *needs, on=("M1",)), resources=(machine("M1"), *WELDERS)))
    assert list(beside) == ["m~A~A", "m~A~B", "m~A~C", "m~B~B", "m~B~C"]
    alone = modes(one(by_skill("m", *needs), resources=WELDERS))
    assert list(alone) == ["m~A~A", "m~A~B", "m~A~C", "m~B~A", "m~B~B", "m~B~C", "m~C~A", "m~C~B"]


def test_people_add_up_with_those_that_the_mode_takes_anyway_and_are_held_if_any_is() -> None:
    plain = by_skill("m", skill("weld", 3))
    for own, needed, held in ((True, False, True), (False, True, True), (False, False, False)):
        need = plain.skills[0].model_copy(update={"held": needed})
        both = plain.model_copy(update={"uses": (use("B", 2, held=own),), "skills": (need,)})
        (way,) = modes(one(both, resources=WELDERS)).values()
        assert way.uses == (Use(resource=ResourceId("B"), units=3, held=held),)
    too_many = plain.model_copy(update={"uses": (use("B", 3),)})
    assert modes(one(too_many, resources=WELDERS)) == {}


def test_machines_have_no_skills_to_offer_and_other_modes_stay() -> None:
    tool = can(resource("T"), "weld")
    problem = one(by_skill("weld", skill("weld")), mode("T"), resources=[tool])
    assert list(modes(problem)) == ["T"]


def test_reported_work_keeps_a_mode_of_the_id_that_was_reported() -> None:
    for reported in ("weld", "weld~B"):
        problem = one(
            by_skill("weld", skill("weld", 2)), resources=WELDERS, progress=[started("A1", "07:00", 30, reported)]
        )
        assert uses(modes(problem)[reported]) == {"A" if reported == "weld" else "B": 1}


def test_more_modes_than_a_shop_has_are_refused_with_the_operation() -> None:
    """Ten groups and three needs are 1,000 combinations; eleven groups 1,331."""
    for count, refused in ((10, False), (11, True)):
        groups = [can(workers(f"G{number}", 9), "weld") for number in range(count)]
        problem = one(by_skill("m", *(skill("weld", units=n) for n in (1, 2, 3))), resources=groups)
        assert ways.MOST_WAYS == 1000
        if refused:
            with pytest.raises(InputError, match="A1"):
                decomposed(problem)
        else:
            assert len(modes(problem)) == 1000


# --- crews -------------------------------------------------------------------------------------------


def test_a_crew_is_a_mode_for_each_number_of_people_that_the_group_has() -> None:
    plain = mode("M1", use("G"), id_="m")
    for units, ids in ((1, ["m"]), (2, ["m", "m~2"]), (3, ["m", "m~2", "m~3"]), (4, ["m", "m~2", "m~3"])):
        found = modes(one(in_crew(plain, "G", 3), resources=[machine("M1"), workers("G", units)]))
        assert list(found) == ids
        assert [uses(mode) for mode in found.values()] == [{"M1": 1, "G": size} for size in range(1, len(ids) + 1)]
        assert [mode.crew_size for mode in found.values()] == list(range(1, len(ids) + 1))


def test_a_group_smaller_than_the_least_crew_leaves_a_mode_that_nobody_can_choose() -> None:
    crew = in_crew(mode(use("G", 2), id_="m"), "G", 4, people=2)
    assert {id_: uses(m) for id_, m in modes(one(crew, resources=[workers("G", 1)])).items()} == {"m": {"G": 2}}


# --- lendings by choice ------------------------------------------------------------------------------


def helped(*lendings: object, units: int = 1, **more: object) -> Problem:
    """A1 takes an hour of `units` of G; H has three people."""
    people = [workers("G", 2), workers("H", 3)]
    problem = one(mode(use("G", units), id_="m"), resources=people, **more)
    return of(problem, lendings=lendings)


def test_helpers_are_a_mode_of_their_own_with_their_price_and_span() -> None:
    """Two people for an hour at 30 an hour: 60."""
    problem = helped(lending("L", "H", "G", "09:00", "17:00", units=2, price=30, by_choice=True), units=2)
    found = modes(problem)
    assert list(found) == ["m", "m~L"]
    assert (uses(found["m"]), found["m"].cost) == ({"G": 2}, 0)
    way = found["m~L"]
    assert uses(way) == {"H": 2, "lending:L": 2}
    assert (way.cost, way.starts_from, way.ends_by) == (60, at("09:00"), at("17:00"))
    counted = group(problem, "lending:L")
    assert (counted.units, counted.calendar, counted.workshop) == (2, "always", "W1")
    assert decomposed(problem).lendings == ()


def test_too_few_helpers_or_helpers_not_approved_or_past_are_no_way() -> None:
    for units, approval, end, there in (
        (2, Approval.APPROVED, "17:00", True),
        (1, Approval.APPROVED, "17:00", False),
        (2, Approval.STANDING, "17:00", True),
        (2, Approval.PROPOSED, "17:00", False),
        (2, Approval.REFUSED, "17:00", False),
        (2, Approval.APPROVED, "08:00", False),
        (2, Approval.APPROVED, "08:01", True),
    ):
        help_ = lending("L", "H", "G", "01-04 09:00" if end < "09" else "09:00", end, units=units, by_choice=True,
                        approval=approval)  # fmt: skip
        problem = helped(help_, units=2)
        assert list(modes(problem)) == (["m", "m~L"] if there else ["m"])
        assert any(one.id == "lending:L" for one in decomposed(problem).resources) is there


def test_the_price_of_helpers_is_rounded_up_and_goes_by_their_own_efficiency() -> None:
    """An hour at 50 % are 120 minutes: at 31 an hour 62; at 100 % and 61 minutes 31.5, that is 32."""
    slow = resource("H", workers("H", 3).kind, units=3, efficiency=50)
    for minutes, giver, cost in ((60, slow, 62), (61, workers("H", 3), 32)):
        problem = one(mode("G", minutes=minutes, id_="m", cost=5), resources=[workers("G", 2), giver])
        problem = of(problem, lendings=(lending("L", "H", "G", "08:00", "17:00", price=31, by_choice=True),))
        assert modes(problem)["m~L"].cost == 5 + cost
        assert modes(problem)["m"].cost == 5


def test_helpers_with_periods_of_efficiency_cost_what_their_minutes_cost() -> None:
    """From 10:00 on the helpers work at 50 %: 120 minutes instead of 60."""
    giver = with_periods(workers("H", 3), ("10:00", "01-06 10:00", 50))
    problem = one(mode("G", id_="m"), resources=[workers("G", 2), giver])
    problem = of(problem, lendings=(lending("L", "H", "G", "09:00", "17:00", price=30, by_choice=True),))
    found = modes(problem)
    assert {id_: (way.cost, way.efficiency_percent) for id_, way in found.items()} == {
        "m": (0, None),
        "m~L": (30, 100),
        "m~L~p1": (60, 50),
    }
    assert (found["m~L"].starts_from, found["m~L"].starts_before, found["m~L"].ends_by) == (
        at("09:00"), at("10:00"), at("17:00")
    )  # fmt: skip
    assert (found["m~L~p1"].starts_from, found["m~L~p1"].ends_by) == (at("10:00"), at("17:00"))


def test_each_use_may_be_helped_by_itself_and_nobody_helps_the_helpers() -> None:
    """L1 sends H to G, L2 sends K to H: work on G and H has four ways, work on G alone only two."""
    people = [workers("G", 2), workers("H", 3), workers("K", 1)]
    lendings = (
        lending("L1", "H", "G", "08:00", "17:00", by_choice=True),
        lending("L2", "K", "H", "10:00", "18:00", by_choice=True),
    )
    both = of(one(mode("G", "H", id_="m"), resources=people), lendings=lendings)
    found = {id_: uses(way) for id_, way in modes(both).items()}
    assert found == {
        "m": {"G": 1, "H": 1},
        "m~L2": {"G": 1, "K": 1, "lending:L2": 1},
        "m~L1": {"H": 2, "lending:L1": 1},
        "m~L1~L2": {"H": 1, "K": 1, "lending:L1": 1, "lending:L2": 1},
    }
    assert (modes(both)["m~L1~L2"].starts_from, modes(both)["m~L1~L2"].ends_by) == (at("10:00"), at("17:00"))
    alone = of(one(mode("G", id_="m"), resources=people), lendings=lendings)
    assert list(modes(alone)) == ["m", "m~L1"]


def test_a_crew_and_a_skill_can_be_helped_too() -> None:
    """Crews of one and two; the helpers are two at most, and a crew of helpers is their crew."""
    problem = one(in_crew(mode("G", id_="m"), "G", 2), resources=[workers("G", 2), workers("H", 3)])
    problem = of(problem, lendings=(lending("L", "H", "G", "08:00", "17:00", units=2, by_choice=True),))
    assert {id_: uses(way) for id_, way in modes(problem).items()} == {
        "m": {"G": 1},
        "m~L": {"H": 1, "lending:L": 1},
        "m~2": {"G": 2},
        "m~2~L": {"H": 2, "lending:L": 2},
    }
    assert {way.crew.resource for id_, way in modes(problem).items() if way.crew and id_.endswith("L")} == {"H"}
    skilled = one(by_skill("m", skill("weld")), resources=[can(workers("G", 2), "weld"), workers("H", 3)])
    skilled = of(skilled, lendings=(lending("L", "H", "G", "08:00", "17:00", by_choice=True),))
    assert list(modes(skilled)) == ["m~G", "m~G~L"]


def test_helpers_do_not_make_overtime_dearer() -> None:
    """Overtime for the five people of a calendar costs the same with two of them offered as helpers."""
    calendar = weekly("shift", range(1, 6), "08:00", "16:00").model_dump()
    calendar["overtime"] = ({"start": at("16:00"), "end": at("18:00"), "price_per_hour": 10, "approval": "approved"},)
    people = [workers("G", 2, calendar="shift"), workers("H", 3, calendar="shift")]
    plain = one(
        mode("G", id_="m"),
        resources=people,
        calendars=[type(shop().calendars[0]).model_validate(calendar, strict=False)],
    )
    problem = of(plain, lendings=(lending("L", "H", "G", "08:00", "17:00", units=2, by_choice=True),))
    assert overtime_costs(decomposed(problem)) == overtime_costs(plain) == 5 * 20


# --- lendings that move people -----------------------------------------------------------------------


def capacity(resource: Resource, moment: str) -> int:
    now = at(moment)
    return min([resource.units, *(limit.units for limit in resource.limits if limit.start <= now < limit.end)])


def test_moved_people_are_there_only_in_the_span_and_missing_where_they_come_from() -> None:
    problem = helped(lending("L", "H", "G", "09:00", "12:00", units=2))
    g, h = group(problem, "G"), group(problem, "H")
    for moment, here, there in (("08:59", 2, 3), ("09:00", 4, 1), ("11:59", 4, 1), ("12:00", 2, 3)):
        assert (capacity(g, moment), capacity(h, moment)) == (here, there)
    assert capacity(g, "2020-01-01 00:00") == 2
    assert capacity(g, "2200-01-01 00:00") == 2
    assert list(modes(problem)) == ["m"]
    assert decomposed(problem).lendings == ()


def test_several_moves_add_up_and_limits_of_the_groups_still_count() -> None:
    """G: two of its own, two from 09 to 12, one more from 11 to 13, and a limit of four from 10 to 11:30."""
    people = [limited(workers("G", 2), ("10:00", "11:30", 4)), workers("H", 3), workers("K", 1)]
    problem = of(
        one(mode("G", id_="m"), resources=people),
        lendings=(lending("L1", "H", "G", "09:00", "12:00", units=2), lending("L2", "K", "G", "11:00", "13:00")),
    )
    g, k = group(problem, "G"), group(problem, "K")
    found = [
        (moment, capacity(g, moment)) for moment in ("08:00", "09:00", "10:00", "11:00", "11:30", "12:00", "13:00")
    ]
    assert found == [("08:00", 2), ("09:00", 4), ("10:00", 4), ("11:00", 4), ("11:30", 5), ("12:00", 3), ("13:00", 2)]
    assert [capacity(k, moment) for moment in ("10:59", "11:00", "12:59", "13:00")] == [1, 0, 0, 1]


def test_a_group_never_lends_below_nothing_and_what_is_not_approved_moves_nobody() -> None:
    assert capacity(group(helped(lending("L", "H", "G", "09:00", "12:00", units=5)), "H"), "10:00") == 0
    proposed = helped(lending("L", "H", "G", "09:00", "12:00", approval=Approval.PROPOSED))
    assert decomposed(proposed) is proposed


def test_people_who_are_moved_are_paid_overtime_where_they_are() -> None:
    """Two hours at 10 an hour for two and three people; for one of those two hours two of the three are with G."""
    calendar = weekly("shift", range(1, 6), "08:00", "16:00").model_dump()
    calendar["overtime"] = ({"start": at("16:00"), "end": at("18:00"), "price_per_hour": 10, "approval": "approved"},)
    there = type(shop().calendars[0]).model_validate(calendar, strict=False)
    people = [workers("G", 2, calendar="shift"), workers("H", 3)]
    plain = one(mode("G", id_="m"), resources=people, calendars=[there])
    assert overtime_costs(plain) == 2 * 20
    problem = of(plain, lendings=(lending("L", "H", "G", "17:00", "19:00", units=2),))
    assert overtime_costs(decomposed(problem)) == 2 * 20 + 2 * 10


# --- efficiency by period ----------------------------------------------------------------------------


def changing(*periods: tuple[str, str, int], efficiency: int = 100, **more: object) -> Problem:
    return one(mode("M1", id_="m"), resources=[with_periods(machine("M1", efficiency=efficiency), *periods)], **more)


def windows(problem: Problem) -> dict[str, tuple[int | None, object, object]]:
    return {id_: (m.efficiency_percent, m.starts_from, m.starts_before) for id_, m in modes(problem).items()}


def test_every_stretch_of_one_efficiency_is_a_mode_for_what_starts_in_it() -> None:
    assert windows(changing(("10:00", "12:00", 50), efficiency=80)) == {
        "m": (80, None, at("10:00")),
        "m~p1": (50, at("10:00"), at("12:00")),
        "m~p2": (80, at("12:00"), None),
    }


def test_of_periods_that_overlap_the_first_counts_and_equal_neighbours_are_one() -> None:
    assert windows(changing(("10:00", "12:00", 50), ("09:00", "11:00", 80), ("12:00", "13:00", 50))) == {
        "m": (100, None, at("09:00")),
        "m~p1": (80, at("09:00"), at("10:00")),
        "m~p2": (50, at("10:00"), at("13:00")),
        "m~p3": (100, at("13:00"), None),
    }


def test_stretches_that_are_past_are_no_modes_and_the_others_keep_their_ids() -> None:
    """Now is 08:00: a stretch that ends then is past, one that ends a minute later is not."""
    assert windows(changing(("07:00", "08:00", 50))) == {"m~p2": (100, None, None)}
    assert list(windows(changing(("07:00", "08:01", 50)))) == ["m~p1", "m~p2"]


def test_work_whose_minutes_do_not_depend_on_it_stays_as_it_is() -> None:
    bare = mode("M1", minutes=0, set_up=60, id_="bare")
    own = mode("M1", id_="own").model_copy(update={"efficiency_percent": 70})
    second = mode("M2", "M1", id_="second")
    resources = [with_periods(machine("M1"), ("10:00", "12:00", 50)), machine("M2")]
    problem = one(bare, own, second, resources=resources)
    assert decomposed(problem) is problem


def test_a_mode_with_a_window_of_its_own_starts_in_both() -> None:
    morning = mode("M1", id_="m").model_copy(update={"starts_from": at("09:00"), "starts_before": at("11:00")})
    problem = one(morning, resources=[with_periods(machine("M1"), ("10:00", "12:00", 50))])
    assert windows(problem) == {"m": (100, at("09:00"), at("10:00")), "m~p1": (50, at("10:00"), at("11:00"))}


def test_reported_work_keeps_its_mode_when_its_period_is_past() -> None:
    for id_ in ("m", "m~p1", "m~p2"):
        problem = changing(("06:00", "07:00", 50), progress=[finished("A1", "06:00", "07:30", id_)])
        assert id_ in modes(problem)


# --- all together ------------------------------------------------------------------------------------


def test_a_problem_without_these_rules_is_untouched() -> None:
    problem = one(mode("M1"), mode("P"), resources=[machine("M1"), pool("P", 3), limited(workers("G", 2))])
    assert decomposed(problem) is problem
    for expansion in EXPANSIONS:
        assert expansion(problem) is problem


def everything() -> Problem:
    people = [
        can(with_periods(workers("A", 3), ("10:00", "12:00", 50)), "weld"),
        can(workers("B", 2), "weld"),
        workers("H", 3),
        machine("M1"),
    ]
    both = in_crew(by_skill("m", skill("weld"), on=("M1", "A")), "A", 3)
    return of(
        one(both, by_skill("s", skill("weld", units=2)), resources=people),
        lendings=(
            lending("L1", "H", "B", "08:00", "17:00", units=2, price=10, by_choice=True),
            lending("L2", "H", "A", "09:00", "12:00"),
        ),
    )


def test_a_second_expansion_changes_nothing() -> None:
    once = decomposed(everything())
    assert len(once.operations[0].modes) > 8
    assert decomposed(once) is once or decomposed(once) == once
    assert decomposed(everything()).content_hash() == once.content_hash()


def test_an_operation_without_any_mode_left_is_no_error() -> None:
    nobody = one(by_skill("m", skill("fly")), resources=WELDERS)
    assert modes(nobody) == {}
    assert decomposed(decomposed(nobody)) == decomposed(nobody)


def test_a_mode_or_resource_that_has_a_made_id_already_is_refused() -> None:
    twice = one(in_crew(mode("G", id_="m"), "G", 2), mode("G", id_="m~2"), resources=[workers("G", 2)])
    with pytest.raises(InputError, match="m~2"):
        decomposed(twice)
    taken = of(
        one(mode("G", id_="m"), resources=[workers("G", 2), workers("H", 3), workers("lending:L", 1)]),
        lendings=(lending("L", "H", "G", "08:00", "17:00", by_choice=True),),
    )
    with pytest.raises(InputError, match="lending:L"):
        decomposed(taken)


def test_what_is_added_to_an_expanded_problem_is_expanded_like_the_rest() -> None:
    """A quote puts its operations beside those of the plan's problem."""
    problem = one(by_skill("m", skill("weld", 3)), resources=[with_periods(WELDERS[1], ("10:00", "12:00", 50))])
    once = decomposed(problem)
    more = Operation(
        id=OperationId("B1"), order=once.orders[0].id, quantity=Decimal(1), modes=problem.operations[0].modes
    )
    again = decomposed(once.model_copy(update={"operations": (*once.operations, more)}))
    assert modes(again, "B1") == modes(problem)
    assert modes(again) == modes(problem)
