"""Views that change the display preferences, which a cookie stores for a year.

With scripts, static/js/display.js applies a change at once and sends it here when the page is left.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.http import HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_cookie

from home import display
from home.display import get_cookie_domain, list_cross_domain_links
from home.inline_script import COOKIE_NAME
from ops.http.same_origin import require_same_origin
from sites.requests import AgencyRequest

RULES_FILE = Path(__file__).resolve().parents[2] / "static" / "css" / "display.css"
YEAR_SECONDS = 365 * 24 * 60 * 60


@require_safe
@cache_control(private=True, no_store=True)
def settings_page(request: AgencyRequest) -> HttpResponse:
    """Render the page that states the preferences in words, also without scripts."""
    chosen = _get_preferences(request)
    value = display.format_cookie(chosen)
    context = {
        "display_chosen": chosen,
        "domain": get_cookie_domain(request.get_host()),
        "offers": list_cross_domain_links(request.agency, value) if value else [],
    }
    return TemplateResponse(request, "home/display.html", context)


# Forms on other websites are refused, although only the sender's own display changes.
@require_same_origin
@require_POST
def choose_preferences(request: AgencyRequest) -> HttpResponse:
    """Apply the button pressed and redirect back to its page; 204 for requests of the script."""
    chosen = display.apply_action(_get_preferences(request), request.POST.get("choice", ""))
    scripted = request.POST.get("scripted")
    response = HttpResponse(status=204) if scripted else _redirect_to(request.POST.get("next", ""))
    return _set_cookie(request, response, chosen)


@require_GET
@cache_control(private=True, no_store=True)
def receive_preferences(request: AgencyRequest) -> HttpResponse:
    """Apply preferences that were set on a website under another domain.

    The links come from ``home.display.list_cross_domain_links``. A mere link changes the
    preferences, because the other website has no other means. So only navigation is accepted:
    requests for embedded content (images, frames) get 403. The redirect leads only to a path of
    this website.
    """
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return HttpResponseForbidden("embedded", content_type="text/plain")
    chosen = display.parse_cookie(request.GET.get("v", ""))
    return _set_cookie(request, _redirect_to(request.GET.get("den", "")), chosen)


@require_safe
@vary_on_cookie
@cache_control(private=True, no_cache=True)
def chosen_css(request: AgencyRequest) -> HttpResponse:
    """Return display.css with the rules of this visitor's preferences switched on.

    Pages load it only inside ``noscript``, so that the page itself is the same for every visitor.
    """
    return HttpResponse(_render_css(_get_preferences(request)), content_type="text/css")


def _get_preferences(request: AgencyRequest) -> tuple[str, ...]:
    return display.parse_cookie(request.COOKIES.get(COOKIE_NAME, ""))


def _set_cookie(
    request: AgencyRequest, response: HttpResponse, chosen: tuple[str, ...]
) -> HttpResponse:
    """Set the cookie for the preferences, or delete it if all are defaults."""
    domain = get_cookie_domain(request.get_host())
    value = display.format_cookie(chosen)
    if value:
        secure = request.is_secure()
        response.set_cookie(
            COOKIE_NAME, value, YEAR_SECONDS, domain=domain, secure=secure, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE_NAME, domain=domain, samesite="Lax")
    return response


def _redirect_to(path: str) -> HttpResponseRedirect:
    """Return a redirect (303) to a path of this website, or to ``/`` for anything else."""
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    response = HttpResponseRedirect(path if safe and path.startswith("/") else "/")
    response.status_code = 303
    return response


@lru_cache(maxsize=128)
def _render_css(tokens: tuple[str, ...]) -> str:
    rules = RULES_FILE.read_text(encoding="utf-8")
    return re.sub(
        r":root\[data-display~=\"?(\w+)\"?\]",
        lambda match: ":root:root" if match[1] in tokens else ":not(*)",
        rules,
    )
