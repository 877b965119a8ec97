"""From what a person typed to what they may see on this website now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from bulletins.models import Bulletin
from home.addresses import page_path
from search.folding import fold
from search.models import SearchEntry
from sites.models import Agency

SITE, ALL = "site", "all"
PAGE_SIZE = 20
MOST_CHARACTERS = 200
MOST_WORDS = 8


@dataclass(frozen=True)
class Hit:
    """One thing found, ready to be shown."""

    title: str
    summary: str
    url: str
    owner: Agency | None
    kind: str
    language: str


def find(
    query: str, agency: Agency, *, scope: str = SITE, page: str | None = None
) -> PaginatorPage:
    """Return one page of hits for ``query`` as seen from an agency's website.

    Every word must occur, from its beginning on, with or without accents. ``scope`` is ``site``
    or ``all`` websites. The result is a Django paginator page whose items are Hits.
    """
    words = fold(query[:MOST_CHARACTERS]).split()[:MOST_WORDS]
    entries = _ranked(_matching(words), words) if words else SearchEntry.objects.none()
    visible = _visible(agency, scope, timezone.now())
    entries = entries.filter(visible).select_related("agency__site")
    shown = Paginator(entries, PAGE_SIZE).get_page(page)
    hits = _hits(shown, agency)
    return PaginatorPage(hits, shown.number, shown.paginator)


def _matching(words: list[str]) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.all()
    for word in words:
        start = f" {word}"
        entries = entries.filter(Q(title__contains=start) | Q(text__contains=start))
    return entries


def _ranked(entries: QuerySet[SearchEntry], words: list[str]) -> QuerySet[SearchEntry]:
    """The words side by side in the title, then all in the title, then side by side anywhere."""
    phrase = " " + " ".join(words)
    all_in_title = Q(*[Q(title__contains=f" {word}") for word in words])
    rank = Case(
        When(title__contains=phrase, then=Value(0)),
        When(all_in_title, then=Value(1)),
        When(text__contains=phrase, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return entries.annotate(rank=rank).order_by("rank", "-object_id", "content_type")


def _visible(agency: Agency, scope: str, now: datetime) -> Q:
    types = ContentType.objects.get_for_models(Page, Bulletin)
    pages = Page.objects.live().public().filter(pk=OuterRef("object_id"))
    is_page = Q(Exists(pages), content_type=types[Page])
    if scope != ALL:
        is_page &= Q(agency=agency)
    is_bulletin = Q(Exists(_readable_rows(agency, scope, now)), content_type=types[Bulletin])
    languages = {settings.LANGUAGE_CODE, get_language()}
    return (is_page | is_bulletin) & Q(language__in=languages)


def _readable_rows(agency: Agency, scope: str, now: datetime) -> QuerySet[Bulletin]:
    """The rows of bulletins, in whatever language, that a reader here would be shown."""
    sources = Bulletin.objects.published_to(agency, now)
    if scope == ALL:
        sources = sources | Bulletin.objects.published_to_issuer(now)
    live = Bulletin.objects.filter(live=True)
    translations = live.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=get_language()
    )
    return live.filter(
        Q(locale__language_code=get_language()) | ~Exists(translations),
        pk=OuterRef("object_id"),
        translation_key__in=sources.values("translation_key"),
    )


def _hits(entries: PaginatorPage, agency: Agency) -> list[Hit]:
    types = ContentType.objects.get_for_models(Page, Bulletin)
    keys = [(entry.content_type_id, entry.object_id) for entry in entries]
    page_keys = [pk for content_type, pk in keys if content_type == types[Page].pk]
    bulletin_keys = [pk for content_type, pk in keys if content_type == types[Bulletin].pk]
    owners = {entry.object_id: entry.agency for entry in entries if entry.agency_id}
    pages = Page.objects.filter(pk__in=page_keys).prefetch_related("locale").specific()
    rows = Bulletin.objects.filter(pk__in=bulletin_keys).select_related("locale")
    sources = _sources(rows)
    keys_here = [source.pk for source in sources.values()]
    here = Bulletin.objects.published_to(agency).filter(pk__in=keys_here)
    shown_here = set(here.values_list("pk", flat=True))
    found = {(types[Page].pk, page.pk): _page_hit(page, owners[page.pk], agency) for page in pages}
    for row in rows:
        source = sources[row.translation_key]
        # What is found and is not shown here is shown on the website of its issuer.
        issuer = None if source.pk in shown_here else source.source
        base = issuer.root_url if issuer else ""
        found[types[Bulletin].pk, row.pk] = _bulletin_hit(row, source, base)
    return [found[key] for key in keys if key in found]


def _page_hit(page: Page, owner: Agency, agency: Agency) -> Hit:
    base = "" if owner.pk == agency.pk else owner.root_url
    return Hit(
        title=page.title,
        summary=getattr(page, "lead", "") or page.search_description,
        url=base + page_path(page),
        owner=owner,
        kind=page.specific_class._meta.verbose_name,
        language=page.locale.language_code,
    )


def _sources(rows: QuerySet[Bulletin]) -> dict[UUID, Bulletin]:
    keys = [row.translation_key for row in rows]
    sources = Bulletin.objects.sources().filter(translation_key__in=keys)
    sources = sources.select_related("source__site")
    return {source.translation_key: source for source in sources}


def _bulletin_hit(row: Bulletin, source: Bulletin, base: str) -> Hit:
    return Hit(
        title=row.title,
        summary=row.summary,
        url=base + row.path,
        owner=source.source,
        kind=row._meta.verbose_name,
        language=row.language,
    )
