"""Sheets with every kind of value, and a factory whose plan has all sheets filled."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduler.domain.order import Order
from scheduler.domain.problem import Problem
from scheduler.domain.record import Label, MaterialId
from scheduler.sheets import Cell, Column, Group, Kind, Mark, Row, Sheet
from tests.builders import (
    arrival,
    destination,
    instalment,
    line,
    machine,
    material,
    need,
    operation,
    order,
    outsourced,
    shop,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)

HOSTILE = ("=1+1", "+1", "-1", "@A1", "\t=1", "＝1", '=HYPERLINK("http://example.org","x")', "  =1")
"""Texts that a spreadsheet would take for formulas."""


def sample(*texts: str) -> Sheet:
    """A row of every kind, and one per text."""
    kinds: dict[Kind, Cell] = {
        Kind.TEXT: "Schrank <b>&amp; 柜体",
        Kind.DATE: date(2026, 5, 12),
        Kind.MOMENT: datetime(2026, 5, 12, 14, 5, tzinfo=SHANGHAI),
        Kind.DEADLINE: datetime(2026, 5, 13, 0, 0, tzinfo=SHANGHAI),
        Kind.MINUTES: -1505,
        Kind.QUANTITY: Decimal("1234.50"),
        Kind.PERCENT: 85,
        Kind.MONEY: 98_000,
    }
    columns = tuple(Column(kind.value, f"{kind.value}!", kind, label=kind.value) for kind in Kind)
    full = Row(tuple(kinds[kind] for kind in Kind), Mark.LATE, frozenset({"moment"}))
    empty = Row((None,) * len(Kind), Mark.AT_RISK)
    others = tuple(Row((words, *(None,) * (len(Kind) - 1))) for words in texts)
    return Sheet(
        "sample", "Sample", columns, (Group("one", (full,)), Group("two", (empty, *others))), "part", ("A note.",)
    )


def busy_shop() -> Problem:
    """Late and timely orders, bought parts, work outside, a delivery to a site; names that want to be formulas and
    tags."""
    named: list[Order] = [
        order("=A", "01-05", to="site", packing=30),
        order("B", "01-20", quantity=3),
        order("C", lines=(line(1, instalment(1, "01-06"), instalment(2, "01-30", quantity=2)),), consent=True),
        order("D"),
    ]
    named[0] = named[0].model_copy(update={"customer": '=cmd|"/c calc"!A1', "names": Label(en="<script>", zh="<脚本>")})
    named[1] = named[1].model_copy(update={"customer": "滨江医院 & Söhne"})
    problem = shop(
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day", workshop="W2")],
        materials=[material("steel", lead=3 * 1440, inspection=60), material("glass")],
        arrivals=[arrival("PO-1", "steel", 5, "01-06 09:00"), arrival("PO-2", "glass", 2, "01-02 09:00")],
        destinations=[destination("site", transit=120)],
        orders=named,
        operations=[
            operation("X1", of="=A", minutes=600, needs=(need("steel", 2),)),
            operation("X2", of="=A", on="M2", minutes=60, after="X1"),
            operation("B1", on="M2", minutes=300, needs=(need("steel", 9),)),
            operation("B2", modes=(outsourced(2000),), after="B1"),
            operation("C1", minutes=60, line=1),
            operation("D1", on="nowhere"),
        ],
    )
    steel = problem.materials[0].model_copy(update={"names": Label(en="+steel", zh="-钢")})
    assert steel.id == MaterialId("steel")
    return problem.model_copy(update={"name": 'Plant <1> & "co"', "materials": (steel, problem.materials[1])})
