"""What is wrong with a file of old content, said of all its lines at once."""

from dataclasses import dataclass

from sites.agency_table import Problem, TableError


@dataclass(frozen=True)
class LineProblem(Problem):
    """One thing that is wrong with a line; ``column`` is the key in its object, ``?`` the line."""

    def __str__(self) -> str:
        return f"{self.column}: {self.what} (allowed: {self.allowed})"


class ContentError(TableError):
    """A file that cannot be imported. ``problems`` has all that is wrong, in order of lines."""
