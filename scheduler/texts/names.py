"""What the plant calls its orders, operations, resources and materials in a reader's language."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.domain.problem import Problem
from scheduler.domain.record import Label
from scheduler.texts.catalogue import text
from scheduler.texts.language import Language

LISTED = 5
"""Ids that a sentence lists before it says how many more there are."""


class Names:
    """The names of a problem's records by id, indexed on first use; an id that is not there names itself.

    `problem` should be decomposed, or the operations that routing templates will generate are only known by
    their ids.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.zone = ZoneInfo(problem.zone)

    @classmethod
    def of(cls, source: "Problem | Names") -> "Names":
        """Lets a caller that needs many names pay for the index once."""
        return source if isinstance(source, Names) else cls(source)

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, Label]]:
        problem = self.problem
        return {
            "operation": {record.id: record.names for record in problem.operations},
            "order": {record.id: record.names for record in problem.orders},
            "resource": {record.id: record.names for record in problem.resources},
            "material": {record.id: record.names for record in problem.materials},
            "supplier": {record.id: record.names for record in problem.suppliers},
            "workshop": {record.id: record.names for record in problem.workshops},
            "company": {record.id: record.names for record in problem.companies},
            "product": {record.id: record.names for record in problem.products},
            "destination": {record.id: record.names for record in problem.destinations},
        }

    def name(self, table: str, id_: str, language: Language) -> str:
        """The name alone: `coating line`, `喷塑线`; the id where there is no name."""
        names = self._tables[table].get(id_)
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
