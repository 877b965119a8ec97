"""The StreamField whose stored content is always sanitized."""

from typing import TYPE_CHECKING, Any

from wagtail import blocks
from wagtail.fields import StreamField

from content.blocks.rich_text import CleanRichTextBlock
from content.blocks.text import CleanURLBlock
from content.text.sanitizer import clean_url


class CleanStreamField(StreamField):
    """A StreamField that sanitizes rich text and URLs when it is saved.

    This includes raw JSON that no block has parsed, which Wagtail saves unchanged. In migrations
    the field is Wagtail's ``StreamField``.
    """

    if TYPE_CHECKING:
        # On a model instance the attribute is the value of the field.
        def __get__(self, instance: object, owner: object) -> Any: ...
        def __set__(self, instance: object, value: Any) -> None: ...

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        return clean_raw_value(self.stream_block, super().get_prep_value(value))


def clean_raw_value(block: blocks.Block, raw: Any) -> Any:
    """Return the stored value ``raw`` of ``block`` with all rich text and URLs sanitized.

    ``raw``: as in the JSON of a StreamField. Parts that do not have the form that the block stores
    are returned unchanged: no block renders them either.
    """
    match block, raw:
        case CleanRichTextBlock(), str():
            return block.clean_source(raw)
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
