"""Icons of a website (SVG and PNG) and its web app manifest.

Made from the agency's emblem if it is suitable, else drawn from its monogram and accent colour,
so that every website has an icon without any work. The page cache holds them.
"""

import base64
import io
from functools import cache

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from content.languages import get_interface_language
from content.renditions import find_rendition
from content.typesetter import FONT_FOLDER
from home.renditions import DRAWN_SIDE, ICON_SIDES, get_icon_spec, is_fit_for_icons
from sites.models import Accent
from sites.requests import AgencyRequest

# The values of static/css/tokens.css; a test compares them.
COLOURS = {
    Accent.LAM: "#0b4f8a",
    Accent.NGOC: "#0a5c57",
    Accent.LUC: "#2d5a1e",
    Accent.CHAM: "#3a3f8f",
    Accent.MAN: "#7a1f48",
    Accent.NAU: "#6a3e12",
}
PAPER = "#ffffff"
# Height of the letters as a fraction of the icon's side, by the number of letters.
HEIGHTS = {1: 0.62, 2: 0.5, 3: 0.38, 4: 0.3}
# Letters are drawn at this multiple of the size and scaled down, for smooth edges.
FINER = 4


def icon_svg(request: AgencyRequest) -> HttpResponse:
    """Return the icon as SVG, for browser tabs."""
    letters = _get_letters(request)
    emblem = _find_emblem(request, DRAWN_SIDE)
    context = {
        "emblem": base64.b64encode(emblem or b"").decode(),
        "letters": letters,
        "colour": _get_colour(request),
        "paper": PAPER,
        # A string, because templates write numbers with the comma of the active language.
        "height": str(HEIGHTS[len(letters)] * 64),
    }
    svg = render_to_string("home/icon.svg", context)
    return HttpResponse(svg, content_type="image/svg+xml")


def icon_png(request: AgencyRequest, size: int) -> HttpResponse:
    """Return the icon as PNG, for home screens and for browsers without SVG icons.

    ``size``: side in pixels; raises Http404 if it is not one of ``SIZES``.
    """
    if size not in ICON_SIDES:
        raise Http404
    sign = _find_emblem(request, size) or _encode_png(_draw_letters(request, size))
    return HttpResponse(sign, content_type="image/png")


def manifest(request: AgencyRequest) -> HttpResponse:
    """Return the web app manifest, used when a website is put on a home screen (W3C)."""
    icons = [
        {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    data = {
        "name": request.agency.name,
        "short_name": request.agency.heading,
        "description": _("The website of %(agency)s.") % {"agency": request.agency.name},
        "lang": get_interface_language(),
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": _get_colour(request),
        "icons": icons,
    }
    return JsonResponse(
        data,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _get_letters(request: AgencyRequest) -> str:
    return request.agency_settings.monogram[:4] or request.agency.initials or "·"


def _get_colour(request: AgencyRequest) -> str:
    return COLOURS[Accent(request.agency_settings.accent)]


def _find_emblem(request: AgencyRequest, side: int) -> bytes | None:
    """Return the sign made of the agency's emblem as PNG, ``side`` in pixels.

    None if it has no emblem that is suitable, or while its file is missing or cannot be read.
    """
    image = request.agency_settings.emblem
    if image is None or not is_fit_for_icons(image):
        return None
    sign = find_rendition(image, get_icon_spec(side))
    try:
        return b"".join(sign.file.storage.read_range(sign.file.name)) if sign else None
    except OSError:
        # The drawn icon is used.
        return None


def _draw_letters(request: AgencyRequest, size: int) -> Image.Image:
    letters = _get_letters(request)
    side = size * FINER
    sign = Image.new("RGB", (side, side), _get_colour(request))
    font = _load_font(round(side * HEIGHTS[len(letters)]))
    centre = (side / 2, side / 2)
    ImageDraw.Draw(sign).text(centre, letters, font=font, fill=PAPER, anchor="mm")
    return sign.resize((size, size), Image.Resampling.LANCZOS)


def _encode_png(sign: Image.Image) -> bytes:
    file = io.BytesIO()
    sign.save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def _load_font(height: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FOLDER / "be-vietnam-pro-700.ttf", height)
