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
from ops.jobs import queue
from ops.jobs.schedule import list_periodic_tasks
from ops.models import PeriodicTaskRun, Worker

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
    paginate_by = 50
    page_kwarg = "p"

    def get_queryset(self) -> DBTaskResultQuerySet:
        return queue.list_queued_tasks().failed().order_by("-finished_at")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = queue.list_queued_tasks().filter(status=TaskResultStatus.READY)
        runs = PeriodicTaskRun.objects.select_related("held_by")
        context = super().get_context_data(
            running=queue.list_queued_tasks().running().order_by("started_at"),
            waiting=waiting.count(),
            again=waiting.exclude(traceback="").count(),
            workers=Worker.objects.alive().order_by("started_at"),
            last=Worker.objects.order_by("expires_at").last(),
            duties=runs.filter(
                name__in=[periodic_task.name for periodic_task in list_periodic_tasks()]
            ),
            now=timezone.now(),
            **kwargs,
        )
        context["dead"] = [
            (task, task.traceback.strip().splitlines()[-1:]) for task in context["page_obj"]
        ]
        return context


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a dead task back into the queue with a full number of attempts; 404 if not dead."""
    task = get_object_or_404(queue.list_queued_tasks().failed(), pk=pk)
    queue.list_queued_tasks().failed().filter(pk=pk).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=[]
    )
    messages.success(request, _("“%(task)s” will be done again.") % {"task": task.task_name})
    return redirect("jobs")


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a dead task; 404 if it is not dead."""
    task = get_object_or_404(queue.list_queued_tasks().failed(), pk=pk)
    queue.list_queued_tasks().failed().filter(pk=pk).delete()
    messages.success(request, _("“%(task)s” is discarded.") % {"task": task.task_name})
    return redirect("jobs")
