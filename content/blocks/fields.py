"""The StreamField whose stored content is always sanitized."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField

from content.blocks.rich_text import CleanRichTextBlock
from content.blocks.stream import CleanStreamBlock
from content.blocks.text import CleanURLBlock
from content.blocks.unreadable import UNREADABLE
from content.text.sanitizer import clean_url


class CleanStreamField(StreamField):
    """A StreamField that stores what its form would store, with rich text and URLs sanitized.

    This includes raw JSON that no block has parsed, which Wagtail saves unchanged. Its blocks are
    those of a ``CleanStreamBlock``. In migrations the field is Wagtail's ``StreamField``.
    """

    def __init__(self, block_types: Any, block_lookup: Any = None, **kwargs: Any) -> None:
        # Migrations name blocks by numbers in ``block_lookup``.
        if isinstance(block_types, list) and block_lookup is None:
            block_types = CleanStreamBlock(block_types)
        super().__init__(block_types, block_lookup=block_lookup, **kwargs)

    if TYPE_CHECKING:
        # On a model instance the attribute is the value of the field.
        def __get__(self, instance: object, owner: object) -> Any: ...
        def __set__(self, instance: object, value: Any) -> None: ...

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        [children] = args
        # The last block: the numbers of the others stay.
        if children and children[-1][0] == UNREADABLE:
            _name, number = children.pop()
            del kwargs["block_lookup"][number]
        return name, "wagtail.fields.StreamField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        raw = super().get_prep_value(value)
        return complete_raw_value(self.stream_block, clean_raw_value(self.stream_block, raw))


def clean_raw_value(block: blocks.Block, raw: Any) -> Any:
    """Return the stored value ``raw`` of ``block`` with all rich text and URLs sanitized.

    ``raw``: as in the JSON of a StreamField. Parts that do not have the form that the block stores
    are returned unchanged: no block renders them either.
    """
    return convert_raw_value(block, raw, _clean_leaf)


def complete_raw_value(block: blocks.Block, raw: Any, key: str = "") -> Any:
    """Return the stored value ``raw`` with all parts that its form sends, in their order.

    Fields that are missing have their defaults, and items of lists have ids. These are made of
    ``key``, the id of the block around them, so that row and version of one text have the same.
    """
    match block, raw:
        case blocks.BaseStreamBlock(), list():
            children = block.child_blocks
            return [
                _complete_item(
                    children[kind], one, str(one.get("id") or _make_id(key, number)), kind
                )
                if (kind := _get_type(one)) in children and "value" in one
                else one
                for number, one in enumerate(raw)
            ]
        case blocks.ListBlock(), list():
            items = [one if block._item_is_in_block_format(one) else {"value": one} for one in raw]
            return [
                _complete_item(block.child_block, one, _make_id(key, number))
                for number, one in enumerate(items)
            ]
        case blocks.BaseStructBlock(), dict():
            values = {
                name: complete_raw_value(child, raw[name], _make_id(key, name))
                if name in raw
                else child.get_prep_value(child.get_default())
                for name, child in block.child_blocks.items()
            }
            return values | {name: part for name, part in raw.items() if name not in values}
        case TypedTableBlock(), {"columns": columns, "rows": rows, "caption": caption}:
            return {"columns": columns, "rows": rows, "caption": caption}
    return raw


def _complete_item(block: blocks.Block, item: Any, new_id: str, kind: str = "item") -> Any:
    key = item.get("id") or new_id
    value = complete_raw_value(block, item.get("value"), str(key))
    return {"type": kind, "value": value, "id": key}


def _make_id(key: str, place: object) -> str:
    return str(uuid5(NAMESPACE_OID, f"{key}/{place}"))


def convert_raw_value(
    block: blocks.Block, raw: Any, convert: Callable[[blocks.Block, Any], Any]
) -> Any:
    """Return ``raw`` with what the blocks without further blocks store converted by ``convert``."""
    match block, raw:
        case blocks.BaseStreamBlock(), list():
            return [
                _convert_item(block.child_blocks.get(_get_type(one)), one, convert) for one in raw
            ]
        case blocks.ListBlock(), list():
            return [
                _convert_item(block.child_block, one, convert)
                if block._item_is_in_block_format(one)
                else convert_raw_value(block.child_block, one, convert)
                for one in raw
            ]
        case blocks.BaseStructBlock(), dict():
            children = block.child_blocks
            return {
                name: convert_raw_value(children[name], one, convert) if name in children else one
                for name, one in raw.items()
            }
    return convert(block, raw)


def _clean_leaf(block: blocks.Block, raw: Any) -> Any:
    match block, raw:
        case CleanRichTextBlock(), str():
            return block.clean_source(raw)
        case CleanURLBlock(), str():
            return clean_url(raw)
    return raw


def _convert_item(
    block: blocks.Block | None, item: Any, convert: Callable[[blocks.Block, Any], Any]
) -> Any:
    if block is None or not isinstance(item, dict):
        return item
    return item | {"value": convert_raw_value(block, item.get("value"), convert)}


def _get_type(item: Any) -> Any:
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else None
