"""A workshop's operations as an iCalendar file (RFC 5545) that phones and mail programs import or subscribe to."""

from datetime import UTC, datetime, timedelta

import icalendar

from scheduler.sheets.events import Event, WorkshopCalendar

PRODUCT = "-//production scheduler//workshop plan//EN"
REFRESH = timedelta(hours=1)
"""How often a subscriber should look for a new plan."""
SEQUENCE_ORIGIN = datetime(2020, 1, 1, tzinfo=UTC)


def ics(calendar: WorkshopCalendar) -> bytes:
    """All events in UTC. A later plan has a higher sequence number, so that importing it moves the events that are
    there.

    Events are transparent: machines work in parallel, and nobody is busy all week because a machine is.
    """
    document = icalendar.Calendar()
    document.add("prodid", PRODUCT)
    document.add("version", "2.0")
    document.add("method", "PUBLISH")
    document.add("name", calendar.title)
    document.add("x-wr-calname", calendar.title)  # what Outlook and Google read instead of NAME
    document.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    document.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    sequence = (calendar.as_of - SEQUENCE_ORIGIN) // timedelta(minutes=1)
    for event in calendar.events:
        document.add_component(_event(event, calendar.as_of.astimezone(UTC), max(0, sequence)))
    content: bytes = document.to_ical()
    return content


def _event(event: Event, as_of: datetime, sequence: int) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", event.uid)
    found.add("dtstamp", as_of)
    found.add("last-modified", as_of)
    found.add("sequence", sequence)
    found.add("dtstart", event.start.astimezone(UTC))
    found.add("dtend", event.end.astimezone(UTC))
    found.add("summary", event.summary)
    found.add("location", event.location)
    found.add("description", event.description)
    found.add("categories", list(event.categories))
    found.add("transp", "TRANSPARENT")
    return found
