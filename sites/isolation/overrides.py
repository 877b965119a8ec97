"""What is written into translations without a form: wagtail-localize's overrides and strings.

wagtail-localize takes the key of any object, or any text, from whoever may edit a translation or
uploads a PO file, and writes it into the translated page. It is refused when it is stored, by
whatever way it came.
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

from sites.isolation.access import Person
from sites.isolation.references import Reference, refuse_foreign_references
from sites.isolation.resolution import MalformedKeyError, resolve


@receiver(pre_save, sender=SegmentOverride)
def refuse_foreign_override(
    instance: SegmentOverride, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Raise PermissionDenied unless each person who writes may point at what an override names.

    What names nothing is refused too, since the page could not be made of it. Raises BadRequest
    for what cannot be resolved.
    """
    writers = _list_writers(instance)
    if not writers or not _is_written("data_json", update_fields):
        return
    key = _read_json(instance.data_json)
    if instance.context is None or not _holds_key(instance.context):
        return
    # Empty where the source has changed since: then nobody knows what the key would find.
    models = _list_models_at(instance.context)
    if not models or not any(_resolve(model, key) for model in models):
        raise PermissionDenied
    places = {(ContentType.objects.get_for_model(model).pk, key) for model in models}
    for user in writers:
        refuse_foreign_references(user, places)


@receiver(pre_save, sender=StringTranslation)
def refuse_foreign_string(
    instance: StringTranslation, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Raise PermissionDenied where the text of a translation embeds or links what is foreign.

    Raises BadRequest where a link says nothing that can be resolved, and where the text is
    nested too deeply to be read.
    """
    writers = _list_writers(instance)
    if writers and _is_written("data", update_fields):
        references = set(_list_references(instance.data))
        for user in writers:
            refuse_foreign_references(user, references)


def _is_written(field: str, update_fields: Collection[str] | None) -> bool:
    # An error that is noted on an old text or override writes neither.
    return update_fields is None or field in update_fields


def _list_writers(record: Any) -> list[Person]:
    """Return who writes a record: the person it is credited to, and whose request this is.
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
        return resolve(model, key)
    except MalformedKeyError as error:
        raise BadRequest(str(error)) from error


def _holds_key(context: TranslationContext) -> bool:
    """Whether the source has an object's key at this place, and not a text or an address."""
    segments = OverridableSegment.objects.filter(context=context)
    return any(not isinstance(_read_json(segment.data_json), str) for segment in segments) or bool(
        _list_models_at(context)
    )


def _list_models_at(context: TranslationContext) -> set[Any]:
    """Return the models of what the source points at, in the place that is to be overridden."""
    # The address of a link has a path of its own, quoted; no object can be named there.
    if context.path.endswith("'"):
        return set()
    place = f"{context.path}."
    return {
        ContentType.objects.get_for_id(content_type).model_class()
        for source in context.object.sources.all()
        for content_type, _, _, path in ReferenceIndex._extract_references_from_object(
            source.as_instance()
        )
        if place.startswith(f"{path}.")
    }


def _list_references(text: str) -> Iterator[Reference]:
    """Give what a text points at when it is shown as rich text.

    The parser that shows it takes attributes in double quotes only, without ``>``, and reads in
    comments too. So it is given the text as it is, without escapes, and as it will be written
    out by wagtail-localize's parser.
    """
    try:
        texts = {text, html.unescape(text), str(BeautifulSoup(text, "html.parser"))}
        for spelled in texts:
            for model, key, _, _ in extract_references_from_rich_text(spelled):
                yield ContentType.objects.get_for_model(model).pk, key
    except (KeyError, RecursionError) as error:
        raise BadRequest("A link that names nothing, or a text nested too deeply.") from error
