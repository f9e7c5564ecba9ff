"""From products to operations: netting, non-standard steps, and ids that survive."""

from decimal import Decimal

from scheduler.domain.decompose import decomposed
from scheduler.domain.material import ProductStock
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderClass, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, RoutingStep, StepNeed
from scheduler.domain.record import CompanyId, MaterialId, ProductId
from scheduler.domain.resource import Company
from tests.builders import instalment, line, machine, material, mode, operation, order, shop

CABINET = Product(
    id=ProductId("cabinet"),
    routing=(
        RoutingStep(id="design", modes=(mode("M1", minutes=90),), non_standard_only=True),
        RoutingStep(
            id="cut",
            modes=(mode("M1", minutes=10),),
            after=("design",),
            needs=(StepNeed(material=MaterialId("steel"), quantity=Decimal("0.5"), quantity_per_unit=Decimal(2)),),
        ),
        RoutingStep(id="check", modes=(mode("M1", minutes=5),), after=("cut",), non_standard_only=True),
        RoutingStep(
            id="assemble",
            modes=(mode("M1", minutes=30),),
            after=("check",),
            minimum_minutes_after=15,
            maximum_minutes_after=90,
            resumable=False,
        ),
    ),
)


def plant(*orders: Order, in_stock: int = 0, operations: tuple[Operation, ...] = ()) -> Problem:
    return shop(
        resources=[machine("M1")],
        materials=[material("steel")],
        products=[CABINET],
        product_stocks=[ProductStock(product=ProductId("cabinet"), company=CompanyId("C1"), quantity=in_stock)],
        orders=orders,
        operations=operations,
    )


def cabinets(id_: str, quantity: int = 4, due: str = "01-10", **more: object) -> Order:
    return order(id_, due, quantity=quantity, product="cabinet", **more)  # type: ignore[arg-type]


def made(problem: Problem) -> dict[str, Decimal]:
    return {str(item.id): item.quantity for item in decomposed(problem).operations}


def test_a_line_becomes_the_steps_of_its_product() -> None:
    first, second = decomposed(plant(cabinets("A"))).operations
    assert (first.id, second.id) == ("A/1/cut", "A/1/assemble")
    assert (first.order, first.line, first.quantity) == ("A", 1, Decimal(4))
    assert [(need.material, need.quantity) for need in first.needs] == [("steel", Decimal("8.5"))]  # 0.5 + 2 x 4
    assert second.resumable is False


def test_a_step_that_only_non_standard_orders_have_is_bridged() -> None:
    standard = {item.id: item for item in decomposed(plant(cabinets("A"))).operations}
    (link,) = standard["A/1/assemble"].after  # type: ignore[index]
    assert (link.operation, link.minimum_minutes, link.maximum_minutes) == ("A/1/cut", 15, 90)
    special = decomposed(plant(cabinets("A", order_class=OrderClass.NON_STANDARD)))
    assert [item.id for item in special.operations] == ["A/1/design", "A/1/cut", "A/1/check", "A/1/assemble"]
    assert [[link.operation for link in item.after] for item in special.operations] == [
        [],
        ["A/1/design"],
        ["A/1/cut"],
        ["A/1/check"],
    ]


def test_finished_goods_go_to_the_earliest_commitment_first() -> None:
    problem = plant(cabinets("A", due="01-12"), cabinets("B", due="01-11"), in_stock=5)
    assert made(problem) == {"A/1/cut": 3, "A/1/assemble": 3}  # B takes 4, A 1


def test_only_orders_that_load_capacity_take_finished_goods() -> None:
    problem = plant(cabinets("A", due="01-11", status=OrderStatus.INQUIRY), cabinets("B", due="01-12"), in_stock=4)
    assert made(problem) == {}
    assert made(plant(cabinets("A", status=OrderStatus.ON_HOLD))) == {}


def test_finished_goods_of_another_company_are_not_taken() -> None:
    problem = plant(cabinets("A"))
    other = problem.model_copy(
        update={
            "companies": (*problem.companies, Company(id=CompanyId("C2"))),
            "product_stocks": (ProductStock(product=ProductId("cabinet"), company=CompanyId("C2"), quantity=9),),
        }
    )
    assert made(other)["A/1/cut"] == 4


def test_a_line_decomposed_by_hand_is_left_alone() -> None:
    two_lines = order(
        "A",
        lines=(
            line(1, instalment(1, "01-10"), product="cabinet"),
            line(2, instalment(1, "01-10"), product="cabinet"),
        ),
    )
    by_line = plant(two_lines, operations=(operation("A1", line=1),))
    assert set(made(by_line)) == {"A1", "A/2/cut", "A/2/assemble"}
    whole = plant(two_lines, operations=(operation("A1"),))
    assert set(made(whole)) == {"A1"}


def test_ids_stay_when_quantities_and_other_orders_change() -> None:
    before = made(plant(cabinets("A", quantity=4)))
    after = made(plant(cabinets("B"), cabinets("A", quantity=6, due="01-20")))
    assert before.keys() < after.keys()
    assert after["A/1/cut"] == 6


def test_twice_is_once() -> None:
    problem = plant(cabinets("A", due="01-12"), cabinets("B", due="01-11"), in_stock=5)
    once = decomposed(problem)
    assert decomposed(once) is once
    assert once.content_hash() != problem.content_hash()
