"""Files and pictures of translated pages follow those of their source.

A file is public while a public page uses it (docs/features/files.md), so one that was replaced or
taken off the source must not stay on its translations until somebody works on them. Words are
another matter: those stay, and are marked (``sites.localization.currency``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, Translation

from content.models import CustomDocument, CustomImage
from sites.localization.segments import get_stream_fields

_FILES = (CustomImage, CustomDocument)
# As in the JSON of a StreamField: its blocks, or the items of a list.
Items = list[dict[str, Any]]


def copy_files(page: Page, original: Page) -> bool:
    """Give a live translation the files and pictures that its published source has now.

    ``page`` and ``original``, its source, are of their specific class. Returns whether anything has
    changed. Those that a translator has chosen for the language stay. Blocks and child rows that
    the source has no more go if they hold a file; new ones come when the translation is updated. A
    page whose translation was stopped, which somebody edits by hand, stays as it is.
    """
    begun = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    )
    if not begun.exists():
        return False
    chosen = _Chosen(page)
    changed = [
        *(_follow_field(page, original, field, chosen) for field in _list_file_fields(page)),
        *(
            _follow_blocks(page, original, field.name, chosen)
            for field in get_stream_fields(type(page))
        ),
        *(_follow_rows(page, original, name) for name in _list_file_relations(page)),
    ]
    if any(changed):
        page.save(clean=False)
    return any(changed)


@dataclass(frozen=True)
class _Chosen:
    """What translators of ``page`` have chosen in place of what the source has."""

    page: Page

    @cached_property
    def by_path(self) -> Mapping[str, Any]:
        """The values by path of the segment."""
        overrides = SegmentOverride.objects.filter(
            locale=self.page.locale_id, context__object_id=self.page.translation_key
        )
        return {row.context.path: row.data for row in overrides.select_related("context")}

    def has(self, path: str, value: Any) -> bool:
        """Return whether ``value`` was chosen at ``path``."""
        return path in self.by_path and str(self.by_path[path]) == str(value)


def _list_file_relations(page: Page) -> list[str]:
    relations = ((name, page._meta.get_field(name).related_model) for name in page.copied_rows)
    return [name for name, model in relations if _list_file_fields(model)]


def _list_file_fields(instance: Any) -> list[models.ForeignKey]:
    return [
        field
        for field in instance._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in _FILES
    ]


def _follow_field(page: Page, source: Page, field: models.ForeignKey, chosen: _Chosen) -> bool:
    wanted, found = getattr(source, field.attname), getattr(page, field.attname)
    if wanted == found or chosen.has(field.name, found):
        return False
    setattr(page, field.attname, wanted)
    return True


def _follow_blocks(page: Page, source: Page, name: str, chosen: _Chosen) -> bool:
    value, original = getattr(page, name), getattr(source, name)
    found = list(value.raw_data)
    block = value.stream_block
    wanted = _follow_items(block, list(original.raw_data), found, name, chosen)
    if wanted == found:
        return False
    setattr(page, name, StreamValue(block, wanted, is_lazy=True))
    return True


def _follow_items(block: Any, source: Items, found: Items, path: str, chosen: _Chosen) -> Items:
    originals = {item.get("id"): item for item in source}
    followed: Items = []
    for item in found:
        child = _get_child(block, item)
        original = originals.get(item.get("id"))
        if child is None or (original is None and not _has_file(child, item.get("value"))):
            followed.append(item)
        elif original and original.get("type") == item.get("type"):
            values = original.get("value"), item.get("value")
            value = _follow_value(child, *values, f"{path}.{item['id']}", chosen)
            followed.append(item | {"value": value})
    return followed


def _follow_value(block: Any, source: Any, found: Any, path: str, chosen: _Chosen) -> Any:
    match block, source, found:
        case ImageChooserBlock() | DocumentChooserBlock(), _, _:
            return found if chosen.has(path, found) else source
        case blocks.BaseStreamBlock() | blocks.ListBlock(), list(), list():
            return _follow_items(block, source, found, path, chosen)
        case blocks.BaseStructBlock(), dict(), dict():
            children = block.child_blocks
            return found | {
                name: _follow_value(children[name], source[name], value, f"{path}.{name}", chosen)
                for name, value in found.items()
                if name in children and name in source
            }
    return found


def _has_file(block: Any, value: Any) -> bool:
    match block, value:
        case ImageChooserBlock() | DocumentChooserBlock(), _:
            return value is not None
        case blocks.BaseStreamBlock() | blocks.ListBlock(), list():
            return any(_has_file(_get_child(block, item), item.get("value")) for item in value)
        case blocks.BaseStructBlock(), dict():
            return any(
                _has_file(block.child_blocks.get(name), each) for name, each in value.items()
            )
    return False


def _get_child(block: Any, item: Mapping[str, Any]) -> Any:
    if isinstance(block, blocks.ListBlock):
        return block.child_block
    return block.child_blocks.get(item.get("type"))


def _follow_rows(page: Page, source: Page, name: str) -> bool:
    """Replace the child rows of one relation by those of ``source``.

    A row with the same file stays, with the caption that somebody wrote for the language.
    """
    found = list(getattr(page, name).all())
    originals = list(getattr(source, name).all())
    if [*map(_get_files, found)] == [*map(_get_files, originals)]:
        return False
    unused = list(found)
    wanted = []
    for place, original in enumerate(originals):
        files = _get_files(original)
        row = next((each for each in unused if _get_files(each) == files), None)
        if row:
            unused.remove(row)
        else:
            row = _copy_row(original)
        row.sort_order = place
        wanted.append(row)
    setattr(page, name, wanted)
    return True


def _get_files(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in _list_file_fields(row)]


def _copy_row(row: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and not isinstance(field, ParentalKey)
    }
    return type(row)(**values)
