"""Input that can't be used, told so that the person who wrote it finds the place."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 20
"""Problems named in one message; the rest are counted."""


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing that is wrong in one file.

    `place` is the path inside the file (orders[3].lines[0].quantity, or a line and column), empty for the
    file as a whole; `id` is that of the nearest enclosing record that has one; `message` says what was
    expected and what was found.
    """

    file: str
    place: str
    id: str | None
    message: str

    def __str__(self) -> str:
        where = f" {self.place}" if self.place else ""
        whose = f" (id {self.id!r})" if self.id is not None else ""
        return f"{self.file}:{where}{whose}: {self.message}" if where or whose else f"{self.file}: {self.message}"


class InputError(Exception):
    """The input is refused as a whole; `problems` holds every reason that was found."""

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN} more")
        return "\n".join(lines)


def refuse(file: str, message: str, place: str = "", id: str | None = None) -> InputError:
    """An error with a single problem."""
    return InputError([InputProblem(file, place, id, message)])
