"""Which agency a host name stands for, remembered per host in each process.

One small cache entry per host: a single table of all hosts would cost its whole weight on
every request once there are thousands of agencies. An entry holds as long as nothing of the
agency has changed since, which its numbers tell (see ``sites.generations``). The rows that a page
is made from are packed inside it, and unpacked only where a page has to be made.
"""

import pickle
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from wagtail.models import Page

from sites.generations import DIRECTORY, Numbers, numbers_for, numbers_of
from sites.models import Agency, AgencySettings, HostAlias

# The name of the cache; see config.environment.
HOSTS = "hosts"
HOST_CACHE_SECONDS = 60 * 60


class Website(NamedTuple):
    """What the pages of an agency's website are made from, whatever they are about."""

    agency: Agency
    settings: AgencySettings
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Address:
    """What a known host name leads to: an agency's website, or a redirect to one."""

    root_url: str
    agency_code: str
    numbers: Numbers
    packed: bytes
    redirects: bool

    def holds(self, numbers: Numbers) -> bool:
        """Whether nothing of what stands here has changed; ``numbers`` are those of now."""
        codes = (DIRECTORY, self.agency_code)
        return all(self.numbers[code] == numbers[code] for code in codes)

    def website(self) -> Website:
        """Unpack the rows; each request gets its own."""
        # Bantin has packed them itself.
        return pickle.loads(self.packed)  # noqa: S301


def address_of(hostname: str) -> Address | None:
    """Return what ``hostname`` (lower case, without port) leads to, or None if nobody has it.

    Its numbers are those of this moment. A known host costs one query.
    """
    address: Address | None = caches[HOSTS].get(hostname)
    if address is not None:
        numbers = numbers_for(address.numbers)
        if address.holds(numbers):
            return replace(address, numbers=numbers)
    address = _look_up(hostname)
    if address is not None:
        caches[HOSTS].set(hostname, address, HOST_CACHE_SECONDS)
    return address


def last_known(hostname: str) -> Website | None:
    """Return the website of a host name as this process knew it last, without the database.

    For what has to be said when the database does not answer.
    """
    address: Address | None = caches[HOSTS].get(hostname)
    return None if address is None or address.redirects else address.website()


def enabled_languages(agency: Agency) -> tuple[str, ...]:
    """Return the codes of the languages of an agency's website, the default one first.

    A website has a language exactly when its home page is live in it: no switch can then claim
    a language that has no front door.
    """
    translated = (
        Page.objects.filter(translation_key=agency.root_page.translation_key, live=True)
        .exclude(locale__language_code=settings.LANGUAGE_CODE)
        .order_by("locale__language_code")
        .values_list("locale__language_code", flat=True)
    )
    return (settings.LANGUAGE_CODE, *translated)


def _look_up(hostname: str) -> Address | None:
    key = _agency_at(hostname)
    if key is None:
        return None
    related = "site__root_page__locale", "root_page__locale"
    agencies = Agency.objects.select_related(*related)
    # The numbers first: what changes while the rest is read makes this entry an old one.
    numbers = numbers_of(agencies.get(pk=key))
    agency = agencies.get(pk=key)
    # Every page names the province, and every query asks for groups; both are remembered here.
    _ = agency.parent, agency.group_ids
    website = Website(agency, AgencySettings.for_site(agency.site), enabled_languages(agency))
    return Address(
        agency.root_url,
        agency.own_code,
        numbers,
        pickle.dumps(website, pickle.HIGHEST_PROTOCOL),
        redirects=agency.site.hostname != hostname,
    )


def _agency_at(hostname: str) -> int | None:
    agencies = Agency.objects.filter(site__hostname=hostname).values_list("pk", flat=True)
    aliases = HostAlias.objects.filter(hostname=hostname).values_list("agency", flat=True)
    return agencies.first() or aliases.first()
