"""One cell of a kind, as the tests of cells read it; the plant stands in Berlin."""

from zoneinfo import ZoneInfo

import pytest

from scheduler.files.tables.cells import read_cell
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError, Value

BERLIN = ZoneInfo("Europe/Berlin")


def value(cell: Cell, kind: Kind, **more: object) -> Value:
    return read_cell(cell, Column("x", "X", "X", kind, **more), BERLIN)  # type: ignore[arg-type]


def complaint(cell: Cell, kind: Kind, **more: object) -> str:
    with pytest.raises(CellError) as caught:
        value(cell, kind, **more)
    return str(caught.value)
