"""Search entries of pages, bulletins and files: the text that is shown and searched."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.search.index import SearchField

from bulletins.models import Bulletin
from content.models import CustomDocument, DocumentText
from content.text.folding import clean_text
from home.models import DocumentPage, NewsPage, ProcedurePage
from search.models import EntryType, SearchEntry
from search.text.words import WordForms, get_key, join_forms, split_parts

# Indexed characters of one text. What is further down is not searchable.
MAX_CHARACTERS = 300_000
# Words of a text that the ranking looks at. What is further down is found, and counts for less.
MAX_RANKED_WORDS = 4_000
# An average word with its space has four and a half characters, none more than forty.
MAX_RANKED_CHARACTERS = 8 * MAX_RANKED_WORDS
# Fields that are in the title or the summary already.
_SUMMARY_FIELDS = {"title", "lead", "summary", "number", "document_number"}
# Separates, in passages, texts that are on lines of their own.
BETWEEN = " · "
_SPACES = re.compile(r"\s+")
_TYPES = {
    NewsPage: EntryType.ARTICLE,
    DocumentPage: EntryType.LEGAL,
    ProcedurePage: EntryType.PROCEDURE,
}


def build_page_entry(page: Page) -> SearchEntry:
    """Return the unsaved entry of a published page.

    ``page``: an instance of its specific class, annotated with ``agency_key``.
    """
    entry = SearchEntry(
        content_type=ContentType.objects.get_for_model(Page),
        object_id=page.pk,
        agency_id=page.agency_key,
        type=_TYPES.get(type(page), EntryType.PAGE),
        language=page.locale.language_code,
        date=_get_date(page),
        number=clean_text(getattr(page, "number", "")),
        summary=_clean(getattr(page, "lead", "") or page.search_description),
        body=_get_body(page),
        **_build_title_fields(page.title),
    )
    return set_ranked_words(entry)


def build_bulletin_entry(row: Bulletin, source: Bulletin) -> SearchEntry:
    """Return the unsaved entry of a bulletin in one language.

    ``row``: the bulletin in that language. ``source``: its row in the default language.
    """
    entry = SearchEntry(
        content_type=ContentType.objects.get_for_model(Bulletin),
        object_id=row.pk,
        agency_id=source.source_id,
        bulletin_id=source.pk,
        type=EntryType.BULLETIN,
        language=row.language,
        date=source.issued_on,
        number=clean_text(source.document_number),
        summary=_clean(row.summary),
        body=_get_body(row),
        **_build_title_fields(row.title),
    )
    return set_ranked_words(entry)


def build_file_entry(document: CustomDocument, carrier: SearchEntry) -> SearchEntry:
    """Return the unsaved entry of a file that is attached to a page or bulletin.

    ``carrier``: the stored entry of that page or bulletin.
    """
    entry = SearchEntry(
        content_type=ContentType.objects.get_for_model(CustomDocument),
        object_id=document.pk,
        carrier=carrier.pk,
        agency_id=carrier.agency_id,
        bulletin_id=carrier.bulletin_id,
        type=EntryType.FILE,
        language=carrier.language,
        date=carrier.date,
        body=_get_extracted_text(document),
        **_build_title_fields(document.title),
    )
    return set_ranked_words(entry)


def set_ranked_words(entry: SearchEntry) -> SearchEntry:
    """Return the entry after writing into it the words that the ranking looks at."""
    parts = [split_parts(f"{entry.title} {entry.number}"), split_parts(entry.summary)]
    parts.append(split_parts(entry.body[:MAX_RANKED_CHARACTERS])[:MAX_RANKED_WORDS])
    folds, exacts = zip(*map(join_forms, parts), strict=True)
    entry.folds, entry.exacts = "\n".join(folds), "\n".join(exacts)
    return entry


def get_whole_words(
    folds: str, exacts: str, beginning: str
) -> tuple[WordForms | None, WordForms | None, WordForms | None]:
    """Return the words of title with number, of summary and text that ``set_ranked_words`` wrote.

    ``folds``, ``exacts``: the fields of the entry. ``beginning``: that of the text, longer than
    what is ranked if the text is. None stands for a text of which not all words were written.
    """
    if not folds:
        return None, None, None
    title, summary, body = map(WordForms, folds.split("\n"), exacts.split("\n"))
    is_cut = len(beginning) > MAX_RANKED_CHARACTERS or body.number == MAX_RANKED_WORDS
    return title, summary, None if is_cut else body


def _get_extracted_text(document: CustomDocument) -> str:
    read: DocumentText | None = getattr(document, "read_text", None)
    return _clean(read.text)[:MAX_CHARACTERS] if read else ""


def list_file_keys(instance: Page | Bulletin) -> set[int]:
    """Return the keys of the documents that this version of a page or bulletin references."""
    wanted = ContentType.objects.get_for_model(CustomDocument).pk
    # Wagtail's reference index describes the draft that was saved last, not this version.
    references = ReferenceIndex._extract_references_from_object(instance)
    return {int(key) for content_type, key, *_where in references if content_type == wanted}


def _build_title_fields(title: str) -> dict[str, str]:
    title = _SPACES.sub(" ", clean_text(title)).strip()
    return {"title": title, "folded_title": get_key(title)[:255]}


def _get_date(page: Page) -> date:
    own_date = getattr(page, "date", None) or getattr(page, "issued_on", None)
    return own_date or timezone.localdate(page.last_published_at or timezone.now())


def _get_body(instance: Page | Bulletin) -> str:
    """Return the text of all searchable fields that are not in title or summary already."""
    fields = [
        field
        for field in instance.get_search_fields()
        if isinstance(field, SearchField) and field.field_name not in _SUMMARY_FIELDS
    ]
    texts = (text for field in fields for text in _iter_texts(field.get_value(instance)))
    return clean_text(BETWEEN.join(_limit_characters(texts)))


def _limit_characters(texts: Iterable[str]) -> Iterator[str]:
    room = MAX_CHARACTERS
    for text in texts:
        if room <= 0:
            return
        yield text[:room]
        room -= len(text) + len(BETWEEN)


def _iter_texts(value: object) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _iter_texts(part)
    elif value:
        yield _clean(str(value))


def _clean(text: str) -> str:
    """Return clean text with single spaces; Wagtail's search values have no markup already."""
    return _SPACES.sub(" ", clean_text(text)).strip()
