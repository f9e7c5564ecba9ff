"""Calendars, parsed back by the library: stable ids, UTC, and everything that was put in."""

from datetime import UTC, datetime, timedelta

import icalendar

from scheduler.domain.record import WorkshopId
from scheduler.files.ical import ics
from scheduler.sheets import Event, WorkshopCalendar, workshop_calendars
from tests.files.sheet_samples import AS_OF, SHANGHAI, busy_shop
from tests.sheets.plans import facts_of

EVENT = Event(
    uid="u-1",
    start=datetime(2026, 3, 2, 9, tzinfo=SHANGHAI),
    end=datetime(2026, 3, 3, 9, tzinfo=SHANGHAI),
    summary='=A; 柜体, \\ "q"',
    location="焊接 · 1",
    description="first\nsecond: " + "长" * 200,
    categories=("a,b", "c"),
)


def parse(content: bytes) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(content)
    assert isinstance(found, icalendar.Calendar)
    return found


def events(content: bytes) -> list[icalendar.Event]:
    return [event for event in parse(content).walk("VEVENT") if isinstance(event, icalendar.Event)]


def test_an_event_comes_back_as_it_was() -> None:
    content = ics(WorkshopCalendar(WorkshopId("W"), "焊接", AS_OF, (EVENT,)))
    calendar = parse(content)
    (event,) = events(content)
    assert str(event["UID"]) == EVENT.uid
    assert event.decoded("DTSTART") == EVENT.start
    assert event.decoded("DTSTART").utcoffset() == timedelta(0)
    assert event.decoded("DTEND") == EVENT.end
    assert str(event["SUMMARY"]) == EVENT.summary
    assert str(event["LOCATION"]) == EVENT.location
    assert str(event["DESCRIPTION"]) == EVENT.description
    assert list(event.categories) == list(EVENT.categories)
    assert str(calendar["X-WR-CALNAME"]) == "焊接"
    assert str(calendar["METHOD"]) == "PUBLISH"


def test_lines_are_folded_and_written_in_utc() -> None:
    content = ics(WorkshopCalendar(WorkshopId("W"), "W", AS_OF, (EVENT,)))
    assert max(len(row) for row in content.split(b"\r\n")) <= 75
    assert b"DTSTART:20260302T010000Z" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in content
    assert b"X-PUBLISHED-TTL:PT1H" in content


def test_a_later_plan_has_a_higher_sequence_and_an_equal_one_equal_bytes() -> None:
    first = WorkshopCalendar(WorkshopId("W"), "W", AS_OF, (EVENT,))
    later = WorkshopCalendar(WorkshopId("W"), "W", AS_OF + timedelta(minutes=1), (EVENT,))
    sequences = [events(ics(one))[0].sequence for one in (first, later)]
    assert sequences[1] == sequences[0] + 1
    assert ics(first) == ics(first)


def test_a_plan_of_before_the_origin_still_has_a_sequence() -> None:
    old = WorkshopCalendar(WorkshopId("W"), "W", datetime(2011, 1, 1, tzinfo=UTC), (EVENT,))
    assert events(ics(old))[0].sequence == 0


def test_calendars_hold_the_open_work_of_the_plan() -> None:
    facts = facts_of(busy_shop())
    spans = {
        (event.decoded("DTSTART"), event.decoded("DTEND"))
        for calendar in workshop_calendars(facts)
        for event in events(ics(calendar))
    }
    inside = [a for a in facts.plan.assignments if facts.workshop(a.operation) is not None]
    assert spans == {(a.start, a.end) for a in inside}
    assert len(inside) == 4


def test_an_empty_calendar_is_a_calendar() -> None:
    assert events(ics(WorkshopCalendar(WorkshopId("W"), "W", AS_OF, ()))) == []
