"""Views whose HTML fragments the form loads while an audience is being chosen."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.generic import View

from bulletins.admin.forms import AudienceField, AudienceInput
from bulletins.roles import can_write_bulletins
from bulletins.selectors.audience import AudienceOption, count_audience
from sites.models import Agency

MAX_MATCHES = 20


class BulletinWriterView(View):
    """Base view for users who may write bulletins."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not can_write_bulletins(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AudienceCountView(BulletinWriterView):
    """Number and names of the agencies that an audience would reach.

    POST parameters: ``name``, and the fields that ``AudienceInput`` sends under this name. It is
    a POST because many agencies do not fit into a URL; nothing is changed. Answers 400 with the
    reason as plain text for an invalid audience.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("name", "")
        sent = AudienceInput().value_from_datadict(request.POST, {}, name)
        try:
            lines = AudienceField(required=False).clean(sent)
        except ValidationError as error:
            return HttpResponseBadRequest("\n".join(error.messages), content_type="text/plain")
        return render(request, "bulletins/audience/reach.html", {"reach": count_audience(lines)})


class AgencyOptionsView(BulletinWriterView):
    """Checkboxes of active agencies that match ``?q=``, at most ``MAX_MATCHES``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.get("q", "").strip()
        found = Agency.objects.active().matching(query).order_by("sort_key")
        agencies = [
            AudienceOption(agency.own_code, agency.name) for agency in found[: MAX_MATCHES + 1]
        ]
        context = {
            "query": query,
            "units": agencies[:MAX_MATCHES] if query else [],
            "is_more": len(agencies) > MAX_MATCHES,
        }
        return render(request, "bulletins/audience/units.html", context)
