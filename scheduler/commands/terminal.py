"""The two streams of the command line: results on standard output, everything else on standard error."""

from rich.console import Console

WIDTH_OF_FILES = 160
"""Columns of a table that goes into a file or a pipe, where nobody says how wide the paper is."""


def output() -> Console:
    """For what was asked for."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_OF_FILES)


def remarks() -> Console:
    """For progress and what went wrong."""
    return Console(stderr=True, highlight=False)
