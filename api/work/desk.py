"""Short work that somebody waits for, on children of its own: a quote is never behind a solve."""

import gzip
import time
from collections import OrderedDict
from threading import Lock

from api.settings import Settings
from api.store.tables import PlanRow, ProblemRow
from api.work.pool import Pool
from api.work.slot import ChildDied
from api.work.wire import Message
from scheduler.domain.schema import OrderRequest
from scheduler.promise.answer import Quote
from scheduler.search.limits import Limits
from scheduler.texts import Language

CHARTS_KEPT = 32
"""Drawn charts kept in memory, compressed; a plan never changes, so they never become wrong."""
TRIES = 2


class Desk:
    """Quotes and charts. Methods raise Busy, JobFailed or ChildDied."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._seconds = settings.quote_seconds
        self._charts: OrderedDict[tuple[str, str, Language, str], bytes] = OrderedDict()
        self._lock = Lock()

    def quote(self, problem: ProblemRow, plan: PlanRow, request: OrderRequest) -> Quote:
        """Whether and when the order can be delivered with the plan held fixed."""
        limits = Limits(seconds=self._seconds)
        job = Message(
            "quote",
            {
                "problem": problem.content_hash,
                "plan": plan.content_hash,
                "limits": limits.model_dump_json(),
            },
            (problem.document, plan.document, request.model_dump_json().encode()),
        )
        return Quote.model_validate_json(self._ask(job))

    def gantt(self, problem: ProblemRow, plan: PlanRow, by: str, language: Language, highlight: str = "") -> bytes:
        """A self-contained page with the plan's chart by "resource" or by "order", as gzip.

        One order can be made to stand out: among the resources, or with a row for each of its operations.
        """
        key = (plan.id, by, language, highlight)
        with self._lock:
            if key in self._charts:
                self._charts.move_to_end(key)
                return self._charts[key]
        header: dict[str, str | int | float | None] = {
            "problem": problem.content_hash,
            "plan": plan.content_hash,
            "by": by,
            "highlight": highlight,
            "language": language,
        }
        page = gzip.compress(self._ask(Message("gantt", header, (problem.document, plan.document))), compresslevel=4)
        with self._lock:
            self._charts[key] = page
            while len(self._charts) > CHARTS_KEPT:
                self._charts.popitem(last=False)
        return page

    def _ask(self, job: Message) -> bytes:
        """The answer's document. A child that dies is replaced once: it may have been killed by mistake."""
        deadline = time.monotonic() + self._seconds
        for tried in range(1, TRIES + 1):
            with self._pool.slot(seconds=max(0.1, deadline - time.monotonic())) as slot:
                try:
                    (document,) = slot.run(job, max(0.1, deadline - time.monotonic()))
                except ChildDied:
                    if tried == TRIES:
                        raise
                else:
                    return document
        raise AssertionError("the loop returns or raises")
