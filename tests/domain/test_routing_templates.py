"""Options, alternative routings, made parts and times that depend on the quantity: what templates can say."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from pydantic import ValidationError

from scheduler.domain.decompose import Omitted, decomposed, decomposition
from scheduler.domain.errors import InputError
from scheduler.domain.material import ProductStock
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderLine
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, QuantityBreak, Routing, RoutingStep, StepNeed, StepPart
from scheduler.domain.record import CompanyId, MaterialId, ModeId, ProductId
from tests.builders import instalment, line, machine, material, mode, operation, order, shop


def step(id_: str, **more: object) -> RoutingStep:
    return RoutingStep(id=id_, modes=(mode("M1", minutes=10),), **more)  # type: ignore[arg-type]


def product(id_: str, *steps: RoutingStep, alternatives: tuple[Routing, ...] = ()) -> Product:
    return Product(id=ProductId(id_), routing=steps, alternatives=alternatives)


def part(id_: str, *, each: int = 0, once: int = 0, **more: object) -> StepPart:
    return StepPart(product=ProductId(id_), quantity=once, quantity_per_unit=each, **more)  # type: ignore[arg-type]


def plant(
    products: Sequence[Product],
    *orders: Order,
    stock: dict[str, int] | None = None,
    operations: Sequence[Operation] = (),
) -> Problem:
    return shop(
        resources=[machine("M1"), machine("M2")],
        materials=[material("paint"), material("steel")],
        products=products,
        product_stocks=[
            ProductStock(product=ProductId(id_), company=CompanyId("C1"), quantity=quantity)
            for id_, quantity in (stock or {}).items()
        ],
        orders=orders,
        operations=operations,
    )


def asked(
    quantity: int = 1, *options: str, routing: str | None = None, due: str = "01-10", goods: str = "goods"
) -> OrderLine:
    return line(1, instalment(1, due, quantity=quantity), product=goods).model_copy(
        update={"options": options, "routing": routing}
    )


def of(id_: str, *lines: OrderLine) -> Order:
    return order(id_, lines=lines)


def network(problem: Problem) -> dict[str, set[str]]:
    """Generated operations and what each comes after."""
    return {str(o.id): {str(link.operation) for link in o.after} for o in decomposed(problem).operations}


def quantities(problem: Problem) -> dict[str, int]:
    return {str(o.id): int(o.quantity) for o in decomposed(problem).operations}


# --- options -----------------------------------------------------------------------------------------

OPTIONAL = product(
    "goods",
    step("cut"),
    step("polish", after=("cut",), with_options=("stainless", "visible")),
    step("paint", after=("polish",), without_options=("stainless", "bare")),
    step("pack", after=("paint",)),
)


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ((), {"cut": set(), "paint": {"cut"}, "pack": {"paint"}}),
        (("visible",), {"cut": set(), "paint": {"cut"}, "pack": {"paint"}}),  # one of two is not enough
        (("stainless", "visible"), {"cut": set(), "polish": {"cut"}, "pack": {"polish"}}),
        (("bare",), {"cut": set(), "pack": {"cut"}}),  # over two steps left out
    ],
)
def test_options_decide_on_steps(options: tuple[str, ...], steps: dict[str, set[str]]) -> None:
    found = network(plant([OPTIONAL], of("A", asked(1, *options))))
    assert found == {f"A/1/{id_}": {f"A/1/{p}" for p in after} for id_, after in steps.items()}


def test_options_decide_on_materials_and_parts() -> None:
    painted = step(
        "paint",
        needs=(
            StepNeed(material=MaterialId("paint"), quantity_per_unit=Decimal(2), without_options=("bare",)),
            StepNeed(material=MaterialId("steel"), quantity=Decimal(1), with_options=("door",)),
        ),
        parts=(part("door", each=1, with_options=("door",)),),
    )
    products = [product("goods", painted), product("door", step("bend"))]

    def made(*options: str) -> tuple[set[str], list[tuple[str, Decimal]]]:
        found = decomposed(plant(products, of("A", asked(3, *options)))).operations
        needs = next(o.needs for o in found if o.id == "A/1/paint")
        return {str(o.id) for o in found}, [(str(need.material), need.quantity) for need in needs]

    assert made() == ({"A/1/paint"}, [("paint", Decimal(6))])
    assert made("bare", "door") == ({"A/1/paint", "A/1/paint>door/bend"}, [("steel", Decimal(1))])


def test_what_is_left_out_is_told_with_the_reason() -> None:
    goods = product("goods", step("design", non_standard_only=True), step("polish", with_options=("x",)), step("cut"))
    (found,) = decomposition(plant([goods], of("A", asked())))
    assert dict(found.making.omitted) == {"design": Omitted.STANDARD_ORDER, "polish": Omitted.OPTIONS}


# --- alternative routings ----------------------------------------------------------------------------


def routing(id_: str, **meant: object) -> Routing:
    return Routing(id=id_, steps=(step(id_),), **meant)  # type: ignore[arg-type]


CHOICES = product(
    "goods",
    step("ordinary"),
    alternatives=(
        routing("series", from_quantity=10, to_quantity=20),
        routing("steel", with_options=("stainless",), without_options=("painted",)),
        routing("sister", companies=(CompanyId("C2"),)),
        routing("never", from_quantity=10, to_quantity=20),  # "series" comes first
    ),
)


@pytest.mark.parametrize(
    ("one", "taken"),
    [
        (asked(9), "ordinary"),
        (asked(10), "series"),
        (asked(20), "series"),
        (asked(21), "ordinary"),
        (asked(1, "stainless"), "steel"),
        (asked(1, "stainless", "painted"), "ordinary"),
        (asked(15, "stainless"), "series"),  # the first that is meant for it
        (asked(15, routing="steel"), "steel"),  # a person's choice wins, whatever it is meant for
        (asked(1, routing="sister"), "sister"),
    ],
)
def test_a_line_takes_the_first_routing_that_is_meant_for_it(one: OrderLine, taken: str) -> None:
    assert set(network(plant([CHOICES], of("A", one)))) == {f"A/1/{taken}"}
    (found,) = decomposition(plant([CHOICES], of("A", one)))
    assert found.making.routing == (None if taken == "ordinary" else taken)


def test_the_routing_goes_by_what_is_needed_and_the_work_by_what_is_missing() -> None:
    """Ten are a series even if four of them lie in stock."""
    assert quantities(plant([CHOICES], of("A", asked(10)), stock={"goods": 4})) == {"A/1/series": 6}


def test_an_order_of_the_company_takes_its_company_s_routing() -> None:
    problem = plant([CHOICES], of("A", asked()), of("B", asked()))
    sister = problem.orders[0].model_copy(update={"company": CompanyId("C2")})
    problem = problem.model_copy(update={"orders": (sister, problem.orders[1])})
    assert [line.making.routing for line in decomposition(problem)] == ["sister", None]


# --- made parts --------------------------------------------------------------------------------------

PANEL = product("panel", step("cut"), step("bend", after=("cut",)), step("drill", after=("cut",)))
BOX = product("box", step("weld", parts=(part("panel", each=4, once=1),)), step("grind", after=("weld",)))
CABINET = product("goods", step("plan"), step("assemble", after=("plan",), parts=(part("box", each=2),)))


def test_parts_are_made_before_the_step_that_needs_them_at_every_level() -> None:
    found = network(plant([CABINET, BOX, PANEL], of("A", asked(3))))
    box, panel = "A/1/assemble>box", "A/1/assemble>box/weld>panel"
    assert found == {
        "A/1/plan": set(),
        "A/1/assemble": {"A/1/plan", f"{box}/grind"},
        f"{box}/weld": {f"{panel}/bend", f"{panel}/drill"},  # both ends of the panel's network
        f"{box}/grind": {f"{box}/weld"},
        f"{panel}/cut": set(),
        f"{panel}/bend": {f"{panel}/cut"},
        f"{panel}/drill": {f"{panel}/cut"},
    }
    assert quantities(plant([CABINET, BOX, PANEL], of("A", asked(3))))[f"{panel}/cut"] == 25  # 2 x 3 boxes: 1 + 4 x 6


@pytest.mark.parametrize(
    ("stock", "boxes", "panels"),
    [({}, 6, 25), ({"box": 5}, 1, 5), ({"box": 6}, 0, 0), ({"panel": 24}, 6, 1), ({"box": 5, "panel": 5}, 1, 0)],
)
def test_parts_come_from_stock_first(stock: dict[str, int], boxes: int, panels: int) -> None:
    """A part in stock needs no parts of its own: one box takes 1 + 4 panels."""
    found = quantities(plant([CABINET, BOX, PANEL], of("A", asked(3)), stock=stock))
    assert found.get("A/1/assemble>box/weld", 0) == boxes
    assert found.get("A/1/assemble>box/weld>panel/cut", 0) == panels


def test_one_part_may_be_listed_twice_in_a_step() -> None:
    """Two boxes for the line and one more for its window: the second row's operations have ids of their own."""
    twice = step("assemble", parts=(part("box", each=1), part("box", once=1, with_options=("window",))))
    problem = plant([product("goods", twice), BOX, PANEL], of("A", asked(2, "window")))
    made = {id_: quantity for id_, quantity in quantities(problem).items() if id_.endswith("/grind")}
    assert made == {"A/1/assemble>box/grind": 2, "A/1/assemble>box#2/grind": 1}


