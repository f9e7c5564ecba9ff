"""Stations that remember, ovens, links between stations and chosen overtime, in one line each; see `tests/parts.py`."""

from collections.abc import Iterable
from decimal import Decimal

from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Link, Mode, Station
from scheduler.domain.people import CapPeriod, OvertimeCap
from scheduler.domain.plan import OvertimeUse
from scheduler.domain.record import CalendarId, ModeId, OperationId, ResourceId, WorkshopId
from scheduler.domain.resource import Downtime, Resource, ResourceKind
from scheduler.domain.station import InitialState, Programme, SetUp, StateValue
from tests.parts import at, use


def set_up(
    minutes: int, from_: str | None = None, to: str | None = None, *, attribute: str = "colour", cost: int = 0
) -> SetUp:
    return SetUp(attribute=attribute, from_value=from_, to_value=to, minutes=minutes, cost=cost)


def initial(value: str, *, attribute: str = "colour", unit: int = 0) -> InitialState:
    return InitialState(unit=unit, attribute=attribute, value=value)


def station(
    id_: str = "M1",
    *set_ups: SetUp,
    units: int = 1,
    calendar: str = "always",
    initially: Iterable[InitialState] = (),
    in_shifts: bool = True,
    down: Iterable[tuple[str, str]] = (),
) -> Resource:
    """A machine, or a pool of several, that has to be set up."""
    return Resource(
        id=ResourceId(id_),
        kind=ResourceKind.MACHINE if units == 1 else ResourceKind.POOL,
        workshop=WorkshopId("W1"),
        calendar=CalendarId(calendar),
        units=units,
        set_ups=set_ups,
        set_ups_in_shifts=in_shifts,
        initial_states=tuple(initially),
        downtimes=tuple(Downtime(start=at(start), end=at(end)) for start, end in down),
    )


def oven(
    id_: str = "O1",
    *set_ups: SetUp,
    holds: int | str = 10,
    units: int = 1,
    calendar: str = "always",
    initially: Iterable[InitialState] = (),
    **programmes: int,
) -> Resource:
    """An oven with the minutes of its programmes."""
    return station(id_, *set_ups, units=units, calendar=calendar, initially=initially).model_copy(
        update={
            "most_load": Decimal(holds),
            "programmes": tuple(Programme(id=name, minutes=minutes) for name, minutes in programmes.items()),
        }
    )


def doing(
    *on: str,
    minutes: int = 60,
    programme: str | None = None,
    load: int | str = 0,
    per_unit: int | str = 0,
    id_: str | None = None,
    starts_from: str | None = None,
    starts_before: str | None = None,
    ends_by: str | None = None,
    **values: str,
) -> Mode:
    """A mode whose station must be set up for some values, for example `doing("M1", colour="red")`."""
    return Mode(
        id=ModeId(id_ or on[0]),
        uses=tuple(map(use, on)),
        minutes_per_unit=Decimal(0 if programme else minutes),
        states=tuple(StateValue(attribute=name, value=value) for name, value in values.items()),
        programme=programme,
        load=Decimal(load),
        load_per_unit=Decimal(per_unit),
        starts_from=None if starts_from is None else at(starts_from),
        starts_before=None if starts_before is None else at(starts_before),
        ends_by=None if ends_by is None else at(ends_by),
    )


def where(operation_id: str, station_: Station) -> Link:
    """After another operation, on its station or on a different one."""
    return Link(operation=OperationId(operation_id), station=station_)


def overtime(
    start: str, end: str, price: int = 60, *, by_choice: bool = True, approval: Approval = Approval.APPROVED
) -> OvertimeWindow:
    return OvertimeWindow(start=at(start), end=at(end), price_per_hour=price, approval=approval, by_choice=by_choice)


def cap(minutes: int, per: CapPeriod = CapPeriod.DAY) -> OvertimeCap:
    return OvertimeCap(per=per, minutes=minutes)


def extra(operation_id: str, resource_id: str, window: str, minutes: int, price: int = 60) -> OvertimeUse:
    """A line of the plan's list: an operation works in the window that starts then."""
    return OvertimeUse(
        operation=OperationId(operation_id),
        resource=ResourceId(resource_id),
        start=at(window),
        minutes=minutes,
        price_per_hour=price,
    )
