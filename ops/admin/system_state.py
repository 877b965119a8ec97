"""View of the page "State of the system", for ICT administrators."""

from typing import Any

from django.db import Error
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from accounts.admin.menu import AdministratorMenuItem
from ops.errors.texts import ErrorRow, make_error_row
from ops.health.registry import Asker, CheckResult, HealthCheck, Level
from ops.health.runner import run_checks
from ops.models import Incident
from ops.retention import list_retention_rules
from ops.selectors.errors import list_kinds
from ops.system.brief_queries import brief_queries

# Incidents and errors that are listed, the latest first.
MAX_INCIDENTS = 5
MAX_ERRORS = 10
SYSTEM_ITEM = AdministratorMenuItem(
    _("State of the system"),
    reverse_lazy("system_state"),
    name="system-state",
    icon_name="circle-check",
    order=890,
)


class SystemStateView(WagtailAdminTemplateMixin, TemplateView):
    """What the health checks say: how each thing is and what to do, the worst first."""

    template_name = "ops/system_state.html"
    page_title = _("State of the system")
    header_icon = "circle-check"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checked = run_checks(Asker.SCREEN)
        rows = [(check, result) for check, results in checked for result in results]
        order = list(Level)
        worst = sorted(
            (row for row in rows if row[1].level != Level.OK),
            key=lambda row: order.index(row[1].level),
        )
        return super().get_context_data(
            headline=_make_headline(worst),
            worst=worst,
            fine=[row for row in rows if row[1].level == Level.OK],
            incidents=_list_incidents(),
            error_rows=_list_error_rows(),
            retention_rules=list_retention_rules(),
            now=timezone.now(),
            **kwargs,
        )


def _list_error_rows() -> list[ErrorRow] | None:
    """Return the errors that were met last, None if the database does not say them in time."""
    try:
        with brief_queries():
            return [make_error_row(kind) for kind in list_kinds().open()[:MAX_ERRORS]]
    except Error:
        return None


def _list_incidents() -> list[Incident] | None:
    """Return the latest incidents, None if the database does not say them in time."""
    try:
        with brief_queries():
            return list(Incident.objects.all()[:MAX_INCIDENTS])
    except Error:
        return None


def _make_headline(worst: list[tuple[HealthCheck, CheckResult]]) -> str:
    if not worst:
        return str(_("Everything is in order."))
    return ngettext(
        "%(number)s thing needs somebody.", "%(number)s things need somebody.", len(worst)
    ) % {"number": len(worst)}
