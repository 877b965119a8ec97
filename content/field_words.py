"""Values of fields and rows of versions in words, for the journal and for comparing versions."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import DateField, Field, ForeignKey, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing

Rows = list[dict[str, Any]]
# By the model of a child relation: its label, and how its rows are put into words.
_row_words: dict[type[Model], tuple[str | Promise, Callable[[Rows], str]]] = {}


def describe_rows_with(
    model: type[Model], label: str | Promise, describe: Callable[[Rows], str]
) -> None:
    """Register how rows of ``model``, which belong to a page or bulletin, are put into words.

    ``label``: what they are called; ``describe`` gets the rows as they stand in a version. Without
    it their values are joined, below the plural of the model.
    """
    _row_words[model] = label, describe


def get_rows_label(model: type[Model]) -> str:
    """Return what rows of ``model`` are called."""
    label, _describe = _get_row_words(model)
    return str(label)


def describe_rows(model: type[Model], rows: Rows) -> str:
    """Return rows as they stand in a version in words; "" for none."""
    _label, describe = _get_row_words(model)
    return describe(rows)


def describe_version_value(field: Field, value: Any) -> str:
    """Return a value of a version, which is JSON, in words; "" for none."""
    if value in (None, ""):
        return ""
    if isinstance(field, StreamField):
        stream = field.to_python(value)
        return " ".join(" ".join(field.get_searchable_content(stream)).split())
    if isinstance(field, RichTextField):
        return " ".join(get_text_for_indexing(str(value)).split())
    if isinstance(field, DateField) and isinstance(value, str):
        value = field.to_python(value)
    return describe_value(field, value)


def describe_value(field: Field, value: Any) -> str:
    """Return the value of a field in words of the active language; "" for none."""
    if value is None or value == "":
        return ""
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, ForeignKey):
        related = field.related_model._base_manager.filter(pk=value).first()
        return str(related) if related else ""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "H:i, d/m/Y")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    return " ".join(str(value).replace("\0", "").split())


def _get_row_words(model: type[Model]) -> tuple[str | Promise, Callable[[Rows], str]]:
    usual = model._meta.verbose_name_plural or "", partial(_join_rows, model)
    return _row_words.get(model, usual)


def _join_rows(model: type[Model], rows: Rows) -> str:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not field.is_relation
    ]
    texts = (
        " · ".join(
            filter(None, (describe_version_value(field, row.get(field.name)) for field in fields))
        )
        for row in rows
    )
    return "; ".join(filter(None, texts))
