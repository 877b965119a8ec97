"""Renditions of the images that public objects use, created by queued tasks.

No visitor waits for one: queued tasks create all renditions when a public object begins to use an
image, and pages offer those that exist (``content.renditions``).
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, Model
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page, ReferenceIndex

from content.models import CustomImage
from content.renditions import create_missing_renditions, create_renditions
from ops.commit_hooks import run_after_commit
from sites.models import AgencySettings
from sites.permissions.file_visibility import get_visibility, list_used_files


@task(
    backend="queue",
    lane="prompt",
    label=_("Make smaller copies of the pictures of a page"),
)
def create_used_renditions(model: str, pk: str) -> Iterator[tuple[str, str]]:
    """Create the missing renditions of all images that an object uses, if it is still public.

    ``model``: the label of its model, for example ``home.NewsPage``. ``pk``: its primary key.
    """
    use = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if use is None or not getattr(use, "live", True):
        return
    for file in list_used_files([use]):
        if isinstance(file, CustomImage):
            create_missing_renditions(file)
            yield model, pk


def on_published(instance: Model) -> None:
    """Enqueue the renditions of a published object, if it uses any image."""
    references = ReferenceIndex.get_references_for_object(instance)
    pictures = ContentType.objects.get_for_model(CustomImage)
    if references.filter(to_content_type=pictures).exists():
        create_used_renditions.enqueue(instance._meta.label, str(instance.pk))


def on_created_live(page: Page) -> None:
    """Enqueue the renditions of a page that was created live.

    Waits for the commit: Wagtail's reference index is complete only when all of the page is saved.
    """
    run_after_commit(on_published, page)


def on_image_saved(instance: CustomImage) -> None:
    """Enqueue the renditions of a public image whose file or focal point may have changed."""
    if get_visibility(instance).is_public:
        create_renditions.enqueue(instance.pk)


def on_settings_saved(instance: AgencySettings) -> None:
    """Enqueue the renditions of a website's emblem, of which its signs are made."""
    if instance.emblem_id:
        create_renditions.enqueue(instance.emblem_id)


def index_emblems() -> None:
    """Add website settings with an emblem to Wagtail's reference index if they are missing.

    Needed for emblems chosen before ``AgencySettings`` was registered with the index.
    """
    content_type = ContentType.objects.get_for_model(AgencySettings)
    known = ReferenceIndex.objects.filter(base_content_type=content_type)
    keys = known.annotate(key=Cast("object_id", BigIntegerField())).values("key")
    with transaction.atomic():
        for details in AgencySettings.objects.exclude(emblem=None).exclude(pk__in=keys):
            ReferenceIndex.create_or_update_for_object(details)
