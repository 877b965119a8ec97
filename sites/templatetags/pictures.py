"""Pictures on pages; see templates/components/picture.html."""

from django import template

from sites.models import AgencyImage
from sites.uploads.sizes import Shown, shown

register = template.Library()


@register.simple_tag
def sizes_of(picture: AgencyImage, shape: str) -> Shown:
    """What a page offers of a picture in a shape of ``sites.uploads.sizes``."""
    return shown(picture, shape)
