"""The report "Journal" of the admin, and the labels of its actions, worded for its readers.

Members see the entries of their own agencies; ICT administrators and auditors see all.
"""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import registry

from accounts.permissions import AnyUser, is_administrator
from content.text.folding import fold_query, matches_terms
from members.models import AuditEntry, RoleChangeKind
from members.roles import Role, get_central_roles
from members.services.translators import LANGUAGES_CHANGED
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids

LABELS: dict[str, str | Promise] = {
    "wagtail.create": _("wrote new"),
    "wagtail.edit": _("changed"),
    "wagtail.delete": _("deleted for good"),
    "wagtail.publish": _("made public"),
    "wagtail.publish.schedule": _("set a time for publishing"),
    "wagtail.publish.scheduled": _("was published at the time set"),
    "wagtail.schedule.cancel": _("cancelled the time for publishing"),
    "wagtail.unpublish": _("took off the website"),
    "wagtail.unpublish.scheduled": _("was taken off at the time set"),
    "wagtail.rename": _("renamed"),
    "wagtail.revert": _("went back to an earlier version"),
    "wagtail.copy": _("copied"),
    "wagtail.copy_for_translation": _("began a translation"),
    "wagtail.move": _("moved"),
    "wagtail.reorder": _("put in another order"),
    "wagtail.lock": _("locked"),
    "wagtail.unlock": _("unlocked"),
    "wagtail.view_restriction.create": _("closed to the public"),
    "wagtail.view_restriction.edit": _("changed who may read"),
    "wagtail.view_restriction.delete": _("opened to the public"),
    "wagtail.workflow.start": _("submitted for approval"),
    "wagtail.workflow.approve": _("approved"),
    "wagtail.workflow.reject": _("asked for changes"),
    "wagtail.workflow.resume": _("submitted again"),
    "wagtail.workflow.cancel": _("took the submission back"),
    "wagtail.comments.create": _("commented"),
    "wagtail.comments.create_reply": _("replied to a comment"),
    "wagtail.comments.resolve": _("settled a comment"),
    "agencies.group_add": _("added units to the group"),
    "agencies.group_remove": _("took units out of the group"),
    "people.invite": _("invited"),
    "people.resend": _("invited again"),
    "people.revoke": _("revoked an invitation"),
    "people.join": _("became a member"),
    "people.role": _("got another role"),
    "people.leave": _("left the unit"),
    LANGUAGES_CHANGED: _("got other languages to translate into"),
    "people.change_asked": _("is to have another role after a day"),
    "people.change_objected": _("change of role objected to"),
    "people.change_cancelled": _("change of role cancelled"),
    "people.suspend": _("was suspended"),
    "people.restore": _("was restored"),
    "people.mail_again": _("is sent mail again"),
    "people.grant": _("got a central role"),
    "people.withdraw": _("lost a central role"),
    "people.sign_in": _("signed in"),
    "people.sign_in_failed": _("sign-in failed"),
    "people.password": _("changed the password"),
    "people.factor_added": _("set up a second factor"),
    "people.factor_removed": _("removed a second factor"),
}


def get_label(action: str) -> str:
    """Return the label of an action from ``LABELS``, else the one registered in Wagtail.

    Without either, the name of the action itself.
    """
    return str(LABELS.get(action) or dict(registry.get_choices()).get(action, action))


def get_action_label(entry: AuditEntry) -> str:
    """Return the label of the entry's action, followed by the role or languages it was about."""
    label = get_label(entry.action)
    roles = dict(Role.choices) | get_central_roles() | dict(RoleChangeKind.choices)
    detail = entry.detail if entry.action == LANGUAGES_CHANGED else roles.get(entry.detail)
    return f"{label}: {detail}" if detail else label


def list_action_choices() -> list[tuple[str, str]]:
    """Return the choices of the journal's filter: all actions with their labels.

    Those in ``LABELS`` come first, in its order, then those that other apps registered.
    """
    others = [action for action, _label in registry.get_choices() if action not in LABELS]
    return [(action, get_label(action)) for action in [*LABELS, *others]]


