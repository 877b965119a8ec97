"""Work of a translator: public texts without a translation, or with an outdated one.

Translators of the ICT department have the bulletins in force; members of a unit have its pages, in
the languages of its website. A translation that waits for approval is nobody's to translate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, WorkflowState
from wagtail.permissions import policy_registry

from accounts.permissions import AnyUser
from bulletins.models import Bulletin, Urgency
from bulletins.roles import can_add_bulletins, can_write_bulletins
from home.models import exclude_trash
from sites.localization.currency import TranslationStatus, get_translation_statuses
from sites.localization.sources import get_language_name
from sites.models import Agency
from sites.permissions.ownership import (
    HOME_DEPTH,
    descendants_q,
    get_active_agency_ids,
    list_home_pages,
)
from sites.permissions.translators import can_translate_into, get_confinement

_RANKS = {Urgency.EMERGENCY: 0, Urgency.IMPORTANT: 1}
_ROUTINE_RANK = 2
_LEAST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TranslationWork:
    """One text to be put into one language.

    ``source``: the page or bulletin in the default language. ``translated``: primary key of its
    row in the language, None if there is none yet. ``is_live``: whether that row is public.
    ``since``: when the need arose: the source was published, or changed.
    """

    source: Page | Bulletin
    locale: Locale
    translated: int | None
    is_live: bool
    status: TranslationStatus
    since: datetime

    @property
    def is_bulletin(self) -> bool:
        """Whether it is a bulletin, else a page."""
        return isinstance(self.source, Bulletin)

    @property
    def urgency(self) -> Urgency | None:
        """Urgency of an emergency or important bulletin; None for all else."""
        urgency = Urgency(self.source.urgency) if isinstance(self.source, Bulletin) else None
        return urgency if urgency in _RANKS else None

    @property
    def language_name(self) -> str:
        """Name of the language, as it stands within a sentence."""
        return get_language_name(self.locale)

    @property
    def reason(self) -> str:
        """What is to be done, as text."""
        if self.translated is None:
            return str(_("not translated"))
        if not self.is_live:
            return str(_("begun, not published"))
        if self.status.outdated:
            return str(_("the Vietnamese text has changed"))
        return str(_("parts are not translated"))

    @property
    def parts(self) -> int:
        """Number of places to be translated in a public translation; 0 for others."""
        return len(self.status.outdated | self.status.untranslated) if self.is_live else 0

    @property
    def order(self) -> tuple[int, datetime]:
        """Sort key: emergencies, important bulletins, all else; the oldest first."""
        rank = _ROUTINE_RANK if self.urgency is None else _RANKS[self.urgency]
        return rank, self.since


def list_translation_work(user: AnyUser) -> list[TranslationWork]:
    """Return all that ``user`` has to translate, the most urgent and oldest first."""
    work = [*_iter_bulletin_work(user), *_iter_page_work(user)]
    return sorted(work, key=lambda item: item.order)


def list_bulletin_work(user: AnyUser) -> list[TranslationWork]:
    """Return the bulletins that ``user`` has to translate, the most urgent and oldest first."""
    return sorted(_iter_bulletin_work(user), key=lambda item: item.order)


def list_page_work(user: AnyUser) -> list[TranslationWork]:
    """Return the pages that ``user`` has to translate, the oldest first."""
    return sorted(_iter_page_work(user), key=lambda item: item.order)


def list_used_locales() -> list[Locale]:
    """Return the languages, besides the default one, that some website has."""
    fronts = Page.objects.filter(depth=HOME_DEPTH, live=True)
    used = Locale.objects.filter(pk__in=fronts.values("locale"))
    return list(used.exclude(language_code=settings.LANGUAGE_CODE).order_by("language_code"))


def can_translate_bulletins(user: AnyUser) -> bool:
    """Return whether translating bulletins is among the tasks of ``user``."""
    may_start = user.has_perm("wagtail_localize.submit_translation")
    return may_start and can_write_bulletins(user) and user.has_perm("bulletins.change_bulletin")


def list_translating_agencies(user: AnyUser) -> QuerySet[Agency]:
    """Return the active agencies whose pages ``user`` may translate as a member."""
    return Agency.objects.active().filter(pk__in=get_active_agency_ids(user))


def has_translated_website(user: AnyUser) -> bool:
    """Return whether the website of an active agency of ``user`` has another language."""
    agencies = list_translating_agencies(user).values_list("pk", flat=True)
    fronts = list_home_pages(agencies).filter(live=True)
    return fronts.exclude(locale__language_code=settings.LANGUAGE_CODE).exists()


def is_translator(user: AnyUser) -> bool:
    """Return whether translating is all that ``user`` does, of bulletins or in a unit."""
    of_bulletins = can_translate_bulletins(user) and not can_add_bulletins(user)
    return of_bulletins or bool(get_confinement(user))


def list_bulletin_needs(
    sources: Iterable[Bulletin], locales: Iterable[Locale]
) -> Iterator[TranslationWork]:
    """Yield what is to be translated of these bulletins into these languages."""
    sources = list(sources)
    for locale in locales:
        yield from _iter_needs(Bulletin, sources, locale, _list_rows(Bulletin, sources, locale))


def list_page_needs(
    sources: Iterable[Page], locales: Iterable[Locale]
) -> Iterator[TranslationWork]:
    """Yield what is to be translated of these pages into these languages."""
    sources = list(sources)
    for locale in locales:
        yield from _iter_needs(Page, sources, locale, _list_rows(Page, sources, locale))


def list_website_locales(agency: Agency) -> list[Locale]:
    """Return the languages of an agency's website besides the default one."""
    fronts = list_home_pages([agency.pk]).filter(live=True).select_related("locale")
    locales = [front.locale for front in fronts]
    return [locale for locale in locales if locale.language_code != settings.LANGUAGE_CODE]


