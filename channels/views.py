"""Public views of channels: Wi-Fi page, poster, CAP messages, embedded list, feeds, recordings.

Recordings are public once published, as long as their bulletin is.
"""

from collections.abc import Callable
from typing import cast

from csp.constants import HEADER
from csp.utils import build_policy
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseGone, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bulletins.models import Bulletin, Category, Urgency
from bulletins.selectors.banners import get_cache_expiry
from bulletins.selectors.localized import localize_bulletins
from bulletins.views.detail import bulletin_gone
from channels.cap.document import CONTENT_TYPE, render_alert
from channels.cap.messages import build_alert_chains
from channels.feeds.source import FeedSource, ProvinceFeedSource
from channels.formats.poster import render_public_poster
from channels.formats.wifi import POLICY, render_wifi_page
from channels.models import BulletinRecording
from channels.permissions import can_hear
from channels.selectors.context import ChannelContext
from channels.selectors.recordings import is_heard_on
from sites.caching.site_cache import get_or_build
from sites.models import Agency, Kind
from sites.requests import AgencyRequest, SiteRequest
from sites.views.documents import read_session, send_immutable

# Content Security Policy of the embedded list: any website may frame it; no scripts, no forms.
EMBED_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}
# Bulletins in the embedded list.
DEFAULT_ITEMS, MAX_EMBEDDED_ITEMS = 5, 20

# Returns the title and the path of other feeds of the requested website.
MoreFeeds = Callable[[AgencyRequest], list[tuple[str, str]]]
_more: list[MoreFeeds] = []
FORMATS = {"RSS": "rss.xml", "Atom": "atom.xml", "JSON": "feed.json"}


def wifi(request: AgencyRequest, slug: str) -> HttpResponse:
    """Return the welcome page for a bulletin on this website; an expired one says so.

    404 if the website does not show the bulletin.
    """
    shown = Bulletin.objects.published_to(request.agency).select_related("source__site", "locale")
    [bulletin] = localize_bulletins([get_object_or_404(shown, slug=slug)])
    page = render_wifi_page(ChannelContext(bulletin, request.agency), get_language() or "")
    # Set on the response itself, so that the page cache stores it with the page.
    return HttpResponse(page, headers={HEADER: build_policy(POLICY)})


def poster(request: AgencyRequest, slug: str) -> HttpResponse:
    """Return the poster of an emergency as PDF (A4), which its alert offers to print.

    404 if the website shows no emergency with this slug. It is made once for all requests, those
    with a query too, which pass by the page cache.
    """
    emergencies = Bulletin.objects.published_to(request.agency).filter(urgency=Urgency.EMERGENCY)
    rows = emergencies.select_related("source__site", "locale")
    [bulletin] = localize_bulletins([get_object_or_404(rows, slug=slug)])
    context = ChannelContext(bulletin, request.agency)
    content = get_or_build(
        request,
        f"poster {slug}",
        lambda: render_public_poster(context),
        # It says until when the emergency is in force, or was.
        until=lambda: get_cache_expiry(request.host_match, timezone.now()),
    )
    return HttpResponse(content, content_type="application/pdf")


