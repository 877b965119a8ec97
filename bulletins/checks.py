"""What is worth another look before a bulletin is published, and what to do about it.

One function for each check. Only what ``Bulletin.check_publishable`` refuses stops anybody.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

from bulletins.models import Bulletin, Urgency
from sites.models import AgencyImage

# What a link says when it says nothing of where it leads.
VAGUE = {
    "tại đây", "ở đây", "đây", "tại link", "link", "link này", "xem thêm", "xem tiếp", "xem",
    "xem tại đây", "xem ở đây", "xem chi tiết", "chi tiết", "bấm vào đây", "bấm đây",
    "nhấn vào đây", "nhấp vào đây", "click vào đây", "đọc thêm", "tải về", "tải về tại đây",
    "here", "click here", "more", "read more", "this link",
}  # fmt: skip
_AT_THE_EDGES = re.compile(r"^\W+|\W+$")
# Words as spaces part them, which in Vietnamese are syllables.
WORDS_A_MINUTE = 200
MOST_MINUTES = 2


@dataclass(frozen=True)
class Advice:
    """One thing to look at: what, and what to do about it."""

    text: str
    stops: bool = False


def advice_on(bulletin: Bulletin) -> list[Advice]:
    """Return what to look at before ``bulletin`` is published; what stops it comes first."""
    given = [check(bulletin) for check in CHECKS]
    return _refusals(bulletin) + [Advice(text) for text in given if text]


def no_end(bulletin: Bulletin) -> str:
    if bulletin.valid_until or bulletin.urgency != Urgency.ROUTINE:
        return ""
    return _("It never ends by itself. Say until when it holds, so that nobody reads old news.")


def no_telephone(bulletin: Bulletin) -> str:
    if bulletin.contact_telephone:
        return ""
    return _("There is no telephone number. Give one that people can call with questions.")


def vague_links(bulletin: Bulletin) -> str:
    texts = _link_texts(bulletin.body)
    vague = [text for text in texts if _AT_THE_EDGES.sub("", text.lower()) in VAGUE]
    if not vague:
        return ""
    return _("The link “%(words)s” does not say where it leads. Write what one finds there.") % {
        "words": vague[0]
    }


def pictures_without_words(bulletin: Bulletin) -> str:
    pictures = [value for value in _values(bulletin.body) if isinstance(value, AgencyImage)]
    silent = [one for one in pictures if not (_is_decoration(one) or _words_of(one))]
    if not silent:
        return ""
    return _(
        "The picture “%(title)s” says nothing to people who cannot see it. "
        "Describe it, or mark it as decoration."
    ) % {"title": silent[0].title}


def too_long(bulletin: Bulletin) -> str:
    minutes = reading_minutes(bulletin)
    if minutes <= MOST_MINUTES:
        return ""
    return _(
        "It takes %(minutes)s minutes to read. Put details into a file; two minutes are enough."
    ) % {"minutes": minutes}


CHECKS: list[Callable[[Bulletin], str]] = [
    no_end,
    no_telephone,
    vague_links,
    pictures_without_words,
    too_long,
]


def reading_minutes(bulletin: Bulletin) -> int:
    """Return for how many minutes, rounded up, a person reads title, what to do and text."""
    body = bulletin.body.stream_block.get_searchable_content(bulletin.body)
    words = " ".join([bulletin.title, bulletin.instruction, *map(str, body)]).split()
    return ceil(len(words) / WORDS_A_MINUTE)


def _refusals(bulletin: Bulletin) -> list[Advice]:
    try:
        bulletin.check_publishable()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            return [Advice(text, stops=True) for text in error.messages]
        names = {name: Bulletin._meta.get_field(name).verbose_name for name in error.error_dict}
        return [
            Advice(f"{str(names[name]).capitalize()}: {text}", stops=True)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


def _link_texts(body: StreamValue) -> Iterator[str]:
    for value in _values(body):
        if isinstance(value, RichText):
            for link in BeautifulSoup(value.source, "html.parser").find_all("a"):
                yield " ".join(link.get_text().split())


def _values(value: Any) -> Iterator[Any]:
    """What the blocks of a body hold, however deep it lies."""
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
        yield from _values(part)


def _is_decoration(picture: AgencyImage) -> bool:
    return bool(getattr(picture, "decorative", False))


def _words_of(picture: AgencyImage) -> str:
    return getattr(picture, "contextual_alt_text", "") or picture.description
