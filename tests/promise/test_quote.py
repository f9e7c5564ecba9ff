"""Quotes that can be argued by hand: gaps, alternatives, supplies, ways; what is refused; what is only faulty.

Now is Monday 08:00. A plan is fixed; the new order X is asked about.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler.domain.errors import InputError
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, content_hash
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.resource import Company
from scheduler.promise.answer import Proof, Quote
from scheduler.promise.quote import quote
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from tests.builders import (
    arrival,
    at,
    destination,
    finished,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    pin,
    pool,
    shop,
    started,
    stock,
    weekly,
)

LIMITS = Limits(seconds=2, workers=1)


def asked(problem: Problem, x: Order, *operations: Operation) -> Quote:
    """The quote, against the plan of the problem as it is."""
    return quote(problem, solve(problem, LIMITS), x, operations, LIMITS)


def noon_shop(*resources: str) -> Problem:
    """A1 is pinned to 12:00-13:00 on M1; all machines are always open."""
    return shop(
        resources=tuple(machine(id_) for id_ in ("M1", *resources)),
        orders=(order("A"),),
        operations=(operation("A1"),),
        pins=(pin("p", "A1", PinKind.START, when="12:00"),),
    )


# --- where there is room -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "done"),
    [
        (60, "09:00"),
        (240, "12:00"),  # exactly the gap before
        (241, "17:01"),  # one minute too long for it: after A1
    ],
)
def test_the_gap_before_the_work_of_others_is_used_if_it_is_long_enough(minutes: int, done: str) -> None:
    answer = asked(noon_shop(), order("X"), operation("X1", minutes=minutes))
    assert answer.arrives == answer.bound == at(done)
    assert answer.proof is Proof.PROVEN_EARLIEST
    assert [a.end for a in answer.assignments] == [at(done)]


def test_a_released_gap_that_opens_later_is_used_from_its_opening_on() -> None:
    """X becomes known at 12:30: it waits for the end of A1."""
    answer = asked(noon_shop(), order("X", decomposed_at=at("12:30")), operation("X1"))
    assert answer.arrives == at("14:00")


def test_a_slower_machine_that_is_free_beats_a_faster_one_that_is_not() -> None:
    """300 minutes on M1 end at 18:00 behind A1; 400 on M2 at 14:40. With 601 it would be 18:01, so M1 it is."""
    for slow, done, on in ((400, "14:40", "M2"), (601, "18:00", "M1")):
        work = operation("X1", modes=(mode("M1", minutes=300), mode("M2", minutes=slow)))
        answer = asked(noon_shop("M2"), order("X"), work)
        assert answer.arrives == at(done)
        assert answer.assignments[0].mode == on


def test_the_second_station_of_a_pool_is_room() -> None:
    problem = shop(resources=(pool("P", 2),), orders=(order("A"),), operations=(operation("A1", on="P", minutes=600),))
    answer = asked(problem, order("X"), operation("X1", on="P", minutes=60), operation("X2", on="P", minutes=60))
    assert answer.arrives == at("10:00")  # one after the other on the one station that is left
    stations = {a.uses[0].units for a in answer.assignments}
    assert len(stations) == 1


def test_going_second_can_be_right_for_the_order_itself() -> None:
    """Before noon M1 has room for X1 (190) or for X2 (60), which X3 (300 on M2) waits for. X1 first: X2 13:00-14:00
    behind A1, X3 to 19:00. X2 first: X3 to 14:00, X1 13:00-16:10, which is the best."""
    answer = asked(
        noon_shop("M2"),
        order("X"),
        operation("X1", minutes=190),
        operation("X2", minutes=60),
        operation("X3", on="M2", minutes=300, after="X2"),
    )
    assert answer.arrives == at("16:10")
    assert answer.proof is Proof.PROVEN_EARLIEST


def test_links_ways_and_facts_of_others_count() -> None:
    """M1 carries started work of A until 08:45; X1 60 minutes, a lag of 30, then X2 60 minutes."""
    problem = shop(
        orders=(order("A"),),
        operations=(operation("A1"), operation("A0")),
        progress=(started("A1", "07:00", 45), finished("A0", "06:00", "07:00")),
    )
    answer = asked(problem, order("X"), operation("X1"), operation("X2", after=link("X1", 30)))
    assert answer.arrives == at("11:15")


# --- supplies of others ------------------------------------------------------------------------------


def copper_shop(quantity: int) -> Problem:
    """A1 starts at 12:00 and takes 2 copper; 5 more come on Tuesday 08:00; buying takes ten days."""
    return noon_shop("M2").model_copy(
        update={
            "materials": (material("copper"),),
            "stocks": (stock("copper", quantity),),
            "arrivals": (arrival("PO1", "copper", 5, "01-06 08:00"),),
            "operations": (operation("A1", needs=(need("copper", 2),)),),
        }
    )


def test_what_a_maximum_wait_joins_is_placed_behind_all_that_comes_before_it() -> None:
    """X4 on M2 ends 11:00, so X3 is done 11:00-12:00, before A1; X1 may end an hour before that at the earliest."""
    answer = asked(
        noon_shop("M2"),
        order("X", "01-05"),
        operation("X1"),
        operation("X4", on="M2", minutes=180),
        operation("X3", after=(link("X1", maximum=60), "X4")),
    )
    assert (answer.arrives, answer.proof) == (at("12:00"), Proof.PROVEN_EARLIEST)
    starts = {str(a.operation): a.start for a in answer.assignments}
    assert starts["X1"] >= at("09:00")


def test_no_wait_is_passed_to_be_earlier() -> None:
    """The gap before A1 holds 240 minutes, X1 and X2 together need 260: both go behind A1, to 17:20.

    With X2 alone behind A1 the order would be there at 14:00, but X2 must follow X1 at once.
    """
    answer = asked(
        noon_shop(),
        order("X", "01-05"),
        operation("X1", minutes=200),
        operation("X2", after=link("X1", maximum=0)),
    )
    assert (answer.arrives, answer.proof) == (at("17:20"), Proof.PROVEN_EARLIEST)


@pytest.mark.parametrize(
    ("in_stock", "wanted", "done"),
    [
        (3, 1, "09:00"),  # one more than A1 needs
        (2, 1, "01-06 09:00"),  # the two are A1's, though it starts later
        (2, 5, "01-06 09:00"),
        (2, 6, "01-15 09:00"),  # bought: in ten days
    ],
)
def test_what_is_pegged_to_others_is_not_taken(in_stock: int, wanted: int, done: str) -> None:
    work = operation("X1", on="M2", needs=(need("copper", wanted),))
    answer = asked(copper_shop(in_stock), order("X"), work)
    assert answer.arrives == answer.bound == at(done)


def test_what_is_dedicated_to_the_asked_order_is_its_own() -> None:
    problem = copper_shop(2).model_copy(update={"arrivals": (arrival("PO2", "copper", 4, "10:00", dedicated_to="X"),)})
    inquiry = order("X", status=OrderStatus.INQUIRY)
    known = problem.model_copy(update={"orders": (*problem.orders, inquiry)})
    answer = asked(known, inquiry, operation("X1", on="M2", needs=(need("copper", 4),)))
    assert answer.arrives == at("11:00")


# --- the way to the customer -------------------------------------------------------------------------


def site_shop() -> Problem:
    """Goods leave on Tuesdays only, 10:00-12:00; the site is a day away and receives from 08:00 to 17:00."""
    return shop(
        companies=(Company.model_validate({"id": "C1", "dispatch_calendar": "tuesdays"}),),
        calendars=(weekly("tuesdays", [2], "10:00", "12:00"),),
        destinations=(destination("site", transit=1440, receiving="day"),),
        resources=(machine("M1"), machine("M2")),
        orders=(order("A"),),
        operations=(operation("A1"),),
    )


@pytest.mark.parametrize(
    ("minutes", "leaves", "arrives"),
    [
        (60, "01-06 10:00", "01-07 10:00"),
        (28 * 60 - 30, "01-06 11:59", "01-07 11:59"),
        (28 * 60 - 29, "01-13 10:00", "01-14 10:00"),  # packed at noon sharp: too late for this week
    ],
)
def test_a_quote_is_dated_at_the_customer(minutes: int, leaves: str, arrives: str) -> None:
    """X begins on M2 at 08:00; packing takes 29 minutes. From Wednesday's lunch on the site takes nothing in."""
    problem = site_shop()
    x = order("X", due="01-10", to="site", packing=29)
    answer = asked(problem, x, operation("X1", on="M2", minutes=minutes))
    (delivery,) = answer.deliveries
    assert (delivery.leaves, delivery.arrives) == (at(leaves), at(arrives))
    assert answer.feasible_as_asked is (arrives < "01-11")


