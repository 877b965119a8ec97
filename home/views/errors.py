"""Error views of websites and admin: 400, 413, 500 and 503."""

import sys
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from content.languages import find_path_language
from content.text.limits import InputLimitError
from ops.database.outages import is_outage, mark_outage
from sites.caching.hosts import get_stale_site
from sites.middleware.hosts import ADMIN_ONLY_PREFIXES
from sites.requests import SiteRequest

# After so long, a reader may try again (RFC 9110, 10.2.3); the database is asked every few seconds.
RETRY_SECONDS = 30

# RFC 9110, 9.2.1.
SAFE_METHODS = {"GET", "HEAD"}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


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
