"""When a resource works, in the plant's own wall-clock time."""

from datetime import date, time
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.goal import Approval
from scheduler.domain.record import CalendarId, Identifier, Instant, Label, Money, Record, Text

Weekday = Annotated[int, Field(ge=1, le=7)]
"""1 is Monday, 7 is Sunday (ISO 8601)."""


def _refuse_seconds(value: time, field: str) -> None:
    if value.second or value.microsecond or value.tzinfo is not None:
        raise ValueError(f"{field} is a plant time in whole minutes without a zone, for example 08:00")


class Break(Record):
    """A pause inside a shift. An end that is not after its start lies on the next day."""

    start: time
    end: time

    @model_validator(mode="after")
    def _whole_minutes(self) -> "Break":
        _refuse_seconds(self.start, "start")
        _refuse_seconds(self.end, "end")
        return self


class Shift(Record):
    """Work on one day of every week.

    A shift belongs to the day on which it starts; an end that is not after the start lies on the next day, so
    22:00-06:00 is
    a night shift and 00:00-00:00 is a whole day. A break before the shift's start lies on the next day.
    On the days the clocks change the shift keeps its wall-clock times and is shorter or longer.
    """

    weekday: Weekday
    start: time
    end: time
    breaks: tuple[Break, ...] = ()

    @model_validator(mode="after")
    def _whole_minutes(self) -> "Shift":
        _refuse_seconds(self.start, "start")
        _refuse_seconds(self.end, "end")
        return self


class MakeUpDay(Record):
    """A day worked like another weekday although it would be free (调休)."""

    day: date
    works_like: Weekday


class CalendarException(Record):
    """A span that is open or closed whatever the weekly shifts say; later entries of the list win over earlier ones."""

    start: Instant
    end: Instant
    open: bool
    why: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> "CalendarException":
        if self.end <= self.start:
            raise ValueError("an exception ends after it starts")
        return self


class OvertimeWindow(Record):
    """Extra working time with a price per hour and unit.

    Only an approved window opens the calendar; its whole price for every unit is then part of the plan's cost
    whether or not
    an operation uses it, because the people are called in. A window that is not approved changes nothing.
    """

    start: Instant
    end: Instant
    price_per_hour: Money
    approval: Approval
    by_choice: bool = False
    """True: the plan works in it only where that pays, and pays for the minutes worked. See docs/rules/overtime.md."""

    @model_validator(mode="after")
    def _ordered(self) -> "OvertimeWindow":
        if self.end <= self.start:
            raise ValueError("overtime ends after it starts")
        return self


class CalendarPeriod(Record):
    """Other weekly shifts from one plant day to another, both included (summer hours, a second shift in autumn)."""

    first: date
    last: date
    weekly: tuple[Shift, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> "CalendarPeriod":
        if self.last < self.first:
            raise ValueError("a period's last day is not before its first")
        return self


class Calendar(Record):
    """Weekly shifts, the days on which they do not run, the days that replace them, and single exceptions.

    The weekly shifts of a day are those of the first period that holds it, else `weekly`. A day takes the shifts of its
    weekday; if it is a make-up day, those of the weekday it works like; if it is a holiday and no make-up day, none.
    Exceptions and approved overtime are laid over the result, exceptions last.
    """

    id: Annotated[CalendarId, Identifier]
    names: Label = Label()
    weekly: tuple[Shift, ...] = ()
    periods: tuple[CalendarPeriod, ...] = ()
    holidays: tuple[date, ...] = ()
    make_up_days: tuple[MakeUpDay, ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    overtime: tuple[OvertimeWindow, ...] = ()

    @model_validator(mode="after")
    def _periods_differ(self) -> "Calendar":
        days = [(period.first, period.last) for period in self.periods]
        for first, last in days:
            if days.count((first, last)) > 1:
                raise ValueError(f"two periods from {first} to {last}: give their shifts in one")
        return self
