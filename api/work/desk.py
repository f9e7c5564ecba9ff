"""Short work that somebody waits for, on children of its own: a quote is never behind a solve."""

import gzip
import time
from collections import OrderedDict
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

from pydantic import TypeAdapter

from api.check_up import CheckUp, ProblemFacts
from api.decomposition import DecomposedOrder
from api.settings import Settings
from api.store.tables import PlanRow, ProblemRow
from api.work.pool import Pool
from api.work.slot import ChildDied
from api.work.wire import Header, Message
from scheduler.domain.schema import OrderRequest
from scheduler.promise.answer import Quote
from scheduler.search.limits import Limits
from scheduler.texts import Language

KEPT = 32
"""Answers about stored problems and plans kept in memory, compressed; those never change, so they stay right."""
TRIES = 2

ORDERS = TypeAdapter(list[DecomposedOrder])


class Upload(NamedTuple):
    """A file as it came. `kind` is json, xlsx or zip."""

    kind: str
    content: bytes


class TakenIn(NamedTuple):
    """A problem that was read, not stored yet: its packed document, and what there is to say of it."""

    facts: ProblemFacts
    document: bytes
    check_up: CheckUp


class Desk:
    """Quotes, charts, check-ups and files. Methods raise Busy, JobFailed or ChildDied."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._seconds = settings.quote_seconds
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()

    # --- about a plan

    def quote(self, problem: ProblemRow, plan: PlanRow, request: OrderRequest) -> Quote:
        """Whether and when the order can be delivered with the plan held fixed."""
        limits = Limits(seconds=self._seconds)
        header = {**_of(problem, plan), "limits": limits.model_dump_json()}
        documents = (problem.document, plan.document, request.model_dump_json().encode())
        (answer,) = self._ask(Message("quote", header, documents))
        return Quote.model_validate_json(answer)

    def gantt(self, problem: ProblemRow, plan: PlanRow, by: str, language: Language, highlight: str = "") -> bytes:
        """A self-contained page with the plan's chart by "resource" or by "order", as gzip.

        One order can be made to stand out: among the resources, or with a row for each of its operations.
        """
        header: Header = {**_of(problem, plan), "by": by, "highlight": highlight, "language": language}
        job = Message("gantt", header, (problem.document, plan.document))
        return self._once(("gantt", plan.id, by, language, highlight), job)

    def sheets(self, problem: ProblemRow, plan: PlanRow, form: str, language: Language) -> bytes:
        """Everything a plan must print, as a workbook ("xlsx"), a page ("html") or a zip of CSV files ("csv")."""
        header: Header = {**_of(problem, plan), "format": form, "language": language}
        return self._file(Message("sheets", header, (problem.document, plan.document)))

    def calendar(self, problem: ProblemRow, plan: PlanRow, workshop: str, language: Language) -> bytes:
        """The operations of a workshop as an iCalendar file."""
        header: Header = {**_of(problem, plan), "workshop": workshop, "language": language}
        (answer,) = self._ask(Message("calendar", header, (problem.document, plan.document)))
        return answer

    # --- about a problem

    def take_in(self, upload: Upload, base: ProblemRow | None, language: Language) -> TakenIn:
        """What is in a file, merged into `base` if there is one. Refused input raises JobFailed with its problems."""
        header: Header = {
            "kind": upload.kind,
            "base": "" if base is None else base.content_hash,
            "language": language,
        }
        documents = (upload.content,) if base is None else (upload.content, base.document)
        with TemporaryDirectory(prefix="scheduler-") as folder:
            facts, document, check_up = self._ask(Message("intake", {**header, "folder": folder}, documents))
        return TakenIn(ProblemFacts.model_validate_json(facts), document, CheckUp.model_validate_json(check_up))

    def check_up(self, problem: ProblemRow, language: Language) -> CheckUp:
        """What the doctor finds in a stored problem."""
        job = Message("findings", {**_of(problem), "language": language}, (problem.document,))
        return CheckUp.model_validate_json(gzip.decompress(self._once(("findings", problem.id, language), job)))

    def decomposition(self, problem: ProblemRow, language: Language) -> list[DecomposedOrder]:
        """How the orders of a stored problem become operations."""
        job = Message("decomposition", {**_of(problem), "language": language}, (problem.document,))
        return ORDERS.validate_json(gzip.decompress(self._once(("decomposition", problem.id, language), job)))

    def workbook(self, problem: ProblemRow, language: Language) -> bytes:
        """A stored problem as a workbook."""
        return self._file(Message("workbook", {**_of(problem), "language": language}, (problem.document,)))

    def template(self, language: Language, holidays: str, years: Sequence[int]) -> bytes:
        """An empty workbook, with the public holidays of a country if it is named."""
        header: Header = {"language": language, "holidays": holidays, "years": ",".join(map(str, years))}
        return self._file(Message("template", header))

    # --- how

    def _file(self, job: Message) -> bytes:
        """The answer of a job that writes files: their folder goes away with the job, however that ends."""
        with TemporaryDirectory(prefix="scheduler-") as folder:
            (content,) = self._ask(job._replace(header={**job.header, "folder": folder}))
        return content

    def _once(self, key: tuple[str, ...], job: Message) -> bytes:
        """The answer as gzip, from memory if it was given before."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        (answer,) = self._ask(job)
        packed = gzip.compress(answer, compresslevel=4)
        with self._lock:
            self._kept[key] = packed
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return packed

    def _ask(self, job: Message) -> tuple[bytes, ...]:
        """The answer's documents. A child that dies is replaced once: it may have been killed by mistake."""
        deadline = time.monotonic() + self._seconds
        for tried in range(1, TRIES + 1):
            with self._pool.slot(seconds=max(0.1, deadline - time.monotonic())) as slot:
                try:
                    return slot.run(job, max(0.1, deadline - time.monotonic()))
                except ChildDied:
                    if tried == TRIES:
                        raise
        raise AssertionError("the loop returns or raises")


def _of(problem: ProblemRow, plan: PlanRow | None = None) -> Header:
    """By which a child knows documents that it has read before."""
    header: Header = {"problem": problem.content_hash}
    return header if plan is None else {**header, "plan": plan.content_hash}
