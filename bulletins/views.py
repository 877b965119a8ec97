"""Bulletins on an agency's website: the list, the archive, one bulletin."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation

from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from bulletins.notices import Notice, in_language_of_moment
from bulletins.schema_org import special_announcement
from sites.http import AgencyRequest

PAGE_SIZE = 20


def bulletin_list(request: AgencyRequest) -> HttpResponse:
    """Everything in force on this website."""
    return _listing(request, Bulletin.objects.visible_on(request.agency).in_feed_order())


def archive(request: AgencyRequest) -> HttpResponse:
    """Everything that was in force on this website and has expired."""
    expired = Bulletin.objects.expired_on(request.agency).newest_first()
    return _listing(request, expired, archive=True)


def bulletin(request: AgencyRequest, slug: str) -> HttpResponse:
    """One bulletin; an expired one stays at its address and says so."""
    shown = Bulletin.objects.published_to(request.agency).select_related("source__site", "locale")
    source = get_object_or_404(shown.prefetch_related("audience"), slug=slug)
    [notice] = in_language_of_moment([source])
    return render_bulletin(request, source=notice.source, text=notice.text)


def render_bulletin(request: AgencyRequest, *, source: Bulletin, text: Bulletin) -> HttpResponse:
    """Draw a bulletin on the website of ``request.agency``; also used for previews."""
    with translation.override(text.language):
        canonical_url = source.canonical_url(request.agency)
    context = {
        "notice": Notice(source, text),
        "expired": source.is_expired(),
        "attachments": text.attachments.select_related("document"),
        "canonical_url": canonical_url,
        "structured_data": special_announcement(source, text, request.agency, canonical_url),
    }
    return TemplateResponse(request, "bulletins/bulletin.html", context)


def _listing(
    request: AgencyRequest, sources: BulletinQuerySet, *, archive: bool = False
) -> HttpResponse:
    sources = sources.select_related("source", "locale")
    entries = Paginator(sources, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "entries": entries,
        "notices": in_language_of_moment(entries.object_list),
        "archive": archive,
    }
    return TemplateResponse(request, "bulletins/list.html", context)
