"""A small switchgear factory with names in both languages, and a greedy plan for it made by hand.

The plan is no good plan, but a true one: every operation runs in open time of its resources, on a free
station, after its predecessors. So charts can be tested, and looked at, without an engine.
"""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from scheduler.compile.calendars import windows
from scheduler.compile.clock import Clock
from scheduler.domain.due import dues
from scheduler.domain.operation import Link, Mode, Operation, TaskKind, Use
from scheduler.domain.order import DeliveryTerms, Order, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import (
    AssignedUse,
    Assignment,
    Cause,
    CauseMinutes,
    DeliveryOutcome,
    Message,
    Outcome,
    Peg,
    Plan,
    PlanStatus,
    Segment,
    SupplyKind,
    Verdict,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import (
    CompanyId,
    DestinationId,
    Label,
    MaterialId,
    ModeId,
    OperationId,
    OrderId,
    ResourceId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, ResourceKind, Workshop
from tests.builders import (
    AS_OF,
    SHANGHAI,
    arrival,
    destination,
    instalment,
    line,
    machine,
    material,
    outsourced,
    pin,
    shop,
    weekly,
)

TWO_SHIFTS = weekly("two", range(1, 7), "06:00", "22:00", ("11:30", "12:30"), ("18:00", "18:30"))
STEPS = (
    ("punch", "CNC punching", "数控冲", TaskKind.FABRICATION, "punch", 90),
    ("bend", "Bending", "折弯", TaskKind.FABRICATION, "bend", 120),
    ("weld", "Welding", "焊接", TaskKind.FABRICATION, "weld", 200),
    ("coat", "Powder coating", "喷塑", TaskKind.SURFACE, "coat", 150),
    ("copper", "Copper bars", "铜排加工", TaskKind.COOPERATION, "copper", 180),
    ("build", "Cabinet assembly", "柜体装配", TaskKind.ASSEMBLY, "bay", 420),
    ("wire", "Secondary wiring", "二次配线", TaskKind.ASSEMBLY, "fitters", 360),
    ("test", "Routine test", "出厂检验", TaskKind.INSPECTION, "test", 150),
    ("pack", "Packing", "装箱", TaskKind.PACKING, "pack", 60),
)
"""Step, names, kind, resource, working minutes of one order of average size."""
BEFORE = {"bend": ("punch",), "weld": ("bend",), "coat": ("weld",), "build": ("coat", "copper"),
          "wire": ("build",), "test": ("wire",), "pack": ("test",)}  # fmt: skip


def _resource(
    id_: str, en: str, zh: str, kind: ResourceKind, units: int, workshop: str, calendar: str = "day"
) -> Resource:
    plain = machine(id_, calendar=calendar, workshop=workshop)
    return plain.model_copy(update={"names": Label(en=en, zh=zh), "kind": kind, "units": units})


def factory(orders: int = 24, seed: int = 1) -> Problem:
    """Orders of nine operations each; of five orders one has its welding done outside."""
    random = Random(seed)
    machine_, pool_, people = ResourceKind.MACHINE, ResourceKind.POOL, ResourceKind.WORKERS
    made = [_order(number, random) for number in range(orders)]
    return shop(
        calendars=[TWO_SHIFTS],
        companies=[
            Company(id=CompanyId("C1"), names=Label(en="Switchgear", zh="成套公司")),
            Company(id=CompanyId("C2"), names=Label(en="Metal works", zh="金加工公司")),
        ],
        workshops=[
            Workshop(id=WorkshopId("W2"), names=Label(en="Sheet metal", zh="钣金车间"), company=CompanyId("C2")),
            Workshop(id=WorkshopId("W3"), names=Label(en="Surface", zh="喷涂车间"), company=CompanyId("C2")),
            Workshop(id=WorkshopId("W1"), names=Label(en="Assembly", zh="装配车间"), company=CompanyId("C1")),
        ],
        resources=[
            _resource("punch", "Turret punch", "数控冲床", machine_, 1, "W2", "two"),
            _resource("bend", "Press brake", "折弯机", pool_, 2, "W2", "two"),
            _resource("weld", "Welding booth", "焊接间", pool_, 3, "W2"),
            _resource("copper", "Copper bar line", "母线加工机", machine_, 1, "W2"),
            _resource("coat", "Coating line", "喷塑线", machine_, 1, "W3", "two"),
            _resource("bay", "Assembly bay", "装配工位", pool_, 6, "W1"),
            _resource("fitters", "Wiring fitters", "配线工", people, 8, "W1"),
            _resource("test", "Test bench", "试验台", pool_, 2, "W1"),
            _resource("pack", "Packing", "包装工位", pool_, 2, "W1"),
        ],
        materials=[material("breaker")],
        arrivals=[arrival("PO-7", "breaker", 40, "01-13 09:00")],
        destinations=[destination("site", transit=26 * 60)],
        orders=made,
        operations=[operation for order in made for operation in _operations(order, random)],
        pins=[pin("P1", f"{made[0].id}/build", PinKind.NOT_BEFORE, when="08:00")] if made else (),
    )


def _order(number: int, random: Random) -> Order:
    due = date(2026, 1, 8) + timedelta(days=random.randrange(0, 6 + number))
    customer_en, customer_zh = random.choice(
        [("Riverside hospital", "滨江医院"), ("Metro line 6", "地铁六号线"), ("Harbour crane", "港口起重机"),
         ("Data centre north", "北区数据中心"), ("Paper mill", "造纸厂")]
    )  # fmt: skip
    to_site = number % 3 == 0
    return Order(
        id=OrderId(f"SO-{1001 + number}"),
        names=Label(en=customer_en, zh=customer_zh),
        customer=customer_zh,
        company=CompanyId("C1"),
        status=OrderStatus.EFFECTIVE,
        effective_at=AS_OF,
        decomposed_at=AS_OF,
        lines=(line(1, instalment(1, due.isoformat(), quantity=2)),),
        weight=random.randint(1, 5),
        delivery=DeliveryTerms.TO_SITE if to_site else DeliveryTerms.EX_WORKS,
        destination=DestinationId("site") if to_site else None,
    )


def _operations(order: Order, random: Random) -> list[Operation]:
    size = random.uniform(0.5, 1.8)
    return [
        Operation(
            id=OperationId(f"{order.id}/{step}"),
            order=order.id,
            line=1,
            names=Label(en=en, zh=zh),
            kind=kind,
            quantity=Decimal(2),
            modes=(
                outsourced(3 * 24 * 60)
                if step == "weld" and int(order.id[3:]) % 5 == 0
                else Mode(
                    id=ModeId("own"),
                    uses=(
                        Use(
                            resource=ResourceId(resource),
                            units=2 if step == "wire" else 1,
                            held=step != "wire",
                        ),
                    ),
                    set_up_minutes=round(minutes * size),
                ),
            ),
            after=tuple(Link(operation=OperationId(f"{order.id}/{before}")) for before in BEFORE.get(step, ())),
        )
        for step, en, zh, kind, resource, minutes in STEPS
    ]


def greedy_plan(problem: Problem, days: int = 120) -> Plan:
    """Order by order, operation by operation: the first open time of the station that is free first."""
    clock = Clock(problem.as_of)
    until = problem.as_of + timedelta(days=days)
    opened = {
        r.id: [(clock.minute(a), clock.minute(b)) for a, b in windows(problem, r.id, problem.as_of, until)]
        for r in problem.resources
    }
    free = {r.id: [0] * r.units for r in problem.resources}
    ends: dict[str, int] = {}
    found: list[Assignment] = []
    for operation in problem.operations:
        mode = operation.modes[0]
        ready = max((ends[link.operation] for link in operation.after), default=0)
        if mode.outsourcing is not None:
            parts = [(ready, ready + (mode.outsourcing.lead_minutes or 0))]
            uses: tuple[AssignedUse, ...] = ()
        else:
            use = mode.uses[0]
            stations = free[use.resource]
            units = sorted(range(len(stations)), key=stations.__getitem__)[: use.units]
            start = max(ready, *(stations[unit] for unit in units))
            parts = _work(opened[use.resource], start, mode.set_up_minutes)
            for unit in units:
                stations[unit] = parts[-1][1]
            named = next(r for r in problem.resources if r.id == use.resource).named_units
            uses = (AssignedUse(resource=use.resource, amount=use.units, units=tuple(sorted(units)) if named else ()),)
        ends[operation.id] = parts[-1][1]
        found.append(
            Assignment(
                operation=operation.id,
                order=operation.order,
                mode=mode.id,
                uses=uses,
                start=clock.instant(parts[0][0]),
                end=clock.instant(parts[-1][1]),
                segments=tuple(Segment(start=clock.instant(a), end=clock.instant(b)) for a, b in parts),
            )
        )
    return Plan(
        problem=problem.content_hash(),
        as_of=problem.as_of,
        status=PlanStatus.FEASIBLE,
        levels=(),
        assignments=tuple(found),
        pegs=tuple(
            Peg(
                operation=OperationId(f"{order.id}/build"),
                material=MaterialId("breaker"),
                quantity=Decimal(2),
                supply=SupplyKind.ARRIVAL,
                arrival=problem.arrivals[0].id,
                available_at=problem.arrivals[0].at,
            )
            for order in problem.orders[::4]
            if problem.arrivals
        ),
        outcomes=tuple(_outcome(problem, order, found) for order in problem.orders),
    )


def plan_of(problem: Problem, *assignments: Assignment) -> Plan:
    """A plan of the given assignments that judges no order."""
    return Plan(
        problem=problem.content_hash(),
        as_of=problem.as_of,
        status=PlanStatus.FEASIBLE,
        levels=(),
        assignments=assignments,
        outcomes=(),
    )


def _work(opened: list[tuple[int, int]], start: int, minutes: int) -> list[tuple[int, int]]:
    """The open stretches from `start` on that add up to some working minutes."""
    parts = []
    first = max(0, bisect_right(opened, (start, 0)) - 1)
    for opens, b in opened[first:]:
        a = max(opens, start)
        if b <= a:
            continue
        taken = min(b - a, minutes)
        parts.append((a, a + taken))
        minutes -= taken
        if minutes == 0:
            return parts
    raise AssertionError("the horizon of the hand-made plan is too short")


def _outcome(problem: Problem, order: Order, work: list[Assignment]) -> Outcome:
    """Judged by lateness alone; every third late order is called impossible, so that all colours occur."""
    mine = [assignment.end for assignment in work if assignment.order == order.id]
    if not mine:
        fault = Message(key="unknown_product", parameters={"line": 1, "product": "goods"})
        return Outcome(order=order.id, verdict=Verdict.NOT_PLANNABLE, faults=(fault,))
    ready = max(mine)
    arrives = ready + timedelta(minutes=26 * 60 if order.destination else 0)
    due = dues(order, SHANGHAI)[0].committed
    late = round((arrives - due) / timedelta(minutes=1))
    verdict = Verdict.ON_TIME
    if late > 0:
        verdict = Verdict.LATE_IMPOSSIBLE if int(order.id[3:]) % 3 == 0 else Verdict.LATE_CONTENDED
    return Outcome(
        order=order.id,
        verdict=verdict,
        deliveries=(DeliveryOutcome(ready=ready, leaves=ready, arrives=arrives, due=due),),
        late_minutes=late,
        at_risk=-problem.settings.at_risk_minutes < late <= 0,
        empty_shop_late_minutes=late - 600,
        causes=(
            CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=late - 600),
            CauseMinutes(
                cause=Cause.QUEUE,
                minutes=600,
                operation=OperationId(f"{order.id}/coat"),
                resource=ResourceId("coat"),
                behind=(OrderId("SO-1003"), OrderId("SO-1007")),
            ),
        )
        if late > 0
        else (),
    )


def moment(text: str) -> datetime:
    """`2026-01-05 08:00`, plant time, as the axis of a chart has it."""
    return datetime.fromisoformat(text)
