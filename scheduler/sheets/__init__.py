"""What the plan must print, as data: order plan, purchasing, workshop lists, loads, dispatch; writers are in
`files`."""

from scheduler.sheets.book import plan_sheets
from scheduler.sheets.events import Event, WorkshopCalendar, workshop_calendars
from scheduler.sheets.facts import Facts
from scheduler.sheets.pages import order_pages
from scheduler.sheets.sheet import Cell, Column, Group, Kind, Mark, Page, Row, Sheet

__all__ = [
    "Cell",
    "Column",
    "Event",
    "Facts",
    "Group",
    "Kind",
    "Mark",
    "Page",
    "Row",
    "Sheet",
    "WorkshopCalendar",
    "order_pages",
    "plan_sheets",
    "workshop_calendars",
]
