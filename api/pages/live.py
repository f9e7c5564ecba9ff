"""The runs that are going on, as a page shows them."""

from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.pages.words import progress_sentence
from api.store.runs import active_runs
from api.store.tables import ProblemRow, RunRow, RunStatus
from scheduler.search.limits import Limits
from scheduler.search.progress import Phase, Progress
from scheduler.texts import Language, label, text


class LiveRun(TypedDict):
    """One run in words; `share` of its time limit is used."""

    id: str
    plan: str
    name: str
    phase: str
    best: str
    share: float
    time: str


def live_runs(session: Session, language: Language) -> list[LiveRun]:
    """Running and waiting runs, oldest first."""
    runs = active_runs(session)
    query = select(ProblemRow).where(ProblemRow.id.in_({run.problem_id for run in runs}))
    names = {problem.id: problem.name for problem in session.scalars(query)}
    return [live_run(run, names.get(run.problem_id, ""), language) for run in runs]


def live_run(run: RunRow, name: str, language: Language) -> LiveRun:
    progress = None if run.progress is None else Progress.model_validate_json(run.progress)
    limit = Limits.model_validate_json(run.limits).seconds
    seconds = 0.0 if progress is None else progress.seconds
    return LiveRun(
        id=run.id,
        plan=run.plan_id,
        name=name or text("web.unnamed", language),
        phase=_phase(run, progress, language),
        best=progress_sentence(progress, language),
        share=round(min(1.0, seconds / limit), 3),
        time=text("web.progress.time", language, seconds=f"{seconds:.0f}", limit=f"{limit:g}"),
    )


def _phase(run: RunRow, progress: Progress | None, language: Language) -> str:
    if run.status is RunStatus.QUEUED:
        return text("web.queued", language)
    words = label(progress.phase if progress else Phase.COMPILE, language)
    return text("web.again", language, phase=words, attempt=run.attempt) if run.attempt > 1 else words
