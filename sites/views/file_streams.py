"""Responses with a stored file that Bantin sends itself: from S3, and in development.

They answer as web servers do: whole or in part, HEAD, and with tags of what a browser has already
(RFC 9110, 8.8.3, 13 and 14). Of several ranges in one request the whole file is sent, which the RFC
allows.
"""

import logging
import re
from http import HTTPStatus

from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

# Seconds after which to ask again for a file that the storage does not give now.
RETRY_SECONDS = 30
# More digits than any file has bytes are no range, and no number that Python would read.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

logger = logging.getLogger(__name__)


def stream_file(
    request: HttpRequest, file: File, content_type: str, *, etag: str
) -> HttpResponseBase:
    """Return a response with a stored file, or with the part that the request asks for.

    ``etag``: an unquoted value that differs for different content. Raises Http404 if the storage
    does not have the file; answers 503 if it cannot be read now, 304 or 412 where the request's
    conditions say so, 416 for a part that lies beyond its end.
    """
    tag = quote_etag(etag)
    try:
        size = file.size
        begun = _begin(request, file, size, tag)
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError as error:
        logger.error("A file cannot be read: %s", error)
        busy = HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        busy.headers["Retry-After"] = str(RETRY_SECONDS)
        busy.headers["Cache-Control"] = "no-store"
        return busy
    begun.headers["Content-Type"] = content_type
    begun.headers["ETag"] = tag
    begun.headers["Accept-Ranges"] = "bytes"
    return begun


def _begin(request: HttpRequest, file: File, size: int, tag: str) -> HttpResponseBase:
    conditional = get_conditional_response(request, etag=tag)
    if conditional is not None:
        return conditional
    found = _find_range(request, size, tag)
    if found and found[0] >= found[1]:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    start, stop = found or (0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        storage = file.storage  # type: ignore[attr-defined]
        bounds = found or (0, None)
        response = StreamingHttpResponse(storage.read_range(file.name, *bounds))
    response.headers["Content-Length"] = str(stop - start)
    if found:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _find_range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Return the first byte of the part that a request asks for, and the one after its last.

    None for the whole file: no part, several, an invalid one, or one of another version of the file
    (RFC 9110, 13.1.5). Of a part that cannot be satisfied the end is not behind the beginning.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not found or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = found.groups()
    if first:
        if last and int(last) < int(first):
            return None
        return int(first), min(int(last) + 1, size) if last else size
    return (max(0, size - int(last)), size if int(last) else 0) if last else None