def cap_message(request: AgencyRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Return a message as XML, the latest one if `number` is None.

    404 if the website neither shows the bulletin nor did until it was withdrawn, and if there is no
    such message. The province's website has the messages of all its units. If the bulletin was
    withdrawn, only the last message is left; earlier ones answer 410, as the bulletin's page does.
    """
    agency = request.agency
    channel = _get_widest_source(agency)
    source = channel.find_alarming(slug)
    if source is None:
        raise Http404
    chain = build_alert_chains([source], agency.active_parent or agency)[source.translation_key]
    wanted = (
        chain[-1:] if number is None else [message for message in chain if message.number == number]
    )
    if not wanted:
        raise Http404
    if source.withdrawn_at and wanted != chain[-1:]:
        return HttpResponseGone()
    carrier = channel.find_carrier(source)
    response = HttpResponse(render_alert(wanted[0], carrier), content_type=CONTENT_TYPE)
    if carrier != agency:
        # Not cached: it changes without this website's cache versions.
        patch_cache_control(response, private=True, no_cache=True)
    return response


@xframe_options_exempt
def embed(request: AgencyRequest) -> HttpResponse:
    """Return a page with the first bulletins in force on this website.

    Query string: `so`: how many (5; at most 20); `muc`: a category. Invalid values are ignored.
    """
    visible = Bulletin.objects.visible_on(request.agency)
    category = request.GET.get("muc", "")
    if category in Category.values:
        visible = visible.filter(category=category)
    rows = visible.ordered_for_feed().select_related("locale")[
        : _parse_limit(request.GET.get("so", ""))
    ]
    return TemplateResponse(
        request,
        "channels/embed.html",
        {"bulletins": localize_bulletins(rows)},
        # Set on the response itself, so that the page cache stores them with the page.
        headers={
            HEADER: build_policy(EMBED_POLICY),
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def _parse_limit(value: str) -> int:
    """Return how many bulletins to list: the number in `value`, or the most for a larger one.

    The default for 0 and for what is no number.
    """
    # Cut before it is read: reading a number takes the square of its length.
    digits = value.lstrip("0")[: len(str(MAX_EMBEDDED_ITEMS)) + 1] if value.isdecimal() else ""
    return min(int(digits or 0), MAX_EMBEDDED_ITEMS) or DEFAULT_ITEMS


def register_feeds(more: MoreFeeds) -> None:
    """Register feeds of something else than bulletins, to be listed too."""
    _more.append(more)


def sources(request: AgencyRequest) -> HttpResponse:
    """Return the page: all feeds of this website, its calendar and the code to embed."""
    agency = request.agency
    calendar = agency.root_url + reverse("bulletins_calendar")
    context = {
        "formats": FORMATS,
        "feeds": [
            (subject, {label: channel.get_path(file) for label, file in FORMATS.items()})
            for subject, channel in _list_sources(agency)
        ],
        "is_province": agency.kind == Kind.PROVINCE,
        "page_feeds": [feed for more in _more for feed in more(request)],
        "webcal_url": f"webcal:{calendar.partition(':')[2]}",
        "embed_code": _render_embed_code(agency),
        "usual": DEFAULT_ITEMS,
        "most": MAX_EMBEDDED_ITEMS,
        "categories": Category.choices,
    }
    return TemplateResponse(request, "channels/sources.html", context)


def _render_embed_code(agency: Agency) -> str:
    """Return the iframe for other websites: text on this page, markup on theirs."""
    return format_html(
        '<iframe src="{}?so={}" title="{} · {}" '
        'width="100%" height="480" loading="lazy" style="border:0"></iframe>',
        agency.root_url + reverse("bulletins_embed"),
        DEFAULT_ITEMS,
        _("Bulletins"),
        agency.heading,
    )


def _get_widest_source(agency: Agency) -> FeedSource:
    return ProvinceFeedSource(agency) if agency.kind == Kind.PROVINCE else FeedSource(agency)


def _list_sources(agency: Agency) -> list[tuple[str, FeedSource]]:
    channels = [(_("All bulletins"), FeedSource(agency))]
    if agency.kind == Kind.PROVINCE:
        channels.append((_("The whole province"), ProvinceFeedSource(agency)))
    return channels + [(str(category.label), FeedSource(agency, category)) for category in Category]


@require_safe
def serve_recording(request: SiteRequest, path: str) -> HttpResponseBase:
    """Serve a recording. `path`: path of its file below `ban-ghi/`.

    Websites serve it if they play it beside its bulletin (`is_heard_on`); else they answer 410 if
    the bulletin was withdrawn, 404 if not. The admin's host serves it to those who may hear it
    there (`can_hear`), to others 404. The path of an upload leads on to the levelled file.
    """
    read_session(request)
    recordings = BulletinRecording.objects.select_related("bulletin", "agency")
    name = f"ban-ghi/{path}"
    recording = get_object_or_404(recordings, Q(file=name) | Q(replaced_file=name))
    agency = request.agency
    if agency is None:
        if not (request.user.is_authenticated and can_hear(request.user, recording)):
            raise Http404
        return _send_recording(request, recording, name)
    if recording.published_at is None or recording.agency_id not in {None, agency.pk}:
        raise Http404
    if not Bulletin.objects.published_to(agency).filter(pk=recording.bulletin_id).exists():
        return bulletin_gone(cast(AgencyRequest, request), recording.bulletin.slug)
    if not is_heard_on(recording, agency):
        raise Http404
    return _send_recording(request, recording, name)


def _send_recording(
    request: SiteRequest, recording: BulletinRecording, name: str
) -> HttpResponseBase:
    if recording.file.name != name:
        return HttpResponseRedirect(recording.file.url)
    return send_immutable(request, recording.file)
