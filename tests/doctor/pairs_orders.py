"""Pairs about orders, their lines and operations: what sets an order aside, and references passed over."""

from scheduler.domain.goal import Approval
from scheduler.domain.material import ProductStock
from scheduler.domain.order import Order, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, PublishedStart
from scheduler.domain.product import Product, Routing
from scheduler.domain.record import CompanyId, ModeId, OperationId, ProductId
from scheduler.domain.resource import Company
from tests.builders import (
    AS_OF,
    arrival,
    destination,
    finished,
    instalment,
    line,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    shop,
    started,
    use,
    weekly,
)
from tests.doctor.pairs import A1, FAR, Pair, line_with, product, step, with_operations

TWO_PARTS = order("A", lines=(line(1, instalment(1, FAR), instalment(2, FAR)),))
OTHER_WAY = Routing(id="by hand", steps=(step("saw"),), from_quantity=2)
ALTERNATIVE = product(id_="goods", alternatives=(OTHER_WAY,))


def circle(*pins: tuple[str, str, str]) -> Problem:
    """A1 before A2 and B1 before B2, with pins (id, first, then)."""
    return shop(
        orders=(order("A", FAR), order("B", FAR)),
        operations=(operation("A1"), operation("A2", after="A1"), operation("B1"), operation("B2", after="B1")),
        pins=[pin(id_, first, PinKind.BEFORE, other=then) for id_, first, then in pins],
    )


def on(*resources: str, minutes: int, resumable: bool = True) -> Problem:
    """One operation on machines open by day (two stretches of 240 minutes), by night, or by day until spring."""
    return with_operations(
        operation("A1", on=resources, minutes=minutes, resumable=resumable),
        resources=[
            machine("M1"),
            machine("D", calendar="day"),
            machine("N", calendar="night"),
            resource("E", calendar="day", down=[("2026-04-01 00:00", "2036-01-01 00:00")]),
        ],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
    )


def made(order_: Order, *products: Product, **more: object) -> Problem:
    """An order that the routing of its product decomposes."""
    return with_operations(order_=order_, products=products, **more)


def company(id_: str) -> Company:
    return Company(id=CompanyId(id_))


def for_company(id_: str) -> Product:
    routing = OTHER_WAY.model_copy(update={"companies": (CompanyId(id_),)})
    return product(step(), alternatives=(routing,))


def in_store(product_id: str) -> ProductStock:
    return ProductStock(product=ProductId(product_id), company=CompanyId("C1"), quantity=1)


def published(operation_id: str, mode_id: str) -> PublishedStart:
    return PublishedStart(operation=OperationId(operation_id), mode=ModeId(mode_id), start=AS_OF)


GOODS = product(step())

LINKS = {
    "loop": Pair(
        with_operations(operation("A1", after="A2"), operation("A2", after="A1")),
        "operations[0].after[0].operation",
        with_operations(operation("A1"), operation("A2", after="A1")),
        {"operations": "A1 → A2 → A1"},
        ("A",),
    ),
    "pin_loop": Pair(
        circle(("p", "A2", "B1"), ("q", "B2", "A1")),
        "pins[0].other",
        circle(("p", "A2", "B1"), ("q", "A1", "B2")),
    ),
    "unknown_predecessor": Pair(
        with_operations(operation("A1"), operation("A2", after="B1")),
        "operations[1].after[0].operation",
        with_operations(operation("A1"), operation("A2", after="A1")),
        {"predecessor": "B1"},
        ("A",),
    ),
}

