"""All checks on one problem: worst first, equal ones together, and not too many of a kind."""

from collections.abc import Iterable
from itertools import groupby

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.registry import CHECKS
from scheduler.domain.json_text import Path
from scheduler.domain.problem import Problem

SHOWN = 20
"""Findings of one key and severity that are told one by one, as many as problems of a file; `more` counts the rest."""


def examine(problem: Problem) -> list[Finding]:
    """Everything that is wrong, or looks wrong, with a problem: worst first, then in the order of the checks.

    Never raises for what is in the problem. What makes orders not plannable is found by compiling them, so the orders
    with findings of severity "sets_aside" (`Finding.orders`) are exactly those that a plan lists as not plannable;
    where something stops everything, those of the rest.
    """
    case = Case(problem)
    found = [finding for check in CHECKS for finding in _merged(check(case))]
    return [finding for severity in Severity for finding in _shortened(found, severity)]


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per place: orders that suffer from the same step of a routing share one.

    Where some are set aside and others only would be, the worse is told, of its orders.
    """
    by_place: dict[Path, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(finding.path, []).append(finding)
    return [_together(same) if len(same) > 1 else same[0] for same in by_place.values()]


def _together(same: list[Finding]) -> Finding:
    worst = next(severity for severity in Severity if any(finding.severity is severity for finding in same))
    those = [finding for finding in same if finding.severity is worst]
    return those[0].about(order for finding in those for order in finding.orders)


def _shortened(findings: Iterable[Finding], severity: Severity) -> Iterable[Finding]:
    """The findings of a severity, at most SHOWN per key; where there are more, how many, of which orders."""
    of_severity = (finding for finding in findings if finding.severity is severity)
    for key, group in groupby(of_severity, key=lambda finding: finding.key):
        every = list(group)
        yield from every[:SHOWN]
        if rest := every[SHOWN:]:
            yield _more(key, rest)


def _more(key: str, rest: list[Finding]) -> Finding:
    counted = rest[0].model_copy(update={"key": "more", "parameters": {"kind": key, "count": len(rest)}})
    return counted.about(order for finding in rest for order in finding.orders)
