"""Working minutes: exact arithmetic, rounded up once, at least one."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.durations import working_minutes
from scheduler.domain.operation import Mode
from tests.builders import machine, mode, operation, outsourced, use, workers

thousandths = st.integers(0, 5_000_000).map(lambda number: Decimal(number) / 1000)


def minutes(per_unit: str, quantity: str, *, set_up: int = 0, efficiency: int = 100) -> int:
    on = machine("M1", efficiency=efficiency)
    work = operation("A1", modes=(mode("M1", minutes=per_unit, set_up=set_up),), quantity=quantity)
    return working_minutes(work, work.modes[0], {on.id: on})


@pytest.mark.parametrize(
    ("per_unit", "quantity", "set_up", "efficiency", "expected"),
    [
        ("7.5", "4", 0, 100, 30),  # exactly 30
        ("7.501", "4", 0, 100, 31),  # 30.004
        ("0", "1", 0, 100, 1),  # at least one
        ("0.001", "0.001", 0, 1000, 1),
        ("10", "1", 5, 100, 15),
        ("10", "1", 5, 80, 18),  # 12.5 rounded up, the set-up is not divided
        ("10", "1", 5, 50, 25),
        ("1", "3", 0, 300, 1),  # exactly 1
        ("1.001", "3", 0, 300, 2),  # 1.001
        ("0.1", "3", 0, 100, 1),  # 0.3, which binary fractions get wrong at 30
        ("0.1", "30", 0, 100, 3),  # exactly 3
        ("1.1", "30", 0, 100, 33),  # exactly 33; as floats 33.00000000000001
        ("0", "9", 7, 100, 7),
    ],
)
def test_minutes_are_exact_on_both_sides_of_the_rounding(
    per_unit: str, quantity: str, set_up: int, efficiency: int, expected: int
) -> None:
    assert minutes(per_unit, quantity, set_up=set_up, efficiency=efficiency) == expected


@given(per_unit=thousandths, quantity=thousandths, set_up=st.integers(0, 500), efficiency=st.integers(1, 1000))
def test_minutes_are_the_fraction_rounded_up(
    per_unit: Decimal, quantity: Decimal, set_up: int, efficiency: int
) -> None:
    exact = Fraction(per_unit) * Fraction(quantity) * 100 / efficiency
    found = minutes(str(per_unit), str(quantity), set_up=set_up, efficiency=efficiency)
    assert found == max(1, set_up + ceil(exact))


def test_only_the_efficiency_of_the_first_resource_counts() -> None:
    slow, fast = machine("M1", efficiency=50), workers("G", 2).model_copy(update={"efficiency_percent": 200})
    table = {slow.id: slow, fast.id: fast}
    there = operation("A1", modes=(mode(use("M1"), use("G"), minutes=60),))
    back = operation("A1", modes=(mode(use("G"), use("M1"), minutes=60),))
    assert working_minutes(there, there.modes[0], table) == 120
    assert working_minutes(back, back.modes[0], table) == 30


def test_outside_work_takes_its_lead_time_whatever_the_quantity() -> None:
    modes: tuple[Mode, ...] = (outsourced(77),)
    work = operation("A1", modes=modes, quantity=1000)
    assert working_minutes(work, work.modes[0], {}) == 77
