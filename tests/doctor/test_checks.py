"""Finer edges of single checks, beside the pairs: what counts as what, and which of several places is told."""

from decimal import Decimal

import pytest

from scheduler.doctor import Finding, Severity, examine
from scheduler.doctor.case import Case
from scheduler.doctor.checks.modes import too_few_units, unknown_reported_mode
from scheduler.domain.calendar import CalendarException
from scheduler.domain.json_text import place
from scheduler.domain.material import Arrival
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.domain.product import QuantityBreak, StepPart
from scheduler.domain.record import CalendarId, ModeId, OrderId, ProductId
from tests.builders import (
    ALWAYS,
    arrival,
    at,
    instalment,
    line,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    started,
    stock,
    use,
    weekly,
)
from tests.doctor.pairs import A1, FAR, line_with, named, product, step, with_operations
from tests.doctor.pairs_orders import circle
from tests.doctor.pairs_times import working


def found(problem: Problem, key: str) -> list[Finding]:
    return [finding for finding in examine(problem) if finding.key == key]


def places(problem: Problem, key: str) -> list[str]:
    return [place(finding.path) for finding in found(problem, key)]


# --- links and modes ---------------------------------------------------------------------------------


def test_pins_on_work_that_has_begun_close_no_circle() -> None:
    problem = circle(("p", "A2", "B1"), ("q", "B2", "A1"))
    assert len(found(problem, "pin_loop")) == 1
    assert found(problem.model_copy(update={"progress": (started("A1", "07:00", 30),)}), "pin_loop") == []


def test_of_several_pins_the_one_that_leaves_least_is_told() -> None:
    pins = [pin("p", "A1", PinKind.RESOURCE, to="M1"), pin("q", "A1", PinKind.RESOURCE, to="D")]
    assert places(with_operations(A1, pins=pins), "pin_excludes_modes") == ["pins[1].resource"]


def test_of_started_work_the_reported_mode_is_told() -> None:
    """Whoever finds that started work needs more units than there are, the place is in the mode it was started in."""
    modes = (mode(use("P", 3), id_="three"), mode(use("P", 4), id_="four"))
    case = Case(
        with_operations(
            operation("A1", modes=modes), resources=[pool("P", 2)], progress=[started("A1", "07:00", 30, "four")]
        )
    )
    case.set_aside = {OrderId("A"): (Message(key="no_usable_mode", parameters={"operation": "A1"}),)}
    (finding,) = too_few_units(case)
    assert place(finding.path) == "operations[0].modes[1].uses[0].units"
    assert list(unknown_reported_mode(case)) == []


def unfitting(*modes: Mode) -> Problem:
    return with_operations(
        operation("A1", modes=modes, resumable=False),
        resources=[machine("D", calendar="day"), machine("N", calendar="night")],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
    )


def test_the_mode_that_comes_closest_to_fitting_is_told() -> None:
    """By day 10 minutes are missing, by night 100; day and night together are never open."""
    together, day, night = mode("D", "N", minutes=1, id_="both"), mode("D", minutes=250), mode("N", minutes=700)
    (finding,) = examine(unfitting(together, night, day))
    assert (finding.key, finding.parameters["longest"]) == ("never_fits", 240)
    assert place(finding.path) == "operations[0].modes[2].minutes_per_unit"
    (finding,) = examine(unfitting(together, night))
    assert (finding.key, finding.parameters["minutes"], finding.parameters["longest"]) == ("never_fits", 700, 600)


def test_the_field_that_makes_work_too_long_is_told() -> None:
    """Set-up, where that is the larger share; the quantity break, where one has replaced the mode's times."""
    (finding,) = examine(unfitting(mode("D", minutes=100, set_up=200)))
    assert place(finding.path) == "operations[0].modes[0].set_up_minutes"
    times = QuantityBreak(mode=ModeId("D"), from_quantity=5, minutes_per_unit=Decimal(50))
    cut = step(on="D", minutes=10, breaks=(times,), resumable=False)
    for quantity, expected in ((4, []), (5, ["products[0].routing[0].breaks[0].minutes_per_unit"])):
        problem = with_operations(orders=[order("A", FAR, quantity=quantity)], products=[product(cut)])
        assert places(problem, "never_fits") == expected


