"""Stored documents as records, in a child: sales ask about the same plan again and again."""

import gzip
from collections import OrderedDict
from typing import TypeVar

from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.schema import load_plan, load_problem

Kept = TypeVar("Kept", Problem, Plan)

KEPT = 4
"""Parsed documents kept between jobs."""

_problems: OrderedDict[str, Problem] = OrderedDict()
_plans: OrderedDict[str, Plan] = OrderedDict()


def stored_problem(content: str, document: bytes) -> Problem:
    """The problem in a packed document; `content` is its hash."""
    if content not in _problems:
        _keep(_problems, content, load_problem(gzip.decompress(document), "problem"))
    return _problems[content]


def stored_plan(content: str, document: bytes) -> Plan:
    """The plan in a packed document; `content` is its hash."""
    if content not in _plans:
        _keep(_plans, content, load_plan(gzip.decompress(document), "plan"))
    return _plans[content]


def _keep(kept: OrderedDict[str, Kept], content: str, record: Kept) -> None:
    kept[content] = record
    while len(kept) > KEPT:
        kept.popitem(last=False)
