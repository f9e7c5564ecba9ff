"""Everything a chart says about a bar, looked up once: names, modes, pins, progress, and the words of its
hover.
"""

from datetime import datetime, timedelta
from functools import cache
from html import escape
from textwrap import wrap
from zoneinfo import ZoneInfo

from scheduler.charts.style import Lateness, cells, lateness_of
from scheduler.domain.decompose import decomposed
from scheduler.domain.operation import Mode, Operation, ProgressStatus
from scheduler.domain.order import Order
from scheduler.domain.plan import AssignedUse, Assignment, DeliveryOutcome, Outcome, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.texts import (
    Language,
    Names,
    cause_sentence,
    deadline_text,
    duration_text,
    label,
    short_moment_text,
    text,
)

MINUTE = timedelta(minutes=1)
HOVER_CELLS = 64
"""Half-width characters of a line of a hover."""


def plain(words: str) -> str:
    """Text that plotly shows as it is: it reads tags, entities and line breaks in every string."""
    return escape(" ".join(words.split()), quote=False)


class Facts:
    """A problem, decomposed, and a plan for it, indexed for drawing in one language."""

    def __init__(self, problem: Problem, plan: Plan, language: Language) -> None:
        self.problem = decomposed(problem)
        self.plan = plan
        self.language = Language(language)
        self.zone = ZoneInfo(problem.zone)
        self.names = Names(self.problem)
        self.orders = {order.id: order for order in self.problem.orders}
        self.operations = {operation.id: operation for operation in self.problem.operations}
        self.resources = {resource.id: resource for resource in self.problem.resources}
        self.outcomes = {outcome.order: outcome for outcome in plan.outcomes}
        self.lateness = {id_: lateness_of(outcome) for id_, outcome in self.outcomes.items()}
        self.pinned = {
            (pin.operation, pin.piece)
            for pin in self.problem.pins
            if pin.until is None or pin.until >= self.problem.as_of
        }
        self.progress = {(p.operation, p.piece): p.status for p in self.problem.progress}
        self._order_facts = cache(self._find_order_facts)

    def lateness_of(self, order: OrderId) -> Lateness:
        return self.lateness.get(order, Lateness.ON_TIME)

    def operation_name(self, id_: OperationId) -> str:
        return self.names.name("operation", id_, self.language)

    def mode(self, assignment: Assignment) -> Mode | None:
        """The chosen way; None if the problem does not know it."""
        operation = self.operations.get(assignment.operation)
        modes = () if operation is None else operation.modes
        return next((mode for mode in modes if mode.id == assignment.mode), None)

    def is_pinned(self, assignment: Assignment) -> bool:
        return (assignment.operation, assignment.piece) in self.pinned

    def progress_of(self, assignment: Assignment) -> ProgressStatus | None:
        return self.progress.get((assignment.operation, assignment.piece))

    def fact(self, key: str, value: str) -> str:
        """One line of a hover, wrapped: `Due: Tue 12 May, 24:00`."""
        line = text("chart.fact", self.language, name=text(f"head.{key}", self.language), value=value)
        return "<br>".join(plain(part) for part in _wrapped(line))

    def use_text(self, use: AssignedUse) -> str:
        """`assembly bay · 3`, `fitters × 2`."""
        name = self.names.name("resource", use.resource, self.language)
        resource = self.resources.get(use.resource)
        if resource is not None and resource.named_units:
            if resource.units == 1:
                return name
            return f"{name} · {', '.join(str(unit + 1) for unit in use.units)}"
        return f"{name} × {use.amount}" if use.amount > 1 else name

    def span_text(self, start: datetime, end: datetime) -> str:
        return text(
            "moment.span",
            self.language,
            start=short_moment_text(start, self.zone, self.language),
            end=short_moment_text(end, self.zone, self.language),
        )

    def hover(self, assignment: Assignment) -> str:
        """All facts of one piece of an operation, and of its order."""
        language = self.language
        operation = self.operations.get(assignment.operation)
        mode = self.mode(assignment)
        lines = [f"<b>{plain(assignment.order)}</b> · {plain(self.operation_name(assignment.operation))}"]
        if operation is not None:
            lines.append(self.fact("task", f"{label(operation.kind, language)} · {operation.id}"))
            lines.append(self.fact("quantity", f"{operation.quantity.normalize():f}"))
        if mode is not None and mode.outsourcing is not None:
            supplier = self.names.name("supplier", mode.outsourcing.supplier, language)
            lines.append(self.fact("supplier", supplier))
        if assignment.uses:
            lines.append(self.fact("resource", ", ".join(self.use_text(use) for use in assignment.uses)))
        if operation is not None and len(operation.modes) > 1:
            lines.append(self.fact("way", assignment.mode))
        lines.append(plain(self.span_text(assignment.start, assignment.end)))
        if mode is None or mode.outsourcing is None:
            worked = sum((segment.end - segment.start) // MINUTE for segment in assignment.segments)
            lines.append(self.fact("working_time", duration_text(worked, language)))
        status = self.progress_of(assignment)
        if status is not None:
            lines.append(plain(label(status, language)))
        lines += [text_ for pin in self._pins(assignment) for text_ in [self.fact("pinned", pin)]]
        return "<br>".join([*lines, *self._order_facts(assignment.order)])

    def _pins(self, assignment: Assignment) -> list[str]:
        if not self.is_pinned(assignment):
            return []
        return [
            " · ".join(part for part in (label(pin.kind, self.language), pin.who, pin.why) if part)
            for pin in self.problem.pins
            if (pin.operation, pin.piece) == (assignment.operation, assignment.piece)
        ]

    def order_hover(self, order: OrderId) -> str:
        """The facts of one order alone."""
        return "<br>".join([f"<b>{plain(order)}</b>", *self._order_facts(order)])

    def _find_order_facts(self, id_: OrderId) -> list[str]:
        order, outcome = self.orders.get(id_), self.outcomes.get(id_)
        lines = [] if order is None else self._who_and_what(order)
        if outcome is not None and outcome.late_minutes is not None:
            lines += self._when(outcome)
        return lines

    def _who_and_what(self, order: Order) -> list[str]:
        name = order.names.text(self.language, "")
        lines = [plain(name)] if name else []
        if order.customer:
            lines.append(self.fact("customer", order.customer))
        return lines

    def _when(self, outcome: Outcome) -> list[str]:
        language = self.language
        worst = worst_delivery(outcome)
        minutes = outcome.late_minutes or 0
        lines = [] if worst is None else [self.fact("due", deadline_text(worst.due, self.zone, language))]
        key = "late_by" if minutes > 0 else "slack"
        verdict = text(f"chart.{self.lateness_of(outcome.order).value}", language)
        lines.append(self.fact(key, f"{duration_text(abs(minutes), language)} · {verdict}"))
        if outcome.causes:
            longest = max(outcome.causes, key=lambda cause: cause.minutes)
            lines.append(self.fact("why", cause_sentence(longest, self.names, language)))
        return lines


def worst_delivery(outcome: Outcome) -> DeliveryOutcome | None:
    """The delivery that is latest against its due date."""
    return max(outcome.deliveries, key=lambda delivery: delivery.arrives - delivery.due, default=None)


def operation_order(facts: Facts, operations: list[Operation]) -> list[OperationId]:
    """An order's operations so that each stands above the ones that wait for it; parts of a loop come last,
    as they are listed.
    """
    ids = {operation.id for operation in operations}
    left = {operation.id: {link.operation for link in operation.after} & ids for operation in operations}
    done: list[OperationId] = []
    while left:
        ready = [id_ for id_, before in left.items() if not before] or list(left)
        for id_ in ready:
            done.append(id_)
            del left[id_]
        for before in left.values():
            before.difference_update(ready)
    return done


def _wrapped(line: str) -> list[str]:
    """A long line in several: at spaces, or after any character where there are none (Chinese)."""
    if cells(line) <= HOVER_CELLS:
        return [line]
    return wrap(line, HOVER_CELLS if cells(line) < 1.5 * len(line) else HOVER_CELLS // 2)
