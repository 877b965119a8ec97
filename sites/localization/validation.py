"""Validation of an object before it is published without its edit form.

Translations, restored or approved revisions, and publishing in bulk or through the API bypass the
form. The same validators run here, so that nothing becomes public that the form would refuse.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db.models import Field as ModelField
from django.db.models import Model
from django.forms import BaseForm, FileField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.panels import get_edit_handler
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page

from sites.localization.sources import find_source, get_language_name, is_front

# Where an error is: the field name, in a StreamField followed by the ids of the nested blocks.
Path = tuple[str, ...]
# Number of errors that the message of ``PublicationRefusedError`` shows.
MAX_REPORTED = 5


class PublicationRefusedError(Exception):
    """Refusal to publish ``obj``, because its form would not allow it; nothing was changed.

    ``errors``: messages by dotted path (``body.<block id>.url``).
    """

    def __init__(self, obj: Model, errors: Mapping[str, str]) -> None:
        super().__init__(obj, errors)
        self.obj = obj
        self.errors = dict(errors)

    def __str__(self) -> str:
        messages = self.list_messages()
        return _("“%(title)s” was not published, and nothing was changed. %(errors)s") % {
            "title": self.obj,
            "errors": " ".join(messages[:MAX_REPORTED]),
        }

    def list_messages(self) -> list[str]:
        """Return each error as a sentence that begins with the name of its field."""
        return [f"{self._get_label(path)}: {message}" for path, message in self.errors.items()]

    def _get_label(self, path: str) -> str:
        try:
            field = self.obj._meta.get_field(path.partition(".")[0])
        except FieldDoesNotExist:
            return pgettext("field", "Text")
        return capfirst(str(getattr(field, "verbose_name", field.name)))


def check_publication(obj: Model) -> None:
    """Raise PublicationRefusedError if ``obj`` must not be published as it is.

    That is if its form forbids it, or if it is a translated page whose source is not public.
    """
    if errors := _list_source_errors(obj) | list_publication_errors(obj):
        raise PublicationRefusedError(obj, errors)


def list_publication_errors(obj: Any) -> dict[str, str]:
    """Return the errors that prevent publishing ``obj``, by dotted path; empty if none.

    Runs the form's fields with their ``clean_…`` methods, the fields of child rows, every
    StreamField block, the model's ``full_clean`` and, if it has one, ``check_publishable``.
    """
    errors: dict[Path, str] = {}
    form = _build_form(obj)
    errors |= _get_form_errors(form, obj)
    for name, formset in getattr(form, "formsets", {}).items():
        if name != "comments":
            for row in getattr(obj, name).all():
                row_errors = _get_field_errors(formset.form.base_fields, row)
                errors |= {(name, *path): message for path, message in row_errors.items()}
    checks = [obj.full_clean, getattr(obj, "check_publishable", None)]
    for check in filter(None, checks):
        try:
            check()
        except ValidationError as error:
            for path, message in _iter_errors_by_field(error):
                errors.setdefault(path, message)
    return {".".join(path): message for path, message in errors.items()}


def _list_source_errors(obj: Any) -> dict[str, str]:
    """Return why a translated page cannot be published before its source; empty if it can.

    A bulletin's translation may be published first, because its source decides when it is shown;
    a translated home page, because it opens a language; and what is scheduled for later waits.
    """
    if not isinstance(obj, Page) or (obj.go_live_at and obj.go_live_at > timezone.now()):
        return {}
    source = find_source(obj)
    if source is None or source.live or is_front(obj):
        return {}
    message = _("“%(title)s” is not published in %(language)s; publish it there first.") % {
        "title": source.get_admin_display_title(),
        "language": get_language_name(source.locale),
    }
    return {"locale": message}


def _build_form(obj: Any) -> BaseForm:
    if isinstance(obj, Page):
        form_class = obj.get_edit_handler().get_form_class()
        return form_class(instance=obj, parent_page=obj.get_parent())
    return get_edit_handler(type(obj)).get_form_class()(instance=obj)


def _get_form_errors(form: Any, obj: Model) -> dict[Path, str]:
    form.cleaned_data = {}
    errors = _get_field_errors(form.fields, obj, form.cleaned_data)
    for name in [*form.cleaned_data]:
        clean = getattr(form, f"clean_{name}", None)
        if clean is None:
            continue
        try:
            clean()
        except ValidationError as error:
            errors[(name,)] = " ".join(error.messages)
    return errors


def _get_field_errors(
    fields: Mapping[str, Any], obj: Model, cleaned: dict[str, Any] | None = None
) -> dict[Path, str]:
    errors: dict[Path, str] = {}
    for name, field in fields.items():
        model_field = _find_model_field(obj, name)
        # A stored file is no upload, which a form's ``FileField`` expects.
        if model_field is None or isinstance(field, FileField) or field.disabled:
            continue
        value = model_field.value_from_object(obj)
        try:
            result = field.clean(value)
        except ValidationError as error:
            errors |= {(name, *path): message for path, message in _flatten(error, value)}
        else:
            if cleaned is not None:
                cleaned[name] = result
    return errors


def _find_model_field(obj: Model, name: str) -> ModelField | None:
    try:
        field = obj._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(field, ModelField) and field.concrete and not field.many_to_many:
        return field
    return None


def _flatten(error: ValidationError, value: Any) -> Iterator[tuple[Path, str]]:
    """Yield each error nested in a StreamField with the ids of the blocks that lead to it."""
    below = getattr(error, "block_errors", None)
    if below:
        for key, nested in below.items() if isinstance(below, Mapping) else enumerate(below):
            if nested is None:
                continue
            name, child = _get_child(value, key)
            for path, message in _flatten(nested, child):
                yield (name, *path), message
    for nested in getattr(error, "non_block_errors", None) or ():
        yield (), str(nested)
    if not below and not getattr(error, "non_block_errors", None):
        yield (), " ".join(error.messages)


def _get_child(value: Any, key: Any) -> tuple[str, Any]:
    if isinstance(value, StreamValue):
        return value[key].id or str(key), value[key].value
    if isinstance(value, ListValue):
        return value.bound_blocks[key].id or str(key), value.bound_blocks[key].value
    return str(key), value[key]


def _iter_errors_by_field(error: ValidationError) -> Iterator[tuple[Path, str]]:
    if not hasattr(error, "error_dict"):
        yield (NON_FIELD_ERRORS,), " ".join(error.messages)
        return
    for name, messages in error.message_dict.items():
        yield (name,), " ".join(messages)
