"""Where needs can come from: the rows of the source table, and the pegs of a chosen source.

Now is Monday 2026-01-05 08:00. Order A is made by C1; copper has a lead of 300 and an inspection of 60 minutes, tin a
lead of 100. From C2 to C1 it takes 90 minutes and costs 40.
"""

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.compile.materials import PegFact, from_thousandths, pegging
from scheduler.domain.goal import Approval
from scheduler.domain.material import Arrival, GroupTransfer, Material, Stock, Substitute
from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, MaterialId, OperationId, SupplierId
from scheduler.domain.resource import Company, Supplier
from tests.builders import arrival, material, need, operation, order, shop, stock
from tests.parts import substitute, transfer

LEAD = 360
TO_C1 = transfer("C2", "C1", 90, cost=40)
TIN_INSTEAD = substitute("tin", "1.5", cost=7)


def group(
    *operations: Operation,
    supplies: tuple[Stock | Arrival, ...] = (),
    transfers: tuple[GroupTransfer, ...] = (TO_C1,),
    instead: tuple[Substitute, ...] = (),
    suppliers: tuple[Supplier, ...] = (),
    materials: tuple[Material, ...] = (),
    consent: bool = False,
) -> Problem:
    return shop(
        companies=[Company(id=CompanyId(id_)) for id_ in ("C1", "C2", "C3")],
        orders=[order(id_, consent=consent) for id_ in sorted({o.order for o in operations})],
        operations=operations,
        materials=(
            material("copper", lead=300, inspection=60, supplier="S1", substitutes=instead),
            material("tin", lead=100),
            *materials,
        ),
        stocks=[supply for supply in supplies if isinstance(supply, Stock)],
        arrivals=[supply for supply in supplies if isinstance(supply, Arrival)],
        group_transfers=transfers,
        suppliers=suppliers,
    )


def sources(problem: Problem, operation_id: str = "A1") -> list[tuple[str, str, int, int, int, int]]:
    """(material, company, thousandths, delay, cost, bought) of all sources of an operation's needs."""
    compiled = compile_problem(problem)
    net = compiled.network
    op = net.op[compiled.operation_index[OperationId(operation_id)]]
    needs = net.need[op["need_first"] : op["need_end"]]
    return [
        (*compiled.stocks[source["stock"]], *(int(source[name]) for name in ("quantity", "delay", "cost", "bought")))
        for one in needs
        for source in net.source[one["source_first"] : one["source_end"]]
    ]


A1 = operation("A1", needs=(need("copper", 3),))
OWN = ("copper", "C1", 3000, 0, 0, 1)
FROM_C2 = ("copper", "C2", 3000, 90, 40, 0)
TIN = ("tin", "C1", 4500, 0, 21, 1)


def test_own_supply_comes_first_then_the_group_then_substitutes() -> None:
    """3 coppers are 4.5 of tin, at 7 for each of the 3."""
    assert sources(group(A1, supplies=(stock("copper", 3, company="C2"),), instead=(TIN_INSTEAD,))) == [
        OWN,
        FROM_C2,
        TIN,
    ]


def test_another_company_needs_enough_before_the_lead_time_is_over() -> None:
    for supplies, expected in (
        ((stock("copper", 3, company="C2"),), [OWN, FROM_C2]),
        ((stock("copper", "2.999", company="C2"),), [OWN]),
        ((stock("copper", 2, company="C2"), arrival("P", "copper", 1, "12:59", company="C2")), [OWN, FROM_C2]),
        ((stock("copper", 2, company="C2"), arrival("P", "copper", 1, "13:00", company="C2")), [OWN]),
    ):  # 12:59 + 60 of inspection is minute 359
        assert sources(group(A1, supplies=supplies)) == expected


def test_only_approved_transfers_to_the_orders_company_count_and_the_first_of_a_pair() -> None:
    there = (stock("copper", 3, company="C2"), stock("copper", 3, company="C3"))
    for approval in (Approval.PROPOSED, Approval.REFUSED):
        refused = transfer("C2", "C1", 5, approval=approval)
        assert sources(group(A1, supplies=there, transfers=(refused,))) == [OWN]
        assert sources(group(A1, supplies=there, transfers=(refused, TO_C1, transfer("C2", "C1", 5)))) == [OWN, FROM_C2]
    assert sources(group(A1, supplies=there, transfers=(transfer("C1", "C2", 5),))) == [OWN]
    listed = (transfer("C3", "C1", 10), TO_C1)
    assert sources(group(A1, supplies=there, transfers=listed)) == [OWN, ("copper", "C3", 3000, 10, 0, 0), FROM_C2]


