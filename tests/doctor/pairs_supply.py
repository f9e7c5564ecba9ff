"""Pairs about what comes from others, and what holds an order back: materials, answers, inspection, payment."""

from scheduler.domain.goal import Approval
from scheduler.domain.material import GroupTransfer, Stock, Substitute
from scheduler.domain.operation import Operation, Progress
from scheduler.domain.order import Order, Payment
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, SupplierId
from scheduler.domain.resource import Company, Supplier
from tests.builders import (
    arrival,
    at,
    destination,
    finished,
    material,
    need,
    operation,
    order,
    started,
    stock,
)
from tests.doctor.pairs import A1, FAR, Pair, product, step, with_operations
from tests.parts import rework, substitute, transfer, waiting
from tests.people import step as lot_step

COMPANIES = [Company(id=CompanyId("C1")), Company(id=CompanyId("C2"))]


def replaced(*substitutes: Substitute, unit: str = "kg") -> Problem:
    """Copper with substitutes, of which tin is counted in another unit."""
    copper = material("copper", substitutes=substitutes)
    others = [material("brass"), material("tin").model_copy(update={"unit": unit})]
    return with_operations(A1, materials=[copper, *others])


def sent(*ways: GroupTransfer, stocks: tuple[Stock, ...] = (stock("copper", 1, company="C2"),)) -> Problem:
    """An operation of company C1 needs copper, which C2 has."""
    return with_operations(
        operation("A1", needs=(need("copper"),)),
        companies=COMPANIES,
        materials=[material("copper")],
        stocks=stocks,
        group_transfers=ways,
    )


def expected(delay: int) -> Problem:
    """Copper that is expected an hour before its order is due at midnight, from a supplier usually late."""
    on_its_way = arrival("P1", "copper", 5, "2026-06-30 23:00", confirmed=False, supplier="S1")
    return with_operations(
        operation("A1", needs=(need("copper", 5),)),
        materials=[material("copper")],
        arrivals=[on_its_way],
        suppliers=[Supplier(id=SupplierId("S1"), usual_delay_minutes=delay)],
    )


def following(*, consent: bool) -> Problem:
    return with_operations(
        operation("A1", needs=(need("copper", may_follow=True),)),
        order_=order("A", FAR, consent=consent),
        materials=[material("copper")],
    )


PURCHASES = {
    "substitute_itself": Pair(
        replaced(substitute("copper")), "materials[0].substitutes[0].material", replaced(substitute("brass"))
    ),
    "duplicate_substitute": Pair(
        replaced(substitute("brass"), substitute("brass", 2)),
        "materials[0].substitutes[1].material",
        replaced(substitute("brass"), substitute("tin", 2)),
        {"first": 1, "second": 2},
    ),
    "substitute_not_approved": Pair(
        replaced(substitute("brass", approval=Approval.PROPOSED)),
        "materials[0].substitutes[0].approval",
        replaced(substitute("brass", approval=Approval.STANDING)),
        {"material": "copper", "substitute": "brass"},
    ),
    "substitute_ratio_stands_out": Pair(
        replaced(substitute("brass", "20.001")),
        "materials[0].substitutes[0].ratio",
        replaced(substitute("brass", 20), substitute("tin", 1_000)),  # tin is counted in kilograms
        {"ratio": "20.001", "of_unit": "pc"},
    ),
    "substitute_units_differ": Pair(
        replaced(substitute("tin")),
        "materials[0].substitutes[0].ratio",
        replaced(substitute("tin", "1.001")),
        {"of_unit": "pc", "in_unit": "kg"},
    ),
    "transfer_to_itself": Pair(
        sent(transfer("C1", "C1", 60)), "group_transfers[0].to_company", sent(transfer("C2", "C1", 60))
    ),
    "duplicate_group_transfer": Pair(
        sent(transfer("C2", "C1", 60, cost=5), transfer("C2", "C1", 90, cost=5)),
        "group_transfers[1].to_company",
        sent(transfer("C2", "C1", 60, cost=5), transfer("C2", "C1", 90, cost=4)),
        {"minutes": 90, "quicker": 60},
    ),
    "transfer_not_approved": Pair(
        sent(transfer("C2", "C1", 60, approval=Approval.REFUSED)),
        "group_transfers[0].approval",
        sent(transfer("C2", "C1", 60)),
        {"company": "C2", "home": "C1", "approval": "refused"},
    ),
    "transfer_from_nothing": Pair(
        sent(transfer("C2", "C1", 60), stocks=(stock("copper", 0, company="C2"), stock("copper", 5))),
        "group_transfers[0].from_company",
        sent(transfer("C2", "C1", 60)),
        {"company": "C2", "home": "C1"},
    ),
    "usual_delay_decides": Pair(
        expected(61),
        "arrivals[0].confirmed",
        expected(60),
        {"minutes": 61, "supplier": "S1", "at": "2026-06-30T16:01+00:00"},
        ("A",),
    ),
    "may_follow_without_consent": Pair(
        following(consent=False),
        "operations[0].needs[0].may_follow",
        following(consent=True),
        {"material": "copper"},
        ("A",),
    ),
}


