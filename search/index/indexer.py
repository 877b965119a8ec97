"""Writing and deleting search entries and their words. All functions are idempotent."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Collection as FileCollection
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex

from bulletins.models import Bulletin
from bulletins.selectors.localized import localize_row
from content.models import CustomDocument
from content.text.folding import MAX_WORD_LENGTH, make_word
from search.engines import get_engine
from search.engines.base import get_entry_words
from search.index.entries import (
    build_bulletin_entry,
    build_file_entry,
    build_page_entry,
    list_file_keys,
)
from search.models import SearchEntry, VocabularyWord
from search.text.words import list_written
from sites.localization.display import mark_untranslated
from sites.localization.segments import copy_without_foreign_parts
from sites.models import Agency
from sites.selectors.public_pages import PublicPage, list_owned_public_pages, list_public_pages

# Keys that are handled in one transaction.
BATCH = 200
# Of what is published together, so many are indexed at once and the others by queued tasks.
AT_ONCE = 400
ENTRY_FIELDS = [
    "agency", "bulletin_id", "type", "language", "date", "title", "number", "folded_title",
    "summary", "body", "folds", "exacts",
]  # fmt: skip

Key = TypeVar("Key", int, str)


class DescribedEntry(NamedTuple):
    """An entry, and the keys of the files that are attached to its page or bulletin."""

    entry: SearchEntry
    files: set[int]


def index_pages(keys: Collection[int]) -> None:
    """Index the pages with these keys; delete the entries of those that are not public."""
    _index(Page, describe_pages, keys)


def index_bulletins(keys: Collection[int]) -> None:
    """Index the bulletin rows with these keys; delete the entries of those that are not live."""
    _index(Bulletin, describe_bulletins, keys)


def describe_pages(keys: Collection[int]) -> list[DescribedEntry]:
    """Return unsaved entries of those of the pages that are public.

    Of a translation without what is not translated: an entry has one language, and the source is
    found by these words. A page without a translated title has no entry.
    """
    public = {one.key: one for one in list_owned_public_pages(keys) if one.agency}
    # In one order, so that no two transactions wait for each other's new entries.
    pages = sorted(_iter_specific(public.values()), key=attrgetter("pk"))
    mark_untranslated(page for page in pages if public[page.pk].has_state)
    described = []
    for page in pages:
        page.agency_key = public[page.pk].agency
        own = copy_without_foreign_parts(page)
        if own.title:
            described.append(DescribedEntry(build_page_entry(own), list_file_keys(page)))
    return described


def _iter_specific(public: Iterable[PublicPage]) -> Iterator[Any]:
    """Yield pages as instances of their own classes, one query for each class."""
    by_class: defaultdict[int, list[int]] = defaultdict(list)
    for one in public:
        by_class[one.content_type].append(one.key)
    for content_type, keys in by_class.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class() or Page
        for page in model.objects.filter(pk__in=keys).select_related("locale"):
            # Else Wagtail would read its comments from the database, in search of files.
            page.wagtail_admin_comments = []
            yield page


def describe_bulletins(keys: Collection[int]) -> list[DescribedEntry]:
    """Return unsaved entries of those of the bulletin rows that are live.

    A translation of which parts are shown in Vietnamese has none: an entry has one language, and
    the source is found in its place.
    """
    rows = list(Bulletin.objects.filter(pk__in=keys, live=True).select_related("locale"))
    sources = Bulletin.objects.sources().filter(
        translation_key__in=[row.translation_key for row in rows]
    )
    by_key = {source.translation_key: source for source in sources}
    described = []
    for row in rows:
        source = by_key.get(row.translation_key)
        if source and localize_row(source, row).whole.text.pk == row.pk:
            described.append(DescribedEntry(build_bulletin_entry(row, source), list_file_keys(row)))
    return described


def index_below(path: str) -> None:
    """Index all pages at and below a tree path.

    Entries of pages that are not public are deleted at once. Of the public pages, ``AT_ONCE`` are
    indexed at once and the others by queued tasks. Until then the entries of the others are
    deleted: it is better not to find pages than to find them where they no longer are.
    """
    public = list_public_pages().filter(path__startswith=path)
    hidden = Page.objects.filter(path__startswith=path).exclude(pk__in=public.values("pk"))
    _delete_entries(_list_entries(Page).filter(object_id__in=hidden.values("pk")))
    keys = list(public.values_list("pk", flat=True))
    index_pages(keys[:AT_ONCE])
    later = keys[AT_ONCE:]
    if later:
        delete_entries(Page, later)
        for batch in iter_batches(later):
            index_remaining_pages.enqueue(batch)


@task(backend="queue", lane="prompt", label=_("Make pages searchable"))
def index_remaining_pages(keys: list[int]) -> None:
    """Index the pages beyond ``AT_ONCE`` (queued task)."""
    index_pages(keys)


def index_home_page(key: int) -> None:
    """Index a home page, and all pages below it if it was published or unpublished.

    With a translated home page, its website gains or loses all pages in that language.
    """
    home = Page.objects.filter(pk=key).first()
    if home and home.live != _list_entries(Page).filter(object_id=key).exists():
        index_below(home.path)
    else:
        index_pages([key])


def index_website(agency: Agency) -> None:
    """Index all pages of a new website in its default language."""
    index_below(agency.root_page.path)


def index_file(document: CustomDocument) -> None:
    """Index the title and text of a file for every page and bulletin that it is attached to.

    If its collection is restricted, its entries are deleted. Entries beyond ``AT_ONCE`` are left
    to queued tasks.
    """
    entries = _list_entries(CustomDocument).filter(object_id=document.pk)
    carriers = sorted(entries.values_list("carrier", flat=True))
    if not _list_findable_files().filter(pk=document.pk).exists():
        _delete_entries(entries)
    elif not carriers:
        _index_users_of([document.pk])
    else:
        _index_carried(document.pk, carriers[:AT_ONCE])
        for batch in iter_batches(carriers[AT_ONCE:]):
            index_remaining_carriers.enqueue(document.pk, batch)


@task(backend="queue", lane="prompt", label=_("Make a file searchable"))
def index_remaining_carriers(key: int, carriers: list[int]) -> None:
    """Index a file for the entries beyond ``AT_ONCE`` (queued task).

    ``carriers``: keys of the entries of pages and bulletins that the file is attached to.
    """
    _index_carried(key, carriers)


def _index_carried(key: int, carriers: list[int]) -> None:
    """Index a file for the pages and bulletins whose entries have the keys ``carriers``."""
    file = _list_findable_files().filter(pk=key).first()
    if file is None:
        return
    # A form may be attached to a page of every agency, each with an entry that has its text.
    for batch in iter_batches(carriers):
        with transaction.atomic():
            stored = SearchEntry.objects.filter(pk__in=batch).order_by("pk")
            _update_vocabulary(_store([build_file_entry(file, carrier) for carrier in stored]))


def index_collection(path: str) -> None:
    """Index the files below a collection's tree path that everybody may see.

    The entries of the other files are deleted.
    """
    within = CustomDocument.objects.filter(collection__path__startswith=path)
    shown = set(
        _list_findable_files().filter(pk__in=within.values("pk")).values_list("pk", flat=True)
    )
    delete_entries(CustomDocument, set(within.values_list("pk", flat=True)) - shown)
    for batch in iter_batches(shown):
        _index_users_of(batch)


def _index_users_of(files: Collection[int]) -> None:
    """Index the pages and bulletins that reference these files.

    Pages beyond ``AT_ONCE`` are left to queued tasks.
    """
    keys: dict[type[models.Model], set[int]] = {Page: set(), Bulletin: set()}
    for model, found in keys.items():
        references = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(model),
            to_content_type=ContentType.objects.get_for_model(CustomDocument),
            to_object_id__in=[str(key) for key in files],
        )
        found.update(map(int, references.values_list("object_id", flat=True)))
    index_bulletins(keys[Bulletin])
    pages = sorted(keys[Page])
    index_pages(pages[:AT_ONCE])
    for batch in iter_batches(pages[AT_ONCE:]):
        index_remaining_pages.enqueue(batch)


def delete_entries(model: type[models.Model], keys: Collection[int]) -> None:
    """Delete the entries of pages, bulletins or files, and of the files attached to them."""
    for batch in iter_batches(keys):
        _delete_entries(_list_entries(model).filter(object_id__in=batch))


def _list_findable_files() -> models.QuerySet[CustomDocument]:
    """Return the files that are not in a collection with a view restriction."""
    restricted = CollectionViewRestriction.objects.select_related("collection")
    hidden = models.Q(pk__in=[])
    for restriction in restricted:
        hidden |= models.Q(path__startswith=restriction.collection.path)
    private = FileCollection.objects.filter(hidden)
    documents = CustomDocument.objects.select_related("read_text")
    return documents.exclude(collection__in=private.values("pk"))


def _index(
    model: type[models.Model],
    describe: Callable[[Collection[int]], list[DescribedEntry]],
    keys: Collection[int],
) -> None:
    for batch in iter_batches(keys):
        with transaction.atomic():
            # Of two transactions at once, the second reads the objects after the first has written.
            known = _lock_entries(model, batch)
            found = describe(batch)
            delete_entries(model, set(batch) - {one.entry.object_id for one in found})
            _write(found, known)


class KnownEntry(NamedTuple):
    """What the entry of an object says before it is written anew."""

    title: str
    summary: str


def _lock_entries(model: type[models.Model], keys: Collection[int]) -> dict[int, KnownEntry]:
    """Return the entries of the objects with these keys, by key, and lock them."""
    # Django takes three times as long to write it as the database to answer it.
    statement = f"""
        SELECT object_id, title, summary FROM {SearchEntry._meta.db_table}
        WHERE content_type_id = %s AND object_id IN ({_make_places(keys)})
        ORDER BY object_id, carrier {"FOR UPDATE" * connection.features.has_select_for_update}
    """  # noqa: S608 - the name of a table, and places
    with connection.cursor() as cursor:
        cursor.execute(statement, [ContentType.objects.get_for_model(model).pk, *keys])
        return {key: KnownEntry(*values) for key, *values in cursor.fetchall()}


def _list_file_entries(carriers: Collection[int]) -> set[int]:
    """Return the keys of the entries of files that are attached to what has the entries."""
    # The first condition lets PostgreSQL use the index of carriers.
    statement = f"""
        SELECT id FROM {SearchEntry._meta.db_table}
        WHERE carrier <> 0 AND carrier IN ({_make_places(carriers)})
    """  # noqa: S608 - the name of a table, and places
    with connection.cursor() as cursor:
        cursor.execute(statement, [*carriers])
        return {key for (key,) in cursor.fetchall()}


def _make_places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _write(described: list[DescribedEntry], known: Mapping[int, KnownEntry]) -> None:
    """Store entries and those of their files; delete entries of files no longer attached.

    ``known``: what is stored already, by the key of the object.
    """
    stored = _store([one.entry for one in described])
    of_files = build_file_entries(described)
    kept = _store(of_files)
    pairs = [(one, known.get(one.object_id)) for one in stored]
    changed = [
        one
        for one, before in pairs
        if before is None or (one.title, one.summary) != (before.title, before.summary)
    ]
    _update_vocabulary([*changed, *kept])
    if stored:
        # Not asked for together with the lock: who had to wait for it would be told what was there
        # before.
        files = _list_file_entries([entry.pk for entry in stored])
        _delete_entries(
            SearchEntry.objects.filter(pk__in=files.difference(entry.pk for entry in kept))
        )


def build_file_entries(described: list[DescribedEntry]) -> list[SearchEntry]:
    """Return unsaved entries of the files of ``described``, whose own entries are stored."""
    keys = {key for one in described for key in one.files}
    documents = _list_findable_files().in_bulk(keys) if keys else {}
    return [
        build_file_entry(documents[key], one.entry)
        for one in described
        for key in sorted(one.files)
        if key in documents
    ]


def _store(entries: list[SearchEntry]) -> list[SearchEntry]:
    if not entries:
        return []
    stored = SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "carrier"],
        update_fields=ENTRY_FIELDS,
    )
    get_engine().write(get_entry_words(entry) for entry in stored)
    return stored


def _update_vocabulary(entries: Iterable[SearchEntry]) -> None:
    """Add the words of titles and summaries to the vocabulary of spelling suggestions.

    Called once in a transaction, and writing in one order, so that no two transactions deadlock.
    """
    _add_to_vocabulary(
        {word for entry in entries for word in _iter_written(entry.title, entry.summary)}
    )


def rebuild_vocabulary() -> None:
    """Make the vocabulary consist of the words of all titles and summaries, and no others.

    A typing error that was corrected is removed, so that it counts as an error in queries again.
    """
    # In this order; otherwise words written meanwhile would be deleted.
    known = set(VocabularyWord.objects.values_list("written", flat=True))
    texts = SearchEntry.objects.values_list("title", "summary").iterator()
    used = {word for title, summary in texts for word in _iter_written(title, summary)}
    _add_to_vocabulary(used - known)
    for batch in iter_batches(known - used):
        VocabularyWord.objects.filter(written__in=batch).delete()


def _add_to_vocabulary(words: Iterable[str]) -> None:
    new = [VocabularyWord(written=word, fold=make_word(word).fold) for word in sorted(words)]
    VocabularyWord.objects.bulk_create(new, ignore_conflicts=True)


def _iter_written(title: str, summary: str) -> Iterator[str]:
    return (
        word
        for word in list_written(f"{title} {summary}".lower())
        if word.isalpha() and len(word) <= MAX_WORD_LENGTH
    )


def _list_entries(model: type[models.Model]) -> models.QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))


def _delete_entries(entries: models.QuerySet[SearchEntry]) -> None:
    for batch in iter_batches(entries.values_list("pk", flat=True)):
        batch += SearchEntry.objects.filter(carrier__in=batch).values_list("pk", flat=True)
        with transaction.atomic():
            get_engine().remove(batch)
            SearchEntry.objects.filter(pk__in=batch).delete()


def iter_batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield the sorted keys in lists of at most ``BATCH``, for one transaction each."""
    waiting = sorted(keys)
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]
