"""Chosen overtime: what the minutes of it cost that a place works in, and what they take of the caps."""

from scheduler.cpsat.rows import Overtime, Shop

HOUR = 60


def minutes(shop: Shop, row: Overtime, start: int, end: int) -> int:
    """Minutes of chosen overtime in [start, end), times the units used."""
    spans = ((max(start, rate.start), min(end, rate.end)) for rate in shop.overtime_rates(row))
    return row.amount * sum(max(0, b - a) for a, b in spans)


def overtime_cost(shop: Shop, mode: int, start: int, end: int) -> int:
    """Price of the chosen overtime of a mode in [start, end), rounded up."""
    money = sum(
        row.amount * rate.price * max(0, min(end, rate.end) - max(start, rate.start))
        for row in shop.mode_overtime(mode)
        for rate in shop.overtime_rates(row)
    )
    return -(-money // HOUR)
