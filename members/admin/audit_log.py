"""The report "Journal" of the admin, and the labels of its actions, worded for its readers.

Members see the entries of their own agencies; ICT administrators and auditors see all.
"""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder, finder_classes
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import LogActionRegistry, registry
from wagtail.models import Page

from accounts.permissions import is_administrator
from content.text.collation import get_sort_key
from content.text.folding import fold_query, matches_terms
from content.versions.digest import DIGITS
from members.models import AuditEntry, RoleChangeKind
from members.permissions import can_view_all_entries, list_entries
from members.roles import Role, get_central_roles
from members.selectors.audit_agencies import AgencyNames
from members.selectors.audit_chain import (
    count_unchained,
    explain_faults,
    get_chain,
    has_unseparated,
    list_last_faults,
)
from members.selectors.audit_saves import attach_saves, count_rows, leave_last_saves
from members.selectors.audit_titles import ReadableTitles
from members.services.translators import LANGUAGES_CHANGED
from sites.admin.columns import LabelledColumn
from sites.admin.province_filter import ProvinceFilterMixin
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids

# Characters of changes that a row shows at once.
MAX_SHOWN_LENGTH = 160
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
    "people.prepare": _("prepared an invitation"),
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
    "people.details": _("name or address of the account was changed"),
    "people.password": _("changed the password"),
    "people.factor_added": _("set up a second factor"),
    "people.factor_removed": _("removed a second factor"),
}


def say_created(actions: LogActionRegistry) -> None:
    """Let histories say of what was created that it was.

    Wagtail has one message for that and for the head of a column of dates.
    """
    actions.formatters["wagtail.create"].message = pgettext_lazy("history", "Created")


def get_label(action: str) -> str:
    """Return the label of an action from ``LABELS``, else the one registered in Wagtail.

    Without either, the name of the action itself.
    """
    return str(LABELS.get(action) or dict(registry.get_choices()).get(action, action))


def get_action_label(entry: AuditEntry) -> str:
    """Return the label of the entry's action, followed by the role or other detail."""
    label = get_label(entry.action)
    saves = vars(entry).get("saves", 1)
    if saves > 1:
        return gettext("%(action)s (saved %(number)s times)") % {"action": label, "number": saves}
    roles = dict(Role.choices) | get_central_roles() | dict(RoleChangeKind.choices)
    is_said = entry.action in {LANGUAGES_CHANGED, "bulletins.certificate", "agencies.certificate"}
    detail = entry.detail if is_said else roles.get(entry.detail)
    return f"{label}: {detail}" if detail else label


def list_action_choices() -> list[tuple[str, str]]:
    """Return the choices of the journal's filter: all actions with their labels.

    Those in ``LABELS`` come first, in its order, then those that other apps registered.
    """
    others = [action for action, _label in registry.get_choices() if action not in LABELS]
    return [(action, get_label(action)) for action in [*LABELS, *others]]


