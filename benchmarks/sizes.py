"""Sizes of the nation that benchmarks use."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Sizes:
    """How many there are; ``pages`` with all that a website begins with."""

    agencies: int
    pages: int
    bulletins: int
    people: int

    def __str__(self) -> str:
        return "/".join(map(str, astuple(self)))

    @classmethod
    def parse(cls, text: str) -> "Sizes":
        """Read ``3500/350000/20000/5000``. Raises ValueError for anything else."""
        numbers = [int(part) for part in text.split("/")]
        if len(numbers) != 4 or min(numbers) < 1:  # noqa: PLR2004
            raise ValueError(f"{text!r} is not AGENCIES/PAGES/BULLETINS/PEOPLE.")
        return cls(*numbers)
