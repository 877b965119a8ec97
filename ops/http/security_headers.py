"""Content Security Policy and other security headers of every response.

On the admin's host the policy is chosen only here, and by default scripts are blocked: only known
pages of the admin and of accounts may load them. Content written by editors is shown there in a
sandbox (docs/decisions/0038-previews-in-a-sandbox.md).

Public pages get a constant policy, so that they can be cached. Pages of the admin get a nonce per
request, because Wagtail still writes a few inline scripts; they get it where they are written
(``ops.http.nonces``). All other inline scripts stay blocked.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from http import HTTPStatus

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

from ops.http.nonces import offer_nonce

ADMIN_PREFIXES = ("/admin/",)

PERMISSIONS_HEADER = "Permissions-Policy"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=()"
# Set by the screen that records, and by no other.
MICROPHONE_POLICY = PERMISSIONS_POLICY.replace("microphone=()", "microphone=(self)")

ACCOUNT_PREFIX = "/tai-khoan/"
# Routes of the admin that show content of websites instead of a page of the admin.
PREVIEW_ROUTES = {"wagtailadmin_block_preview"}
# Status codes of error pages, which need no scripts.
BARE_STATUSES = {403, 404, 405, 410, 421, 500, 503}
# Status codes for which Django has debug pages.
DEBUG_PAGES = {404, 500}

_WEBSITE, _ADMIN, _ACCOUNT = "PUBLIC_CSP", "ADMIN_CSP", "ACCOUNT_CSP"
_SCRIPTLESS, _PREVIEW, _FILE, _PDF = "SCRIPTLESS_CSP", "PREVIEW_CSP", "FILE_CSP", "PDF_CSP"

_SCRIPT_START = re.compile(r"<script\b[^<>]*>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script[\s/>]", re.IGNORECASE)


class SecurityHeadersMiddleware(CSPMiddleware):
    """Middleware that adds the headers, with the policy of a website, a preview or the admin."""

    # The nonce is offered to what is rendered within the call.
    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        with offer_nonce(request):
            return super().__call__(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault(PERMISSIONS_HEADER, PERMISSIONS_POLICY)
        if settings.DEBUG and response.status_code in DEBUG_PAGES:
            return response
        if not _is_preview(request) and not _is_on_admin_host(request):
            # Some pages bring a policy of their own, which stays.
            response.headers.setdefault(HEADER, _write(_WEBSITE))
            return response
        policy = _choose_policy(request, response)
        if policy in {_PREVIEW, _SCRIPTLESS}:
            _change_text(response, remove_scripts)
        if policy in {_ADMIN, _ACCOUNT}:
            # Set if anything was rendered with it.
            nonce = getattr(request, "_csp_nonce", None)
            response.headers[HEADER] = build_policy(getattr(settings, policy), nonce=nonce)
        elif policy:
            response.headers[HEADER] = _write(policy)
        return response


def _choose_policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the name of the setting with the policy of a preview or the admin's host.

    "" if the response keeps its policy: a preview that already has one, and status 304.
    """
    content_type = response.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return ""
    if _is_preview(request) or _get_route(request) in PREVIEW_ROUTES:
        return _PREVIEW
    if response.get(HEADER) == _write(_PREVIEW):
        return ""
    if content_type == "application/pdf":
        return _PDF
    if content_type != "text/html" or _is_no_page(response):
        return _FILE
    if response.status_code in BARE_STATUSES:
        return _SCRIPTLESS
    if _is_admin(request):
        return _ADMIN
    return _ACCOUNT if request.path.startswith(ACCOUNT_PREFIX) else _SCRIPTLESS


def _is_no_page(response: HttpResponseBase) -> bool:
    leads_elsewhere = "Location" in response
    return leads_elsewhere or response.get("Content-Disposition", "").startswith("attachment")


def remove_scripts(html: str) -> str:
    """Return the page without its script elements, data in script elements included.

    The policy blocks them anyway, and the browser would report each.
    """
    return "".join(text for is_script, text in _split_scripts(html) if not is_script)


def _split_scripts(html: str) -> Iterator[tuple[bool, str]]:
    """Yield (is script element, text) for the pieces of the page, in linear time.

    A script element is what browsers take for one: from a start tag to the first end tag after it,
    whatever stands between.
    """
    position = 0
    while (start := _SCRIPT_START.search(html, position)) and (
        end := _SCRIPT_END.search(html, start.end())
    ):
        close = html.find(">", end.end() - 1) + 1 or len(html)
        yield False, html[position : start.start()]
        yield True, html[start.start() : close]
        position = close
    yield False, html[position:]


def _is_admin(request: HttpRequest) -> bool:
    return _is_on_admin_host(request) and request.path.startswith(ADMIN_PREFIXES)


def _is_on_admin_host(request: HttpRequest) -> bool:
    if getattr(request, "host_match", None) is not None:
        # sites.middleware.hosts has found that it is a website's.
        return False
    try:
        return split_domain_port(request.get_host())[0] == settings.ADMIN_HOST
    except DisallowedHost:
        return False


def _is_preview(request: HttpRequest) -> bool:
    """Return whether Wagtail built the request, to show a website's response in the admin."""
    return getattr(request, "is_dummy", False) or getattr(request, "is_preview", False)


def _get_route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


@cache
def _write(policy: str) -> str:
    """Return the header value of a setting, cached: building it takes longer than a cached page."""
    return build_policy(getattr(settings, policy))


def _change_text(response: HttpResponseBase, change: Callable[[str], str]) -> None:
    if not isinstance(response, HttpResponse):
        return
    response.content = change(response.content.decode(response.charset))
    # CommonMiddleware has set it before; with the old value browsers would cut the page off.
    response.headers["Content-Length"] = str(len(response.content))
