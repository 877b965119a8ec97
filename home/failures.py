"""Error views: the pages for status codes 400, 413 and 500."""

from http import HTTPStatus

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
from django.utils.translation import gettext as _

from sites.hosts import last_known
from sites.http import AnyHostRequest
from sites.input_limits import InputLimitError

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: AnyHostRequest, exception: Exception) -> HttpResponse:
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
            heading, detail = _("Too much was sent at once"), _limits(request)
        elif isinstance(exception, InputLimitError):
            detail = " ".join([*exception.messages, _("Nothing was changed.")])
        if _wants_json(request):
            return JsonResponse({"detail": f"{heading}. {detail}"}, status=status)
        context = {"LANGUAGE_CODE": language, "heading": heading, "detail": detail}
        context["home_path"] = reverse("wagtail_serve", args=[""])
        html = render_to_string("400.html", context | _of_the_unit(request))
    return HttpResponse(html, status=status)


def _limits(request: HttpRequest) -> str:
    if getattr(request, "agency", None):
        return _("Nothing was sent on. Go back and shorten your text.")
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return _(
        "Nothing was changed; go back, and your text is still in the form. A page may have "
        "%(megabytes)s MB of text in %(fields)s fields (each cell of a table is one): divide it."
    ) % {"megabytes": megabytes, "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}


def _wants_json(request: HttpRequest) -> bool:
    return (
        request.content_type == "application/json"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or not request.accepts("text/html")
    )


def server_error(request: AnyHostRequest) -> HttpResponse:
    """Answer a failed request (500) with the agency's name and telephone.

    Does not query the database, because the database may be what failed. The agency is taken from
    the request or from this process's host cache; without either, the page names no agency.
    """
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    with translation.override(language):
        context = {"LANGUAGE_CODE": language, "home_path": reverse("wagtail_serve", args=[""])}
        html = render_to_string("500.html", context | _of_the_unit(request))
    return HttpResponse(html, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _of_the_unit(request: AnyHostRequest) -> dict[str, object]:
    if getattr(request, "agency", None):
        return {"agency": request.agency, "details": request.agency_settings}
    try:
        website = last_known(split_domain_port(request.get_host())[0])
    except DisallowedHost:
        website = None
    return {"agency": website.agency, "details": website.settings} if website else {}
