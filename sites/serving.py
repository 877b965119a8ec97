"""Handing out files: to whom, and how browsers are to take them.

See docs/decisions/0039-files-are-checked-at-the-request.md.
"""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File as StoredFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.models import CollectionViewRestriction, PageViewRestriction
from wagtail.permissions import policy_registry

from sites.http import AnyHostRequest
from sites.models import AgencyDocument, AgencyImage, AgencyRendition
from sites.remembering import make_anew
from sites.uploads.visibility import File, get_visibility, is_seen_in_use

PDF = "application/pdf"
# Nothing a file holds may load or run anything, or belong to the origin it came from.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Browsers show a PDF by a page of their own, with styles in it, and some put that under the policy
# of the file; a sandbox would stop it altogether.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
UNKNOWN_TYPE = "application/octet-stream"
# What is shown inside a page and harmless alone. Everything else is downloaded where somebody
# opens its address, drawings (SVG) among it: inside a page they are pictures all the same.
INLINE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
OTHER_TYPES = {".svg": "image/svg+xml"}
SEEN_BY = ["choose", "change"]
# A location of the web server that it hands out to nobody who asks for it; see deploy/nginx.conf.
INTERNAL_PREFIX = "/-/tep/"
ACCEL_HEADER = "X-Accel-Redirect"
# A file under a name of its own never changes; only the browser that has it may keep it.
IMMUTABLE = "private, max-age=31536000, immutable"


@require_safe
def serve_document(request: AnyHostRequest, document_id: str, name: str) -> HttpResponseBase:
    """Hand out a document to those who may have it, 404 or 410 to all others.

    ``name``: the name of its file; a wrong one is answered as an unknown document is.
    """
    read_session(request)
    documents = AgencyDocument.objects.select_related("collection")
    document: AgencyDocument = get_object_or_404(documents, pk=document_id)
    if document.filename != name:
        raise Http404
    access = get_access(document, request)
    if access.refusal:
        return access.refusal
    # Wagtail's asks for the password of a collection.
    for check in hooks.get_hooks("before_serve_document"):
        answer = check(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    document_served.send(sender=AgencyDocument, instance=document, request=request)
    content_type = document.content_type
    response = send_file(
        document.file,
        content_type,
        disposition=content_disposition_header(content_type != PDF, document.filename) or "",
        etag=document.file_hash,
    )
    if content_type == PDF:
        response.headers["Content-Security-Policy"] = PDF_POLICY
    if request.agency is None:
        response.headers["Cache-Control"] = "private, no-cache"
    return response if access.is_for_everybody else for_one_reader(response)


@require_safe
def serve_picture(request: AnyHostRequest, path: str) -> HttpResponseBase:
    """Hand out a size of a picture, by the path of its file below ``images/``."""
    read_session(request)
    renditions = AgencyRendition.objects.select_related("image__collection")
    rendition: AgencyRendition = get_object_or_404(
        renditions, file=f"images/{path}", image__binned_at=None
    )
    access = get_access(rendition.image, request)
    if access.refusal:
        return access.refusal
    for restriction in access.collection_restrictions:
        if not (has_session(request) and restriction.accept_request(request)):
            raise Http404
    response = send_immutable(rendition.file)
    return response if access.is_for_everybody else for_one_reader(response)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser has sent a session, which it gets with the password of a page."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def read_session(request: HttpRequest) -> None:
    """Read the reader's session, if there is one, whether or not the file needs it.

    Django says in an answer (``Vary``, ``Set-Cookie``) that a session was looked at: that would
    tell a file behind a password from one that is not there.
    """
    if has_session(request):
        request.session.get(PageViewRestriction.passed_view_restrictions_session_key)


@dataclass(frozen=True)
class Access:
    """What ``request`` may have of a file: it, or ``refusal``, which says that it is gone."""

    is_for_everybody: bool
    collection_restrictions: list[CollectionViewRestriction] = field(default_factory=list)
    refusal: HttpResponse | None = None


def get_access(file: File, request: AnyHostRequest) -> Access:
    """Return how ``request`` may have a file, or the answer 410 where that is due.

    Raises Http404 in all other cases, so that nothing tells a private file from none.
    """
    if request.agency is None:
        if not is_seen_by_staff(request, file):
            raise Http404
        return Access(is_for_everybody=True)
    visibility = get_visibility(file, request.agency)
    if visibility.is_public or (has_session(request) and visibility.has_passed(request)):
        restrictions = list(file.collection.get_view_restrictions())
        return Access(visibility.is_public and not restrictions, restrictions)
    if visibility.respond_gone is None:
        raise Http404
    return Access(is_for_everybody=True, refusal=visibility.respond_gone(request))


def is_seen_by_staff(request: HttpRequest, file: File) -> bool:
    """Whether the admin shows a file to the person who asks.

    It does to those who may choose or change it. A picture is also in previews and on screens:
    of what uses it, those see it who may look at that.
    """
    policy = policy_registry.get_by_type(type(file))
    if policy.user_has_any_permission_for_instance(request.user, SEEN_BY, file):
        return True
    if not isinstance(file, AgencyImage) or not request.user.has_perm("wagtailadmin.access_admin"):
        return False
    return is_seen_in_use(request.user, file) or get_visibility(file).is_public


def send_immutable(file: StoredFile) -> HttpResponseBase:
    """Return a file that is shown or played inside pages, and has a name of its own."""
    path = PurePosixPath(file.name or "")
    content_type = INLINE_TYPES.get(path.suffix.lower())
    response = send_file(
        file,
        content_type or OTHER_TYPES.get(path.suffix.lower(), UNKNOWN_TYPE),
        disposition="" if content_type else "attachment",
        etag=path.name,
    )
    response.headers["Cache-Control"] = IMMUTABLE
    return response


def send_file(
    file: StoredFile, content_type: str, *, disposition: str, etag: str
) -> HttpResponseBase:
    """Return a stored file: by the web server, or by Django itself with ``SERVE_MEDIA``.

    ``disposition``: the whole header; empty: none. ``etag``: what is another one for other
    content, without quotes; web servers make their own. Raises Http404 where the storage does not
    have the file.
    """
    response: HttpResponseBase
    if settings.SERVE_MEDIA:
        try:
            response = FileResponse(file.open("rb"), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
        response.headers["ETag"] = quote_etag(etag)
        response.headers.pop("Content-Disposition", None)
    else:
        response = HttpResponse(content_type=content_type)
        response.headers[ACCEL_HEADER] = INTERNAL_PREFIX + quote(file.name or "")
    if disposition:
        response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def for_one_reader(response: HttpResponseBase) -> HttpResponseBase:
    """Let nobody keep an answer that only some may have: no cache, no browser."""
    response.headers["Cache-Control"] = "private, no-store"
    return make_anew(response)
