"""What a child can do: solve, quote, draw, read and write tables. The engines are imported here, in the child, and
nowhere else in `api`.
"""

import importlib
from collections.abc import Mapping

from api.work import exports, intake
from api.work.child import Job, Report
from api.work.records import stored_plan, stored_problem
from api.work.wire import Message
from scheduler.domain.decompose import decomposed
from scheduler.domain.record import OrderId
from scheduler.domain.schema import load_order
from scheduler.search.limits import Limits
from scheduler.search.progress import Progress
from scheduler.texts import Language


def solve(job: Message, report: Report) -> Message:
    """Documents: problem. Answers with the plan."""
    from scheduler.search.solve import solve as search

    problem = stored_problem(str(job.header["problem"]), job.documents[0])

    def listen(progress: Progress) -> None:
        report(progress.phase, progress.model_dump_json())

    plan = search(problem, Limits.model_validate_json(str(job.header["limits"])), listener=listen, stop=report.enough)
    return Message("done", {}, (plan.model_dump_json().encode(),))


def quote(job: Message, report: Report) -> Message:
    """Documents: problem, plan, order request. Answers with the quote."""
    from scheduler.promise.quote import quote as ask

    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    plan = stored_plan(str(job.header["plan"]), job.documents[1])
    request = load_order(job.documents[2], "order")
    limits = Limits.model_validate_json(str(job.header["limits"]))
    answer = ask(problem, plan, request.order, request.operations, limits)
    return Message("done", {}, (answer.model_dump_json().encode(),))


def gantt(job: Message, report: Report) -> Message:
    """Documents: problem, plan. Answers with a page that holds the chart."""
    from scheduler.charts.gantt import resource_gantt
    from scheduler.charts.orders import order_gantt
    from scheduler.charts.page import html

    problem = decomposed(stored_problem(str(job.header["problem"]), job.documents[0]))
    plan = stored_plan(str(job.header["plan"]), job.documents[1])
    language = Language(str(job.header["language"]))
    order = job.header["highlight"]
    chosen = [OrderId(str(order))] if order else []
    if job.header["by"] == "order":
        figure = order_gantt(problem, plan, language, orders=chosen or None)
    else:
        figure = resource_gantt(problem, plan, language, highlight=chosen)
    return Message("done", {}, (html(figure, language, problem.name).encode(),))


JOBS: Mapping[str, Job] = {
    "solve": solve,
    "quote": quote,
    "gantt": gantt,
    "intake": intake.intake,
    "findings": intake.findings,
    "decomposition": intake.decomposition,
    "workbook": exports.workbook,
    "template": exports.template,
    "sheets": exports.sheets,
    "calendar": exports.calendar,
}


def warm_up() -> None:
    """Load the engines before the first job: compiled kernels take seconds."""
    from scheduler.search.warming import compile_kernels

    compile_kernels()
    importlib.import_module("scheduler.promise.quote")