def list_kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of objects that the journal tells of, by name; several may have one name.

    The value is the primary keys of the content types, with commas between.
    """
    logged = AuditEntry.objects.order_by().filter(content_type=OuterRef("pk"))
    keys: dict[str, list[str]] = {}
    for kind in ContentType.objects.filter(Exists(logged)):
        keys.setdefault(capfirst(str(kind.name)), []).append(str(kind.pk))
    return sorted(((",".join(pks), name) for name, pks in keys.items()), key=_get_kind_order)


def _get_kind_order(choice: tuple[str, str]) -> str:
    return get_sort_key(choice[1])


class AuditFilterSet(ProvinceFilterMixin):
    """Filters of the journal.

    User and agency are text fields: a list to choose from would show names of other agencies.
    """

    agency_path = "agency__"
    person = django_filters.CharFilter(label=_("Who"), method="filter_person")
    unit = django_filters.CharFilter(label=_("Unit"), method="filter_agency")
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list_action_choices)
    kind = django_filters.ChoiceFilter(
        label=_("Kind of object"), choices=list_kind_choices, method="filter_kind"
    )
    at = django_filters.DateFromToRangeFilter(label=_("Period"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = ["person", "unit", "province", "action", "kind", "at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sees_all = can_view_all_entries(self.request.user)
        if not sees_all:
            self.filters.pop("province", None)
        if not sees_all and len(get_active_agency_ids(self.request.user)) == 1:
            del self.filters["unit"]

    def filter_kind(
        self, queryset: QuerySet[AuditEntry], name: str, value: str
    ) -> QuerySet[AuditEntry]:
        """Return the entries about objects of a kind, a value of ``list_kind_choices``."""
        return queryset.filter(content_type__in=[*map(int, value.split(","))])

    def filter_agency(
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
    """Return the time of an entry, or when the savings that it stands for began and ended."""
    end = timezone.localtime(entry.at)
    began = timezone.localtime(vars(entry).get("began_at") or entry.at)
    first, last = f"{began:%H:%M}", f"{end:%H:%M}"
    if began.date() != end.date():
        dates = [date_format(at, "SHORT_DATETIME_FORMAT") for at in (began, end)]
        return " – ".join(dates)
    day = date_format(end, "SHORT_DATE_FORMAT")
    return f"{first}–{last}, {day}" if first != last else f"{last}, {day}"


def _get_person_name(entry: AuditEntry) -> str:
    # Commands and failed sign-ins have no user.
    return entry.person_name or "–"


def _get_kind(entry: AuditEntry) -> str:
    return capfirst(str(entry.content_type.name)) if entry.content_type else ""


def _get_number(entry: AuditEntry) -> str:
    return str(entry.number or _("not sealed yet"))


def _get_agency_name(entry: AuditEntry) -> str:
    return vars(entry).get("unit_name", "")


def _get_readable_title(entry: AuditEntry) -> str:
    return vars(entry).get("readable_title", "")


def format_changes(entry: AuditEntry) -> list[str]:
    """Return what an entry says that changed, such as “Telephone: 0281 … → 0209 …”."""
    return [_format_change(*change) for change in entry.readable_changes]


def _format_change(label: str, old: str, new: str) -> str:
    if not old and not new:
        return gettext("%(field)s: changed") % {"field": label}
    empty = gettext("(empty)")
    return f"{label}: {old or empty} → {new or empty}"


def format_decision(entry: AuditEntry) -> str:
    """Return key and first digits of the decision of an entry, “12:9f86d081884c”; "" for none."""
    digits = entry.decision_digest[:DIGITS]
    return f"{entry.decision_id}:{digits}" if entry.decision_id else ""


class TargetColumn(LabelledColumn):
    """Column with what an entry is about, as a link to its form where it still exists."""

    cell_template_name = "members/audit/cells/target.html"


class ChangesColumn(LabelledColumn):
    """Column with old and new values; of long ones the names of the fields, which open them."""

    cell_template_name = "members/audit/cells/changes.html"

    def get_cell_context_data(self, instance: AuditEntry, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        names = [label for label, _old, _new in instance.changes]
        context["decision"] = format_decision(instance)
        is_long = sum(map(len, context["value"])) > MAX_SHOWN_LENGTH
        # One list: the first name keeps its capital.
        context["names"] = (
            ", ".join([*names[:1], *map(_uncapitalize, names[1:])]) if is_long else ""
        )
        return context


def _uncapitalize(label: str) -> str:
    # Not what is in capitals, such as an abbreviation.
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


class AuditView(ReportView):
    """Journal entries, newest first, with search, filters and export.

    The number of queries does not depend on the number of entries, but on the kinds of objects on
    a page. Raises PermissionDenied for users who may read no entries.
    """

    model = AuditEntry
    page_title = _("Journal")
    header_icon = "history"
    template_name = "members/audit/journal.html"
    table_classname = "listing people-list journal"
    index_url_name = "audit:index"
    index_results_url_name = "audit:results"
    filterset_class = AuditFilterSet
    is_searchable = True
    no_results_message = _("Nothing has been recorded that fits.")
    columns = [
        LabelledColumn("at", label=_("When"), accessor=_format_time),
        LabelledColumn("person_name", label=_("Who"), accessor=_get_person_name),
        LabelledColumn("action", label=_("What was done"), accessor=get_action_label),
        TargetColumn("title", label=_("To what"), accessor=_get_readable_title),
        ChangesColumn("changes", label=_("What changed"), accessor=format_changes),
        LabelledColumn("kind", label=_("Kind of object"), accessor=_get_kind),
        LabelledColumn("agency", label=_("Unit"), accessor=_get_agency_name),
        LabelledColumn("number", label=_("No."), accessor=_get_number),
    ]
    list_export = [*(column.name for column in columns), "decision"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (can_view_all_entries(request.user) or get_active_agency_ids(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return list_entries(self.request.user).defer("search_key")

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return self.search_queryset(self.get_base_queryset())

    def search_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if not self.is_searching:
            return queryset
        terms = fold_query(self.search_query)
        # The keys of other entries have words that nobody may read.
        queryset = queryset.filter(is_separated=True)
        for matches in terms:
            queryset = queryset.filter(reduce(or_, map(self._make_condition, matches)))
        return queryset if terms else queryset.none()

    def _make_condition(self, match: str) -> Q:
        """Return the condition that an entry has a word which this person may read."""
        found, hidden = Q(search_key__contains=match), Q(unpublished_key__contains=match)
        if not is_administrator(self.request.user):
            hidden &= Q(agency__in=get_active_agency_ids(self.request.user))
        return found | hidden

    def paginate_queryset(self, queryset: QuerySet[AuditEntry], page_size: int) -> Any:
        return super().paginate_queryset(leave_last_saves(queryset), page_size)

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator:
        paginator = super().get_paginator(*args, **kwargs)
        # Django would look for the savings of each entry.
        vars(paginator)["count"] = count_rows(self.object_list)
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        self.agency_names = AgencyNames()
        self.titles = ReadableTitles(self.request.user)
        if not self.is_export:
            rows = list(context["object_list"])
            _mark_targets(rows)
            attach_saves(rows, self.object_list)
            self.agency_names.learn(rows)
            self.titles.learn(rows)
            for row in rows:
                vars(row)["unit_name"] = self.agency_names.get(row)
                vars(row)["readable_title"] = self.titles.get(row)
        context["is_incomplete"] = self.is_searching and has_unseparated()
        if can_view_all_entries(self.request.user):
            chain = get_chain()
            context |= {
                "chain": chain,
                "faults": explain_faults(list_last_faults(chain)),
                "unchained": count_unchained(),
            }
        return context

    def to_row_dict(self, item: AuditEntry) -> dict[str, Any]:
        return {
            "at": item.at,
            "person_name": _get_person_name(item),
            "action": get_action_label(item),
            "title": self.titles.get(item),
            "changes": "; ".join(format_changes(item)),
            "kind": _get_kind(item),
            "agency": self.agency_names.get(item),
            "number": _get_number(item),
            "decision": format_decision(item),
        }

    def get_heading(self, queryset: QuerySet[AuditEntry], field: str) -> str:
        columns = {column.name: column.label for column in self.columns}
        columns["decision"] = gettext("Decision")
        return str(columns[field])

    def get_filename(self) -> str:
        return f"nhat-ky-{timezone.localdate():%Y-%m-%d}"


def _mark_targets(entries: list[AuditEntry]) -> None:
    """Set ``has_target`` on entries whose object still exists and has a form in the admin.

    One query for each kind of object.
    """
    keys: dict[type[Model], set[str]] = {}
    for entry in entries:
        if model := _find_edited_model(entry):
            keys.setdefault(model, set()).add(entry.object_id)
    found = {
        model: {*map(str, model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))}
        for model, pks in keys.items()
    }
    for entry in entries:
        model = _find_edited_model(entry)
        vars(entry)["has_target"] = model is not None and entry.object_id in found[model]


def _find_edited_model(entry: AuditEntry) -> type[Model] | None:
    model = entry.content_type.model_class() if entry.content_type else None
    has_form = model is not None and finder_classes.get_by_type(model) is not None
    return model if has_form and entry.object_id else None


class AuditObjectView(View):
    """Leads from an entry to the form of its object; back with a sentence where there is none."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = get_object_or_404(list_entries(request.user), pk=pk)
        model = _find_edited_model(entry)
        target = model and model._base_manager.filter(pk=entry.object_id).first()
        if isinstance(target, Page):
            target = target.specific_deferred
        url = AdminURLFinder(request.user).get_edit_url(target) if target else None
        if url is None:
            messages.warning(request, gettext("It no longer exists, or it is not yours to change."))
        return redirect(url or "audit:index")
