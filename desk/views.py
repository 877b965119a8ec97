"""Public views of drafts: the page at a secret address on the unit's website, and its files.

What they answer is for the holder of the address alone: it is in no cache and no search engine,
and the address goes neither into logs (``accounts.services.secret_urls``) nor to other websites.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.models import PreviewableMixin

from accounts.views.account import rate_limited
from desk.selectors.draft_links import SharedDraft, find_draft_link, find_shared_draft
from ops.http.rate_limit import is_rate_limited
from sites.requests import AgencyRequest
from sites.views.documents import PDF, PDF_POLICY, make_uncacheable, send_file, send_immutable

# Requests from one IP address, which an office may share; a draft with its pictures takes dozens.
MAX_REQUESTS, PERIOD = 600, timedelta(minutes=10)

Answer = Callable[..., HttpResponseBase]


def _for_holders(view: Callable[..., HttpResponseBase]) -> Answer:
    """Decorate a view of a ``SharedDraft``: look for it by its secret, and protect the answer.

    Raises Http404 for a wrong secret, and for one of another website. A link that is over answers
    410 in words, without a word of what it led to.
    """

    @require_safe
    @wraps(view)
    def answer(request: AgencyRequest, secret: str, **kwargs: Any) -> HttpResponseBase:
        if is_rate_limited(request, "draft-link", most=MAX_REQUESTS, period=PERIOD):
            return _protect(rate_limited(request))
        link = find_draft_link(request.agency, secret) if request.agency else None
        if link is None:
            raise Http404
        shared = find_shared_draft(link)
        if shared is None:
            over = TemplateResponse(request, "desk/draft_link_over.html", status=HTTPStatus.GONE)
            return _protect(over)
        return _protect(view(request, shared, secret=secret, **kwargs))

    return answer


def _protect(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return make_uncacheable(response)


@_for_holders
def serve_draft(request: AgencyRequest, shared: SharedDraft, *, secret: str) -> HttpResponseBase:
    """Show a draft as the page will look, with a bar above it; redirect to what is published.

    It is rendered as the previews of the admin are, by a request that nobody made: it has no
    cookies, runs no scripts, counts no visit, and its links do not know the secret.
    """
    if shared.public_url:
        return HttpResponseRedirect(shared.public_url)
    draft: PreviewableMixin = shared.draft
    code = request.agency.code if shared.link.bulletin_id else draft.default_preview_mode
    rendered = draft.make_preview_request(
        preview_mode=code, extra_request_attrs={"draft_link": shared.link}
    )
    address = reverse("draft", args=[secret])
    html = shared.link_files(rendered.content.decode(), address)
    response = HttpResponse(html, status=rendered.status_code)
    response.headers["Content-Language"] = rendered.headers.get(
        "Content-Language", settings.LANGUAGE_CODE
    )
    response.headers[HEADER] = build_policy(settings.DRAFT_CSP)
    return response


@_for_holders
def serve_draft_document(
    request: AgencyRequest, shared: SharedDraft, *, secret: str, key: int, name: str
) -> HttpResponseBase:
    """Serve a document that the draft uses; Http404 for any other.

    Once everything is published, redirect to the public address, which judges by itself.
    """
    if shared.public_url:
        return HttpResponseRedirect(reverse("wagtaildocs_serve", args=[key, name]))
    document = shared.find_document(key, name)
    if document is None:
        raise Http404
    content_type = document.content_type
    disposition = content_disposition_header(content_type != PDF, document.filename) or ""
    response = send_file(
        request, document.file, content_type, disposition=disposition, etag=document.file_hash
    )
    if content_type == PDF:
        response.headers[HEADER] = PDF_POLICY
    return response


@_for_holders
def serve_draft_image(
    request: AgencyRequest, shared: SharedDraft, *, secret: str, path: str
) -> HttpResponseBase:
    """Serve a picture that the draft uses, by the path of its file; Http404 for any other.

    Once everything is published, redirect to the public address, which judges by itself.
    """
    if shared.public_url:
        return HttpResponseRedirect(settings.MEDIA_URL + quote(path))
    rendition = shared.find_rendition(path)
    if rendition is None:
        raise Http404
    return send_immutable(request, rendition.file)
