"""Screen of one file: its form, or a summary for users without permission to change it.

A unit's people choose from all files of the unit and from the shared ones, and change fewer.
"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from content.models import CustomDocument, CustomImage
from sites.permissions.ownership import get_owner_ids

# With one of these permissions a file stands in the person's lists.
LISTED_ACTIONS = ("change", "delete", "choose")


class FileView(WagtailAdminTemplateMixin, DetailView):
    """What a person may know of a file; leads on to its form if the person may change it.

    Raises PermissionDenied for a file that the person may neither choose nor change.
    """

    object: CustomDocument | CustomImage
    template_name = "agencies/files/file.html"
    context_object_name = "file"
    index_url_name: ClassVar[str]
    edit_url_name: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        policy, user = policy_registry.get_by_type(self.model), request.user
        if policy.user_has_permission_for_instance(user, "change", self.object):
            url = reverse(self.edit_url_name, args=[self.object.pk])
            return redirect(set_query_params(url, {"next": self._get_next_url()}))
        if not policy.user_has_any_permission_for_instance(user, LISTED_ACTIONS, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.object.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = self._get_next_url() or reverse(self.index_url_name)
        label = str(self.model._meta.verbose_name_plural).capitalize()
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": index, "label": label},
            {"url": "", "label": self.object.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_picture = isinstance(self.object, CustomImage)
        own = {"is_picture": is_picture, "is_shared": not get_owner_ids(self.object)}
        return super().get_context_data(**kwargs) | own

    def _get_next_url(self) -> str:
        return get_valid_next_url_from_request(self.request)


class DocumentView(FileView):
    """The screen of a document."""

    model = CustomDocument
    header_icon = "doc-full-inverse"
    index_url_name = "wagtaildocs:index"
    edit_url_name = "wagtaildocs:edit"


class PictureView(FileView):
    """The screen of a picture."""

    model = CustomImage
    header_icon = "image"
    index_url_name = "wagtailimages:index"
    edit_url_name = "wagtailimages:edit"


urlpatterns = [
    path("tep/<int:pk>/", DocumentView.as_view(), name="document"),
    path("anh/<int:pk>/", PictureView.as_view(), name="picture"),
]
