"""All sheets of a plan, in the order in which they are printed."""

from scheduler.sheets.dispatch import dispatch_list
from scheduler.sheets.facts import Facts
from scheduler.sheets.load import month_load, week_load
from scheduler.sheets.orders import department_plan, order_plan
from scheduler.sheets.purchasing import arrival_schedule, purchase_schedule
from scheduler.sheets.sheet import Sheet
from scheduler.sheets.workshops import resource_lists, workshop_lists


def plan_sheets(facts: Facts, days: int | None = None) -> tuple[Sheet, ...]:
    """Every sheet, also empty ones: a missing sheet would look like a fault. `days` shortens the lists of workshops and
    resources to what starts within so many plant days."""
    return (
        order_plan(facts),
        department_plan(facts),
        arrival_schedule(facts),
        purchase_schedule(facts),
        workshop_lists(facts, days),
        resource_lists(facts, days),
        week_load(facts),
        month_load(facts),
        dispatch_list(facts),
    )
