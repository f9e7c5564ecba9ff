"""Work at a supplier's with its calendar and ways, outside waits, and rework: minutes argued by hand, and one beyond.

Now is Monday 2026-01-05 08:00. The supplier's bath S works 08-12 and 13-17; it goes 60 minutes there and 30 back.
"""

import pytest

from scheduler.domain.operation import Link, Operation, Progress, Relation
from scheduler.domain.plan import Assignment
from scheduler.domain.problem import Problem, Settings
from tests.builders import (
    arrival,
    assign,
    at,
    finished,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    shop,
    started,
    transport,
)
from tests.parts import at_supplier, outsourced, rework, waiting
from tests.verify.plans import complete, said

BATH = at_supplier("S", minutes=120, there=60, back=30)


def plating(*operations: Operation, **more: object) -> Problem:
    return shop(
        resources=[machine("M1"), machine("M2"), machine("S", calendar="day", workshop="W2")],
        orders=[order("A", "01-30")],
        operations=operations,
        transports=[transport("W1", "W2", 500), transport("W2", "W1", 500)],  # says nothing about work outside
        **more,  # type: ignore[arg-type]
    )


def work(problem: Problem, **spans: tuple[str, str]) -> list[Assignment]:
    return [assign(problem, id_, span) for id_, span in spans.items()]


def planned(problem: Problem, **spans: tuple[str, str]) -> set[str]:
    return said(problem, *work(problem, **spans))


CHAIN = plating(
    operation("A1"), operation("A2", modes=(BATH,), after="A1"), operation("A3", on="M2", after=link("A2", 5))
)


def test_the_ways_lie_before_and_after_the_work() -> None:
    """A1 ends at 09:00; there at 10:00; done at 12:00; back at 12:30, and A3 comes 5 minutes later."""
    assert planned(CHAIN, A1=("08:00", "09:00"), A2=("10:00", "12:00"), A3=("12:35", "13:35")) == set()
    late = planned(CHAIN, A1=("08:00", "09:00"), A2=("10:00", "12:00"), A3=("12:34", "13:34"))
    assert late == {"starts_before_predecessor", "better_than_empty_shop"}
    early = planned(CHAIN, A1=("08:01", "09:01"), A2=("10:00", "12:00"), A3=("12:35", "13:35"))
    assert early == {"starts_before_predecessor"}


def test_the_supplier_works_by_its_own_calendar() -> None:
    """From 11:00 the two hours are interrupted by its lunch."""
    problem = plating(operation("A1", modes=(BATH,)))
    assert said(problem, assign(problem, "A1", ("11:00", "12:00"), ("13:00", "14:00"))) == set()
    assert "not_the_open_time" in planned(problem, A1=("11:00", "13:00"))


@pytest.mark.parametrize("relation", list(Relation))
def test_the_ways_count_in_all_relations_and_in_maximum_waits(relation: Relation) -> None:
    """From the end of A1 that counts to the one of A2 lie exactly 60 minutes of way: not one less, and at most 60."""
    hours = {
        Relation.FINISH_START: ("10:00", "12:00"),
        Relation.START_START: ("09:00", "11:00"),
        Relation.FINISH_FINISH: ("08:00", "10:00"),
        Relation.START_FINISH: ("08:00", "10:00"),  # its end is bound to 09:00, but nothing is there before 09:00
    }
    for maximum, extra in ((60, set()), (59, {"long_wait_not_stated"})):
        after = Link(operation=CHAIN.operations[0].id, relation=relation)
        if relation is not Relation.START_FINISH:
            after = after.model_copy(update={"maximum_minutes": maximum})
        else:
            extra = set()
        problem = plating(operation("A1"), operation("A2", modes=(BATH,), after=after)).model_copy(
            update={"as_of": at("07:00")}
        )
        orders = tuple(one.model_copy(update={"decomposed_at": at("07:00")}) for one in problem.orders)
        problem = problem.model_copy(update={"orders": orders})
        assert planned(problem, A1=("08:00", "09:00"), A2=hours[relation]) == extra


def test_it_sets_out_after_release_and_own_date() -> None:
    problem = plating(operation("A1", modes=(BATH,)))
    assert planned(problem, A1=("09:00", "11:00")) == set()
    assert "starts_in_the_past" in planned(problem, A1=("08:59", "10:59"))
    dated = plating(operation("A1", modes=(BATH,), not_before="08:30"))
    assert planned(dated, A1=("09:30", "11:30")) == set()
    assert "starts_before_not_before" in planned(dated, A1=("09:29", "11:29"))
    later = tuple(one.model_copy(update={"decomposed_at": at("08:30")}) for one in problem.orders)
    released = problem.model_copy(update={"orders": later})
    assert planned(released, A1=("09:30", "11:30")) == set()
    assert "starts_before_release" in planned(released, A1=("09:29", "11:29"))


def test_a_delivery_waits_for_the_way_back_also_of_reported_work() -> None:
    problem = plating(operation("A1", modes=(BATH,)))
    plan = complete(problem, *work(problem, A1=("10:00", "12:00")))
    assert plan.outcomes[0].deliveries[0].ready == at("12:30")
    reported = plating(operation("A1", modes=(BATH,)), progress=[finished("A1", "06:00", "07:50", "S")])
    plan = complete(reported, *work(reported, A1=("06:00", "07:50")))
    assert plan.outcomes[0].deliveries[0].ready == at("08:20")


