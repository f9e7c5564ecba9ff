"""A plan as tables: its orders, late ones first, what its goals reached, and what else a planner must
know."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from scheduler.domain.decompose import decomposed
from scheduler.domain.order import Order
from scheduler.domain.plan import CauseMinutes, DeliveryOutcome, Outcome, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.promise.answer import Quote
from scheduler.texts import (
    Language,
    Names,
    broken_wait_sentence,
    cause_sentence,
    delivery_sentence,
    duration_text,
    fault_sentence,
    label,
    listed,
    method_text,
    not_loaded_sentence,
    note_sentence,
    quote_sentence,
    short_day_text,
    short_moment_text,
    text,
)

MAIN_CAUSES = 3
"""Causes of a late order that the table names, the ones of most minutes first."""

STYLES = {
    Verdict.LATE_IMPOSSIBLE: "bold red",
    Verdict.LATE_CONTENDED: "red",
    Verdict.NOT_PLANNABLE: "magenta",
    Verdict.ON_TIME: "green",
}


def print_plan(console: Console, problem: Problem, plan: Plan, language: Language) -> None:
    """Everything a planner looks at first, in the order in which he needs it."""
    problem = decomposed(problem)
    names = Names(problem)
    console.print(_orders(problem, plan, names, language))
    for part in (_summary(plan, language), _goals(plan, language), *_remarks(plan, names, language)):
        console.print(part)


def print_quote(console: Console, quote: Quote, problem: Problem, language: Language) -> None:
    """The answer, and every delivery of the order."""
    names = Names(decomposed(problem))
    console.print(Text(quote_sentence(quote, names, language), style="bold"))
    for delivery in quote.deliveries:
        console.print(Text(f"  {delivery_sentence(delivery, names, language)}"))


def rank(outcome: Outcome) -> tuple[int, int, str]:
    """Late orders first, the latest on top; then what can't be planned, then by time in hand."""
    if outcome.verdict is Verdict.NOT_PLANNABLE or outcome.late_minutes is None:
        return 1, 0, outcome.order
    return (0 if outcome.late_minutes > 0 else 2), -outcome.late_minutes, outcome.order


