"""System check that finds fields and blocks which store HTML or URLs uncleaned."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from content.blocks import (
    CleanRichTextBlock,
    CleanStreamBlock,
    CleanStreamField,
    CleanURLBlock,
)
from content.fields import CleanURLField

HINT = "docs/features/safe-content.md names the fields and blocks that clean what they hold."


@register
def check_texts_are_cleaned(**kwargs: object) -> list[CheckMessage]:
    """Return an error for each field or block of our apps that stores its input uncleaned."""
    return [
        Error(f"{label} keeps what is written as it comes.", hint=HINT, id="bantin.E001")
        for model in apps.get_models()
        if model._meta.app_config.name in settings.OWN_APPS
        for field in model._meta.get_fields()
        for label in list_uncleaned(field)
    ]


def list_uncleaned(field: object) -> Iterator[str]:
    """Yield the name of ``field``, or of the blocks in it, that do not clean their content.

    Yields nothing if all is cleaned, and for whatever is no text or URL field.
    """
    match field:
        case CleanStreamField():
            if not isinstance(field.stream_block, CleanStreamBlock):
                yield f"{field}, its stream"
            for block in _walk(field.stream_block):
                if _is_uncleaned(block):
                    yield f"{field}, block {block.name or type(block).__name__}"
        case CleanURLField():
            return
        case StreamField() | RichTextField() | models.URLField():
            yield str(field)


def _is_uncleaned(block: blocks.Block) -> bool:
    if isinstance(block, CleanRichTextBlock | CleanURLBlock):
        return False
    return isinstance(block, blocks.RichTextBlock | blocks.URLBlock | blocks.RawHTMLBlock)


def _walk(block: blocks.Block) -> Iterator[blocks.Block]:
    yield block
    children = getattr(block, "child_blocks", None) or {}
    for child in children.values() if isinstance(children, dict) else children:
        yield from _walk(child)
    if isinstance(block, blocks.ListBlock):
        yield from _walk(block.child_block)
