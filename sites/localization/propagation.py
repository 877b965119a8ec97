"""Translations follow their source: words in its skeleton, publication, privacy and place.

A translation is public only while its source is. What takes the source off takes its translations
off, whatever does it; when the source is published again, they return as they were public, and
drafts of them stay drafts. Each function belongs into the transaction of what it answers.
See docs/decisions/0048-translations-follow-their-source.md.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, PageViewRestriction

from content.versions.decisions import UndecidedError, make_public
from sites.decided_versions import find_public_version
from sites.localization.publication import FOLLOWING, render_translations, write_state
from sites.localization.saving import create_draft_parents
from sites.localization.sources import (
    find_source,
    is_front,
    list_translated_versions,
    pair_with_sources,
)
from sites.models import MirroredRestriction, WaitingTranslation

# Action of the log: a translation did not return with its source.
STAYED_AWAY = "agencies.stayed_away"


@transaction.atomic
def unpublish_translations(source: Page, *, for_good: bool = False) -> None:
    """Unpublish the live translations of a page that is public no more.

    ``for_good``: the page is about to be deleted, so that they wait for nothing.
    """
    for page in list_translated_versions(source):
        if page.live:
            _unpublish(page, None if for_good else source)


@transaction.atomic
def follow_publication(obj: Any) -> None:
    """Bring translations up to date with a page or bulletin that was just published.

    Of a source, the live translations render it, and those that wait for it return. A translated
    page is taken off if it has to wait for its source; translated home pages do not wait: they open
    a language.
    """
    is_page = isinstance(obj, Page)
    if is_page:
        WaitingTranslation.objects.filter(page=obj.pk).delete()
    source = find_source(obj)
    if is_page and source and not source.live and not is_front(obj):
        _unpublish(obj, source)
        return
    if source:
        write_state(obj, source, obj.rendering or obj.render_from(source))
    render_translations(obj)
    if is_page:
        for waiting in WaitingTranslation.objects.filter(source=obj.pk).select_related("page"):
            waiting.delete()
            _bring_back(waiting)


def _bring_back(waiting: WaitingTranslation) -> None:
    page, user = waiting.page.specific, get_active_log_context().user
    try:
        make_public(page, waiting.live_revision)
    except UndecidedError:
        log(page, STAYED_AWAY, user=user)
    else:
        log(page, "wagtail.publish", user=user, revision=waiting.live_revision)


def mirror_restrictions(page: Page) -> None:
    """Give translations of ``page`` and of the pages below it the privacy of their sources.

    A translation that is not below the translation of a protected page gets a restriction of its
    own. Restrictions that users have set on a translation alone stay.
    """
    # Its path may have changed since it was loaded.
    page = Page.objects.get(pk=page.pk)
    pairs = pair_with_sources(Page.objects.descendant_of(page, inclusive=True))
    if not pairs:
        return
    mirrors = dict(MirroredRestriction.objects.values_list("restriction", "original"))
    rows = list(PageViewRestriction.objects.select_related("page"))
    for translation, source in pairs:
        wanted = {mirrors.get(row.pk, row.pk) for row in _iter_above(source, rows)}
        found = {
            mirrors[row.pk]: row for row in _iter_above(translation, rows) if row.pk in mirrors
        }
        for original, row in found.items():
            if original not in wanted and row.page_id == translation.pk:
                rows.remove(row)
                _delete(row)
        for original in sorted(wanted - found.keys()):
            row = _mirror(next(row for row in rows if row.pk == original), translation)
            rows = [*(other for other in rows if other.pk != row.pk), row]
            mirrors[row.pk] = original


def remove_mirrors(restriction: PageViewRestriction) -> None:
    """Delete what translations have because of a restriction that is about to be deleted."""
    for row in PageViewRestriction.objects.filter(mirrors__original=restriction.pk):
        _delete(row)


def is_mirrored(page: Page) -> bool:
    """Return whether the page itself has a restriction because its source has it."""
    return MirroredRestriction.objects.filter(restriction__page=page.pk).exists()


def list_with_same_password(restriction: int) -> list[PageViewRestriction]:
    """Return the restrictions, of a page and its translations, which one password opens.

    ``restriction``: key of one of them; the others are returned.
    """
    mirror = MirroredRestriction.objects.filter(restriction=restriction).first()
    original = mirror.original_id if mirror else restriction
    others = PageViewRestriction.objects.filter(mirrors__original=original)
    return [*others, *PageViewRestriction.objects.filter(pk=original)]


@transaction.atomic
def move_translations(page: Page, parent_before: Page, parent_after: Page) -> None:
    """Move the translations of a moved page below those of its new parent.

    Those that did not stand below the translation of its former parent stay. Missing translations
    of the new parent are created as drafts.
    """
    if parent_before.pk != parent_after.pk:
        for translation in list_translated_versions(page):
            former = translation.get_parent()
            if former in parent_before.get_translations():
                _move(translation, page, parent_after)
    mirror_restrictions(page)


def follow_all_sources() -> None:
    """Take off all live translations whose source is not public; mirror all restrictions.

    Called after ``migrate``: versions up to 1.0 left translations where they were.
    """
    for translation, source in pair_with_sources(Page.objects.all()):
        if translation.live and not source.live and not is_front(translation):
            _unpublish(translation, source)
    for row in PageViewRestriction.objects.filter(mirrors=None).select_related("page"):
        mirror_restrictions(row.page)


def _unpublish(page: Page, source: Page | None) -> None:
    if source:
        WaitingTranslation.objects.update_or_create(
            page=page, defaults={"source": source, "live_revision": find_public_version(page)}
        )
    user = get_active_log_context().user
    UnpublishPageAction(page.specific, user=user).execute(skip_permission_checks=True)


def _iter_above(page: Page, rows: list[PageViewRestriction]) -> Iterator[PageViewRestriction]:
    return (row for row in rows if page.path.startswith(row.page.path))


def _mirror(original: PageViewRestriction, translation: Page) -> PageViewRestriction:
    """Return a restriction of the translation like ``original``: a new one, or its own if equal."""
    # A mirror by groups has none, so that it lets nobody in: citizens have no accounts.
    secret = {"restriction_type": original.restriction_type, "password": original.password}
    row = translation.view_restrictions.filter(mirrors=None, **secret).first()
    if row is None:
        row = PageViewRestriction(page=translation, **secret)
        vars(row)[FOLLOWING] = True
        row.save()
    MirroredRestriction.objects.create(restriction=row, original=original)
    return row


def _delete(row: PageViewRestriction) -> None:
    vars(row)[FOLLOWING] = True
    row.delete()


def _move(translation: Page, page: Page, parent: Page) -> None:
    locale = translation.locale
    create_draft_parents(Page.objects.get(pk=page.pk), locale)
    target = parent.get_translation(locale)
    slug = find_available_slug(target, translation.slug, translation.pk)
    if slug != translation.slug:
        Page.objects.filter(pk=translation.pk).update(slug=slug)
        translation.refresh_from_db()
    action = MovePageAction(translation, target, pos="last-child")
    action.execute(skip_permission_checks=True)
