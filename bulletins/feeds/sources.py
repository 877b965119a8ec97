"""The page that lists what a website offers to machines, and how other websites show its news."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from bulletins.feeds.channel import Channel
from bulletins.feeds.embed import MOST, USUAL
from bulletins.models import Category
from sites.http import AgencyRequest

# Names of routes, and what people call the formats.
FORMATS = {"bulletins_rss": "RSS", "bulletins_atom": "Atom", "bulletins_json": "JSON"}


def sources(request: AgencyRequest) -> HttpResponse:
    """Every feed of this website, its calendar, and the code to show its bulletins elsewhere."""
    agency = request.agency
    channels = [Channel(agency), *(Channel(agency, category) for category in Category)]
    calendar = agency.root_url + reverse("bulletins_calendar")
    context = {
        "formats": FORMATS.values(),
        "channels": [
            (channel, [(channel.path(name), label) for name, label in FORMATS.items()])
            for channel in channels
        ],
        "webcal_url": f"webcal:{calendar.partition(':')[2]}",
        "embed_url": agency.root_url + reverse("bulletins_embed"),
        "usual": USUAL,
        "most": MOST,
    }
    return TemplateResponse(request, "bulletins/sources.html", context)
