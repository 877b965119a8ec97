"""Hints in the page editor and for approval: what to check before publishing, what to improve.

What the form demands for publishing comes first; no other hint prevents it. Pages share the checks
of texts with bulletins.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from bulletins.admin.bulletin_edit import PublishingAdvice
from content import advice
from home.models import AgencyPage, TextPage
from sites.localization.validation import PublicationRefusedError, list_publication_errors

# Letters of a title; a shorter one may be an abbreviation.
MIN_CAPITALS = 8
MAX_TITLE_LENGTH = 120

TEXT_CHECKS: list[Callable[[list[Any]], str]] = [
    advice.find_vague_links,
    advice.find_bare_urls,
    advice.find_images_without_alt,
    advice.find_long_sentences,
]


def list_page_advice(page: AgencyPage, *, missing: Iterable[str] = ()) -> list[PublishingAdvice]:
    """Return the hints on ``page`` as it is in the form; empty if there are none.

    ``missing``: what its form demands for publishing (``content.requirements``).
    """
    values = list(_iter_values(page))
    given = [
        *page.list_advice(),
        *(check(page) for check in PAGE_CHECKS),
        *(check(values) for check in TEXT_CHECKS),
    ]
    return [
        *(PublishingAdvice(text, stops=True) for text in missing),
        *(PublishingAdvice(text) for text in given if text),
    ]


def list_review_advice(version: AgencyPage) -> list[PublishingAdvice]:
    """Return what keeps a submitted version from being published, then the hints on it."""
    refusal = PublicationRefusedError(version, list_publication_errors(version))
    stops = [PublishingAdvice(text, stops=True) for text in refusal.list_messages()]
    return [*stops, *list_page_advice(version)]


def check_title_capitals(page: Page) -> str:
    """Return a hint if the title is all in capitals, else an empty string."""
    letters = [letter for letter in page.title if letter.isalpha()]
    if len(letters) < MIN_CAPITALS or not all(map(str.isupper, letters)):
        return ""
    return _("The title is all in capitals, which is hard to read. Write it as a sentence.")


def check_title_length(page: Page) -> str:
    """Return a hint if the title is longer than ``MAX_TITLE_LENGTH``, else an empty string."""
    if len(page.title) <= MAX_TITLE_LENGTH:
        return ""
    return _("The title has %(number)s letters. Lists and search engines show about %(most)s.") % {
        "number": len(page.title),
        "most": MAX_TITLE_LENGTH,
    }


def check_heading_order(page: Page) -> str:
    """Return a hint if a small heading comes before any heading, else an empty string.

    Screen reader users jump from heading to heading, and look for the one above.
    """
    if not isinstance(page, TextPage):
        return ""
    for block in page.body:
        if block.block_type == "heading":
            return ""
        if isinstance(block.value, RichText) and "<h3" in block.value.source:
            return _("A small heading stands above all headings. Put the block “Heading” first.")
    return ""


PAGE_CHECKS: list[Callable[[Page], str]] = [
    check_title_capitals,
    check_title_length,
    check_heading_order,
]


def _iter_values(page: Page) -> Iterator[Any]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from advice.iter_values(getattr(page, field.name))
