"""Periodic tasks that every installation needs, those for ``accounts`` included.

``accounts`` lies below this app and cannot import the registry of tasks.
"""

import time as system_time
from datetime import time, timedelta

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.sign_in_origins import delete_old_origins
from ops.jobs.queue import BACKEND
from ops.jobs.schedule import daily
from ops.models import Worker

# Days after which results are deleted: of successful tasks, and of dead ones.
DAYS_DONE = 14
DAYS_DEAD = 90


@daily(time(2, 30), label=_("Empty the bin of what is old"))
def empty_trash() -> None:
    """Delete permanently what has been in the trash for ``BIN_DAYS`` days."""
    call_command("empty_trash", verbosity=0)


@daily(time(2, 45), label=_("Delete old sessions and old notes of background work"))
def delete_expired_rows() -> None:
    """Delete old task results, workers gone for ``DAYS_DONE`` days and expired sessions."""
    call_command(
        "prune_db_task_results",
        f"--backend={BACKEND}",
        "--queue-name=*",
        f"--min-age-days={DAYS_DONE}",
        f"--failed-min-age-days={DAYS_DEAD}",
    )
    gone = timezone.now() - timedelta(days=DAYS_DONE)
    Worker.objects.filter(expires_at__lt=gone).delete()
    call_command("clearsessions")


@daily(time(2, 50), label=_("Delete what was left of files that were never finished"))
def delete_abandoned_parts() -> None:
    """Delete the parts of files that a killed process has left more than a day ago."""
    yesterday = system_time.time() - timedelta(days=1).total_seconds()
    # A method of both storages of ``content.files``.
    default_storage.delete_abandoned_parts(yesterday)  # type: ignore[attr-defined]


@daily(time(3, 25), label=_("Delete old notes of where people signed in from"))
def delete_old_sign_in_origins() -> None:
    """Delete the fingerprints of where users signed in from, after 90 days."""
    delete_old_origins()
