"""The sizes and formats that pages show of a picture.

AVIF takes seconds for each picture, and no reader is kept waiting for that: the queue makes all
sizes when something public begins to use a picture, and pages offer what is there. Only JPEG, a
quarter of a second, is made at once where a page needs it.
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

# From small telephones to a column on two thirds of a large screen.
WIDTHS = (480, 800, 1200)
# The whole picture, and a cut of 3 : 2 around what its uploader marked as most important.
SHAPES = {
    "whole": [f"width-{width}" for width in WIDTHS],
    "lead": [f"fill-{width}x{width * 2 // 3}" for width in WIDTHS],
}
# The best first: a browser takes the first it knows.
BETTER = {"avif": "image/avif", "webp": "image/webp"}
FALLBACK = "jpeg"
# It knows no transparency; without a colour what shines through would be black.
BEHIND = {FALLBACK: "|bgcolor-ffffff"}


@dataclass(frozen=True)
class Source:
    """The sizes of a picture in one format."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Shown:
    """What a page offers of a picture: better formats, and an image for every browser."""

    sources: list[Source]
    srcset: str
    image: AgencyRendition


def shown(picture: AgencyImage, shape: str) -> Shown:
    """Return what there is of a picture in one of ``SHAPES``."""
    formats = [*_complete(picture, shape), FALLBACK]
    specs = {kind: _specs(shape, kind) for kind in formats}
    made = get_renditions_or_not_found(picture, [spec for kind in specs.values() for spec in kind])
    sizes = {kind: [made[spec] for spec in specs[kind]] for kind in formats}
    sources = [Source(BETTER[kind], _srcset(sizes[kind])) for kind in formats[:-1]]
    fallback = sizes[FALLBACK]
    return Shown(sources, _srcset(fallback), fallback[1])


def find_rendition(picture: AgencyImage, spec: str) -> AgencyRendition | None:
    """Return one size of a picture, made where there is none yet.

    ``spec``: Wagtail's filter, as ``width-960|format-webp``. None where the file is gone or cannot
    be read now; a page must not fail for its picture.
    """
    try:
        return picture.get_rendition(spec)
    except SourceImageIOError:
        return None


def fetch_sizes(pictures: Iterable[AgencyImage]) -> None:
    """Fetch what there is of several pictures in one query, before each of them is shown."""
    prefetch_related_objects([*pictures], "renditions")


# Mails of an emergency do not wait behind an album.
@task(backend="queue", priority=-10)
def make_sizes(pk: int) -> None:
    """Make what pages may show of a picture; what is there already is left as it is."""
    picture = AgencyImage.objects.filter(pk=pk).first()
    if picture is not None:
        _make(picture)


@task(backend="queue", priority=-10)
def make_sizes_used_by(model: str, pk: str) -> None:
    """Make the sizes of the pictures that an object uses, unless it is public no more.

    ``model``: its label, as ``home.NewsPage``.
    """
    use = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if use is None or not getattr(use, "live", True):
        return
    for file in list_files_of([use]):
        if isinstance(file, AgencyImage):
            _make(file)


def on_published(instance: Model, **kwargs: object) -> None:
    """Something has become public, or public in another form, perhaps with pictures."""
    references = ReferenceIndex.get_references_for_object(instance)
    pictures = ContentType.objects.get_for_model(AgencyImage)
    if references.filter(to_content_type=pictures).exists():
        make_sizes_used_by.enqueue(instance._meta.label, str(instance.pk))


def on_created_live(page: Page) -> None:
    """A page is live from the beginning; Wagtail's index knows it when all of it is saved."""
    # Sizes that are not ordered keep no page from being there.
    transaction.on_commit(partial(on_published, page), robust=True)


def on_image_saved(instance: AgencyImage, **kwargs: object) -> None:
    """A picture that is public was exchanged, or another part of it marked as most important."""
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
        # Pages that were drawn meanwhile offer less than there is now.
        renew([f"agency:{owner}" for owner in owners_of(picture)] or [EVERYONE])


def _complete(picture: AgencyImage, shape: str) -> Iterator[str]:
    """The better formats that have all sizes."""
    filters = {kind: [Filter(spec) for spec in _specs(shape, kind)] for kind in BETTER}
    found = picture.find_existing_renditions(*(one for kind in filters.values() for one in kind))
    return (kind for kind in BETTER if all(one in found for one in filters[kind]))


def _specs(shape: str, kind: str) -> list[str]:
    return [f"{spec}{BEHIND.get(kind, '')}|format-{kind}" for spec in SHAPES[shape]]


def _srcset(renditions: list[AgencyRendition]) -> str:
    # A picture that is small itself has the same size twice.
    widths = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in widths.items())
