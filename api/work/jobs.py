"""What a child can do: solve, quote, draw. The engines are imported here, in the child, and nowhere else in
`api`.
"""

import gzip
import importlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import TypeVar

from api.work.child import Job, Report
from api.work.wire import Message
from scheduler.domain.decompose import decomposed
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.domain.schema import load_order, load_plan, load_problem
from scheduler.search.limits import Limits
from scheduler.search.progress import Progress
from scheduler.texts import Language

Kept = TypeVar("Kept", Problem, Plan)

KEPT = 4
"""Parsed documents kept between jobs: sales ask about the same plan again and again."""

_problems: OrderedDict[str, Problem] = OrderedDict()
_plans: OrderedDict[str, Plan] = OrderedDict()


def solve(job: Message, report: Report) -> Message:
    """Documents: problem. Answers with the plan."""
    from scheduler.search.solve import solve as search

    problem = _problem(str(job.header["problem"]), job.documents[0])

    def listen(progress: Progress) -> None:
        report(progress.phase, progress.model_dump_json())

    plan = search(problem, Limits.model_validate_json(str(job.header["limits"])), listener=listen)
    return Message("done", {}, (plan.model_dump_json().encode(),))


def quote(job: Message, report: Report) -> Message:
    """Documents: problem, plan, order request. Answers with the quote."""
    from scheduler.promise.quote import quote as ask

    problem = _problem(str(job.header["problem"]), job.documents[0])
    plan = _plan(str(job.header["plan"]), job.documents[1])
    request = load_order(job.documents[2], "order")
    limits = Limits.model_validate_json(str(job.header["limits"]))
    answer = ask(problem, plan, request.order, request.operations, limits)
    return Message("done", {}, (answer.model_dump_json().encode(),))


def gantt(job: Message, report: Report) -> Message:
    """Documents: problem, plan. Answers with a page that holds the chart."""
    from scheduler.charts.gantt import resource_gantt
    from scheduler.charts.orders import order_gantt
    from scheduler.charts.page import html

    problem = decomposed(_problem(str(job.header["problem"]), job.documents[0]))
    plan = _plan(str(job.header["plan"]), job.documents[1])
    language = Language(str(job.header["language"]))
    order = job.header["highlight"]
    chosen = [OrderId(str(order))] if order else []
    if job.header["by"] == "order":
        figure = order_gantt(problem, plan, language, orders=chosen or None)
    else:
        figure = resource_gantt(problem, plan, language, highlight=chosen)
    return Message("done", {}, (html(figure, language, problem.name).encode(),))


JOBS: Mapping[str, Job] = {"solve": solve, "quote": quote, "gantt": gantt}


def warm_up() -> None:
    """Load the engines before the first job: compiled kernels take seconds."""
    from scheduler.search.warming import compile_kernels

    compile_kernels()
    importlib.import_module("scheduler.promise.quote")


def _problem(content: str, document: bytes) -> Problem:
    if content not in _problems:
        _keep(_problems, content, load_problem(gzip.decompress(document), "problem"))
    return _problems[content]


def _plan(content: str, document: bytes) -> Plan:
    if content not in _plans:
        _keep(_plans, content, load_plan(gzip.decompress(document), "plan"))
    return _plans[content]


def _keep(kept: OrderedDict[str, Kept], content: str, record: Kept) -> None:
    kept[content] = record
    while len(kept) > KEPT:
        kept.popitem(last=False)
