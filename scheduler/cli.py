"""The command line. Results go to standard output, progress and problems to standard error.

Exit codes: 0 done; 1 `verify` found violations; 2 wrong input or usage; 3 interrupted or failed.
"""

import sys
from collections.abc import Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.problem import Problem
    from scheduler.texts import Language

# The commands import what they need themselves: `scheduler --help` must not wait for numba and OR-Tools.

VIOLATIONS, WRONG_INPUT, FAILED = 1, 2, 3
INTERRUPTED_BY_TYPER = 130

app = typer.Typer(
    name="scheduler",
    help="Production scheduling: orders in, verified schedules and trustworthy delivery dates out.",
    epilog="Exit codes: 0 done, 1 verify found violations, 2 wrong input or usage, 3 interrupted or failed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    EN = "en"
    ZH = "zh"


class Kind(StrEnum):
    PROBLEM = "problem"
    PLAN = "plan"
    ORDER = "order"


class By(StrEnum):
    RESOURCE = "resource"
    ORDER = "order"


ProblemFile = Annotated[Path, typer.Argument(metavar="PROBLEM.json", help="What is to be planned.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan that `solve` wrote.")]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="Write the plan here.")]
Seconds = Annotated[float, typer.Option(min=0.1, max=86_400, help="Wall-clock time for the search.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Threads the search may use.")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of everything random.")]
Reproducible = Annotated[bool, typer.Option(help="Count iterations instead of seconds: same input, same plan.")]
Words = Annotated[Lang, typer.Option("--lang", help="Language of tables and charts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
Port = Annotated[int, typer.Option(min=1, max=65_535)]


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")] = False,
) -> None:
    """Production scheduling: orders in, verified schedules and trustworthy delivery dates out."""


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
    from scheduler.files.json_file import check_writable, read_problem, write

    problem = read_problem(problem_file)
    for target in (output, gantt):
        if target is not None:
            check_writable(target)

    from scheduler.commands.solving import solve_with_progress
    from scheduler.search.limits import Limits

    limits = Limits(seconds=seconds, workers=workers, seed=seed, reproducible=reproducible)
    plan = solve_with_progress(problem, limits, _language(lang))
    if output is not None:
        write(plan, output)
    if gantt is not None:
        _write_chart(problem, plan, By.RESOURCE, gantt, _language(lang))
    _show(problem, plan, _language(lang), json)


@app.command()
def verify(problem_file: ProblemFile, plan_file: PlanFile, json: AsJson = False) -> None:
    """Check a plan against every rule of the shop, independently of what made it."""
    from scheduler.files.json_file import read_plan, read_problem
    from scheduler.verify import findings

    problem, plan = read_problem(problem_file), read_plan(plan_file)
    found = findings(problem, plan)
    violations = [violation for one in found for violation in one.violations]
    if json:
        lines = [violation.model_dump_json(exclude_defaults=True) for violation in violations]
        _print("[" + ",\n ".join(lines) + "]")
    else:
        for violation in violations:
            _print(f"{violation.rule}: {violation.text}")
        checked = sum(one.checked for one in found)
        _print(f"{len(violations)} violations; {len(found)} rules looked at {checked:,} things.")
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
    from scheduler.commands.solving import interruptible
    from scheduler.commands.tables import print_quote
    from scheduler.commands.terminal import output
    from scheduler.files.json_file import read_order, read_plan, read_problem
    from scheduler.promise.quote import quote as ask
    from scheduler.search.limits import Limits

    problem, plan, request = read_problem(problem_file), read_plan(plan_file), read_order(order_file)
    _refuse_foreign_plan(problem, plan, plan_file)
    _refuse_known_order(problem, request.order.id, order_file)
    limits = Limits(seconds=seconds, workers=workers)
    answer = interruptible(lambda: ask(problem, plan, request.order, request.operations, limits))
    if json:
        _print(answer.model_dump_json(indent=1))
    else:
        asked = problem.model_copy(
            update={
                "orders": (*problem.orders, request.order),
                "operations": (*problem.operations, *request.operations),
            }
        )
        print_quote(output(), answer, asked, _language(lang))


@app.command()
def schema(kind: Annotated[Kind, typer.Argument(help="Which kind of file.")]) -> None:
    """Print the JSON Schema of a kind of file."""
    import json

    from scheduler.domain.schema import json_schema

    _print(json.dumps(json_schema(kind.value), indent=1, ensure_ascii=False))


@app.command()
def chart(
    plan_file: PlanFile,
    problem_file: ProblemFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    by: Annotated[By, typer.Option(help="One row per resource, or per order.")] = By.RESOURCE,
    lang: Words = Lang.EN,
) -> None:
    """Draw a plan as a Gantt chart: one HTML file that needs no network."""
    from scheduler.files.json_file import check_writable, read_plan, read_problem

    plan, problem = read_plan(plan_file), read_problem(problem_file)
    _refuse_foreign_plan(problem, plan, plan_file)
    check_writable(output)
    _write_chart(problem, plan, by, output, _language(lang))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Don't serve the dashboard afterwards.")] = False,
    seconds: Seconds = 10.0,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where plan and charts go.")] = Path("out"),
    port: Port = 8000,
    lang: Words = Lang.EN,
) -> None:
    """Plan the demo factory, write its plan and charts, and serve the dashboard."""
    from scheduler.commands.serving import adopt, free_port, serve
    from scheduler.commands.solving import solve_with_progress
    from scheduler.domain.errors import refuse
    from scheduler.files.json_file import read_problem, write
    from scheduler.search.limits import Limits

    problem = read_problem(data_folder() / "examples" / "demo.json")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(str(out), f"can't be made a folder: {error.strerror}") from None
    limits = Limits(seconds=seconds)
    plan = solve_with_progress(problem, limits, _language(lang))
    written = [out / name for name in ("problem.json", "plan.json", "gantt-resources.html", "gantt-orders.html")]
    write(problem, written[0])
    write(plan, written[1])
    _write_chart(problem, plan, By.RESOURCE, written[2], _language(lang))
    _write_chart(problem, plan, By.ORDER, written[3], _language(lang))
    _show(problem, plan, _language(lang), json=False)
    _print("Written: " + ", ".join(str(path) for path in written))
    if not once:
        database = f"sqlite:///{out / 'demo.db'}"
        adopt(written[0], written[1], seconds, database)
        host, port = "127.0.0.1", free_port("127.0.0.1", port)
        _print(f"Dashboard: http://{host}:{port}/ (Ctrl-C ends it)")
        serve(host, port, database)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    database: Annotated[str | None, typer.Option(help="SQLite file or database URL.")] = None,
) -> None:
    """Serve the web pages and the HTTP interface. Further settings: SCHEDULER_… variables."""
    from scheduler.commands.serving import serve as serve_pages

    _print(f"Serving at http://{host}:{port}/ (Ctrl-C ends it)")
    serve_pages(host, port, database)


