"""Problems of background work, and errors that people met, for ICT administrators."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dashboard import DashboardTask
from accounts.permissions import is_administrator
from ops.jobs import queue
from ops.models import Worker
from ops.selectors.errors import list_met_today
from ops.system.queue import list_failing_periodic_tasks


def list_failed_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield tasks for the dashboard: no worker runs, or tasks have failed for good.

    Counted as failed: dead queued tasks, and periodic tasks that failed ``MAX_ATTEMPTS`` times in a
    row. Yields nothing for users who are not ICT administrators.
    """
    if not is_administrator(request.user):
        return
    url = reverse("jobs")
    if not Worker.objects.alive().exists():
        yield DashboardTask(
            title=_("Nobody does the background work"),
            url=url,
            detail=_("Mails and reminders are not sent until run_jobs is started."),
        )
    number = queue.list_queued_tasks().failed().count()
    number += list_failing_periodic_tasks().count()
    if number:
        yield DashboardTask(
            title=ngettext(
                "%(number)s piece of background work has failed",
                "%(number)s pieces of background work have failed",
                number,
            )
            % {"number": number},
            url=url,
        )


def list_open_errors(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for the dashboard if people met errors within a day that are not dealt with.

    Yields nothing for users who are not ICT administrators.
    """
    if not is_administrator(request.user):
        return
    if number := list_met_today().count():
        yield DashboardTask(
            title=ngettext(
                "People met %(number)s kind of error that is not dealt with",
                "People met %(number)s kinds of errors that are not dealt with",
                number,
            )
            % {"number": number},
            url=reverse("errors"),
        )
