"""The Content Security Policy and its companions, in force on every response.

Public pages get a constant policy, so that they can be cached. The admin gets a nonce for each
request, because Wagtail still writes a few inline scripts (wagtail/wagtail#1288): the nonce is
given only to scripts that are, as a whole, one known initialiser with plain JSON arguments.
Anything else that found its way into a page stays blocked.
"""

import json
import re
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from sites.middleware import ADMIN_PREFIXES

_INLINE_SCRIPT = re.compile(r"<script>((?:(?!<script>).)*?)</script>", re.DOTALL)
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
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if _is_admin(request) and isinstance(response, HttpResponse) and _is_page(response):
            nonce = self._make_nonce(request)
            html = response.content.decode(response.charset)
            response.content = add_nonces(html, nonce)
            # CommonMiddleware has counted before; the browser would cut the end of the page off.
            response.headers["Content-Length"] = str(len(response.content))
        if _is_website(request) and not settings.DEBUG:
            # A page that has to stand alone has brought its own.
            response.headers.setdefault(HEADER, _policy_of_websites())
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        if report_only:
            return PolicyParts()
        if getattr(request, "is_preview", False):
            # Wagtail shows previews of public pages in a frame of the admin.
            return PolicyParts(config=settings.PUBLIC_CSP | {"frame-ancestors": ["'self'"]})
        if _is_admin(request):
            nonce = getattr(request, "_csp_nonce", None)
            return PolicyParts(config=settings.ADMIN_CSP, nonce=nonce)
        return PolicyParts(config=settings.PUBLIC_CSP)


def add_nonces(html: str, nonce: str) -> str:
    """Return ``html`` with the nonce on those inline scripts that are known initialisers."""
    return _INLINE_SCRIPT.sub(
        lambda match: (
            f'<script nonce="{nonce}">{match[1]}</script>'
            if _is_known_initialiser(match[1].strip())
            else match[0]
        ),
        html,
    )


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
    # None stands for the admin's host; unknown hosts and health checks have no agency at all.
    return getattr(request, "agency", False) is None and request.path.startswith(ADMIN_PREFIXES)


def _is_website(request: HttpRequest) -> bool:
    return not _is_admin(request) and not getattr(request, "is_preview", False)


@cache
def _policy_of_websites() -> str:
    """Written out once: django-csp takes longer to do so than a page in the cache to be sent."""
    return build_policy(settings.PUBLIC_CSP)


def _is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")
