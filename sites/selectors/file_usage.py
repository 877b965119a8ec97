"""Reports on usages and visibility of files, and on the files of pages to be unpublished."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import AbstractPage, CollectionViewRestriction, Locale, Page, ReferenceIndex

from accounts.permissions import AnyUser
from content.files.references import list_usages
from sites.localization.sources import get_language_name, pair_with_sources
from sites.models import Agency
from sites.permissions.file_visibility import (
    File,
    Visibility,
    get_use_visibility,
    get_visibility,
    is_use_visible,
    list_showings,
    list_used_files,
)
from sites.permissions.ownership import descendants_q, get_page_agencies

# Maximum of files to check: a section may use thousands, and each one needs several queries.
MAX_FILES = 30


@dataclass(frozen=True)
class Usage:
    """An object that uses a file.

    ``edit_url``: empty if the user may not edit the object. ``state``: label of the visibility
    that this usage gives the file.
    """

    title: str
    edit_url: str
    state: str


@dataclass(frozen=True)
class FileReport:
    """The visibility of a file, and those of its usages that a user may see."""

    is_public: bool
    # Visitors can have the file only with a password, of a page or of its collection.
    needs_password: bool
    usages: list[Usage]
    # The file is public only because of objects that the user may not see.
    is_public_elsewhere: bool


@dataclass(frozen=True)
class UnpublishingReport:
    """What happens to the public files of objects that are unpublished.

    ``going``: files that no other object makes public. ``staying``: files that another object
    keeps public. ``more``: number of files that were not checked (see ``MAX_FILES``).
    ``languages``: names of the languages whose public versions go along, as in a sentence.
    """

    going: list[File]
    staying: list[File]
    more: int = 0
    languages: tuple[str, ...] = ()


def get_file_report(file: File, user: AnyUser) -> FileReport:
    """Return the report on a file for ``user``, without usages that the user may not see."""
    finder = AdminURLFinder(user)
    is_locked = bool(_list_locked([file]))
    usages, shown_publicly = [], False
    for use in list_usages(file):
        if is_use_visible(user, use):
            found = get_use_visibility(file, use)
            shown_publicly = shown_publicly or found.is_public
            title = use.get_admin_display_title() if isinstance(use, AbstractPage) else str(use)
            state = _get_state_label(*_classify(found, is_locked=is_locked))
            usages.append(Usage(title, finder.get_edit_url(use) or "", state))
    visibility = get_visibility(file)
    is_elsewhere = visibility.is_public and not shown_publicly
    return FileReport(*_classify(visibility, is_locked=is_locked), usages, is_elsewhere)


def get_state_labels(files: Sequence[File]) -> dict[int, str]:
    """Return the label of the visibility of each file on any website, by primary key.

    ``files``: of one model, with their collections. The number of queries is always the same.
    """
    showings = list_showings(files)
    locked = _list_locked(files)
    labels = {}
    for file in files:
        shown = showings.get(file.pk, [])
        is_open = any(not showing.needs_password for showing in shown)
        labels[file.pk] = _get_state_label(is_open and file.pk not in locked, bool(shown))
    return labels


def get_unpublishing_report(things: Iterable[Model], agency: Agency | None) -> UnpublishingReport:
    """Return what happens to the files of ``things`` if these are unpublished together.

    ``things``: objects of one model. ``agency``: the one whose website is considered; None: all.
    Empty for no objects.
    """
    things = list(things)
    if not things:
        return UnpublishingReport([], [])
    model = ReferenceIndex._get_base_content_type(things[0]).model_class()
    without = {model: [obj.pk for obj in things]}
    files = list_used_files(things)
    going: list[File] = []
    staying: list[File] = []
    for file in files[:MAX_FILES]:
        if get_visibility(file, agency).is_public:
            stays = get_visibility(file, agency, without=without).is_public
            (staying if stays else going).append(file)
    return UnpublishingReport(going, staying, max(len(files) - MAX_FILES, 0))


def get_object_unpublishing_report(
    thing: Model, *, with_pages_below: bool = False
) -> UnpublishingReport:
    """Return what happens to the files of a page on its website, or of a bulletin on all.

    A bulletin's translations are included. ``with_pages_below``: include the page's descendants.
    """
    if isinstance(thing, AbstractPage):
        return get_pages_unpublishing_report([thing], with_pages_below=with_pages_below)
    bulletin: Any = thing
    versions = bulletin.get_translations(inclusive=True).select_related("locale")
    translations = [row for row in versions if row.live and row.pk != bulletin.pk]
    report = get_unpublishing_report(versions, None)
    # A translation takes nothing but itself along.
    follow = translations if bulletin.language == settings.LANGUAGE_CODE else []
    return replace(report, languages=get_language_names(row.locale for row in follow))


def get_pages_unpublishing_report(
    pages: Iterable[AbstractPage], *, with_pages_below: bool = False
) -> UnpublishingReport:
    """Return what happens to the files of pages that are unpublished together.

    ``with_pages_below``: include their descendants. Translations are included, which follow their
    sources. If the pages belong to several agencies, a file is going if no website shows it any
    more.
    """
    pages = list(pages)
    going = Page.objects.filter(pk__in=[page.pk for page in pages])
    if with_pages_below:
        going = Page.objects.filter(descendants_q("path", [page.path for page in pages]))
    agencies = {*get_page_agencies(pages).values()}
    agency = agencies.pop() if len(agencies) == 1 else None
    keys = set(going.filter(live=True).values_list("pk", flat=True))
    chosen = frozenset(keys)
    locales = []
    for translation, source in pair_with_sources(going):
        if source.pk in keys and translation.live:
            keys.add(translation.pk)
            if translation.pk not in chosen:
                locales.append(translation.locale)
    report = get_unpublishing_report(Page.objects.filter(pk__in=keys), agency)
    return replace(report, languages=get_language_names(locales))


def get_language_names(locales: Iterable[Locale]) -> tuple[str, ...]:
    """Return the names of languages in the active one, each once, as in a sentence."""
    return tuple(dict.fromkeys(get_language_name(locale) for locale in locales))


def _classify(visibility: Visibility, *, is_locked: bool) -> tuple[bool, bool]:
    """Return whether a file is public, and if not, whether a password helps.

    ``is_locked``: whether its collection needs a password.
    """
    is_public = visibility.is_public and not is_locked
    return is_public, not is_public and (visibility.is_public or bool(visibility.restrictions))


def _list_locked(files: Sequence[File]) -> set[int]:
    """Return the primary keys of the files whose collection, or one above it, needs a password."""
    paths = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return {file.pk for file in files if file.collection.path.startswith(paths)}


def _get_state_label(is_public: bool, needs_password: bool) -> str:
    if is_public:
        return _("public")
    return _("with a password") if needs_password else _("not public")