LINES = {
    "unknown_product": Pair(
        made(order("A", FAR, product="good"), GOODS),
        "orders[0].lines[0].product",
        made(order("A", FAR), GOODS),
        {"line": 1, "product": "good", "nearest": "goods"},
        ("A",),
    ),
    "unknown_routing": Pair(
        made(line_with(routing="by hnd"), ALTERNATIVE),
        "orders[0].lines[0].routing",
        made(line_with(routing="by hand"), ALTERNATIVE),
        {"routing": "by hnd", "nearest": "by hand"},
        ("A",),
    ),
    "no_routing": Pair(
        made(order("A", FAR), ALTERNATIVE),
        "orders[0].lines[0].product",
        made(order("A", FAR, quantity=2), ALTERNATIVE),  # the alternative is for two or more
        {"quantity": 1},
        ("A",),
    ),
    "unknown_destination": Pair(
        with_operations(A1, order_=order("A", FAR, to="Site 1"), destinations=[destination("site1")]),
        "orders[0].destination",
        with_operations(A1, order_=order("A", FAR, to="site1"), destinations=[destination("site1")]),
        {"nearest": "site1"},
        ("A",),
    ),
    "unknown_line": Pair(
        with_operations(A1, operation("A2", line=2)),
        "operations[1].line",
        with_operations(A1, operation("A2", line=1)),
        {"line": 2, "known": "1"},
        ("A",),
    ),
    "unknown_instalment": Pair(
        with_operations(operation("A1", line=1, instalment=3), order_=TWO_PARTS),
        "operations[0].instalment",
        with_operations(operation("A1", line=1, instalment=2), order_=TWO_PARTS),
        {"instalment": 3},
        ("A",),
    ),
    "unused_option": Pair(
        made(line_with(options=("blu",)), product(step("paint", with_options=("blue",)), step())),
        "orders[0].lines[0].options[0]",
        made(line_with(options=("blue",)), product(step("paint", with_options=("blue",)), step())),
        {"option": "blu", "nearest": "blue"},
        ("A",),
    ),
}

MODES = {
    "unknown_resource": Pair(
        with_operations(operation("A1", modes=(mode("M1"), mode("M-1")))),
        "operations[0].modes[1].uses[0].resource",
        with_operations(operation("A1", modes=(mode("M1"), mode("D")))),
        {"resource": "M-1", "nearest": "M1"},
        ("A",),
    ),
    "unknown_material": Pair(
        with_operations(operation("A1", needs=(need("cooper"),)), materials=[material("copper")]),
        "operations[0].needs[0].material",
        with_operations(operation("A1", needs=(need("copper"),)), materials=[material("copper")]),
        {"material": "cooper", "nearest": "copper"},
        ("A",),
    ),
    "too_few_units": Pair(
        with_operations(operation("A1", modes=(mode(use("P", 3)),)), resources=[pool("P", 2)]),
        "operations[0].modes[0].uses[0].units",
        with_operations(operation("A1", modes=(mode(use("P", 2)),)), resources=[pool("P", 2)]),
        {"resource": "P", "units": 3, "there": 2},
        ("A",),
    ),
    "outsourcing_not_approved": Pair(
        with_operations(operation("A1", modes=(outsourced(600, approval=Approval.PROPOSED),))),
        "operations[0].modes[0].outsourcing.approval",
        with_operations(operation("A1", modes=(outsourced(600, approval=Approval.STANDING),))),
        {"supplier": "S1", "approval": "proposed"},
        ("A",),
    ),
    "pin_excludes_modes": Pair(
        with_operations(A1, pins=[pin("p", "A1", PinKind.RESOURCE, to="D")]),
        "pins[0].resource",
        with_operations(A1, pins=[pin("p", "A1", PinKind.RESOURCE, to="D", until="07:59")]),
        {"pin": "p", "resource": "D"},
        ("A",),
    ),
    "unknown_reported_mode": Pair(
        with_operations(A1, progress=[started("A1", "07:00", 30, "m1")]),
        "progress[0].mode",
        with_operations(A1, progress=[started("A1", "07:00", 30, "M1")]),
        {"mode": "m1", "nearest": "M1"},
        ("A",),
    ),
    "no_usable_mode": Pair(  # one not approved, the other too big
        with_operations(operation("A1", modes=(outsourced(600, approval=Approval.REFUSED), mode(use("M1", 2))))),
        "operations[0].modes",
        with_operations(operation("A1", modes=(outsourced(600, approval=Approval.REFUSED), mode("M1")))),
        {"count": 2},
        ("A",),
    ),
    "never_fits": Pair(
        on("D", minutes=241, resumable=False),
        "operations[0].modes[0].minutes_per_unit",
        on("D", minutes=240, resumable=False),
        {"minutes": 241, "longest": 240, "resources": "D"},
        ("A",),
    ),
    "never_open_together": Pair(
        on("D", "N", minutes=5),
        "operations[0].modes[0].uses",
        on("M1", "N", minutes=5),
        {"resources": "D\nN"},
        ("A",),
    ),
    "no_opening_left": Pair(
        on("M1", "E", minutes=5),
        "operations[0].modes[0].uses[1].resource",
        on("M1", "D", minutes=5),
        {"resource": "E"},
        ("A",),
    ),
}

