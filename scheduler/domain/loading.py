"""Which orders load capacity, and from when their work may start."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from scheduler.domain.order import Order, OrderStatus, ProductType
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem, TentativeOrders


class Load(StrEnum):
    BINDING = "binding"
    TENTATIVE = "tentative"
    NONE = "none"


class Loading(NamedTuple):
    load: Load
    why_not: Message | None = None


def loading(order: Order, problem: Problem) -> Loading:
    """Whether an order is planned as binding, after the binding ones, or not at all, with the reason."""
    match order.status:
        case OrderStatus.EFFECTIVE:
            return Loading(Load.BINDING)
        case OrderStatus.RESERVED if order.reservation is not None:
            if order.reservation.until > problem.as_of:
                return Loading(Load.BINDING)
            return Loading(
                Load.NONE, Message(key="reservation_lapsed", parameters={"until": _text(order.reservation.until)})
            )
        case OrderStatus.SIGNED:
            match problem.settings.tentative_orders:
                case TentativeOrders.AFTER_BINDING:
                    return Loading(Load.TENTATIVE)
                case TentativeOrders.LIKE_BINDING:
                    return Loading(Load.BINDING)
                case TentativeOrders.LEFT_OUT:
                    return Loading(Load.NONE, Message(key="signed_but_not_effective"))
    return Loading(Load.NONE, Message(key="status_loads_nothing", parameters={"status": order.status.value}))


def work_may_start(order: Order, problem: Problem) -> datetime:
    """The first moment of new work: after effectiveness, production instruction and task decomposition, never before
    as-of.

    An order that is not effective yet is taken to become effective at as-of.
    """
    if order.decomposed_at is not None:
        return max(problem.as_of, order.decomposed_at)
    company = next(company for company in problem.companies if company.id == order.company)
    decomposition = (
        company.decomposition_minutes_complete_set
        if order.product_type is ProductType.COMPLETE_SET
        else company.decomposition_minutes_other
    )
    effective = order.effective_at or problem.as_of
    return max(problem.as_of, effective + timedelta(minutes=company.instruction_minutes + decomposition))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
