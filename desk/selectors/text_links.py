"""Links in the published text of pages and bulletins: of rich text, and of fields for addresses.

Pages, pictures and files that are chosen in a field of their own are left out: where one of them is
not public, the page does not show it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from bulletins.models import Bulletin

# Links of one text; the longest page of the old portals has some 200.
MAX_LINKS = 500
MAX_ADDRESS, MAX_TEXT = 2000, 200
WEB_SCHEMES = {"http", "https"}
# Of these nothing is looked for: nobody can tell from outside whether they work.
_OTHER_SCHEMES = {"mailto", "tel"}
# Blocks with one line that is an address on the web, or another kind of text.
_ADDRESS_NAMES = {"address"}


@dataclass(frozen=True)
class TextLink:
    """A link in a text: its ``name`` in the text, and one of three targets.

    ``page`` and ``document`` are primary keys, as rich text stores them; ``url`` is as it was
    written.
    """

    name: str
    page: int | None = None
    document: int | None = None
    url: str = ""

    @property
    def key(self) -> str:
        """What is the same for two links to the same target."""
        target = self.url or f"page:{self.page} document:{self.document}"
        return hashlib.sha256(target.encode(errors="surrogatepass")).hexdigest()


def list_text_links(subject: Page | Bulletin) -> list[TextLink]:
    """Return the links in the stored row of a specific page or a bulletin, each target once.

    Links to a place on the same page, to an e-mail address and to a telephone are left out.
    """
    found: dict[str, TextLink] = {}
    for link in _iter_links(subject):
        if len(found) < MAX_LINKS:
            found.setdefault(link.key, link)
    return list(found.values())


def _iter_links(subject: Page | Bulletin) -> Iterator[TextLink]:
    for field in subject._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _iter_value_links(None, getattr(subject, field.name))
        elif isinstance(field, models.URLField):
            yield from _make_url_link(capfirst(field.verbose_name), getattr(subject, field.name))


def _iter_value_links(block: blocks.Block | None, value: Any) -> Iterator[TextLink]:
    if isinstance(value, RichText):
        yield from _iter_rich_text_links(value.source)
    elif isinstance(block, blocks.URLBlock):
        yield from _make_url_link(capfirst(block.label), value)
    elif isinstance(block, blocks.CharBlock) and block.name in _ADDRESS_NAMES:
        if str(value or "").startswith(("/", "http://", "https://")):
            yield from _make_url_link(capfirst(block.label), value)
    else:
        for child in _iter_children(value):
            yield from _iter_value_links(child.block, child.value)


def _iter_children(value: Any) -> Iterator[Any]:
    if isinstance(value, StreamValue):
        yield from value
    elif isinstance(value, StructValue):
        yield from value.bound_blocks.values()
    elif isinstance(value, ListValue):
        yield from value.bound_blocks
    elif isinstance(value, TypedTable):
        for row in value.rows:
            yield from row


def _iter_rich_text_links(source: str) -> Iterator[TextLink]:
    if "<a" not in source:
        return
    for element in BeautifulSoup(source, "html.parser").find_all("a"):
        name = " ".join(element.get_text().split())
        kind, key = str(element.get("linktype", "")), str(element.get("id", ""))
        if kind in {"page", "document"}:
            if key.isascii() and key.isdecimal() and len(key) < 19:
                is_page = kind == "page"
                yield TextLink(
                    name[:MAX_TEXT],
                    page=int(key) if is_page else None,
                    document=None if is_page else int(key),
                )
        else:
            yield from _make_url_link(name, element.get("href"))


def _make_url_link(name: Any, url: Any) -> Iterator[TextLink]:
    url = str(url or "").strip()
    if not url or url.startswith("#") or _get_scheme(url) in _OTHER_SCHEMES:
        return
    yield TextLink(str(name)[:MAX_TEXT], url=url[:MAX_ADDRESS])


def _get_scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        # Such as an IPv6 address without its end: the check says that it is no address.
        return ""
