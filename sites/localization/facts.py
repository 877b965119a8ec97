"""Facts in a page or bulletin without words: numbers, telephones, dates, links, tables.

wagtail-localize copies it when a translation is saved. What has changed since is as wrong in the
translation as a sentence that was not translated anew, so it is compared with the words.
"""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, get_translatable_fields

from sites.localization.segments import get_segment_texts, get_stream_fields

# Before the path of a part, instead of that of a segment, which has words.
FACT = "#"
# Between the facts of one part.
BETWEEN = " · "
_FACT_FIELDS = (models.DateField, models.IntegerField, models.URLField, models.EmailField)
# Chosen files, pages and kinds are no words and no numbers.
_NO_FACTS = (
    ImageBlock,
    blocks.ChooserBlock,
    blocks.ChoiceBlock,
    blocks.BooleanBlock,
)
_CONTAINERS = (blocks.StructBlock, blocks.ListBlock, blocks.StreamBlock)
_WORDS = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)


def get_compared_texts(instance: models.Model) -> dict[str, str]:
    """Return all that a translation of ``instance`` renders: its texts and its facts, by path."""
    return get_segment_texts(instance) | get_facts(instance)


def get_facts(instance: models.Model) -> dict[str, str]:
    """Return the facts of ``instance`` by path, which is that of their part behind ``FACT``.

    Those of the blocks of StreamFields, and of a page also the fields that are the same in all
    languages. A bulletin's fields are left out: every language shows those of the source.
    """
    facts: dict[str, str] = {}
    for field in get_stream_fields(type(instance)):
        for child in getattr(instance, field.name):
            found = BETWEEN.join(_iter_facts(child.block, child.value))
            if found:
                facts[f"{FACT}{field.name}.{child.id}"] = found
    if isinstance(instance, Page):
        for name in _list_fact_fields(type(instance)):
            value = getattr(instance, name)
            if value not in {None, ""}:
                facts[FACT + name] = str(value)
    return facts


def is_fact(path: str) -> bool:
    """Return whether a path is one of ``get_facts``."""
    return path.startswith(FACT)


def _list_fact_fields(model: type[models.Model]) -> list[str]:
    names = (
        field.field_name
        for field in get_translatable_fields(model)
        if isinstance(field, SynchronizedField)
    )
    return [name for name in names if isinstance(model._meta.get_field(name), _FACT_FIELDS)]


def _iter_facts(block: Any, value: Any) -> Iterator[str]:
    if hasattr(block, "list_facts"):
        yield from block.list_facts(value)
    elif isinstance(block, blocks.RichTextBlock):
        # Links to pages and files have no ``href`` in the database.
        links = BeautifulSoup(value.source, "html.parser").select("a[href]")
        yield from (str(link["href"]) for link in links)
    elif isinstance(block, _CONTAINERS) and not isinstance(block, _NO_FACTS):
        for child, below in _iter_children(block, value):
            yield from _iter_facts(child, below)
    elif value not in (None, "") and not _is_left_out(block, value):
        yield str(value)


def _iter_children(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(block, blocks.StructBlock):
        yield from ((child, value.get(name)) for name, child in block.child_blocks.items())
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, each) for each in value)
    else:
        yield from ((child.block, child.value) for child in value)


def _is_left_out(block: Any, value: Any) -> bool:
    """Return whether a value is no fact, or wagtail-localize offers it to translators."""
    own = getattr(block, "get_translatable_segments", None)
    has_segments = bool(own(value)) if own else isinstance(block, _WORDS)
    return has_segments or isinstance(block, _NO_FACTS)
