"""URLs and menu item of the views of proposals."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from bulletins.models import BulletinProposal
from bulletins.proposals.deciding import ProposalView
from bulletins.proposals.views import (
    ProposalCreateView,
    ProposalDeleteView,
    ProposalEditView,
    ProposalIndexView,
)
from bulletins.roles import may_publish
from sites.isolation.access import agencies_of

KEPT = {"index", "index_results", "add", "edit", "delete"}
# Removes links to views that proposals do not have.
WITHOUT = {"history_url_name": None, "usage_url_name": None}


class ProposalsItem(MenuItem):
    """Menu item for members of agencies and for publishers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(agencies_of(request.user)) or may_publish(request.user)


class ProposalViewSet(ModelViewSet):
    """The admin views of proposals."""

    model = BulletinProposal
    name = "proposals"
    url_prefix = "de-nghi"
    icon = "mail"
    menu_label = _("Proposed bulletins")
    menu_name = "proposals"
    menu_order = 91
    menu_item_class = ProposalsItem
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = ProposalIndexView
    add_view_class = ProposalCreateView
    edit_view_class = ProposalEditView
    delete_view_class = ProposalDeleteView
    list_per_page = 50
    list_filter = ["state"]
    search_fields = ["title"]

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**kwargs) | WITHOUT

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(**kwargs) | {"usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in KEPT]
        return [*kept, path("<int:pk>/", ProposalView.as_view(), name="read")]
