"""Services that move pages to the trash, restore them and delete them permanently.

See docs/decisions/0026-deleted-pages-stay-in-the-tree.md.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, WorkflowState
from wagtail.query import PageQuerySet
from wagtail.search import index

from accounts.models import User
from content.models import Act, CustomDocument, CustomImage
from content.versions.amendment import amend_version, make_successor
from content.versions.decisions import UndecidedError, make_public
from content.versions.public_rows import store_row
from home.models import TrashedPage, TrashPage, exclude_trash, is_in_trash
from home.paths import HOME_DEPTH, RESERVED_SLUGS, TRASH_SLUG
from sites.decided_versions import find_public_version
from sites.localization.sources import is_front, pair_with_sources
from sites.models import Agency, WaitingTranslation
from sites.permissions.ownership import get_page_agency


class PurgeResult(NamedTuple):
    """Object that was deleted; it was kept where ``needed_by`` names something."""

    kind: str
    title: str
    needed_by: str = ""


def purge_expired() -> Iterator[PurgeResult]:
    """Delete objects that have been in the trash for longer than ``BIN_DAYS``, one by one.

    Each object has its own transaction, so that one that is still needed does not keep the others.
    """
    # Translations go with their source, by which they would be restored.
    for trashed in TrashedPage.objects.expired().filter(source=None).select_related("page"):
        purge = partial(delete_page_permanently, trashed=trashed)
        yield _purge("pages", trashed.page.draft_title, purge)
    # Pages first, because they may be the last to use a file.
    kinds: dict[str, Any] = {"images": CustomImage, "documents": CustomDocument}
    for kind, model in kinds.items():
        for file in model.trashed.expired():
            yield _purge(kind, file.title, file.purge)


def _purge(kind: str, title: str, purge: Callable[[], object]) -> PurgeResult:
    try:
        with transaction.atomic():
            purge()
    except ProtectedError as error:
        owners = ", ".join(sorted({str(owner) for owner in error.protected_objects}))
        return PurgeResult(kind, title, owners)
    return PurgeResult(kind, title)


@transaction.atomic
def trash_page(*, page: Page, user: User | None) -> TrashedPage:
    """Move a page and its descendants to the trash of its agency; return the trash record.

    All are unpublished, and so are their aliases elsewhere; workflows and scheduled publications
    are cancelled; the slug becomes free. Their translations elsewhere are moved there too, and come
    back with the page. Raises ProtectedError for an agency's home page, pages of no agency, a trash
    page and pages in one.
    """
    _lock_tree()
    return _trash(page, user, None)


def _trash(page: Page, user: User | None, source: TrashedPage | None) -> TrashedPage:
    page = Page.objects.get(pk=page.pk)
    agency = get_page_agency(page)
    if agency is None or agency.root_page_id == page.pk or is_in_trash(page):
        raise ProtectedError(_("This page cannot be deleted."), {agency or page})
    subtree = page.get_descendants(inclusive=True)
    # Publishing the source would publish an alias in the trash too: make it an independent page.
    subtree.exclude(alias_of=None).update(alias_of=None)
    trashed = TrashedPage.objects.create(
        page=page,
        agency=agency,
        parent=page.get_parent(),
        slug=page.slug,
        published=_get_published_revisions(subtree),
        binned_by=user,
        source=source,
    )
    if source is None:
        # Out of the bin alone, and only by hand.
        WaitingTranslation.objects.filter(page__in=subtree).delete()
    # Before their sources, so that they are remembered as published.
    for translation in _list_translations_elsewhere(subtree):
        _trash(translation, user, trashed)
    _stop(subtree, user, page)
    _move(page, _get_or_create_trash(agency), slug=str(page.pk), user=user)
    log(page.specific, "home.bin", user=user)
    return trashed


@transaction.atomic
def restore_page(*, trashed: TrashedPage, user: User, publish: bool) -> Page:
    """Restore a page and its descendants from the trash to the former parent, and return it.

    If that parent is deleted or in the trash, the first page of the website that may have children
    of this type is used, else the home page. If the slug is taken, a number is appended.
    ``publish``: publish again the pages that were live, with their live revision; else all are
    drafts. Translations that were deleted along with the page are restored in the same way.
    """
    _lock_tree()
    page = Page.objects.get(pk=trashed.page_id)
    parent = _get_restore_parent(trashed)
    slug = _find_free_slug(trashed.slug, parent)
    _move(page, parent, slug=slug, user=user)
    if slug != trashed.slug:
        _change_slug(trashed, slug)
    if publish:
        for key, revision in trashed.published.items():
            _publish(int(key), revision)
    # After their sources, without which they are not published.
    for translation in trashed.translations.all():
        restore_page(trashed=translation, user=user, publish=publish)
    trashed.delete()
    for restored in page.get_descendants(inclusive=True).specific():
        index.insert_or_update_object(restored)
    page = Page.objects.get(pk=page.pk).specific
    log(page, "home.bin.restore", user=user)
    return page


@transaction.atomic
def delete_page_permanently(*, trashed: TrashedPage, user: User | None = None) -> None:
    """Permanently delete a page in the trash, its descendants and its translations there.

    Raises ProtectedError if other objects need one of them.
    """
    _lock_tree()
    for translation in trashed.translations.all():
        delete_page_permanently(trashed=translation, user=user)
    log(trashed.page.specific, "home.bin.purge", user=user, deleted=True)
    DeletePageAction(trashed.page, user=user).execute(skip_permission_checks=True)


def _lock_tree() -> None:
    # Two transactions must not write Wagtail's page tree at once; the root page is the lock.
    Page.objects.select_for_update().get(depth=1)


def _list_translations_elsewhere(subtree: PageQuerySet) -> list[Page]:
    """Return the translations of pages of the subtree, without those below it or one another."""
    inside = set(subtree.values_list("pk", flat=True))
    found: list[Page] = []
    pairs = pair_with_sources(subtree)
    for page in sorted((one for one, source in pairs if source.pk in inside), key=_get_path):
        is_below = page.pk in inside or any(page.path.startswith(one.path) for one in found)
        if not (is_below or is_front(page) or is_in_trash(page)):
            found.append(page)
    return found


def _get_path(page: Page) -> str:
    return page.path


def _get_published_revisions(subtree: PageQuerySet) -> dict[str, int]:
    """Return the live pages of the subtree that somebody decided about.

    Keys: primary keys as text; values: keys of the public versions.
    """
    versions = ((page.pk, find_public_version(page)) for page in subtree.live().specific())
    return {str(pk): version.pk for pk, version in versions if version}


def _stop(subtree: PageQuerySet, user: User | None, top: Page) -> None:
    """Take the pages off. The entry of the bin is about ``top``: the others have their own."""
    for page in subtree.specific():
        for state in WorkflowState.objects.active().for_instance(page):
            state.cancel(user=user)
        page.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
        action = UnpublishPageAction(page, user=user, log_action=page.pk != top.pk)
        action.execute(skip_permission_checks=True)
        index.remove_object(page)


def _get_or_create_trash(agency: Agency) -> TrashPage:
    existing = TrashPage.objects.child_of(agency.root_page).first()
    if existing:
        return existing
    with override(agency.root_page.locale.language_code):
        page = TrashPage(
            title=_("Bin"), slug=TRASH_SLUG, live=False, locale=agency.root_page.locale
        )
    return agency.root_page.add_child(instance=page)


def _move(page: Page, parent: Page, *, slug: str, user: User | None) -> None:
    Page.objects.filter(pk=page.pk).update(slug=slug)
    page.refresh_from_db()
    parent.refresh_from_db()
    action = MovePageAction(page, parent, pos="last-child", user=user)
    action.execute(skip_permission_checks=True)
    page.refresh_from_db()


def _get_restore_parent(trashed: TrashedPage) -> Page:
    if trashed.parent and not is_in_trash(trashed.parent):
        return trashed.parent
    home = trashed.agency.root_page
    for model in trashed.page.specific_class.allowed_parent_page_models():
        candidate = exclude_trash(model.objects.descendant_of(home, inclusive=True)).first()
        if candidate:
            return candidate.page_ptr
    return home


def _find_free_slug(slug: str, parent: Page) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    taken |= RESERVED_SLUGS if parent.depth == HOME_DEPTH else set()
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def _change_slug(trashed: TrashedPage, slug: str) -> None:
    """Set the new slug in the latest and the public version: publishing would restore the former.

    That is what the user decided by restoring the page.
    """
    key, latest = str(trashed.page_id), trashed.page.latest_revision
    public = Revision.objects.filter(pk=trashed.published.get(key)).first()
    changes = {"slug": slug}
    if latest:
        amended = amend_version(latest, changes)
        if public == latest:
            trashed.published[key] = amended.pk
    if public and public != latest:
        trashed.published[key] = make_successor(public, changes).pk


def _publish(key: int, version: int | None) -> None:
    page = Page.objects.filter(pk=key).first()
    if page and not page.live and not is_in_trash(page):
        if version is None:
            # Deleted by 1.1.0, where a page could be public without a version.
            version = store_row(page, Act.FOUND, person=None).pk
        # A page with a changed file stays a draft, and the screen says so.
        with suppress(UndecidedError):
            make_public(page, Revision.objects.filter(pk=version).first())