def test_substitutes_are_rounded_up_to_thousandths_and_whole_money() -> None:
    """0.001 x 0.5 is 0.0005 of tin: 0.001; 0.001 at 7 is 0.007: 1. At a ratio of 1 nothing is rounded."""
    crumb = operation("A1", needs=(need("copper", "0.001"),))
    half = substitute("tin", "0.5", cost=7)
    assert sources(group(crumb, instead=(half,)))[1] == ("tin", "C1", 1, 0, 1, 1)
    for quantity, cost in (("1", 7), ("1.001", 8), ("1.142", 8), ("1.143", 9)):  # 7.994 and 8.001
        own = operation("A1", needs=(need("copper", quantity),))
        thousandths = round(float(quantity) * 1000)
        expected = ("tin", "C1", thousandths, 0, cost, 1)
        assert sources(group(own, instead=(substitute("tin", cost=7),)))[1] == expected


def test_a_substitute_has_to_be_approved() -> None:
    for approval, expected in ((Approval.STANDING, [OWN, TIN]), (Approval.PROPOSED, [OWN]), (Approval.REFUSED, [OWN])):
        assert sources(group(A1, instead=(substitute("tin", "1.5", cost=7, approval=approval),))) == expected


def test_a_material_serves_one_need_of_an_operation_only() -> None:
    """Tin is needed itself; or it is a substitute for copper, which comes first, and then none for brass."""
    both = operation("A1", needs=(need("copper", 3), need("tin", 1)))
    assert sources(group(both, instead=(TIN_INSTEAD,))) == [OWN, ("tin", "C1", 1000, 0, 0, 1)]
    brass = material("brass", substitutes=(substitute("tin"),))
    twice = operation("A1", needs=(need("copper", 3), need("brass", 1)))
    assert sources(group(twice, instead=(TIN_INSTEAD,), materials=(brass,))) == [
        OWN,
        TIN,
        ("brass", "C1", 1000, 0, 0, 1),
    ]


def test_what_is_too_much_for_an_amount_is_no_substitute() -> None:
    most = operation("A1", needs=(need("copper", "99999999999"),))
    for ratio, cost, offers in (("10", 1, 2), ("10.001", 1, 1), ("1", 10, 2), ("1", 11, 1)):
        assert len(sources(group(most, instead=(substitute("tin", ratio, cost=cost),)))) == offers, (ratio, cost)


def test_dedicated_arrivals_come_off_before_a_source_is_chosen() -> None:
    """1.2 of 3 are dedicated: 1.8 from C2, or 2.7 of tin for 12.6, so 13."""
    dedicated = arrival("PO", "copper", "1.2", "08:00", dedicated_to="A")
    problem = group(A1, supplies=(dedicated, stock("copper", 3, company="C2")), instead=(TIN_INSTEAD,))
    assert sources(problem) == [
        ("copper", "C1", 1800, 0, 0, 1),
        ("copper", "C2", 1800, 90, 40, 0),
        ("tin", "C1", 2700, 0, 13, 1),
    ]


# --- pegs -------------------------------------------------------------------------------------------


def pegs(problem: Problem, starts: dict[str, int], **chosen: int) -> list[PegFact]:
    """Pegs, given the starts of the operations and the number of the source of their copper."""
    compiled: Compiled = compile_problem(problem)
    return pegging(
        compiled.problem,
        compiled.clock,
        compiled.operations,
        {OperationId(id_): start for id_, start in starts.items()},
        {(OperationId(id_), MaterialId("copper")): source for id_, source in chosen.items()},
    )


def told(facts: list[PegFact]) -> list[tuple[str, str, str, int, str]]:
    """(operation, whose, quantity of what, there at, from)"""
    return [
        (
            fact.operation,
            fact.company,
            f"{from_thousandths(fact.quantity)} {fact.material}",
            fact.available,
            "bought" if fact.purchased else fact.arrival or "stock",
        )
        for fact in facts
    ]


def test_what_comes_from_another_company_is_there_after_the_way() -> None:
    problem = group(
        A1, supplies=(stock("copper", 2, company="C2"), arrival("PO", "copper", 5, "08:30", company="C2"))
    )  # the arrival is inspected at minute 90
    facts = pegs(problem, {"A1": 180}, A1=1)
    assert told(facts) == [("A1", "C2", "2 copper", 90, "stock"), ("A1", "C2", "1 copper", 180, "PO")]
    assert all(fact.transferred and fact.instead_of is None for fact in facts)


def test_the_group_takes_when_it_sets_out_and_the_owner_when_it_starts() -> None:
    """B1 of C2 starts at 60 and takes the stock; A1 starts at 120, so its copper set out at 30, before that."""
    there = (stock("copper", 3, company="C2"), arrival("PO", "copper", 3, "08:00", company="C2"))
    problem = group(A1, operation("B1", needs=(need("copper", 3),)), supplies=there)
    owner = problem.orders[1].model_copy(update={"company": CompanyId("C2")})
    problem = problem.model_copy(update={"orders": (problem.orders[0], owner)})
    assert told(pegs(problem, {"A1": 120, "B1": 60}, A1=1)) == [
        ("A1", "C2", "3 copper", 90, "stock"),
        ("B1", "C2", "3 copper", 60, "PO"),
    ]
    assert told(pegs(problem, {"A1": 151, "B1": 60}, A1=1)) == [  # sets out at 61
        ("B1", "C2", "3 copper", 0, "stock"),
        ("A1", "C2", "3 copper", 150, "PO"),
    ]