def alone(problem: Problem, last: str = "A1") -> int:
    """Minutes from now at which the order would be done with the shop to itself; due is 01-31 00:00."""
    plan = complete(problem, *(assign(problem, o.id, ("01-20 08:00", "01-20 09:00")) for o in problem.operations))
    late = plan.outcomes[0].empty_shop_late_minutes
    assert late is not None
    return late + (at("01-31 00:00") - at("08:00")).days * 1440 + (at("01-31 00:00") - at("08:00")).seconds // 60


def test_alone_the_ways_count_too() -> None:
    """A1 till 09:00, there 10:00, plated till 12:00, back 12:30, A3 from 12:35 to 13:35: 335 minutes."""
    assert alone(CHAIN) == 335
    assert alone(plating(operation("A1", modes=(BATH,)))) == 60 + 120 + 30
    two = (BATH, at_supplier("S", minutes=150, there=0, back=0, id_="near"))
    assert alone(plating(operation("A1", modes=two))) == 150


def test_alone_what_is_dedicated_sets_out_and_free_supply_goes_there_directly() -> None:
    """There at 09:30: dedicated the work starts at 10:30, 90 minutes before lunch, and ends at 13:30; free at 09:30."""
    for dedicated, expected in (("A", 330 + 30), (None, 90 + 120 + 30)):
        problem = plating(
            operation("A1", modes=(BATH,), needs=(need("copper"),)),
            materials=[material("copper")],
            arrivals=[arrival("PO", "copper", 1, "09:30", dedicated_to=dedicated)],
        )
        assert alone(problem) == expected


def test_by_lead_time_the_ways_are_part_of_one_span() -> None:
    lead = outsourced(120)
    assert lead.outsourcing is not None
    lead = lead.model_copy(
        update={"outsourcing": lead.outsourcing.model_copy(update={"there_minutes": 60, "back_minutes": 30})}
    )
    problem = plating(operation("A1", modes=(lead,)), operation("A2", after="A1"))
    assert planned(problem, A1=("08:00", "11:30"), A2=("11:30", "12:30")) == set()
    assert "wrong_minutes" in planned(problem, A1=("08:00", "11:29"), A2=("11:30", "12:30"))
    assert "starts_before_predecessor" in planned(problem, A1=("08:00", "11:30"), A2=("11:29", "12:29"))


# --- outside waits ----------------------------------------------------------------------------------


def confirming(*reports: Progress, settings: Settings | None = None) -> Problem:
    return plating(
        operation("A1", modes=(waiting(2880),)), operation("A2", after="A1"), progress=reports, settings=settings
    )


def test_an_outside_wait_runs_day_and_night() -> None:
    problem = confirming()
    assert planned(problem, A1=("08:00", "01-07 08:00"), A2=("01-07 08:00", "01-07 09:00")) == set()
    short = planned(problem, A1=("08:00", "01-07 07:59"), A2=("01-07 08:00", "01-07 09:00"))
    assert short == {"wrong_minutes"}
    assert alone(confirming(), "A2") == 2880 + 60


@pytest.mark.parametrize(
    ("expected", "ends"), [("08:01", "08:01"), ("08:00", "01-06 08:00"), ("07:00", "01-06 08:00"), ("11:00", "11:00")]
)
def test_a_started_wait_ends_as_announced_or_by_the_policy(expected: str, ends: str) -> None:
    problem = confirming(started("A1", "01-04 08:00", None, "wait", expected=expected))
    begun = ("01-04 08:00", "08:00")
    after = at(ends)
    clock = f"{ends[:-5]}{int(ends[-5:-3]) + 1:02}{ends[-3:]}"
    follow = assign(problem, "A2", (ends, clock))
    assert follow.start == after
    assert said(problem, assign(problem, "A1", begun, ("08:00", ends)), follow) == set()
    wrong = assign(problem, "A1", begun, ("08:00", f"{ends[:-2]}{int(ends[-2:]) + 1:02}"))
    assert "wrong_minutes" in said(problem, wrong, follow)


# --- rework -----------------------------------------------------------------------------------------


def test_what_follows_waits_for_the_rework() -> None:
    """The example of docs/rules/inspection.md: reported at 09:20, an hour, and 30 minutes after it."""
    problem = plating(
        operation("A1"),
        operation("A2", on="M2", after=link("A1", 30)),
        reworks=[rework("R1", "A1", "M1", minutes=60, reported="09:20")],
    )
    again = "A1~rework/R1"

    def found(redone: tuple[str, str], then: tuple[str, str]) -> set[str]:
        jobs = {"A1": ("08:00", "09:00"), again: redone, "A2": then}
        return said(problem, *(assign(problem, id_, span) for id_, span in jobs.items()))

    assert found(("09:20", "10:20"), ("10:50", "11:50")) == set()
    assert found(("09:20", "10:20"), ("10:49", "11:49")) == {"starts_before_predecessor", "better_than_empty_shop"}
    assert found(("09:19", "10:19"), ("10:50", "11:50")) == {"starts_before_not_before"}
    without = [assign(problem, "A1", ("08:00", "09:00")), assign(problem, "A2", ("10:50", "11:50"))]
    assert complete(problem, *without).outcomes[0].deliveries == ()  # nothing is planned without it


def test_expected_rework_takes_minutes() -> None:
    """90 minutes at a yield of 90 % are 100; set-up minutes stay."""
    work_ = operation("A1", modes=(mode("M1", minutes=90, set_up=7),)).model_copy(
        update={"first_pass_yield_percent": 90}
    )
    problem = plating(work_)
    assert planned(problem, A1=("08:00", "09:47")) == set()
    assert planned(problem, A1=("08:00", "09:46")) == {"wrong_minutes", "better_than_empty_shop"}
