"""The first minute at which a delivery may leave. Now is Monday 2026-01-05 08:00 in Shanghai; it goes 60 minutes."""

import pytest

from scheduler.compile.clock import Clock
from scheduler.compile.deliveries import NO_GATE, gate
from scheduler.domain.due import dues
from scheduler.domain.order import Order, Payment
from tests.builders import AS_OF, SHANGHAI, at, destination, instalment, line, order, shop

SITE = destination("site", transit=60)
MIDNIGHT = 16 * 60
"""Tuesday 00:00."""


def gates(one: Order) -> list[int]:
    problem = shop(destinations=[SITE], orders=[one])
    to = None if one.destination is None else SITE
    return [gate(one, due, to, problem, Clock(AS_OF)) for due in dues(one, SHANGHAI)]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        (None, NO_GATE),
        (Payment(), NO_GATE),
        (Payment(expected=at("09:00")), 60),
        (Payment(expected=at("09:00"), received=True), NO_GATE),
        (Payment(expected=at("08:00")), 0),
        (Payment(expected=at("01-02 08:00")), 0),  # should have come: now
    ],
)
def test_an_expected_payment_holds_it(payment: Payment | None, expected: int) -> None:
    for to in (None, "site"):
        assert gates(order("A", to=to, payment=payment)) == [expected]


def test_who_accepts_nothing_early_gets_it_from_the_committed_day_on() -> None:
    for due, hour, expected in (
        ("01-06", None, MIDNIGHT - 60),
        ("01-06", "00:00", MIDNIGHT - 60),
        ("01-05", "17:00", -540),
    ):
        assert gates(order("A", due, hour=hour, to="site", accepts_early=False)) == [expected]
        assert gates(order("A", due, hour=hour, accepts_early=False)) == [NO_GATE]  # it is fetched


def test_the_later_of_payment_and_day_counts() -> None:
    for paid, expected in (("22:59", MIDNIGHT - 60), ("23:01", MIDNIGHT - 59)):
        one = order("A", "01-06", to="site", accepts_early=False, payment=Payment(expected=at(paid)))
        assert gates(one) == [expected]


def test_instalments_have_days_of_their_own_and_go_with_the_last_without_consent() -> None:
    two = (line(1, instalment(1, "01-06"), instalment(2, "01-07")),)
    assert gates(order("A", lines=two, to="site", accepts_early=False)) == [MIDNIGHT + 1440 - 60]
    parts = order("A", lines=two, to="site", accepts_early=False, consent=True)
    assert gates(parts) == [MIDNIGHT - 60, MIDNIGHT + 1440 - 60]
