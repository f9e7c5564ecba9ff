"""A plan that was made on the command line becomes a finished run of the service."""

from pathlib import Path

from api.store.database import Database
from api.store.problems import store_problem
from api.store.runs import begin_attempt, create_run, finish_run
from scheduler.domain.errors import refuse
from scheduler.domain.schema import load_plan, load_problem
from scheduler.search.limits import Limits


def adopt(problem_file: Path, plan_file: Path, limits: Limits, database_url: str) -> None:
    """Stores problem and plan as if the service had searched for them.

    Raises InputError for files that can't be used or don't fit together.
    """
    problem = load_problem(problem_file.read_bytes(), str(problem_file))
    plan = load_plan(plan_file.read_bytes(), str(plan_file))
    if plan.problem != problem.content_hash():
        raise refuse(str(plan_file), "this plan was made for another problem, or for another state of it", "problem")
    store = Database(database_url)
    try:
        store.migrate()
        with store.write() as session:
            row, _ = store_problem(session, problem)
            run, _ = create_run(session, row.id, limits.model_dump_json())
            attempt = begin_attempt(session, run.id)
            if attempt is not None:
                finish_run(session, run.id, attempt, plan)
    finally:
        store.close()
