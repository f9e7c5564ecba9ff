"""The two forms of benchmark instances, as they stand in their files."""

from pydantic import BaseModel, ConfigDict


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
