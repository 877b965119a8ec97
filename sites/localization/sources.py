"""Source of a translated page or bulletin.

Of a bulletin that is the row in the default language. Of a page it is the version in the default
language, unless a translation into that language was begun from another one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation

# The versions of one page, by the key of their locale.
Versions = dict[int, Page]
# Keys of two locales: that of a source, and that of what is translated from it.
Direction = tuple[int, int]


def find_source(instance: Any) -> Any:
    """Return the page or bulletin that ``instance`` is a translation of; None if it is a source.

    Queried anew at each call. A page is of its specific class.
    """
    if isinstance(instance, Page):
        pairs = pair_versions_of(instance)
        found = (source for translation, source in pairs if translation.pk == instance.pk)
        source = next(found, None)
        return source.specific if source else None
    rows = _list_versions(instance).exclude(pk=instance.pk)
    return rows.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def list_translated_versions(source: Any) -> list[Any]:
    """Return the pages or bulletins that are translations of ``source``.

    Pages in the order of the tree, and not of their specific class.
    """
    if isinstance(source, Page):
        pairs = pair_versions_of(source)
        return [translation for translation, original in pairs if original.pk == source.pk]
    if source.locale.language_code != settings.LANGUAGE_CODE:
        return []
    return list(_list_versions(source).exclude(pk=source.pk))


def lock_source(instance: Any) -> None:
    """Lock the row of the source of ``instance``, or its own, until the transaction ends.

    Whatever compares a translation with its source calls it first, so that of two publications at
    the same moment the second sees what the first has written.
    """
    row = find_source(instance) or instance
    model = Page if isinstance(row, Page) else type(row)
    list(model._default_manager.select_for_update().filter(pk=row.pk).values_list("pk"))


def is_front(page: Page) -> bool:
    """Return whether ``page`` is the home page of a website."""
    parent = page.get_parent()
    return parent is not None and parent.is_root()


def get_language_name(locale: Locale) -> str:
    """Return the name of a language in the active one, as within a sentence: "tiếng Anh"."""
    name = locale.get_display_name()
    # Vietnamese writes it small there; the catalogues have it as the beginning of a line.
    return name[:1].lower() + name[1:] if get_language() == settings.LANGUAGE_CODE else name


def pair_with_sources(pages: PageQuerySet) -> list[tuple[Page, Page]]:
    """Return the translated pages among all versions of ``pages``, each with its source.

    In the order of the tree, those from the default language first, so that a source that is a
    translation itself comes before what is translated from it. Makes one query where nothing is
    translated, and three for any number of pages.
    """
    keys = pages.order_by().values("translation_key")
    other = Page.objects.filter(translation_key=OuterRef("translation_key"))
    family = Page.objects.filter(Exists(other.exclude(pk=OuterRef("pk"))), translation_key__in=keys)
    return _pair_family(family, keys)


def pair_versions_of(page: Page) -> list[tuple[Page, Page]]:
    """Return what ``pair_with_sources`` does for one page, by a simpler query."""
    key = page.translation_key
    return _pair_family(Page.objects.filter(translation_key=key), [key])


def _pair_family(family: PageQuerySet, keys: Any) -> list[tuple[Page, Page]]:
    """Return the pairs among ``family``: all versions of pages, whose keys are ``keys``."""
    versions: dict[UUID, Versions] = defaultdict(dict)
    for page in family.select_related("locale").order_by("path"):
        versions[page.translation_key][page.locale_id] = page
    if all(len(group) < 2 for group in versions.values()):
        return []
    begun: dict[UUID, set[Direction]] = defaultdict(set)
    rows = Translation.objects.filter(source__object__in=keys)
    for key, *direction in rows.values_list("source__object", "source__locale", "target_locale"):
        begun[key].add((direction[0], direction[1]))
    default = Locale.objects.get(language_code=settings.LANGUAGE_CODE).pk
    pairs = [pair for key, group in versions.items() for pair in _pair(group, begun[key], default)]
    return sorted(pairs, key=lambda pair: (pair[1].locale_id != default, pair[0].path))


def _pair(
    versions: Versions, begun: Iterable[Direction], default: int
) -> Iterator[tuple[Page, Page]]:
    for locale, page in versions.items():
        candidates = {
            source
            for source, target in begun
            if target == locale and source in versions and (locale, source) not in begun
        }
        if locale != default and default in versions and (locale, default) not in begun:
            candidates.add(default)
        if candidates:
            chosen = default if default in candidates else min(candidates)
            yield page, versions[chosen]


def _list_versions(instance: Any) -> QuerySet:
    rows = type(instance)._default_manager.filter(translation_key=instance.translation_key)
    return rows.select_related("locale")
