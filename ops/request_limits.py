"""How much a request may send, decided before anything of it is read.

Django's own limits (``DATA_UPLOAD_MAX_…``) are those of the longest page that somebody edits.
Forms of websites, which everybody may send, get far smaller ones here. What breaks a rule is
answered by ``home.failures.bad_request``.
"""

import codecs
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

from sites.http import AnyHostRequest
from sites.input_limits import InputLimitError, read_json

# Bytes. What nginx lets pass (client_max_body_size in docs/runbook.md).
MAX_BODY_BYTES = 25 * 1024 * 1024
# The longest message to a unit has 4,000 characters; an accented letter has up to nine signs.
MAX_PUBLIC_BODY_BYTES = 100 * 1024
MAX_PUBLIC_FIELDS = 50
# Bytes; in the admin, JSON is sent for one string or one choice.
MAX_JSON_BYTES = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
TEXT_ENCODINGS = {"utf-8", "ascii"}


class RequestLimitsMiddleware:
    """Raise BadRequest or one of its like for a body that is too large or cannot be read.

    Stands behind WebsiteMiddleware, so that the refusal bears the unit's name, and before
    whatever reads the body.
    """

    def __init__(self, get_response: Callable[[AnyHostRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        length = _length(request)
        _check_encoding(request)
        if length > (MAX_PUBLIC_BODY_BYTES if request.agency else MAX_BODY_BYTES):
            raise RequestDataTooBig("The body is too large.")
        if length:
            try:
                _read(request, length)
            except UnreadablePostError as error:
                raise BadRequest("The body ended before its length.") from error
        return self.get_response(request)

    def process_exception(
        self, request: AnyHostRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer 400 where a view met a text that is not parsed."""
        if not isinstance(exception, InputLimitError):
            return None
        handler: Any = get_resolver(get_urlconf()).resolve_error_handler(HTTPStatus.BAD_REQUEST)
        response: HttpResponse = handler(request, exception=exception)
        return response


def _length(request: HttpRequest) -> int:
    """Return how many bytes the body is said to have; Django takes nonsense for none."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not (said.isascii() and said.isdecimal() and len(said) < 20):
        raise BadRequest("The length of the body is no number.")
    # Django reads nothing of a body without a length, and a form would look empty.
    if said == "0" and "HTTP_TRANSFER_ENCODING" in request.META:
        raise BadRequest("The body has no length.")
    return int(said)


def _check_encoding(request: HttpRequest) -> None:
    """Python has encodings that are none of texts (hex, zip)."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    with suppress(LookupError, ValueError):
        if codecs.lookup(charset).name in TEXT_ENCODINGS:
            return
    raise BadRequest("The body is in an unknown encoding.")


def _read(request: AnyHostRequest, length: int) -> None:
    if request.content_type == "application/json":
        try:
            read_json(request.body.decode(), max_length=MAX_JSON_BYTES)
        except (InputLimitError, UnicodeDecodeError) as error:
            raise BadRequest("The body is no JSON that can be read.") from error
    elif request.method == "POST":
        sent = request.POST
        # Servers hand on what came before a connection ended; half a form is none.
        if request.content_type == FORM and len(request.body) < length:
            raise BadRequest("The body ended before its length.")
        if request.agency and sum(map(len, dict(sent.lists()).values())) > MAX_PUBLIC_FIELDS:
            raise TooManyFieldsSent("The form has too many fields.")
        if request.agency and request.FILES:
            raise TooManyFilesSent("Websites take no files.")
