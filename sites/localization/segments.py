"""The translatable texts of an object by path, and putting parts of one object into another.

A path is wagtail-localize's: the field, in a StreamField followed by the ids of the nested blocks
(``body.<block id>.label``). A part is what is replaced as a whole: a field (``title``), or a block
of a StreamField (``body.<block id>``).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

# Translatable for wagtail-localize, and no words that readers read.
TECHNICAL = frozenset({"slug"})


def get_segment_texts(instance: models.Model) -> dict[str, str]:
    """Return the plain text of each translatable segment of ``instance``, by path, in order.

    Paragraphs of one rich text have the same path and are separated by line breaks. White space is
    reduced to single spaces and the text composed (NFC), so that only words make a difference.
    Segments without text and technical fields are left out.
    """
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue) and segment.path not in TECHNICAL:
            text = normalize(segment.render_text())
            if text:
                texts[segment.path].append(text)
    return {path: "\n".join(lines) for path, lines in texts.items()}


def normalize(text: str) -> str:
    """Return ``text`` composed (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_letters(text: str) -> bool:
    """Return whether ``text`` has a letter; numbers and signs need no translation."""
    return any(character.isalpha() for character in text)


def get_part(path: str) -> str:
    """Return the part to which ``path`` belongs: the field, or field and id of the block."""
    name, _dot, below = path.partition(".")
    return f"{name}.{below.partition('.')[0]}" if below else name


def insert_parts(target: Any, source: Any, parts: Iterable[str]) -> None:
    """Replace ``parts`` of ``target`` by those of ``source``, in memory, and mark their language.

    The marks are what the template tag ``lang_of`` and ``BodyBlock`` read: ``foreign_fields`` of
    ``target`` and ``foreign_blocks`` of a ``StreamValue``, language codes by name of the field and
    by id of the block, and ``language`` of the values of blocks. A block that ``target`` lacks is
    inserted after the one before it in ``source``; one that ``source`` lacks is removed. A
    StreamField without an id is replaced wholly.
    """
    code = get_language(source)
    fields: dict[str, str] = {}
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts:
        name, _dot, block = part.partition(".")
        value = getattr(source, name)
        if block:
            blocks[name].add(block)
        elif isinstance(value, StreamValue):
            blocks[name] |= get_block_ids(value) | get_block_ids(getattr(target, name))
        else:
            fields[name] = code
            setattr(target, name, value)
    for name, ids in blocks.items():
        merged = _insert_blocks(getattr(target, name), getattr(source, name), ids)
        _mark_blocks(merged, ids, code)
        setattr(target, name, merged)
    target.foreign_fields = fields


def get_block_ids(value: StreamValue) -> set[str]:
    """Return the ids of the top blocks of a StreamField."""
    return {block["id"] for block in value.raw_data if block.get("id")}


def _insert_blocks(value: StreamValue, source: StreamValue, ids: set[str]) -> StreamValue:
    wanted = {block["id"]: block for block in source.raw_data if block.get("id") in ids}
    rows = [wanted.get(block.get("id"), block) for block in value.raw_data]
    rows = [row for row in rows if row.get("id") not in ids or row["id"] in wanted]
    places = [row.get("id") for row in rows]
    here = 0
    for block in source.raw_data:
        key = block.get("id")
        if key in places:
            here = places.index(key) + 1
        elif key in wanted:
            rows.insert(here, block)
            places.insert(here, key)
            here += 1
    return StreamValue(value.stream_block, rows, is_lazy=True)


def _mark_blocks(value: StreamValue, ids: set[str], code: str) -> None:
    value.foreign_blocks = dict.fromkeys(get_block_ids(value) & ids, code)
    for child in value:
        # Strings take no attributes; they occur in bodies only, which mark the whole block.
        if child.id in ids and isinstance(child.value, StructValue | RichText):
            child.value.language = code


def has_foreign_parts(instance: Any) -> bool:
    """Return whether ``insert_parts`` has put anything into ``instance``."""
    values = [getattr(instance, field.name) for field in get_stream_fields(type(instance))]
    return bool(
        getattr(instance, "foreign_fields", None)
        or any(getattr(value, "foreign_blocks", None) for value in values)
    )


def get_stream_fields(model: type[models.Model]) -> list[StreamField]:
    """Return the StreamFields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def get_language(instance: Any) -> str:
    """Return the language code of ``instance``; the default language if it has no locale yet."""
    return instance.locale.language_code if instance.locale_id else settings.LANGUAGE_CODE


def find_source(instance: Any) -> Any:
    """Return the row in the default language of a translated object; None if there is none."""
    if get_language(instance) == settings.LANGUAGE_CODE:
        return None
    rows = type(instance)._default_manager.filter(
        translation_key=instance.translation_key, locale__language_code=settings.LANGUAGE_CODE
    )
    found = rows.select_related("locale").first()
    return found.specific if isinstance(found, Page) else found
