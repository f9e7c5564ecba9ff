"""References that no engine refuses: they are passed over in silence, so that what was meant never happens."""

from collections.abc import Iterator

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.expansion.rework import rework_id
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Rework
from scheduler.domain.order import OrderLine
from scheduler.domain.product import Product, Routing, RoutingStep, StepNeed, StepPart
from scheduler.domain.record import OperationId, ProductId


def unknown_supplier(case: Case) -> Iterator[Finding]:
    """A material, an arrival or outside work from a supplier that is not in the table."""
    known = {supplier.id for supplier in case.problem.suppliers}
    for path, supplier in _suppliers(case):
        if supplier not in known:
            found = case.finding("unknown_supplier", Severity.WARNING, path, supplier=supplier)
            yield case.with_nearest(found, supplier, "suppliers", known)


def _suppliers(case: Case) -> Iterator[tuple[Path, str]]:
    for row, material in enumerate(case.problem.materials):
        if material.supplier is not None:
            yield ("materials", row, "supplier"), material.supplier
    for row, arrival in enumerate(case.problem.arrivals):
        if arrival.supplier is not None:
            yield ("arrivals", row, "supplier"), arrival.supplier
    for path, _, mode in case.modes:
        if mode.outsourcing is not None:
            yield (*path, "outsourcing", "supplier"), mode.outsourcing.supplier


def unknown_company(case: Case) -> Iterator[Finding]:
    """A routing for, or finished goods of, a company that is not in the table."""
    known = {company.id for company in case.problem.companies}
    named: list[tuple[Path, str]] = [
        (("products", row, "alternatives", i, "companies", j), company)
        for row, product in enumerate(case.problem.products)
        for i, routing in enumerate(product.alternatives)
        for j, company in enumerate(routing.companies)
    ]
    named += [
        (("product_stocks", row, "company"), stock.company) for row, stock in enumerate(case.given.product_stocks)
    ]
    for path, company in named:
        if company not in known:
            found = case.finding("unknown_company", Severity.WARNING, path, company=company)
            yield case.with_nearest(found, company, "companies", known)


def arrival_for_unknown_order(case: Case) -> Iterator[Finding]:
    """An arrival dedicated to an order that is not there: nobody may use it."""
    for row, arrival in enumerate(case.problem.arrivals):
        if arrival.order is not None and arrival.order not in case.order:
            found = case.finding(
                "arrival_for_unknown_order", Severity.WARNING, ("arrivals", row, "order"),
                arrival=arrival.id, material=arrival.material, unknown=arrival.order,
            )  # fmt: skip
            yield case.with_nearest(found, arrival.order, "orders", case.order)


def arrival_for_other_company(case: Case) -> Iterator[Finding]:
    """An arrival dedicated to an order, but at another company than the order's: nobody may use it."""
    for row, arrival in enumerate(case.problem.arrivals):
        order = case.order.get(arrival.order or "")
        if order is not None and order.company != arrival.company:
            yield case.finding(
                "arrival_for_other_company", Severity.WARNING, ("arrivals", row, "company"), [order.id],
                arrival=arrival.id, material=arrival.material, company=arrival.company, home=order.company,
            )  # fmt: skip


def operation_of_unknown_order(case: Case) -> Iterator[Finding]:
    """An operation of an order that is not there: it is never planned."""
    for row, operation in enumerate(case.given.operations):
        if operation.order not in case.order:
            found = case.finding(
                "operation_of_unknown_order", Severity.WARNING, ("operations", row, "order"),
                operation=operation.id, unknown=operation.order,
            )  # fmt: skip
            yield case.with_nearest(found, operation.order, "orders", case.order)


def pin_on_unknown_operation(case: Case) -> Iterator[Finding]:
    """A pin on, or before, an operation that is not there: it says nothing."""
    for row, pin in enumerate(case.problem.pins):
        for field, named in (("operation", pin.operation), ("other", pin.other)):
            if named is not None and is_stray(case, named):
                found = case.finding(
                    "pin_on_unknown_operation", Severity.WARNING, ("pins", row, field), pin=pin.id, unknown=named
                )
                yield case.with_nearest(found, named, "operations", case.operation)


def progress_of_unknown_operation(case: Case) -> Iterator[Finding]:
    """A report on an operation that is not there: the work counts as not begun."""
    for row, progress in enumerate(case.problem.progress):
        if is_stray(case, progress.operation):
            path = ("progress", row, "operation")
            found = case.finding("progress_of_unknown_operation", Severity.WARNING, path, unknown=progress.operation)
            yield case.with_nearest(found, progress.operation, "operations", case.operation)