def can_view_all_entries(user: AnyUser) -> bool:
    """Return whether ``user`` may read all entries, as ICT administrators and auditors may."""
    return is_administrator(user) or bool(
        user.is_active and user.has_perm("members.view_auditentry")
    )


def list_entries(user: AnyUser) -> QuerySet[AuditEntry]:
    """Return the entries that ``user`` may read; empty for users of no agency."""
    entries = AuditEntry.objects.select_related("agency", "content_type")
    return (
        entries
        if can_view_all_entries(user)
        else entries.filter(agency__in=get_active_agency_ids(user))
    )


class AuditFilterSet(WagtailFilterSet):
    """Filters of the journal.

    User and agency are text fields: a list to choose from would show names of other agencies.
    """

    person = django_filters.CharFilter(label=_("Who"), method="filter_person")
    unit = django_filters.CharFilter(label=_("Unit"), method="filter_unit")
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list_action_choices)
    at = django_filters.DateFromToRangeFilter(label=_("Period"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = ["person", "unit", "action", "at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (
            not can_view_all_entries(self.request.user)
            and len(get_active_agency_ids(self.request.user)) == 1
        ):
            del self.filters["unit"]

    def filter_unit(
        self, queryset: QuerySet[AuditEntry], name: str, value: str
    ) -> QuerySet[AuditEntry]:
        """Return the entries of the agencies that match the search text ``value``."""
        return queryset.filter(agency__in=Agency.objects.matching(value))

    def filter_person(
        self, queryset: QuerySet[AuditEntry], name: str, value: str
    ) -> QuerySet[AuditEntry]:
        """Return the entries of users whose name has every typed word, ignoring accents."""
        # There are many entries of few users: match the distinct names, not each entry.
        terms = fold_query(value)
        names = queryset.order_by().values_list("person_name", flat=True).distinct()
        found = [person for person in names if matches_terms(person, terms)]
        return queryset.filter(person_name__in=found)


def _format_time(entry: AuditEntry) -> str:
    return date_format(timezone.localtime(entry.at), "SHORT_DATETIME_FORMAT")


def _get_person_name(entry: AuditEntry) -> str:
    # Commands and failed sign-ins have no user.
    return entry.person_name or "–"


def _get_kind(entry: AuditEntry) -> str:
    return entry.content_type.name if entry.content_type else ""


class AuditView(ReportView):
    """Journal entries, newest first, with filters and export.

    The number of queries does not depend on the number of entries. Raises PermissionDenied for
    users who may read no entries.
    """

    model = AuditEntry
    page_title = _("Journal")
    header_icon = "history"
    template_name = "members/audit/journal.html"
    table_classname = "listing people-list"
    index_url_name = "audit:index"
    index_results_url_name = "audit:results"
    filterset_class = AuditFilterSet
    no_results_message = _("Nothing has been recorded that fits.")
    columns = [
        Column("at", label=_("When"), accessor=_format_time),
        Column("person_name", label=_("Who"), accessor=_get_person_name),
        Column("action", label=_("What was done"), accessor=get_action_label),
        Column("title", label=_("To what")),
        Column("kind", label=_("Kind of object"), accessor=_get_kind),
        Column("agency", label=_("Unit")),
    ]
    list_export = ["at", "person_name", "action", "title", "kind", "agency"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (can_view_all_entries(request.user) or get_active_agency_ids(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return list_entries(self.request.user)

    def to_row_dict(self, item: AuditEntry) -> dict[str, Any]:
        return {
            "at": item.at,
            "person_name": _get_person_name(item),
            "action": get_action_label(item),
            "title": item.title,
            "kind": _get_kind(item),
            "agency": str(item.agency or ""),
        }

    def get_heading(self, queryset: QuerySet[AuditEntry], field: str) -> str:
        columns = {column.name: column.label for column in self.columns}
        return str(columns[field])

    def get_filename(self) -> str:
        return f"nhat-ky-{timezone.localdate():%Y-%m-%d}"