def test_the_place_in_a_routing_is_right_where_steps_before_it_are_left_out() -> None:
    routing = product(step("paint", with_options=("blue",)), step("bend", on="M9"))
    problem = with_operations(orders=[order("A", FAR)], products=[product(step(), id_="other"), routing])
    assert places(problem, "unknown_resource") == ["products[1].routing[1].modes[0].uses[0].resource"]
    assert found(problem, "unknown_resource")[0].orders == ("A",)


# --- options -----------------------------------------------------------------------------------------


def test_options_count_that_a_made_part_mentions() -> None:
    """`blue` is for the part alone; that the cabinet itself mentions no option does not matter."""
    part = product(step("paint", with_options=("blue",)), step(), id_="part")
    cabinet = product(step("weld", parts=(StepPart(product=ProductId("part"), quantity=1),)))
    chosen = with_operations(order_=line_with(options=("blue",)), products=[cabinet, part])
    assert found(chosen, "unused_option") == []
    (finding,) = found(chosen.model_copy(update={"orders": (line_with(options=("red",)),)}), "unused_option")
    assert finding.severity is Severity.WARNING


def test_an_option_of_a_product_that_knows_none_is_a_hint_and_by_hand_a_remark() -> None:
    plain = with_operations(order_=line_with(options=("blue",)), products=[product(step())])
    assert [finding.severity for finding in examine(plain)] == [Severity.HINT]
    assert examine(plain.model_copy(update={"operations": (A1,)})) == []


# --- purchases ---------------------------------------------------------------------------------------


def copper(*arrivals: Arrival, quantity: int = 0, due: tuple[str, str] = ("01-10", FAR)) -> Problem:
    """Orders A and B need 2 copper each, which takes ten days to buy: to 15 January, 08:00."""
    return with_operations(
        *(operation(id_, needs=(need("copper", 2),)) for id_ in ("A1", "B1")),
        orders=[order("A", due[0]), order("B", due[1])],
        materials=[material("copper")],
        stocks=[stock("copper", quantity)],
        arrivals=arrivals,
    )


def test_an_overdue_arrival_concerns_the_order_it_is_kept_for_or_all_that_need_it() -> None:
    (free,) = found(copper(arrival("P", "copper", 9, "07:00")), "overdue_arrival")
    assert free.orders == ("A", "B")
    (kept,) = found(copper(arrival("P", "copper", 9, "07:00", dedicated_to="B")), "overdue_arrival")
    assert kept.orders == ("B",)


def test_only_orders_due_before_more_can_be_bought_miss_their_material() -> None:
    """A is due on the 10th; B in summer, when anything is there."""
    (finding,) = found(copper(), "lead_time_after_due")
    assert finding.orders == ("A",)
    assert found(copper(quantity=2), "lead_time_after_due") == []


def test_orders_whose_date_has_passed_take_nothing_from_others() -> None:
    """A was due yesterday: the two in stock are B's, which is due on the 10th."""
    late = copper(quantity=2, due=("01-04", "01-10"))
    assert found(late, "lead_time_after_due") == []
    assert len(found(late, "due_passed")) == 1


@pytest.mark.parametrize(("when", "short"), [("2026-01-11 00:00", False), ("2026-01-11 00:01", True)])
def test_an_arrival_helps_if_it_is_there_by_the_due_date(when: str, short: bool) -> None:
    problem = copper(arrival("P", "copper", 2, when))
    assert bool(found(problem, "lead_time_after_due")) is short


# --- times in another unit ---------------------------------------------------------------------------


def test_nothing_stands_out_of_an_even_spread() -> None:
    """700 is 23 times the median, but 590 is nearly as much and just under 20 times it."""
    assert found(working(20, 30, 30, 30, 45, 30, 700), "duration_stands_out")
    assert found(working(20, 30, 30, 30, 45, 30, 590, 700), "duration_stands_out") == []


def test_a_fifth_of_a_group_can_stand_out_and_no_more() -> None:
    usual = (30,) * 8
    assert len(found(working(*usual, 900, 900), "duration_stands_out")) == 2
    assert found(working(*usual[:7], 900, 900), "duration_stands_out") == []