def test_the_earlier_promise_gets_the_stock() -> None:
    problem = plant(
        [CABINET, BOX, PANEL], of("A", asked(1, due="01-12")), of("B", asked(1, due="01-11")), stock={"box": 3}
    )
    made = {line.order: line.making.parts[0] for line in decomposition(problem)}
    assert {id_: (part.from_stock, part.to_make) for id_, part in made.items()} == {"A": (1, 1), "B": (2, 0)}
    assert [line.order for line in decomposition(problem)] == ["A", "B"]  # told in the orders' order


def test_a_part_that_the_order_s_options_leave_nothing_to_do_for_hands_on_its_own_parts() -> None:
    """The frame's only step is for visible ones; its panel is needed by the cabinet then."""
    frame = product("frame", step("polish", with_options=("visible",), parts=(part("panel", once=1),)))
    cabinet = product("goods", step("assemble", parts=(part("frame", once=1),)))
    assert set(network(plant([cabinet, frame, PANEL], of("A", asked())))) == {"A/1/assemble"}


def test_parts_exist_can_be_made_and_do_not_need_themselves() -> None:
    for products, said in [
        ([CABINET], "products 'goods': parts 'box' does not exist"),
        ([CABINET, product("box")], "parts 'box' has no ordinary routing"),
        (
            [CABINET, product("box", step("weld", parts=(part("goods", once=1),)))],
            "parts form a loop, ",
        ),
        ([product("goods", step("weld", parts=(part("goods", once=1),)))], "parts form a loop, goods → goods"),
    ]:
        with pytest.raises(ValidationError, match=said):
            plant(products)


