"""Template tag for responsive pictures; see templates/components/picture.html."""

from django import template

from content.models import AgencyImage
from content.renditions import Shown, shown

register = template.Library()


@register.simple_tag
def sizes_of(picture: AgencyImage, shape: str) -> Shown:
    """Return the renditions of a picture that a page offers; ``shape`` is a key of ``SHAPES``."""
    return shown(picture, shape)
