"""One valid plan, worked out by hand, that touches every rule: the ground into which mutants are planted.

Monday 2026-01-05, now is 08:00. M1 and the pool P (two stations) in W1 are always open; M2 and M3 in W2 and
the people G work 08-12 and 13-17. From W1 to W2 it is 30 minutes, from W2 to W1 45.

A  A1 on M1 08:00-09:00; on to W2, A2 on M2 (300 min) 09:30-12:00 and 13:00-15:30; A3 outside
   (600 min) to 01:30.
B  B1 on P and G (240 min), pinned to 09:00, but its copper is inspected only at 09:30: 09:30-12:00
   and 13:00-14:30. 15 minutes and the way W1-W2 later B2 on M3, not to be interrupted, 15:15-16:45,
   with steel bought by then; packed by 17:30, promised for 12:00: 330 minutes late, alone as well.
C  names a resource that does not exist.   D  is an inquiry.
E  E0 was finished on M1 06:00-07:00, E1 runs on P since 07:00, 60 minutes to go, E2 on M1 10:00-10:30.
F  signed, not paid; two instalments to a site one hour away that receives 08-12 and 13-17: F1 on M1
   10:30-11:00 arrives at 13:00, after the lunch break; F2 on M1 11:00-11:30 as well.
H  H1 on M1 after A1, 09:00-10:00, promised for 09:30: 30 minutes late, on time with the shop to itself.
"""

from scheduler.domain.goal import Approval
from scheduler.domain.order import OrderStatus, Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, CompanyId
from scheduler.domain.resource import Company
from tests.builders import (
    arrival,
    assign,
    at,
    destination,
    finished,
    instalment,
    line,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    shop,
    started,
    stock,
    transport,
    use,
    workers,
)
from tests.verify.plans import bought, complete, from_arrival, from_stock, proposed


def mixed_problem() -> Problem:
    return shop(
        companies=(
            Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("day")),
            Company(id=CompanyId("C2")),
        ),
        resources=(
            machine("M1"),
            machine("M2", calendar="day", workshop="W2"),
            machine("M3", calendar="day", workshop="W2"),
            pool("P", 2),
            workers("G", 2, calendar="day"),
        ),
        transports=(transport("W1", "W2", 30), transport("W2", "W1", 45)),
        destinations=(destination("site", transit=60, receiving="day"),),
        materials=(material("copper", inspection=30), material("steel", lead=300, inspection=60)),
        stocks=(stock("copper", 2), stock("copper", 5, company="C2")),
        arrivals=(
            arrival("PO1", "copper", 1, "09:00", dedicated_to="B"),
            arrival("PO2", "copper", 9, "07:59"),
            arrival("PO3", "copper", 9, "08:00", company="C2"),
            arrival("PO4", "copper", 9, "08:00", dedicated_to="A"),
            arrival("PO5", "steel", 1, "01-06 08:00"),
        ),
        orders=(
            order("A", due="01-06"),
            order("B", hour="12:00", packing=45, weight=2, penalty=Penalty(fixed=100, per_day=40)),
            order("C"),
            order("D", status=OrderStatus.INQUIRY),
            order("E"),
            order(
                "F",
                status=OrderStatus.SIGNED,
                effective=None,
                lines=(line(1, instalment(1, "01-05"), instalment(2, "01-05")),),
                consent=True,
                to="site",
            ),
            order("H", hour="09:30", weight=3),
        ),
        operations=(
            operation("A1"),
            operation("A2", on="M2", minutes=300, after="A1"),
            operation(
                "A3",
                modes=(outsourced(600), outsourced(500, id_="cheap", approval=Approval.PROPOSED)),
                after="A2",
            ),
            operation(
                "B1",
                modes=(mode("P", use("G", 2, held=False), minutes=240), mode("M3", minutes=900)),
                needs=(need("copper", 3),),
            ),
            operation("B2", on="M3", minutes=90, resumable=False, after=link("B1", 15), needs=(need("steel", 3),)),
            operation("C1", on="nowhere"),
            operation("D1"),
            operation("E0"),
            operation("E1", modes=(mode("P"), mode("M2")), after="E0"),
            operation("E2", minutes=30, after="E1", not_before="09:30"),
            operation("F1", minutes=30, line=1, instalment=1),
            operation("F2", minutes=30, line=1, instalment=2),
            operation("H1"),
        ),
        progress=(finished("E0", "06:00", "07:00"), started("E1", "07:00", 60, mode_id="P")),
        pins=(
            pin("on P", "B1", PinKind.RESOURCE, to="P"),
            pin("at nine", "B1", PinKind.START, when="09:00"),
            pin("from nine", "H1", PinKind.NOT_BEFORE, when="09:00"),
            pin("till half past eleven", "F2", PinKind.NOT_AFTER, when="11:30"),
            pin("F first", "F1", PinKind.BEFORE, other="A3"),
            pin("expired", "A1", PinKind.START, when="12:00", until="07:59"),
        ),
    )


def mixed_plan(problem: Problem) -> Plan:
    assert problem.as_of == at("08:00")
    return complete(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "A2", ("09:30", "12:00"), ("13:00", "15:30")),
        assign(problem, "A3", ("15:30", "01-06 01:30")),
        assign(problem, "B1", ("09:30", "12:00"), ("13:00", "14:30")),
        assign(problem, "B2", ("15:15", "16:45")),
        assign(problem, "E0", ("06:00", "07:00")),
        assign(problem, "E1", ("07:00", "08:00"), ("08:00", "09:00"), units={"P": (1,)}),
        assign(problem, "E2", ("10:00", "10:30")),
        assign(problem, "F1", ("10:30", "11:00")),
        assign(problem, "F2", ("11:00", "11:30")),
        assign(problem, "H1", ("09:00", "10:00")),
        pegs=(
            from_arrival("B1", "copper", 1, "PO1", "09:30"),
            from_stock("B1", "copper", 2),
            bought("B2", "steel", 3, "buy 1", "15:15"),
        ),
        purchases=(proposed("buy 1", "B2", "steel", 3, order_by="09:15", need_by="15:15"),),
        broken=(("at nine", 30),),
    )
