"""The earliest end is not all: a mode counts as later by how much farther it is from what follows."""

import numpy as np
import pytest

from scheduler.domain.operation import Operation
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from scheduler.search.starts import Context
from tests.builders import finished, machine, mode, operation, order, outsourced, pin, shop, transport
from tests.kernel.schedules import a_schedule, context_of
from tests.parts import at_supplier


def two_workshops(way: int, *rest: Operation, **more: object) -> Problem:
    """A1 takes 60 minutes here or 55 in W2; what follows is done here."""
    first = operation("A1", modes=(mode("M1", minutes=60), mode("M2", minutes=55)))
    return shop(
        resources=[machine("M1"), machine("M2", workshop="W2"), machine("M3")],
        orders=[order("A")],
        operations=[first, *rest],
        transports=[transport("W1", "W2", way), transport("W2", "W1", way)],
        **more,  # type: ignore[arg-type]
    )


def onward(context: Context, operation_id: str) -> list[int]:
    net = context.network
    row = net.op[[str(one.id) for one in context.compiled.operations].index(operation_id)]
    return [int(minutes) for minutes in net.mode["onward"][row["mode_first"] : row["mode_end"]]]


NEXT = operation("A2", on="M3", minutes=30, after="A1")


@pytest.mark.parametrize(("way", "first"), [(4, 55), (6, 60)])
def test_work_goes_where_the_order_goes_on_soonest(way: int, first: int) -> None:
    context = context_of(two_workshops(way, NEXT))
    assert onward(context, "A1") == [0, way]
    end = a_schedule(context).op["end"]
    assert end.tolist() == [first, min(60, 55 + way) + 30]


def test_it_looks_as_far_as_the_order_goes() -> None:
    """A2 can be done in both workshops, but A3 only here: the way comes later, and comes."""
    both = operation("A2", modes=(mode("M3", minutes=30), mode("M2", minutes=30)), after="A1")
    context = context_of(two_workshops(20, both, operation("A3", on="M3", minutes=10, after="A2")))
    assert onward(context, "A1") == [0, 20]
    assert onward(context, "A2") == [0, 20]
    assert a_schedule(context).op["end"].tolist() == [60, 90, 100]


def test_work_that_is_longer_in_one_mode_of_what_follows_counts() -> None:
    """From W2 the short mode of A2 is a way off, the long one is there."""
    both = operation("A2", modes=(mode("M3", minutes=30), mode("M2", minutes=38)), after="A1")
    assert onward(context_of(two_workshops(20, both)), "A1") == [0, 8]


def test_of_several_followers_the_farthest_counts() -> None:
    others = (operation("A2", on="M2", minutes=10, after="A1"), operation("A3", on="M3", minutes=90, after="A1"))
    assert onward(context_of(two_workshops(20, *others)), "A1") == [0, 20]


def test_nothing_follows() -> None:
    assert onward(context_of(two_workshops(20)), "A1") == [0, 0]


def test_a_mode_that_a_pin_forbids_is_no_way_on() -> None:
    both = operation("A2", modes=(mode("M3", minutes=30), mode("M2", minutes=30)), after="A1")
    only = pin("P", "A2", PinKind.RESOURCE, to="M3")
    assert onward(context_of(two_workshops(20, both)), "A1") == [0, 0]
    assert onward(context_of(two_workshops(20, both, pins=[only])), "A1") == [0, 20]


def test_the_way_back_from_outside_counts() -> None:
    modes = (mode("M1", minutes=60), at_supplier("M3", minutes=50, there=5, back=25))
    problem = shop(
        resources=[machine("M1"), machine("M3")], orders=[order("A")], operations=[operation("A1", modes=modes)]
    )
    context = context_of(problem)
    assert onward(context, "A1") == [0, 25]
    assert a_schedule(context).op["end"].tolist() == [60]


def test_reported_work_is_where_it_is() -> None:
    done = two_workshops(
        20, NEXT, operation("A3", on="M3", minutes=5, after="A2"), progress=[finished("A1", "07:00", "07:50", "M2")]
    )
    context = context_of(done)
    assert (context.network.mode["onward"] == 0).all()


def test_a_lead_time_outside_is_farther_by_what_it_takes() -> None:
    """Only what comes behind counts: how long the mode itself takes is in its end already."""
    modes = (mode("M1", minutes=60), outsourced(600))
    context = context_of(
        shop(resources=[machine("M1")], orders=[order("A")], operations=[operation("A1", modes=modes)])
    )
    assert np.array_equal(onward(context, "A1"), [0, 0])
