"""Middleware that resolves the host name to an agency and the path to a language.

There is no default site: an unknown host gets 421 (RFC 9110, 15.5.20; see
docs/decisions/0011-unknown-hosts-get-421.md), the admin's host serves no website, and a website
serves no admin. The processes of one (``SERVES``) answer 421 to hosts of the other, whatever the
proxy before them takes a request for.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import translation

from content.languages import find_path_language
from ops.database.limits import ADMIN, WEBSITE, get_limit, limit_database, wait_at_most
from ops.database.outages import DatabaseAwayError, database_circuit, is_outage
from ops.http.security_headers import ADMIN_PREFIXES
from ops.logs import describe_host
from sites.caching.hosts import HostMatch, find_stale_host, resolve_host
from sites.models import Agency
from sites.requests import HostRequest, SiteRequest

logger = logging.getLogger(__name__)

GetResponse = Callable[..., HttpResponse]


# Not served by agencies' websites: the admin, and the account pages of its users.
ADMIN_ONLY_PREFIXES = (*ADMIN_PREFIXES, "/tai-khoan/")
# The only paths that the admin's host serves.
ADMIN_HOST_PREFIXES = (*ADMIN_ONLY_PREFIXES, "/documents/", "/media/")
ADMIN_HOST_PATHS = {"/", "/robots.txt"}


class HostMiddleware:
    """Set ``request.host_match`` from the Host header, or answer requests to other hosts at once.

    On the admin's host ``host_match`` is None and the URLconf is ``config.admin_urls``. An alias
    redirects permanently to the agency's website, an unknown host gets 421. Of an ended agency it
    is left to ``home.middleware.FormerHostMiddleware``, which knows where a page has moved.

    Here begins how long the request may wait for the database. While that is away, a host is what
    it was last (``request.is_database_away``); raises DatabaseAwayError if nobody knows that.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HostRequest) -> HttpResponse:
        _drop_cookies_with_nul(request)
        hostname = _get_hostname(request)
        request.host_match, request.is_database_away = None, False
        if not _is_preview(request) and not _is_served_here(hostname):
            describe_host("unknown", hostname)
            return _render_misdirected(request, hostname)
        if hostname == settings.ADMIN_HOST:
            is_directory = request.path_info in ADMIN_HOST_PATHS
            describe_host("directory" if is_directory else "admin", hostname)
            request.urlconf = "config.admin_urls"
            with limit_database(ADMIN):
                return self.get_response(request)
        if hostname in settings.DIRECTORY_ALIASES:
            describe_host("directory", hostname)
            return HttpResponseRedirect(settings.WAGTAILADMIN_BASE_URL + "/")
        with limit_database(WEBSITE):
            return self._answer_website(request, hostname)

    def _answer_website(self, request: HostRequest, hostname: str) -> HttpResponse:
        host_match = _resolve_host(request, hostname)
        if host_match is None:
            describe_host("unknown", hostname)
            return _render_misdirected(request, hostname)
        describe_host("website", hostname, host_match.code)
        is_followed = host_match.is_followed and request.method in {"GET", "HEAD"}
        if host_match.redirects and (request.is_database_away or not is_followed):
            return HttpResponsePermanentRedirect(host_match.root_url + request.get_full_path())
        # Has the current cache versions; see sites.caching.versions.
        request.host_match = host_match
        return self.get_response(request)


class WebsiteMiddleware:
    """Set ``request.agency``, its settings and languages for requests that reach a view.

    Runs behind the page cache, so that a cached page costs no unpickling of these rows. Raises
    Http404 for paths that the requested host does not serve.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        request.agency = None
        if request.host_match:
            website = request.host_match.load_site()
            request.agency = website.agency
            request.agency_settings = website.settings
            request.enabled_languages = website.languages
        # Wagtail's cache for ``Site.find_for_request``: saves a query, and keeps Wagtail from
        # falling back to a default site.
        request._wagtail_site = request.agency and request.agency.site
        return self.get_response(request)

    def process_view(self, request: SiteRequest, *args: object) -> None:
        """Raise Http404 for a path that the requested host does not serve."""
        path = request.path_info
        if request.agency:
            allowed = not path.startswith(ADMIN_ONLY_PREFIXES)
        else:
            allowed = path in ADMIN_HOST_PATHS or path.startswith(ADMIN_HOST_PREFIXES)
        # PostgreSQL stores no NUL in text, so no object has such a path.
        if not allowed or "\0" in path:
            raise Http404


class LanguageMiddleware:
    """Activate the language named by the path, so that a URL always has the same content.

    ``/en/…`` on a website without English redirects to the same path in Vietnamese, ``/EN/…``
    permanently to ``/en/…``. The header Content-Language names the language of the content
    (``request.content_language``) where it is another than that of the path. Cookies and
    Accept-Language are ignored: both would split every cache. See
    docs/decisions/0015-the-path-alone-chooses-the-language.md.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        default = settings.LANGUAGE_CODE
        first = request.path_info.removeprefix("/").partition("/")[0]
        code = find_path_language(request.path_info)
        # A translation may be previewed before the website has its language.
        enabled = (code,) if _is_preview(request) else getattr(request, "enabled_languages", ())
        if code and code != default and code not in enabled:
            return _redirect_without_prefix(request, code)
        if code and first != code:
            return HttpResponsePermanentRedirect(request.get_full_path().replace(first, code, 1))
        translation.activate(code or default)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        written_in = getattr(request, "content_language", request.LANGUAGE_CODE)
        response.headers.setdefault("Content-Language", written_in)
        return response


def _resolve_host(request: HostRequest, hostname: str) -> HostMatch | None:
    if not database_circuit.is_open:
        try:
            # The first question shows whether the database is there: it is answered in less than a
            # millisecond.
            with wait_at_most(get_limit().connect_seconds):
                host_match = resolve_host(hostname)
        except Error as error:
            if not is_outage(error):
                raise
            database_circuit.open()
            logger.warning("A website is served without the database.", exc_info=True)
        else:
            database_circuit.close()
            return host_match
    request.is_database_away = True
    host_match = find_stale_host(hostname)
    if host_match is None:
        raise DatabaseAwayError(f"nobody asked for {hostname} lately")
    return host_match


def _is_preview(request: HttpRequest) -> bool:
    return getattr(request, "is_dummy", False)


def _is_served_here(hostname: str) -> bool:
    pool = "admin" if hostname == settings.ADMIN_HOST else "websites"
    return settings.SERVES in {"all", pool}


def _drop_cookies_with_nul(request: HttpRequest) -> None:
    """Remove cookies whose value has a NUL, which Django decodes from ``"\\000"``.

    No cookie of this project has one; PostgreSQL would refuse to query for a session of that name.
    """
    if "\\" in request.META.get("HTTP_COOKIE", ""):
        cookies = request.COOKIES
        request.COOKIES = {name: cookies[name] for name in cookies if "\0" not in cookies[name]}


def _get_hostname(request: HttpRequest) -> str:
    try:
        return split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return ""


def _render_misdirected(request: HttpRequest, hostname: str) -> HttpResponse:
    agencies = Agency.objects.with_site() if settings.SHOW_SITES_TO_UNKNOWN_HOSTS else ()
    context = {"request": request, "hostname": hostname, "agencies": agencies}
    with translation.override(settings.LANGUAGE_CODE):
        return HttpResponse(render_to_string("421.html", context), status=421)


def _redirect_without_prefix(request: HttpRequest, code: str) -> HttpResponse:
    # A path such as /en//host must not become a URL on another host.
    path = "/" + request.path_info[len(code) + 1 :].lstrip("/")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(path + (f"?{query}" if query else ""))
