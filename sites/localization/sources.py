"""Which page is the source of a translated page.

The version in the default language is, unless a translation into that language was begun from
another one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation

# The versions of one page, by the key of their locale.
Versions = dict[int, Page]
# Keys of two locales: that of a source, and that of what is translated from it.
Direction = tuple[int, int]


def get_source_page(page: Page) -> Page | None:
    """Return the page that ``page`` is a translation of; None if it is a source itself."""
    for translation, source in pair_with_sources(Page.objects.filter(pk=page.pk)):
        if translation.pk == page.pk:
            return source
    return None


def list_translated_pages(page: Page) -> list[Page]:
    """Return the pages that are translations of ``page``, in the order of the tree."""
    pairs = pair_with_sources(Page.objects.filter(pk=page.pk))
    return [translation for translation, source in pairs if source.pk == page.pk]


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
    versions: dict[UUID, Versions] = defaultdict(dict)
    for page in family.select_related("locale").order_by("path"):
        versions[page.translation_key][page.locale_id] = page
    if not versions:
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
