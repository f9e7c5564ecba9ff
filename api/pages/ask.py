"""The short question of the phone: product, quantity, day. It becomes an order that its routing template
decomposes.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.errors import FieldRefused
from api.store.tables import new_id
from scheduler.domain.order import DeliveryTerms, Instalment, Order, OrderLine, OrderStatus, ProductType
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, DestinationId, OrderId, ProductId
from scheduler.domain.schema import OrderRequest


class Question(BaseModel):
    """What the form sends."""

    model_config = ConfigDict(extra="forbid")

    product: str = Field(max_length=120)
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]
    day: date
    company: str = Field(max_length=120)
    destination: str = Field(default="", max_length=120)
    customer: str = Field(default="", max_length=200)


def order_request(question: Question, problem: Problem) -> OrderRequest:
    """The question as an order; raises FieldRefused if it names something that is not in the problem."""
    for field, value, known in (
        ("product", question.product, {p.id for p in problem.products if p.routing}),
        ("company", question.company, {c.id for c in problem.companies}),
        ("destination", question.destination, {d.id for d in problem.destinations} | {""}),
    ):
        if value not in known:
            raise FieldRefused(field, f"{value!r} is not in this plan")
    to_site = bool(question.destination)
    part = Instalment(
        number=1,
        quantity=question.quantity,
        requested=question.day,
        first_committed=question.day,
        committed=question.day,
    )
    line = OrderLine(number=1, product=ProductId(question.product), quantity=question.quantity, instalments=(part,))
    order = Order(
        id=OrderId(f"Q-{new_id()[:8]}"),
        customer=question.customer,
        company=CompanyId(question.company),
        status=OrderStatus.INQUIRY,
        product_type=_usual_type(problem, question.product),
        lines=(line,),
        delivery=DeliveryTerms.TO_SITE if to_site else DeliveryTerms.EX_WORKS,
        destination=DestinationId(question.destination) if to_site else None,
    )
    return OrderRequest(order=order)


def _usual_type(problem: Problem, product: str) -> ProductType:
    """What orders for this product are, because task decomposition of complete sets takes longer."""
    for order in problem.orders:
        if any(line.product == product for line in order.lines):
            return order.product_type
    return ProductType.OTHER
