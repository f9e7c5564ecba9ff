"""Columns by key, headed in the language of the facts."""

from scheduler.sheets.facts import Facts
from scheduler.sheets.sheet import Column, Kind


def column(facts: Facts, key: str, kind: Kind = Kind.TEXT, stack: str = "") -> Column:
    """The column with the heading `column.KEY`; neighbours with the same `stack` are shown under each other."""
    label = facts.text(f"column.{key}")
    heading = facts.text("column.in_minutes", heading=label) if kind is Kind.MINUTES else label
    return Column(key, heading, kind, stack, label)