def published_unknown(case: Case) -> Iterator[Finding]:
    """A published start of an operation or mode that is gone: no change of it counts as disturbance."""
    for row, published in enumerate(case.problem.published):
        operation = case.operation.get(published.operation)
        gone = operation is not None and all(mode.id != published.mode for mode in operation.modes)
        if gone or is_stray(case, published.operation):
            yield case.finding(
                "published_unknown", Severity.HINT, ("published", row, "mode" if gone else "operation"),
                unknown=published.operation, mode=published.mode,
            )  # fmt: skip


def is_stray(case: Case, operation: OperationId) -> bool:
    """Whether no such operation is there. Orders that load nothing get their operations only later."""
    if operation in case.operation:
        return False
    return not any(operation[:i] in case.waiting for i, letter in enumerate(operation) if letter == "/")


def stray_reworks(case: Case) -> list[tuple[int, Rework]]:
    """Rework of an operation that is not there, and is no rework itself."""
    again = {rework_id(rework) for rework in case.given.reworks}
    return [
        (row, rework)
        for row, rework in enumerate(case.given.reworks)
        if rework.operation not in again and is_stray(case, rework.operation)
    ]


def pin_to_unknown_resource(case: Case) -> Iterator[Finding]:
    """A pin to a resource that is not there, where that does not set the order aside: it has expired, or the work has
    begun, or will not be planned.
    """
    told = {fault.operation for fault in case.faults("no_usable_mode")}
    for row, pin in enumerate(case.problem.pins):
        if pin.resource is not None and pin.resource not in case.resource and pin.operation not in told:
            found = case.finding(
                "pin_to_unknown_resource", Severity.WARNING, ("pins", row, "resource"),
                pin=pin.id, operation=pin.operation, unknown=pin.resource,
            )  # fmt: skip
            yield case.with_nearest(found, pin.resource, "resources", case.resource)


def stock_of_unknown_product(case: Case) -> Iterator[Finding]:
    """Finished goods in stock of a product that is not in the table: no order can take them."""
    products = {product.id for product in case.problem.products}
    for row, stock in enumerate(case.problem.product_stocks):
        if stock.product not in products:
            path = ("product_stocks", row, "product")
            found = case.finding("stock_of_unknown_product", Severity.WARNING, path, product=stock.product)
            yield case.with_nearest(found, stock.product, "all products", products)


def unused_option(case: Case) -> Iterator[Finding]:
    """An option ordered that no step, part, need or routing of the product, or of its made parts, mentions.

    A warning where the product knows other options, because the step meant may be left out in silence; a hint where it
    knows none. Lines decomposed by hand are passed over: there options are remarks.
    """
    mentioned = _options(case.problem.products)
    by_hand = {(operation.order, operation.line) for operation in case.given.operations}
    for row, order in enumerate(case.orders):
        for i, line in enumerate(order.lines):
            known = mentioned.get(line.product)
            if known is None or {(order.id, line.number), (order.id, None)} & by_hand:
                continue
            for j, option in enumerate(line.options):
                if option not in known:
                    path = ("orders", row, "lines", i, "options", j)
                    yield _unused(case, path, order.id, line, option, known)


def _unused(case: Case, path: Path, order: str, line: OrderLine, option: str, known: frozenset[str]) -> Finding:
    found = case.finding(
        "unused_option", Severity.WARNING if known else Severity.HINT, path, [case.order[order].id],
        line=line.number, product=line.product, option=option,
    )  # fmt: skip
    return case.with_nearest(found, option, f"options of {line.product}", known)


def _options(products: tuple[Product, ...]) -> dict[ProductId, frozenset[str]]:
    """Options that a product's templates mention, with those of its parts; parts form no loop."""
    by_id = {product.id: product for product in products}
    found: dict[ProductId, frozenset[str]] = {}

    def collect(product: Product) -> frozenset[str]:
        if product.id not in found:
            own = _own_options(product)
            parts = {part.product for step in product.steps for part in step.parts}
            found[product.id] = own.union(*(collect(by_id[part]) for part in sorted(parts)))
        return found[product.id]

    for product in products:
        collect(product)
    return found


def _own_options(product: Product) -> frozenset[str]:
    conditional: list[Routing | RoutingStep | StepNeed | StepPart] = [
        *product.alternatives,
        *product.steps,
        *(need for step in product.steps for need in step.needs),
        *(part for step in product.steps for part in step.parts),
    ]
    return frozenset(option for entry in conditional for option in (*entry.with_options, *entry.without_options))
