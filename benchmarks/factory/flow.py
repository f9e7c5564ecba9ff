"""Rules of the way of an order: relations, ways, work outside, materials, delivery, quality, what is reported."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from benchmarks.factory.changes import Update, after, operations
from benchmarks.factory.plant import AS_OF, CLOCK, DAY, DISPATCH, HOUR, OUTSIDE, SERVICE, SHIFTS, USABLE, section
from scheduler.domain.delivery import Destination
from scheduler.domain.material import Arrival, GroupTransfer, Material, Stock, Substitute
from scheduler.domain.operation import (
    Link,
    Mode,
    Need,
    Operation,
    Outsourcing,
    Progress,
    ProgressStatus,
    Relation,
    Rework,
)
from scheduler.domain.order import Consent, DeliveryTerms, Instalment, Order, Payment
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import ArrivalId, CompanyId, DestinationId, MaterialId, ModeId, OperationId, ResourceId
from scheduler.domain.resource import Resource, ResourceKind, Transport

MATERIALS = 40


def waits(problem: Problem, rng: random.Random) -> Problem:
    """Coat within a day of pickling, cure within half an hour of coating, dry for four hours, wire while mounting."""

    def related(operation: Operation) -> Update:
        if operation.id.endswith("-coat"):
            return {"after": tuple(link.model_copy(update={"maximum_minutes": DAY}) for link in operation.after)}
        if operation.id.endswith("-cure"):
            return {"after": tuple(link.model_copy(update={"maximum_minutes": 30}) for link in operation.after)}
        step = operation.id.rpartition("/")[2].partition("#")[0]
        if step == "mount":
            dry = [link.model_copy(update={"minimum_minutes": 4 * HOUR}) for link in operation.after]
            return {"after": tuple(dry)}
        if step == "wire" and rng.random() < 0.3:
            return {"after": tuple(link for before in operation.after for link in _overlapping(before.operation))}
        return {}

    return operations(problem, related)


def _overlapping(before: OperationId) -> Iterator[Link]:
    yield Link(operation=before, relation=Relation.START_START, minimum_minutes=2 * HOUR)
    yield Link(operation=before, relation=Relation.FINISH_FINISH, minimum_minutes=HOUR)


def transport(problem: Problem, rng: random.Random) -> Problem:
    """A matrix of ways: minutes between the workshops of a company, hours between companies."""
    found = tuple(
        Transport(
            from_workshop=a.id,
            to_workshop=b.id,
            minutes=rng.randint(2, 8) * 5 if a.company == b.company else rng.randint(4, 16) * 30,
        )
        for a in problem.workshops
        for b in problem.workshops
        if a.id != b.id
    )
    return problem.model_copy(update={"transports": found})


def outsourcing(problem: Problem, rng: random.Random) -> Problem:
    """A plater with places of his own, hours away, for a third of the baths and some coating and milling."""
    share = {"bath": 0.33, "coat": 0.1, "mill": 0.1}
    plants = sum(company.id != SERVICE for company in problem.companies)
    places = Resource(
        id=ResourceId("plater.line"),
        kind=ResourceKind.POOL,
        units=max(1, plants),
        workshop=problem.workshops[0].id,
        calendar=SHIFTS,
    )

    def outside(operation: Operation) -> Update:
        if rng.random() > share.get(section(operation.modes[0]), 0):
            return {}
        plain = operation.modes[0]
        other = Mode(
            id=ModeId("plater"),
            uses=(plain.uses[0].model_copy(update={"resource": places.id}),),
            set_up_minutes=plain.set_up_minutes,
            minutes_per_unit=plain.minutes_per_unit,
            cost=rng.randint(5, 20) * 20,
            outsourcing=Outsourcing(
                supplier=OUTSIDE, there_minutes=3 * HOUR, back_minutes=3 * HOUR, approval=rng.choice(USABLE)
            ),
        )
        return {"modes": (*operation.modes, other)}

    return operations(problem.model_copy(update={"resources": (*problem.resources, places)}), outside)


def stock(problem: Problem, rng: random.Random) -> Problem:
    """Sheets, components and small parts: stock of every company, arrivals in parts, transfers, substitutes."""
    ids = [MaterialId(f"M{number:02}") for number in range(MATERIALS)]
    wanted = {"cut": 1, "mount": 3, "wire": 2, "pack": 1}

    def needs(operation: Operation) -> Update:
        count = wanted.get(section(operation.modes[0]), 0)
        chosen = rng.sample(ids, count)
        return {"needs": tuple(Need(material=id_, quantity=operation.quantity * rng.randint(1, 3)) for id_ in chosen)}

    found = operations(problem, needs)
    company_of = {order.id: order.company for order in problem.orders}
    demand: Counter[tuple[MaterialId, CompanyId]] = Counter()
    for operation in found.operations:
        for need in operation.needs:
            demand[need.material, company_of[operation.order]] += int(need.quantity)
    places = [(material, company.id) for material in ids for company in problem.companies]
    return found.model_copy(
        update={
            "materials": tuple(_material(ids, number, rng) for number in range(MATERIALS)),
            "stocks": tuple(
                Stock(material=material, company=owner, quantity=_share(demand[material, owner], rng, 30, 60))
                for material, owner in places
            ),
            "arrivals": tuple(
                _arrival(rng, material, owner, part, demand[material, owner])
                for material, owner in places
                for part in range(3)
            ),
            "suppliers": tuple(s.model_copy(update={"usual_delay_minutes": DAY}) for s in problem.suppliers),
            "group_transfers": tuple(_transfers(problem)),
        }
    )


def _share(demand: int, rng: random.Random, least: int, most: int) -> Decimal:
    """Between two percentages of all that is needed; the service company, which needs little, keeps some for others."""
    return Decimal(max(20, demand) * rng.randint(least, most) // 100)


def _arrival(rng: random.Random, material: MaterialId, owner: CompanyId, part: int, demand: int) -> Arrival:
    return Arrival(
        id=ArrivalId(f"{material}-{owner}-{part}"),
        material=material,
        company=owner,
        quantity=_share(demand, rng, 10, 25),
        at=after(rng.randint(0, 8), days=2 + 5 * part + rng.randint(0, 4)),
        confirmed=rng.random() < 0.7,
        supplier=OUTSIDE,
    )


def _material(ids: list[MaterialId], number: int, rng: random.Random) -> Material:
    substitutes: tuple[Substitute, ...] = ()
    if number % 4 == 0:
        other = ids[(number + 1) % MATERIALS]
        substitutes = (Substitute(material=other, cost_per_unit=rng.randint(1, 20), approval=rng.choice(USABLE)),)
    return Material(
        id=ids[number],
        lead_minutes=rng.randint(5, 20) * DAY,
        inspection_minutes=2 * HOUR,
        supplier=OUTSIDE,
        substitutes=substitutes,
    )


def _transfers(problem: Problem) -> Iterator[GroupTransfer]:
    """Every company may be helped by the service company and by its neighbour."""
    plants = [company.id for company in problem.companies if company.id != SERVICE]
    for number, to in enumerate(plants):
        helpers = dict.fromkeys((SERVICE, plants[number - 1]))
        yield from (
            GroupTransfer(from_company=from_, to_company=to, minutes=DAY, cost=30) for from_ in helpers if from_ != to
        )


def deliveries(problem: Problem, rng: random.Random) -> Problem:
    """Sites with receiving hours, dispatch days, packing, payment gates, storage, deliveries in parts."""
    sites = tuple(
        Destination(
            id=DestinationId(f"D{number}"),
            transit_minutes=rng.randint(4, 72) * HOUR,
            receiving_calendar=rng.choice((DISPATCH, CLOCK, None)),
        )
        for number in range(10)
    )
    companies = tuple(c.model_copy(update={"dispatch_calendar": DISPATCH}) for c in problem.companies)

    def changed(order: Order) -> Order:
        update: Update = {
            "packing_minutes": rng.choice((0, 60, 4 * HOUR)),
            "storage_cost_per_day": rng.choice((0, 0, 0, 5, 20)),
            "accepts_early": rng.random() < 0.9,
        }
        if rng.random() < 0.6:
            update |= {"delivery": DeliveryTerms.TO_SITE, "destination": rng.choice(sites).id}
        if rng.random() < 0.15:
            update["payment"] = Payment(expected=after(0, days=rng.randint(1, 25)))
        line = order.lines[0]
        if line.quantity > 1 and rng.random() < 0.15:
            update["part_delivery_consent"] = Consent(by="customer", at=AS_OF)
            update["lines"] = (line.model_copy(update={"instalments": _parts(line.instalments[0])}),)
        return order.model_copy(update=update)

    orders = tuple(changed(order) for order in problem.orders)
    return problem.model_copy(update={"destinations": sites, "companies": companies, "orders": orders})


def _parts(whole: Instalment) -> tuple[Instalment, ...]:
    half = whole.quantity // 2
    later = {"number": 2, "quantity": whole.quantity - half, "committed": whole.committed + timedelta(days=7)}
    return whole.model_copy(update={"quantity": half}), whole.model_copy(update=later)


def quality(problem: Problem, rng: random.Random) -> Problem:
    """A fifth of the operations do not always pass at once."""

    def passes(operation: Operation) -> Update:
        waits = not operation.modes[0].uses
        return {} if waits or rng.random() > 0.2 else {"first_pass_yield_percent": rng.randint(85, 99)}

    return operations(problem, passes)


def facts(problem: Problem, rng: random.Random) -> Problem:
    """First operations of some orders are reported, a few of them with rework; a hundredth of the others is pinned."""
    progress: list[Progress] = []
    reworks: list[Rework] = []
    pins: list[Pin] = []
    begun = {o.id for o in problem.orders if o.decomposed_at and o.decomposed_at < AS_OF and rng.random() < 0.2}
    for operation in problem.operations:
        if operation.order in begun and not operation.after and operation.modes[0].uses and rng.random() < 0.7:
            progress.append(_report(operation, rng))
            if progress[-1].status is ProgressStatus.FINISHED and rng.random() < 0.1:
                reworks.append(_rework(operation))
        elif rng.random() < 0.01 and operation.after:
            at = after(0, days=rng.randint(3, 15))
            pins.append(
                Pin(id=f"pin {operation.id}", operation=operation.id, kind=PinKind.NOT_BEFORE, at=at, who="planner")
            )
    return problem.model_copy(update={"progress": tuple(progress), "reworks": tuple(reworks), "pins": tuple(pins)})


def _report(operation: Operation, rng: random.Random) -> Progress:
    start = AS_OF - timedelta(minutes=rng.randint(2 * DAY, 3 * DAY))
    done = rng.random() < 0.8
    return Progress(
        operation=operation.id,
        status=ProgressStatus.FINISHED if done else ProgressStatus.STARTED,
        mode=operation.modes[0].id,
        started_at=start,
        finished_at=start + timedelta(hours=6) if done else None,
        remaining_minutes=None if done else rng.randint(10, 90),
    )


def _rework(operation: Operation) -> Rework:
    return Rework(
        id=f"again {operation.id}",
        operation=operation.id,
        modes=(operation.modes[0],),
        quantity=Decimal(1),
        reported_at=AS_OF,
    )
