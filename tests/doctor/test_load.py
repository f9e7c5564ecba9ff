"""How load and capacity of a month are counted: never too much load, never too little capacity."""

from zoneinfo import ZoneInfo

from scheduler.compile.compiling import compile_problem
from scheduler.doctor.load import Fullest, fullest_months
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from tests.builders import (
    at,
    finished,
    machine,
    mode,
    operation,
    order,
    outsourced,
    pin,
    resource,
    shop,
    started,
    use,
    workers,
)

WEEKDAYS_OF_JANUARY = 20
"""From Monday 5 January on; each has 480 minutes on the calendar `day`, Monday all of them after 08:00."""


def loads(problem: Problem) -> tuple[dict[str, Fullest], dict[str, Fullest]]:
    return fullest_months(compile_problem(problem), ZoneInfo(problem.zone))


def the_shop(*operations: Operation, **more: object) -> Problem:
    """Order A is due at the end of January, B at the end of February."""
    return shop(
        orders=[order("A", "2026-01-31"), order("B", "2026-02-28")],
        operations=operations,
        resources=[
            machine("D", calendar="day"),
            machine("E", calendar="day", workshop="W2"),
            machine("F", calendar="day"),
            workers("G", 3, calendar="day"),
            resource("X", calendar="day", down=[("2026-01-12 00:00", "2026-01-17 00:00")]),
        ],
        **more,  # type: ignore[arg-type]
    )


def either(*modes: Mode) -> Operation:
    return operation("A1", modes=modes)


def test_open_minutes_times_units_until_the_end_of_the_month_without_downtime() -> None:
    by_resource, by_workshop = loads(the_shop(operation("A1", on=("G", "X"), minutes=90)))
    assert by_resource["G"] == ("2026-01", 90, WEEKDAYS_OF_JANUARY * 480 * 3, ("A",))
    assert by_resource["X"].capacity == (WEEKDAYS_OF_JANUARY - 5) * 480
    assert by_workshop["W1"] == ("2026-01", 180, (20 + 20 + 60 + 15) * 480, ("A",))  # D, F, G and X


def test_work_counts_where_it_must_be_done_and_no_more_than_it_must_take() -> None:
    """On D or F: neither of them, but their workshop, with the shorter time. On D or in W2, or outside: nowhere."""
    by_resource, by_workshop = loads(the_shop(either(mode("D", minutes=90), mode("F", minutes=70))))
    assert by_resource == {}
    assert by_workshop["W1"].load == 70
    assert loads(the_shop(either(mode("D"), mode("E")))) == ({}, {})
    assert loads(the_shop(either(mode("D"), outsourced(600)))) == ({}, {})
    by_resource, _ = loads(the_shop(either(mode(use("G", 2), "D", minutes=90), mode("G", minutes=100))))
    assert {id_: full.load for id_, full in by_resource.items()} == {"G": 100}


def test_a_pin_to_a_resource_makes_its_work_count_there() -> None:
    work = either(mode("D", minutes=90), mode("F", minutes=70))
    by_resource, _ = loads(the_shop(work, pins=[pin("p", "A1", PinKind.RESOURCE, to="D")]))
    assert {id_: full.load for id_, full in by_resource.items()} == {"D": 90}


def test_started_work_counts_with_what_remains_and_finished_work_not_at_all() -> None:
    reports = [started("A1", "01-04 08:00", 30, "D"), finished("A2", "01-04 08:00", "01-04 09:00", "D")]
    by_resource, _ = loads(the_shop(operation("A1", on="D"), operation("A2", on="D"), progress=reports))
    assert by_resource["D"].load == 30


def test_work_due_later_counts_with_all_that_is_due_before() -> None:
    """January: 9,000 of 9,600 minutes. February, with its 20 days: 9,000 + 9,600 of 19,200, which is fuller."""
    january, february = operation("A1", on="D", minutes=9000), operation("B1", on="D", minutes=9600)
    by_resource, _ = loads(the_shop(january, february))
    full = by_resource["D"]
    assert full.percent == 97  # 96.9 rounded up
    assert full == ("2026-02", 18600, 19200, ("B",))
    by_resource, _ = loads(the_shop(january, operation("B1", on="D", minutes=8000)))
    assert by_resource["D"] == ("2026-01", 9000, 9600, ("A",))


def test_a_month_of_which_less_than_a_week_is_left_is_counted_with_the_next() -> None:
    """From Monday 26 January it is 5.7 days; a week before the end of the month is 25 January, 00:00."""
    work = operation("A1", on="D", minutes=60)
    by_resource, _ = loads(the_shop(work, as_of=at("01-26 08:00")))
    assert by_resource["D"].month == "2026-02"
    by_resource, _ = loads(the_shop(work, as_of=at("01-25 00:00")))
    assert by_resource["D"] == ("2026-01", 60, 5 * 480, ("A",))
    by_resource, _ = loads(the_shop(work, as_of=at("01-25 00:01")))
    assert by_resource["D"].month == "2026-02"


def test_orders_due_after_the_two_years_do_not_count() -> None:
    problem = the_shop(operation("A1", on="D"))
    for due, counted in (("2027-12-31", True), ("2028-02-01", False)):
        later = problem.model_copy(update={"orders": (order("A", due), order("B"))})
        assert (loads(later)[0] != {}) is counted
