"""Names and values in the body of a request, for every content type that views accept."""

import io
import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
FORM_TYPES = {FORM, MULTIPART}

BodyValue = tuple[str, object]


def has_body(request: HttpRequest) -> bool:
    """Return whether the headers of a request announce a body."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META


def list_body_values(request: HttpRequest) -> Iterator[BodyValue]:
    """Yield each name and value of the body: form fields, or JSON members at any depth.

    Forms are read for every method, not only POST. Form values are strings; JSON values may be
    numbers, booleans, lists, dicts or None. Yields nothing for no body and for other content
    types. Raises BadRequest for a malformed body, and for JSON that is no object or is nested
    too deeply to be parsed.
    """
    if request.method == "POST" and request.content_type != JSON:
        yield from _list_fields(request.POST)
    elif not has_body(request):
        return
    elif request.content_type == JSON:
        yield from _list_members(request.body)
    elif request.content_type == FORM:
        yield from _list_fields(QueryDict(request.body, encoding=request.encoding))
    elif request.content_type == MULTIPART:
        yield from _list_fields(_parse_multipart(request))


def _list_fields(sent: QueryDict) -> Iterator[BodyValue]:
    return ((name, value) for name, values in sent.lists() for value in values)


def _list_members(body: bytes) -> list[BodyValue]:
    members: list[BodyValue] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # Parsers differ in whether the first or last of duplicate names counts: check both.
        members.extend(pairs)
        return dict(pairs)

    try:
        read = json.loads(body.decode(), object_pairs_hook=keep)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is no JSON that can be read.") from error
    if not isinstance(read, dict):
        raise BadRequest("The body is no object of JSON.")
    return members


def _parse_multipart(request: HttpRequest) -> QueryDict:
    # Django parses forms of POST requests only; REST framework parses those of other methods too.
    content = io.BytesIO(request.body)
    try:
        parser = MultiPartParser(request.META, content, request.upload_handlers, request.encoding)
        return parser.parse()[0]
    except MultiPartParserError as error:
        raise BadRequest("The body is no form that can be read.") from error