# --- yes, no ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "feasible", "late"), [("09:00", True, 0), ("08:59", False, 1), ("10:00", True, -60)])
def test_as_asked_is_answered_to_the_minute(hour: str, feasible: bool, late: int) -> None:
    answer = asked(noon_shop(), order("X", hour=hour), operation("X1"))
    assert (answer.feasible_as_asked, answer.late_minutes) == (feasible, late)


def test_an_order_that_is_not_effective_is_taken_to_become_so_now() -> None:
    """4 h for the instruction and 4 h for the decomposition: from 16:00 on."""
    inquiry = order("X", status=OrderStatus.INQUIRY, effective=None, decomposed_at=None)
    answer = asked(noon_shop(), inquiry, operation("X1"))
    assert answer.arrives == at("17:00")


def test_a_routing_decomposes_an_order_that_has_no_operations() -> None:
    goods = Product.model_validate({"id": "goods", "routing": (RoutingStep(id="x", modes=(mode("M1", minutes=30),)),)})
    problem = noon_shop().model_copy(update={"products": (goods,)})
    answer = asked(problem, order("X", quantity=3))
    assert [a.operation for a in answer.assignments] == ["X/1/x"]
    assert answer.arrives == at("09:30")


def test_an_order_that_cannot_be_planned_says_why() -> None:
    for x, operations, fault in (
        (order("X", product="thing"), (), "unknown_product"),
        (order("X"), (operation("X1", on="M9"),), "unknown_resource"),
        (order("X"), (operation("X1", after="A1"),), "unknown_predecessor"),
    ):
        answer = asked(noon_shop(), x, *operations)
        assert [f.key for f in answer.faults] == [fault]
        assert (answer.feasible_as_asked, answer.arrives, answer.assignments) == (False, None, ())


