"""Where things are written: paths into a problem, and what lies there."""

from scheduler.domain.json_text import Path
from scheduler.domain.operation import Mode, Operation, Rework
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import ModeId, Record
from scheduler.domain.resource import Maintenance

Source = Operation | RoutingStep | Rework | Maintenance
"""What an operation is written as."""


def own_modes(source: Source) -> tuple[Mode, ...]:
    """The modes as somebody wrote them; maintenance has none."""
    return () if isinstance(source, Maintenance) else source.modes


def own_mode_row(source: Source, mode: ModeId) -> int:
    """The row of the written mode that a mode is, or was made of by a rule (`mode~group`); 0 for maintenance."""
    ids = [own.id for own in own_modes(source)]
    made_of = (row for row, id_ in enumerate(ids) if mode.startswith(f"{id_}~"))
    return ids.index(mode) if mode in ids else max(made_of, default=0)


def at(record: object, path: Path) -> object:
    """What lies at a path in a record."""
    for step in path:
        record = _inside(record, step)
    return record


def nearest_id(record: object, path: Path) -> str | None:
    """The id of the innermost record on the way to `path` that has one."""
    found = None
    for step in path:
        record = _inside(record, step)
        id_ = getattr(record, "id", None)
        found = id_ if isinstance(id_, str) else found
    return found


def _inside(record: object, step: str | int) -> object:
    if isinstance(step, int):
        assert isinstance(record, tuple)
        return record[step]
    assert isinstance(record, Record)
    value: object = getattr(record, step)
    return value
