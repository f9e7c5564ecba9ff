"""What orders, their operations and the routing templates name, but nobody has; with the nearest id there is."""

from collections.abc import Iterator

from scheduler.doctor.case import Case, Fault, lines
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.places import Source, own_modes
from scheduler.doctor.templates import template_steps
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Operation
from scheduler.domain.order import OrderLine
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import MaterialId, OrderId

Orders = list[OrderId]


def unknown_product(case: Case) -> Iterator[Finding]:
    """A line without operations whose product is unknown or has no routing."""
    products = {product.id: product for product in case.problem.products}
    for fault in case.faults("unknown_product"):
        line, path = _line(case, fault)
        wrong = line.product
        found = case.finding(
            "unknown_product", fault.severity, (*path, "product"), [fault.order.id], line=line.number, product=wrong
        )
        makeable = (product.id for product in products.values() if product.steps)
        yield found if wrong in products else case.with_nearest(found, wrong, "products", makeable)


def unknown_routing(case: Case) -> Iterator[Finding]:
    """A line that asks for an alternative routing which its product does not have."""
    for fault in case.faults("unknown_routing"):
        line, path = _line(case, fault)
        wrong = line.routing or ""
        found = case.finding(
            "unknown_routing",
            fault.severity,
            (*path, "routing"),
            [fault.order.id],
            line=line.number,
            product=line.product,
            routing=wrong,
        )
        product = _product(case, line.product)
        yield case.with_nearest(
            found, wrong, f"routings of {product.id}", (routing.id for routing in product.alternatives)
        )


def no_routing(case: Case) -> Iterator[Finding]:
    """A line whose product has no ordinary routing, and no alternative that is meant for it."""
    for fault in case.faults("no_routing"):
        line, path = _line(case, fault)
        yield case.finding(
            "no_routing",
            fault.severity,
            (*path, "product"),
            [fault.order.id],
            line=line.number,
            product=line.product,
            quantity=line.quantity,
        )


def unknown_destination(case: Case) -> Iterator[Finding]:
    """An order to a site that is not in the table of destinations."""
    for fault in case.faults("unknown_destination"):
        wrong = str(fault.order.destination)
        path = ("orders", case.row("orders", fault.order.id), "destination")
        found = case.finding("unknown_destination", fault.severity, path, [fault.order.id], destination=wrong)
        known = (destination.id for destination in case.problem.destinations)
        yield case.with_nearest(found, wrong, "destinations", known)


def unknown_line(case: Case) -> Iterator[Finding]:
    """An operation for a line that its order does not have."""
    for fault in case.faults("unknown_line"):
        path, _ = case.source(fault.operation)
        yield case.finding(
            "unknown_line",
            fault.severity,
            (*path, "line"),
            [fault.order.id],
            operation=fault.operation,
            line=int(fault.message.parameters["line"]),
            known=lines(str(line.number) for line in fault.order.lines),
        )


def unknown_instalment(case: Case) -> Iterator[Finding]:
    """An operation for an instalment that its line does not have; also one without a line."""
    for fault in case.faults("unknown_instalment"):
        path, _ = case.source(fault.operation)
        yield case.finding(
            "unknown_instalment",
            fault.severity,
            (*path, "instalment"),
            [fault.order.id],
            operation=fault.operation,
            instalment=int(fault.message.parameters["instalment"]),
        )


def unknown_resource(case: Case) -> Iterator[Finding]:
    """A mode on a resource that does not exist, of an operation or of a routing template that nobody uses yet.

    The place is the first mode of the operation or step that names it.
    """

    def finding(severity: Severity, path: Path, inside: Path, operation: str, wrong: str, orders: Orders) -> Finding:
        found = case.finding(
            "unknown_resource", severity, (*path, *inside), orders, operation=operation, resource=wrong
        )
        return case.with_nearest(found, wrong, "resources", case.resource)

    for fault in case.faults("unknown_resource"):
        path, source = case.source(fault.operation)
        wrong = str(fault.message.parameters["resource"])
        yield finding(fault.severity, path, _uses(source)[wrong], fault.operation, wrong, [fault.order.id])
    for path, step in template_steps(case.given):
        for wrong, inside in _uses(step).items():
            if wrong not in case.resource:
                yield finding(Severity.WARNING, path, inside, step.id, wrong, [])


def unknown_material(case: Case) -> Iterator[Finding]:
    """A need of a material that does not exist, of an operation or of a routing template that nobody uses yet.

    The place is the first need of the operation or step that names it.
    """
    materials = {material.id for material in case.problem.materials}

    def finding(severity: Severity, path: Path, operation: str, wrong: str, orders: Orders) -> Finding:
        found = case.finding("unknown_material", severity, path, orders, operation=operation, material=wrong)
        return case.with_nearest(found, wrong, "materials", materials)

    for fault in case.faults("unknown_material"):
        path, source = case.source(fault.operation)
        wrong = str(fault.message.parameters["material"])
        assert isinstance(source, Operation | RoutingStep)  # rework and maintenance need nothing
        row = [need.material for need in source.needs].index(MaterialId(wrong))
        yield finding(fault.severity, (*path, "needs", row, "material"), fault.operation, wrong, [fault.order.id])
    for path, step in template_steps(case.given):
        for row, need in enumerate(step.needs):
            if need.material not in materials:
                yield finding(Severity.WARNING, (*path, "needs", row, "material"), step.id, need.material, [])


def _uses(source: Source) -> dict[str, Path]:
    """Resource -> the first place inside an operation or step that names it."""
    found: dict[str, Path] = {}
    for i, mode in enumerate(own_modes(source)):
        for j, use in enumerate(mode.uses):
            found.setdefault(use.resource, ("modes", i, "uses", j, "resource"))
    return found


def _line(case: Case, fault: Fault) -> tuple[OrderLine, Path]:
    """The line of an order that a fault is about, and its path."""
    number = fault.message.parameters["line"]
    row, line = next((row, line) for row, line in enumerate(fault.order.lines) if line.number == number)
    return line, ("orders", case.row("orders", fault.order.id), "lines", row)


def _product(case: Case, id_: str) -> Product:
    return next(product for product in case.problem.products if product.id == id_)
