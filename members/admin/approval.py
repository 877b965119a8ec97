"""Admin views of page approval: overdue submissions, and the addresses of the review."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log
from wagtail.models import TaskState

from accounts.admin.menu import AdministratorMenuItem, administrator_required
from members.admin.appointments import AppointmentView
from members.admin.review import PagePreviewView, ReviewView
from members.admin.words import WordsReviewView
from members.emails.approval import page_mailer
from members.selectors.submissions import get_submitted_page, list_overdue_task_states
from sites.models import AgencySettings
from sites.permissions.ownership import get_page_agencies

REMINDED = "agencies.approval.remind"


class OverdueView(WagtailAdminTemplateMixin, ListView):
    """List of overdue submissions, with the telephone number of each agency."""

    template_name = "members/approval/overdue.html"
    page_title = gettext_lazy("Waiting too long")
    header_icon = "time"
    breadcrumbs_items: list[dict[str, str]] = []
    paginate_by = 50
    page_kwarg = "p"

    def get_queryset(self) -> QuerySet[TaskState]:
        return list_overdue_task_states()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        pages = {task_state: get_submitted_page(task_state) for task_state in context["page_obj"]}
        agencies = get_page_agencies(pages.values())
        sites = [agency.site_id for agency in agencies.values()]
        telephones = AgencySettings.objects.filter(site__in=sites).values_list("site", "telephone")
        calls = dict(telephones)
        context["rows"] = [
            {
                "task_state": task_state,
                "page": page,
                "agency": agency,
                "telephone": calls.get(agency.site_id, ""),
            }
            for task_state, page in pages.items()
            if (agency := agencies.get(page.pk))
        ]
        return context


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the moderators of an overdue submission by e-mail.

    ``pk``: key of the task state. Logs the reminder and redirects to the list; 404 if the
    submission is not overdue or no longer waits.
    """
    task_state = get_object_or_404(list_overdue_task_states(), pk=pk)
    number = page_mailer.remind(task_state)
    log(get_submitted_page(task_state).specific, REMINDED, user=request.user)
    messages.success(
        request,
        ngettext("%(number)s person is reminded.", "%(number)s people are reminded.", number)
        % {"number": number},
    )
    return redirect("approval:overdue")


class ApprovalViewSet(ViewSet):
    """Views of approval: reviews of pages and words, appointments, overdue submissions."""

    name = "approval"
    icon = "time"
    menu_label = gettext_lazy("Waiting too long")
    menu_order = 96
    menu_item_class = AdministratorMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", administrator_required(OverdueView.as_view()), name="overdue"),
            path("<int:pk>/remind/", administrator_required(remind), name="remind"),
            path("words/<int:pk>/", WordsReviewView.as_view(), name="words"),
            path("appointment/<int:page_id>/", AppointmentView.as_view(), name="appointment"),
            path("review/<int:page_id>/", ReviewView.as_view(), name="review"),
            path("review/<int:page_id>/preview/", PagePreviewView.as_view(), name="preview"),
        ]
