"""People and what is counted: skills, crews, limits by period and shift, help between groups, overtime caps."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.calendar import Weekday
from scheduler.domain.goal import Approval
from scheduler.domain.record import Identifier, Instant, Money, Record, ResourceId, Text

Level = Annotated[int, Field(ge=1, le=9)]


class Skill(Record):
    """What everybody in a group can do, and how well: 1 is the least."""

    name: Annotated[str, Identifier]
    level: Level = 1


class SkillNeed(Record):
    """People that a mode needs, whatever group they are in: all from one group that has the skill at that level."""

    skill: Annotated[str, Identifier]
    level: Level = 1
    units: Annotated[int, Field(ge=1)] = 1
    held: bool = False


class Crew(Record):
    """More people of one used resource make the work shorter: every number of them from `people` to `most` is a mode.

    The mode's minutes per unit are those of `people` (the units of its use). With n of them they are multiplied by
    people / n, and by (100 + loss x (n - people)) / 100; the set-up minutes stay. Rounded up once, at the end.
    """

    resource: ResourceId
    people: Annotated[int, Field(ge=1, le=50)] = 1
    most: Annotated[int, Field(ge=2, le=50)]
    loss_percent: Annotated[int, Field(ge=0, le=100)] = 0


class Limit(Record):
    """For a while only so many units of a resource are there (holidays, an inspection of the line)."""

    start: Instant
    end: Instant
    units: Annotated[int, Field(ge=0)]
    why: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Limit":
        if self.end <= self.start:
            raise ValueError("a limit ends after it starts")
        return self


class ShiftLimit(Record):
    """Every week between two plant times only so many units are there (a night shift of four).

    It belongs to the day on which it starts; an end that is not after the start lies on the next day.
    """

    weekday: Weekday
    start: time
    end: time
    units: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _whole_minutes(self) -> "ShiftLimit":
        for moment in (self.start, self.end):
            if moment.second or moment.microsecond or moment.tzinfo is not None:
                raise ValueError("a shift limit has plant times in whole minutes without a zone, for example 08:00")
        return self


class EfficiencyPeriod(Record):
    """Another efficiency for everything that starts in a period (new people, a worn machine)."""

    start: Instant
    end: Instant
    percent: Annotated[int, Field(ge=1, le=1_000)]

    @model_validator(mode="after")
    def _ordered(self) -> "EfficiencyPeriod":
        if self.end <= self.start:
            raise ValueError("an efficiency period ends after it starts")
        return self


class CapPeriod(StrEnum):
    DAY = "day"
    MONTH = "month"


class OvertimeCap(Record):
    """At most so many minutes of chosen overtime for each unit of a resource in a plant day, or plant month.

    A group of n may together work n times as much; who works them is the group's to share out.
    """

    per: CapPeriod
    minutes: Annotated[int, Field(ge=0)]


class Lending(Record):
    """People of one group help in another for a while.

    By choice: every mode that uses people of the group that is helped can be done by the helpers too, inside the span,
    at a price for each hour and person, and the plan uses it where it pays. Not by choice: they are moved, whole units
    from one group to the other from start to end.
    """

    id: Annotated[str, Identifier]
    from_resource: ResourceId
    to_resource: ResourceId
    units: Annotated[int, Field(ge=1)] = 1
    start: Instant
    end: Instant
    price_per_hour: Money = 0
    approval: Approval
    by_choice: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> "Lending":
        if self.end <= self.start:
            raise ValueError(f"lending {self.id} ends after it starts")
        if self.from_resource == self.to_resource:
            raise ValueError(f"lending {self.id} lends {self.from_resource} to itself")
        return self
