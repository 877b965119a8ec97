"""Views of the manual in the admin."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.manual.pages import NAMES, manual_page, manual_pages, picture_file


class ManualView(WagtailAdminTemplateMixin, TemplateView):
    """Overview of the manual's pages, the one for the user's role first."""

    template_name = "admin_manual/index.html"
    page_title = _("Instructions")
    header_icon = "help"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("manual"), "label": _("Instructions")},
    ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return context | {"pages": manual_pages(self.request.user)}


class ManualPageView(ManualView):
    """Page of the manual; 404 for unknown names."""

    template_name = "admin_manual/page.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if kwargs["name"] not in NAMES:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return manual_page(self.kwargs["name"]).title

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        name = self.kwargs["name"]
        return [
            *self.breadcrumbs_items,
            {"url": reverse("manual_page", args=[name]), "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return context | {"page": manual_page(self.kwargs["name"])}


def picture(request: HttpRequest, name: str) -> FileResponse:
    """Return a picture of the manual; raises Http404 if there is none of this name."""
    file = picture_file(name)
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
