"""Limits on the size of a request, checked before its body is read.

Django's own limits (``DATA_UPLOAD_MAX_…``) are set for the longest page edited in the admin. Forms
on websites, which everybody may submit, get far smaller ones here. Requests that break a limit are
answered by ``home.views.errors.bad_request``.
"""

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import get_resolver, get_urlconf
from django.utils.translation import gettext as _

from content.text.limits import InputLimitError, read_json
from sites.requests import SiteRequest

# As in nginx (client_max_body_size in docs/runbook.md).
MAX_BODY_BYTES = 25 * 1024 * 1024
# The longest message to an agency has 4,000 characters; an accented letter takes up to nine bytes
# in a form.
MAX_PUBLIC_BODY_BYTES = 100 * 1024
MAX_PUBLIC_FIELDS = 50
# In the admin, JSON is sent for a single string or choice.
MAX_JSON_BYTES = 1024 * 1024
# Blocks, and items of lists within them, that a form of the admin may have, those included that its
# writer has deleted in the meantime. Three short fields may make one that costs a query.
MAX_BLOCKS = 1200
# The field that each of them has; rows and columns of a table cost nothing.
BLOCK = re.compile(r"(?<!-row)(?<!-column)-[0-9]+-deleted\Z")
FORM = "application/x-www-form-urlencoded"
TEXT_ENCODINGS = {"utf-8", "ascii"}


class RequestLimitsMiddleware:
    """Middleware that refuses a body that is too large or unreadable.

    Raises BadRequest, RequestDataTooBig, TooManyFieldsSent or TooManyFilesSent. Stands after
    WebsiteMiddleware, so that the error page shows the agency's name, and before all middleware
    that reads the body.
    """

    def __init__(self, get_response: Callable[[SiteRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        length = _get_content_length(request)
        _check_encoding(request)
        if length > (MAX_PUBLIC_BODY_BYTES if request.agency else MAX_BODY_BYTES):
            raise RequestDataTooBig("The body is too large.")
        if length:
            try:
                _read(request, length)
            except UnreadablePostError as error:
                raise BadRequest("The body ended before its length.") from error
            except InputLimitError as error:
                return _refuse(request, error)
        return self.get_response(request)

    def process_exception(self, request: SiteRequest, exception: Exception) -> HttpResponse | None:
        """Return 400 if a view raised InputLimitError: a text beyond the limits of parsing."""
        return _refuse(request, exception) if isinstance(exception, InputLimitError) else None


def _refuse(request: SiteRequest, error: InputLimitError) -> HttpResponse:
    handler: Any = get_resolver(get_urlconf()).resolve_error_handler(HTTPStatus.BAD_REQUEST)
    response: HttpResponse = handler(request, exception=error)
    return response


def _get_content_length(request: HttpRequest) -> int:
    """Return Content-Length; raise BadRequest if it is malformed, which Django takes for 0."""
    value = request.META.get("CONTENT_LENGTH") or "0"
    if not (value.isascii() and value.isdecimal() and len(value) < 20):
        raise BadRequest("The length of the body is no number.")
    # Django does not read a body without a length, so a chunked form would look empty.
    if value == "0" and "HTTP_TRANSFER_ENCODING" in request.META:
        raise BadRequest("The body has no length.")
    return int(value)


def _check_encoding(request: HttpRequest) -> None:
    """Raise BadRequest if the charset is none of text: Python has others too (hex, zip)."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    with suppress(LookupError, ValueError):
        if codecs.lookup(charset).name in TEXT_ENCODINGS:
            return
    raise BadRequest("The body is in an unknown encoding.")


def _read(request: SiteRequest, length: int) -> None:
    if request.content_type == "application/json":
        try:
            read_json(request.body.decode(), max_length=MAX_JSON_BYTES)
        except (InputLimitError, UnicodeDecodeError) as error:
            raise BadRequest("The body is no JSON that can be read.") from error
    elif request.method == "POST":
        sent = request.POST
        # Servers pass on what arrived before the connection ended; half a form must not count.
        if request.content_type == FORM and len(request.body) < length:
            raise BadRequest("The body ended before its length.")
        if request.agency and sum(map(len, dict(sent.lists()).values())) > MAX_PUBLIC_FIELDS:
            raise TooManyFieldsSent("The form has too many fields.")
        if request.agency and request.FILES:
            raise TooManyFilesSent("Websites take no files.")
        blocks = sum(1 for name in sent if BLOCK.search(name))
        if blocks > MAX_BLOCKS:
            message = _("The text has %(number)s blocks; at most %(limit)s are allowed. Divide it.")
            raise InputLimitError(message % {"number": blocks, "limit": MAX_BLOCKS})
