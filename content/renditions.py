"""Renditions that pages offer of an image, in several widths and formats.

No page waits for one: queued tasks make all renditions that pages need when a public object begins
to use an image, and pages offer those that exist. A page that misses some has them made, once, and
is shown without them until then.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import Error, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.images.models import Filter, SourceImageIOError

from content.files.rendition_filters import RenditionNotStoredError
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
# Takes seconds for each image, and comes after all others.
SLOW = "avif"
# JPEG has no transparency; without a background colour transparent parts would be black.
BACKGROUND_FILTERS = {FALLBACK: "|bgcolor-ffffff"}
# A drawing is shown as it is, at any size.
DRAWING = "original"
# Seconds in which a picture that lacks renditions is not put into the queue again.
PATIENCE = 600

logger = logging.getLogger(__name__)

# Returns the filters of Wagtail by which an app's pages show an image, beside ``SHAPES``.
SpecSource = Callable[[CustomImage], Iterable[str]]
_spec_sources: list[SpecSource] = []


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


def register_rendition_specs(list_specs: SpecSource) -> None:
    """Have the renditions made that ``list_specs`` names of an image, for pages of an app."""
    _spec_sources.append(list_specs)


def get_responsive_picture(
    picture: CustomImage, shape: str, *, create: bool = False
) -> ResponsivePicture | None:
    """Return the renditions that a page can offer of an image; None if it can offer none.

    ``shape``: a key of ``SHAPES``. Better formats are included only if all their widths exist. If
    any is missing, the queue makes it. ``create``: missing JPEG renditions are made now, which
    takes a second: for previews, not for pages of a website.
    """
    kinds = {kind: _make_filters(shape, kind) for kind in (*MODERN_FORMATS, FALLBACK)}
    filters = [one for kind in kinds.values() for one in kind]
    found = _find_existing(picture, filters)
    if create:
        for one in kinds[FALLBACK]:
            made = None if one in found else _find_or_create(picture, one)
            found |= {one: made} if made else {}
    elif len(found) < len({*filters}):
        enqueue_missing_renditions(picture)
    fallback = [found[one] for one in kinds[FALLBACK] if one in found]
    if not fallback:
        return None
    sources = [
        PictureSource(content_type, _format_srcset([found[one] for one in kinds[kind]]))
        for kind, content_type in MODERN_FORMATS.items()
        if all(one in found for one in kinds[kind])
    ]
    return ResponsivePicture(sources, _format_srcset(fallback), fallback[len(fallback) // 2])


def find_rendition(
    picture: CustomImage, spec: str, *, create: bool = False
) -> CustomRendition | None:
    """Return a rendition of an image; None if there is none now, which the queue then makes.

    ``spec``: a filter of Wagtail, for example ``width-960|format-webp``, that an app has
    registered. ``create``: it is made now, for previews; None if that fails.
    """
    wanted = picture.clean_filter_for_svg(Filter(spec))
    if create:
        return _find_or_create(picture, wanted)
    found = _find_existing(picture, [wanted]).get(wanted)
    if found is None:
        enqueue_missing_renditions(picture)
    return found


def prefetch_renditions(pictures: Iterable[CustomImage]) -> None:
    """Prefetch the renditions of several images in one query."""
    prefetch_related_objects([*pictures], "renditions")


def enqueue_missing_renditions(picture: CustomImage) -> None:
    """Have the queue make the renditions that an image lacks, at most once in ``PATIENCE``.

    Does nothing where the cache or the database cannot be written: a page is shown all the same.
    """
    if not cache.add(f"renditions-enqueued:{picture.pk}", True, PATIENCE):
        return
    try:
        with transaction.atomic():
            create_renditions.enqueue(picture.pk)
    except Error as error:
        logger.warning("Sizes of picture %s were not put into the queue: %s", picture.pk, error)


def _get_title(pk: int) -> str:
    return CustomImage.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


@task(
    backend="queue",
    lane="prompt",
    label=_("Make smaller copies of a picture"),
    about=_get_title,
)
def create_renditions(pk: int) -> None:
    """Create the missing renditions of the image with primary key ``pk``, if it exists.

    Sends ``renditions_created`` if any was created. Raises RenditionNotStoredError where the
    storage is full, so that it is tried again.
    """
    picture = CustomImage.objects.filter(pk=pk).first()
    if picture is not None:
        create_missing_renditions(picture)


def create_missing_renditions(picture: CustomImage) -> int:
    """Create the renditions that pages need of an image and that it lacks; return how many.

    Sends ``renditions_created`` if there were any. An image that cannot be read gets none, and
    the log says so. Raises RenditionNotStoredError where the storage is full.
    """
    filters = [picture.clean_filter_for_svg(Filter(spec)) for spec in list_specs(picture)]
    found = picture.find_existing_renditions(*filters)
    missing = [one for one in dict.fromkeys(filters) if one not in found]
    made = 0
    slow = [one for one in missing if f"format-{SLOW}" in one.spec]
    try:
        for batch in ([one for one in missing if one not in slow], slow):
            made += len(picture.create_renditions(*batch))
    except RenditionNotStoredError:
        raise
    except (OSError, ValueError) as error:
        # A drawing that cannot be read raises ValueError.
        logger.warning("Picture %s has no sizes: %s", picture.pk, error)
    finally:
        if made:
            renditions_created.send(CustomImage, instance=picture)
    return made


def delete_lost_renditions(picture: CustomImage) -> int:
    """Delete the rows of renditions whose files the storage does not have; return how many.

    After a restore without files, or one of an older copy. Raises OSError if the storage does not
    answer.
    """
    lost = [one for one in picture.renditions.all() if not one.file.storage.exists(one.file.name)]
    for rendition in lost:
        rendition.delete()
    return len(lost)


def list_specs(picture: CustomImage) -> list[str]:
    """Return the filters of all renditions that pages need of an image."""
    others = [spec for source in _spec_sources for spec in source(picture)]
    if picture.is_svg():
        return [DRAWING, *others]
    kinds = (FALLBACK, *MODERN_FORMATS)
    return [
        spec for shape in SHAPES for kind in kinds for spec in _list_specs(shape, kind)
    ] + others


def _find_existing(
    picture: CustomImage, filters: Iterable[Filter]
) -> dict[Filter, CustomRendition]:
    """Return the renditions that exist, and keep them in the cache, as Wagtail does."""
    found: dict[Filter, CustomRendition] = picture.find_existing_renditions(*filters)
    additions = {
        CustomRendition.construct_cache_key(picture, one.get_cache_key(picture), one.spec): made
        for one, made in found.items()
        # Not those that were prefetched: they cost no query.
        if not getattr(made, "_from_cache", False)
    }
    if additions:
        CustomRendition.cache_backend.set_many(additions)
    return found


def _find_or_create(picture: CustomImage, wanted: Filter) -> CustomRendition | None:
    try:
        found: CustomRendition = picture.get_rendition(wanted)
    except SourceImageIOError as error:
        logger.warning("Picture %s has no sizes: %s", picture.pk, error)
        return None
    return found


def _make_filters(shape: str, kind: str) -> list[Filter]:
    return [Filter(spec) for spec in _list_specs(shape, kind)]


def _list_specs(shape: str, kind: str) -> list[str]:
    return [f"{spec}{BACKGROUND_FILTERS.get(kind, '')}|format-{kind}" for spec in SHAPES[shape]]


def _format_srcset(renditions: list[CustomRendition]) -> str:
    # A small image has several renditions of the same width.
    widths = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in widths.items())
