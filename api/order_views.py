"""Orders in words: the index rows say which, the plan says why."""

from sqlalchemy.orm import Session

from api.store.plans import plan_orders
from api.store.tables import PlanOrderRow
from api.views import CauseView, OrderView
from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Plan
from scheduler.domain.record import OrderId
from scheduler.texts import Language, Names, cause_sentence, fault_sentence, order_sentence


def order_views(
    session: Session, plan_id: str, plan: Plan, names: Names, language: Language, *, only_late: bool = False
) -> list[OrderView]:
    """Orders that can't be planned first, then the latest; every sentence in the reader's language."""
    outcomes = {outcome.order: outcome for outcome in plan.outcomes}
    orders = {order.id: order for order in names.problem.orders}
    return [
        _view(row, outcome, orders[outcome.order], names, language)
        for row in plan_orders(session, plan_id, only_late)
        for outcome in [outcomes[OrderId(row.order_id)]]
    ]


def _view(row: PlanOrderRow, outcome: Outcome, order: Order, names: Names, language: Language) -> OrderView:
    return OrderView(
        order=row.order_id,
        name=order.names.text(language, ""),
        customer=order.customer,
        verdict=row.verdict,
        tentative=row.tentative,
        at_risk=row.at_risk,
        late_minutes=row.late_minutes,
        due=row.due,
        arrives=row.arrives,
        lateness_cost=row.lateness_cost,
        sentence=order_sentence(outcome, names, language),
        causes=[
            CauseView(
                cause=cause.cause.value,
                minutes=cause.minutes,
                sentence=cause_sentence(cause, names, language),
                operation=cause.operation,
                resource=cause.resource,
                material=cause.material,
                behind=list(cause.behind),
            )
            for cause in outcome.causes
        ],
        faults=[fault_sentence(fault, language, names) for fault in outcome.faults],
    )
