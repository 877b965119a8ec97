"""Sizes of pictures that websites show beside those of ``content.renditions``.

The queue makes them; what is missing here a page would lack for ever.
"""

from collections.abc import Iterator

from content.models import CustomImage
from sites.models import AgencySettings

# The picture of a link in messages, and of an article among its structured data.
PREVIEW_SPEC = "fill-1200x630|format-jpeg"
ARTICLE_SPEC = "width-960|format-webp"
# templates/home/organisation/person.html
PORTRAIT_SPEC = "fill-192x256|format-webp|preserve-svg"
# templates/components/monogram.html
EMBLEM_SPEC = "max-96x96"
# Sides of the signs of a website in pixels: that of the drawing, then those of home.views.icons.
DRAWN_SIDE = 128
ICON_SIDES = (32, 180, 192, 512)
# An emblem is used if it is about square, and large enough (pixels) not to be blurred.
MIN_SIDE_PIXELS = 256
MAX_ASPECT_RATIO = 4 / 3


def list_page_specs(image: CustomImage) -> Iterator[str]:
    """Yield the filters by which pages of websites show a picture."""
    yield PORTRAIT_SPEC
    if not image.is_svg():
        yield PREVIEW_SPEC
        yield ARTICLE_SPEC
    if AgencySettings.objects.filter(emblem=image).exists():
        yield EMBLEM_SPEC
        if is_fit_for_icons(image):
            yield from (get_icon_spec(side) for side in (DRAWN_SIDE, *ICON_SIDES))


def get_icon_spec(side: int) -> str:
    """Return the filter that makes the sign of a website, ``side`` in pixels, of an emblem."""
    return f"square-{side}|format-png"


def is_fit_for_icons(image: CustomImage) -> bool:
    """Return whether signs can be made of an emblem.

    Not of SVG, because nothing here rasterizes it; if the shorter side is below
    ``MIN_SIDE_PIXELS``; if the ratio of the sides is above ``MAX_ASPECT_RATIO``.
    """
    if image.is_svg():
        return False
    shorter, longer = sorted((image.width, image.height))
    return shorter >= MIN_SIDE_PIXELS and longer <= shorter * MAX_ASPECT_RATIO
