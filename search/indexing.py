"""Keeping the searchable words of pages and bulletins."""

import html
import re

from django.contrib.contenttypes.models import ContentType
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.index import SearchField

from bulletins.models import Bulletin
from search.folding import fold
from search.models import SearchEntry
from sites.models import Agency

# Enough for a long decree; what stands further down is found by opening the page.
MOST_CHARACTERS = 100_000
_BETWEEN_TAGS = re.compile(r">\s*<")


def index_page(page: Page) -> None:
    """Write the words of a published page, in place of those kept before."""
    home_key = page.get_ancestors(inclusive=True).filter(depth=2).values("translation_key")
    agency = Agency.objects.filter(root_page__translation_key__in=home_key).first()
    if agency:
        _write(page.specific, page.pk, ContentType.objects.get_for_model(Page), agency)


def index_website(agency: Agency) -> None:
    """Write the words of all live pages of an agency's website."""
    pages = Page.objects.descendant_of(agency.root_page, inclusive=True).live()
    content_type = ContentType.objects.get_for_model(Page)
    for page in pages.prefetch_related("locale").specific():
        _write(page, page.pk, content_type, agency)


def index_bulletin(bulletin: Bulletin) -> None:
    """Write the words of a live bulletin, in place of those kept before."""
    _write(bulletin, bulletin.pk, ContentType.objects.get_for_model(Bulletin), None)


def remove(model: type[Page | Bulletin], pk: int) -> None:
    """Forget the words of a page or bulletin that no longer exists."""
    content_type = ContentType.objects.get_for_model(model)
    SearchEntry.objects.filter(content_type=content_type, object_id=pk).delete()


def searchable_text(instance: Page | Bulletin) -> str:
    """Return the words of every field that the model declares as searchable but the title."""
    values = [
        field.get_value(instance)
        for field in instance.get_search_fields()
        if isinstance(field, SearchField) and field.field_name != "title"
    ]
    return " ".join(_plain(value) for value in values if value)


def _write(
    instance: Page | Bulletin, pk: int, content_type: ContentType, agency: Agency | None
) -> None:
    SearchEntry.objects.update_or_create(
        content_type=content_type,
        object_id=pk,
        defaults={
            "agency": agency,
            "language": instance.locale.language_code,
            "title": fold(instance.title),
            "text": fold(searchable_text(instance)[:MOST_CHARACTERS]),
        },
    )


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(_plain(part) for part in value)
    return html.unescape(strip_tags(_BETWEEN_TAGS.sub("> <", str(value))))
