"""What browsers and telephones show of a website outside its pages: its sign, colour and name.

Made from the unit's emblem where it has one that is fit for it, else drawn from its monogram and
accent, so that every website has its own, without any work. The page cache keeps them.
"""

import base64
import io
from functools import cache

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bulletins.typesetting import FONT_FOLDER
from sites.http import AgencyRequest
from sites.models import Accent

# As in static/css/tokens.css; a test compares.
COLOURS = {
    Accent.LAM: "#0b4f8a",
    Accent.NGOC: "#0a5c57",
    Accent.LUC: "#2d5a1e",
    Accent.CHAM: "#3a3f8f",
    Accent.MAN: "#7a1f48",
    Accent.NAU: "#6a3e12",
}
PAPER = "#ffffff"
SIZES = {32, 180, 192, 512}
# How high the letters are, as a part of the sign, by their number.
HEIGHTS = {1: 0.62, 2: 0.5, 3: 0.38, 4: 0.3}
# Pixels drawn for each that is kept, so that small signs have smooth edges.
FINER = 4
# An emblem is a sign where it is about square, and not so small that it would be blurred.
LEAST_SIDE = 256
WIDEST = 4 / 3
# How much of the sign an emblem fills.
FILLED = 0.9


def icon_svg(request: AgencyRequest) -> HttpResponse:
    """The sign as a drawing, for browsers' tabs."""
    letters = _letters(request)
    emblem = _emblem(request)
    context = {
        "emblem": base64.b64encode(_png(_on_paper(emblem, 128))).decode() if emblem else "",
        "letters": letters,
        "colour": _colour(request),
        "paper": PAPER,
        # As text: a number would get the comma of the language.
        "height": str(HEIGHTS[len(letters)] * 64),
    }
    svg = render_to_string("home/icon.svg", context)
    return HttpResponse(svg, content_type="image/svg+xml")


def icon_png(request: AgencyRequest, size: int) -> HttpResponse:
    """The sign as a picture, for home screens and for browsers that know no drawings."""
    if size not in SIZES:
        raise Http404
    emblem = _emblem(request)
    sign = _on_paper(emblem, size) if emblem else _drawn(request, size)
    return HttpResponse(_png(sign), content_type="image/png")


def manifest(request: AgencyRequest) -> HttpResponse:
    """What a telephone keeps when a website is put on its home screen (W3C, Web App Manifest)."""
    icons = [
        {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    data = {
        "name": request.agency.name,
        "short_name": request.agency.heading,
        "description": _("The website of %(agency)s.") % {"agency": request.agency.name},
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": _colour(request),
        "icons": icons,
    }
    return JsonResponse(
        data,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _letters(request: AgencyRequest) -> str:
    return request.agency_settings.monogram[:4] or request.agency.initials or "·"


def _colour(request: AgencyRequest) -> str:
    return COLOURS[Accent(request.agency_settings.accent)]


def _emblem(request: AgencyRequest) -> Image.Image | None:
    """The unit's emblem, None where it has none that makes a good sign.

    A drawing (SVG) makes none: nothing here turns it into pixels.
    """
    picture = request.agency_settings.emblem
    if picture is None or picture.is_svg():
        return None
    shorter, longer = sorted((picture.width, picture.height))
    if shorter < LEAST_SIDE or longer > shorter * WIDEST:
        return None
    try:
        with picture.open_file() as file:
            return Image.open(file).convert("RGBA")
    except OSError:
        # The file is gone; pages go on without it too.
        return None


def _on_paper(emblem: Image.Image, size: int) -> Image.Image:
    """An emblem in the middle of a white square: it is drawn for paper."""
    inner = round(size * FILLED)
    fitted = ImageOps.contain(emblem, (inner, inner), Image.Resampling.LANCZOS)
    sign = Image.new("RGB", (size, size), PAPER)
    sign.paste(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2), fitted)
    return sign


def _drawn(request: AgencyRequest, size: int) -> Image.Image:
    letters = _letters(request)
    side = size * FINER
    sign = Image.new("RGB", (side, side), _colour(request))
    font = _font(round(side * HEIGHTS[len(letters)]))
    centre = (side / 2, side / 2)
    ImageDraw.Draw(sign).text(centre, letters, font=font, fill=PAPER, anchor="mm")
    return sign.resize((size, size), Image.Resampling.LANCZOS)


def _png(sign: Image.Image) -> bytes:
    file = io.BytesIO()
    sign.save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def _font(height: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FOLDER / "be-vietnam-pro-700.ttf", height)
