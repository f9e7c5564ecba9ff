"""The two forms of benchmark instances, as they stand in their files."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from scheduler.domain.complaints import complaints
from scheduler.domain.errors import InputError
from scheduler.domain.json_text import parse


class Row(BaseModel):
    """Part of an instance; what the reader does not need (names of sources, known bounds) is passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class FactoryCalendar(Row):
    id: str
    windows: tuple[tuple[int, int], ...]


class WorkCentre(Row):
    id: str
    stations: int
    calendar: str
    workshop: str


class FactoryMode(Row):
    work_centre: str | None = None
    minutes: int | None = None
    outsource_minutes: int | None = None
    cost: int


class FactoryOperation(Row):
    id: str
    job: str
    after: tuple[str, ...]
    release: int
    interruptible: bool
    modes: tuple[FactoryMode, ...]


class FactoryJob(Row):
    id: str
    due: int
    weight: int


class Factory(Row):
    name: str = ""
    horizon: int
    calendars: tuple[FactoryCalendar, ...]
    work_centres: tuple[WorkCentre, ...]
    transport_minutes_between_workshops: int
    jobs: tuple[FactoryJob, ...]
    operations: tuple[FactoryOperation, ...]


class NeutralResource(Row):
    id: str
    capacity: int
    consumable: bool = False


class NeutralJob(Row):
    id: str
    release: int
    due: int | None
    weight: int


class NeutralMode(Row):
    duration: int
    uses: dict[str, int]


class NeutralOperation(Row):
    id: str
    job: str
    after: tuple[str, ...]
    modes: tuple[NeutralMode, ...]


class Neutral(Row):
    name: str = ""
    objective: str
    resources: tuple[NeutralResource, ...]
    jobs: tuple[NeutralJob, ...]
    operations: tuple[NeutralOperation, ...]

    def milestones(self) -> set[str]:
        """Operations that take no time, such as the source and sink of projects: whatever they need, they occupy
        nothing."""
        return {operation.id for operation in self.operations if all(mode.duration == 0 for mode in operation.modes)}


Form = TypeVar("Form", bound=Row)


def validated(form: type[Form], text: bytes, source: str) -> Form:
    """A file's text in its form. Raises InputError."""
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        raise InputError(complaints(error, form, parse(text, source), source)) from None


def real_predecessors(
    operation: NeutralOperation, every: Mapping[str, NeutralOperation], milestones: Collection[str]
) -> list[str]:
    """Its predecessors; a milestone among them is replaced by its own."""
    found: dict[str, None] = {}
    waiting = list(reversed(operation.after))
    while waiting:
        id_ = waiting.pop()
        if id_ in milestones:
            waiting += reversed(every[id_].after)
        else:
            found[id_] = None
    return list(found)


def name_of(name: str, source: str) -> str:
    """An instance's name: the one that it says, or its file's."""
    return name or Path(source).name.split(".")[0]