def test_a_generated_id_that_is_taken_is_refused() -> None:
    problem = plant([CHOICES], of("A", asked()), of("B", asked()), operations=[operation("A/1/ordinary", of="B")])
    with pytest.raises(InputError, match="'A/1/ordinary', which the routing template makes for this order, exists"):
        decomposed(problem)


def levels(count: int, steps: int) -> list[Product]:
    """Every step of a level needs one piece of the next level."""
    inner = [product(f"p{count}", step("x"))]
    return inner + [
        product(f"p{i}", *(step(f"s{k}", parts=(part(f"p{i + 1}", once=1),)) for k in range(steps)))
        for i in range(count)
    ]


def test_parts_without_end_are_refused() -> None:
    """Ten steps a level: 10 + 100 + 1,000 and 1,000 innermost pieces; one level more is ten times as many."""
    assert len(network(plant(levels(3, 10), of("A", asked(goods="p0"))))) == 2_110
    with pytest.raises(InputError, match="this product takes 21,110 operations: check the parts"):
        decomposed(plant(levels(4, 10), of("A", asked(goods="p0"))))
    with pytest.raises(InputError, match="operations: check the parts"):  # at once, without making any
        decomposed(plant(levels(19, 10), of("A", asked(goods="p0"))))
    with pytest.raises(ValidationError, match="'p0': parts in more than 20 levels"):
        plant(levels(20, 1))


# --- times by quantity -------------------------------------------------------------------------------

BY_QUANTITY = RoutingStep(
    id="cut",
    modes=(mode("M1", minutes=10, set_up=5), mode("M2", minutes=30)),
    breaks=(
        QuantityBreak(mode=ModeId("M1"), from_quantity=20, set_up_minutes=60, minutes_per_unit=Decimal(4)),
        QuantityBreak(mode=ModeId("M1"), from_quantity=5, set_up_minutes=5, minutes_per_unit=Decimal("8.5")),
    ),
)


@pytest.mark.parametrize(
    ("quantity", "set_up", "each"), [(4, 5, "10"), (5, 5, "8.5"), (19, 5, "8.5"), (20, 60, "4"), (500, 60, "4")]
)
def test_times_go_by_the_quantity(quantity: int, set_up: int, each: str) -> None:
    (found,) = decomposed(plant([product("goods", BY_QUANTITY)], of("A", asked(quantity)))).operations
    first, second = found.modes
    assert (first.set_up_minutes, first.minutes_per_unit) == (set_up, Decimal(each))
    assert second.minutes_per_unit == 30  # the other mode has no breaks


def test_times_go_by_what_is_to_be_made() -> None:
    problem = plant([product("goods", BY_QUANTITY)], of("A", asked(6)), stock={"goods": 2})
    assert decomposed(problem).operations[0].modes[0].minutes_per_unit == 10


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        ([("M9", 5)], "for the mode 'M9', which it does not have"),
        ([("M1", 5), ("M1", 5)], "two times for mode 'M1' from 5 on"),
        ([("M1", 1)], "greater than or equal to 2"),
    ],
)
def test_breaks_are_of_the_step_s_modes_and_once(breaks: list[tuple[str, int]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        step(
            "cut",
            breaks=tuple(
                QuantityBreak(mode=ModeId(m), from_quantity=q, minutes_per_unit=Decimal(1)) for m, q in breaks
            ),
        )
