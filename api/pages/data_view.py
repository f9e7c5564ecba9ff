"""What the pages show of data: the check-up, what an import changes, and how orders become operations."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.check_up import ChangeView, CheckUp, FindingView, NoteView
from api.decomposition import DecomposedOrder
from api.pages.words import place_text
from scheduler.doctor.finding import Severity
from scheduler.texts import Language, text

FINDINGS = 12
"""Findings shown at once; the rest are folded away."""
CHANGED_ROWS = 200
"""Changed rows listed per table; the rest are counted."""
OPERATIONS = 5000
"""Operations on the page of a problem; orders beyond are counted."""


@dataclass(frozen=True)
class ChangedTable:
    """What an import changes in one table."""

    title: str
    added: int
    changed: int
    gone: int
    rows: list[ChangeView]
    hidden: int


@dataclass(frozen=True)
class CheckUpView:
    """The check-up in a reader's order: can it be planned, what is wrong, what was passed over, what changes."""

    verdict: str
    mood: str
    """good, late (orders are set aside) or broken (nothing can be planned)."""
    in_all: int | None
    serious: int
    """Findings that keep something out of the plan."""
    warnings: int
    hints: int
    findings: list[FindingView]
    folded: list[FindingView]
    notes: list[NoteView]
    changes: list[ChangedTable] | None


def check_up_view(check_up: CheckUp, language: Language) -> CheckUpView:
    counted = Counter(finding.severity for finding in check_up.findings)
    verdict, mood = _verdict(check_up.findings, language)
    findings = [one.model_copy(update={"place": place_text(one.place, language)}) for one in check_up.findings]
    return CheckUpView(
        verdict=verdict,
        mood=mood,
        in_all=check_up.in_all,
        serious=counted[Severity.STOPS] + counted[Severity.SETS_ASIDE],
        warnings=counted[Severity.WARNING],
        hints=counted[Severity.HINT],
        findings=findings[:FINDINGS],
        folded=findings[FINDINGS:],
        notes=check_up.notes,
        changes=None if check_up.changes is None else list(_changed_tables(check_up.changes)),
    )


def _verdict(findings: Sequence[FindingView], language: Language) -> tuple[str, str]:
    if any(finding.severity is Severity.STOPS for finding in findings):
        return text("web.stopped", language), "broken"
    aside = {order for finding in findings if finding.severity is Severity.SETS_ASIDE for order in finding.orders}
    if aside:
        return text("web.set_aside", language, count=len(aside)), "late"
    return text("web.ready", language), "good"


def _changed_tables(changes: Sequence[ChangeView]) -> Iterator[ChangedTable]:
    """Changes come table by table."""
    for title, group in groupby(changes, key=lambda change: change.title):
        rows = list(group)
        kinds = Counter(change.kind for change in rows)
        yield ChangedTable(
            title=title,
            added=kinds["added"],
            changed=kinds["changed"],
            gone=kinds["gone"],
            rows=rows[:CHANGED_ROWS],
            hidden=max(0, len(rows) - CHANGED_ROWS),
        )


def shown_orders(orders: Sequence[DecomposedOrder]) -> list[DecomposedOrder]:
    """The first orders, as many as a page can hold."""
    shown: list[DecomposedOrder] = []
    left = OPERATIONS
    for order in orders:
        left -= order.operations
        if left < 0 and shown:
            break
        shown.append(order)
    return shown