def _orders(problem: Problem, plan: Plan, names: Names, language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(text("head.order", language), no_wrap=True)
    table.add_column(text("head.product", language), no_wrap=True, overflow="ellipsis", max_width=26)
    table.add_column(text("head.verdict", language), max_width=24)
    table.add_column(text("head.due", language), no_wrap=True)
    table.add_column(text("head.arrives", language), no_wrap=True)
    table.add_column(text("head.late_by", language), justify="right", no_wrap=True)
    table.add_column(text("head.why", language), ratio=1, overflow="fold")
    orders = {order.id: order for order in problem.orders}
    for outcome in sorted(plan.outcomes, key=rank):
        worst = _worst(outcome)
        table.add_row(
            Text(outcome.order, style="bold" if outcome.verdict is not Verdict.ON_TIME else ""),
            Text(_what(orders[outcome.order], names, language)),
            Text(_verdict(outcome, language), style=_style(outcome)),
            Text(_due(worst.due, names, language) if worst else ""),
            Text(short_moment_text(worst.arrives, names.zone, language) if worst else ""),
            Text(_late(outcome, language), style=_style(outcome)),
            Text("\n".join(_why(outcome, names, language))),
        )
    return table


def _what(order: Order, names: Names, language: Language) -> str:
    """The order's name; where it has none, what it asks for."""
    lines = (f"{line.quantity} × {names.name('product', line.product, language)}" for line in order.lines)
    return order.names.text(language, text("list.comma", language).join(lines))


def _due(due: datetime, names: Names, language: Language) -> str:
    """The day, which counts until its end; with the hour where one was agreed."""
    local = due.astimezone(names.zone)
    if local.time() == time():
        return short_day_text(local.date() - timedelta(days=1), language)
    return short_moment_text(due, names.zone, language)


def _verdict(outcome: Outcome, language: Language) -> str:
    if outcome.verdict is Verdict.ON_TIME and outcome.at_risk:
        return f"! {text('chart.at_risk', language)}"
    flag = "" if outcome.verdict is Verdict.ON_TIME else "✗ "
    return flag + label(outcome.verdict, language)


def _style(outcome: Outcome) -> str:
    return "yellow" if outcome.verdict is Verdict.ON_TIME and outcome.at_risk else STYLES[outcome.verdict]


def _late(outcome: Outcome, language: Language) -> str:
    return "" if outcome.late_minutes is None else duration_text(outcome.late_minutes, language)


def _worst(outcome: Outcome) -> DeliveryOutcome | None:
    return max(outcome.deliveries, key=lambda delivery: delivery.arrives - delivery.due, default=None)


def _why(outcome: Outcome, names: Names, language: Language) -> Iterator[str]:
    for fault in outcome.faults:
        yield fault_sentence(fault, language, names)
    for cause in main_causes(outcome.causes):
        yield cause_sentence(cause, names, language)


def main_causes(causes: Iterable[CauseMinutes]) -> list[CauseMinutes]:
    """The causes that cost the most minutes; what is time in hand is none."""
    costly = [cause for cause in causes if cause.minutes > 0]
    return sorted(costly, key=lambda cause: -cause.minutes)[:MAIN_CAUSES]


def _summary(plan: Plan, language: Language) -> Text:
    late = sum(outcome.verdict in (Verdict.LATE_CONTENDED, Verdict.LATE_IMPOSSIBLE) for outcome in plan.outcomes)
    on_time = sum(outcome.verdict is Verdict.ON_TIME for outcome in plan.outcomes)
    sentence = text(
        "page.summary",
        language,
        count=len(plan.outcomes),
        on_time=on_time,
        at_risk=sum(outcome.at_risk for outcome in plan.outcomes),
        late=late,
        not_plannable=len(plan.outcomes) - on_time - late,
    )
    return Text(sentence, style="bold")


def _goals(plan: Plan, language: Language) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(text("head.goal", language))
    table.add_column(text("head.value", language), justify="right")
    table.add_column(text("head.bound", language), justify="right")
    for level in plan.levels:
        table.add_row(label(level.goal, language), f"{level.value:,}", f"{level.bound:,}")
    return table


def _remarks(plan: Plan, names: Names, language: Language) -> Iterator[RenderableType]:
    """Who found the plan and that it was checked; then orders left out, arrivals overdue, parts to buy,
    notes."""
    found_by = f"{text('head.found_by', language)}: {method_text(plan.method, language)}"
    yield Text(f"{label(plan.status, language)} · {found_by}")
    wrong = sum(check.violations for check in plan.checks)
    if wrong:
        yield Text(text("page.not_verified", language, violations=wrong), style="bold red")
    elif plan.checks:
        checked = sum(check.checked for check in plan.checks)
        yield Text(text("page.verified", language, rules=len(plan.checks), checked=checked), style="green")
    for entry in plan.not_loaded:
        yield Text(f"{entry.order}: {not_loaded_sentence(entry, language, names)}")
    for wait in plan.broken_waits:
        yield Text(f"{text('page.broken_waits', language)}: {broken_wait_sentence(wait, language, names)}", style="red")
    if plan.overdue_arrivals:
        yield Text(f"{text('page.overdue', language)}: {listed(plan.overdue_arrivals, language)}", style="yellow")
    if plan.purchases:
        first = min(plan.purchases, key=lambda purchase: purchase.order_by)
        day = short_moment_text(first.order_by, names.zone, language)
        material = names.name("material", first.material, language)
        yield Text(
            f"{text('page.purchases', language)}: {len(plan.purchases)} · "
            f"{text('head.order_by', language)} {day} {material}"
        )
    for note in plan.notes:
        yield Text(note_sentence(note, language, names), style="dim")
