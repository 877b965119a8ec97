"""References among imported rows: keys of the former installation become those of this one."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks.fields import clean_raw_value
from content.blocks.rich_text import CleanRichTextBlock
from content.blocks.stream import is_readable
from content.models import CustomDocument
from content.text.sanitizer import clean_rich_text, clean_url

# Links hold no links.
_LINK = re.compile(r"<a\b([^<>]*)>((?:[^<]|<(?!/?a\b))*)</a>")
# Blocks with blocks in them. No program reads their value in another shape.
_CONTAINERS = (blocks.BaseStreamBlock, blocks.BaseStructBlock, blocks.ListBlock)
_LINK_TYPES: dict[str, type[models.Model]] = {"page": Page, "document": CustomDocument}


class LostReferenceError(Exception):
    """A value refers to something that did not come along, and may not be empty."""


class References:
    """The new keys of imported rows, by model and former key.

    ``lost`` are words about references to what did not come along, one for each.
    """

    def __init__(self) -> None:
        self._keys: dict[tuple[type[models.Model], str], Any] = {}
        self.lost: list[str] = []

    def add(self, model: type[models.Model], former: object, key: object) -> None:
        """Note the new key of a row."""
        self._keys[_get_root(model), str(former)] = key

    def find(self, model: type[models.Model], former: object) -> Any:
        """Return the new key of a row, or None if it did not come along."""
        return self._keys.get((_get_root(model), str(former)))

    def replace_in_field(self, field: models.Field[Any, Any], value: Any, where: str) -> Any:
        """Return the stored value of a field (not a relation) with new keys in it, sanitized.

        ``where`` says in words what the value belongs to.
        """
        if isinstance(field, StreamField) and value:
            stream = json.loads(value) if isinstance(value, str) else value
            if not isinstance(stream, list):
                raise ValueError(f"{field.name} is no stream")
            block = field.stream_block
            replaced = clean_raw_value(block, self.replace_in_block(block, stream, where))
            return json.dumps(replaced, ensure_ascii=False) if isinstance(value, str) else replaced
        return value

    def replace_in_block(self, block: blocks.Block, raw: Any, where: str) -> Any:
        """Return the stored value of a block with new keys in it.

        Links to what did not come along become plain text. What cannot be empty leaves the list
        that it stands in. Raises LostReferenceError where there is no such list.
        """
        match block, raw:
            case _, None:
                return None
            case CleanRichTextBlock(), str():
                return self.replace_in_rich_text(raw, where)
            # Forms store numbers; imports may have stored texts, which are read as numbers.
            case blocks.ChooserBlock(), _:
                is_key = isinstance(raw, int | str) and str(raw).isdecimal()
                key = self.find(block.model_class, raw) if is_key else None
                if key is None:
                    self._lose(block.model_class, raw, where)
                    if block.required:
                        raise LostReferenceError
                return key
            case blocks.BaseStreamBlock(), list():
                return self._replace_items(
                    raw, lambda one: block.child_blocks.get(one.get("type")), where
                )
            case blocks.ListBlock(), list():
                return self._replace_items(raw, lambda one: block.child_block, where)
            case blocks.BaseStructBlock(), dict():
                children = block.child_blocks
                return {
                    name: self.replace_in_block(children[name], one, where)
                    if name in children
                    else self._replace_in_unknown(one, where, name)
                    for name, one in raw.items()
                }
        return self._replace_in_leaf(block, raw, where)

    def _replace_in_leaf(self, block: blocks.Block, raw: Any, where: str) -> Any:
        if isinstance(block, _CONTAINERS) or not is_readable(block, raw):
            return self._replace_in_unknown(raw, where, block.name)
        if isinstance(block, TypedTableBlock) and raw:
            kinds = [block.child_blocks[column["type"]] for column in raw["columns"]]
            rows = [self._replace_in_cells(row, kinds, where) for row in raw["rows"]]
            return raw | {"rows": rows}
        return raw

    def _replace_in_cells(
        self, row: dict[str, Any], kinds: list[blocks.Block], where: str
    ) -> dict[str, Any]:
        values = zip(kinds, row["values"], strict=True)
        return {"values": [self.replace_in_block(kind, one, where) for kind, one in values]}

    def replace_in_rich_text(self, html: str, where: str) -> str:
        """Return sanitized rich text with new keys in its links; others become text.

        It is sanitized first: afterwards all links are written in one way, and none is missed.
        """

        def replace(match: re.Match[str]) -> str:
            attributes, text = match.groups()
            kind = re.search(r'linktype="(\w+)"', attributes)
            number = re.search(r'\bid="(\d+)"', attributes)
            if not kind or not number or kind[1] not in _LINK_TYPES:
                return match[0]
            model = _LINK_TYPES[kind[1]]
            key = self.find(model, number[1])
            if key is None:
                self._lose(model, number[1], where)
                return text
            changed = attributes.replace(number[0], f'id="{key}"')
            return f"<a{changed}>{text}</a>"

        return _LINK.sub(replace, clean_rich_text(html))

    def replace_in_link(self, link: dict[str, Any], where: str) -> dict[str, Any]:
        """Return the attributes of a link with the new key; none if it leads nowhere any more.

        A link to an address keeps the address alone, sanitized.
        """
        model = _LINK_TYPES.get(str(link.get("linktype")))
        if model is None or "id" not in link:
            return {"href": clean_url(str(link["href"]))} if "href" in link else {}
        key = self.find(model, link["id"])
        if key is None:
            self._lose(model, link["id"], where)
            return {}
        return {
            "linktype": link["linktype"],
            "id": key if isinstance(link["id"], int) else str(key),
        }

    def replace_in_content(
        self, model: type[models.Model], content: dict[str, Any], where: str
    ) -> dict[str, Any]:
        """Return the content of a revision of ``model`` with new keys in it.

        What is no field of ``model`` is left out, and so are relations to several rows.
        """
        replaced: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.name not in content:
                continue
            value = content[field.name]
            if isinstance(field, models.ForeignKey):
                key = None if value is None else self.find(field.related_model, value)
                replaced[field.name] = key
            else:
                replaced[field.name] = self.replace_in_field(field, value, where)
        if content.get("pk") is not None:
            replaced["pk"] = self.find(model, content["pk"])
        for relation in get_all_child_relations(model):
            name = relation.get_accessor_name()
            if name in content:
                replaced[name] = self._replace_children(
                    relation.related_model, content[name], where
                )
        return replaced

    def _replace_children(
        self, model: type[models.Model], rows: list[dict[str, Any]], where: str
    ) -> list[dict[str, Any]]:
        kept = []
        for row in rows:
            replaced = self.replace_in_content(model, row, where)
            needed = [
                field.name
                for field in model._meta.local_concrete_fields
                if isinstance(field, models.ForeignKey)
                and not field.null
                and not isinstance(field, ParentalKey)
            ]
            if all(replaced.get(name) is not None for name in needed if name in row):
                kept.append(replaced)
        return kept

    def _replace_items(
        self, items: list[Any], get_block: Callable[[Any], blocks.Block | None], where: str
    ) -> list[Any]:
        kept = []
        for item in items:
            # Items of a list may be stored without the envelope of type, value and id.
            in_envelope = isinstance(item, dict) and {"type", "value"} <= item.keys()
            block = get_block(item) if in_envelope else get_block({})
            if block is None:
                kept.append(self._replace_in_unknown_item(item, where))
                continue
            try:
                if in_envelope:
                    value = self.replace_in_block(block, item["value"], where)
                    kept.append(_make_item(item, value))
                else:
                    kept.append(self.replace_in_block(block, item, where))
            except LostReferenceError:
                continue
        return kept

    def _replace_in_unknown_item(self, item: Any, where: str) -> Any:
        if not isinstance(item, dict):
            return self._replace_in_unknown(item, where, "?")
        value = self._replace_in_unknown(item.get("value"), where, str(item.get("type")))
        return _make_item(item | {"type": str(item.get("type"))}, value)

    def _replace_in_unknown(self, raw: Any, where: str, name: str) -> Any:
        """Return the words of a part that no block reads; says that the rest did not come along.

        Its numbers may be keys, and nobody knows of what: here they would be others' rows.
        """
        self.lost.append(f"{where}: the part {name} is unknown here; its words came along alone.")
        return self._keep_words(raw, where)

    def _keep_words(self, raw: Any, where: str) -> Any:
        match raw:
            case str() if not raw.isdecimal():
                return self.replace_in_rich_text(raw, where)
            case dict():
                return {name: self._keep_words(one, where) for name, one in raw.items()}
            case list():
                return [self._keep_words(one, where) for one in raw]
        return None

    def _lose(self, model: type[models.Model], former: object, where: str) -> None:
        name = model._meta.model_name
        self.lost.append(f"{where}: {name} {former} did not come along and is not linked any more.")


def _make_item(item: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return an item with another value, and with the parts that a form writes.

    An id in another form is left out, because programs look for ids.
    """
    made = {"type": item["type"], "value": value}
    key = item.get("id")
    return made | {"id": key} if isinstance(key, str) and key else made


def _get_root(model: type[models.Model]) -> type[models.Model]:
    """Return the model whose table numbers the rows of ``model``: pages are numbered as pages."""
    while model._meta.pk is not None and model._meta.pk.remote_field:
        model = model._meta.pk.remote_field.model
    return model
