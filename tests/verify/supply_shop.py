"""A valid plan, worked out by hand, with a transfer, a substitute and missing parts; and what can be planted in it.

Monday 2026-01-05, now is 08:00; machines never close. Order A is made by C1 and may be delivered in parts, order B by
C2. Copper has a lead of 300 and an inspection of 60 (bought, it is there at 14:00), tin a lead of 100 (09:40), labels
one of 120 (10:00). From C2 to C1 it takes 90 minutes and costs 40; 1.5 of tin stand for 1 of copper, at 7.

A1  needs 4 copper: 1 is dedicated and there at 08:30, 3 come from the stock of C2: 09:30-10:30.
A2  needs 1.001 copper: 1.502 of tin (1.5015 rounded up), 1.5 in stock, the rest bought: 09:40-10:40, for 8.
A3  08:00-09:00, needs 5 labels that may follow: 2 in stock, 2 at 09:00, 1 bought for 10:00, so 3 are missing.
B1  needs 1 copper: an arrival at C2 that is only expected for 08:00, 30 minutes late as a rule, inspected at 09:30.
"""

from decimal import Decimal

from scheduler.domain.goal import Approval
from scheduler.domain.material import GroupTransfer
from scheduler.domain.plan import MissingPart, Peg, Plan, SupplyKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, MaterialId, OperationId, OrderId, SupplierId
from scheduler.domain.resource import Company, Supplier
from tests.builders import arrival, assign, at, machine, material, need, operation, order, shop, stock
from tests.parts import substitute, transfer
from tests.verify.mutants import Mutant, Spoil, added, both, dropped, peg, plan_field, problem_field, purchase, retimed
from tests.verify.plans import bought, complete, from_arrival, from_stock, proposed

TRANSFER = transfer("C2", "C1", 90, cost=40)
TIN = substitute("tin", "1.5", cost=7)
COPPER = material("copper", lead=300, inspection=60, supplier="S1", substitutes=(TIN,))
MISSING = MissingPart(
    order=OrderId("A"),
    operation=OperationId("A3"),
    material=MaterialId("label"),
    quantity=Decimal(3),
    available_at=at("10:00"),
)


def supply_problem() -> Problem:
    return shop(
        companies=[Company(id=CompanyId(id_)) for id_ in ("C1", "C2")],
        suppliers=[Supplier(id=SupplierId("S1"), usual_delay_minutes=30)],
        resources=[machine(id_) for id_ in ("M1", "M2", "M3", "M4")],
        orders=[order("A", consent=True), order("B", company="C2")],
        operations=[
            operation("A1", on="M1", needs=(need("copper", 4),)),
            operation("A2", on="M2", needs=(need("copper", "1.001"),)),
            operation("A3", on="M3", needs=(need("label", 5, may_follow=True),)),
            operation("B1", on="M4", needs=(need("copper", 1),)),
        ],
        materials=[COPPER, material("tin", lead=100), material("label", lead=120)],
        stocks=[stock("copper", 3, company="C2"), stock("tin", "1.5"), stock("label", 2)],
        arrivals=[
            arrival("PO-A", "copper", 1, "08:30", dedicated_to="A", inspection=0),
            arrival("PO-L", "label", 2, "09:00"),
            arrival("PO-2", "copper", 2, "08:00", company="C2", confirmed=False),
        ],
        group_transfers=[TRANSFER],
    )


def elsewhere(one: Peg, *, company: str | None = None, instead_of: str | None = None) -> Peg:
    return one.model_copy(
        update={
            "company": None if company is None else CompanyId(company),
            "instead_of": None if instead_of is None else MaterialId(instead_of),
        }
    )


PEGS = (
    from_arrival("A1", "copper", 1, "PO-A", "08:30"),
    elsewhere(from_stock("A1", "copper", 3, "09:30"), company="C2"),
    elsewhere(from_stock("A2", "tin", "1.5"), instead_of="copper"),
    elsewhere(bought("A2", "tin", "0.002", "tin", "09:40"), instead_of="copper"),
    from_stock("A3", "label", 2),
    from_arrival("A3", "label", 2, "PO-L", "09:00"),
    bought("A3", "label", 1, "label", "10:00"),
    from_arrival("B1", "copper", 1, "PO-2", "09:30"),
)
PURCHASES = (
    proposed("label", "A3", "label", 1, order_by="08:00", need_by="10:00"),
    proposed("tin", "A2", "tin", "0.002", order_by="08:00", need_by="09:40"),
)


def supply_plan(problem: Problem) -> Plan:
    return complete(
        problem,
        assign(problem, "A1", ("09:30", "10:30")),
        assign(problem, "A2", ("09:40", "10:40")),
        assign(problem, "A3", ("08:00", "09:00")),
        assign(problem, "B1", ("09:30", "10:30")),
        pegs=PEGS,
        purchases=PURCHASES,
        missing=[MISSING],
    )


def transfers(*entries: GroupTransfer) -> Spoil:
    return problem_field(group_transfers=entries)


def copper(**changes: object) -> Spoil:
    """Changes the material copper."""

    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        changed = tuple(one.model_copy(update=changes) if one.id == "copper" else one for one in problem.materials)
        return problem_field(materials=changed)(problem, plan)

    return spoil


