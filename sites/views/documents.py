"""Views that serve documents and pictures: access checks and response headers.

See docs/decisions/0039-files-are-checked-at-the-request.md.
"""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File as StoredFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.models import CollectionViewRestriction, PageViewRestriction
from wagtail.permissions import policy_registry

from content.files.audio import AUDIO_TYPES
from content.models import CustomDocument, CustomImage, CustomRendition
from sites.caching.site_cache import disable_page_cache
from sites.permissions.file_visibility import File, get_visibility, is_visible_in_use
from sites.requests import SiteRequest
from sites.views.file_streams import stream_file

PDF = "application/pdf"
# The content of a file may not load or run anything, and gets an opaque origin (``sandbox``).
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Browsers show a PDF in a page of their own, with inline styles, and some apply the policy of the
# file to that page; a sandbox would prevent it from being shown at all.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
UNKNOWN_TYPE = "application/octet-stream"
# Types that are shown in pages and are harmless when opened on their own. All others are downloaded
# when somebody opens their URL, including SVG, which still works as an image inside a page.
INLINE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
} | {f".{suffix}": content_type for suffix, content_type in AUDIO_TYPES.items()}
OTHER_TYPES = {".svg": "image/svg+xml"}
VIEW_PERMISSIONS = ["choose", "change"]
# An ``internal`` location of the web server; see deploy/nginx.conf.
INTERNAL_PREFIX = "/-/tep/"
ACCEL_HEADER = "X-Accel-Redirect"
# For files whose name is unique to their content. Cached by the browser only, not by proxies.
IMMUTABLE = "private, max-age=31536000, immutable"


@require_safe
def serve_document(request: SiteRequest, document_id: str, name: str) -> HttpResponseBase:
    """Serve a document to those who may have it; answer 404 or 410 to all others.

    ``name``: the name of its file; a wrong one gets 404 like an unknown document.
    """
    read_session(request)
    documents = CustomDocument.objects.select_related("collection")
    document: CustomDocument = get_object_or_404(documents, pk=document_id)
    if document.filename != name:
        raise Http404
    access = get_access(document, request)
    if access.refusal:
        return access.refusal
    # Wagtail's own hook asks for the password of a private collection.
    for check in hooks.get_hooks("before_serve_document"):
        answer = check(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    document_served.send(sender=CustomDocument, instance=document, request=request)
    content_type = document.content_type
    response = send_file(
        request,
        document.file,
        content_type,
        disposition=content_disposition_header(content_type != PDF, document.filename) or "",
        etag=document.file_hash,
    )
    if content_type == PDF:
        response.headers["Content-Security-Policy"] = PDF_POLICY
    if request.agency is None:
        response.headers["Cache-Control"] = "private, no-cache"
    return response if access.is_for_everybody else make_uncacheable(response)


@require_safe
def serve_image(request: SiteRequest, path: str) -> HttpResponseBase:
    """Serve a rendition of a picture, by the path of its file below ``images/``.

    Raises Http404 for readers who may not have it, including those without the password of its
    collection; answers 410 if what used the picture was withdrawn.
    """
    read_session(request)
    renditions = CustomRendition.objects.select_related("image__collection")
    rendition: CustomRendition = get_object_or_404(
        renditions, file=f"images/{path}", image__binned_at=None
    )
    access = get_access(rendition.image, request)
    if access.refusal:
        return access.refusal
    for restriction in access.collection_restrictions:
        if not (has_session(request) and restriction.accept_request(request)):
            raise Http404
    response = send_immutable(request, rendition.file)
    return response if access.is_for_everybody else make_uncacheable(response)


def has_session(request: HttpRequest) -> bool:
    """Return whether the browser sent a session cookie; citizens get one with a page's password."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def read_session(request: HttpRequest) -> None:
    """Access the session, if there is one, whether or not the file needs it.

    Django marks responses for which the session was accessed (``Vary``, ``Set-Cookie``). Without
    this, the headers would distinguish a file behind a password from one that does not exist.
    """
    if has_session(request):
        request.session.get(PageViewRestriction.passed_view_restrictions_session_key)


@dataclass(frozen=True)
class Access:
    """Result of an access check: the file may be served, or ``refusal`` (410) is the response.

    ``is_for_everybody``: the response needs no ``make_uncacheable``. The request still has to pass
    the ``collection_restrictions``.
    """

    is_for_everybody: bool
    collection_restrictions: list[CollectionViewRestriction] = field(default_factory=list)
    refusal: HttpResponse | None = None


def get_access(file: File, request: SiteRequest) -> Access:
    """Return how ``request`` may access a file, or a 410 if what used the file was withdrawn.

    Raises Http404 in all other cases, so that a private file cannot be told from a missing one.
    On the admin's host ``is_visible_to_staff`` decides, on websites the file's visibility.
    """
    if request.agency is None:
        if not is_visible_to_staff(request, file):
            raise Http404
        return Access(is_for_everybody=True)
    visibility = get_visibility(file, request.agency)
    if visibility.is_public or (has_session(request) and visibility.has_passed(request)):
        restrictions = list(file.collection.get_view_restrictions())
        return Access(visibility.is_public and not restrictions, restrictions)
    if visibility.respond_gone is None:
        raise Http404
    return Access(is_for_everybody=True, refusal=visibility.respond_gone(request))


def is_visible_to_staff(request: HttpRequest, file: File) -> bool:
    """Return whether the admin serves a file to the user of ``request``.

    It does to users who may choose or change the file. Pictures also appear in previews and lists,
    so users with access to the admin get those that are public and those that an object they may
    see uses.
    """
    policy = policy_registry.get_by_type(type(file))
    if policy.user_has_any_permission_for_instance(request.user, VIEW_PERMISSIONS, file):
        return True
    if not isinstance(file, CustomImage) or not request.user.has_perm("wagtailadmin.access_admin"):
        return False
    return is_visible_in_use(request.user, file) or get_visibility(file).is_public


def send_immutable(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Return a response with a file whose name is unique to its content, cacheable for a year.

    Types that are not in ``INLINE_TYPES`` are sent as attachments.
    """
    path = PurePosixPath(file.name or "")
    content_type = INLINE_TYPES.get(path.suffix.lower())
    response = send_file(
        request,
        file,
        content_type or OTHER_TYPES.get(path.suffix.lower(), UNKNOWN_TYPE),
        disposition="" if content_type else "attachment",
        etag=path.name,
    )
    response.headers["Cache-Control"] = IMMUTABLE
    return response


def send_file(
    request: HttpRequest, file: StoredFile, content_type: str, *, disposition: str, etag: str
) -> HttpResponseBase:
    """Return a response for a stored file, sent by the web server (``X-Accel-Redirect``).

    With ``SERVE_MEDIA`` Bantin sends it (``sites.views.file_streams``), which raises Http404 if the
    storage does not have the file.
    ``disposition``: the Content-Disposition header; empty for none. ``etag``: an unquoted value
    that differs for different content; web servers make their own.
    """
    response: HttpResponseBase
    if settings.SERVE_MEDIA:
        response = stream_file(request, file, content_type, etag=etag)
    else:
        response = HttpResponse(content_type=content_type)
        response.headers[ACCEL_HEADER] = INTERNAL_PREFIX + quote(file.name or "")
    if disposition:
        response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def make_uncacheable(response: HttpResponseBase) -> HttpResponseBase:
    """Exclude a response that only some readers may have from all caches, and return it."""
    response.headers["Cache-Control"] = "private, no-store"
    return disable_page_cache(response)
