"""Requirements of a form for publication, which a draft may lack.

Drafts may be incomplete, so this is found only when somebody publishes. The advice above the
buttons says it before (``desk.selectors.page_advice``, ``bulletins.admin.bulletin_edit``).
"""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import BlockField, StreamBlock, StreamValue
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.struct_block import StructBlock, StructValue
from wagtail.models import COMMENTS_RELATION_NAME

# Made from the title where they are empty.
_MADE = {"slug"}


def list_requirements(form: WagtailAdminModelForm) -> list[str]:
    """Return the gaps of the instance of ``form``, as "Label: the gap"; empty for none.

    Looks at the fields of the form, at blocks and at rows (files, notes), as they are stored.
    Rules that hold for drafts too are not repeated: no stored draft breaks them.
    """
    return [
        *_list_missing(form),
        *(
            sentence
            for formset in form.formsets.values()
            if formset.rel_name != COMMENTS_RELATION_NAME
            for sentence in _list_missing_in_rows(form.instance, formset)
        ),
    ]


def _list_missing(form: WagtailAdminModelForm) -> Iterator[str]:
    instance = form.instance
    blocks = {name for name, field in form.fields.items() if isinstance(field, BlockField)}
    # Cleaning changes values, and the form still has to show them as they are.
    found = _find_errors(copy(instance), form.fields.keys() - blocks - _MADE, form)
    for name, field in form.fields.items():
        label = str(field.label or "")
        if name in blocks:
            value: StreamValue = getattr(instance, name)
            yield from list_block_errors(field.block, value, label)
        for message in found.get(name, []):
            yield f"{capfirst(label)}: {message}"


def _find_errors(
    instance: Any, names: set[str], form: WagtailAdminModelForm
) -> dict[str, list[str]]:
    """Return the model's errors of its fields, and of fields for which the form demands more."""
    own = {field.name for field in instance._meta.fields}
    try:
        instance.clean_fields(exclude=own - names)
        found: dict[str, list[str]] = {}
    except ValidationError as error:
        found = error.message_dict
    for name in names & own:
        field = form.fields[name]
        demanded = field.required or name in form.deferred_required_fields
        if demanded and name not in found and getattr(instance, name) in field.empty_values:
            found[name] = [str(field.error_messages["required"])]
        elif not demanded and getattr(instance, name) in field.empty_values:
            found.pop(name, None)
    return found


def _list_missing_in_rows(instance: Any, formset: Any) -> Iterator[str]:
    shown = set(formset.form.base_fields)
    for row in getattr(instance, formset.rel_name).all():
        own = {field.name for field in row._meta.fields}
        try:
            copy(row).clean_fields(exclude=own - shown)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                label = row._meta.get_field(field).verbose_name
                for message in messages:
                    yield f"{capfirst(str(row._meta.verbose_name))}, {label}: {message}"


def list_block_errors(block: Any, value: Any, label: str = "") -> Iterator[str]:
    """Yield the errors that a form would show for a value, each as "Label › Block: the error".

    ``label``: of the field, if it is to be named.
    """
    try:
        block.clean(value)
    except ValidationError as error:
        for place, message in _iter_block_errors(block, value, error):
            where = " › ".join(filter(None, [capfirst(label), *place]))
            yield f"{where}: {message}" if where else message


def _iter_block_errors(
    block: Any, value: Any, error: ValidationError
) -> Iterator[tuple[list[str], str]]:
    """Yield each message with the labels of the blocks that lead to it."""
    others = getattr(error, "non_block_errors", None)
    inner: Mapping[Any, ValidationError] = getattr(error, "block_errors", None) or {}
    if others is None:
        yield from (([], message) for message in error.messages)
        return
    yield from (([], message) for one in others.as_data() for message in one.messages)
    for key, child_error in inner.items():
        child, child_value, child_label = _get_child(block, value, key)
        for place, message in _iter_block_errors(child, child_value, child_error):
            yield [child_label, *place], message


def _get_child(block: Any, value: Any, key: Any) -> tuple[Any, Any, str]:
    match block:
        case StreamBlock():
            child = value[key]
            return child.block, child.value, f"{child.block.label} {key + 1}"
        case StructBlock():
            child = block.child_blocks[key]
            # The value of a picture is the picture itself.
            return child, value[key] if isinstance(value, StructValue) else None, str(child.label)
        case ListBlock():
            return block.child_block, value[key], f"{block.child_block.label} {key + 1}"
    return block, value, ""
