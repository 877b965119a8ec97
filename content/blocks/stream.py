"""Stream of blocks that opens with any stored value.

Wagtail leaves out blocks of an unknown type when it reads a stream, and raises for values that a
block cannot read. Both may come from another version of the program or from an import. Here such a
block keeps what is stored; the form shows its text and offers to repair it.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import Error, models
from django.utils.functional import cached_property
from django.utils.html import escape
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks import StreamValue
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from content.blocks.unreadable import UNREADABLE, UnreadableBlock, list_lines

logger = logging.getLogger(__name__)

# A block as the JSON of a StreamField has it.
Stored = dict[str, Any]
# Model, key, and where the block has them, as Wagtail's index of references has it.
Reference = tuple[type[models.Model], str, str, str]
# Where a block has no state; None is the state of many.
_NONE = object()


class CleanStreamBlock(blocks.StreamBlock):
    """A StreamBlock that keeps what it cannot read, and says so in the form.

    Every StreamField must use it; the checks in ``content.checks`` enforce it.
    """

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        unreadable = UnreadableBlock()
        unreadable.set_name(UNREADABLE)
        self.child_blocks[UNREADABLE] = unreadable

    @cached_property
    def readable_blocks(self) -> dict[str, blocks.Block]:
        """Return the blocks that people may add, by name."""
        return {name: block for name, block in self.child_blocks.items() if name != UNREADABLE}

    def deconstruct(self) -> Any:
        path, _args, kwargs = super().deconstruct()
        return path, [[*self.readable_blocks.items()]], kwargs

    def deconstruct_with_lookup(self, lookup: Any) -> Any:
        path, _args, kwargs = super().deconstruct_with_lookup(lookup)
        children = [(name, lookup.add_block(one)) for name, one in self.readable_blocks.items()]
        return path, [children], kwargs

    def to_python(self, value: Any) -> StreamValue:
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return self.empty_value(raw_text=value)
        # Code hands over tuples; JSON has mappings.
        if isinstance(value, list) and not all(isinstance(child, tuple) for child in value):
            value = [self._read(child) for child in value]
        stream: StreamValue = super().to_python(value)
        return stream

    def get_prep_value(self, value: Any) -> list[Stored]:
        return [_restore(child) for child in super().get_prep_value(value)]

    def get_form_state(self, value: Any) -> list[Stored]:
        return [self._get_child_state(value, number) for number in range(len(value or []))]

    def extract_references(self, value: StreamValue) -> Iterator[Reference]:
        """Return what the blocks refer to, as far as it can be read of those that are unreadable.

        So a file that only they name counts as used, and is not deleted with the unused ones.
        """
        yield from super().extract_references(value)
        for child in value:
            if child.block.name == UNREADABLE:
                for block, raw in self._iter_repaired(child.value):
                    for model, key, _path, _place in block.extract_references(block.to_python(raw)):
                        yield model, key, UNREADABLE, child.id

    def _read(self, child: Any) -> Stored:
        """Return a child that can be read: as it is stored, or as an unreadable block."""
        stored = _restore(child) if isinstance(child, dict) else {"type": "", "value": child}
        block = self.readable_blocks.get(str(stored.get("type")))
        if block is not None and "value" in stored and is_readable(block, stored["value"]):
            return stored
        kept = {name: part for name, part in stored.items() if name != "id"}
        return {"type": UNREADABLE, "value": kept, "id": stored.get("id")}

    def _get_child_state(self, stream: StreamValue, number: int) -> Stored:
        child = stream[number]
        if child.block.name == UNREADABLE:
            return self._get_unreadable_state(child.value, child.id)
        state = _get_state(child.block, child.value)
        if state is _NONE:
            stored = {"type": child.block.name, "value": stream.raw_data[number]["value"]}
            return self._get_unreadable_state(stored, child.id)
        return {"type": child.block.name, "value": state, "id": child.id}

    def _get_unreadable_state(self, stored: Stored, key: str | None) -> Stored:
        state = self.child_blocks[UNREADABLE].get_form_state(stored)
        return {
            "type": UNREADABLE,
            "value": state | {"repaired": self._get_repaired_state(stored)},
            "id": key,
        }

    def _get_repaired_state(self, stored: Stored) -> Stored | None:
        """Return the state of a readable block with the text of ``stored``, None without one."""
        for block, value in self._iter_repaired(stored):
            state = _get_state(block, block.to_python(value))
            if state is not _NONE:
                return {"type": block.name, "value": state}
        return None

    def _iter_repaired(self, stored: Stored) -> Iterator[tuple[blocks.Block, Any]]:
        """Return readable blocks and values: of the same type if it is known, and a text."""
        kinds = [str(stored.get("type")), "text"]
        for block in (self.readable_blocks[kind] for kind in kinds if kind in self.readable_blocks):
            value = salvage(block, stored.get("value"))
            if is_readable(block, value):
                yield block, value


class CleanStreamBlockAdapter(StreamBlockAdapter):
    """Names the class in ``static/js/admin/stream-blocks.js``, which repairs unreadable blocks."""

    js_constructor = "content.CleanStreamBlock"

    @cached_property
    def media(self) -> forms.Media:
        # One list, so that the class comes before the one that extends it.
        names = ("wagtailadmin/js/telepath/blocks.js", "js/admin/stream-blocks.js")
        return super().media + forms.Media(js=[versioned_static(name) for name in names])


register(CleanStreamBlockAdapter(), CleanStreamBlock)


def is_readable(block: blocks.Block, raw: Any) -> bool:
    """Return whether ``block`` reads ``raw``, as JSON stores it, without an error or a loss.

    Nothing is asked of the database.
    """
    match block:
        # Wagtail stores null for a picture without alternative text.
        case ImageBlock() if isinstance(raw, dict) and raw.get("alt_text", "") is None:
            return is_readable(block, raw | {"alt_text": ""})
        case blocks.BaseStructBlock():
            children = block.child_blocks
            return isinstance(raw, dict) and all(
                is_readable(children[name], part) if name in children else not part
                for name, part in raw.items()
            )
        case blocks.ListBlock():
            return isinstance(raw, list) and all(
                is_readable(block.child_block, part["value"])
                if block._item_is_in_block_format(part)
                else is_readable(block.child_block, part)
                for part in raw
            )
        case TypedTableBlock():
            return not raw or _is_table(block, raw)
        case blocks.CharBlock() | blocks.TextBlock():
            return isinstance(raw, str)
        case blocks.RichTextBlock():
            return raw is None or isinstance(raw, str)
        case blocks.ChooserBlock():
            return raw is None or type(raw) is int or (isinstance(raw, str) and raw.isdecimal())
        case _:
            return _is_python(block, raw)


def salvage(block: blocks.Block, raw: Any) -> Any:
    """Return a value for ``block``, as JSON stores it, with what can be read of ``raw``."""
    if is_readable(block, raw):
        return raw
    lines = list_lines(raw)
    match block:
        case blocks.RichTextBlock():
            return "".join(f"<p>{escape(line)}</p>" for line in lines)
        case blocks.CharBlock() | blocks.TextBlock():
            return " ".join(lines)
        case blocks.BaseStructBlock() if isinstance(raw, dict):
            known = {name: raw.get(name) for name in block.child_blocks}
            return {name: salvage(block.child_blocks[name], part) for name, part in known.items()}
        case blocks.ListBlock() if isinstance(raw, list):
            return [salvage(block.child_block, part) for part in raw]
    return block.get_prep_value(block.get_default())


def _get_state(block: blocks.Block, value: Any) -> Any:
    """Return what the form shows of a value; ``_NONE`` if the block fails, which the log tells.

    Raises django.db.Error: of a database that is away people are told.
    """
    try:
        return block.get_form_state(value)
    except Error:
        raise
    # Whatever else fails here must not take the form away.
    except Exception:
        logger.exception("A block of the type %s cannot be edited.", block.name)
        return _NONE


def _restore(child: Stored) -> Stored:
    """Return a child as it was stored before it became an unreadable block."""
    if child.get("type") != UNREADABLE or not isinstance(child.get("value"), dict):
        return child
    return child["value"] | {"id": child.get("id")}


def _is_table(block: TypedTableBlock, raw: Any) -> bool:
    try:
        return (
            isinstance(raw["caption"], str)
            and all(len(row["values"]) == len(raw["columns"]) for row in raw["rows"])
            and all(isinstance(column["heading"], str) for column in raw["columns"])
            and all(
                is_readable(block.child_blocks[column["type"]], row["values"][number])
                for row in raw["rows"]
                for number, column in enumerate(raw["columns"])
            )
        )
    except (AttributeError, LookupError, TypeError):
        return False


def _is_python(block: blocks.Block, raw: Any) -> bool:
    try:
        block.to_python(raw)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ValidationError):
        return False
    return True
