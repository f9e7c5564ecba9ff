"""What leaves when and to where, and by when packing, transport and the contract department must know."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scheduler.domain.operation import TaskKind
from scheduler.domain.order import Order, ProductType
from scheduler.domain.plan import DeliveryOutcome, Outcome
from scheduler.sheets.columns import column
from scheduler.sheets.facts import MINUTE, Facts, minutes_between
from scheduler.sheets.sheet import Group, Kind, Mark, Row, Sheet

PACKING_NOTICE_DAYS = {ProductType.COMPLETE_SET: 3, ProductType.OTHER: 1}
"""The packing department is told so many days before it can begin."""
DISPATCH_NOTICE_DAYS = 1
"""Store and transport are told so many days before the goods leave."""
FOLLOW_UP_DAYS = 3, 2
"""First and last reminder of the contract department before the committed day."""


def dispatch_list(facts: Facts) -> Sheet:
    """One row per delivery, by the moment it leaves."""
    rows = sorted(_rows(facts), key=lambda entry: entry[0])
    return Sheet(
        key="dispatch",
        title=facts.text("sheet.dispatch"),
        columns=(
            column(facts, "order", stack="order"),
            column(facts, "customer", stack="order"),
            column(facts, "delivery"),
            column(facts, "product", stack="product"),
            column(facts, "quantity", Kind.QUANTITY, stack="product"),
            column(facts, "destination"),
            column(facts, "packing_notice", Kind.DATE, stack="notices"),
            column(facts, "dispatch_notice", Kind.DATE, stack="notices"),
            column(facts, "packing_start", Kind.MOMENT, stack="packing"),
            column(facts, "ready", Kind.MOMENT, stack="packing"),
            column(facts, "leaves", Kind.MOMENT, stack="way"),
            column(facts, "arrives", Kind.MOMENT, stack="way"),
            column(facts, "committed", Kind.DEADLINE),
            column(facts, "late_by", Kind.MINUTES),
            column(facts, "follow_up_first", Kind.DATE, stack="follow_up"),
            column(facts, "follow_up_last", Kind.DATE, stack="follow_up"),
        ),
        groups=(Group("", tuple(row for _, row in rows)),),
        notes=(facts.text("sheet.dispatch.note"),),
    )


def _rows(facts: Facts) -> Iterator[tuple[tuple[object, str], Row]]:
    for order, outcome in facts.planned:
        for delivery in outcome.deliveries:
            yield (delivery.leaves, order.id), _row(facts, order, outcome, delivery)


def _row(facts: Facts, order: Order, outcome: Outcome, delivery: DeliveryOutcome) -> Row:
    begins = packing_start(facts, order, delivery)
    late = minutes_between(delivery.due, delivery.arrives)
    committed = facts.deadline_day(delivery.due)
    notices = {
        "packing_notice": facts.day(begins) - timedelta(days=PACKING_NOTICE_DAYS[order.product_type]),
        "dispatch_notice": facts.day(delivery.leaves) - timedelta(days=DISPATCH_NOTICE_DAYS),
    }
    follow_up = {
        key: committed - timedelta(days=days)
        for key, days in zip(("follow_up_first", "follow_up_last"), FOLLOW_UP_DAYS, strict=True)
    }
    cells = (
        order.id,
        facts.customer(order),
        delivery_name(facts, delivery),
        *facts.goods(order, delivery),
        destination_name(facts, order),
        *notices.values(),
        facts.local(begins),
        facts.local(delivery.ready),
        facts.local(delivery.leaves),
        facts.local(delivery.arrives),
        facts.local(delivery.due),
        late,
        *follow_up.values(),
    )
    at_risk = facts.mark(outcome) is Mark.AT_RISK
    mark = Mark.LATE if late > 0 else Mark.AT_RISK if at_risk else Mark.PLAIN
    flagged = _past(facts, notices) | ({"arrives", "late_by"} if late > 0 else set())
    return Row(cells, mark, frozenset(flagged))


def packing_start(facts: Facts, order: Order, delivery: DeliveryOutcome) -> datetime:
    """When packing can begin: with the first packing operation of the delivery, else where its packing minutes do."""
    starts = [
        assignment.start
        for assignment in facts.work.get(order.id, ())
        for operation in [facts.operation(assignment)]
        if operation.kind is TaskKind.PACKING
        and (delivery.line is None or operation.line in (None, delivery.line))
        and (delivery.instalment is None or operation.instalment in (None, delivery.instalment))
    ]
    return min(starts, default=delivery.ready - order.packing_minutes * MINUTE)


def delivery_name(facts: Facts, delivery: DeliveryOutcome) -> str:
    """Line and instalment; nothing for a delivery of the whole order."""
    if delivery.line is None or delivery.instalment is None:
        return facts.text("sheet.whole_order")
    return facts.text("sheet.instalment", line=delivery.line, instalment=delivery.instalment)


def destination_name(facts: Facts, order: Order) -> str:
    if order.destination is None:
        return facts.text("delivery_terms.ex_works")
    return facts.name("destination", order.destination)


def _past(facts: Facts, notices: dict[str, date]) -> set[str]:
    """Notices whose day is over already: they have to go out at once."""
    today = facts.day(facts.plan.as_of)
    return {key for key, day in notices.items() if day < today}