def test_a_substitute_is_taken_from_own_stock_and_the_rest_is_bought() -> None:
    problem = group(A1, supplies=(stock("tin", 4), stock("copper", 2)), instead=(TIN_INSTEAD,))
    facts = pegs(problem, {"A1": 200}, A1=1)
    assert told(facts) == [("A1", "C1", "4 tin", 0, "stock"), ("A1", "C1", "0.5 tin", 200, "bought")]
    assert {fact.instead_of for fact in facts} == {"copper"}
    assert told(pegs(problem, {"A1": 400})) == [
        ("A1", "C1", "2 copper", 0, "stock"),
        ("A1", "C1", "1 copper", 400, "bought"),
    ]


# --- missing parts ----------------------------------------------------------------------------------

LABELS = operation("A1", needs=(need("tin", 5, may_follow=True),))


def test_what_may_follow_delays_no_start_and_comes_as_soon_as_it_can() -> None:
    """The example of docs/rules/materials.md, with a lead of 100: bought it is there at minute 100."""
    problem = group(LABELS, supplies=(stock("tin", 2), arrival("PO", "tin", 2, "09:00")), consent=True)
    assert sources(problem) == []
    facts = pegs(problem, {"A1": 0})
    assert told(facts) == [
        ("A1", "C1", "2 tin", 0, "stock"),
        ("A1", "C1", "2 tin", 60, "PO"),
        ("A1", "C1", "1 tin", 100, "bought"),
    ]
    assert all(fact.may_follow for fact in facts)


def test_an_arrival_after_the_purchase_is_not_waited_for_unless_the_start_is_later_still() -> None:
    for when, start, expected in (
        ("09:40", 0, [("A1", "C1", "5 tin", 100, "PO")]),
        ("09:41", 0, [("A1", "C1", "5 tin", 100, "bought")]),
        ("09:41", 101, [("A1", "C1", "5 tin", 101, "PO")]),
        ("09:42", 101, [("A1", "C1", "5 tin", 101, "bought")]),
    ):
        problem = group(LABELS, supplies=(arrival("PO", "tin", 5, when),), consent=True)
        assert told(pegs(problem, {"A1": start})) == expected


def test_without_consent_it_is_a_need_like_any_other() -> None:
    assert sources(group(LABELS)) == [("tin", "C1", 5000, 0, 0, 1)]


def test_what_may_follow_gets_what_all_others_leave() -> None:
    """B1 starts later and gets the stock all the same; of what is dedicated to A its ordinary need comes first."""
    follower = operation("A1", needs=(need("tin", 1), need("tin", 2, may_follow=True)))
    other = operation("B1", needs=(need("tin", 3),))
    there = (stock("tin", 4), arrival("PO", "tin", 2, "08:00", dedicated_to="A"))
    problem = group(follower, other, supplies=there, consent=True)
    assert told(pegs(problem, {"A1": 0, "B1": 50})) == [
        ("A1", "C1", "1 tin", 0, "PO"),
        ("B1", "C1", "3 tin", 0, "stock"),
        ("A1", "C1", "1 tin", 0, "PO"),
        ("A1", "C1", "1 tin", 0, "stock"),
    ]


def test_a_need_and_what_may_follow_of_it_are_bought_together() -> None:
    """Bought, tin is there at minute 100, so A1 starts then, and buys 1 + 2."""
    both = operation("A1", needs=(need("tin", 1), need("tin", 2, may_follow=True)))
    assert told(pegs(group(both, consent=True), {"A1": 100})) == [("A1", "C1", "3 tin", 100, "bought")]


# --- reliability ------------------------------------------------------------------------------------


def test_an_expected_arrival_comes_later_by_its_suppliers_usual_delay() -> None:
    """S1, from whom copper comes, is 20 minutes late as a rule, S2 is 30; inspection takes 60."""
    known = tuple(
        Supplier(id=SupplierId(id_), usual_delay_minutes=delay) for id_, delay in (("S1", 20), ("S2", 30), ("S3", 0))
    )
    for confirmed, supplier, expected in (
        (True, None, 60),
        (True, "S2", 60),
        (False, None, 80),
        (False, "S2", 90),
        (False, "S3", 60),
        (False, "unknown", 60),
    ):
        po = arrival("PO", "copper", 3, "08:00", confirmed=confirmed, supplier=supplier)
        assert told(pegs(group(A1, supplies=(po,), suppliers=known), {"A1": 100}))[0][3] == expected
    late = arrival("PO", "copper", 3, "07:59", confirmed=False)
    problem = group(A1, supplies=(late,), suppliers=known)
    settings = problem.settings.model_copy(update={"overdue_arrivals": 5})
    problem = problem.model_copy(update={"settings": settings})
    assert told(pegs(problem, {"A1": 100}))[0][3] == 65  # the policy alone
