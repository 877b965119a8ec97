"""Errors as they travel from the memory of a process to the database, some at a time.

A batch has a number of its own, so that it is written once however often it is handed in.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

# Of one kind in one batch, and of kinds in it; what exceeds them is only counted, or left out.
MAX_OCCURRENCES, MAX_KINDS = 3, 100


@dataclass(frozen=True)
class Occurrence:
    """One time that an error was met, or several of which one is told.

    ``at``: aware. ``request``: its number. ``route``, ``pattern``, ``page_type``: the screen, by
    the name and the pattern of its route and the model of its page, never by its address.
    ``status``: of the answer. ``role``, ``agency``: who it was, as far as it is noted. ``count``:
    for how many times it stands.
    """

    at: datetime
    request: str
    route: str
    pattern: str
    page_type: str
    method: str
    status: int
    role: str
    agency: str
    node: str
    version: str
    count: int = 1


@dataclass
class KindCount:
    """How often a kind was met, with the last of the occurrences; see ``ErrorTrace``."""

    code: str
    exception: str
    places: list[str]
    version: str
    first_at: datetime
    last_at: datetime
    count: int = 0
    occurrences: list[Occurrence] = field(default_factory=list)

    def add(self, occurrence: Occurrence) -> None:
        """Count an occurrence; the last ``MAX_OCCURRENCES`` are kept, for all of them."""
        self.count += occurrence.count
        self.first_at = min(self.first_at, occurrence.at)
        self.last_at = max(self.last_at, occurrence.at)
        self.version = occurrence.version
        self.occurrences.append(occurrence)
        if len(self.occurrences) > MAX_OCCURRENCES:
            dropped = self.occurrences.pop(0)
            first = self.occurrences[0]
            self.occurrences[0] = replace(first, count=first.count + dropped.count)


class Batch:
    """Kinds with their counts, by code, under one number."""

    def __init__(self, kinds: Iterable[KindCount] = (), number: str = "") -> None:
        self.number = number or uuid.uuid4().hex
        self.kinds = {kind.code: kind for kind in kinds}

    def merge(self, other: "Batch") -> None:
        """Add the counts of another batch, which was written nowhere."""
        for kind in other.kinds.values():
            own = self.kinds.setdefault(kind.code, kind)
            if own is not kind:
                for occurrence in kind.occurrences:
                    own.add(occurrence)
        for code in list(self.kinds)[MAX_KINDS:]:
            del self.kinds[code]

    def to_json(self) -> str:
        """Return the batch as a text; moments are written by ISO 8601."""
        kinds = [asdict(kind) for kind in self.kinds.values()]
        return json.dumps({"number": self.number, "kinds": kinds}, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "Batch":
        """Return the batch of a text. Raises ValueError if it is none."""
        try:
            read = json.loads(text)
            return cls(map(_read_kind, read["kinds"]), read["number"])
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("no batch of errors") from error


def _read_kind(row: dict[str, Any]) -> KindCount:
    occurrences = [
        Occurrence(**one | {"at": datetime.fromisoformat(one["at"])}) for one in row["occurrences"]
    ]
    moments = {name: datetime.fromisoformat(row[name]) for name in ("first_at", "last_at")}
    return KindCount(**row | moments | {"occurrences": occurrences})
