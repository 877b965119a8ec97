"""Resolves a host name to an agency's website, cached per host in each process.

There is one small cache entry per host: a single table of all hosts would have to be unpickled at
every request once there are thousands of agencies. An entry is valid while the agency's cache
versions are the same (see ``sites.caching.versions``). It contains the pickled rows that pages are
rendered from; they are unpickled only if a page has to be rendered. See
docs/decisions/0012-one-cache-entry-per-host.md.

Copies of the entries, and of the versions, are kept longer, for the time that the database is away:
see docs/features/outages.md.
"""

import pickle
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from wagtail.models import Page

from content.languages import sort_languages
from ops.memory_cache import SharedValue
from sites.caching.release import get_release_digest
from sites.caching.versions import (
    DIRECTORY,
    OPTIONAL_CODES,
    PAGES,
    VersionNumbers,
    get_cache_versions,
    get_copies,
    get_copy_seconds,
    get_recent_versions,
    save_copies,
)
from sites.models import Agency, AgencySettings, FormerHost, HostAlias

# The alias of the cache; see config.environment.
HOSTS = "hosts"
HOST_CACHE_SECONDS = 60 * 60


class SiteContext(NamedTuple):
    """The rows that every page of an agency's website is rendered with."""

    agency: Agency
    settings: AgencySettings
    languages: tuple[str, ...]


@dataclass(frozen=True)
class HostMatch(SharedValue):
    """The website that a known host name leads to, directly or (``redirects``) by a redirect.

    ``numbers`` are the cache versions of the website by code, ``packed`` is a pickled
    ``SiteContext``. ``agency_code`` is the one in the table of versions, ``code`` the agency's own.
    ``former_hosts`` are the present host names of the agencies that had this host name before.
    ``is_followed``: whether what is not there may have moved to another website.
    """

    root_url: str
    agency_code: str
    versions: VersionNumbers
    packed: bytes
    redirects: bool
    code: str = ""
    former_hosts: tuple[str, ...] = ()
    is_followed: bool = False

    def is_current(self, numbers: VersionNumbers) -> bool:
        """Return whether this cache entry is still valid; ``numbers`` are the current versions."""
        codes = (DIRECTORY, self.agency_code)
        return all(self.versions[code] == numbers[code] for code in codes)

    @cached_property
    def page_numbers(self) -> str:
        """Whose website it is and the numbers that all its pages depend on, for their keys."""
        numbers = [number for code, number in self.versions.items() if code not in OPTIONAL_CODES]
        return repr((self.agency_code, numbers))

    @property
    def agency_host(self) -> str:
        """The present host name of the agency's website."""
        return urlsplit(self.root_url).hostname or ""

    def count_bytes(self) -> int:
        """Return about how many bytes it takes."""
        return len(self.packed) + 100 * len(self.versions)

    def load_site(self) -> SiteContext:
        """Return an unpickled copy of the rows, a new one for each request."""
        # Safe to unpickle: only ``_query_host`` writes it.
        return pickle.loads(self.packed)  # noqa: S301


def resolve_host(hostname: str) -> HostMatch | None:
    """Return what ``hostname`` (lower case, without port) leads to, or None if it is unknown.

    The result has the current cache versions (``get_recent_versions``). A cached host costs one
    query, or none where the process has asked a moment ago.
    """
    host_match: HostMatch | None = caches[HOSTS].get(hostname)
    if host_match is not None:
        numbers = get_recent_versions(host_match.versions)
        if host_match.is_current(numbers):
            if host_match.versions != numbers:
                host_match = replace(host_match, versions=numbers)
                _save_host(hostname, host_match)
            return host_match
    host_match = _query_host(hostname)
    if host_match is not None:
        _save_host(hostname, host_match)
    return host_match


def find_stale_host(hostname: str) -> HostMatch | None:
    """Return what ``hostname`` led to when it was asked last, without the database.

    With the versions that any process has seen last, as far as the cache of pages has them; else
    with those that this process has seen. None if nobody asked for it lately.
    """
    key = _make_copy_key(hostname)
    host_match: HostMatch | None = caches[PAGES].get(key)
    if host_match is None:
        return caches[HOSTS].get(key)
    return replace(host_match, versions={**host_match.versions, **get_copies(host_match.versions)})


def get_stale_site(hostname: str) -> SiteContext | None:
    """Return the website of a host name as it was last, without the database.

    For error pages when the database does not answer. None if nobody asked for it lately, or if
    the host is an alias that redirects.
    """
    host_match = find_stale_host(hostname)
    return None if host_match is None or host_match.redirects else host_match.load_site()


def _save_host(hostname: str, host_match: HostMatch) -> None:
    caches[HOSTS].set(hostname, host_match, HOST_CACHE_SECONDS)
    for alias in (HOSTS, PAGES):
        caches[alias].set(_make_copy_key(hostname), host_match, get_copy_seconds())
    save_copies(host_match.versions)


def _make_copy_key(hostname: str) -> str:
    # A process of another release may not be able to read it.
    return f"host:{get_release_digest()}:{hostname}"


def get_enabled_languages(agency: Agency) -> tuple[str, ...]:
    """Return the codes of the languages of an agency's website, in the order of their table.

    A website has a language exactly when its home page is live in it, so there is no setting that
    could enable a language without a home page. See
    docs/decisions/0003-a-live-home-page-enables-a-language.md. A language that is no longer
    declared is none of any website's.
    """
    fronts = Page.objects.filter(translation_key=agency.root_page.translation_key, live=True)
    translated = fronts.values_list("locale__language_code", flat=True)
    return (*sort_languages([settings.LANGUAGE_CODE, *translated]),)


def _query_host(hostname: str) -> HostMatch | None:
    key = _find_agency_id(hostname)
    if key is None:
        return None
    # Every page names the province, links it and has its imprint.
    related = "site__root_page__locale", "root_page__locale", "parent__site__agencysettings"
    agencies = Agency.objects.select_related(*related)
    # Versions first: a change made while the rest is read then makes this entry outdated.
    numbers = get_cache_versions(agencies.get(pk=key))
    agency = agencies.get(pk=key)
    # Cached on the instance, so that they are pickled with it: queries for bulletins, and notices,
    # need them.
    _ = agency.group_ids, agency.predecessor_ends
    website = SiteContext(
        agency, AgencySettings.for_site(agency.site), get_enabled_languages(agency)
    )
    redirects = agency.site.hostname != hostname
    former_hosts = _list_former_hosts(agency, hostname)
    return HostMatch(
        agency.root_url,
        agency.own_code,
        numbers,
        pickle.dumps(website, pickle.HIGHEST_PROTOCOL),
        redirects=redirects,
        code=agency.code,
        former_hosts=former_hosts,
        is_followed=bool(former_hosts) or (redirects and agency.is_archived),
    )


def _list_former_hosts(agency: Agency, hostname: str) -> tuple[str, ...]:
    """Return where those are now who had a host name of this agency before; the last one first."""
    aliases = HostAlias.objects.filter(agency=agency).values("hostname")
    names = Q(hostname__in=[hostname, agency.site.hostname]) | Q(hostname__in=aliases)
    rows = FormerHost.objects.filter(names).exclude(agency=agency)
    return (*dict.fromkeys(rows.values_list("agency__site__hostname", flat=True)),)


def _find_agency_id(hostname: str) -> int | None:
    agencies = Agency.objects.filter(site__hostname=hostname).values_list("pk", flat=True)
    aliases = HostAlias.objects.filter(hostname=hostname).values_list("agency", flat=True)
    return agencies.first() or aliases.first()
