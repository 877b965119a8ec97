"""Columns of blocks that hold nothing uncleaned."""

from typing import TYPE_CHECKING, Any

from wagtail import blocks
from wagtail.fields import StreamField

from bulletins.blocks.rich_text import CleanRichTextBlock
from bulletins.blocks.texts import CleanURLBlock
from sites.rich_text_sanitizer import clean_rich_text, clean_url


class CleanStreamField(StreamField):
    """A StreamField whose texts are cleaned when it is written, also those that nobody has read
    since they came as JSON: Wagtail hands these on as they are. For migrations it is Wagtail's own.
    """

    if TYPE_CHECKING:
        # What a model has by this name is the value.
        def __get__(self, instance: object, owner: object) -> Any: ...
        def __set__(self, instance: object, value: Any) -> None: ...

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        return clean_raw_value(self.stream_block, super().get_prep_value(value))


def clean_raw_value(block: blocks.Block, raw: Any) -> Any:
    """Return a value as it is stored for ``block``, with every rich text and address in it clean.

    What has not the shape that the block stores comes back as it is: no block reads it either.
    """
    match block, raw:
        case CleanRichTextBlock(), str():
            return clean_rich_text(raw)
        case CleanURLBlock(), str():
            return clean_url(raw)
        case blocks.BaseStreamBlock(), list():
            return [_clean_item(block.child_blocks.get(_get_type(one)), one) for one in raw]
        case blocks.ListBlock(), list():
            return [
                _clean_item(block.child_block, one)
                if block._item_is_in_block_format(one)
                else clean_raw_value(block.child_block, one)
                for one in raw
            ]
        case blocks.BaseStructBlock(), dict():
            children = block.child_blocks
            return {
                name: clean_raw_value(children[name], one) if name in children else one
                for name, one in raw.items()
            }
    return raw


def _clean_item(block: blocks.Block | None, item: Any) -> Any:
    if block is None or not isinstance(item, dict):
        return item
    return item | {"value": clean_raw_value(block, item.get("value"))}


def _get_type(item: Any) -> Any:
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else None
