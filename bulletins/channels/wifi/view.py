"""View of a bulletin as the welcome page of public Wi-Fi."""

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from bulletins.channels.edition import Edition
from bulletins.channels.wifi.channel import POLICY, wifi_page
from bulletins.models import Bulletin
from bulletins.notices import in_language_of_moment
from sites.http import AgencyRequest


def wifi(request: AgencyRequest, slug: str) -> HttpResponse:
    """Return the welcome page for a bulletin on this website; an expired one says so.

    404 if the website does not show the bulletin.
    """
    shown = Bulletin.objects.published_to(request.agency).select_related("source__site", "locale")
    [notice] = in_language_of_moment([get_object_or_404(shown, slug=slug)])
    page = wifi_page(Edition(notice, request.agency))
    # Set on the response itself, so that the page cache stores it with the page.
    return HttpResponse(page, headers={HEADER: build_policy(POLICY)})
