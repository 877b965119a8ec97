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
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

# Translatable for wagtail-localize, and no words that readers read.
TECHNICAL = frozenset({"slug"})
# Attributes that ``insert_parts`` leaves on what it changed: names of fields, ids of blocks.
FOREIGN_FIELDS, FOREIGN_BLOCKS = "foreign_fields", "foreign_blocks"


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


def has_words(text: str) -> bool:
    """Return whether ``text`` has a letter; numbers and signs need no translation."""
    return any(character.isalpha() for character in text)


def get_part(path: str) -> str:
    """Return the part to which ``path`` belongs: the field, or field and id of the block."""
    name, _dot, below = path.partition(".")
    return f"{name}.{below.partition('.')[0]}" if below else name


def insert_parts(target: Any, source: Any, parts: Iterable[str]) -> None:
    """Replace ``parts`` of ``target`` by those of ``source``, in memory, and mark them as foreign.

    A block that ``target`` lacks is inserted after the one before it in ``source``; one that
    ``source`` lacks is removed. Parts that neither has are skipped.
    """
    fields: set[str] = set()
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts:
        name, _dot, block = part.partition(".")
        if block:
            blocks[name].add(block)
        else:
            fields.add(name)
            setattr(target, name, getattr(source, name))
    for name, ids in blocks.items():
        setattr(target, name, _insert_blocks(getattr(target, name), getattr(source, name), ids))
    setattr(target, FOREIGN_FIELDS, frozenset(fields))


def _insert_blocks(value: StreamValue, source: StreamValue, ids: set[str]) -> StreamValue:
    wanted = {block["id"]: block for block in source.raw_data if block["id"] in ids}
    rows = [wanted.get(block["id"], block) for block in value.raw_data]
    rows = [row for row in rows if row["id"] not in ids or row["id"] in wanted]
    before = ""
    for block in source.raw_data:
        places = [row["id"] for row in rows]
        if block["id"] in wanted and block["id"] not in places:
            rows.insert(places.index(before) + 1 if before in places else 0, block)
        before = block["id"] if block["id"] in [row["id"] for row in rows] else before
    merged = StreamValue(value.stream_block, rows, is_lazy=True)
    setattr(merged, FOREIGN_BLOCKS, frozenset(wanted))
    return merged


def is_foreign(holder: Any, name: str) -> bool:
    """Return whether a part of ``holder`` is in the language of the source.

    ``holder``: a page or bulletin and the name of a field, or a ``StreamValue`` and the id of a
    block.
    """
    attribute = FOREIGN_BLOCKS if isinstance(holder, StreamValue) else FOREIGN_FIELDS
    return name in getattr(holder, attribute, ())


def has_foreign_parts(instance: Any) -> bool:
    """Return whether ``insert_parts`` has put anything into ``instance``."""
    if getattr(instance, FOREIGN_FIELDS, ()):
        return True
    values = (instance.__dict__.get(field.attname) for field in instance._meta.concrete_fields)
    return any(
        getattr(value, FOREIGN_BLOCKS, ()) for value in values if isinstance(value, StreamValue)
    )


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
