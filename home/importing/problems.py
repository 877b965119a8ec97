"""Errors of a file of old content, reported for all its lines at once."""

from dataclasses import dataclass

from sites.agency_table import Problem, TableError


@dataclass(frozen=True)
class LineProblem(Problem):
    """One error of a line; ``column`` is the key in its JSON object, or ``?`` for all of it."""

    def __str__(self) -> str:
        return f"{self.column}: {self.what} (allowed: {self.allowed})"


class ContentError(TableError):
    """The error of a file that cannot be imported; ``problems`` has all errors by line."""
