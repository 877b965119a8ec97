"""Finding the unit on whose website a bulletin is to be previewed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bulletins.models import Bulletin
from sites.models import Agency

MOST_FOUND = 10


class PreviewAgenciesView(PermissionCheckedMixin, View):
    """The units that have every word of ``?q=`` in name, code or host, as JSON for the preview."""

    model = Bulletin
    any_permission_required = ["add", "change"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL takes no NUL in a text.
        query = request.GET.get("q", "").replace("\0", "")
        found = Agency.objects.active().matching(query)
        rows = found.order_by("sort_key").values_list("code", "name_vi")[:MOST_FOUND]
        return JsonResponse({"agencies": [{"mode": code, "name": name} for code, name in rows]})
