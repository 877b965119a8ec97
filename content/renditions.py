"""Renditions that pages offer of an image, in several widths and formats.

AVIF takes seconds for each image, and no visitor waits for that: queued tasks create all
renditions when a public object begins to use an image, and pages offer those that exist. Only
JPEG, which takes a quarter of a second, is created in the request that needs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.images.shortcuts import get_renditions_or_not_found

from content.models import CustomImage, CustomRendition
from content.signals import renditions_created

# In pixels, from small phones to a column of two thirds of a large screen.
WIDTHS = (480, 800, 1200)
# The whole image, and a crop of 3:2 around its focal point.
SHAPES = {
    "whole": [f"width-{width}" for width in WIDTHS],
    "lead": [f"fill-{width}x{width * 2 // 3}" for width in WIDTHS],
}
# Best first: browsers use the first format that they support.
MODERN_FORMATS = {"avif": "image/avif", "webp": "image/webp"}
FALLBACK = "jpeg"
# JPEG has no transparency; without a background colour transparent parts would be black.
BACKGROUND_FILTERS = {FALLBACK: "|bgcolor-ffffff"}


@dataclass(frozen=True)
class PictureSource:
    """The attributes of a ``<source>`` element: one format in all widths."""

    type: str
    srcset: str


@dataclass(frozen=True)
class ResponsivePicture:
    """Data of a ``<picture>`` element.

    ``sources``: formats better than JPEG, best first. ``srcset``: the JPEG renditions. ``image``:
    the JPEG rendition of medium width.
    """

    sources: list[PictureSource]
    srcset: str
    image: CustomRendition


def get_responsive_picture(picture: CustomImage, shape: str) -> ResponsivePicture:
    """Return the renditions that a page can offer of an image.

    ``shape``: a key of ``SHAPES``. Better formats are included only if all their widths exist;
    missing JPEG renditions are created. If the file cannot be read, Wagtail's placeholder for a
    missing image is returned.
    """
    formats = [*_iter_complete_formats(picture, shape), FALLBACK]
    specs = {kind: _list_specs(shape, kind) for kind in formats}
    made = get_renditions_or_not_found(picture, [spec for kind in specs.values() for spec in kind])
    sizes = {kind: [made[spec] for spec in specs[kind]] for kind in formats}
    sources = [
        PictureSource(MODERN_FORMATS[kind], _format_srcset(sizes[kind])) for kind in formats[:-1]
    ]
    fallback = sizes[FALLBACK]
    return ResponsivePicture(sources, _format_srcset(fallback), fallback[1])


def find_rendition(picture: CustomImage, spec: str) -> CustomRendition | None:
    """Return a rendition of an image, created if missing.

    ``spec``: a filter of Wagtail, for example ``width-960|format-webp``. None if the file is
    missing or cannot be read now, because a page must not fail for an image.
    """
    try:
        return picture.get_rendition(spec)
    except SourceImageIOError:
        return None


def prefetch_renditions(pictures: Iterable[CustomImage]) -> None:
    """Prefetch the renditions of several images in one query."""
    prefetch_related_objects([*pictures], "renditions")


def _get_title(pk: int) -> str:
    return CustomImage.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


# Low priority, so that emergency e-mails do not wait behind a large set of images.
@task(
    backend="queue",
    priority=-10,
    label=_("Make smaller copies of a picture"),
    about=_get_title,
)
def create_renditions(pk: int) -> None:
    """Create the missing renditions of the image with primary key ``pk``, if it exists.

    Sends ``renditions_created`` if any was created.
    """
    picture = CustomImage.objects.filter(pk=pk).first()
    if picture is not None:
        create_missing_renditions(picture)


def create_missing_renditions(picture: CustomImage) -> None:
    """Create the missing renditions of an image; send ``renditions_created`` if there were any."""
    if picture.is_svg():
        return
    made = picture.renditions.count()
    for shape in SHAPES:
        for kind in (FALLBACK, *reversed(MODERN_FORMATS)):
            picture.get_renditions(*_list_specs(shape, kind))
    if picture.renditions.count() > made:
        renditions_created.send(CustomImage, instance=picture)


def _iter_complete_formats(picture: CustomImage, shape: str) -> Iterator[str]:
    """Return the formats better than JPEG that exist in all widths, best first."""
    filters = {kind: [Filter(spec) for spec in _list_specs(shape, kind)] for kind in MODERN_FORMATS}
    found = picture.find_existing_renditions(*(one for kind in filters.values() for one in kind))
    return (kind for kind in MODERN_FORMATS if all(one in found for one in filters[kind]))


def _list_specs(shape: str, kind: str) -> list[str]:
    return [f"{spec}{BACKGROUND_FILTERS.get(kind, '')}|format-{kind}" for spec in SHAPES[shape]]


def _format_srcset(renditions: list[CustomRendition]) -> str:
    # A small image has several renditions of the same width.
    widths = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in widths.items())
