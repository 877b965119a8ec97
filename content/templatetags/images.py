"""Template tag for responsive pictures; see templates/components/picture.html."""

from django import template

from content.models import CustomImage
from content.renditions import ResponsivePicture, get_responsive_picture

register = template.Library()


@register.simple_tag
def responsive_picture(picture: CustomImage, shape: str) -> ResponsivePicture:
    """Return the renditions of a picture that a page offers; ``shape`` is a key of ``SHAPES``."""
    return get_responsive_picture(picture, shape)
