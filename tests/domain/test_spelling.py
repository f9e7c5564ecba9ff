"""Which ids are not taken for slips of the pen."""

import pytest

from scheduler.domain.spelling import differ_in_digits_only


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("SO-2603", "SO-2623", True),
        ("SO-2603", "SO-2603", False),
        ("SO-2603", "S0-2603", False),  # a zero for an O
        ("W11", "W1", False),
        ("oven", "ovn", False),
        ("laser-9", "laser-1", True),
    ],
)
def test_another_number_is_another_thing(one: str, other: str, expected: bool) -> None:
    assert differ_in_digits_only(one, other) is expected
