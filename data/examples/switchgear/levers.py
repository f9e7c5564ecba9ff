"""People who help out elsewhere: moved for a while, or lent where it pays; some of it still to be approved."""

from datetime import datetime, timedelta

from scheduler.domain.goal import Approval
from scheduler.domain.people import Lending
from scheduler.domain.record import ResourceId

_ROWS = (
    # id, from, to, people, first day, days, yuan an hour, approval, by choice
    ("cases-help-packing", "carpenters", "packers", 1, 28, 12, 0, Approval.APPROVED, False),
    ("inspectors-from-devices", "device-inspectors", "inspectors", 1, 7, 47, 24, Approval.APPROVED, True),
    ("testers-from-devices", "device-inspectors", "hv-testers", 2, 21, 9, 45, Approval.PROPOSED, True),
)
"""The last one is level 2 where the test of medium voltage asks for 3: it needs the quality manager's word."""


def lendings(as_of: datetime, lanes: int) -> tuple[Lending, ...]:
    morning = as_of.replace(hour=8, minute=0)
    return tuple(
        Lending(
            id=id_,
            from_resource=ResourceId(giver),
            to_resource=ResourceId(taker),
            units=units * lanes,
            start=morning + timedelta(days=day),
            end=morning + timedelta(days=day + days),
            price_per_hour=price,
            approval=approval,
            by_choice=by_choice,
        )
        for id_, giver, taker, units, day, days, price, approval, by_choice in _ROWS
    )
