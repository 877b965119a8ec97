"""Small public views: accessibility statement, errors, vCard, robots.txt, security.txt.

The statement shows the results of the last automatic accessibility check, written by ``make
accessibility``; it must not claim more than these results show. The error views answer with status
400, 413, 500 and 503. Wagtail's sign-in of websites is blocked.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from content.languages import find_path_language, get_interface_language
from content.text.limits import InputLimitError
from content.vcard import build_vcard, format_tel_uri, render_vcards
from home.models import ContactPage
from home.selectors.opening_hours import find_schedule
from home.selectors.successors import get_website_serving
from ops.database.outages import is_outage, mark_outage
from sites.caching.hosts import get_stale_site
from sites.middleware.hosts import ADMIN_ONLY_PREFIXES
from sites.models import Agency, AgencySettings
from sites.requests import AgencyRequest, SiteRequest

FILE = Path(__file__).resolve().parents[1] / "data" / "accessibility.json"

# After so long, a reader may try again (RFC 9110, 10.2.3); the database is asked every few seconds.
RETRY_SECONDS = 30

# RFC 9110, 9.2.1.
SAFE_METHODS = {"GET", "HEAD"}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True)
class Problem:
    """Rule that was broken; ``demand``: what it requires; ``views``: in how many views."""

    rule: str
    demand: str
    views: int


@dataclass(frozen=True)
class AccessibilityResults:
    """Results of one check.

    ``pages``: number of pages checked; ``views``: number of checks, that is of pages in all
    combinations; ``widths``: of the window in pixels; ``schemes``: colour schemes; ``displays``:
    number of display settings.
    """

    checked_on: date
    program: str
    browser: str
    pages: int
    views: int
    widths: tuple[int, ...]
    schemes: tuple[str, ...]
    displays: int
    problems: tuple[Problem, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether every page was checked in every width, colour scheme and setting."""
        return self.views == self.pages * len(self.widths) * len(self.schemes) * self.displays


def parse_results(text: str) -> AccessibilityResults | None:
    """Return the results in a JSON text, or None if no page was checked."""
    data = json.loads(text)
    if not data["pages"]:
        return None
    return AccessibilityResults(
        checked_on=date.fromisoformat(data["checked_on"]),
        program=data["program"],
        browser=data["browser"],
        pages=len(data["pages"]),
        views=sum(data["pages"].values()),
        widths=tuple(data["widths"]),
        schemes=tuple(data["schemes"]),
        displays=len(data["displays"]),
        problems=tuple(Problem(**problem) for problem in data["problems"]),
    )


@cache
def find_last_results() -> AccessibilityResults | None:
    """Return the results that come with this release, or None."""
    return parse_results(FILE.read_text(encoding="utf-8"))


def statement(request: AgencyRequest) -> HttpResponse:
    """Render the statement: goal, checks with their results, known problems and contact."""
    context = {"results": find_last_results()}
    return TemplateResponse(request, "home/accessibility.html", context)


