"""Where goods go and on which days they are taken in."""

from typing import Annotated

from scheduler.domain.record import CalendarId, DestinationId, Identifier, Label, Minutes, Record


class Destination(Record):
    """A customer's site: how long the way is, and when goods are received there."""

    id: Annotated[DestinationId, Identifier]
    names: Label = Label()
    transit_minutes: Minutes
    """Elapsed time on the road."""
    receiving_calendar: CalendarId | None = None
    """Goods count as arrived at the first open minute of this calendar; None: at any minute."""
