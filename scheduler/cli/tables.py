"""Commands about what goes in and what is printed: workbooks, the doctor, decomposition, sheets."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.app import SET_ASIDE, AsJson, Lang, PlanFile, ProblemFile, Words, app, check_output, language_of, say

SHOWN = 40
"""Changed rows that an import lists unless all are asked for."""


class SheetFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    ICS = "ics"


@app.command()
def template(
    output: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")],
    lang: Words = Lang.EN,
    holidays: Annotated[str | None, typer.Option(help="Fill in this country's public holidays: CN, DE, US …")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Holidays of this year; may be repeated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a workbook that exists.")] = False,
) -> None:
    """Write an empty workbook to fill: headings, drop-downs, comments, an example."""
    from scheduler.domain.errors import refuse
    from scheduler.files.template import write_template

    check_output(output, ".xlsx")
    if output.exists() and not force:
        raise refuse(str(output), "exists already: a template would empty it (--force does that)")
    if year and holidays is None:
        raise refuse("--year", "holidays of which country? Give --holidays too, for example CN")
    write_template(output, language_of(lang), holidays, tuple(year or ()))
    say(str(output))


@app.command("import")
def import_tables(
    tables: Annotated[Path, typer.Argument(metavar="TABLES", help=".xlsx, .json, .csv or a folder of .csv files.")],
    problem_file: Annotated[Path, typer.Argument(metavar="PROBLEM.json", help="Is made, or changed if it exists.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Let rows go that the tables no longer have: the file is the whole list.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="List every changed row.")] = False,
    lang: Words = Lang.EN,
) -> None:
    """Read tables into a problem: what changes is shown, then all of it is written or nothing.

    Pins, progress, approvals and promises that the tables do not mention stay as they are.
    """
    from scheduler.commands.differences import nothing, print_differences
    from scheduler.commands.reading import read
    from scheduler.commands.terminal import output
    from scheduler.domain.errors import refuse
    from scheduler.files.json_file import read_problem, write
    from scheduler.files.tables.difference import ChangeKind, difference
    from scheduler.texts import text

    language = language_of(lang)
    check_output(problem_file, ".json", inputs=(tables,))
    old = read_problem(problem_file) if problem_file.exists() else None
    new = read(tables, language, old).problem
    changes = difference(old or nothing(new), new, language)
    shown = len(changes) if every else SHOWN if old is not None else 0  # of a new problem every row is new
    print_differences(output(), changes, language, shown)
    gone = sum(change.kind is ChangeKind.GONE for change in changes)
    if gone:
        say(text("import.going", language, count=gone))
    if dry_run:
        say(text("import.dry_run", language))
    elif gone and not remove:
        message = f"{gone} stored rows are not in these tables: nothing was written (--remove lets them go)"
        raise refuse(str(tables), message)
    elif changes:
        write(new, problem_file)
        say(text("import.done", language, path=str(problem_file)))


@app.command()
def export(
    problem_file: ProblemFile,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="A name ending in .xlsx or .json, or a folder.")],
    lang: Words = Lang.EN,
) -> None:
    """Write a problem as a workbook, a folder of CSV files, or JSON."""
    from scheduler.commands.reading import read
    from scheduler.files.any_form import write_any

    language = language_of(lang)
    write_any(read(problem_file, language).problem, output, language)
    say(str(output))


@app.command()
def doctor(problem_file: ProblemFile, lang: Words = Lang.EN, json: AsJson = False) -> None:
    """Look for mistakes in the data: where, what is wrong, and what to do about it."""
    from scheduler.commands.findings import print_findings
    from scheduler.commands.reading import read
    from scheduler.commands.terminal import output
    from scheduler.doctor import Severity, examine

    language = language_of(lang)
    imported = read(problem_file, language)
    findings = examine(imported.problem)
    if json:
        say("[" + ",\n ".join(finding.model_dump_json(exclude_defaults=True) for finding in findings) + "]")
    else:
        print_findings(output(), imported.problem, findings, imported.where, language)
    if any(finding.severity in (Severity.STOPS, Severity.SETS_ASIDE) for finding in findings):
        raise typer.Exit(SET_ASIDE)


@app.command()
def decompose(
    problem_file: ProblemFile,
    orders: Annotated[list[str] | None, typer.Option("--order", help="Only this order; may be repeated.")] = None,
    lang: Words = Lang.EN,
) -> None:
    """Show how every order becomes operations, before anything is planned."""
    from scheduler.commands.decomposition import print_decomposition
    from scheduler.commands.reading import read
    from scheduler.commands.terminal import output
    from scheduler.domain.errors import refuse
    from scheduler.domain.record import OrderId

    language = language_of(lang)
    problem = read(problem_file, language).problem
    known = {order.id for order in problem.orders}
    wanted = [OrderId(order) for order in orders or ()]
    for order in wanted:
        if order not in known:
            raise refuse(str(problem_file), "there is no order with this id", "orders", order)
    print_decomposition(output(), problem, wanted, language)


@app.command()
def sheets(
    problem_file: ProblemFile,
    plan_file: PlanFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
    formats: Annotated[
        list[SheetFormat] | None, typer.Option("--format", help="Only this form; may be repeated.")
    ] = None,
    lang: Words = Lang.EN,
) -> None:
    """Write what the plan must print: order plan, arrivals, workshop lists, loads, dispatch, calendars."""
    from scheduler.cli.planning import refuse_foreign_plan
    from scheduler.commands.reading import read
    from scheduler.files.json_file import read_plan
    from scheduler.files.sheet_folder import Format, write_sheets

    language = language_of(lang)
    problem, plan = read(problem_file, language).problem, read_plan(plan_file)
    refuse_foreign_plan(problem, plan, plan_file)
    wanted = {Format(one.value) for one in formats or SheetFormat}
    for path in write_sheets(problem, plan, output, language, wanted):
        say(str(path))
