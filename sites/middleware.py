"""From a host name to an agency, and from a path to a language.

Never another agency's site: an unknown host gets 421 (RFC 9110, 15.5.20), the admin's host has
no website, and a website has no admin.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
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

from sites.hosts import address_of
from sites.http import AddressedRequest, AnyHostRequest
from sites.models import Agency

GetResponse = Callable[..., HttpResponse]
ADMIN_PREFIXES = ("/admin/",)
# What agencies' websites do not have: the admin, and the accounts of those who work in it.
ADMIN_ONLY_PREFIXES = (*ADMIN_PREFIXES, "/tai-khoan/")
# What the admin's host serves.
ADMIN_HOST_PREFIXES = (*ADMIN_ONLY_PREFIXES, "/documents/", "/media/")
ADMIN_HOST_PATHS = {"/", "/robots.txt"}


class HostMiddleware:
    """Set ``request.address`` from the Host header, or answer at once where there is none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AddressedRequest) -> HttpResponse:
        _drop_cookies_with_nul(request)
        hostname = _hostname(request)
        request.address = None
        if hostname == settings.ADMIN_HOST:
            request.urlconf = "config.admin_urls"
            return self.get_response(request)
        if hostname in settings.DIRECTORY_ALIASES:
            return HttpResponseRedirect(settings.WAGTAILADMIN_BASE_URL + "/")
        address = address_of(hostname)
        if address is None:
            return _misdirected(hostname)
        if address.redirects:
            return HttpResponsePermanentRedirect(address.root_url + request.get_full_path())
        # With the numbers of this moment; see sites.generations.
        request.address = address
        return self.get_response(request)


class WebsiteMiddleware:
    """Set ``request.agency`` and what pages need of it, for requests that need a page made."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        request.agency = None
        if request.address:
            website = request.address.website()
            request.agency = website.agency
            request.agency_settings = website.settings
            request.enabled_languages = website.languages
        # Wagtail reads this before it would ask the database, and must not guess a default site.
        request._wagtail_site = request.agency and request.agency.site
        return self.get_response(request)

    def process_view(self, request: AnyHostRequest, *args: object) -> None:
        path = request.path_info
        if request.agency:
            allowed = not path.startswith(ADMIN_ONLY_PREFIXES)
        else:
            allowed = path in ADMIN_HOST_PATHS or path.startswith(ADMIN_HOST_PREFIXES)
        # PostgreSQL knows no text with NUL in it, so that nothing is called so.
        if not allowed or "\0" in path:
            raise Http404


class LanguageMiddleware:
    """Choose the language by the path alone, so that one address has one content.

    ``/en/…`` on a website without English leads to the same path in Vietnamese. Neither cookies
    nor Accept-Language count: both would split every cache.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        default = settings.LANGUAGE_CODE
        code = _prefix(request.path_info)
        # A translation may be previewed before the website has its language.
        enabled = (code,) if _is_preview(request) else getattr(request, "enabled_languages", ())
        if code and code != default and code not in enabled:
            return _unprefixed(request, code)
        translation.activate(code or default)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def _prefix(path: str) -> str | None:
    first = path.removeprefix("/").partition("/")[0].lower()
    return first if first in dict(settings.LANGUAGES) else None


def _is_preview(request: HttpRequest) -> bool:
    return getattr(request, "is_dummy", False)


def _drop_cookies_with_nul(request: HttpRequest) -> None:
    """Take away cookies whose value has NUL in it, written ``"\\000"`` as Django reads it.

    No cookie of ours has; PostgreSQL would refuse to look for the session of that name.
    """
    if "\\" in request.META.get("HTTP_COOKIE", ""):
        cookies = request.COOKIES
        request.COOKIES = {name: cookies[name] for name in cookies if "\0" not in cookies[name]}


def _hostname(request: HttpRequest) -> str:
    try:
        return split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return ""


def _misdirected(hostname: str) -> HttpResponse:
    agencies = Agency.objects.with_site() if settings.SHOW_SITES_TO_UNKNOWN_HOSTS else ()
    context = {"hostname": hostname, "agencies": agencies}
    with translation.override(settings.LANGUAGE_CODE):
        return HttpResponse(render_to_string("421.html", context), status=421)


def _unprefixed(request: HttpRequest, code: str) -> HttpResponse:
    # A path such as /en//host must not become an address on another host.
    path = "/" + request.path_info[len(code) + 1 :].lstrip("/")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(path + (f"?{query}" if query else ""))
