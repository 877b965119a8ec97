"""Admin views of groups of agencies: list, create, rename and delete."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sites.models import AgencyGroup, Status
from sites.screens.group_members import JoinView, MembersView
from sites.screens.listing import LabelledNumberColumn
from sites.screens.searching import FoldedIndexView

SCREENS = {"index", "index_results", "add", "edit", "delete", "history", "history_results"}


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


class AgencyGroupViewSet(ModelViewSet):
    """Viewset of the groups of agencies that bulletins are addressed to."""

    model = AgencyGroup
    name = "agency_groups"
    icon = "list-ul"
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

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in SCREENS),
            path("<int:pk>/members/", MembersView.as_view(), name="members"),
            path("<int:pk>/join/", JoinView.as_view(), name="join"),
        ]
