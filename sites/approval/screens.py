"""Admin views, URLs and menu item of approval; access helpers for ICT administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log
from wagtail.models import TaskState

from sites.approval.mail import about_pages
from sites.approval.overdue import overdue
from sites.approval.review import ReviewView
from sites.approval.submissions import page_of
from sites.isolation.access import is_administrator
from sites.models import AgencySettings
from sites.page_owners import agencies_of_pages

REMINDED = "agencies.approval.remind"


class OverdueView(WagtailAdminTemplateMixin, ListView):
    """List of overdue submissions, with the telephone number of each agency."""

    template_name = "agencies/approval/overdue.html"
    page_title = _("Waiting too long")
    header_icon = "time"
    breadcrumbs_items: list[dict[str, str]] = []
    paginate_by = 50
    page_kwarg = "p"

    def get_queryset(self) -> QuerySet[TaskState]:
        return overdue()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        pages = {task_state: page_of(task_state) for task_state in context["page_obj"]}
        agencies = agencies_of_pages(pages.values())
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
    """Remind by e-mail those who may approve an overdue submission.

    ``pk``: key of the task state. Logs the reminder and redirects to the list; 404 if the
    submission is not overdue or no longer waits.
    """
    task_state = get_object_or_404(overdue(), pk=pk)
    number = about_pages.remind(task_state)
    log(page_of(task_state).specific, REMINDED, user=request.user)
    messages.success(
        request,
        ngettext("%(number)s person is reminded.", "%(number)s people are reminded.", number)
        % {"number": number},
    )
    return redirect("approval:overdue")


def for_administrators(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap ``view`` so that it raises PermissionDenied for all but ICT administrators."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class AdministratorsItem(MenuItem):
    """Menu item for ICT administrators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)


class ApprovalViewSet(ViewSet):
    """Views of approval: the review of one page, and the list of overdue submissions."""

    name = "approval"
    icon = "time"
    menu_label = _("Waiting too long")
    menu_order = 96
    menu_item_class = AdministratorsItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", for_administrators(OverdueView.as_view()), name="overdue"),
            path("<int:pk>/remind/", for_administrators(remind), name="remind"),
            path("review/<int:page_id>/", ReviewView.as_view(), name="review"),
        ]
