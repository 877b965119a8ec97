"""Changes of a version of a page or bulletin, in words, for the journal.

Versions (Wagtail's revisions) are kept in the database, so they are compared after the request
that made them. Compared is with the version before, of a publication with what was public before,
and of a first version that was written on with an empty form.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignObjectRel, Model
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.log_actions import registry
from wagtail.models import Page, Revision

from content.field_words import describe_rows, describe_version_value, get_rows_label
from members.models import AuditEntry
from members.services.field_changes import MAX_CHANGES, Change, make_change

PUBLICATIONS = ("wagtail.publish", "wagtail.publish.scheduled")
# Of the fields that Wagtail gives to every page, those that people fill in.
_OF_PAGES = {
    *("title", "slug", "seo_title", "search_description", "show_in_menus"),
    *("go_live_at", "expire_at"),
}
_TECHNICAL = {field.name for field in Page._meta.get_fields()} - _OF_PAGES


def list_version_changes(entry: AuditEntry) -> list[Change]:
    """Return what the version of an entry changed.

    A few queries. Empty if a version or its model no longer exists, and for a publication of what
    was never public.
    """
    version = Revision.objects.filter(pk=entry.revision_id).first()
    model = version and version.base_content_type.model_class()
    if version is None or model is None:
        return []
    specific = version.content_type.model_class() or model
    before = _find_version_before(entry, version)
    if before is None and entry.action != "wagtail.edit":
        return []
    content = before.content if before else _get_empty_content(specific, version.content)
    with override(settings.LANGUAGE_CODE):
        return compare_contents(specific, content, version.content)


def compare_contents(model: type[Model], old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes between the contents of two versions, in the active language."""
    changes = [
        make_change(label, before, after)
        for label, before, after in _iter_differences(model, old, new)
    ]
    return changes[:MAX_CHANGES]


def _find_version_before(entry: AuditEntry, version: Revision) -> Revision | None:
    """Return the version that another one is compared with, or None."""
    if entry.action not in PUBLICATIONS:
        versions = Revision.objects.filter(
            base_content_type=version.base_content_type, object_id=version.object_id
        )
        return versions.filter(pk__lt=version.pk).order_by("-pk").first()
    model = version.base_content_type.model_class()
    logged = registry.get_logs_for_instance(model(pk=version.object_id)).filter(
        action__in=PUBLICATIONS, timestamp__lt=entry.at, revision__isnull=False
    )
    public = logged.order_by("-timestamp").values_list("revision_id", flat=True)[:1]
    return Revision.objects.filter(pk__in=[*public]).first()


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


def _iter_differences(
    model: type[Model], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for name in new:
        if name in _TECHNICAL or old.get(name) == new[name] or name not in old:
            continue
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, ForeignObjectRel):
            rows = field.related_model
            before, after = describe_rows(rows, old[name]), describe_rows(rows, new[name])
            yield get_rows_label(rows), before, after
        elif isinstance(field, Field) and field.editable and not field.many_to_many:
            yield (
                str(field.verbose_name),
                describe_version_value(field, old[name]),
                describe_version_value(field, new[name]),
            )
