"""Which orders load capacity, and when their work may start."""

from datetime import timedelta

import pytest

from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.order import OrderStatus, ProductType
from scheduler.domain.problem import Settings, TentativeOrders
from scheduler.domain.record import CompanyId
from scheduler.domain.resource import Company
from tests.builders import AS_OF, at, order, shop


@pytest.mark.parametrize(
    ("status", "load", "why"),
    [
        (OrderStatus.EFFECTIVE, Load.BINDING, None),
        (OrderStatus.SIGNED, Load.TENTATIVE, None),
        (OrderStatus.INQUIRY, Load.NONE, "status_loads_nothing"),
        (OrderStatus.ON_HOLD, Load.NONE, "status_loads_nothing"),
        (OrderStatus.CANCELLED, Load.NONE, "status_loads_nothing"),
        (OrderStatus.CLOSED, Load.NONE, "status_loads_nothing"),
    ],
)
def test_status(status: OrderStatus, load: Load, why: str | None) -> None:
    found = loading(order("A", status=status), shop())
    assert found.load is load
    assert (found.why_not and found.why_not.key) == why


@pytest.mark.parametrize(("minutes", "load"), [(1, Load.BINDING), (0, Load.NONE), (-1, Load.NONE)])
def test_a_reservation_is_binding_until_it_lapses(minutes: int, load: Load) -> None:
    reserved = order("A", reserved_until=AS_OF + timedelta(minutes=minutes))
    found = loading(reserved, shop())
    assert found.load is load
    if load is Load.NONE:
        assert found.why_not is not None
        assert found.why_not.key == "reservation_lapsed"


@pytest.mark.parametrize(
    ("policy", "load"),
    [
        (TentativeOrders.AFTER_BINDING, Load.TENTATIVE),
        (TentativeOrders.LIKE_BINDING, Load.BINDING),
        (TentativeOrders.LEFT_OUT, Load.NONE),
    ],
)
def test_signed_but_unpaid_orders_follow_the_setting(policy: TentativeOrders, load: Load) -> None:
    problem = shop(settings=Settings(tentative_orders=policy))
    assert loading(order("A", status=OrderStatus.SIGNED), problem).load is load


def test_work_starts_after_effectiveness_instruction_and_decomposition() -> None:
    problem = shop(
        companies=[
            Company(
                id=CompanyId("C1"),
                instruction_minutes=60,
                decomposition_minutes_other=30,
                decomposition_minutes_complete_set=300,
            )
        ]
    )
    other = order("A", effective=at("07:00"), decomposed_at=None)
    assert work_may_start(other, problem) == at("08:30")
    complete_set = order("A", effective=at("07:00"), decomposed_at=None, product_type=ProductType.COMPLETE_SET)
    assert work_may_start(complete_set, problem) == at("13:00")


def test_never_before_as_of_and_unpaid_orders_count_from_as_of() -> None:
    problem = shop()
    assert work_may_start(order("A", effective=at("01-01 08:00"), decomposed_at=None), problem) == AS_OF
    assert work_may_start(order("A", decomposed_at=at("01-02 08:00")), problem) == AS_OF
    assert work_may_start(order("A", decomposed_at=at("10:00")), problem) == at("10:00")
    unpaid = order("A", status=OrderStatus.SIGNED, effective=None, decomposed_at=None)
    assert work_may_start(unpaid, problem) == AS_OF + timedelta(hours=4 + 4)
