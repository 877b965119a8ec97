"""Receivers that keep what packages store safe and true.

Those of wagtail-localize sanitize what is written, whether its editor, a PO file or code writes a
translation. The size is limited because wagtail-localize parses a text at every save and every
display. Others have texts of documents extracted and keep Wagtail's index of references true.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex, RevisionMixin
from wagtail_localize.models import SegmentOverride, String, StringTranslation

from content.forms import clean_pasted_text
from content.models import CustomDocument
from content.tasks import enqueue_text_extraction
from content.text.limits import MAX_TRANSLATION_LENGTH, check_markup
from content.text.sanitizer import clean_translation, has_lost_markup, is_script_url
from content.versions.kept import is_base_row, keep_versions


@receiver(pre_save, sender=String)
def clean_string(instance: String, **kwargs: object) -> None:
    """Sanitize a source string. Raise InputLimitError if it cannot be parsed quickly."""
    check_markup(instance.data)
    # The hash stays that of the extracted text: wagtail-localize looks strings up by it.
    if instance.data and instance.data_hash is None:
        instance.data_hash = String._get_data_hash(instance.data)
    instance.data = clean_translation(instance.data)


@receiver(pre_save, sender=StringTranslation)
def clean_string_translation(instance: StringTranslation, **kwargs: Any) -> None:
    """Sanitize a translated string as forms do, and mark it as erroneous if markup was removed.

    The translator then sees a message at the string, and it is on no page until somebody has
    checked and saved it again. Raises InputLimitError if the text is too long or nested too deep.
    """
    if instance.data is None:
        return
    check_markup(instance.data, max_length=MAX_TRANSLATION_LENGTH)
    written, instance.data = instance.data, clean_translation(clean_pasted_text(instance.data))
    if has_lost_markup(written, instance.data):
        instance.has_error = True
        instance.field_error = _(
            "Parts of this text are not allowed here and were taken out. Please check what is "
            "left, and save it again."
        )


@receiver(pre_save, sender=SegmentOverride)
def clean_override(instance: SegmentOverride, **kwargs: object) -> None:
    """Clear an override whose URL would run a script; others are primary keys and plain text."""
    try:
        value = json.loads(instance.data_json)
    except ValueError:
        return
    if isinstance(value, str) and is_script_url(value):
        instance.data_json = json.dumps("")


@receiver(post_save, sender=CustomDocument)
def extract_text(
    instance: CustomDocument, update_fields: Collection[str] | None, **kwargs: object
) -> None:
    """Have the text of a document with a new file extracted."""
    enqueue_text_extraction(instance, update_fields)


@receiver(pre_delete)
def keep_decided_versions(instance: Model, **kwargs: object) -> None:
    """Keep the decided versions of a page or bulletin that is deleted for good."""
    if isinstance(instance, RevisionMixin) and is_base_row(instance):
        keep_versions(instance)


@receiver(post_delete)
def delete_references_of_row(instance: Model, **kwargs: object) -> None:
    """Delete the references of a deleted child row, of a page or bulletin, to files and pages.

    Wagtail records the references of an object before its child rows are stored, and anew for each
    row that is saved, but not for one that is deleted: the last file taken off a page would stay
    public.
    """
    for field in instance._meta.concrete_fields:
        parent = getattr(instance, field.attname) if isinstance(field, ParentalKey) else None
        if parent is not None and field.remote_field:
            relation = field.remote_field.get_accessor_name()
            ReferenceIndex.objects.filter(
                base_content_type=ReferenceIndex._get_base_content_type(field.related_model),
                object_id=str(parent),
                content_path__startswith=f"{relation}.{instance.pk}.",
            ).delete()
