"""Which orders and operations a network is made of, and the calendars in which their modes work."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, combinations, islice, product
from zoneinfo import ZoneInfo

from scheduler.compile import ties
from scheduler.compile.calendars import CalendarClasses, Window, calendar_windows, longest, resource_windows, subtracted
from scheduler.compile.clock import Clock
from scheduler.compile.faults import FaultFinder, SharedDataError, active_pins, refuse_shared_faults, usable_modes
from scheduler.compile.limits import Block, blocked, fits_beside, while_open
from scheduler.compile.network import FINISHED, FREE, NEVER, STARTED
from scheduler.compile.overtime import Priced, has_choice, priced_windows
from scheduler.compile.stations import Place, compared, places
from scheduler.domain.due import Due, dues
from scheduler.domain.durations import working_minutes
from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Mode, Operation, Progress, ProgressStatus, Station, Use
from scheduler.domain.order import Order
from scheduler.domain.pin import Pin
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, OperationId, OrderId, ResourceId
from scheduler.domain.resource import ResourceKind

YEAR = 366 * 24 * 60

FIRST_HORIZON = 2 * YEAR
"""An operation fits if an opening of the second year holds it.

Openings of the first year may be single ones (overtime, an exception), which another operation may take; those of the
second come back, so a longer horizon always has room.
"""

MOST_CHOICES = 200
"""Ways to pick several stations of a pool whose stations are told apart; of more, the first are looked at."""

MAXIMUM_HORIZON = 200 * YEAR


class Selection:
    """The orders, operations, calendars and pins of a problem that a network is made of, with their indices."""

    def __init__(self, problem: Problem, horizon: int) -> None:
        self.problem = problem
        self.horizon = horizon
        self.clock = Clock(problem.as_of)
        self.zone = ZoneInfo(problem.zone)
        self.classes = CalendarClasses()
        self.resources = tuple(sorted(problem.resources, key=lambda resource: resource.id))
        self.resource_by_id = {resource.id: resource for resource in self.resources}
        self.resource_index: dict[ResourceId, int] = {r.id: i for i, r in enumerate(self.resources)}
        self.workshops = sorted(workshop.id for workshop in problem.workshops)
        self.workshop_index = {id_: i for i, id_ in enumerate(self.workshops)}
        self.calendar_by_id = {calendar.id: calendar for calendar in problem.calendars}
        self.extended_calendar: dict[CalendarId, list[Window]] = {}
        self.calendar_class = self._calendar_classes()
        self.places = places(self.resources, compared(problem.operations))
        """Resources of the network."""
        self.first_place: dict[ResourceId, int] = {}
        for index, place in enumerate(self.places):
            self.first_place.setdefault(place.resource.id, index)
        self.place_class = [self._class_of_place(place) for place in self.places]
        self.overtime: dict[int, list[Priced]] = {}
        """Chosen overtime of the places that have some."""
        self.extended_class = [self._extended(index) for index in range(len(self.places))]
        """The class of each place with its chosen overtime."""
        self.class_of_places: dict[tuple[int, ...], int] = {}
        self.room_of_class: dict[int, int] = {}
        self.blocks_of_place: dict[int, list[Block]] = {}
        self.fits_of_uses: dict[tuple[tuple[int, ...], tuple[Use, ...], int, bool], bool] = {}
        self.progress: dict[OperationId, Progress] = {p.operation: p for p in problem.progress}
        self.pins: dict[OperationId, list[Pin]] = defaultdict(list)
        for pin in sorted(active_pins(problem), key=lambda pin: pin.id):
            self.pins[pin.operation].append(pin)
        self.finder = FaultFinder(problem)
        self.together: list[list[OperationId]] = []
        self.apart: list[tuple[OperationId, OperationId]] = []
        """Operations that links put on one station, and pairs that they put on different ones."""
        self.tied_places: dict[OperationId, frozenset[int]] = {}
        """Where tied operations may be done."""
        self.only_outside: set[OperationId] = set()
        """Tied operations that can always be done outside, and inside might leave another one no station."""
        self.not_loaded: list[NotLoaded] = []
        self.not_plannable: dict[OrderId, tuple[Message, ...]] = {}
        self.orders: list[Order] = []
        self.operations: list[Operation] = []
        self.order_operations: list[list[Operation]] = []
        self._choose_orders()
        self.op_index: dict[OperationId, int] = {o.id: i for i, o in enumerate(self.operations)}
        refuse_shared_faults(problem, {o.id: o.order for o in self.operations})
        self.dues: list[tuple[Due, ...]] = [tuple(dues(order, self.zone)) for order in self.orders]

    def _calendar_classes(self) -> dict[CalendarId, int]:
        needed = {r.calendar for r in self.resources}
        needed |= {c.dispatch_calendar for c in self.problem.companies if c.dispatch_calendar}
        needed |= {d.receiving_calendar for d in self.problem.destinations if d.receiving_calendar}
        found = {}
        for calendar in sorted(self.problem.calendars, key=lambda calendar: calendar.id):
            if calendar.id in needed:
                spans = calendar_windows(calendar, self.zone, self.clock, self.horizon)
                if not spans:
                    raise SharedDataError(
                        "calendars",
                        calendar.id,
                        f"it never opens in the {self.horizon // 1440} days after as-of, but is used: give it shifts",
                    )
                found[calendar.id] = self.classes.add(spans)
        return found

    def _class_of_place(self, place: Place) -> int:
        open_ = self.classes.windows[self.calendar_class[place.resource.calendar]]
        return self.classes.add(self._without_closed(place, open_))

    def _without_closed(self, place: Place, open_: list[Window]) -> list[Window]:
        """The windows of a calendar without a place's downtimes; a station is closed while a limit takes it away.

        The stations that a limit takes away are the last ones.
        """
        open_ = resource_windows(place.resource, open_, self.clock)
        if place.unit < 0 or not (place.resource.limits or place.resource.shift_limits):
            return open_
        gone = blocked(place.resource, self.zone, self.clock, self.horizon)
        return subtracted(open_, [(a, b) for a, b, units in gone if place.unit >= place.resource.units - units])

    def _extended(self, index: int) -> int:
        place = self.places[index]
        calendar = self.calendar_by_id[place.resource.calendar]
        if not has_choice(calendar):
            return self.place_class[index]
        if calendar.id not in self.extended_calendar:
            self.extended_calendar[calendar.id] = calendar_windows(
                calendar, self.zone, self.clock, self.horizon, with_chosen=True
            )
        extended = self._without_closed(place, self.extended_calendar[calendar.id])
        ordinary = self.classes.windows[self.place_class[index]]
        priced = priced_windows(calendar, ordinary, extended, self.clock)
        if priced:
            self.overtime[index] = priced
        return self.classes.add(extended)

    def _choose_orders(self) -> None:
        by_order: dict[OrderId, list[Operation]] = defaultdict(list)
        for operation in self.problem.operations:
            by_order[operation.order].append(operation)
        for order in sorted(self.problem.orders, key=lambda order: order.id):
            load, why_not = loading(order, self.problem)
            if load is Load.NONE:
                assert why_not is not None
                self.not_loaded.append(NotLoaded(order=order.id, reason=why_not))
                continue
            operations = sorted(by_order[order.id], key=lambda operation: operation.id)
            faults = self.finder.faults(order, operations) or self._fitting_faults(operations)
            if faults:
                self.not_plannable[order.id] = tuple(faults)
                continue
            ordered = _topological(operations)
            self.orders.append(order)
            self.order_operations.append(ordered)
            self.operations.extend(ordered)

    def places_of(self, mode: Mode) -> list[tuple[int, ...]]:
        """The places a mode may take, one for each use: several choices where its first resource has stations."""
        if not mode.uses:
            return [()]
        choices = [self._stations_for(use) for use in mode.uses]
        return [tuple(chain.from_iterable(combination)) for combination in product(*choices)]

    def _stations_for(self, use: Use) -> list[tuple[int, ...]]:
        """The places of one use: every choice of so many stations where they are told apart."""
        first = self.first_place[use.resource]
        if self.places[first].unit < 0:
            return [(first,)]
        stations = range(first, first + self.places[first].resource.units)
        return list(islice(combinations(stations, use.units), MOST_CHOICES))

    def several_stations(self, mode: Mode) -> bool:
        """Whether a mode takes more than one of the first resource's stations that are told apart."""
        return self.places[self.first_place[mode.uses[0].resource]].unit >= 0 and mode.uses[0].units > 1

    def class_of(self, places: tuple[int, ...]) -> int:
        """Calendar class in which a mode works that takes these places; -1 for elapsed time."""
        if not places:
            return -1
        class_ = self.class_of_places.get(places)
        if class_ is None:
            classes = frozenset(self.place_class[index] for index in places)
            class_ = self.class_of_places[places] = self.classes.intersection(classes)
        return class_

    def extended_class_of(self, places: tuple[int, ...]) -> int:
        """The same with the chosen overtime of all of them."""
        return self.classes.intersection(frozenset(self.extended_class[index] for index in places))

    def _room(self, class_: int) -> int:
        """Longest opening of a class in the second year; elapsed time has no end."""
        if class_ < 0:
            return NEVER
        if class_ not in self.room_of_class:
            self.room_of_class[class_] = longest(self.classes.windows[class_], YEAR, FIRST_HORIZON)
        return self.room_of_class[class_]

    def usable(self, operation: Operation) -> list[Mode]:
        """Modes the engines see: usable ones, and for reported work the reported one alone."""
        progress = self.progress.get(operation.id)
        if progress is not None:
            return [mode for mode in operation.modes if mode.id == progress.mode]
        return usable_modes(operation, self.resource_by_id, ())

    def allowed(self, operation: Operation, mode: Mode) -> bool:
        """Whether no resource pin forbids the mode."""
        return set(self.finder.pinned.get(operation.id, ())) <= {use.resource for use in mode.uses}

    def blocks(self, index: int) -> list[Block]:
        """Units of a place that limits take away while it is open; of stations they are closed times instead."""
        if index not in self.blocks_of_place:
            place = self.places[index]
            limited = place.unit < 0 and (place.resource.limits or place.resource.shift_limits)
            rows = blocked(place.resource, self.zone, self.clock, self.horizon) if limited else []
            self.blocks_of_place[index] = while_open(rows, self.classes.windows[self.extended_class[index]])
        return self.blocks_of_place[index]

    def _fits_beside_limits(self, operation: Operation, mode: Mode, places: tuple[int, ...], minutes: int) -> bool:
        """Whether limits leave the mode its units for so many minutes somewhere in the second year."""
        gone: dict[bool, list[Window]] = {True: [], False: []}
        for use in mode.uses:
            index = self.first_place[use.resource]
            resource = self.places[index].resource
            held = use.held or resource.kind is ResourceKind.POOL or resource.remembers
            gone[held] += [(a, b) for a, b, units in self.blocks(index) if resource.units - units < use.units]
        if not (gone[True] or gone[False]):
            return True
        key = places, mode.uses, minutes, operation.resumable
        if key not in self.fits_of_uses:
            windows = self.classes.windows[self.class_of(places)]
            self.fits_of_uses[key] = fits_beside(
                windows, gone[True], gone[False], operation.resumable, minutes, YEAR, FIRST_HORIZON
            )
        return self.fits_of_uses[key]

    def _fitting_faults(self, operations: Sequence[Operation]) -> list[Message]:
        """Operations that no opening of the second year can hold in any usable mode."""
        faults = []
        for operation in operations:
            if operation.id in self.progress:
                if not self._can_go_on(operation):
                    faults.append(Message(key="no_usable_mode", parameters={"operation": operation.id}))
                continue
            best = 0
            for mode in self.usable(operation):
                if not self.allowed(operation, mode):
                    continue
                minutes = working_minutes(operation, mode, self.resource_by_id)
                if lasting(mode) and self.fitting_places(operation, mode, minutes):
                    break
                best = minutes if not best else min(best, minutes)
            else:
                lasts = any(lasting(m) for m in self.usable(operation) if self.allowed(operation, m))
                told: dict[str, str | int] = {"operation": operation.id, "minutes": best}
                faults.append(
                    Message(key="never_fits", parameters=told)
                    if lasts
                    else Message(key="no_lasting_mode", parameters=told)
                )
        return faults or self._tie_faults(operations)

    def fitting_places(self, operation: Operation, mode: Mode, minutes: int) -> list[tuple[int, ...]]:
        """The places on which the mode fits into an opening that comes back."""
        needed = 1 if operation.resumable else minutes
        return [
            places
            for places in self.places_of(mode)
            if self._room(self.class_of(places)) >= needed
            and self._fits_beside_limits(operation, mode, places, minutes)
        ]

    def _can_go_on(self, operation: Operation) -> bool:
        """Whether reported work has its mode and, if it goes on, will have its units whatever limits there are."""
        remaining = self.progress[operation.id].remaining_minutes
        return any(
            remaining is None
            or any(self._fits_beside_limits(operation, mode, places, remaining) for places in self.places_of(mode))
            for mode in self.usable(operation)
        )

    def _tie_faults(self, operations: Sequence[Operation]) -> list[Message]:
        """Operations whose links leave them no station; for the others the stations they are left with are kept."""
        if not any(link.station is not Station.ANY for operation in operations for link in operation.after):
            return []
        new = [operation for operation in operations if operation.id not in self.progress]
        outside = {operation.id for operation in new if self._can_be_outside(operation)}
        lasting_places = {operation.id: self._lasting_places(operation) for operation in new}
        # What can be done outside is done inside too if there it can't block the others; else it is always sent out.
        for away in ({id_ for id_ in outside if not lasting_places[id_]}, outside):
            together, apart = ties.groups([operation for operation in new if operation.id not in away])
            possible = ties.possible_places(together, apart, lasting_places)
            if all(possible.values()):
                break
        self.only_outside |= away & ties.tied(new)
        for id_, left in possible.items():
            if left:
                self.tied_places[id_] = left
        self.together += together
        self.apart += apart
        stuck = sorted(id_ for id_, left in possible.items() if not left)
        return [Message(key="no_station", parameters={"operation": id_}) for id_ in stuck]

    def _can_be_outside(self, operation: Operation) -> bool:
        return any(
            lasting(mode) and self.allowed(operation, mode) and is_outside(mode) for mode in self.usable(operation)
        )

    def _lasting_places(self, operation: Operation) -> frozenset[int]:
        """First places on which an operation can be done at any time to come; one station where they are told apart."""
        return frozenset(
            places[0]
            for mode in self.usable(operation)
            if lasting(mode) and not is_outside(mode) and self.allowed(operation, mode)
            for places in self.fitting_places(operation, mode, working_minutes(operation, mode, self.resource_by_id))
            if not self.several_stations(mode)
        )

    def finished(self, operation: Operation) -> bool:
        progress = self.progress.get(operation.id)
        return progress is not None and progress.status is ProgressStatus.FINISHED

    def state(self, operation: Operation) -> int:
        if operation.id not in self.progress:
            return FREE
        return FINISHED if self.finished(operation) else STARTED


def lasting(mode: Mode) -> bool:
    """Whether a mode is there for good: only then an operation can always be done some time."""
    return mode.starts_before is None and mode.ends_by is None


def is_outside(mode: Mode) -> bool:
    """Whether nothing of the shop does the work."""
    return not mode.uses or mode.outsourcing is not None


def _topological(operations: Sequence[Operation]) -> list[Operation]:
    """Operations of one order, predecessors first, otherwise by id; there is no loop."""
    by_id = {operation.id: operation for operation in operations}
    waiting = {operation.id: {link.operation for link in operation.after} for operation in operations}
    followers: dict[OperationId, list[OperationId]] = defaultdict(list)
    for id_, predecessors in waiting.items():
        for predecessor in predecessors:
            followers[predecessor].append(id_)
    ready = sorted((id_ for id_, predecessors in waiting.items() if not predecessors), reverse=True)
    ordered = []
    while ready:
        id_ = ready.pop()
        ordered.append(by_id[id_])
        released = []
        for follower in followers[id_]:
            waiting[follower].discard(id_)
            if not waiting[follower]:
                released.append(follower)
        ready.extend(sorted(released, reverse=True))
    return ordered
