"""The view in which an author chooses what a new bulletin starts from."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bulletins.models import Bulletin, BulletinTemplate
from bulletins.starting import FROM_EARLIER, FROM_TEMPLATE

MOST_FOUND = 10


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choice of a blank bulletin, a template, or an earlier bulletin.

    Shows the newest earlier bulletins, or those that match ``?q=``, at most ``MOST_FOUND``.
    """

    model = Bulletin
    template_name = "bulletins/admin/start.html"
    page_title = _("Write a bulletin")
    header_icon = "doc-full-inverse"
    permission_required = "add"
    add_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # PostgreSQL rejects NUL characters in text.
        query = self.request.GET.get("q", "").replace("\0", "").strip()
        add_url = reverse(self.add_url_name)
        earlier = Bulletin.objects.sources()
        if query:
            earlier = earlier.matching(query)
        return super().get_context_data(**kwargs) | {
            "query": query,
            "add_url": add_url,
            "template_url": f"{add_url}?{FROM_TEMPLATE}=",
            "earlier_url": f"{add_url}?{FROM_EARLIER}=",
            "templates": BulletinTemplate.objects.all(),
            "earlier": earlier.newest_first()[:MOST_FOUND],
        }
