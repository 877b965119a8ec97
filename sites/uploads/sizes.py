"""Renditions that pages offer of an image, in several widths and formats.

AVIF takes seconds for each image, and no visitor waits for that: queued tasks create all
renditions when a public object begins to use an image, and pages offer those that exist. Only
JPEG, which takes a quarter of a second, is created in the request that needs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django_tasks import task
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, ReferenceIndex

from sites.generations import renew
from sites.isolation.ownership import owners_of
from sites.models import EVERYONE, AgencyImage, AgencyRendition
from sites.uploads.visibility import get_visibility, list_files_of

# In pixels, from small phones to a column of two thirds of a large screen.
WIDTHS = (480, 800, 1200)
# The whole image, and a crop of 3:2 around its focal point.
SHAPES = {
    "whole": [f"width-{width}" for width in WIDTHS],
    "lead": [f"fill-{width}x{width * 2 // 3}" for width in WIDTHS],
}
# Best first: browsers use the first format that they support.
BETTER = {"avif": "image/avif", "webp": "image/webp"}
FALLBACK = "jpeg"
# JPEG has no transparency; without a background colour transparent parts would be black.
BEHIND = {FALLBACK: "|bgcolor-ffffff"}


@dataclass(frozen=True)
class Source:
    """The attributes of a ``<source>`` element: one format in all widths."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Shown:
    """Data of a ``<picture>`` element.

    ``sources``: formats better than JPEG, best first. ``srcset``: the JPEG renditions. ``image``:
    the JPEG rendition of medium width.
    """

    sources: list[Source]
    srcset: str
    image: AgencyRendition


def shown(picture: AgencyImage, shape: str) -> Shown:
    """Return the renditions that a page can offer of an image.

    ``shape``: a key of ``SHAPES``. Better formats are included only if all their widths exist;
    missing JPEG renditions are created. If the file cannot be read, Wagtail's placeholder for a
    missing image is returned.
    """
    formats = [*_complete(picture, shape), FALLBACK]
    specs = {kind: _specs(shape, kind) for kind in formats}
    made = get_renditions_or_not_found(picture, [spec for kind in specs.values() for spec in kind])
    sizes = {kind: [made[spec] for spec in specs[kind]] for kind in formats}
    sources = [Source(BETTER[kind], _srcset(sizes[kind])) for kind in formats[:-1]]
    fallback = sizes[FALLBACK]
    return Shown(sources, _srcset(fallback), fallback[1])


def find_rendition(picture: AgencyImage, spec: str) -> AgencyRendition | None:
    """Return a rendition of an image, created if missing.

    ``spec``: a filter of Wagtail, for example ``width-960|format-webp``. None if the file is
    missing or cannot be read now, because a page must not fail for an image.
    """
    try:
        return picture.get_rendition(spec)
    except SourceImageIOError:
        return None


def fetch_sizes(pictures: Iterable[AgencyImage]) -> None:
    """Prefetch the renditions of several images in one query."""
    prefetch_related_objects([*pictures], "renditions")


# Low priority, so that emergency e-mails do not wait behind a large set of images.
@task(backend="queue", priority=-10)
def make_sizes(pk: int) -> None:
    """Create the missing renditions of the image with primary key ``pk``, if it exists.

    Invalidates the caches of the sites that may show the image if any was created.
    """
    picture = AgencyImage.objects.filter(pk=pk).first()
    if picture is not None:
        _make(picture)


@task(backend="queue", priority=-10)
def make_sizes_used_by(model: str, pk: str) -> None:
    """Create the missing renditions of all images that an object uses, if it is still public.

    ``model``: the label of its model, for example ``home.NewsPage``. ``pk``: its primary key.
    """
    use = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if use is None or not getattr(use, "live", True):
        return
    for file in list_files_of([use]):
        if isinstance(file, AgencyImage):
            _make(file)


def on_published(instance: Model, **kwargs: object) -> None:
    """Enqueue the renditions of a published object, if it uses any image."""
    references = ReferenceIndex.get_references_for_object(instance)
    pictures = ContentType.objects.get_for_model(AgencyImage)
    if references.filter(to_content_type=pictures).exists():
        make_sizes_used_by.enqueue(instance._meta.label, str(instance.pk))


def on_created_live(page: Page) -> None:
    """Enqueue the renditions of a page that was created live.

    Waits for the commit: Wagtail's reference index is complete only when all of the page is saved.
    """
    # Robust: a failure to enqueue must not keep the page from being created.
    transaction.on_commit(partial(on_published, page), robust=True)


def on_image_saved(instance: AgencyImage, **kwargs: object) -> None:
    """Enqueue the renditions of a public image whose file or focal point may have changed."""
    if get_visibility(instance).is_public:
        make_sizes.enqueue(instance.pk)


def _make(picture: AgencyImage) -> None:
    if picture.is_svg():
        return
    made = picture.renditions.count()
    for shape in SHAPES:
        for kind in (FALLBACK, *reversed(BETTER)):
            picture.get_renditions(*_specs(shape, kind))
    if picture.renditions.count() > made:
        # Pages that were cached meanwhile do not offer the new renditions.
        renew([f"agency:{owner}" for owner in owners_of(picture)] or [EVERYONE])


def _complete(picture: AgencyImage, shape: str) -> Iterator[str]:
    """Return the formats better than JPEG that exist in all widths, best first."""
    filters = {kind: [Filter(spec) for spec in _specs(shape, kind)] for kind in BETTER}
    found = picture.find_existing_renditions(*(one for kind in filters.values() for one in kind))
    return (kind for kind in BETTER if all(one in found for one in filters[kind]))


def _specs(shape: str, kind: str) -> list[str]:
    return [f"{spec}{BEHIND.get(kind, '')}|format-{kind}" for spec in SHAPES[shape]]


def _srcset(renditions: list[AgencyRendition]) -> str:
    # A small image has several renditions of the same width.
    widths = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in widths.items())