def bad_request(request: SiteRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read (400) or is too large (413).

    The page says that nothing was changed. Clients that sent or accept JSON get ``{"detail": …}``
    (RFC 9110, 15.5.1 and 15.5.14). ``exception``: one of ``TOO_MUCH`` leads to 413; the messages of
    an ``InputLimitError`` are shown.
    """
    status = HTTPStatus.BAD_REQUEST
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    with translation.override(language):
        heading = _("What was sent cannot be read")
        detail = _("Nothing was changed. Go back, load the page again and send the form once more.")
        if isinstance(exception, TOO_MUCH):
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            heading, detail = _("Too much was sent at once"), _get_limits_text(request)
        elif isinstance(exception, InputLimitError):
            detail = " ".join([*exception.messages, _("Nothing was changed.")])
        if _is_json_expected(request):
            return JsonResponse({"detail": f"{heading}. {detail}"}, status=status)
        context = {"heading": heading, "detail": detail}
        context["home_path"] = reverse("wagtail_serve", args=[""])
        html = render_to_string("400.html", context | _get_agency_context(request))
    return HttpResponse(html, status=status)


def _get_limits_text(request: HttpRequest) -> str:
    if getattr(request, "agency", None):
        return _("Nothing was sent on. Go back and shorten your text.")
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return _(
        "Nothing was changed; go back, and your text is still in the form. A page may have "
        "%(megabytes)s MB of text in %(fields)s fields (each cell of a table is one): divide it."
    ) % {"megabytes": megabytes, "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}


def _is_json_expected(request: HttpRequest) -> bool:
    return (
        request.content_type == "application/json"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or not request.accepts("text/html")
    )


def server_error(request: SiteRequest) -> HttpResponse:
    """Answer a failed request (500): what it means, its code, and what became of what was typed.

    Where the database is away, full, locked or too slow, the answer is 503 and says when to come
    again; see docs/features/outages.md. Nowhere else is anybody asked to try again: an error of the
    program stays until somebody mends it.

    Does not query the database, because the database may be what failed. The agency is taken from
    the request or from what is cached of its host; without either, the page names no agency.
    Clients that sent or accept JSON get ``{"error": …}``, which scripts of the admin show.
    """
    error = sys.exc_info()[1]
    is_away = is_outage(error)
    path_language = find_path_language(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(getattr(request, "LANGUAGE_CODE", path_language)):
        message = _get_outage_text(request) if is_away else _get_error_text(request)
        if _is_json_expected(request):
            response: HttpResponse = JsonResponse({"error": message})
        else:
            context = {"request": request, "home_path": reverse("wagtail_serve", args=[""])}
            context |= {"message": message} | _get_agency_context(request)
            if _is_in_admin(request):
                context |= {"is_admin": True, "form_path": _find_form_path(request)}
            html = render_to_string("503.html" if is_away else "500.html", context)
            response = HttpResponse(html)
    response.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
    if error and is_away:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        mark_outage(response, error)
    return response


def _get_outage_text(request: HttpRequest) -> str:
    if request.method in SAFE_METHODS:
        return _("The website cannot show this page at the moment. Try again in a minute.")
    return _(
        "What you sent could not be stored and is not there. Go back in your browser, where it "
        "still stands, and send it again in a few minutes."
    )


def _get_error_text(request: HttpRequest) -> str:
    is_reading = request.method in SAFE_METHODS
    if _is_in_admin(request):
        if is_reading:
            return _(
                "This screen has an error of the program. It was noted for the ICT department; "
                "opening the screen once more will hardly help."
            )
        return _(
            "The program has an error, so nothing was changed. It was noted for the ICT "
            "department. What you wrote is still in this browser."
        )
    if is_reading:
        return _(
            "This page has an error of the program. It was noted for the ICT department; opening "
            "the page once more will hardly help."
        )
    return _(
        "The program has an error, and what you sent may not have arrived. The error was noted for "
        "the ICT department. Go back in your browser: what you wrote still stands there."
    )


def _is_in_admin(request: HttpRequest) -> bool:
    is_website = getattr(request, "host_match", None) is not None
    return not is_website and request.path_info.startswith(ADMIN_ONLY_PREFIXES)


def _find_form_path(request: HttpRequest) -> str:
    """Return the path of the form that was sent, from which the browser comes; empty if none was.

    The form offers there what was written and not saved.
    """
    came_from = request.headers.get("Referer", "")
    if request.method in SAFE_METHODS or not url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, request.is_secure()
    ):
        return ""
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl()


def _get_agency_context(request: SiteRequest) -> dict[str, object]:
    if getattr(request, "agency", None):
        return {"agency": request.agency, "details": request.agency_settings}
    try:
        website = get_stale_site(split_domain_port(request.get_host())[0])
    except DisallowedHost:
        website = None
    return {"agency": website.agency, "details": website.settings} if website else {}


def agency_vcard(request: AgencyRequest) -> HttpResponse:
    """Return the vCard of the agency: its details and the numbers of its contact page.

    For an archived agency the cards of those who serve now; 404 if there are none.
    """
    agency = request.agency
    if not agency.is_archived:
        cards = [_build_agency_vcard(agency, request.agency_settings)]
    else:
        cards = [
            _build_agency_vcard(unit, AgencySettings.for_site(unit.site))
            for unit in get_website_serving(request).agencies
        ]
    if not cards:
        raise Http404
    return render_vcards(cards, agency.code)


def _build_agency_vcard(agency: Agency, details: AgencySettings) -> str:
    properties = [
        ("FN", [agency.name]),
        ("ORG", [agency.name]),
        # The address is stored as one line, so it is not split into street and town.
        ("ADR", ["", "", details.address, "", "", "", ""]),
        ("TEL;VALUE=uri;TYPE=work,voice;PREF=1", [format_tel_uri(details.telephone)]),
        *(
            ("TEL;VALUE=uri;TYPE=work,voice", [format_tel_uri(number)])
            for number in _list_further_numbers(agency)
        ),
        ("EMAIL;TYPE=work", [details.email]),
        ("NOTE", ["\n".join(filter(None, [*_list_hours(agency), details.hours]))]),
        ("LANG", [get_interface_language()]),
        ("URL", [f"{agency.root_url}/"]),
    ]
    return build_vcard("org", properties)


def _list_hours(agency: Agency) -> list[str]:
    """Return the sessions of the week, a line for days with the same ones."""
    schedule = find_schedule(agency)
    return [
        f"{row.label}: {', '.join(map(str, row.sessions))}"
        for row in (schedule.list_rows() if schedule else ())
        if row.sessions
    ]


def _list_further_numbers(agency: Agency) -> list[str]:
    pages = ContactPage.objects.child_of(agency.root_page).live().public()
    return [number for page in pages[:1] for _name, number in page.iter_telephones()]


def raise_not_found(request: AgencyRequest) -> HttpResponse:
    """Raise Http404 in place of Wagtail's sign-in for visitors, who have no accounts."""
    raise Http404


def robots(request: AgencyRequest) -> HttpResponse:
    """Return robots.txt: all but search results may be crawled; names the sitemap."""
    lines = ["User-agent: *", "Disallow: /tim-kiem/", "Disallow: /en/tim-kiem/"]
    lines += ["", f"Sitemap: {request.agency.root_url}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def admin_robots(request: SiteRequest) -> HttpResponse:
    """Return the robots.txt that keeps crawlers out of the admin's host."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def security_txt(request: AgencyRequest) -> HttpResponse:
    """Return security.txt, the contact for reports of vulnerabilities (RFC 9116).

    The contact is the agency's e-mail address, else its website; for an archived agency those of
    who serves now. Expires after 180 days.
    """
    contacts = [_get_security_contact(request.agency, request.agency_settings)]
    if serving := get_website_serving(request).agencies:
        contacts = [
            _get_security_contact(unit, AgencySettings.for_site(unit.site)) for unit in serving
        ]
    elif request.agency.is_archived:
        contacts = [request.agency.root_url + "/"]
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {(expires + timedelta(days=180)).isoformat()}",
        "Preferred-Languages: vi, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _get_security_contact(agency: Agency, details: AgencySettings) -> str:
    return f"mailto:{details.email}" if details.email else f"{agency.root_url}/"