# --- what is refused ---------------------------------------------------------------------------------


def test_the_answer_names_the_input_the_plan_and_the_order() -> None:
    problem = noon_shop()
    plan = solve(problem, LIMITS)
    answer = quote(problem, plan, order("X"), (operation("X1"),), LIMITS)
    assert (answer.problem, answer.plan, answer.order) == (problem.content_hash(), content_hash(plan), "X")


def test_questions_that_make_no_sense_are_refused_with_their_place() -> None:
    problem = noon_shop()
    plan = solve(problem, LIMITS)
    other = problem.model_copy(update={"name": "another state"})
    work = operation("X1")
    questions: list[tuple[Callable[[], Quote], str]] = [
        (lambda: quote(other, plan, order("X"), (work,)), "plan: problem: it was made for another problem"),
        (lambda: quote(problem, plan, order("A"), ()), r"order: id \(id 'A'\): it is in the plan already"),
        (
            lambda: quote(problem, plan, order("X"), (operation("X1", of="Y"),)),
            r"order: operations \(id 'X1'\): it belongs to order 'Y', not to 'X'",
        ),
        (
            lambda: quote(problem, plan, order("X"), (operation("A1", of="X"),)),
            r"order: operations \(id 'A1'\): another order has an operation of this id",
        ),
    ]
    for question, message in questions:
        with pytest.raises(InputError, match=message):
            question()


def test_a_plan_that_breaks_its_rules_is_refused_in_words() -> None:
    """One start moved an hour earlier by hand: no quote is given against it."""
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    plan = solve(problem, LIMITS)
    first, *rest = plan.assignments
    moved = first.model_copy(update={"start": first.start - timedelta(hours=1)})
    with pytest.raises(InputError, match="it breaks the rules of its problem"):
        quote(problem, plan.model_copy(update={"assignments": (moved, *rest)}), order("X"), (operation("X1"),))
