"""Results of benchmarks beside their aims, printed as a table and kept by version."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Measurement:
    """One measured amount.

    ``part``: the part of the benchmark. ``value``: the median, in ``unit``. ``ratio``: ``value``
    divided by that of ``beside``, measured at the same time; None where there is none. ``aim``:
    what the ratio, or without one the value, is to be: ``≥ 8`` or ``≤ 100``; empty for none.
    """

    part: str
    name: str
    value: float
    unit: str
    ratio: float | None = None
    beside: str = ""
    aim: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        if not self.aim:
            return None
        sign, _space, limit = self.aim.partition(" ")
        judged = self.value if self.ratio is None else self.ratio
        return judged >= float(limit) if sign == "≥" else judged <= float(limit)


def print_row(*cells: object) -> None:
    """Print one row of a Markdown table."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def print_lines(title: str, lines: Iterable[Measurement]) -> list[Measurement]:
    """Print a table, each line as soon as it is there; return the lines."""
    sys.stdout.write("\n")
    print_row(title, "Median", "Ratio", "Aim", "Reached")
    print_row(*["---"] * 5)
    done = []
    for line in lines:
        ratio = "" if line.ratio is None else f"{format_number(line.ratio)} × {line.beside}"
        reached = {True: "yes", False: "**no**", None: ""}[line.is_reached]
        print_row(line.name, f"{format_number(line.value)} {line.unit}", ratio, line.aim, reached)
        done.append(line)
    return done


def format_number(number: float) -> str:
    """Return a number with three digits that count, or all of those before the point."""
    if abs(number) >= 100:  # noqa: PLR2004
        return f"{number:,.0f}"
    return f"{number:.3g}"


def keep_lines(part: str, lines: Iterable[Measurement], sizes: str) -> Path:
    """Write the results of a part, of this version; those of other parts stay as they were.

    ``sizes``: those of the nation. How busy the machine was in the last minute is noted too, since
    nothing measured on a busy one is worth much. Returns the file.
    """
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{settings.BANTIN_VERSION}.json"
    former = json.loads(file.read_text())["lines"] if file.exists() else []
    rows = [row for row in former if row["part"] != part]
    for line in lines:
        row = asdict(line) | {"reached": line.is_reached, "on": date.today().isoformat()}
        row["load"] = round(os.getloadavg()[0], 1)
        if line.part not in {"page", "embedded"}:
            row["sizes"] = sizes
        rows.append(row)
    machine = {"processors": os.cpu_count(), "python": platform.python_version()}
    found = {"version": settings.BANTIN_VERSION, "machine": machine, "lines": rows}
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return file