@pytest.mark.parametrize(
    ("minutes", "unit"),
    [("0.5", "hours"), ("0.0625", None), ("0.062", "working_days"), ("0.021", "days"), ("1800", "seconds")],
)
def test_the_unit_is_guessed_from_the_factor(minutes: str, unit: str | None) -> None:
    """The median is 30: 0.0625 would be 1/480, but has a decimal too many; amounts have three."""
    if unit is None:
        with pytest.raises(ValueError, match="decimal"):
            working(30, minutes)
        return
    (finding,) = found(working(30, 30, 30, 30, 30, minutes), "duration_stands_out")
    assert finding.parameters["unit"] == unit


def bends(count: int) -> tuple[Operation, ...]:
    return tuple(named(operation(f"A{i}", minutes=1, line=1), "bend") for i in range(count))


def test_a_step_with_enough_peers_is_not_compared_with_other_work() -> None:
    """Bending takes a minute, welding on the same machine an hour. Five bends say so, four could be a mistake."""
    welds = tuple(named(operation(f"A{i}", minutes=60, line=1), "weld") for i in range(50, 80))
    assert found(with_operations(*bends(5), *welds[:4]), "duration_stands_out") == []
    welds = tuple(one.model_copy(update={"line": None}) for one in welds)
    assert found(with_operations(*bends(5), *welds), "duration_stands_out") == []
    assert len(found(with_operations(*bends(4), *welds), "duration_stands_out")) == 4


# --- promises ----------------------------------------------------------------------------------------


def test_the_latest_promise_is_told_first() -> None:
    problem = with_operations(
        operation("A1", minutes=1000, on="M1"),
        operation("B1", minutes=2000, on="D"),
        orders=[order("A"), order("B")],
    )
    assert [finding.order for finding in found(problem, "late_even_alone")] == ["B", "A"]


def test_an_order_with_a_passed_date_is_told_once() -> None:
    """Its first part was due yesterday, its second can't be in time either: a new date must be agreed anyway."""
    parts = (line(1, instalment(1, "01-04"), instalment(2, "01-05")),)
    problem = with_operations(operation("A1", minutes=2000), order_=order("A", lines=parts, consent=True))
    assert [finding.key for finding in examine(problem)] == ["due_passed"]
    assert places(problem, "due_passed") == ["orders[0].lines[0].instalments[0].committed"]


def test_the_delivery_that_is_latest_is_the_place() -> None:
    parts = (line(1, instalment(1, "01-06"), instalment(2, "01-05")),)
    problem = with_operations(operation("A1", minutes=5000), order_=order("A", lines=parts, consent=True))
    assert places(problem, "late_even_alone") == ["orders[0].lines[0].instalments[1].committed"]
    whole = with_operations(operation("A1", minutes=5000), order_=order("A", lines=parts))  # the last piece dates it
    assert places(whole, "late_even_alone") == ["orders[0].lines[0].instalments[0].committed"]


def test_outside_work_counts_elapsed_time_in_a_promise() -> None:
    problem = with_operations(operation("A1", modes=(outsourced(961),)), order_=order("A"))
    (finding,) = examine(problem)
    assert (finding.key, finding.parameters["minutes"]) == ("late_even_alone", 1)


# --- calendars ---------------------------------------------------------------------------------------


def test_what_the_calendar_itself_closes_is_not_put_down_to_a_resource() -> None:
    """The works holiday of four weeks is the calendar's; a repair within it changes nothing."""
    holiday = CalendarException(start=at("02-01 00:00"), end=at("03-01 00:00"), open=False)
    ends = CalendarException(start=at("2027-06-01 00:00"), end=at("2036-01-01 00:00"), open=False)
    works = ALWAYS.model_copy(update={"id": CalendarId("works"), "exceptions": (holiday, ends)})
    repaired = resource("M1", calendar="works", down=[("02-02 00:00", "02-27 00:00")])
    problem = with_operations(resources=[repaired], orders=[], calendars=[works])
    assert [finding.key for finding in examine(problem)] == ["calendar_closes_for_good", "calendar_closed_long"]


def test_a_pin_to_an_unknown_resource_that_sets_its_order_aside_is_told_once() -> None:
    problem = with_operations(A1, pins=[pin("p", "A1", PinKind.RESOURCE, to="m1")])
    (finding,) = examine(problem)
    assert (finding.key, finding.severity) == ("pin_excludes_modes", Severity.SETS_ASIDE)
    assert finding.parameters["nearest"] == "M1"
