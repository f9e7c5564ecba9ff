"""Things given twice, and ids that people take for one another."""

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from scheduler.doctor.case import OVER, Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.spelling import folded
from scheduler.doctor.templates import template_steps
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Mode

TABLES = (
    "companies", "workshops", "calendars", "resources", "suppliers", "materials", "arrivals", "products",
    "destinations", "orders", "operations", "pins", "lendings", "reworks",
)  # fmt: skip
"""Tables with ids of their own."""


def duplicate_mode(case: Case) -> Iterator[Finding]:
    """Two modes of one operation or routing step with the same id: a plan can't say which of them it means."""
    for path, operation, modes in _with_modes(case):
        for i, first in repeated(mode.id for mode in modes):
            yield case.finding(
                "duplicate_mode", Severity.WARNING, (*path, "modes", i, "id"),
                operation=operation, mode=modes[i].id, first=first + 1, second=i + 1,
            )  # fmt: skip


def _with_modes(case: Case) -> Iterator[tuple[Path, str, tuple[Mode, ...]]]:
    for path, step in template_steps(case.given):
        yield path, step.id, step.modes
    for row, operation in enumerate(case.given.operations):
        yield ("operations", row), operation.id, operation.modes


def duplicate_transport(case: Case) -> Iterator[Finding]:
    """Two transport times for one pair of workshops in one direction: the last one counts."""
    rows = case.problem.transports
    for row, first in repeated((entry.from_workshop, entry.to_workshop) for entry in rows):
        yield case.finding(
            "duplicate_transport", Severity.WARNING, ("transports", row, "to_workshop"),
            workshop=rows[row].from_workshop, to=rows[row].to_workshop, minutes=rows[row].minutes,
            overruled=rows[first].minutes,
        )  # fmt: skip


def duplicate_stock(case: Case) -> Iterator[Finding]:
    """Two rows of stock for one material, company and place: they are added up."""
    rows = case.problem.stocks
    for row, first in repeated((entry.material, entry.company, entry.place) for entry in rows):
        yield case.finding(
            "duplicate_stock", Severity.WARNING, ("stocks", row, "material"),
            material=rows[row].material, company=rows[row].company, place=rows[row].place,
            quantity=_number(rows[row].quantity), other=_number(rows[first].quantity),
        )  # fmt: skip


def duplicate_product_stock(case: Case) -> Iterator[Finding]:
    """Two rows of finished goods for one product and company: they are added up."""
    rows = case.problem.product_stocks
    for row, first in repeated((entry.product, entry.company) for entry in rows):
        yield case.finding(
            "duplicate_product_stock", Severity.WARNING, ("product_stocks", row, "product"),
            product=rows[row].product, company=rows[row].company,
            quantity=rows[row].quantity, other=rows[first].quantity,
        )  # fmt: skip


def duplicate_line(case: Case) -> Iterator[Finding]:
    """Two lines of an order for the same product, options, routing and committed dates: perhaps entered twice."""
    for row, order in enumerate(case.orders):
        if order.status not in OVER:
            keys = [
                (
                    line.product,
                    frozenset(line.options),
                    line.routing,
                    tuple(part.committed for part in line.instalments),
                )
                for line in order.lines
            ]
            for i, first in repeated(keys):
                yield case.finding(
                    "duplicate_line", Severity.HINT, ("orders", row, "lines", i, "product"), [order.id],
                    line=order.lines[i].number, other=order.lines[first].number, product=order.lines[i].product,
                )  # fmt: skip


def similar_ids(case: Case) -> Iterator[Finding]:
    """Two ids of one table that differ only in case, width (Ｍ-01) or spaces: probably meant to be one."""
    for table in TABLES:
        ids = [record.id for record in getattr(case.given, table)]
        for row, first in repeated(folded(id_) for id_ in ids):
            yield case.finding(
                "similar_ids", Severity.WARNING, (table, row, "id"), similar=ids[row], first=ids[first], table=table
            )


def repeated(keys: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """(row, first row with the same key) of every key that was there before."""
    first: dict[Hashable, int] = {}
    for row, key in enumerate(keys):
        if key in first:
            yield row, first[key]
        else:
            first[key] = row


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
