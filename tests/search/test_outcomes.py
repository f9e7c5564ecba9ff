"""What a plan says of orders: whom an operation waited for."""

from scheduler.domain.plan import Cause
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from tests.builders import link, machine, mode, operation, order, shop, started, use, workers


def test_a_crew_that_is_taken_whole_is_what_was_waited_for() -> None:
    """A1 needs both fitters and M1. The fitters work on B1 until 10:00, all of them; M1 on C1 until 09:40.

    Counted in units, the fitters were busy all the two hours, the machine for 100 minutes.
    """
    problem = shop(
        resources=[machine("M1"), machine("M2"), workers("G", 2)],
        orders=[order("A", "01-05", hour="10:00"), order("B", "01-20"), order("C", "01-20")],
        operations=[
            operation("A1", modes=(mode(use("M1"), use("G", 2)),)),
            operation("B1", modes=(mode(use("M2"), use("G", 2)),)),
            operation("C1", on="M1"),
        ],
        progress=[started("B1", "07:00", 120, mode_id="M2"), started("C1", "07:00", 100)],
    )
    plan = solve(problem, Limits(seconds=1, workers=1))
    late = next(outcome for outcome in plan.outcomes if outcome.order == "A")
    queue = next(cause for cause in late.causes if cause.cause is Cause.QUEUE)
    assert (queue.resource, queue.behind, queue.minutes) == ("G", ("B",), 120)


def test_what_must_not_wait_long_for_the_oven_has_waited_for_the_oven() -> None:
    """A1 (10 minutes on M1, free all the time) must be followed by A2 within the hour; B1 has the oven M2 until 12:00.

    So A1 can't begin before 10:50 although M1 is idle: it is the oven that it waits for. Where the maximum would let it
    be done at once, it only begins late so that nothing lies about: nobody took anything from it.
    """
    for maximum, waited_for in ((60, ("M2", ("B",))), (400, (None, ()))):
        problem = shop(
            resources=[machine("M1"), machine("M2")],
            orders=[order("A", "01-05", hour="10:00"), order("B", "01-20")],
            operations=[
                operation("A1", minutes=10),
                operation("A2", after=(link("A1", maximum=maximum),), on="M2", minutes=60),
                operation("B1", on="M2"),
            ],
            progress=[started("B1", "07:00", 240, mode_id="M2")],
        )
        plan = solve(problem, Limits(seconds=1, workers=1))
        late = next(outcome for outcome in plan.outcomes if outcome.order == "A")
        queue = next(cause for cause in late.causes if cause.cause is Cause.QUEUE)
        assert (queue.operation, (queue.resource, queue.behind)) == ("A1", waited_for)