COPPER = [material("copper")]

STRAYS = {
    "operation_of_unknown_order": Pair(
        with_operations(A1, operation("AB1")),
        "operations[1].order",
        with_operations(A1, operation("B1"), orders=[order("A", FAR), order("B", status=OrderStatus.CLOSED)]),
        {"unknown": "AB"},
    ),
    "progress_of_unknown_operation": Pair(
        with_operations(A1, progress=[finished("A-1", "06:00", "07:00")]),
        "progress[0].operation",
        with_operations(A1, progress=[finished("A1", "06:00", "07:00")]),
        {"unknown": "A-1", "nearest": "A1"},
    ),
    "pin_on_unknown_operation": Pair(
        with_operations(A1, pins=[pin("p", "A1", PinKind.BEFORE, other="B/1/cut")]),
        "pins[0].other",
        with_operations(  # B loads nothing yet: its operations come later
            A1,
            pins=[pin("p", "A1", PinKind.BEFORE, other="B/1/cut")],
            orders=[order("A", FAR), order("B", FAR, status=OrderStatus.ON_HOLD)],
        ),
        {"unknown": "B/1/cut"},
    ),
    "pin_to_unknown_resource": Pair(
        with_operations(A1, pins=[pin("p", "A1", PinKind.RESOURCE, to="M2", until="07:59")]),
        "pins[0].resource",
        with_operations(A1, pins=[pin("p", "A1", PinKind.RESOURCE, to="D", until="07:59")]),
        {"unknown": "M2"},
    ),
    "arrival_for_unknown_order": Pair(
        with_operations(A1, materials=COPPER, arrivals=[arrival("P1", "copper", 1, "01-06 08:00", dedicated_to="a")]),
        "arrivals[0].order",
        with_operations(A1, materials=COPPER, arrivals=[arrival("P1", "copper", 1, "01-06 08:00", dedicated_to="A")]),
        {"unknown": "a", "nearest": "A"},
    ),
    "arrival_for_other_company": Pair(
        with_operations(
            A1,
            companies=[company("C1"), company("C2")],
            materials=COPPER,
            arrivals=[arrival("P1", "copper", 1, "01-06 08:00", company="C2", dedicated_to="A")],
        ),
        "arrivals[0].company",
        with_operations(
            A1,
            companies=[company("C1"), company("C2")],
            materials=COPPER,
            arrivals=[arrival("P1", "copper", 1, "01-06 08:00", company="C1", dedicated_to="A")],
        ),
        {"home": "C1"},
        ("A",),
    ),
    "unknown_supplier": Pair(
        with_operations(operation("A1", modes=(outsourced(600, supplier="S2"),))),
        "operations[0].modes[0].outsourcing.supplier",
        with_operations(operation("A1", modes=(outsourced(600, supplier="S1"),))),
        {"supplier": "S2"},
    ),
    "unknown_company": Pair(
        with_operations(A1, products=[for_company("C2")]),
        "products[0].alternatives[0].companies[0]",
        with_operations(A1, products=[for_company("C1")]),
        {"company": "C2"},
    ),
    "stock_of_unknown_product": Pair(
        with_operations(A1, products=[GOODS], product_stocks=[in_store("Goods")]),
        "product_stocks[0].product",
        with_operations(A1, products=[GOODS], product_stocks=[in_store("goods")]),
        {"product": "Goods", "nearest": "goods"},
    ),
    "published_unknown": Pair(
        with_operations(A1, published=[published("A1", "D")]),
        "published[0].mode",
        with_operations(A1, published=[published("A1", "M1")]),
    ),
}

PAIRS = {**LINKS, **LINES, **MODES, **STRAYS}
