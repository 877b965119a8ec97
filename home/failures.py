"""What a reader sees when a page cannot be made."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from sites.hosts import last_known
from sites.http import AnyHostRequest


def server_error(request: AnyHostRequest) -> HttpResponse:
    """Say in the unit's own name that something failed, and whom to call meanwhile.

    Nothing here may need the database: it may be what has failed. What is known of the unit is
    what the page was to be made from, or what this process remembers.
    """
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    with translation.override(language):
        context = {"LANGUAGE_CODE": language, "home_path": reverse("wagtail_serve", args=[""])}
        html = render_to_string("500.html", context | _of_the_unit(request))
    return HttpResponse(html, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _of_the_unit(request: AnyHostRequest) -> dict[str, object]:
    if getattr(request, "agency", None):
        return {"agency": request.agency, "details": request.agency_settings}
    try:
        website = last_known(split_domain_port(request.get_host())[0])
    except DisallowedHost:
        website = None
    return {"agency": website.agency, "details": website.settings} if website else {}
