"""Watch over the job loops after an upgrade.

``python -m benchmarks.job_pieces SECONDS``, under the settings and on the database of an
installation whose loops run. Prints JSON: ``public`` pages and bulletins, how many were ``founded``
and how many entries of the journal ``separated`` per second, and the seconds of each piece.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime

import django

django.setup()

from content.models import PublicationCheck
from members.models import AuditEntry
from ops.database_time import get_time
from ops.models import PeriodicTaskRun
from sites.services.publication_checks import count_public

TASKS = ("sites.tasks.check_publications", "members.tasks.separate_former_entries")
# Seconds between two looks. A piece takes longer.
PAUSE = 1.0


@dataclass
class Pieces:
    """Pieces of a periodic task: the ``seconds`` of each that has ended.

    The row has the time at which the present piece began. A task whose piece ends is due again at
    once, so that ``due_at`` is the end of the last one.
    """

    name: str
    begun_at: datetime | None = None
    seconds: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Note the piece that has ended since the last look."""
        run = PeriodicTaskRun.objects.get(name=self.name)
        is_going_on = run.held_by_id is not None and run.started_at == self.begun_at
        if self.begun_at and not is_going_on:
            is_done = run.done_at is not None and run.done_at > self.begun_at
            self._note(run.done_at if is_done else run.due_at)
        self.begun_at = run.started_at if run.held_by_id else None

    def end(self) -> None:
        """Note the piece that goes on, with its seconds so far."""
        if self.begun_at:
            self._note(get_time())

    def _note(self, moment: datetime) -> None:
        self.seconds.append((moment - self.begun_at).total_seconds())


def watch(seconds: float) -> dict[str, object]:
    """Let both tasks be due, as they are after ``migrate``; return what they did meanwhile."""
    founded, left = PublicationCheck.objects.count(), _count_left()
    runs = PeriodicTaskRun.objects.filter(name__in=TASKS)
    # The first loop adds the rows.
    while runs.count() < len(TASKS):
        time.sleep(PAUSE)
    runs.update(due_at=get_time())
    pieces = [Pieces(name) for name in TASKS]
    begin, sorting = time.monotonic(), 0.0
    while time.monotonic() < begin + seconds:
        for one in pieces:
            one.look()
        if not sorting and not AuditEntry.objects.filter(is_separated=False).exists():
            sorting = time.monotonic() - begin
        time.sleep(PAUSE)
    took = time.monotonic() - begin
    for one in pieces:
        one.end()
    return {
        "public": count_public(),
        "founded": (PublicationCheck.objects.count() - founded) / took,
        "separated": (left - _count_left()) / (sorting or took),
        "pieces": [second for one in pieces for second in one.seconds],
    }


def _count_left() -> int:
    return AuditEntry.objects.filter(is_separated=False).count()


if __name__ == "__main__":
    json.dump(watch(float(sys.argv[1])), sys.stdout)
