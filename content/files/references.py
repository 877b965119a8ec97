"""Usages of a file, including those in drafts only."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from wagtail.models import DraftStateMixin, ReferenceIndex, Revision


def list_usages(file: models.Model) -> list[models.Model]:
    """Return the pages, bulletins and other objects that show or link a file, drafts included.

    Objects that use the file in a draft only are returned in the state of that draft.
    """
    uses = [use for use, _references in ReferenceIndex.get_grouped_references_to(file)]
    known = {(use._meta.label, use.pk) for use in uses}
    drafts = (row.as_object() for row in _list_drafts_naming(file))
    return uses + [
        draft
        for draft in drafts
        if (draft._meta.label, draft.pk) not in known and _has_reference_to(draft, file)
    ]


def get_used_keys(obj: models.Model, model: type[models.Model]) -> set[str]:
    """Return the primary keys, as texts, of the objects of ``model`` that an object refers to.

    ``obj``: in any state, such as that of a draft. ``model``: of pictures or documents.
    """
    wanted = ContentType.objects.get_for_model(model).pk
    references = ReferenceIndex._extract_references_from_object(obj)
    return {reference[1] for reference in references if reference[0] == wanted}


def _list_drafts_naming(file: models.Model) -> models.QuerySet[Revision]:
    """Return the latest revisions of unpublished changes whose content holds the file's key.

    Wagtail's reference index does not cover drafts of published objects. The text search for the
    key leaves few revisions to parse.
    """
    latest = Q(pk__in=[])
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not model._meta.parents:
            drafts = model._base_manager.filter(has_unpublished_changes=True)
            latest |= Q(pk__in=drafts.values("latest_revision"))
    text = Cast("content", models.TextField())
    return Revision.objects.filter(latest).alias(text=text).filter(text__contains=str(file.pk))


def _has_reference_to(draft: models.Model, file: models.Model) -> bool:
    wanted = (ReferenceIndex._get_base_content_type(file).pk, str(file.pk))
    references = ReferenceIndex._extract_references_from_object(draft)
    return any(reference[:2] == wanted for reference in references)
