"""What a translation may point at instead of what its source points at.

wagtail-localize takes the key of any object, from whoever may edit the translation, and writes it
into the translated page without a form.
"""

import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import ReferenceIndex
from wagtail_localize.models import SegmentOverride

from sites.isolation.references import may_refer_to


@receiver(pre_save, sender=SegmentOverride)
def refuse_foreign(instance: SegmentOverride, **kwargs: Any) -> None:
    """Raise PermissionDenied where a person names an object that is not theirs to point at."""
    user, value = instance.last_translated_by, str(json.loads(instance.data_json))
    if user is None or not value.isdecimal():
        return
    for model in _models_at(instance):
        obj = model._base_manager.filter(pk=int(value)).first()
        if obj and not may_refer_to(user, obj):
            raise PermissionDenied


def _models_at(override: SegmentOverride) -> set[Any]:
    """Return the models of what the source points at, in the place that is to be overridden."""
    place = f"{override.context.path}."
    return {
        ContentType.objects.get_for_id(content_type).model_class()
        for source in override.context.object.sources.all()
        for content_type, _, _, path in ReferenceIndex._extract_references_from_object(
            source.as_instance()
        )
        if place.startswith(f"{path}.")
    }
