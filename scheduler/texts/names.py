"""What the plant calls its orders, operations, resources and materials in a reader's language."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from scheduler.domain.decompose import decomposed
from scheduler.domain.problem import Problem
from scheduler.domain.record import Label
from scheduler.texts.catalogue import text
from scheduler.texts.language import Language

LISTED = 5
"""Ids that a sentence lists before it says how many more there are."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def names(self) -> Label: ...


class Names:
    """The names of a problem's records by id, indexed on first use; an id that is not there names itself.

    Operations that routing templates will generate have their names too, whether or not the problem is
    decomposed.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.zone = ZoneInfo(problem.zone)
        self._table = cache(self._index)

    @classmethod
    def of(cls, source: "Problem | Names") -> "Names":
        """Lets a caller that needs many names pay for the index once."""
        return source if isinstance(source, Names) else cls(source)

    def _index(self, table: str) -> Mapping[str, Label]:
        problem = self.problem
        records: Mapping[str, Callable[[], Iterable[_Named]]] = {
            "operation": lambda: decomposed(problem).operations,
            "order": lambda: problem.orders,
            "resource": lambda: problem.resources,
            "material": lambda: problem.materials,
            "supplier": lambda: problem.suppliers,
            "workshop": lambda: problem.workshops,
            "company": lambda: problem.companies,
            "product": lambda: problem.products,
            "destination": lambda: problem.destinations,
        }
        return {record.id: record.names for record in records[table]()}

    def name(self, table: str, id_: str, language: Language) -> str:
        """The name alone: `coating line`, `喷塑线`; the id where there is no name."""
        names = self._table(table).get(id_)
        return id_ if names is None else names.text(language, id_)

    def name_and_id(self, table: str, id_: str, language: Language) -> str:
        """Name and id, for readers who must find the record: `coating line (PC-1)`."""
        name = self.name(table, id_, language)
        return id_ if name == id_ else text("list.name_and_id", language, name=name, id=id_)


def listed(items: Iterable[str], language: Language, show: Callable[[str], str] = str) -> str:
    """The first few of a list, and how many more there are: `SO-1, SO-2 and 7 more`."""
    every = list(items)
    shown = every if len(every) <= LISTED + 1 else every[:LISTED]
    joined = text("list.comma", language).join(show(item) for item in shown)
    left = len(every) - len(shown)
    return text("list.and_more", language, shown=joined, count=left) if left else joined