def tin(approval: Approval = Approval.APPROVED, ratio: str = "1.5") -> Spoil:
    return copper(substitutes=(substitute("tin", ratio, cost=7, approval=approval),))


def missing(**changes: object) -> Spoil:
    return plan_field(missing_parts=(MISSING.model_copy(update=changes),))


SUPPLY_MUTANTS = (
    # the way takes 90 minutes, to the minute
    Mutant("material_too_late", retimed("A1", ("09:29", "10:29")), ("A1",)),
    Mutant("wrong_available_at", peg(1, available_at=at("09:29")), ("A1",)),
    Mutant("wrong_available_at", peg(1, available_at=at("08:00")), ("A1",)),
    # the usual delay of 30 minutes
    Mutant("wrong_available_at", peg(7, available_at=at("09:00")), ("B1",)),
    Mutant("material_too_late", retimed("B1", ("09:29", "10:29")), ("B1",)),
    # approvals, and who may give what
    Mutant("unknown_source", transfers()),
    Mutant("unknown_source", transfers(TRANSFER.model_copy(update={"approval": Approval.PROPOSED}))),
    Mutant("unknown_source", transfers(transfer("C1", "C2", 90))),
    Mutant("wrong_available_at", transfers(transfer("C2", "C1", 91), TRANSFER)),  # the first of the pair counts
    Mutant("unknown_source", tin(Approval.PROPOSED)),
    Mutant("unknown_source", copper(substitutes=())),
    Mutant("unknown_source", peg(2, company=CompanyId("C2")), ("A2",)),
    Mutant("unknown_source", peg(0, company=CompanyId("C1")), ("A1",)),  # the own company is not named
    Mutant("peg_without_need", peg(2, instead_of=MaterialId("tin")), ("A2",)),
    Mutant("peg_without_need", peg(2, instead_of=None), ("A2",)),
    Mutant("arrival_of_other_company", peg(7, arrival="PO-A"), ("B1",)),
    Mutant("arrival_of_other_company", peg(0, arrival="PO-2"), ("A1",)),
    # one source for the whole need, in full
    Mutant(
        "more_than_one_source",
        both(
            peg(1, quantity=Decimal(2)), added("pegs", elsewhere(from_stock("A1", "tin", "1.5"), instead_of="copper"))
        ),
        ("A1",),
    ),
    Mutant(
        "more_than_one_source",
        both(peg(1, quantity=Decimal(2)), added("pegs", bought("A1", "copper", 1, "copper", "14:00"))),
        ("A1",),
    ),
    Mutant("need_not_covered", peg(1, quantity=Decimal("2.999")), ("A1",)),
    Mutant("need_not_covered", peg(1, quantity=Decimal("3.001")), ("A1",)),
    Mutant("need_not_covered", peg(3, quantity=Decimal("0.001")), ("A2",)),  # 1.501 is a thousandth too little
    Mutant("need_not_covered", peg(3, quantity=Decimal("0.003")), ("A2",)),
    Mutant("need_not_covered", tin(ratio="1.501")),
    # nothing is given out twice, whoever takes it
    Mutant("stock_given_twice", peg(1, quantity=Decimal("3.001")), ("A1",)),
    Mutant("stock_given_twice", added("pegs", from_stock("B1", "copper", "0.001")), ("B1",)),
    Mutant("stock_given_twice", peg(2, quantity=Decimal("1.501")), ("A2",)),
    # transfers are of what is there, before the lead time is over
    Mutant(
        "bought_by_other_company",
        peg(1, supply=SupplyKind.PURCHASE, purchase="copper", available_at=at("15:30")),
        ("A1",),
    ),
    Mutant("transferred_after_lead", retimed("A1", ("15:30", "16:30")), ("A1",)),  # it sets out at 14:00
    # purchases of substitutes
    Mutant("order_by_in_the_past", purchase(order_by=at("07:59"), need_by=at("09:59"))),
    Mutant("purchase_without_need", dropped("pegs"), ("A1", "A2", "A3", "B1")),
    Mutant("purchase_for_two_needs", peg(3, instead_of=None, purchase="label"), ("A2", "A3")),
    # missing parts
    Mutant("missing_part_not_listed", dropped("missing_parts"), ("A3",)),
    Mutant("wrong_missing_part", missing(quantity=Decimal("2.999")), ("A3",)),
    Mutant("wrong_missing_part", missing(quantity=Decimal(5)), ("A3",)),
    Mutant("wrong_missing_part", missing(available_at=at("09:59")), ("A3",)),
    Mutant("wrong_missing_part", missing(order=OrderId("B")), ("A3",)),
    Mutant("wrong_missing_part", missing(operation=OperationId("A2")), ("A2", "A3")),
    Mutant("wrong_missing_part", missing(operation=OperationId("Z1"))),
    Mutant("wrong_missing_part", added("missing_parts", MISSING), ("A3",)),
    Mutant("wrong_missing_part", retimed("A3", ("09:00", "10:00")), ("A3",)),  # at 09:00 the arrival is there
    Mutant(
        "missing_part_comes_late",
        both(
            peg(6, available_at=at("10:01")),
            purchase(order_by=at("08:01"), need_by=at("10:01")),
            missing(available_at=at("10:01")),
        ),
        ("A3",),
    ),
    Mutant("need_not_covered", peg(6, quantity=Decimal("0.999")), ("A3",)),
)
