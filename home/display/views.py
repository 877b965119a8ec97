"""Choosing the text size without a script, and keeping the choice for a year.

With a script, static/js/display.js does the same at once and tells this view when
the page is left.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_cookie

from home.display import choices
from home.display.boot import COOKIE_NAME
from sites.http import AgencyRequest
from sites.origin import same_origin_only

RULES_FILE = Path(__file__).resolve().parents[2] / "static" / "css" / "display.css"
YEAR = 365 * 24 * 60 * 60


@require_safe
@cache_control(private=True, no_store=True)
def settings_page(request: AgencyRequest) -> HttpResponse:
    """The page that says in words what is chosen."""
    context = {"sizes": choices.TEXT_SIZES, "current": _current(request)}
    return TemplateResponse(request, "home/display.html", context)


# What changes here is how the caller's own pages look; a form on another website is refused all
# the same.
@same_origin_only
@require_POST
def choose(request: AgencyRequest) -> HttpResponse:
    """Apply one button and lead back to the page it was pressed on."""
    size = choices.change(_current(request), request.POST.get("size", ""))
    if request.POST.get("scripted"):
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(_way_back(request))
        response.status_code = 303
    domain = cookie_domain(request.get_host())
    if size == choices.TEXT_SIZES[choices.NORMAL]:
        response.delete_cookie(COOKIE_NAME, domain=domain, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE_NAME,
            size.token,
            max_age=YEAR,
            domain=domain,
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response


@require_safe
@vary_on_cookie
@cache_control(private=True, no_cache=True)
def chosen_css(request: AgencyRequest) -> HttpResponse:
    """The rules of display.css with this reader's choice switched on, for pages without scripts.

    Pages ask for it inside ``noscript`` only, so the page itself stays the same for everybody.
    """
    return HttpResponse(_resolved_css(_current(request).token), content_type="text/css")


def cookie_domain(host: str) -> str | None:
    """Return the parent domain whose websites share a choice, None for a host outside it."""
    name = split_domain_port(host)[0]
    return settings.BASE_DOMAIN if name.endswith("." + settings.BASE_DOMAIN) else None


def _current(request: AgencyRequest) -> choices.TextSize:
    return choices.parse(request.COOKIES.get(COOKIE_NAME, ""))


def _way_back(request: AgencyRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe and target.startswith("/") else "/"


@lru_cache(maxsize=len(choices.TEXT_SIZES))
def _resolved_css(token: str) -> str:
    rules = RULES_FILE.read_text(encoding="utf-8")
    return re.sub(
        r":root\[data-display~=\"?(\w+)\"?\]",
        lambda match: ":root:root" if match[1] == token else ":not(*)",
        rules,
    )
