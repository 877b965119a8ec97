"""Script that leaves an installation as if it had run day and night.

``python -m benchmarks.backlog``, under the settings and on the database of an installation, before
its loops start. These would else catch up on the days since a benchmark's database was last used;
and of a benchmark that was cut off there may be bulletins left.
"""

import django

django.setup()

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from benchmarks.titles import ACT, EMERGENCY, RISING, WAITING
from bulletins.models import Bulletin
from ops.jobs.schedule import list_periodic_tasks
from ops.models import PeriodicTaskRun
from responses.models import DisplayRun


def main() -> None:
    """Empty the queue, note that all there was to do was done just now, delete what was left."""
    now = timezone.now()
    for title in (EMERGENCY, RISING, ACT, WAITING):
        for bulletin in Bulletin.objects.filter(title__startswith=title):
            bulletin.delete()
    DBTaskResult.objects.all().delete()
    # Of what began or ended meanwhile the display was checked.
    DisplayRun.objects.update(asked_at=now, begun_at=now, done_at=now)
    for task in list_periodic_tasks():
        PeriodicTaskRun.objects.update_or_create(
            name=task.name, defaults={"due_at": task.get_next_run(now), "done_at": now}
        )


if __name__ == "__main__":
    main()
