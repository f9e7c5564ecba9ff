"""A pile of people over time."""

from scheduler.charts.stack import stacked


def test_a_group_that_has_nothing_to_do_has_no_pile() -> None:
    assert stacked(()) == []
