"""Stations that remember: set-ups between states, and ovens or baths in which work of one programme goes together."""

from typing import Annotated

from pydantic import Field

from scheduler.domain.record import Identifier, Label, Minutes, Money, Record

Attribute = Annotated[str, Identifier]
"""What a station is set up for: colour, film, tool. One named `programme` stands for the programme of an oven."""

Value = Annotated[str, Identifier]

PROGRAMME = "programme"
"""The attribute whose value is the programme of an operation, so that set-ups between programmes are rows like any."""


class StateValue(Record):
    """One attribute that a station must be set up for while an operation is done."""

    attribute: Attribute
    value: Value


class SetUp(Record):
    """What changing one attribute of a station takes, and costs each time.

    Of the rows for an attribute the closest one counts: both values named, then only the value before, then only the
    value after, then neither. Without a row the change takes nothing. An unchanged value takes nothing either, unless a
    row names it as both. Changes of several attributes are done one after the other: their minutes and costs add up.
    """

    attribute: Attribute
    from_value: Value | None = None
    to_value: Value | None = None
    minutes: Minutes
    cost: Money = 0


class InitialState(Record):
    """What a station is set up for at as-of; a station without one is taken to be ready for anything."""

    unit: Annotated[int, Field(ge=0)] = 0
    attribute: Attribute
    value: Value


class Programme(Record):
    """A way to run an oven or bath: how long it takes, however much is in it."""

    id: Annotated[str, Identifier]
    names: Label = Label()
    minutes: Annotated[Minutes, Field(ge=1)]
