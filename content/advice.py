"""Advice about the text of bulletins and pages.

Each check takes the values of blocks (``iter_values``) and returns a translated sentence for the
author about the first finding, empty if there is none.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

from content.models import CustomImage

# Link texts that do not say where the link leads, in lower case.
VAGUE_LINK_TEXTS = {
    "tại đây", "ở đây", "đây", "tại link", "link", "link này", "xem thêm", "xem tiếp", "xem",
    "xem tại đây", "xem ở đây", "xem chi tiết", "chi tiết", "bấm vào đây", "bấm đây",
    "nhấn vào đây", "nhấp vào đây", "click vào đây", "đọc thêm", "tải về", "tải về tại đây",
    "here", "click here", "more", "read more", "this link",
}  # fmt: skip
_AT_THE_EDGES = re.compile(r"^\W++|(?<!\W)\W+$")
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?…:;]\s|\n")
# Words separated by spaces, which in Vietnamese are syllables.
MAX_SENTENCE_WORDS = 45


def iter_values(value: Any) -> Iterator[Any]:
    """Yield the values of all blocks in ``value`` that have no child blocks, at any depth."""
    if isinstance(value, StreamValue):
        parts = [block.value for block in value]
    elif isinstance(value, StructValue):
        parts = list(value.values())
    elif isinstance(value, ListValue):
        parts = list(value)
    else:
        yield value
        return
    for part in parts:
        yield from iter_values(part)


def find_vague_links(values: Iterable[Any]) -> str:
    """Advise about a link whose text is one of ``VAGUE_LINK_TEXTS``, for example "here"."""
    vague = [
        text
        for text in _iter_link_texts(values)
        if _AT_THE_EDGES.sub("", text.lower()) in VAGUE_LINK_TEXTS
    ]
    if not vague:
        return ""
    return _("The link “%(words)s” does not say where it leads. Write what one finds there.") % {
        "words": vague[0]
    }


def find_bare_urls(values: Iterable[Any]) -> str:
    """Advise about a link whose text is a URL, which screen readers read letter by letter."""
    bare = [text for text in _iter_link_texts(values) if _ADDRESS.fullmatch(text)]
    if not bare:
        return ""
    return _(
        "The link “%(words)s” is read out letter by letter. Write what one finds there instead."
    ) % {"words": bare[0]}


def find_images_without_alt(values: Iterable[Any]) -> str:
    """Advise about an image without a description.

    Of a picture in a text the form itself demands words, or that it is marked as decoration
    (``content.requirements``).
    """
    images = [value for value in values if isinstance(value, CustomImage)]
    # A picture in a text has words for this text, if only empty ones.
    missing = [
        image for image in images if image.contextual_alt_text is None and not image.description
    ]
    if not missing:
        return ""
    return _("The picture “%(title)s” says nothing to people who cannot see it. Describe it.") % {
        "title": missing[0].title
    }


def find_long_sentences(values: Iterable[Any]) -> str:
    """Advise about a sentence of more than ``MAX_SENTENCE_WORDS`` words."""
    paragraphs = (line for value in values for line in _iter_paragraphs(value))
    sentences = (sentence for line in paragraphs for sentence in _SENTENCE_ENDS.split(line))
    long = next(
        (sentence.split() for sentence in sentences if len(sentence.split()) > MAX_SENTENCE_WORDS),
        None,
    )
    if long is None:
        return ""
    return _("The sentence “%(words)s …” has %(number)s words. Make two or three of it.") % {
        "words": " ".join(long[:6]),
        "number": len(long),
    }


def _iter_link_texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, RichText):
            for link in BeautifulSoup(value.source, "html.parser").find_all("a"):
                yield " ".join(link.get_text().split())


def _iter_paragraphs(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        for part in BeautifulSoup(value.source, "html.parser").find_all(["p", "li"]):
            yield part.get_text(" ")
