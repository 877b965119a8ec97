"""References among imported rows: keys of the former installation become those of this one."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks.rich_text import CleanRichTextBlock
from content.models import CustomDocument

# Links hold no links.
_LINK = re.compile(r"<a\b([^<>]*)>((?:[^<]|<(?!/?a\b))*)</a>")
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
        """Return the stored value of a field (not a relation) with new keys in it.

        ``where`` says in words what the value belongs to.
        """
        if isinstance(field, StreamField) and value:
            stream = json.loads(value) if isinstance(value, str) else value
            replaced = self.replace_in_block(field.stream_block, stream, where)
            return json.dumps(replaced, ensure_ascii=False) if isinstance(value, str) else replaced
        return value

    def replace_in_block(self, block: blocks.Block, raw: Any, where: str) -> Any:
        """Return the stored value of a block with new keys in it.

        Links to what did not come along become plain text. What cannot be empty leaves the list
        that it stands in. Raises LostReferenceError where there is no such list.
        """
        match block, raw:
            case CleanRichTextBlock(), str():
                return self.replace_in_rich_text(raw, where)
            # Forms store numbers; imports may have stored texts, which are read as numbers.
            case blocks.ChooserBlock(), int() | str() if str(raw).isdecimal():
                key = self.find(block.target_model, raw)
                if key is None:
                    self._lose(block.target_model, raw, where)
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
        return raw

    def replace_in_rich_text(self, html: str, where: str) -> str:
        """Return rich text with new keys in its links; links that lead nowhere become text."""

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

        return _LINK.sub(replace, html)

    def replace_in_link(self, link: dict[str, Any], where: str) -> dict[str, Any]:
        """Return the attributes of a link with the new key; none if it leads nowhere any more."""
        model = _LINK_TYPES.get(str(link.get("linktype")))
        if model is None or "id" not in link:
            return link
        key = self.find(model, link["id"])
        if key is None:
            self._lose(model, link["id"], where)
            return {}
        return link | {"id": key if isinstance(link["id"], int) else str(key)}

    def replace_in_content(
        self, model: type[models.Model], content: dict[str, Any], where: str
    ) -> dict[str, Any]:
        """Return the content of a revision of ``model`` with new keys in it."""
        replaced = dict(content)
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field) or field.name not in content:
                continue
            value = content[field.name]
            if isinstance(field, models.ForeignKey) and value is not None:
                replaced[field.name] = self.find(field.related_model, value)
            elif isinstance(field, StreamField):
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
                kept.append(
                    self._replace_in_unknown(item, where, item["type"] if in_envelope else "?")
                )
                continue
            try:
                if in_envelope:
                    value = self.replace_in_block(block, item["value"], where)
                    kept.append(item | {"value": value})
                else:
                    kept.append(self.replace_in_block(block, item, where))
            except LostReferenceError:
                continue
        return kept

    def _replace_in_unknown(self, raw: Any, where: str, name: str) -> Any:
        """Return a part that no block reads, with new keys in its links; says that it came along.

        Its numbers may be keys, but nobody knows of what: they stay.
        """
        self.lost.append(
            f"{where}: the part {name} is unknown here; numbers in it stay as they are."
        )
        return self._replace_links(raw, where)

    def _replace_links(self, raw: Any, where: str) -> Any:
        match raw:
            case str():
                return self.replace_in_rich_text(raw, where)
            case dict():
                return {name: self._replace_links(one, where) for name, one in raw.items()}
            case list():
                return [self._replace_links(one, where) for one in raw]
        return raw

    def _lose(self, model: type[models.Model], former: object, where: str) -> None:
        name = model._meta.model_name
        self.lost.append(f"{where}: {name} {former} did not come along and is not linked any more.")


def _get_root(model: type[models.Model]) -> type[models.Model]:
    """Return the model whose table numbers the rows of ``model``: pages are numbered as pages."""
    while model._meta.pk is not None and model._meta.pk.remote_field:
        model = model._meta.pk.remote_field.model
    return model
