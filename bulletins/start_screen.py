"""The first question on the way to a bulletin: what does it start from?"""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bulletins.models import Bulletin, BulletinTemplate
from bulletins.models.queryset import BulletinQuerySet
from bulletins.starting import FROM_EARLIER, FROM_TEMPLATE
from sites.slugs import vietnamese_slug

MOST_FOUND = 10


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Nothing, a template, or an earlier bulletin: the newest ones, or those searched for."""

    model = Bulletin
    template_name = "bulletins/admin/start.html"
    page_title = _("Write a bulletin")
    header_icon = "doc-full-inverse"
    permission_required = "add"
    add_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # PostgreSQL takes no NUL in a text.
        query = self.request.GET.get("q", "").replace("\0", "").strip()
        add_url = reverse(self.add_url_name)
        return super().get_context_data(**kwargs) | {
            "query": query,
            "add_url": add_url,
            "template_url": f"{add_url}?{FROM_TEMPLATE}=",
            "earlier_url": f"{add_url}?{FROM_EARLIER}=",
            "templates": BulletinTemplate.objects.all(),
            "earlier": named(Bulletin.objects.sources(), query).newest_first()[:MOST_FOUND],
        }


def named(bulletins: BulletinQuerySet, query: str) -> BulletinQuerySet:
    """The bulletins whose titles have every word of ``query``, with accents or without."""
    for word in query.split():
        wanted = Q(title__icontains=word)
        if slug := vietnamese_slug(word):
            wanted |= Q(slug__contains=slug)
        bulletins = bulletins.filter(wanted)
    return bulletins
