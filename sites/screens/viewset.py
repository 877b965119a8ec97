"""Viewset of agencies, for the ICT department."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from sites.models import Agency
from sites.screens.archiving import ArchiveView, RestoreView
from sites.screens.editing import AgencyCreateView, AgencyEditView, AliasRemoveView
from sites.screens.former_names import FormerNamesView
from sites.screens.forms import AgencyForm
from sites.screens.listing import AgencyIndexView
from sites.screens.uploading import UploadedView, UploadView


class AgencyViewSet(ModelViewSet):
    """Viewset to list, create, edit, archive and restore agencies; it has no delete view."""

    model = Agency
    name = "agencies"
    icon = "globe"
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
    list_filter = ["kind", "status"]
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
            path("archive/<int:pk>/", ArchiveView.as_view(), name="archive"),
            path("restore/<int:pk>/", RestoreView.as_view(), name="restore"),
            path("edit/<int:pk>/names/", FormerNamesView.as_view(), name="former_names"),
            path("edit/<int:pk>/alias/<int:alias>/", AliasRemoveView.as_view(), name="alias"),
        ]
