"""Commands about what goes in: workbooks and tables, the doctor, and how orders become operations."""

from typing import Annotated

import typer

from scheduler.cli.app import Lang, ProblemFile, Words, app, language_of


@app.command()
def decompose(
    problem_file: ProblemFile,
    orders: Annotated[list[str] | None, typer.Option("--order", help="Only this order; may be repeated.")] = None,
    lang: Words = Lang.EN,
) -> None:
    """Show how every order becomes operations, before anything is planned."""
    from scheduler.commands.decomposition import print_decomposition
    from scheduler.commands.terminal import output
    from scheduler.domain.errors import refuse
    from scheduler.domain.record import OrderId
    from scheduler.files.json_file import read_problem

    problem = read_problem(problem_file)
    known = {order.id for order in problem.orders}
    wanted = [OrderId(order) for order in orders or ()]
    for order in wanted:
        if order not in known:
            raise refuse(str(problem_file), "there is no order with this id", "orders", order)
    print_decomposition(output(), problem, wanted, language_of(lang))
