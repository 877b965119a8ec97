"""Search hits: index entries with highlighting, a URL and current data of their objects."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from wagtail.models import Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.frames import in_frame
from home.paths import build_page_path
from search.index.entries import get_whole_words
from search.models import EntryType
from search.selectors.visibility import ALL, list_searchable_bulletins
from search.text.highlighting import MAX_CHARACTERS, PHRASE, WORDS, PassageFinder, highlight
from search.text.queries import Query
from search.text.words import WordForms
from sites.models import Agency
from sites.permissions.ownership import with_website_language
from sites.requests import AgencyRequest
from sites.selectors.public_pages import list_public_addresses, list_public_pages


class FoundEntry(NamedTuple):
    """What a hit is made of: columns of ``SearchEntry``, and the beginning of its text.

    Django takes longer to make an instance of the model than the database to read it.
    """

    id: int
    content_type_id: int
    object_id: int
    carrier: int
    agency_id: int | None
    bulletin_id: int | None
    type: str
    language: str
    date: date
    title: str
    number: str
    summary: str
    folds: str
    exacts: str
    beginning: str


_COLUMNS = ", ".join(FoundEntry._fields[:-1])


@dataclass(frozen=True)
class Hit:
    """One search hit as the template shows it."""

    title: SafeString
    # The title without highlighting.
    plain_title: str
    passage: SafeString
    url: str
    type: str
    owner: Agency | None
    date: date
    language: str
    number: str = ""
    is_expired: bool = False
    # For files only: the document, and the page or bulletin it is attached to.
    file: CustomDocument | None = None
    carrier: str = ""
    carrier_url: str = ""


def list_hits(
    keys: Collection[int], query: Query, request: AgencyRequest, language: str = ""
) -> list[Hit]:
    """Return the hits for the entries with these keys, in their order, in a few queries for all.

    The objects are read once more: what is no longer public is left out. ``language``: code of
    the language the visitor filters by; empty for that of the request.
    """
    found = _get_entries(keys)
    carriers = _get_entries({entry.carrier for entry in found.values() if entry.carrier})
    addresses = EntryURLs([*found.values(), *carriers.values()], request, language)
    hits = []
    for key in keys:
        entry = found.get(key)
        carrier = carriers.get(entry.carrier) if entry else None
        url = addresses.get_url(entry, carrier) if entry else ""
        if entry and url:
            hits.append(_build_hit(entry, carrier, url, query, addresses))
    return hits


def _get_entries(keys: Collection[int]) -> dict[int, FoundEntry]:
    """Return entries by key, with the ``beginning`` of their texts instead of the whole.

    Passages are cut from the beginning, and whole texts may be many times as long. Written in SQL,
    because Django takes longer to write this than the database to answer it.
    """
    if not keys:
        return {}
    sql = f"""
        SELECT {_COLUMNS}, substr(body, 1, %s) AS beginning FROM search_searchentry
        WHERE id IN ({", ".join(["%s"] * len(keys))})
    """  # noqa: S608, names of columns and placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, [MAX_CHARACTERS + 1, *keys])
        return {entry.id: entry for entry in map(FoundEntry._make, cursor.fetchall())}


def _build_hit(
    entry: FoundEntry, carrier: FoundEntry | None, url: str, query: Query, addresses: "EntryURLs"
) -> Hit:
    words = get_whole_words(entry.folds, entry.exacts, entry.beginning)
    return Hit(
        title=highlight(entry.title, query, words[0]),
        plain_title=entry.title,
        passage=_get_best_passage(entry, query, *words[1:]),
        url=url,
        type=str(EntryType(entry.type).label),
        owner=addresses.get_owner(entry),
        date=entry.date,
        language=entry.language,
        number=entry.number,
        is_expired=addresses.is_expired(entry),
        file=addresses.files.get(entry.object_id) if carrier else None,
        carrier=carrier.title if carrier else "",
        carrier_url=addresses.get_url(carrier, None) if carrier else "",
    )


def _get_best_passage(
    entry: FoundEntry, query: Query, in_summary: WordForms | None, in_body: WordForms | None
) -> SafeString:
    """Return a passage of the summary, or of the text if that matches better."""
    summary = PassageFinder(entry.summary, query, in_summary)
    best = PHRASE if query.has_phrases else WORDS
    if summary.score == best or not entry.beginning:
        return summary.render()
    body = PassageFinder(entry.beginning, query, in_body)
    return (body if body.score > summary.score or not entry.summary else summary).render()


class EntryURLs:
    """The URLs of entries as seen from one website; empty for what is no longer public.

    The objects of all entries are read in a few queries at the beginning.
    """

    def __init__(
        self, entries: Collection[FoundEntry], request: AgencyRequest, language: str
    ) -> None:
        self.request = request
        self.language = language or request.LANGUAGE_CODE
        types = ContentType.objects.get_for_models(Page, Bulletin, CustomDocument)
        page_keys = _list_object_ids(entries, types[Page])
        self.paths = self._read_paths(page_keys) if page_keys else {}
        rows = _list_object_ids(entries, types[Bulletin])
        live = Bulletin.objects.filter(pk__in=rows, live=True).select_related("locale")
        self.rows = live.in_bulk() if rows else {}
        self.owners = {request.agency.pk: request.agency}
        others = {entry.agency_id for entry in entries if entry.agency_id} - self.owners.keys()
        if others:
            self.owners |= Agency.objects.with_site().in_bulk(others)
        self._read_sources({entry.bulletin_id for entry in entries if entry.bulletin_id})
        files = _list_object_ids(entries, types[CustomDocument])
        self.files = CustomDocument.objects.in_bulk(files) if files else {}

    def _read_paths(self, keys: list[int]) -> dict[int, str]:
        """Return the paths of those of some pages that are public, by primary key.

        A Vietnamese page that is not translated is shown in the frame of the request, if its
        website has that language.
        """
        frame = self.request.LANGUAGE_CODE
        paths = {
            key: build_page_path(url_path, code)
            for key, url_path, code in list_public_addresses(keys)
        }
        if frame != settings.LANGUAGE_CODE:
            pages = list_public_pages().filter(pk__in=keys).order_by()
            fallbacks = with_website_language(in_frame(pages, frame), frame)
            rows = fallbacks.filter(locale__language_code=settings.LANGUAGE_CODE)
            paths |= {
                key: build_page_path(url_path, frame)
                for key, url_path in rows.filter(has_language=True).values_list("pk", "url_path")
            }
        return paths

    def _read_sources(self, keys: set[int]) -> None:
        self.sources: dict[int, Bulletin] = {}
        self.shown_here: set[int] = set()
        # Bulletins that their issuer's website shows in the visitor's language.
        self.shown_by_issuer: set[int] = set()
        if keys:
            found = list_searchable_bulletins(self.request.agency, ALL, timezone.now()).filter(
                pk__in=keys
            )
            self.sources = found.in_bulk()
            here = Bulletin.objects.published_to(self.request.agency).filter(pk__in=keys)
            self.shown_here = set(here.values_list("pk", flat=True))
        if keys and self.language != settings.LANGUAGE_CODE:
            there = Bulletin.objects.published_to_issuer(language=self.language)
            self.shown_by_issuer = set(there.filter(pk__in=keys).values_list("pk", flat=True))

    def get_url(self, entry: FoundEntry, carrier: FoundEntry | None) -> str:
        """Return the URL of an entry, or an empty string if it is not public now.

        ``carrier``: for a file, the entry of the page or bulletin it is attached to. On the
        website of the request the URL is a path, on others it has scheme and host.
        """
        if carrier:
            file = self.files.get(entry.object_id)
            return (
                self._get_root_url(carrier) + file.url
                if file and self.get_url(carrier, None)
                else ""
            )
        if entry.type == EntryType.BULLETIN:
            return self._get_bulletin_url(entry)
        path = self.paths.get(entry.object_id)
        return self._get_root_url(entry) + path if path else ""

    def get_owner(self, entry: FoundEntry) -> Agency | None:
        """Return the agency of an entry; None if a bulletin names no issuer."""
        return self.owners.get(entry.agency_id) if entry.agency_id else None

    def is_expired(self, entry: FoundEntry) -> bool:
        """Return whether it is, or is attached to, a bulletin that is no longer in force."""
        source = self.sources.get(entry.bulletin_id or 0)
        return bool(source and source.is_expired())

    def _get_bulletin_url(self, entry: FoundEntry) -> str:
        row = self.rows.get(entry.object_id)
        source = self.sources.get(entry.bulletin_id or 0)
        if not row or not source:
            return ""
        language = self.language
        if source.pk not in self.shown_here:
            language = language if source.pk in self.shown_by_issuer else settings.LANGUAGE_CODE
        elif language not in self.request.enabled_languages:
            language = self.request.LANGUAGE_CODE
        with translation.override(language):
            return self._get_root_url(entry) + source.path

    def _get_root_url(self, entry: FoundEntry) -> str:
        """Return scheme and host of another website; empty for that of the request."""
        owner = self.get_owner(entry)
        is_here = entry.bulletin_id in self.shown_here or entry.agency_id == self.request.agency.pk
        return "" if is_here or owner is None else owner.root_url


def _list_object_ids(entries: Iterable[FoundEntry], content_type: ContentType) -> list[int]:
    return [entry.object_id for entry in entries if entry.content_type_id == content_type.pk]
