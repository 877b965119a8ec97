"""Share of each website that is translated, by language.

Pages are those of the unit, bulletins those in force that its website may show.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Page

from bulletins.models import Bulletin, list_audience_agencies
from desk.selectors.translation_work import list_source_pages
from sites.localization.currency import TranslationStatus, get_translation_statuses
from sites.models import Agency
from sites.permissions.ownership import HOME_DEPTH, with_agency


class Coverage(StrEnum):
    """How a public text stands in another language; one that is behind counts as outdated only."""

    COMPLETE = "complete"
    PARTLY = "partly"
    OUTDATED = "outdated"
    NONE = "none"


@dataclass
class CoverageRow:
    """The numbers of one website in one language, by ``Coverage``."""

    agency: Agency
    language: str
    language_name: str
    pages: Counter[Coverage] = field(default_factory=Counter)
    bulletins: Counter[Coverage] = field(default_factory=Counter)


def list_translated_fronts() -> QuerySet[Page]:
    """Return the live home pages in other languages: one for each website and language.

    Annotated with ``agency_key`` (primary key of the agency) and ordered as agencies are.
    """
    fronts = with_agency(Page.objects.filter(depth=HOME_DEPTH, live=True))
    order = Agency.objects.filter(pk=OuterRef("agency_key")).values("sort_key")
    fronts = fronts.exclude(locale__language_code=settings.LANGUAGE_CODE)
    return (
        fronts.filter(agency_key__isnull=False)
        .annotate(agency_order=Subquery(order))
        .select_related("locale")
        .order_by("agency_order", "locale__language_code", "pk")
    )


def count_coverage(fronts: Iterable[Page]) -> list[CoverageRow]:
    """Return the numbers for each of the ``list_translated_fronts``, in their order."""
    fronts = list(fronts)
    agencies = Agency.objects.in_bulk({front.agency_key for front in fronts})
    pages = _list_pages_by_agency(agencies)
    bulletins = _list_bulletins_by_agency(agencies) if agencies else {}
    found: dict[str, _Found] = {}
    rows = []
    for front in fronts:
        language = front.locale.language_code
        if language not in found:
            found[language] = _find(language, pages, bulletins)
        row = CoverageRow(agencies[front.agency_key], language, front.locale.get_display_name())
        row.pages.update(map(found[language].judge_page, pages.get(front.agency_key, ())))
        row.bulletins.update(
            map(found[language].judge_bulletin, bulletins.get(front.agency_key, ()))
        )
        rows.append(row)
    return rows


@dataclass(frozen=True)
class _Found:
    """What there is in one language: keys of live translations, and statuses."""

    pages: set[UUID]
    bulletins: set[UUID]
    statuses: dict[UUID, TranslationStatus]

    def judge_page(self, key: UUID) -> Coverage:
        return self._judge(key, self.pages)

    def judge_bulletin(self, key: UUID) -> Coverage:
        return self._judge(key, self.bulletins)

    def _judge(self, key: UUID, live: set[UUID]) -> Coverage:
        if key not in live:
            return Coverage.NONE
        status = self.statuses.get(key, TranslationStatus())
        if status.outdated:
            return Coverage.OUTDATED
        return Coverage.PARTLY if status.untranslated else Coverage.COMPLETE


def _find(language: str, pages: dict[int, list[UUID]], bulletins: dict[int, list[UUID]]) -> _Found:
    keys = {
        model: {key for keys in groups.values() for key in keys}
        for model, groups in ((Page, pages), (Bulletin, bulletins))
    }
    live = {}
    for model in (Page, Bulletin):
        rows = model._default_manager.filter(live=True, locale__language_code=language)
        # All keys of the language: there are too many sources to name each in a query.
        live[model] = set(rows.values_list("translation_key", flat=True)) & keys[model]
    statuses = get_translation_statuses([*live[Page], *live[Bulletin]], language)
    return _Found(live[Page], live[Bulletin], dict(statuses))


def _list_pages_by_agency(agencies: Iterable[int]) -> dict[int, list[UUID]]:
    rows = with_agency(list_source_pages(agencies)).order_by()
    keys: dict[int, list[UUID]] = {}
    for agency, key in rows.values_list("agency_key", "translation_key"):
        keys.setdefault(agency, []).append(key)
    return keys


def _list_bulletins_by_agency(agencies: dict[int, Agency]) -> dict[int, list[UUID]]:
    keys: dict[int, list[UUID]] = {}
    # Most bulletins are for the same audience: each is looked up once.
    reached: dict[frozenset[tuple[str, bool]], list[int]] = {}
    for bulletin in Bulletin.objects.on_air().defer("body").prefetch_related("audience"):
        lines = bulletin.audience.all()
        audience = frozenset((line.code, line.excluded) for line in lines)
        if audience not in reached:
            shown = list_audience_agencies(lines).filter(pk__in=agencies)
            reached[audience] = list(shown.values_list("pk", flat=True))
        for agency in reached[audience]:
            keys.setdefault(agency, []).append(bulletin.translation_key)
    return keys
