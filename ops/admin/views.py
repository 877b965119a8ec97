"""Views of the page "Background work", for ICT administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResultQuerySet
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from accounts.admin.menu import AdministratorMenuItem
from ops.admin.task_rows import get_task_label, make_periodic_task_rows, make_task_row
from ops.jobs import queue
from ops.models import PeriodicTaskRun, Worker

# Tasks under way, and waiting ones, that are listed; all of them are counted.
MAX_ROWS = 10
MENU_ITEM = AdministratorMenuItem(
    gettext_lazy("Background work"),
    reverse_lazy("jobs"),
    name="jobs",
    icon_name="cogs",
    order=900,
)


class JobsView(WagtailAdminTemplateMixin, ListView):
    """List of dead tasks, the latest first, with the state of queue, workers and schedule."""

    template_name = "ops/jobs.html"
    page_title = gettext_lazy("Background work")
    header_icon = "cogs"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]
    paginate_by = 20
    page_kwarg = "p"

    def get_queryset(self) -> DBTaskResultQuerySet:
        return queue.list_queued_tasks().failed().order_by("-finished_at")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = queue.list_queued_tasks().filter(status=TaskResultStatus.READY)
        running = queue.list_queued_tasks().running().order_by("started_at")
        open_tasks = [*running[:MAX_ROWS], *waiting[:MAX_ROWS]]
        context = super().get_context_data(
            open_rows=[make_task_row(task) for task in open_tasks],
            waiting=waiting.count(),
            again=waiting.exclude(traceback="").count(),
            workers=Worker.objects.alive().order_by("started_at"),
            last=Worker.objects.order_by("expires_at").last(),
            periodic_rows=make_periodic_task_rows(
                PeriodicTaskRun.objects.select_related("held_by")
            ),
            now=timezone.now(),
            **kwargs,
        )
        context["dead_rows"] = [make_task_row(task) for task in context["page_obj"]]
        return context


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a dead task back into the queue with a full number of attempts; 404 if not dead.

    One that this version does not know stays as it is: it would only fail again.
    """
    task = get_object_or_404(queue.list_queued_tasks().failed(), pk=pk)
    row = make_task_row(task)
    if not row.can_retry:
        messages.error(request, row.problem)
        return redirect("jobs")
    queue.list_queued_tasks().failed().filter(pk=pk).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=[]
    )
    messages.success(request, _("“%(task)s” will be done again.") % {"task": row.label})
    return redirect("jobs")


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a dead task; 404 if it is not dead."""
    task = get_object_or_404(queue.list_queued_tasks().failed(), pk=pk)
    queue.list_queued_tasks().failed().filter(pk=pk).delete()
    label = get_task_label(task)
    messages.success(request, _("“%(task)s” is discarded.") % {"task": label})
    return redirect("jobs")
