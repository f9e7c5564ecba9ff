"""Commands that make, check and show plans."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.app import (
    VIOLATIONS,
    AsJson,
    Lang,
    PlanFile,
    ProblemFile,
    Seconds,
    Words,
    Workers,
    app,
    check_output,
    language_of,
    say,
)

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.problem import Problem
    from scheduler.texts import Language

OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="Write the plan here.")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of everything random.")]
Reproducible = Annotated[bool, typer.Option(help="Count iterations instead of seconds: same input, same plan.")]


class By(StrEnum):
    RESOURCE = "resource"
    ORDER = "order"


@app.command()
def solve(
    problem_file: ProblemFile,
    output: OutputFile = None,
    seconds: Seconds = 10.0,
    workers: Workers = 2,
    seed: Seed = 0,
    reproducible: Reproducible = False,
    gantt: Annotated[Path | None, typer.Option(help="Write the resource Gantt here (HTML).")] = None,
    lang: Words = Lang.EN,
    json: AsJson = False,
) -> None:
    """Plan all orders, and list them: late ones first, with the reasons."""
    from scheduler.commands.reading import read
    from scheduler.files.json_file import write

    language = language_of(lang)
    imported = read(problem_file, language)
    problem = imported.problem
    if output is not None:
        check_output(output, ".json", inputs=(problem_file,))
    if gantt is not None:
        check_output(gantt, ".html", ".htm")

    from scheduler.commands.findings import print_findings_in_short
    from scheduler.commands.solving import solve_with_progress
    from scheduler.commands.terminal import remarks
    from scheduler.doctor import examine
    from scheduler.search.limits import Limits

    print_findings_in_short(remarks(), problem, examine(problem), imported.where, language)
    limits = Limits(seconds=seconds, workers=workers, seed=seed, reproducible=reproducible)
    plan = solve_with_progress(problem, limits, language)
    if output is not None:
        write(plan, output)
    show_plan(problem, plan, language, json)
    if gantt is not None:
        write_chart(problem, plan, By.RESOURCE, gantt, language)


@app.command()
def verify(problem_file: ProblemFile, plan_file: PlanFile, json: AsJson = False) -> None:
    """Check a plan against every rule of the shop, independently of what made it."""
    from scheduler.commands.reading import read
    from scheduler.files.json_file import read_plan
    from scheduler.verify import findings

    problem, plan = read(problem_file).problem, read_plan(plan_file)
    found = findings(problem, plan)
    violations = [violation for one in found for violation in one.violations]
    if json:
        lines = [violation.model_dump_json(exclude_defaults=True) for violation in violations]
        say("[" + ",\n ".join(lines) + "]")
    else:
        for violation in violations:
            say(f"{violation.rule}: {violation.text}")
        checked = sum(one.checked for one in found)
        say(f"{len(violations)} violations; {len(found)} rules looked at {checked:,} things.")
    if violations:
        raise typer.Exit(VIOLATIONS)


@app.command()
def quote(
    problem_file: ProblemFile,
    plan_file: PlanFile,
    order_file: Annotated[Path, typer.Argument(metavar="ORDER.json", help='{"order": …, "operations": […]}')],
    seconds: Seconds = 10.0,
    workers: Workers = 2,
    lang: Words = Lang.EN,
    json: AsJson = False,
) -> None:
    """Say whether a new order can be delivered as asked beside a plan, and when at the earliest."""
    from scheduler.commands.reading import read
    from scheduler.commands.solving import interruptible
    from scheduler.commands.tables import print_quote
    from scheduler.commands.terminal import output
    from scheduler.files.json_file import read_order, read_plan
    from scheduler.promise.quote import quote as ask
    from scheduler.search.limits import Limits

    problem, plan, request = read(problem_file).problem, read_plan(plan_file), read_order(order_file)
    refuse_foreign_plan(problem, plan, plan_file)
    _refuse_known_order(problem, request.order.id, order_file)
    limits = Limits(seconds=seconds, workers=workers)
    answer = interruptible(lambda: ask(problem, plan, request.order, request.operations, limits))
    if json:
        say(answer.model_dump_json(indent=1))
    else:
        asked = problem.model_copy(
            update={
                "orders": (*problem.orders, request.order),
                "operations": (*problem.operations, *request.operations),
            }
        )
        print_quote(output(), answer, asked, language_of(lang))


@app.command()
def chart(
    problem_file: ProblemFile,
    plan_file: PlanFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    by: Annotated[By, typer.Option(help="One row per resource, or per order.")] = By.RESOURCE,
    lang: Words = Lang.EN,
) -> None:
    """Draw a plan as a Gantt chart: one HTML file that needs no network."""
    from scheduler.commands.reading import read
    from scheduler.files.json_file import read_plan

    problem, plan = read(problem_file).problem, read_plan(plan_file)
    refuse_foreign_plan(problem, plan, plan_file)
    check_output(output, ".html", ".htm")
    write_chart(problem, plan, by, output, language_of(lang))


def show_plan(problem: "Problem", plan: "Plan", language: "Language", json: bool) -> None:
    from scheduler.commands.tables import print_plan
    from scheduler.commands.terminal import output
    from scheduler.domain.schema import dump

    if json:
        say(dump(plan).decode().rstrip())
    else:
        print_plan(output(), problem, plan, language)


def write_chart(problem: "Problem", plan: "Plan", by: By, path: Path, language: "Language") -> None:
    from scheduler.charts import order_gantt, resource_gantt, write_html

    figure = (resource_gantt if by is By.RESOURCE else order_gantt)(problem, plan, language)
    write_html(figure, path, language)


def refuse_foreign_plan(problem: "Problem", plan: "Plan", plan_file: Path) -> None:
    from scheduler.domain.errors import refuse

    if plan.problem != problem.content_hash():
        raise refuse(str(plan_file), "this plan was made for another problem, or for another state of it", "problem")


def _refuse_known_order(problem: "Problem", order: str, order_file: Path) -> None:
    from scheduler.domain.errors import refuse

    if any(known.id == order for known in problem.orders):
        raise refuse(str(order_file), "the problem has an order with this id already", "order.id", order)
