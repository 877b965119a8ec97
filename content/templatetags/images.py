"""Template tags for pictures of pages; see templates/components/picture.html."""

from django import template
from django.template import Context

from content.models import CustomImage, CustomRendition
from content.renditions import ResponsiveImage, find_rendition, get_responsive_image

register = template.Library()


@register.simple_tag(takes_context=True)
def responsive_image(context: Context, image: CustomImage, shape: str) -> ResponsiveImage | None:
    """Return the renditions of a picture that a page offers, None if there are none.

    ``shape``: a key of ``SHAPES``.
    """
    return get_responsive_image(image, shape, create=_may_create(context))


@register.simple_tag(takes_context=True)
def rendition(context: Context, image: CustomImage, spec: str) -> CustomRendition | None:
    """Return one rendition of a picture, None if there is none; see ``find_rendition``."""
    return find_rendition(image, spec, create=_may_create(context))


def _may_create(context: Context) -> bool:
    """Return whether somebody in the admin looks: readers of a website wait for no rendition."""
    request = context.get("request")
    is_on_admin_host = getattr(request, "agency", request) is None
    return request is not None and (is_on_admin_host or getattr(request, "is_preview", False))
