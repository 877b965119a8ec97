"""The number of each request, its line in the log, its place in the counts, and its error.

The number stands in the header ``X-Request-Id``, on every error page and in every line of the log:
who tells of a trouble names it, and whoever looks after the server finds the lines. It is put on
the response outside of the page cache, so that no kept page holds one.
"""

import logging
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ops.errors.recorder import make_occurrence, recorder
from ops.errors.sentry import send_to_sentry
from ops.logs import RequestRecord, find_request_record, in_request, mask_personal
from ops.system.counters import NOT_COUNTED, count_request, get_request_kind

logger = logging.getLogger("ops.requests")

HEADER = "X-Request-Id"
_WSGI_HEADER = "HTTP_X_REQUEST_ID"
# What a proxy may send: nginx's $request_id, a UUID, and the like.
_FORMAT = re.compile(r"[A-Za-z0-9-]{8,64}")
# Half of what a UUID has, so that people can read it out on the telephone.
_BYTES = 8


class RequestLogMiddleware:
    """Middleware that numbers, logs and counts requests; the first of all.

    The request that Wagtail makes for a preview keeps the number of the one that it is part of.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if find_request_record() is not None:
            return self.get_response(request)
        began = perf_counter()
        record = RequestRecord(_get_id(request), find_person=lambda: _find_person(request))
        with in_request(record):
            try:
                response = self.get_response(request)
            except Exception:
                # The page of an error could not be drawn either.
                _note_error(request, HTTPStatus.INTERNAL_SERVER_ERROR, record)
                raise
            response.headers[HEADER] = record.id
            _note_error(request, response.status_code, record)
            if request.path_info not in NOT_COUNTED:
                _write_down(request, response.status_code, record, perf_counter() - began)
        return response


def _get_id(request: HttpRequest) -> str:
    # For a kept page it counts that ``request.headers`` makes a dictionary of all headers.
    given = request.META.get(_WSGI_HEADER, "") if settings.REQUEST_ID_FROM_PROXY else ""
    return given if _FORMAT.fullmatch(given) else secrets.token_hex(_BYTES)


def _find_person(request: HttpRequest) -> int | None:
    # Set once a view or a middleware has asked who it is: the log itself never reads a session.
    return getattr(vars(request).get("_cached_user"), "pk", None)


def _note_error(request: HttpRequest, status: int, record: RequestRecord) -> None:
    """Note what went wrong, unless somebody was given another answer all the same."""
    if record.error and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        noted = make_occurrence(request, status, record.id, record.agency, record.page_type)
        recorder.add(record.error, noted)
        send_to_sentry(record.error, noted)


def _write_down(request: HttpRequest, status: int, record: RequestRecord, duration: float) -> None:
    kind = get_request_kind(request.method or "", request.path_info)
    count_request(kind=kind, host=record.host_class, status=status, seconds=duration)
    if not logger.isEnabledFor(logging.INFO):
        return
    match = request.resolver_match
    fields = {
        "method": request.method,
        "path": mask_personal(request.path_info),
        "route": match.view_name if match else "",
        "status": status,
        "milliseconds": round(duration * 1000, 1),
        "kind": kind,
        "host_class": record.host_class,
        "cache": record.cache,
    }
    known = {name: value for name, value in fields.items() if value != ""}
    logger.info("%s %s %s", fields["method"], fields["path"], status, extra={"fields": known})
