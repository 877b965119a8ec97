"""The translatable texts of an object by path, and marks of the language of its parts.

A path is wagtail-localize's: the field, in a StreamField followed by the ids of the nested blocks
(``body.<block id>.label``). A part is what is replaced as a whole: a field (``title``), or a block
of a StreamField (``body.<block id>``).
"""

import copy
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import StreamField
from wagtail.rich_text import RichText
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

# Translatable for wagtail-localize, and no words that readers read.
TECHNICAL = frozenset({"slug"})
# An unchanged text of so many words is not a name that is the same in both languages.
SENTENCE = 4
_ADDRESS = re.compile(
    r"(?<!\S)((https?://|mailto:|tel:)\S+|/\S*|\S+@\S+|[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?|(?=\S*\d)\S+/\S+)(?!\S)"
)


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


def needs_translation(text: str) -> bool:
    """Return whether ``text`` has words; numbers, signs and addresses need no translation.

    Addresses are those of the web and of e-mail, paths, and the numbers of documents (12/QĐ-UBND).
    """
    return any(character.isalpha() for character in _ADDRESS.sub(" ", text))


def is_vietnamese(text: str) -> bool:
    """Return whether ``text`` would be read as Vietnamese that nobody has translated.

    Short texts without Vietnamese letters, such as “COVID-19”, are the same in many languages.
    """
    long = len(text.split()) >= SENTENCE
    return needs_translation(text) and (long or not text.isascii())


def get_part(path: str) -> str:
    """Return the part to which ``path`` belongs: the field, or field and id of the block."""
    name, _dot, below = path.partition(".")
    return f"{name}.{below.partition('.')[0]}" if below else name


def mark_parts(instance: Any, parts: Iterable[str], code: str) -> None:
    """Mark that ``parts`` of ``instance`` are in the language ``code``, in memory.

    The marks are what the template tag ``lang_of`` and ``BodyBlock`` read: ``foreign_fields`` of
    ``instance`` and ``foreign_blocks`` of a ``StreamValue``, language codes by name of the field
    and by id of the block, and ``language`` of the values of blocks.
    """
    fields, blocks = _sort_parts(instance, parts)
    instance.foreign_fields = dict.fromkeys(fields, code)
    for name, ids in blocks.items():
        _mark_blocks(getattr(instance, name), ids, code)


def copy_without_foreign_parts(instance: Any) -> Any:
    """Return a copy of ``instance`` without what is marked to be in another language.

    For what has one language and cannot mark its parts: descriptions, structured data, the search.
    Returns ``instance`` itself where nothing is marked. The copy is not to be saved.
    """
    if not has_foreign_parts(instance):
        return instance
    copied = copy.copy(instance)
    for name in getattr(instance, "foreign_fields", {}):
        setattr(copied, name, "")
    for field in get_stream_fields(type(instance)):
        value = getattr(instance, field.name)
        foreign = getattr(value, "foreign_blocks", {})
        if foreign:
            rows = [block for block in value.get_prep_value() if block.get("id") not in foreign]
            setattr(copied, field.name, StreamValue(value.stream_block, rows, is_lazy=True))
    return copied


def _sort_parts(instance: Any, parts: Iterable[str]) -> tuple[list[str], dict[str, set[str]]]:
    """Return the fields among ``parts``, and the ids of blocks by the name of their StreamField.

    What the instance does not have is left out.
    """
    fields: list[str] = []
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts:
        name, _dot, block = part.partition(".")
        if block and isinstance(getattr(instance, name, None), StreamValue):
            blocks[name].add(block)
        elif not block:
            fields.append(name)
    return fields, blocks


def get_block_ids(value: StreamValue) -> set[str]:
    """Return the ids of the top blocks of a StreamField."""
    return {block["id"] for block in value.raw_data if block.get("id")}


def _mark_blocks(value: StreamValue, ids: set[str], code: str) -> None:
    value.foreign_blocks = dict.fromkeys(get_block_ids(value) & ids, code)
    for child in value:
        # Strings take no attributes; they occur in bodies only, which mark the whole block.
        if child.id in ids and isinstance(child.value, StructValue | RichText):
            child.value.language = code


def has_foreign_parts(instance: Any) -> bool:
    """Return whether any part of ``instance`` is marked to be in another language."""
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
