"""Search for the agency on whose website a bulletin is previewed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bulletins.models import Bulletin
from sites.models import Agency

MOST_FOUND = 10


class PreviewAgenciesView(PermissionCheckedMixin, View):
    """Active agencies that match ``?q=`` by name, code or host, as JSON.

    The answer is ``{"agencies": [{"mode": code, "name": …}]}``, at most ``MOST_FOUND``.
    """

    model = Bulletin
    any_permission_required = ["add", "change"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL rejects NUL characters in text.
        query = request.GET.get("q", "").replace("\0", "")
        found = Agency.objects.active().matching(query)
        rows = found.order_by("sort_key").values_list("code", "name_vi")[:MOST_FOUND]
        return JsonResponse({"agencies": [{"mode": code, "name": name} for code, name in rows]})
