"""Modes of the network: every mode of the shop on every station it may take, with and without chosen overtime."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scheduler.compile.network import MODE, NEVER, OVERTIME, RATE, SET_UP, Records
from scheduler.compile.overtime import rates
from scheduler.compile.selection import Selection, is_outside
from scheduler.compile.stations import Memory, load
from scheduler.compile.tables import bounded, spans, table
from scheduler.domain.durations import working_minutes
from scheduler.domain.operation import Mode, Operation, Use
from scheduler.domain.resource import ResourceKind

Rate = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Variant:
    """A mode on certain places of the network, in ordinary time or with chosen overtime."""

    operation: Operation
    mode: Mode
    places: tuple[int, ...]
    class_: int
    overtime: tuple[tuple[int, int, tuple[Rate, ...]], ...] = ()
    """(place, units, rows of the rate table) for each use that has some."""


@dataclass
class ModeTables:
    """Rows of the tables of modes, uses, set-ups, overtime and rates."""

    chosen: Selection
    variants: list[Variant] = field(default_factory=list)
    per_operation: list[list[Variant]] = field(default_factory=list)
    memories: dict[str, Memory] = field(default_factory=dict)
    """Per remembering resource."""
    rate_rows: dict[tuple[int, int], tuple[Rate, ...]] = field(default_factory=dict)
    """Per place and class."""

    def __post_init__(self) -> None:
        for resource in self.chosen.resources:
            if resource.remembers:
                self.memories[resource.id] = Memory(resource)
        for operation in self.chosen.operations:
            own = [v for mode in self.chosen.usable(operation) for v in self._variants(operation, mode)]
            self.per_operation.append(own)
            self.variants += own

    def _variants(self, operation: Operation, mode: Mode) -> list[Variant]:
        chosen = self.chosen
        if chosen.finished(operation):
            return [Variant(operation, mode, chosen.places_of(mode)[0], -1)]
        found = []
        for places in chosen.places_of(mode):
            found.append(Variant(operation, mode, places, chosen.class_of(places)))
            if operation.id not in chosen.progress and any(place in chosen.overtime for place in places):
                extended = self._with_overtime(operation, mode, places)
                if extended.overtime:
                    found.append(extended)
        return found

    def _with_overtime(self, operation: Operation, mode: Mode, places: tuple[int, ...]) -> Variant:
        class_ = self.chosen.extended_class_of(places)
        rows = []
        for place, use in self._placed_uses(mode, places):
            own = self._rates(place, class_)
            if own:
                rows.append((place, use.units if self.chosen.places[place].unit < 0 else 1, own))
        return Variant(operation, mode, places, class_, tuple(rows))

    def _rates(self, place: int, class_: int) -> tuple[Rate, ...]:
        """Rows of the rate table of a place in a class; most modes share them with many others."""
        if (place, class_) not in self.rate_rows:
            windows = self.chosen.classes.windows[class_]
            self.rate_rows[place, class_] = tuple(rates(self.chosen.overtime.get(place, ()), windows))
        return self.rate_rows[place, class_]

    def _placed_uses(self, mode: Mode, places: tuple[int, ...]) -> Iterator[tuple[int, Use]]:
        """The use behind each place; one of several stations comes once for each."""
        of_resource = {use.resource: use for use in mode.uses}
        return ((place, of_resource[self.chosen.places[place].resource.id]) for place in places)

    def uses(self) -> list[list[tuple[int, int, int]]]:
        """(resource, amount, held) rows of every mode; finished work takes nothing any more."""
        return [self._uses(variant) for variant in self.variants]

    def _uses(self, variant: Variant) -> list[tuple[int, int, int]]:
        if self.chosen.finished(variant.operation):
            return []
        rows = []
        for index, use in self._placed_uses(variant.mode, variant.places):
            resource = self.chosen.places[index].resource
            own = self.chosen.extended_class if variant.overtime else self.chosen.place_class
            # Stations of a pool are always held, and so are those that remember; and in the class of the resource
            # itself a pause is closed time for everyone.
            held = use.held or resource.kind is ResourceKind.POOL or resource.remembers or variant.class_ == own[index]
            amount = 1 if self.chosen.places[index].unit >= 0 else min(use.units, resource.units)
            rows.append((index, amount, int(held)))
        return rows

    def mode_table(self, uses: Sequence[Sequence[object]]) -> Records:
        overtime_spans = spans([variant.overtime for variant in self.variants])
        first_of: dict[tuple[str, str], int] = {}
        rows = []
        for index, (variant, use_span, overtime_span) in enumerate(
            zip(self.variants, spans(uses), overtime_spans, strict=True)
        ):
            operation, mode = variant.operation, variant.mode
            same_as = first_of.setdefault((operation.id, mode.id), index)
            rows.append(
                (
                    mode.cost,
                    variant.class_,
                    self._work(operation, mode),
                    self._workshop(variant),
                    int(self._allowed(variant)),
                    *use_span,
                    same_as,
                    *self._on_station(variant),
                    *self._window(variant),
                    *self._ways(mode),
                    0,
                    *overtime_span,
                )
            )
        return table(rows, MODE)

    def _work(self, operation: Operation, mode: Mode) -> int:
        progress = self.chosen.progress.get(operation.id)
        if progress is None:
            # More than any horizon holds is as good as never.
            return min(working_minutes(operation, mode, self.chosen.resource_by_id), NEVER)
        return 0 if self.chosen.finished(operation) else progress.remaining_minutes or 0

    def _workshop(self, variant: Variant) -> int:
        if not variant.places or variant.mode.outsourcing is not None:
            return -1
        return self.chosen.workshop_index[self.chosen.places[variant.places[0]].resource.workshop]

    def _allowed(self, variant: Variant) -> bool:
        id_ = variant.operation.id
        if not is_outside(variant.mode):
            tied = self.chosen.tied_places.get(id_)
            if id_ in self.chosen.only_outside:
                return False
            if tied is not None and (variant.places[0] not in tied or self.chosen.several_stations(variant.mode)):
                return False
        return self.chosen.allowed(variant.operation, variant.mode)

    def _on_station(self, variant: Variant) -> tuple[int, int]:
        """(state, load) of a mode on a station that remembers; (-1, 0) elsewhere and for finished work."""
        if not variant.places or self.chosen.finished(variant.operation):
            return -1, 0
        resource = self.chosen.places[variant.places[0]].resource
        if not resource.remembers:
            return -1, 0
        work = self._work(variant.operation, variant.mode)
        state = self.memories[resource.id].of_mode(
            variant.mode, work, begun=variant.operation.id in self.chosen.progress
        )
        return state, load(variant.operation, variant.mode)

    def _window(self, variant: Variant) -> tuple[int, int, int]:
        mode, clock = variant.mode, self.chosen.clock
        if variant.operation.id in self.chosen.progress:
            return -NEVER, NEVER, NEVER
        return (
            -NEVER if mode.starts_from is None else bounded(clock.minute(mode.starts_from)),
            NEVER if mode.starts_before is None else bounded(clock.minute(mode.starts_before)),
            NEVER if mode.ends_by is None else bounded(clock.minute(mode.ends_by)),
        )

    def _ways(self, mode: Mode) -> tuple[int, int]:
        """Elapsed minutes there and back that lie around the work; a lead time holds its ways inside."""
        outside = mode.outsourcing
        if outside is None or outside.lead_minutes is not None:
            return 0, 0
        return outside.there_minutes, outside.back_minutes

    def overtime_tables(self) -> tuple[Records, Records]:
        """The tables of overtime and of rates."""
        lines: list[tuple[int, int, int, int]] = []
        found: list[Rate] = []
        known: dict[tuple[Rate, ...], int] = {}
        for variant in self.variants:
            for place, amount, rows in variant.overtime:
                if rows not in known:
                    known[rows] = len(found)
                    found += rows
                lines.append((place, amount, known[rows], known[rows] + len(rows)))
        return table(lines, OVERTIME), table(found, RATE)

    def set_up_table(self) -> tuple[Records, list[tuple[int, int]], bool]:
        """The set-up table, (states, first row) of each place, and whether a detour can be quicker than a change.

        States must be known: after `mode_table`.
        """
        initial = {
            place: self.memories[place.resource.id].initial(place.unit)
            for place in self.chosen.places
            if place.resource.remembers
        }
        self.initial = [initial.get(place, -1) for place in self.chosen.places]
        rows: list[tuple[int, int]] = []
        first_row: dict[str, tuple[int, int]] = {}
        shortcuts = False
        for id_, memory in self.memories.items():
            first_row[id_] = (len(memory.states), len(rows))
            rows += [(change.minutes, change.cost) for change in memory.table()]
            # Work in chosen overtime is not in the open minutes in which set-ups are counted.
            chooses = any(
                place.resource.id == id_ and i in self.chosen.overtime for i, place in enumerate(self.chosen.places)
            )
            shortcuts |= memory.has_shortcuts(counts_work=not chooses)
        per_place = [first_row.get(place.resource.id, (0, 0)) for place in self.chosen.places]
        return table(rows, SET_UP), per_place, shortcuts
