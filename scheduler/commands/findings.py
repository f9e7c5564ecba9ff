"""What the doctor found, for the terminal: all of it, or in short before a solve."""

from collections import Counter
from collections.abc import Callable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.doctor import Finding, Severity
from scheduler.domain.json_text import Path
from scheduler.domain.problem import Problem
from scheduler.texts import Language, Names, text
from scheduler.texts.findings import finding_sentence, severity_text, suggestion_sentence

STYLES = {
    Severity.STOPS: "bold red",
    Severity.SETS_ASIDE: "magenta",
    Severity.WARNING: "yellow",
    Severity.HINT: "dim",
}
SHOWN_BEFORE_A_SOLVE = 3


def print_findings(
    console: Console, problem: Problem, findings: Sequence[Finding], where: Callable[[Path], str], language: Language
) -> None:
    """One row per finding: how bad, where, what is wrong and what to do."""
    names = Names(problem)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for head in ("severity", "place", "finding", "suggestion"):
        table.add_column(text(f"head.{head}", language), overflow="fold")
    for finding in findings:
        table.add_row(
            Text(severity_text(finding.severity, language), style=STYLES[finding.severity]),
            Text(where(finding.path) + (f" ({finding.id})" if finding.id else "")),
            Text(finding_sentence(finding, names, language)),
            Text(suggestion_sentence(finding, names, language)),
        )
    if findings:
        console.print(table)
    console.print(Text(_summary(findings, language), style="bold"))


def print_findings_in_short(
    console: Console, problem: Problem, findings: Sequence[Finding], where: Callable[[Path], str], language: Language
) -> None:
    """The count, and the first of what keeps something out of the plan; silent if there is nothing."""
    if not findings:
        return
    names = Names(problem)
    console.print(Text(_summary(findings, language), style="bold"))
    serious = [f for f in findings if f.severity in (Severity.STOPS, Severity.SETS_ASIDE)]
    for finding in serious[:SHOWN_BEFORE_A_SOLVE]:
        place = where(finding.path)
        console.print(Text(f"  {place}: {finding_sentence(finding, names, language)}", style=STYLES[finding.severity]))
    if len(serious) > SHOWN_BEFORE_A_SOLVE:
        console.print(Text("  " + text("findings.command", language), style="dim"))


def _summary(findings: Sequence[Finding], language: Language) -> str:
    if not findings:
        return text("findings.healthy", language)
    counted = Counter(finding.severity for finding in findings)
    parts = [f"{counted[s]} × {severity_text(s, language)}" for s in Severity if counted[s]]
    return text("findings.summary", language, parts=text("list.comma", language).join(parts))
