"""Receivers that refuse foreign references in wagtail-localize's overrides and strings.

wagtail-localize accepts the key of any object, and any text, from a user who may edit a
translation or uploads a PO file, and writes it into the translated page without a form. The
receivers check it before the row is saved, so every way of saving is covered.
"""

import html
import json
from collections.abc import Collection, Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import ReferenceIndex
from wagtail.rich_text import extract_references_from_rich_text
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
    TranslationContext,
)

from accounts.permissions import AnyUser
from sites.permissions.references import Reference, check_references
from sites.permissions.resolution import MalformedKeyError, resolve_key


@receiver(pre_save, sender=SegmentOverride)
def refuse_foreign_override(
    instance: SegmentOverride, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Raise PermissionDenied unless every writer may refer to the object an override names.

    A key that no object has is refused too, because the page could not be built from it. Raises
    BadRequest for a malformed key or invalid JSON. Without a user (commands, tasks) nothing is
    checked.
    """
    writers = _list_writers(instance)
    if not writers or not _is_written("data_json", update_fields):
        return
    key = _read_json(instance.data_json)
    if instance.context is None or not _has_object_key(instance.context):
        return
    # No models: the source has changed since, so it is unknown which model the key is for.
    models = _list_models_at(instance.context)
    if not models or not any(_resolve(model, key) for model in models):
        raise PermissionDenied
    references = {(ContentType.objects.get_for_model(model).pk, key) for model in models}
    for user in writers:
        check_references(user, references)


@receiver(pre_save, sender=StringTranslation)
def refuse_foreign_string(
    instance: StringTranslation, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Raise PermissionDenied if a translated text embeds or links an object of another agency.

    Raises BadRequest if a link has no key or one that cannot be resolved, and if the HTML is
    nested too deeply to be parsed. Without a user (commands, tasks) nothing is checked.
    """
    writers = _list_writers(instance)
    if writers and _is_written("data", update_fields):
        references = set(_list_references(instance.data))
        for user in writers:
            check_references(user, references)


def _is_written(field: str, update_fields: Collection[str] | None) -> bool:
    # Saving only an error flag on an existing row does not change its content.
    return update_fields is None or field in update_fields


def _list_writers(record: Any) -> list[AnyUser]:
    """Return the users to check: the record's last translator and the user of the request.

    Empty for commands and tasks.
    """
    people = {record.last_translated_by, get_active_log_context().user} - {None}
    return list(people)


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest("An override that is no JSON.") from error


def _resolve(model: type[Model], key: object) -> list[Any]:
    try:
        return resolve_key(model, key)
    except MalformedKeyError as error:
        raise BadRequest(str(error)) from error


def _has_object_key(context: TranslationContext) -> bool:
    """Return whether the source has an object's key at this path, not a text or a URL."""
    segments = OverridableSegment.objects.filter(context=context)
    return any(not isinstance(_read_json(segment.data_json), str) for segment in segments) or bool(
        _list_models_at(context)
    )


def _list_models_at(context: TranslationContext) -> set[Any]:
    """Return the models of the objects that the source refers to at the overridden path."""
    # A path that ends with a quoted part is that of a link's URL, which cannot name an object.
    if context.path.endswith("'"):
        return set()
    prefix = f"{context.path}."
    return {
        ContentType.objects.get_for_id(content_type).model_class()
        for source in context.object.sources.all()
        for content_type, _, _, path in ReferenceIndex._extract_references_from_object(
            source.as_instance()
        )
        if prefix.startswith(f"{path}.")
    }


def _list_references(text: str) -> Iterator[Reference]:
    """Yield the references that a text has when it is rendered as rich text.

    Wagtail's rich text parser accepts only attributes in double quotes without ``>``, and reads
    inside comments too. So three forms of the text are parsed: as it is, with HTML entities
    unescaped, and as wagtail-localize's parser will write it.
    """
    try:
        versions = {text, html.unescape(text), str(BeautifulSoup(text, "html.parser"))}
        for version in versions:
            for model, key, _, _ in extract_references_from_rich_text(version):
                yield ContentType.objects.get_for_model(model).pk, key
    except (KeyError, RecursionError) as error:
        raise BadRequest("A link that names nothing, or a text nested too deeply.") from error
