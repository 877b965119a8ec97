"""Changes of a version of a page or bulletin, for the journal.

A publication is compared in its transaction, with the version that was public before: the journal
tells both in words. A draft is compared after the request, with the version before or with an empty
form: the journal tells the names of the fields alone.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignObjectRel, Model
from django.utils.text import capfirst
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from content.field_words import describe_rows, describe_version_value, get_rows_label
from members.models import AuditEntry
from members.services.field_changes import MAX_CHANGES, Change, make_change

# Of the fields that Wagtail gives to every page, those that people fill in.
_OF_PAGES = {
    *("title", "slug", "seo_title", "search_description", "show_in_menus"),
    *("go_live_at", "expire_at"),
}
# Of these, the ones that say where and when, and not what, a page shows.
_OF_PLACE = {"slug", "show_in_menus", "go_live_at", "expire_at"}
_TECHNICAL = {field.name for field in Page._meta.get_fields()} - _OF_PAGES


def list_changed_fields(entry: AuditEntry) -> list[Change]:
    """Return the names of the fields that the draft of an entry changed, without any words of it.

    A few queries. Empty if the version or its model no longer exists.
    """
    version = Revision.objects.filter(pk=entry.revision_id).first()
    specific = version and version.content_type.model_class()
    if version is None or specific is None:
        return []
    versions = Revision.objects.filter(
        base_content_type=version.base_content_type, object_id=version.object_id
    )
    before = versions.filter(pk__lt=version.pk).order_by("-pk").first()
    if before is None and entry.action != "wagtail.edit":
        return []
    content = before.content if before else _get_empty_content(specific, version.content)
    with override(settings.LANGUAGE_CODE):
        fields = [*_iter_changed_fields(specific, content, version.content)]
    return [Change(capfirst(field.label), "", "") for field in fields][:MAX_CHANGES]


def compare_versions(before: Revision, version: Revision) -> list[Change]:
    """Return the changes between two public versions, in words of the default language."""
    model = version.content_type.model_class()
    if model is None:
        return []
    old, new = _as_stored(before.content), _as_stored(version.content)
    with override(settings.LANGUAGE_CODE):
        changes = [
            make_change(field.label, field.describe(old), field.describe(new))
            for field in _iter_changed_fields(model, old, new)
        ]
    return changes[:MAX_CHANGES]


def describe_content(model: type[Model], content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and words of each field of a version that has any, in the active language."""
    fields = _iter_changed_fields(model, dict.fromkeys(content.keys() - _OF_PLACE), content)
    described = [(field.label, field.describe(content)) for field in fields]
    return [(label, words) for label, words in described if words]


def _as_stored(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a version as JSON has it: in memory it has dates."""
    stored: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return stored


def _get_empty_content(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a version in which nobody has written anything, as JSON has it."""
    empty: dict[str, Any] = {}
    for name in content:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, ForeignObjectRel):
            empty[name] = []
        elif isinstance(field, StreamField):
            empty[name] = "[]"
        elif isinstance(field, Field):
            default = field.get_default()
            empty[name] = default.isoformat() if isinstance(default, date) else default
    return empty


class _ChangedField(NamedTuple):
    """Label of a changed field, and how the content of a version says its value in words."""

    label: str
    describe: Callable[[dict[str, Any]], str]


def _iter_changed_fields(
    model: type[Model], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[_ChangedField]:
    for name in new:
        if name in _TECHNICAL or old.get(name) == new[name] or name not in old:
            continue
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, ForeignObjectRel):
            rows = field.related_model
            yield _ChangedField(get_rows_label(rows), partial(_describe_rows, rows, name))
        elif isinstance(field, Field) and field.editable and not field.many_to_many:
            yield _ChangedField(str(field.verbose_name), partial(_describe_value, field, name))


def _describe_rows(model: type[Model], name: str, content: dict[str, Any]) -> str:
    return describe_rows(model, content[name])


def _describe_value(field: Field, name: str, content: dict[str, Any]) -> str:
    return describe_version_value(field, content[name])
