"""Mend of the line breaks that version 1.0.0 stored as ``<br>``.

The editor reads ``<br/>``. Texts are read in both spellings for good; this writes the present one
into rows, versions and sources of translations, a piece at a time, and changes nothing else.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Cast
from wagtail import blocks
from wagtail.models import Revision
from wagtail_localize.models import StringTranslation, TranslationSource

from content.blocks.fields import CleanStreamField, convert_raw_value
from content.versions.amendment import amend_version
from content.versions.fixed import lock_row

# Rows that one task looks at.
PIECE = 500
FORMER, PRESENT = "<br>", "<br/>"


@dataclass(frozen=True)
class StoredColumn:
    """Column of a table that may hold the former spelling, and how its value is mended."""

    model: type[models.Model]
    column: str
    mend: Callable[[Any, Any], Any]


def list_sources() -> list[StoredColumn]:
    """Return the columns to mend, always in the same order."""
    fields = [
        StoredColumn(model, field.name, _mend_field(field))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, CleanStreamField)
    ]
    return [
        *sorted(fields, key=lambda source: (source.model._meta.label, source.column)),
        StoredColumn(Revision, "content", _mend_revision),
        StoredColumn(TranslationSource, "content_json", _mend_source),
        StoredColumn(StringTranslation, "data", lambda _row, text: text.replace(FORMER, PRESENT)),
    ]


def mend_piece(number: int, after: int) -> tuple[int, int] | None:
    """Mend the next rows of one column, and return where the next piece begins; None at the end.

    ``number``: of the column in ``list_sources``; ``after``: primary key of the last row seen.
    """
    sources = list_sources()
    if number >= len(sources):
        return None
    source = sources[number]
    rows = source.model._base_manager.order_by("pk")
    keys = list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:PIECE])
    if not keys:
        return number + 1, 0
    raw = Cast(source.column, models.TextField())
    found = rows.filter(pk__in=keys).annotate(raw=raw).filter(raw__contains=FORMER)
    if source.model is Revision:
        for version in found:
            _mend_version(version)
    else:
        _mend_rows(source, found)
    return number, keys[-1]


@transaction.atomic
def _mend_version(version: Revision) -> None:
    # Each version has its transaction, which locks one page or bulletin as a form does.
    lock_row(version.content_object)
    version.refresh_from_db(fields=["content"])
    amend_version(version, _mend_revision(version, version.content))


@transaction.atomic
def _mend_rows(source: StoredColumn, found: models.QuerySet[Any]) -> None:
    for row in found.select_for_update(of=("self",)):
        stored = json.loads(row.raw) if _is_json(source) else row.raw
        mended = source.mend(row, stored)
        if mended != stored:
            value = models.Value(mended, models.JSONField()) if _is_json(source) else mended
            source.model._base_manager.filter(pk=row.pk).update(**{source.column: value})


def _is_json(source: StoredColumn) -> bool:
    field = source.model._meta.get_field(source.column)
    return isinstance(field, CleanStreamField | models.JSONField)


def _mend_field(field: CleanStreamField) -> Callable[[Any, Any], Any]:
    return lambda _row, raw: convert_raw_value(field.stream_block, raw, _mend_text)


def _mend_text(block: blocks.Block, raw: Any) -> Any:
    is_text = isinstance(block, blocks.RichTextBlock) and isinstance(raw, str)
    return raw.replace(FORMER, PRESENT) if is_text else raw


def _mend_revision(revision: Revision, content: dict[str, Any]) -> dict[str, Any]:
    return _mend_content(revision.content_type.model_class(), content)


def _mend_source(source: TranslationSource, text: str) -> str:
    model = source.specific_content_type.model_class()
    return json.dumps(_mend_content(model, json.loads(text)), cls=DjangoJSONEncoder)


def _mend_content(model: type[models.Model] | None, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a version, in which each StreamField is a JSON text, mended."""
    return content | dict(_iter_mended(model, content)) if model else content


def _iter_mended(model: type[models.Model], content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in model._meta.get_fields():
        if not isinstance(field, CleanStreamField):
            continue
        text = content.get(field.name)
        if isinstance(text, str) and FORMER in text:
            raw = convert_raw_value(field.stream_block, json.loads(text), _mend_text)
            yield field.name, json.dumps(raw, cls=DjangoJSONEncoder)
