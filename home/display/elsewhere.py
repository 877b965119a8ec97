"""Links that carry display preferences to websites under another domain.

A cookie belongs to one domain. All websites under ``BASE_DOMAIN`` share one cookie, so visiting one
of them is enough; a website under its own domain must be visited itself.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http.request import split_domain_port
from django.urls import reverse

from sites.models import Agency, Kind


class Offer(NamedTuple):
    """Link that carries preferences to ``agency``, or to all websites under ``domain``."""

    agency: Agency
    domain: str | None
    address: str


def cookie_domain(host: str) -> str | None:
    """Return the domain of the preferences cookie on ``host``, or None for the host alone.

    ``host``: as in the Host header, with or without port.
    """
    name = split_domain_port(host)[0]
    base = settings.BASE_DOMAIN
    return base if name == base or name.endswith("." + base) else None


def offers(here: Agency, value: str) -> list[Offer]:
    """Return links that carry preferences to active websites that do not share the cookie.

    ``here``: the agency whose website is visited; ``value``: the cookie value. The links lead only
    to websites of this installation, by their hosts in the database.
    """
    query = urlencode({"v": value, "den": reverse("display")})

    def offer(agency: Agency, domain: str | None = None) -> Offer:
        return Offer(agency, domain, f"{agency.root_url}{reverse('display_receive')}?{query}")

    base = settings.BASE_DOMAIN
    below = Q(site__hostname=base) | Q(site__hostname__endswith=f".{base}")
    agencies = Agency.objects.active().with_site()
    found = [offer(agency) for agency in agencies.exclude(below).exclude(pk=here.pk)]
    if cookie_domain(here.site.hostname) is None:
        sharing = agencies.filter(below)
        # One website is enough for the domain: that of the province if it is there.
        first = sharing.filter(kind=Kind.PROVINCE).first() or sharing.first()
        found = [offer(first, base), *found] if first else found
    return found
