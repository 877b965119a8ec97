"""Which agency a host name stands for, remembered per host.

One small cache entry per host: a single table of all hosts would cost its whole weight on
every request once there are thousands of agencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from wagtail.models import Page

from sites.models import Agency, AgencySettings, HostAlias

# Bounds how long a process with a cache of its own can be behind a change made by another one.
HOST_CACHE_SECONDS = 60


@dataclass(frozen=True)
class Address:
    """What a known host name leads to: an agency's website, or a redirect to one."""

    agency: Agency
    settings: AgencySettings
    languages: tuple[str, ...]
    redirects: bool = False


def address_of(hostname: str) -> Address | None:
    """Return what ``hostname`` (lower case, without port) leads to, or None if nobody has it."""
    address = cache.get(_key(hostname))
    if address is None:
        address = _look_up(hostname)
        if address is not None:
            cache.set(_key(hostname), address, HOST_CACHE_SECONDS)
    return address


def forget_hosts(hostnames: Iterable[str]) -> None:
    """Drop what is remembered of these host names once the current transaction has committed."""
    keys = [_key(hostname) for hostname in hostnames]
    transaction.on_commit(lambda: cache.delete_many(keys))


def hosts_of(agency: Agency) -> list[str]:
    """Return every host name that leads to this agency."""
    return [agency.site.hostname, *agency.aliases.values_list("hostname", flat=True)]


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
    agencies = Agency.objects.select_related("site__root_page__locale", "root_page__locale")
    agency = agencies.filter(site__hostname=hostname).first()
    redirects = agency is None
    if agency is None:
        alias = HostAlias.objects.filter(hostname=hostname).first()
        if alias is None:
            return None
        agency = agencies.get(pk=alias.agency_id)
    # Every page names the province; asked for here, it is remembered with the rest.
    _ = agency.parent
    return Address(
        agency, AgencySettings.for_site(agency.site), enabled_languages(agency), redirects
    )


def _key(hostname: str) -> str:
    return f"host:{hostname}"
