"""Outside waits that have started: what remains follows from the announced moment. Now is Monday 08:00."""

import pytest
from pydantic import ValidationError

from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import InputError
from scheduler.domain.expansion.waits import overdue_waits
from scheduler.domain.operation import Progress
from scheduler.domain.problem import Problem, Settings
from tests.builders import finished, operation, order, outsourced, shop, started
from tests.parts import waiting


def confirming(*reports: Progress, settings: Settings | None = None) -> Problem:
    return shop(
        orders=[order("A")],
        operations=[operation("A1", modes=(waiting(2880),)), operation("A2"), operation("A3", modes=(outsourced(60),))],
        progress=reports,
        settings=settings,
    )


def remaining(*reports: Progress, settings: Settings | None = None) -> list[int | None]:
    return [report.remaining_minutes for report in decomposed(confirming(*reports, settings=settings)).progress]


@pytest.mark.parametrize(
    ("expected", "minutes"),
    [("08:01", 1), ("01-06 08:00", 1440), ("08:00", 1440), ("07:59", 1440), ("2025-12-01 08:00", 1440)],
)
def test_it_ends_when_that_was_announced_and_a_day_after_now_when_that_has_passed(expected: str, minutes: int) -> None:
    for said in (None, 77):  # what remains is not asked for, and not believed
        report = started("A1", "01-04 08:00", said, "wait", expected=expected)
        assert remaining(report) == [minutes]
    assert overdue_waits(confirming(report)) == (() if expected in ("08:01", "01-06 08:00") else ("A1",))


def test_the_policy_dates_what_is_overdue() -> None:
    report = started("A1", "01-04 08:00", None, "wait", expected="08:00")
    assert remaining(report, settings=Settings(overdue_confirmations=5)) == [5]


def test_without_an_announced_moment_the_report_says_what_remains() -> None:
    assert remaining(started("A1", "01-04 08:00", 77, "wait")) == [77]


def test_a_second_time_nothing_changes() -> None:
    for report in (
        started("A1", "07:00", None, "wait", expected="09:00"),
        started("A1", "07:00", None, "wait", expected="08:00"),
        finished("A1", "06:00", "07:00", "wait"),
    ):
        once = decomposed(confirming(report))
        assert decomposed(once) is once


def test_other_work_says_what_remains_whatever_was_announced() -> None:
    assert remaining(started("A2", "07:00", 30, expected="20:00")) == [30]
    assert remaining(started("A3", "07:00", 30, "out", expected="20:00")) == [30]
    assert overdue_waits(confirming(started("A2", "07:00", 30, expected="07:30"))) == ()
    for operation_id, mode_id in (("A2", "M1"), ("A3", "out")):
        with pytest.raises(InputError, match=f"progress \\(id '{operation_id}'\\): it has started and is no outside"):
            remaining(started(operation_id, "07:00", None, mode_id, expected="20:00"))


def test_started_work_without_any_end_is_refused() -> None:
    with pytest.raises(ValidationError, match="give remaining_minutes"):
        started("A1", "07:00", None, "wait")


def test_a_report_of_nothing_known_stops_nobody() -> None:
    problem = confirming(started("Z1", "07:00", None, expected="20:00"))
    assert decomposed(problem) is problem
