"""Viewsets of agencies, of groups of agencies, and of Django's user groups.

User groups are listed but not edited.
"""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.groups import GroupViewSet, IndexView

from sites.admin.agency_archive import ArchiveView, RestoreView
from sites.admin.agency_edit import (
    AgencyCreateView,
    AgencyEditView,
    AliasRemoveView,
    FormerNamesView,
)
from sites.admin.agency_list import AgencyFilterSet, AgencyIndexView
from sites.admin.agency_upload import TableTemplateView, UploadedView, UploadView
from sites.admin.columns import LabelledNumberColumn
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView
from sites.admin.forms import AgencyForm
from sites.admin.group_members import GroupMemberAddView, GroupMemberListView
from sites.models import Agency, AgencyGroup, Status

VIEW_NAMES = {"index", "index_results", "add", "edit", "delete", "history", "history_results"}


class GroupListView(FoldedIndexView):
    """List of all groups with the number of active agencies in each, in one query."""

    template_name = "agencies/agency/index.html"
    add_item_label = _("Add a group")

    def get_base_queryset(self) -> QuerySet[AgencyGroup]:
        working = Count("agencies", filter=Q(agencies__status=Status.ACTIVE))
        return AgencyGroup.objects.annotate(units=working)


class GroupCreateView(generic.CreateView):
    """Form for the name of a new group; it leads to the view where agencies are added."""

    def get_success_url(self) -> str:
        return reverse("agency_groups:join", args=[self.object.pk])


class AgencyGroupViewSet(ExplainedDeletionMixin, ModelViewSet):
    """Viewset of the groups of agencies that bulletins are addressed to."""

    model = AgencyGroup
    name = "agency_groups"
    icon = "grid"
    menu_label = _("Groups of units")
    menu_order = 95
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = GroupListView
    add_view_class = GroupCreateView
    edit_template_name = "agencies/group/edit.html"
    form_fields = ["name"]
    list_display = ["name", LabelledNumberColumn("units", label=_("Units"), sort_key="units")]
    list_per_page = 50
    search_fields = ["name"]
    search_backend_name = None
    ordering = "name"
    deletion_consequences = _(
        "Bulletins can no longer be addressed to this group; its units and their websites stay. "
        "A group that a bulletin or template names cannot be deleted. Nobody can bring it back."
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in VIEW_NAMES),
            path("<int:pk>/members/", GroupMemberListView.as_view(), name="members"),
            path("<int:pk>/join/", GroupMemberAddView.as_view(), name="join"),
        ]


class GroupIndexView(IndexView):
    """List of groups without links to forms."""

    columns = [Column("name", label=_("Name"), sort_key="name")]


class ReadOnlyGroupViewSet(GroupViewSet):
    """Read-only viewset of groups, with nothing but the list.

    Permissions of groups are declared in code and synced from there, so changes made in a form
    would be undone. With a thousand websites the form would also have thousands of checkboxes.
    """

    index_view_class = GroupIndexView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        closed = {"add_url_name": None, "edit_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**closed, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        kept = {"index", "index_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]


class AgencyViewSet(ModelViewSet):
    """Viewset to list, create, edit, archive and restore agencies; it has no delete view."""

    model = Agency
    name = "agencies"
    icon = "unit"
    menu_label = _("Agencies")
    menu_order = 95
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = AgencyIndexView
    add_view_class = AgencyCreateView
    edit_view_class = AgencyEditView
    list_per_page = 50
    list_display = AgencyIndexView.list_display
    list_export = AgencyIndexView.list_export
    export_headings = AgencyIndexView.export_headings
    export_filename = "don-vi"
    filterset_class = AgencyFilterSet
    search_backend_name = None
    ordering = "sort_key"

    def get_form_class(self, for_update: bool = False) -> type[AgencyForm]:
        return AgencyForm

    def get_urlpatterns(self) -> list[Any]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        return [
            *kept,
            path("upload/", UploadView.as_view(), name="upload"),
            path("upload/<uuid:upload>/", UploadedView.as_view(), name="uploaded"),
            path("upload/template.xlsx", TableTemplateView.as_view(way="xlsx"), name="table_xlsx"),
            path("upload/template.csv", TableTemplateView.as_view(way="csv"), name="table_csv"),
            path("archive/<int:pk>/", ArchiveView.as_view(), name="archive"),
            path("restore/<int:pk>/", RestoreView.as_view(), name="restore"),
            path("edit/<int:pk>/names/", FormerNamesView.as_view(), name="former_names"),
            path("edit/<int:pk>/alias/<int:alias>/", AliasRemoveView.as_view(), name="alias"),
        ]
