"""When packed goods may leave: payment, customers who accept nothing early, and what storing costs meanwhile.

Now is Monday 2026-01-05 08:00; the site is 60 minutes away. A1 is done 08:00-09:00.
"""

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.order import Order, Payment
from scheduler.domain.plan import DeliveryOutcome, Plan
from scheduler.domain.record import CalendarId, CompanyId
from scheduler.domain.resource import Company
from scheduler.verify import verify
from tests.builders import assign, at, destination, instalment, line, operation, order, shop
from tests.verify.plans import complete, keys


def planned(one: Order, *, dispatch: bool = False) -> Plan:
    """A clean plan, and one in which the goods leave a minute earlier is not."""
    problem = shop(
        companies=[Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("day") if dispatch else None)],
        destinations=[destination("site", transit=60)],
        orders=[one],
        operations=[operation("A1")],
    )
    plan = complete(problem, assign(problem, "A1", ("08:00", "09:00")))
    assert verify(problem, plan) == []
    (outcome,) = plan.outcomes
    first, *rest = outcome.deliveries
    for name in ("leaves", "arrives"):
        early = first.model_copy(update={name: getattr(first, name) - (at("08:01") - at("08:00"))})
        wrong = plan.model_copy(update={"outcomes": (outcome.model_copy(update={"deliveries": (early, *rest)}),)})
        assert "wrong_delivery" in keys(verify(problem, wrong))
    return plan


def delivered(one: Order, *, dispatch: bool = False) -> DeliveryOutcome:
    return planned(one, dispatch=dispatch).outcomes[0].deliveries[0]


@pytest.mark.parametrize(
    ("payment", "leaves"),
    [
        (None, "09:00"),
        (Payment(), "09:00"),
        (Payment(expected=at("09:00")), "09:00"),
        (Payment(expected=at("09:01")), "09:01"),
        (Payment(expected=at("09:01"), received=True), "09:00"),
        (Payment(expected=at("01-01 08:00")), "09:00"),
    ],
)
def test_goods_leave_when_they_are_paid(payment: Payment | None, leaves: str) -> None:
    to_site = delivered(order("A", to="site", payment=payment))
    assert (to_site.leaves, to_site.arrives) == (at(leaves), at(f"10{leaves[2:]}"))
    fetched = delivered(order("A", payment=payment))
    assert (fetched.ready, fetched.leaves, fetched.arrives) == (at("09:00"), at(leaves), at("09:00"))


def test_payment_comes_before_the_dispatch_day_is_looked_for() -> None:
    """Paid in the lunch break, it leaves after it."""
    paid = delivered(order("A", "01-06", to="site", payment=Payment(expected=at("12:30"))), dispatch=True)
    assert (paid.leaves, paid.arrives) == (at("13:00"), at("14:00"))


@pytest.mark.parametrize(
    ("due", "hour", "leaves"),
    [("01-06", None, "23:00"), ("01-06", "17:00", "23:00"), ("01-06", "00:00", "23:00"), ("01-05", None, "09:00")],
)
def test_nothing_arrives_before_the_committed_day_where_that_is_not_accepted(
    due: str, hour: str | None, leaves: str
) -> None:
    assert delivered(order("A", due, hour=hour, to="site", accepts_early=False)).leaves == at(leaves)
    assert delivered(order("A", due, hour=hour, to="site")).leaves == at("09:00")
    assert delivered(order("A", due, hour=hour, accepts_early=False)).leaves == at("09:00")  # it is fetched


def test_instalments_have_days_of_their_own_with_consent_and_the_last_day_without() -> None:
    two = (line(1, instalment(1, "01-06"), instalment(2, "01-07")),)
    together = planned(order("A", lines=two, to="site", accepts_early=False)).outcomes[0]
    assert [delivery.leaves for delivery in together.deliveries] == [at("01-06 23:00")]
    parts = planned(order("A", lines=two, to="site", accepts_early=False, consent=True)).outcomes[0]
    assert [delivery.leaves for delivery in parts.deliveries] == [at("01-05 23:00"), at("01-06 23:00")]


@pytest.mark.parametrize(
    ("paid", "days"), [("09:00", 0), ("09:01", 1), ("01-06 09:00", 1), ("01-06 09:01", 2), ("01-12 09:00", 7)]
)
def test_storage_costs_for_every_started_day_from_packed_to_leaving(paid: str, days: int) -> None:
    for to in (None, "site"):
        plan = planned(order("A", "02-05", to=to, payment=Payment(expected=at(paid)), storage=10))
        level = plan.level(Goal.COST)
        assert level is not None
        assert level.value == 10 * days
