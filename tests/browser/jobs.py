"""The real jobs, with a solver that takes its time when a problem's name begins with "slow"."""

import gzip
from collections.abc import Mapping

from api.work import jobs
from api.work.child import Job, Report
from api.work.wire import Message
from scheduler.domain.schema import load_problem
from scheduler.search.limits import Limits
from tests.api.fakes import be_slow


def solve(job: Message, report: Report) -> Message:
    if load_problem(gzip.decompress(job.documents[0]), "problem").name.startswith("slow"):
        be_slow(Limits.model_validate_json(str(job.header["limits"])).seconds, report)
    return jobs.solve(job, report)


JOBS: Mapping[str, Job] = {**jobs.JOBS, "solve": solve}
warm_up = jobs.warm_up
