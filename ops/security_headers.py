"""The Content Security Policy and its companions, in force on every response.

On the admin's host the policy is chosen here and nowhere else, and by default nothing runs: only
what is known to be a screen of the admin or of an account may load scripts. What editors wrote is
shown there in a sandbox (docs/decisions/0038-previews-in-a-sandbox.md).

Public pages get a constant policy, so that they can be cached. The admin gets a nonce for each
request, because Wagtail still writes a few inline scripts (wagtail/wagtail#1288): the nonce is
given only to scripts that are, as a whole, one known initialiser with plain JSON arguments.
Anything else that found its way into a page stays blocked.
"""

import json
import re
from collections.abc import Callable, Iterator
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

from sites.middleware import ADMIN_PREFIXES

ACCOUNT_PREFIX = "/tai-khoan/"
# Routes of the admin that show what stands on websites instead of a screen.
PREVIEW_ROUTES = {"wagtailadmin_block_preview"}
# Pages that say why there is no screen.
NO_SCREENS = {403, 404, 405, 410, 421, 500, 503}
# Django's own pages for developers.
DEBUG_PAGES = {404, 500}

_WEBSITE, _ADMIN, _ACCOUNT = "PUBLIC_CSP", "ADMIN_CSP", "ACCOUNT_CSP"
_SCRIPTLESS, _PREVIEW, _FILE, _PDF = "SCRIPTLESS_CSP", "PREVIEW_CSP", "FILE_CSP", "PDF_CSP"

_SCRIPT_START = re.compile(r"<script\b[^<>]*>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script[\s/>]", re.IGNORECASE)
_CALL = re.compile(
    r"^(?:init(?:Date|Time|DateTime)Chooser|createTaskChooser|new \w*Chooser)\((.*)\);?$",
    re.DOTALL,
)
_PANEL = re.compile(
    r"^\(function\(\) \{\s*"
    r"var panel = new (?:InlinePanel|MultipleChooserPanel)"
    r'\(JSON\.parse\("(?:\\u[0-9A-F]{4}|[\w ,.:;\[\]{}()+*/?!@#%=~|-])*"\)\);'
    r"\s*\}\)\(\);$",
    re.DOTALL,
)


class SecurityHeadersMiddleware(CSPMiddleware):
    """Add the policy for where the response will be shown: a website, a preview, the admin."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if settings.DEBUG and response.status_code in DEBUG_PAGES:
            return response
        if not _is_preview(request) and not _is_on_admin_host(request):
            # A page that has to stand alone has brought its own.
            response.headers.setdefault(HEADER, _write(_WEBSITE))
            return response
        policy = _choose_policy(request, response)
        if policy == _ADMIN:
            _change_text(response, lambda html: add_nonces(html, self._make_nonce(request)))
        elif policy in {_PREVIEW, _SCRIPTLESS}:
            _change_text(response, without_scripts)
        if policy in {_ADMIN, _ACCOUNT}:
            nonce = getattr(request, "_csp_nonce", None)
            response.headers[HEADER] = build_policy(getattr(settings, policy), nonce=nonce)
        elif policy:
            response.headers[HEADER] = _write(policy)
        return response


def _choose_policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the setting that holds the policy of a preview or a response of the admin's host.

    Empty where the response keeps the one it has: a preview within the screen that asked for it,
    and an answer that a copy still holds.
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
    if response.status_code in NO_SCREENS:
        return _SCRIPTLESS
    if _is_admin(request):
        return _ADMIN
    return _ACCOUNT if request.path.startswith(ACCOUNT_PREFIX) else _SCRIPTLESS


def _is_no_page(response: HttpResponseBase) -> bool:
    leads_elsewhere = "Location" in response
    return leads_elsewhere or response.get("Content-Disposition", "").startswith("attachment")


def without_scripts(html: str) -> str:
    """Return a page without its script elements: the policy stops them, and the browser would
    complain about each. Data, which are in script elements too, go along.
    """
    return "".join(text for is_script, text in _split_scripts(html) if not is_script)


def add_nonces(html: str, nonce: str) -> str:
    """Return ``html`` with the nonce on those inline scripts that are known initialisers."""
    inline, end = "<script>", "</script>"
    parts = []
    for is_script, text in _split_scripts(html):
        is_inline = is_script and text.startswith(inline) and text.endswith(end)
        if is_inline and _is_known_initialiser(text[len(inline) : -len(end)].strip()):
            text = f'<script nonce="{nonce}">{text[len(inline) :]}'
        parts.append(text)
    return "".join(parts)


def _split_scripts(html: str) -> Iterator[tuple[bool, str]]:
    """Yield the page in pieces, each with whether it is a script element, as browsers see it:
    from a start tag to the first end tag behind it, whatever stands between. In linear time.
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


def _is_known_initialiser(script: str) -> bool:
    if _PANEL.match(script):
        return True
    call = _CALL.match(script)
    if not call or "<" in call[1]:
        return False
    try:
        json.loads(f"[{call[1]}]")
    except ValueError:
        return False
    return True


def _is_admin(request: HttpRequest) -> bool:
    return _is_on_admin_host(request) and request.path.startswith(ADMIN_PREFIXES)


def _is_on_admin_host(request: HttpRequest) -> bool:
    try:
        return split_domain_port(request.get_host())[0] == settings.ADMIN_HOST
    except DisallowedHost:
        return False


def _is_preview(request: HttpRequest) -> bool:
    """Whether Wagtail made the request up, to show an answer of a website in the admin."""
    return getattr(request, "is_dummy", False) or getattr(request, "is_preview", False)


def _get_route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


@cache
def _write(policy: str) -> str:
    """Written out once: django-csp takes longer to do so than a page in the cache to be sent."""
    return build_policy(getattr(settings, policy))


def _change_text(response: HttpResponseBase, change: Callable[[str], str]) -> None:
    if not isinstance(response, HttpResponse):
        return
    response.content = change(response.content.decode(response.charset))
    # CommonMiddleware has counted before; the browser would cut the end of the page off.
    response.headers["Content-Length"] = str(len(response.content))
