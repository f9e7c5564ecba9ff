"""How much of a group is at work at every moment, piled up by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from scheduler.charts.style import Lateness
from scheduler.domain.plan import Assignment

Presence = tuple[datetime, datetime, int, Lateness, Assignment]
"""People bound by an assignment in a half-open span."""

PILE = tuple(reversed(Lateness))
"""From the bottom: what is latest is seen as the base of the pile."""


@dataclass(frozen=True, slots=True)
class Share:
    """In a span in which nothing changes: the people of one colour, on top of those of the colours below."""

    start: datetime
    end: datetime
    lateness: Lateness
    below: int
    amount: int
    total: int
    """People of all colours."""
    assignments: tuple[Assignment, ...]
    """What the people of this colour do."""


def stacked(presences: Sequence[Presence]) -> list[Share]:
    """The pile at every moment, as spans between two changes; over any span the amounts add up to the people
    bound in it.
    """
    events: dict[datetime, tuple[list[int], list[int]]] = {}
    for index, (start, end, *_) in enumerate(presences):
        if start < end:
            events.setdefault(start, ([], []))[0].append(index)
            events.setdefault(end, ([], []))[1].append(index)
    moments = sorted(events)
    active: dict[int, Presence] = {}
    found: list[Share] = []
    for moment, following in zip_longest(moments, moments[1:]):
        starting, ending = events[moment]
        for index in ending:
            del active[index]
        for index in starting:
            active[index] = presences[index]
        if following is not None and active:
            found += _pile(moment, following, list(active.values()))
    return found


def _pile(start: datetime, end: datetime, active: list[Presence]) -> list[Share]:
    total = sum(amount for _, _, amount, _, _ in active)
    below = 0
    shares = []
    for lateness in PILE:
        mine = [presence for presence in active if presence[3] is lateness]
        amount = sum(presence[2] for presence in mine)
        if amount:
            assignments = tuple(presence[4] for presence in mine)
            shares.append(Share(start, end, lateness, below, amount, total, assignments))
            below += amount
    return shares