@app.command("import-log")
def import_log(
    log: Annotated[Path, typer.Argument(metavar="LOG.csv", help="order, activity, worker, start, end")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The problem file to write.")],
    report: Annotated[Path | None, typer.Option(help="Write the whole report here (JSON).")] = None,
    zone: Annotated[str, typer.Option(help="The plant's time zone, an IANA name.")] = "Europe/Tallinn",
    full_lengths: Annotated[
        bool, typer.Option(help="Count every event in full, also where a worker did several at once.")
    ] = False,
) -> None:
    """Read a shop's work log into a problem, and tell what in it was dropped or repaired."""
    from scheduler.commands.log_report import report_lines
    from scheduler.files.json_file import check_writable, write, write_bytes
    from scheduler.files.log_shop import import_log as read_log

    imported = read_log(log, zone, share=not full_lengths)
    for target in (output, report):
        if target is not None:
            check_writable(target)
    write(imported.problem, output)
    if report is not None:
        write_bytes(imported.report.model_dump_json(indent=1).encode(), report)
    for line in report_lines(imported.report):
        _print(line)


def data_folder() -> Path:
    """The folder `data`: inside the installed package, or beside it in a clone."""
    installed = Path(str(files("scheduler"))) / "data"
    return installed if installed.is_dir() else installed.parents[1] / "data"


def _language(lang: Lang) -> "Language":
    from scheduler.texts import Language

    return Language(lang.value)


def _print(words: str) -> None:
    """To standard output as it is: no markup, no wrapping."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _show(problem: "Problem", plan: "Plan", language: "Language", json: bool) -> None:
    from scheduler.commands.tables import print_plan
    from scheduler.commands.terminal import output
    from scheduler.domain.schema import dump

    if json:
        _print(dump(plan).decode().rstrip())
    else:
        print_plan(output(), problem, plan, language)


def _write_chart(problem: "Problem", plan: "Plan", by: By, path: Path, language: "Language") -> None:
    from scheduler.charts import order_gantt, resource_gantt, write_html

    figure = (resource_gantt if by is By.RESOURCE else order_gantt)(problem, plan, language)
    write_html(figure, path, language)


def _refuse_foreign_plan(problem: "Problem", plan: "Plan", plan_file: Path) -> None:
    from scheduler.domain.errors import refuse

    if plan.problem != problem.content_hash():
        raise refuse(str(plan_file), "this plan was made for another problem, or for another state of it", "problem")


def _refuse_known_order(problem: "Problem", order: str, order_file: Path) -> None:
    from scheduler.domain.errors import refuse

    if any(known.id == order for known in problem.orders):
        raise refuse(str(order_file), "the problem has an order with this id already", "order.id", order)


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line. The one place where errors become words: no traceback reaches the
    user."""
    from scheduler.domain.errors import InputError

    debug = "--debug" in arguments
    try:
        app(args=[a for a in arguments if a != "--debug"], prog_name="scheduler")
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED_BY_TYPER:
            return _stop("Stopped.", FAILED)
        return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else FAILED
    except InputError as error:
        return _stop(str(error), WRONG_INPUT)
    except KeyboardInterrupt:
        return _stop("Stopped.", FAILED)
    except Exception as error:
        if debug:
            raise
        words = " ".join(str(error).split()) or "no further words"
        return _stop(f"Unexpected error, {type(error).__name__}: {words} (--debug shows where)", FAILED)
    return 0


def main() -> None:
    """The command `scheduler`."""
    sys.exit(run(sys.argv[1:]))


def _stop(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
