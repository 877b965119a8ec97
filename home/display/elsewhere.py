"""Where a reader's choice does not reach by itself: websites under another domain.

A cookie holds for one domain. The websites under ``BASE_DOMAIN`` share one, so a single visit to
any of them does for all; a website under a domain of its own has to be visited itself.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http.request import split_domain_port
from django.urls import reverse

from sites.models import Agency, Kind


class Offer(NamedTuple):
    """A way to take the choice along: to one website, or to all under a domain."""

    agency: Agency
    domain: str | None
    address: str


def cookie_domain(host: str) -> str | None:
    """Return the parent domain whose websites share a choice, None for a host outside it."""
    name = split_domain_port(host)[0]
    base = settings.BASE_DOMAIN
    return base if name == base or name.endswith("." + base) else None


def offers(here: Agency, value: str) -> list[Offer]:
    """Return the ways to take ``value`` from the website of ``here`` to where it does not hold.

    Only websites of this installation, by their addresses in the database.
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
        # One website stands for its domain: the province's, where it is there.
        first = sharing.filter(kind=Kind.PROVINCE).first() or sharing.first()
        found = [offer(first, base), *found] if first else found
    return found
