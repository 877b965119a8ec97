"""Status 400 instead of 500 for admin requests whose data cannot be parsed.

The forms of Wagtail's blocks, and a few of its views, read a field that every browser sends, or
convert a key to a number, without checking it first. A forged or incomplete request then raises
a built-in exception of Python, although the client is at fault (RFC 9110, 15.5.1).
"""

import json
import logging
from collections.abc import Iterator
from http import HTTPStatus
from traceback import walk_tb

from django.contrib.admin.utils import quote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, get_resolver, get_urlconf
from django.utils.datastructures import MultiValueDictKeyError
from draftjs_exporter.error import ExporterException
from wagtail.images.models import SourceImageIOError

logger = logging.getLogger(__name__)

# Exceptions that Python, Django and parsers raise for a value of the wrong type or format.
READING_ERRORS = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ExporterException, NoReverseMatch, ValidationError,
)  # fmt: skip
# Names of the methods with which Django reads a form field from submitted data.
FIELD_READERS = {"value_from_datadict", "to_python"}
# Start of the message of int() for a number with too many digits; it does not quote the number.
TOO_MANY_DIGITS = "Exceeds the limit ("
# Modules that convert a value to a query parameter.
QUERY_MODULES = ("django.db.models.fields", "django.db.backends", "psycopg")


def is_unreadable(request: HttpRequest, error: Exception) -> bool:
    """Return whether ``error`` was caused by the data of ``request``, not by a bug of the view.

    True if a field is missing, if the error was raised while a form read its fields or while a
    value was converted to a query parameter, and if the error message quotes submitted data.
    """
    if isinstance(error, (MultiValueDictKeyError, DataError)):
        return True
    if not isinstance(error, READING_ERRORS):
        return False
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    if any(frame.f_code.co_name in FIELD_READERS for frame in frames):
        return True
    module = frames[-1].f_globals.get("__name__", "") if frames else ""
    if module.startswith(QUERY_MODULES):
        return True
    if isinstance(error, json.JSONDecodeError):
        return error.doc in set(_list_texts(request))
    message = str(error)
    # URLs are built from keys escaped with quote(), so a message may hold the escaped form.
    return message.startswith(TOO_MANY_DIGITS) or any(
        repr(text) in message or repr(quote(text)) in message for text in _list_texts(request)
    )


def refuse_unreadable(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Return an error response for an exception that the request's data caused, else None.

    404 if an object does not exist or a rendition cannot be created, 400 if the data cannot be
    parsed (see ``is_unreadable``). The exception is logged as a warning. None: the exception is
    a bug and has to become a 500.
    """
    if isinstance(error, (ObjectDoesNotExist, SourceImageIOError)):
        status = HTTPStatus.NOT_FOUND
    elif is_unreadable(request, error):
        status = HTTPStatus.BAD_REQUEST
    else:
        return None
    logger.warning("Unreadable request to %s", request.path, exc_info=error)
    handler = get_resolver(get_urlconf()).resolve_error_handler(status)
    response: HttpResponse = handler(request, exception=error)  # type: ignore[call-arg]
    return response


def _list_texts(request: HttpRequest) -> Iterator[str]:
    if request.resolver_match:
        yield from map(str, request.resolver_match.kwargs.values())
    for sent in (request.GET, request.POST):
        for _, values in sent.lists():
            yield from filter(None, values)