def asked(progress: Progress) -> Problem:
    """An outside wait that has begun."""
    return with_operations(operation("A1", modes=(waiting(1440),)), progress=[progress])


def again(*progress: Progress, operation_id: str = "A1", reported: str = "08:00") -> Problem:
    return with_operations(
        A1, progress=progress, reworks=[rework("R1", operation_id, "M1", minutes=30, reported=reported)]
    )


DONE = finished("A1", "06:00", "07:00")


def passing(percent: int) -> Operation:
    return A1.model_copy(update={"first_pass_yield_percent": percent})


ANSWERS = {
    "confirmation_overdue": Pair(
        asked(started("A1", "07:00", None, "wait", expected="08:00")),
        "progress[0].expected_at",
        asked(started("A1", "07:00", None, "wait", expected="08:01")),
        {"party": "the customer", "at": "2026-01-06T00:00+00:00"},
        ("A",),
    ),
    "wait_without_date": Pair(
        asked(started("A1", "07:00", 60, "wait")),
        "progress[0].expected_at",
        asked(started("A1", "07:00", 60, "wait", expected="09:00")),
        {"party": "the customer"},
        ("A",),
    ),
    "rework_of_unknown_operation": Pair(
        again(DONE, operation_id="A11"), "reworks[0].operation", again(DONE), {"rework": "R1", "unknown": "A11"}
    ),
    "rework_before_work": Pair(
        again(), "reworks[0].operation", again(DONE), {"rework": "R1", "operation": "A1"}, ("A",)
    ),
    "rework_in_future": Pair(
        again(DONE, reported="08:01"), "reworks[0].reported_at", again(DONE, reported="08:00"), {"rework": "R1"}
    ),
    "yield_serious": Pair(
        with_operations(passing(94)),
        "operations[0].first_pass_yield_percent",
        with_operations(passing(95)),
        {"percent": 94},
    ),
    "yield_below_half": Pair(
        with_operations(passing(49)),
        "operations[0].first_pass_yield_percent",
        with_operations(passing(50)),
        {"percent": 49},
    ),
}


def due(order_: Order) -> Problem:
    """Order A alone; the way to the customer's site takes an hour."""
    return with_operations(A1, order_=order_, destinations=[destination("site", transit=60)])


def unpaid(expected_at: str | None, *, to: str | None = None) -> Problem:
    payment = Payment(expected=None if expected_at is None else at(expected_at))
    return due(order("A", FAR, payment=payment, to=to))


def in_lots(quantity: int) -> Problem:
    split = lot_step("cut", "M1", lots=(3, 4))
    return with_operations(order_=order("A", FAR, quantity=quantity), products=[product(split, step("bend"))])


GATES = {
    "payment_overdue": Pair(
        unpaid("07:59"), "orders[0].payment.expected", unpaid("08:00"), {"since": "2026-01-04T23:59+00:00"}, ("A",)
    ),
    "payment_without_date": Pair(
        unpaid(None),
        "orders[0].payment.expected",
        due(order("A", FAR, payment=Payment(received=True))),
        orders=("A",),
    ),
    "payment_after_due": Pair(
        unpaid("2026-06-30 23:01", to="site"),
        "orders[0].payment.expected",
        unpaid("2026-06-30 23:00", to="site"),
        {"earliest": "2026-06-30T16:01+00:00", "due": "2026-06-30T16:00+00:00"},
        ("A",),
    ),
    "early_refused_ex_works": Pair(
        due(order("A", FAR, accepts_early=False)),
        "orders[0].accepts_early",
        due(order("A", FAR, accepts_early=False, to="site")),
        orders=("A",),
    ),
    "storage_never_costs": Pair(
        due(order("A", FAR, storage=5)),
        "orders[0].storage_cost_per_day",
        due(order("A", FAR, storage=5, payment=Payment())),
        orders=("A",),
    ),
    "lots_never_split": Pair(
        in_lots(5), "products[0].routing[0].lots.least", in_lots(6), {"units": 3, "there": 5, "product": "goods"}
    ),
}

PAIRS = {**PURCHASES, **ANSWERS, **GATES}
