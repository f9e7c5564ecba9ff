"""Commands around the service and its inputs: the demo, the web pages, schemas, work logs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.app import Lang, Seconds, Words, app, data_folder, language_of, say
from scheduler.cli.planning import By, show_plan, write_chart

Port = Annotated[int, typer.Option(min=1, max=65_535)]


class Kind(StrEnum):
    PROBLEM = "problem"
    PLAN = "plan"
    ORDER = "order"


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
    plan = solve_with_progress(problem, limits, language_of(lang))
    written = [out / name for name in ("problem.json", "plan.json", "gantt-resources.html", "gantt-orders.html")]
    write(problem, written[0])
    write(plan, written[1])
    write_chart(problem, plan, By.RESOURCE, written[2], language_of(lang))
    write_chart(problem, plan, By.ORDER, written[3], language_of(lang))
    show_plan(problem, plan, language_of(lang), json=False)
    say("Written: " + ", ".join(str(path) for path in written))
    if not once:
        database = f"sqlite:///{out / 'demo.db'}"
        adopt(written[0], written[1], seconds, database)
        host, port = "127.0.0.1", free_port("127.0.0.1", port)
        say(f"Dashboard: http://{host}:{port}/ (Ctrl-C ends it)")
        serve(host, port, database)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    database: Annotated[str | None, typer.Option(help="SQLite file or database URL.")] = None,
) -> None:
    """Serve the web pages and the HTTP interface. Further settings: SCHEDULER_… variables."""
    from scheduler.commands.serving import serve as serve_pages

    say(f"Serving at http://{host}:{port}/ (Ctrl-C ends it)")
    serve_pages(host, port, database)


@app.command()
def schema(kind: Annotated[Kind, typer.Argument(help="Which kind of file.")]) -> None:
    """Print the JSON Schema of a kind of file."""
    import json

    from scheduler.domain.schema import json_schema

    say(json.dumps(json_schema(kind.value), indent=1, ensure_ascii=False))


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
        say(line)
