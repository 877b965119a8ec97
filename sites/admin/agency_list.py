"""Admin list of all agencies, with their websites and statistics."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from sites.admin.columns import (
    ExceptionalStatusColumn,
    LabelledColumn,
    LabelledDateColumn,
    LabelledNumberColumn,
)
from sites.admin.province_filter import ProvinceFilterMixin
from sites.models import Agency, AgencyQuerySet, Kind
from sites.selectors.overview import with_statistics
from sites.services.agency_table import HEADINGS


class WebsiteColumn(Column):
    """The host name, with a link to the website."""

    cell_template_name = "agencies/agency/website_cell.html"


class MembersColumn(LabelledNumberColumn):
    """The number of members; for those who may change agencies, with links to them and to invite.

    The screens behind the links are those of ``members``.
    """

    cell_template_name = "agencies/columns/members.html"

    def get_cell_context_data(self, instance: Agency, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        return context | {"may_invite": user.has_perm("agencies.change_agency")}


class AgencyFilterSet(ProvinceFilterMixin):
    """Filters of the list of agencies."""

    class Meta:
        model = Agency
        fields = ["province", "kind", "status"]


class AgencyIndexView(generic.IndexView):
    """List of agencies, searchable and exportable.

    Users who may only view agencies see it without links to forms.
    """

    template_name = "agencies/agency/index.html"
    is_searchable = True
    list_display = [
        "__str__",
        LabelledColumn(
            "get_kind_display",
            label=pgettext_lazy("agency", "Kind"),
            sort_key="kind",
            classname="kind",
        ),
        WebsiteColumn("site.hostname", label=_("Website"), sort_key="site__hostname"),
        LabelledNumberColumn("live_pages", label=_("Live pages"), sort_key="live_pages"),
        LabelledNumberColumn("drafts", label=_("Open drafts"), sort_key="drafts"),
        LabelledDateColumn("last_edit", label=_("Last edit"), sort_key="last_edit"),
        MembersColumn("members", label=_("Members"), sort_key="members"),
        ExceptionalStatusColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda agency: not agency.is_archived,
        ),
    ]
    # What an uploaded table may change comes first, under the headings that it is read by.
    list_export = [
        "code",
        "name_vi",
        "get_kind_display",
        "name_en",
        "short_name",
        "geocode",
        "site.hostname",
        "live_pages",
        "drafts",
        "last_edit",
        "members",
        "get_status_display",
        "ended_on",
    ]
    export_headings = {
        **{name: HEADINGS[name] for name in ("code", "name_vi", "name_en", "short_name")},
        "get_kind_display": HEADINGS["kind"],
        "geocode": HEADINGS["geocode"],
        "site.hostname": HEADINGS["host"],
        "parent": HEADINGS["parent"],
        "live_pages": _("Live pages"),
        "drafts": _("Open drafts"),
        "last_edit": _("Last edit"),
        "members": _("Members"),
        "get_status_display": _("Status"),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.is_export and Agency.objects.filter(kind=Kind.PROVINCE).count() > 1:
            self.list_export = [*self.list_export, "parent"]

    def get_base_queryset(self) -> AgencyQuerySet:
        return with_statistics(Agency.objects.with_site().select_related("parent"))

    def search_queryset(self, queryset: AgencyQuerySet) -> AgencyQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: AgencyQuerySet) -> AgencyQuerySet:
        # Databases sort NULL differently: agencies without any edit come last here.
        if self.ordering == "last_edit":
            return queryset.order_by(F("last_edit").asc(nulls_last=True), "sort_key")
        if self.ordering == "-last_edit":
            return queryset.order_by(F("last_edit").desc(nulls_last=True), "sort_key")
        return super().order_queryset(queryset)

    def get_list_more_buttons(self, instance: Agency) -> list[Any]:
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if self.user_has_permission("add") and self.user_has_permission("change"):
            url = reverse("agencies:upload")
            buttons.append(HeaderButton(_("Upload a table"), url=url, icon_name="upload"))
        return buttons

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        edited: datetime | None = row["last_edit"]
        row["last_edit"] = edited and edited.isoformat(timespec="minutes")
        if "parent" in row:
            row["parent"] = item.parent.code if item.parent else ""
        return row
