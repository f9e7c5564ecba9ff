"""A valid plan, worked out by hand, with set-ups, an oven, tied stations, a mode for a while and chosen overtime.

Monday 2026-01-05, now is 08:00. M1 works 08-12 and 13-17, and till 19:00 by choice, at most 60 minutes a day; another
colour takes it 30 minutes. All else is always open: the oven O1 holds 10, the pool P has two stations.

A  A1 in red on M1 08:00-09:00; A2 on P0 09:00-10:00, A3 on the same station 10:00-11:00, A4 on the other one then too.
B  B1 in blue on M1 09:30-10:30, set up from 09:00; B2, in blue too, 15:00-18:00, an hour of it by choice.
C, D  C1 and D1 are baked together 08:00-09:00, with loads of 4 and 6.
F  F1 with helpers, who are there for what starts from 10:00, starts before 12:00 and ends by 12:30: 11:00-12:00.
"""

from decimal import Decimal

from scheduler.domain.operation import Station
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from tests.builders import DAY, assign, machine, operation, order, pool, shop
from tests.station_parts import cap, doing, extra, oven, overtime, set_up, station, where
from tests.verify.mutants import Mutant, added, dropped, job, problem_row, retimed, used
from tests.verify.plans import complete


def station_problem() -> Problem:
    bakes = (doing("O1", programme="bake", load=6), doing("O1", programme="dry", load=6, id_="dry"))
    return shop(
        calendars=[DAY.model_copy(update={"overtime": (overtime("17:00", "19:00"),)})],
        resources=(
            station("M1", set_up(30, cost=5), calendar="day").model_copy(update={"overtime_caps": (cap(60),)}),
            oven("O1", holds=10, bake=60, dry=60),
            pool("P", 2),
            machine("M2"),
        ),
        orders=[order(name) for name in "ABCDF"],
        operations=(
            operation("A1", modes=(doing("M1", colour="red"),)),
            operation("A2", on="P", after="A1"),
            operation("A3", on="P", after=where("A2", Station.SAME)),
            operation("A4", on="P", after=where("A2", Station.DIFFERENT)),
            operation("B1", modes=(doing("M1", colour="blue"),)),
            operation("B2", modes=(doing("M1", minutes=180, colour="blue"),), after="B1"),
            operation("C1", modes=(doing("O1", programme="bake", load=4), doing("O1", programme="fry", id_="fry"))),
            operation("D1", modes=bakes),
            operation(
                "F1", modes=(doing("M2", starts_from="10:00", starts_before="12:00", ends_by="12:30"), doing("P"))
            ),
        ),
    )


def station_plan(problem: Problem) -> Plan:
    return complete(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "A2", ("09:00", "10:00")),
        assign(problem, "A3", ("10:00", "11:00")),
        assign(problem, "A4", ("10:00", "11:00"), units={"P": (1,)}),
        assign(problem, "B1", ("09:30", "10:30"), set_up="09:00"),
        assign(problem, "B2", ("15:00", "18:00")),
        assign(problem, "C1", ("08:00", "09:00")),
        assign(problem, "D1", ("08:00", "09:00")),
        assign(problem, "F1", ("11:00", "12:00")),
        overtime=[extra("B2", "M1", "17:00", 60)],
    )


STATION_MUTANTS = [
    Mutant("beyond_its_station", job("C1", mode="fry"), ("C1",)),
    Mutant("starts_before_mode", retimed("F1", ("09:59", "10:59")), ("F1",)),
    Mutant("starts_after_mode", retimed("F1", ("12:00", "13:00")), ("F1",)),
    Mutant("ends_after_mode", retimed("F1", ("11:31", "12:31")), ("F1",)),
    Mutant("not_the_open_time", retimed("B2", ("14:30", "17:00"), ("17:30", "18:00")), ("B2",)),
    Mutant("wrong_overtime", dropped("overtime"), ("B2",)),
    Mutant("wrong_overtime", added("overtime", extra("A1", "M1", "17:00", 1)), ("A1",)),
    Mutant("too_much_overtime", problem_row("resources", "M1", overtime_caps=(cap(59),)), ("B2",)),
    Mutant("mixed_batch", job("D1", mode="dry"), ("D1",)),
    Mutant("overfull_batch", problem_row("resources", "O1", most_load=Decimal(9)), ("C1",)),
    Mutant("set_up_too_short", retimed("B1", ("09:29", "10:29")), ("B1",)),
    Mutant("set_up_too_short", problem_row("resources", "M1", set_ups=(set_up(31, cost=5),)), ("B1",)),
    Mutant("wrong_set_up_start", job("B1", set_up_start=None), ("B1",)),
    Mutant("wrong_goal_value", problem_row("resources", "M1", set_ups=(set_up(30, cost=6),))),
    Mutant("on_another_station", used("A3", units=(1,)), ("A3",)),
    Mutant("on_the_same_station", used("A4", units=(0,)), ("A4",)),
]
