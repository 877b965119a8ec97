"""What is known of a page, a bulletin and a file, in words that are shown and words that find."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.search.index import SearchField

from bulletins.models import Bulletin
from home.models import DocumentPage, NewsPage, ProcedurePage
from search.models import EntryType, SearchEntry
from search.text.folding import clean, folded
from sites.models import AgencyDocument, DocumentText

# Of one text. What stands further down is found by opening the page.
MOST_CHARACTERS = 300_000
# Said in the title and the summary already, or not words at all.
_TOLD = {"title", "lead", "summary", "number", "document_number"}
# Stands in passages between what stands in lines of its own.
BETWEEN = " · "
_SPACES = re.compile(r"\s+")
_TYPES = {
    NewsPage: EntryType.ARTICLE,
    DocumentPage: EntryType.LEGAL,
    ProcedurePage: EntryType.PROCEDURE,
}


def entry_of_page(page: Page) -> SearchEntry:
    """Return the entry of a published page, as its own class, with its ``agency_key``."""
    return SearchEntry(
        content_type=ContentType.objects.get_for_model(Page),
        object_id=page.pk,
        agency_id=page.agency_key,
        type=_TYPES.get(type(page), EntryType.PAGE),
        language=page.locale.language_code,
        date=_date_of(page),
        number=clean(getattr(page, "number", "")),
        summary=_plain(getattr(page, "lead", "") or page.search_description),
        body=_body(page),
        **_title(page.title),
    )


def entry_of_bulletin(row: Bulletin, source: Bulletin) -> SearchEntry:
    """Return the entry of a bulletin's row in one language; ``source`` is the default one."""
    return SearchEntry(
        content_type=ContentType.objects.get_for_model(Bulletin),
        object_id=row.pk,
        agency_id=source.source_id,
        bulletin_id=source.pk,
        type=EntryType.BULLETIN,
        language=row.language,
        date=source.issued_on,
        number=clean(source.document_number),
        summary=_plain(row.summary),
        body=_body(row),
        **_title(row.title),
    )


def entry_of_file(document: AgencyDocument, carrier: SearchEntry) -> SearchEntry:
    """Return the entry of a file that hangs on what ``carrier``, which is stored, stands for."""
    return SearchEntry(
        content_type=ContentType.objects.get_for_model(AgencyDocument),
        object_id=document.pk,
        carrier=carrier.pk,
        agency_id=carrier.agency_id,
        bulletin_id=carrier.bulletin_id,
        type=EntryType.FILE,
        language=carrier.language,
        date=carrier.date,
        body=_text_of(document),
        **_title(document.title),
    )


def _text_of(document: AgencyDocument) -> str:
    read: DocumentText | None = getattr(document, "read_text", None)
    return _plain(read.text)[:MOST_CHARACTERS] if read else ""


def files_of(instance: Page | Bulletin) -> set[int]:
    """Return the keys of the files that a page or bulletin shows, as it is here."""
    wanted = ContentType.objects.get_for_model(AgencyDocument).pk
    # What Wagtail's index of references says is of the last draft that was saved.
    references = ReferenceIndex._extract_references_from_object(instance)
    return {int(key) for content_type, key, *_where in references if content_type == wanted}


def _title(title: str) -> dict[str, str]:
    title = _SPACES.sub(" ", clean(title)).strip()
    return {"title": title, "folded_title": folded(title)[:255]}


def _date_of(page: Page) -> date:
    told = getattr(page, "date", None) or getattr(page, "issued_on", None)
    return told or timezone.localdate(page.last_published_at or timezone.now())


def _body(instance: Page | Bulletin) -> str:
    """The words of every field that the model declares as searchable and that are not told yet."""
    fields = [
        field
        for field in instance.get_search_fields()
        if isinstance(field, SearchField) and field.field_name not in _TOLD
    ]
    texts = (text for field in fields for text in _texts(field.get_value(instance)))
    return clean(BETWEEN.join(_within(texts)))


def _within(texts: Iterable[str]) -> Iterator[str]:
    room = MOST_CHARACTERS
    for text in texts:
        if room <= 0:
            return
        yield text[:room]
        room -= len(text) + len(BETWEEN)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif value:
        yield _plain(str(value))


def _plain(text: str) -> str:
    """Wagtail's fields and blocks give the search their words without markup."""
    return _SPACES.sub(" ", clean(text)).strip()
