"""Run inside the demo (``manage.py shell``): writes hostile words into every text of one object of
each kind, past every form and every cleaning, as an old version of it and as a translation.
"""

import json
import sys

from django.apps import apps
from django.db import models
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import (
    Locale,
    Page,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
)
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from tests.browser.payloads import MARKUP, URL

# What decides where an object is and what kind it is; nobody types it.
STRUCTURE = {"slug", "url_path", "path", "draft_title", "sort_key", "translation_key", "code"}
KINDS = (RevisionMixin, PreviewableMixin, TranslatableMixin)
BLOCK_STRUCTURE = {"id", "type", "kind", "icon"}


def poison(value, key=""):
    """Every text in a value of JSON, made hostile."""
    if isinstance(value, dict):
        return {k: v if k in BLOCK_STRUCTURE else poison(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poison(one, key) for one in value]
    if not isinstance(value, str):
        return value
    return URL if value.startswith(("http:", "https:")) else f"{value}{MARKUP}"


def poison_content(model, content):
    """The content of a version with every text field of the model made hostile."""
    for field in model._meta.get_fields():
        value = content.get(field.name)
        if isinstance(field, StreamField):
            content[field.name] = json.dumps(poison(json.loads(value or "[]")))
        elif isinstance(field, models.URLField):
            content[field.name] = URL
        elif isinstance(field, models.CharField | models.TextField):
            if not field.choices and field.editable and field.name not in STRUCTURE:
                content[field.name] = f"{value or ''}{MARKUP}"
        elif isinstance(value, list):
            content[field.name] = [poison_content(field.related_model, row) for row in value]
    return content


def find_richest(model):
    """The object of a kind whose texts are longest: it has most fields filled in."""
    # A translation is edited in the screens of wagtail-localize.
    sources = model.objects.filter(locale__language_code="vi")
    objects = [one for one in sources[:60] if not getattr(one, "alias_of_id", None)]
    return max(objects, key=lambda one: len(json.dumps(one.serializable_data(), default=str)))


def add_version(instance):
    revision = instance.save_revision()
    content = poison_content(type(instance), revision.content)
    revisions = Revision.objects.filter(pk=revision.pk)
    revisions.update(content=content, created_at=timezone.now())
    return revision


def list_paths(instance, revision):
    if isinstance(instance, Page):
        base = f"/admin/pages/{instance.pk}"
        return [
            f"{base}/view_draft/",
            f"{base}/revisions/{revision.pk}/view/",
            f"{base}/edit/",
        ]
    meta = instance._meta
    base = f"/admin/snippets/{meta.app_label}/{meta.model_name}"
    return [
        f"{base}/history/{instance.pk}/revisions/{revision.pk}/view/",
        f"{base}/edit/{instance.pk}/",
    ]


def translate(instance):
    """The path of the preview of a translation whose strings were stored before any cleaning."""
    source, _ = TranslationSource.update_or_create_from_instance(instance)
    english = Locale.objects.get(language_code="en")
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=english)
    translation.save_target(publish=False)
    for segment in StringSegment.objects.filter(source=source):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=english,
            defaults={"data": "x"},
        )
    # Past the receivers. For the parser of wagtail-localize all of it is one comment.
    strings = StringTranslation.objects.filter(context__object_id=source.object_id)
    strings.update(data=f"<b>x</b><!-->{MARKUP.replace('-->', '')}-->ok", has_error=False)
    return f"/admin/localize/translate/{translation.pk}/preview/"


def list_models(wanted):
    """What has versions, previews and translations, and of which there is something."""
    for model in apps.get_models():
        if model is Page or not all(issubclass(model, mixin) for mixin in KINDS):
            continue
        if wanted and model.__name__ not in wanted:
            continue
        if model.objects.filter(locale__language_code="vi").exists():
            yield model


def write(*wanted):
    """For each model of this name, or each of all, print a line of JSON: its name, and the paths of
    the admin that show what was written.
    """
    for model in list_models(wanted):
        instance = find_richest(model)
        # wagtail-localize has previews of pages only.
        paths = [translate(instance)] if issubclass(model, Page) else []
        paths += list_paths(instance, add_version(instance))
        sys.stdout.write("HOSTILE " + json.dumps({"kind": model.__name__, "paths": paths}) + "\n")
