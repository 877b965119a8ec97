"""Page that lists the feeds of a website and the code to embed its bulletins."""

from collections.abc import Callable

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bulletins.feeds.channel import Channel, ProvinceChannel
from bulletins.feeds.embed import MOST, USUAL
from bulletins.models import Category
from sites.http import AgencyRequest
from sites.models import Agency, Kind

# Returns the title and the path of other feeds of the requested website.
MoreFeeds = Callable[[AgencyRequest], list[tuple[str, str]]]
_more: list[MoreFeeds] = []
FORMATS = {"RSS": "rss.xml", "Atom": "atom.xml", "JSON": "feed.json"}


def list_with_feeds(more: MoreFeeds) -> None:
    """Register feeds of something else than bulletins, to be listed too."""
    _more.append(more)


def sources(request: AgencyRequest) -> HttpResponse:
    """Return the page: all feeds of this website, its calendar and the code to embed."""
    agency = request.agency
    calendar = agency.root_url + reverse("bulletins_calendar")
    context = {
        "formats": FORMATS,
        "feeds": [
            (subject, {label: channel.path(file) for label, file in FORMATS.items()})
            for subject, channel in _channels(agency)
        ],
        "page_feeds": [feed for more in _more for feed in more(request)],
        "webcal_url": f"webcal:{calendar.partition(':')[2]}",
        "embed_code": _embed_code(agency),
        "usual": USUAL,
        "most": MOST,
        "categories": Category.choices,
    }
    return TemplateResponse(request, "bulletins/sources.html", context)


def _embed_code(agency: Agency) -> str:
    """Return the iframe for other websites: text on this page, markup on theirs."""
    return format_html(
        '<iframe src="{}?so={}" title="{} · {}" '
        'width="100%" height="480" loading="lazy" style="border:0"></iframe>',
        agency.root_url + reverse("bulletins_embed"),
        USUAL,
        _("Bulletins"),
        agency.heading,
    )


def _channels(agency: Agency) -> list[tuple[str, Channel]]:
    channels = [(_("All bulletins"), Channel(agency))]
    if agency.kind == Kind.PROVINCE:
        channels.append((_("The whole province"), ProvinceChannel(agency)))
    return channels + [(str(category.label), Channel(agency, category)) for category in Category]
