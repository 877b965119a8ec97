"""Admin views of broken links: their places and problems, and another check of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.models import Bulletin
from desk.models import CheckedLink, get_specific_subject
from desk.selectors.broken_links import can_recheck, list_broken_links
from desk.selectors.workspace import UserWorkspace, get_edit_url
from desk.services.link_check import request_recheck, save_links
from desk.tasks import recheck_link

LINKS_ON_A_PAGE = 50


class BrokenLinksView(WagtailAdminTemplateMixin, TemplateView):
    """The broken links of the user's agencies, and of bulletins for those who write them."""

    template_name = "desk/broken_links.html"
    page_title = gettext_lazy("Broken links")
    header_icon = "link"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": _("Broken links")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = Paginator(list_broken_links(UserWorkspace(self.request.user)), LINKS_ON_A_PAGE)
        shown = links.get_page(self.request.GET.get("p"))
        own = {"page_obj": shown, "rows": [_describe(link) for link in shown]}
        return super().get_context_data(**kwargs) | own


class RecheckLinkView(View):
    """View that checks one link again (POST only); Http404 for a link the user cannot mend.

    Internal links are checked at once, external ones by the queue: another website may take long.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        link = list_broken_links(UserWorkspace(request.user)).filter(pk=pk).first()
        if link is None or not can_recheck(link):
            raise Http404
        if link.is_external:
            if request_recheck(link=link):
                recheck_link.enqueue(link.pk)
            messages.success(request, _("The other website is asked again in a few minutes."))
        else:
            save_links(subject=get_specific_subject(link))
            if CheckedLink.objects.broken().filter(pk=link.pk).exists():
                messages.warning(request, _("The link is still broken."))
            else:
                messages.success(request, _("The link works now."))
        return redirect("desk:broken_links")


def _describe(link: CheckedLink) -> dict[str, Any]:
    subject = link.subject
    if isinstance(subject, Bulletin):
        title = subject.title
        edit_url = reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[subject.pk])
    else:
        title, edit_url = subject.get_admin_display_title(), get_edit_url(subject)
    is_open = link.address.startswith(("http://", "https://"))
    return {
        "link": link,
        "title": title,
        "edit_url": edit_url,
        "url": link.address if is_open else "",
        "may_recheck": can_recheck(link),
    }
