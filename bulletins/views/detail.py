"""The page of a bulletin, its structured data (schema.org), and the answer once withdrawn.

Also the page at the address of an urgent bulletin on a website that it is not for.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation

from bulletins.models import Bulletin, NoteKind, Urgency
from bulletins.selectors.localized import LocalizedBulletin, localize_bulletins, localize_preview
from bulletins.selectors.shown import find_published
from bulletins.selectors.urgent import (
    UrgentBulletin,
    find_urgent_elsewhere,
    get_issuer_url,
    list_showing_websites,
)
from content.languages import get_language_entry, list_hreflang
from content.qr import render_qr_data_url
from sites.models import AgencySettings
from sites.requests import AgencyRequest


def build_special_announcement(source: Bulletin, text: Bulletin, url: str) -> dict[str, object]:
    """Return a bulletin as https://schema.org/SpecialAnnouncement, for JSON-LD.

    ``source``, ``text``: as in ``LocalizedBulletin``. ``url``: the canonical URL. An unknown issuer
    is left out.
    """
    publisher = source.source
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": text.title,
        "text": text.summary,
        "url": url,
        "inLanguage": text.language,
        "datePosted": source.issued_on.isoformat(),
        "category": source.get_category_display(),
    }
    if publisher:
        data["publisher"] = {
            "@type": "GovernmentOrganization",
            "name": publisher.name,
            "url": publisher.root_url,
        }
    if source.changed_at:
        data["dateModified"] = source.changed_at.isoformat()
    if source.in_force_until:
        data["expires"] = source.in_force_until.isoformat()
    return data


def bulletin(request: AgencyRequest, slug: str) -> HttpResponse:
    """Show a bulletin, also an expired one; a withdrawn one answers 410 with the reason.

    In a preview it shows ``request.previewed``. An urgent bulletin in force that is not for this
    website answers with a page that leads to it. Raises Http404 if this website neither shows the
    bulletin nor had it withdrawn.
    """
    previewed = getattr(request, "previewed", None)
    if isinstance(previewed, Bulletin):
        return render_bulletin(request, localize_preview(previewed))
    source = find_published(request, slug)
    if source is None:
        elsewhere = find_urgent_elsewhere(request, slug)
        return render_elsewhere(request, elsewhere) if elsewhere else bulletin_gone(request, slug)
    [bulletin] = localize_bulletins([source])
    return render_bulletin(request, bulletin)


def render_bulletin(request: AgencyRequest, bulletin: LocalizedBulletin) -> HttpResponse:
    """Render a bulletin on the website of ``request.agency``; also used for previews."""
    source, text, whole = bulletin.source, bulletin.text, bulletin.whole.text
    request.content_language = text.language
    with translation.override(text.language):
        canonical_url = source.get_canonical_url(request.agency)
    with translation.override(whole.language):
        data = build_special_announcement(source, whole, canonical_url)
    with translation.override(source.language):
        source_path = source.path
    expired = source.is_expired()
    # Where it is printed from, which may be another website than the issuer's.
    page_url = request.agency.root_url + request.path
    context = {
        "bulletin": bulletin,
        "source_path": source_path,
        "expired": expired,
        "is_emergency": source.urgency == Urgency.EMERGENCY and not expired,
        "updates": source.list_notes(NoteKind.UPDATE),
        "corrections": source.list_notes(NoteKind.CORRECTION),
        "placement": source.get_placement(request.agency),
        # Files follow the source, as all but words does.
        "attachments": source.attachments.select_related("document"),
        "canonical_url": canonical_url,
        "page_url": page_url,
        "qr": render_qr_data_url(page_url),
        "og_locale": get_language_entry(whole.language).open_graph,
        "alternates": _list_alternates(request, source, canonical_url),
        "structured_data": data,
    }
    return TemplateResponse(request, "bulletins/bulletin.html", context)


def _list_alternates(
    request: AgencyRequest, source: Bulletin, canonical_url: str
) -> dict[str, str]:
    """Return the canonical URLs on this website by ``hreflang``, {} if only one."""
    root = request.agency.root_url
    if len(request.enabled_languages) == 1 or not canonical_url.startswith(f"{root}/"):
        return {}
    live = source.get_translations().filter(live=True)
    codes = live.filter(locale__language_code__in=request.enabled_languages)
    addresses = {}
    for code in (source.language, *codes.values_list("locale__language_code", flat=True)):
        with translation.override(code):
            address = source.get_canonical_url(request.agency)
        if address.startswith(f"{root}/"):
            addresses[code] = address
    return list_hreflang(addresses)


def render_elsewhere(request: AgencyRequest, bulletin: UrgentBulletin) -> HttpResponse:
    """Render where an urgent bulletin holds, what to do there, and the websites that show it."""
    request.content_language = bulletin.text.language
    context = {
        "bulletin": bulletin,
        "is_emergency": bulletin.source.urgency == Urgency.EMERGENCY,
        "websites": list_showing_websites(bulletin, request.agency),
        "canonical_url": get_issuer_url(bulletin),
        # For a bulletin that names nobody to call.
        "owner_telephone": AgencySettings.for_site(bulletin.owner.site).telephone,
    }
    return TemplateResponse(request, "bulletins/elsewhere.html", context)


def bulletin_gone(request: AgencyRequest, slug: str) -> HttpResponse:
    """Answer 410 Gone (RFC 9110, 15.5.11) with the reason why a bulletin was withdrawn.

    The page links the bulletin that holds instead, if this website shows it. It is also the answer
    for files of the bulletin. Raises Http404 if no bulletin with this slug was withdrawn here.
    """
    withdrawn = Bulletin.objects.withdrawn_from(request.agency).select_related("locale")
    [bulletin] = localize_bulletins([get_object_or_404(withdrawn, slug=slug)])
    shown = Bulletin.objects.published_to(request.agency).select_related("locale")
    successors = shown.filter(predecessors=bulletin.source.pk)
    context = {"bulletin": bulletin, "successors": localize_bulletins(successors)}
    return TemplateResponse(request, "bulletins/withdrawn.html", context, status=410)
