"""When a delivery is due and what being late costs, on both sides of each edge."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.due import DAY_MINUTES, dues, lateness_cost, plant_moment, worst_lateness
from scheduler.domain.order import Order, Penalty
from tests.builders import SHANGHAI, at, instalment, line, order

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_day_ends_at_24_00_plant_time() -> None:
    assert plant_moment(date(2026, 1, 5), None, SHANGHAI) == at("01-06 00:00") == datetime(2026, 1, 5, 16, tzinfo=UTC)
    assert plant_moment(date(2026, 1, 5), time(17), SHANGHAI) == at("01-05 17:00")


def test_the_days_the_clocks_change_have_23_and_25_hours() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)):
        end, begin = plant_moment(day, None, BERLIN), plant_moment(day - timedelta(days=1), None, BERLIN)
        assert end - begin == timedelta(hours=hours)


def two_lines(*, consent: bool, penalty: Penalty | None = None) -> Order:
    return order(
        "A",
        consent=consent,
        penalty=penalty,
        lines=(
            line(1, instalment(1, "01-06"), instalment(2, "01-08", first="01-07", hour="12:00")),
            line(2, instalment(1, "01-07")),
        ),
    )


def test_with_consent_every_instalment_is_a_delivery() -> None:
    found = dues(two_lines(consent=True), SHANGHAI)
    assert [(due.line, due.instalment, due.committed) for due in found] == [
        (1, 1, at("01-07 00:00")),
        (1, 2, at("01-08 12:00")),
        (2, 1, at("01-08 00:00")),
    ]


def test_without_consent_the_last_piece_dates_the_order() -> None:
    (due,) = dues(two_lines(consent=False), SHANGHAI)
    assert (due.line, due.instalment) == (None, None)
    assert due.committed == at("01-08 12:00")
    assert due.contract == at("01-08 00:00")  # first commitments: 6 Jan, 7 Jan 12:00, 7 Jan 24:00


@pytest.mark.parametrize(("waived", "contract"), [(False, "01-07 12:00"), (True, "01-08 12:00")])
def test_penalties_run_from_the_first_commitment_unless_waived(waived: bool, contract: str) -> None:
    _, moved, _ = dues(two_lines(consent=True, penalty=Penalty(waived=waived)), SHANGHAI)
    assert moved.contract == at(contract)
    assert moved.committed == at("01-08 12:00")


@pytest.mark.parametrize(
    ("late", "contract_late", "cost"),
    [
        (0, 0, 0),
        (-5, 0, 0),
        (1, 0, 3),  # weight alone
        (0, 1, 100 + 50),  # fixed + one started day
        (1, 1, 3 + 150),
        (0, DAY_MINUTES, 150),  # still the first day
        (0, DAY_MINUTES + 1, 200),  # the second has started
        (0, 2 * DAY_MINUTES, 200),
        (0, 2 * DAY_MINUTES + 1, 100 + 120),  # 150 is capped at 120; the fixed part is not
        (10_000, 10_000, 30_000 + 220),  # the weight is never capped
    ],
)
def test_cost_of_lateness(late: int, contract_late: int, cost: int) -> None:
    costly = order("A", weight=3, penalty=Penalty(fixed=100, per_day=50, cap=120))
    assert lateness_cost(costly, late, contract_late) == cost


def test_a_cap_of_nothing_and_no_cap() -> None:
    assert lateness_cost(order("A", weight=0, penalty=Penalty(per_day=50, cap=0)), 1, 1) == 0
    assert lateness_cost(order("A", weight=0, penalty=Penalty(per_day=50)), 1, 9 * DAY_MINUTES + 1) == 500
    assert lateness_cost(order("A", weight=2), 7, 7) == 14


def test_the_worst_delivery_counts_for_each_measure() -> None:
    """Instalment 1 arrives 5 minutes early; 2 keeps its new date by 10 minutes but misses its first one."""
    found = dues(two_lines(consent=True), SHANGHAI)[:2]
    arrivals = [found[0].committed - timedelta(minutes=5), found[1].committed - timedelta(minutes=10)]
    assert worst_lateness(found, arrivals) == (-5, DAY_MINUTES - 10)
