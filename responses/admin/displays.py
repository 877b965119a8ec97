"""Admin views of display checks: of one bulletin, and all problems."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.admin.access import require_author
from bulletins.admin.lifecycle import BulletinActionMixin
from bulletins.models import Bulletin
from responses.models import DisplayCheck
from responses.selectors.display_status import DisplayStatus
from responses.selectors.problems import (
    format_headline,
    group_display_problems,
    list_problem_agencies,
)
from responses.tasks import enqueue_check, enqueue_full_check
from sites.models import HostCheck
from sites.requests import AdminRequest
from sites.services.host_checks import get_advice as advice_on_host
from sites.services.host_checks import get_problem_label


# Not for publishers alone: requesting another check does no harm.
@require_author
class BulletinDisplayView(BulletinActionMixin, View):
    """Display status of one bulletin, as a part of the page with its actions.

    POST requests a check.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"bulletin": self.bulletin, "status": DisplayStatus(self.bulletin)}
        return render(request, "responses/verification/display_status.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enqueue_check(self.bulletin)
        return redirect("bulletin_steering", self.bulletin.pk)


@require_author
class DisplaysView(WagtailAdminTemplateMixin, TemplateView):
    """All display problems with advice; POST requests a check of everything."""

    template_name = "responses/verification/displays.html"
    page_title = gettext_lazy("Proof of display")
    header_icon = "desktop"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {
                "url": reverse(Bulletin.snippet_viewset.get_url_name("list")),
                "label": _("Bulletins"),
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = DisplayCheck.objects.aggregate(last=Max("checked_at"))["last"]
        return super().get_context_data(**kwargs) | {
            "headline": format_headline(list_problem_agencies().count()),
            "hosts": _list_failing_hosts(),
            "problems": group_display_problems(DisplayCheck.objects.all()),
            "checked_at": last,
        }

    def post(self, request: AdminRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enqueue_full_check()
        messages.success(
            request, _("All websites are being read. Look here again in a few minutes.")
        )
        return redirect("displays")


def _list_failing_hosts() -> list[tuple[HostCheck, str, str]]:
    """Return host names that do not work or soon will not, with problem and advice."""
    checks = HostCheck.objects.failing().select_related("agency")
    failing = checks.order_by("agency__sort_key", "hostname")
    return [(check, get_problem_label(check), advice_on_host(check)) for check in failing]
