"""View of the public page that says whether websites, publication and mail work."""

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from home.selectors.service_state import (
    PERIOD_DAYS,
    list_current_incidents,
    list_past_incidents,
    list_service_states,
)
from sites.caching.site_cache import disable_page_cache
from sites.models import Kind
from sites.requests import AgencyRequest


def service_state(request: AgencyRequest) -> HttpResponse:
    """Render the page on the website of a province; those of its agencies lead there.

    A website without a province has a page of its own.
    """
    agency = request.agency
    if agency.kind != Kind.PROVINCE and agency.active_parent:
        return HttpResponseRedirect(agency.active_parent.root_url + request.path)
    language = request.LANGUAGE_CODE
    context = {
        "states": list_service_states(agency),
        "current": list_current_incidents(agency, language),
        "past": list_past_incidents(agency, language),
        "days": PERIOD_DAYS,
        "now": timezone.now(),
    }
    # Not cached: it says how things are now.
    return disable_page_cache(TemplateResponse(request, "home/service_state.html", context))
