"""Everything the page of one plan shows, in the reader's language."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from api.order_views import order_views
from api.pages.words import gap_text, goal_value, short_deadline_text, status_sentence
from api.store.tables import PlanRow
from api.views import OrderView
from scheduler.domain.plan import Plan, ProposedPurchase, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.texts import (
    Language,
    Names,
    broken_wait_sentence,
    duration_text,
    label,
    method_text,
    not_loaded_sentence,
    note_sentence,
    short_moment_text,
    text,
)

ROWS = 3000
"""Orders that the page lists; of more, those on time with the most time in hand are left out."""


@dataclass(frozen=True)
class OrderRow:
    """One line of the table. `group` is what the filter knows: late, risk, not_plannable or on_time."""

    order: OrderView
    group: str
    due: str
    arrives: str
    late: str
    reason: str
    """The weightiest cause, in words."""
    steps: tuple[tuple[str, str], ...]
    """The chain of causes: minutes in words, and what happened."""
    total: str


@dataclass(frozen=True)
class Purchase:
    material: str
    quantity: str
    order_by: str
    need_by: str
    urgent: bool
    """It must be ordered within a day of as-of."""
    wanted_for: str
    order: str


@dataclass(frozen=True)
class GoalRow:
    goal: str
    value: str
    bound: str
    gap: str
    proven: bool


@dataclass(frozen=True)
class PlanPage:
    as_of: str
    created: str
    status: str
    method: str
    certificate: str
    valid: bool
    at_risk: int
    rows: list[OrderRow]
    hidden: int
    purchases: list[Purchase]
    goals: list[GoalRow]
    rules: list[tuple[str, int, int]]
    notes: list[str] = field(default_factory=list)


def plan_page(session: Session, row: PlanRow, plan: Plan, names: Names, language: Language) -> PlanPage:
    orders = order_views(session, row.id, plan, names, language)
    rows = [_order_row(order, names, language) for order in orders]
    return PlanPage(
        as_of=short_moment_text(plan.as_of, names.zone, language),
        created=short_moment_text(row.created_at, names.zone, language),
        status=status_sentence(plan.status, list(plan.levels), language),
        method=method_text(plan.method, language),
        certificate=_certificate(plan, language),
        valid=all(check.violations == 0 for check in plan.checks) and bool(plan.checks),
        at_risk=sum(order.at_risk and order.verdict is Verdict.ON_TIME for order in orders),
        rows=rows[:ROWS],
        hidden=max(0, len(rows) - ROWS),
        purchases=_purchases(plan, names, language),
        goals=[
            GoalRow(
                goal=label(level.goal, language),
                value=goal_value(level.goal, level.value, language),
                bound=goal_value(level.goal, level.bound, language),
                gap=gap_text(level, language),
                proven=level.proven,
            )
            for level in plan.levels
        ],
        rules=[(check.rule, check.checked, check.violations) for check in plan.checks],
        notes=_notes(plan, names, language),
    )


def _certificate(plan: Plan, language: Language) -> str:
    violations = sum(check.violations for check in plan.checks)
    if violations or not plan.checks:
        return text("page.not_verified", language, violations=violations)
    checked = sum(check.checked for check in plan.checks)
    return text("page.verified", language, rules=len(plan.checks), checked=checked)


def _order_row(order: OrderView, names: Names, language: Language) -> OrderRow:
    def moment(value: datetime | None) -> str:
        return "" if value is None else short_moment_text(value, names.zone, language)

    late = order.late_minutes
    weightiest = max(order.causes, key=lambda cause: cause.minutes, default=None)
    reason = weightiest.sentence if weightiest is not None else "; ".join(order.faults)
    if order.verdict is Verdict.ON_TIME:
        group = "risk" if order.at_risk else "on_time"
    else:
        group = "not_plannable" if order.verdict is Verdict.NOT_PLANNABLE else "late"
    return OrderRow(
        order=order,
        group=group,
        due="" if order.due is None else short_deadline_text(order.due, names.zone, language),
        arrives=moment(order.arrives),
        late="" if late is None else duration_text(late, language) if late > 0 else "",
        reason=reason,
        steps=tuple((duration_text(cause.minutes, language), cause.sentence) for cause in order.causes),
        total="" if late is None else duration_text(late, language),
    )


def _purchases(plan: Plan, names: Names, language: Language) -> list[Purchase]:
    units = {material.id: material.unit for material in names.problem.materials}
    order_of: dict[str, OrderId] = {o.id: o.order for o in names.problem.operations}

    def row(purchase: ProposedPurchase) -> Purchase:
        return Purchase(
            material=names.name_and_id("material", purchase.material, language),
            quantity=f"{purchase.quantity.normalize():f} {units.get(purchase.material, '')}".strip(),
            order_by=short_moment_text(purchase.order_by, names.zone, language),
            need_by=short_moment_text(purchase.need_by, names.zone, language),
            urgent=(purchase.order_by - plan.as_of).days < 1,
            wanted_for=names.name("operation", purchase.operation, language),
            order=order_of.get(purchase.operation, ""),
        )

    return [row(purchase) for purchase in sorted(plan.purchases, key=lambda p: (p.order_by, p.id))]


def _notes(plan: Plan, names: Names, language: Language) -> list[str]:
    """Fallbacks, broken pins, waits that are too long, overdue arrivals and orders that take no capacity."""
    notes = [note_sentence(note, language, names) for note in plan.notes]
    notes += [
        text("web.broken_pin", language, pin=pin.pin, duration=duration_text(pin.minutes, language))
        for pin in plan.broken_pins
    ]
    notes += [broken_wait_sentence(wait, language, names) for wait in plan.broken_waits]
    notes += [text("web.overdue_arrival", language, arrival=arrival) for arrival in plan.overdue_arrivals]
    notes += [not_loaded_sentence(entry, language, names) for entry in plan.not_loaded]
    return notes


def products_of(problem: Problem, language: Language) -> list[tuple[str, str]]:
    """Products that can be quoted with only a quantity and a date, because they
    have a routing: id and name.
    """
    return [(p.id, p.names.text(language, p.id)) for p in problem.products if p.routing]


def companies_of(problem: Problem, language: Language) -> list[tuple[str, str]]:
    """Companies by id and name, the one with most orders first."""
    counts = {key: len(list(group)) for key, group in groupby(sorted(order.company for order in problem.orders))}
    ordered = sorted(problem.companies, key=lambda company: -counts.get(company.id, 0))
    return [(company.id, company.names.text(language, company.id)) for company in ordered]


def destinations_of(problem: Problem, language: Language) -> list[tuple[str, str]]:
    return [(place.id, place.names.text(language, place.id)) for place in problem.destinations]


def workshops_of(problem: Problem, language: Language) -> list[tuple[str, str]]:
    """Workshops by id and name, each with a calendar of its own."""
    return [(workshop.id, workshop.names.text(language, workshop.id)) for workshop in problem.workshops]
