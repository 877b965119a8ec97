"""400 instead of 500 where what a request sent could not be read.

Forms of Wagtail's blocks, and a few of its views, read a field that no browser leaves out, or
take a key for a number, without asking first. A forged or incomplete request then raises one of
Python's errors, which is nobody's fault but the sender's (RFC 9110, 15.5.1).
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

# What Python, Django and parsers raise for a value of the wrong kind.
READING_ERRORS = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ExporterException, NoReverseMatch, ValidationError,
)  # fmt: skip
# Django's protocol for reading a field of a form from what was sent.
FIELD_READERS = {"value_from_datadict", "to_python"}
# What int() says of a number that would take long to read, without quoting it.
TOO_MANY_DIGITS = "Exceeds the limit ("
# Where a value is made the parameter of a query.
QUERY_MODULES = ("django.db.models.fields", "django.db.backends", "psycopg")


def is_unreadable(request: HttpRequest, error: Exception) -> bool:
    """Whether a view broke down on what ``request`` sent, and not on a mistake of its own.

    So it is where a field is missing, where a form was reading its fields, where a value could
    not be made the parameter of a query, and where the error quotes what was sent.
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
    # Addresses are made of keys in quotes.
    return message.startswith(TOO_MANY_DIGITS) or any(
        repr(text) in message or repr(quote(text)) in message for text in _list_texts(request)
    )


def refuse_unreadable(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer 400 where the request could not be read, 404 where what it names is not there: an
    object, or a size of a picture that cannot be made.

    None for every other error. What was refused is kept in the log, for whoever runs the
    installation.
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