def get_editor_url(source: Page | Bulletin, translated: int) -> str:
    """Return the URL of the translation editor of a row, of the same kind as ``source``."""
    if isinstance(source, Bulletin):
        return reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[translated])
    return reverse("wagtailadmin_pages:edit", args=[translated])


def get_work_url(work: TranslationWork) -> str:
    """Return the URL of the editor of an item of the queue; empty if it has to be begun."""
    return get_editor_url(work.source, work.translated) if work.translated else ""


def _iter_bulletin_work(user: AnyUser) -> Iterator[TranslationWork]:
    if not can_translate_bulletins(user):
        return
    policy = policy_registry.get_by_type(Bulletin)
    locales = [
        locale
        for locale in list_used_locales()
        if policy.can_translate_into(user, None, locale.language_code)
    ]
    if locales:
        yield from list_bulletin_needs(Bulletin.objects.on_air().defer("body"), locales)


def _iter_page_work(user: AnyUser) -> Iterator[TranslationWork]:
    if not has_translated_website(user):
        return
    for agency in list_translating_agencies(user):
        locales = [
            locale
            for locale in list_website_locales(agency)
            if can_translate_into(user, agency.pk, locale.language_code)
        ]
        if locales:
            yield from list_page_needs(list_source_pages([agency.pk]), locales)


def list_source_pages(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return the live pages, in the default language, of the agencies with these primary keys."""
    homes = list_home_pages(agencies).filter(locale__language_code=settings.LANGUAGE_CODE)
    paths = homes.values_list("path", flat=True)
    return exclude_trash(Page.objects.filter(descendants_q("path", list(paths)), live=True))


def _list_rows(model: Any, sources: list[Any], locale: Locale) -> dict[UUID, tuple[int, bool]]:
    """Return primary key and state of the translations into a language, by translation key."""
    keys = [source.translation_key for source in sources]
    rows = model.objects.filter(translation_key__in=keys, locale=locale)
    return {key: (pk, live) for key, pk, live in rows.values_list("translation_key", "pk", "live")}


def _iter_needs(
    model: Any, sources: list[Any], locale: Locale, rows: dict[UUID, tuple[int, bool]]
) -> Iterator[TranslationWork]:
    statuses = get_translation_statuses(rows, locale.language_code)
    waiting = _list_waiting(model, [pk for pk, _live in rows.values()])
    for source in sources:
        pk, is_live = rows.get(source.translation_key, (None, False))
        status = statuses.get(source.translation_key, TranslationStatus())
        done = is_live and not status.outdated and not status.untranslated
        if done or pk in waiting:
            continue
        since = (status.outdated_since if is_live else None) or source.last_published_at
        yield TranslationWork(source, locale, pk, is_live, status, since or _LEAST)


def _list_waiting(model: Any, keys: list[int]) -> set[int]:
    """Return the primary keys of rows that wait for approval."""
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        object_id__in=model.objects.filter(pk__in=keys).values(key=Cast("pk", CharField())),
        base_content_type__app_label=model._meta.app_label,
        base_content_type__model=model._meta.model_name,
    )
    return {int(key) for key in states.values_list("object_id", flat=True)}
