"""Script that leaves the jobs of an installation with nothing to catch up on.

``python -m benchmarks.settle``, under the settings and on the database of an installation, before
its loops start. They run day and night where people work; of the days since a benchmark's database
was last used they have done nothing.
"""

import django

django.setup()

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ops.jobs.schedule import list_periodic_tasks
from ops.models import PeriodicTaskRun


def main() -> None:
    """Empty the queue, and note that all periodic tasks were done just now."""
    now = timezone.now()
    DBTaskResult.objects.all().delete()
    for task in list_periodic_tasks():
        PeriodicTaskRun.objects.update_or_create(
            name=task.name, defaults={"due_at": task.get_next_run(now), "done_at": now}
        )


if __name__ == "__main__":
    main()
