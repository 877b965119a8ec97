"""Services that give an ending agency's pages and files to its successor, in pieces.

Contact pages stay: on an ended website they lead to who serves now, elsewhere they would offer
the dead office's telephone.
"""

from datetime import date
from itertools import islice
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from accounts.models import User
from content.models import CustomDocument, CustomImage
from content.versions.amendment import amend_version
from home.models import DocumentPage, SectionPage
from home.services.redirects import lead_elsewhere
from reorganisation.models import ReorganisationStep
from reorganisation.plans.table import ARCHIVE, ARCHIVE_SLUG
from reorganisation.selectors.drafts import list_versions
from reorganisation.selectors.open_matters import list_movable_pages
from reorganisation.services.step_changes import note_change
from reorganisation.services.succession import get_agencies
from sites.caching.versions import bump_cache_versions
from sites.models import EVERYONE, Agency
from sites.permissions.ownership import descendants_q, list_home_pages

# Files, or documents without an issuer, of one transaction.
BATCH = 100
# The reference index has keys as text.
_AS_TEXT = Cast("pk", CharField())


def move_pages(step: ReorganisationStep, by: User) -> int | None:
    """Move the next page below the home page, with all below it, into the successor's archive.

    The former addresses lead there. Documents that name no issuer get the agency's name first.
    """
    agency, successor = get_agencies(step)
    if named := _name_issuer(step, agency):
        return named
    page = _find_next_page(step, agency)
    if page is None:
        return None
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    page = Page.objects.get(pk=page.pk)
    section = _get_section(step, agency, successor)
    versions = [page, *page.get_translations()]
    homes = {home.pk: home for home in list_home_pages([agency.pk])}
    before = {one.pk: (one.url_path, one.get_parent().pk) for one in versions}
    previous = page.get_prev_sibling()
    note_change(
        step,
        page=page.pk,
        previous=previous.pk if previous else None,
        versions=[[one.pk, *before[one.pk]] for one in versions],
    )
    # By hand a list of news may not stand in a section; in an archive it may.
    move = MovePageAction(page, section, pos="last-child", user=by)
    move.execute(skip_permission_checks=True)
    for one in Page.objects.filter(pk__in=before):
        url_path, parent = before[one.pk]
        # A translation moves along; one that stood elsewhere has stayed.
        if parent in homes and one.url_path != url_path:
            lead_elsewhere(one, home=homes[parent], before=url_path)
    moved = Page.objects.get(pk=page.pk).get_descendants(inclusive=True)
    return moved.count()


def _name_issuer(step: ReorganisationStep, agency: Agency) -> int:
    """Write the agency's name into its documents that have no issuer, and return how many.

    It may be a draft alone that has none.
    """
    homes = list_home_pages([agency.pk]).values_list("path", flat=True)
    own = DocumentPage.objects.filter(descendants_q("path", homes))
    bare = own.filter(issuer="")
    keys = list(bare.values_list("pk", flat=True)[:BATCH])
    chosen = keys or own.values("pk")
    versions = list_versions(Page.objects.filter(pk__in=chosen))
    drafts = list(versions.filter(Q(content__issuer="") | Q(content__issuer__isnull=True)))
    name = agency.name_vi[:160]
    DocumentPage.objects.filter(pk__in=keys).update(issuer=name)
    numbers = [amend_version(revision, {"issuer": name}).pk for revision in drafts]
    if keys or drafts:
        note_change(step, documents=keys, drafts=numbers, issuer=name)
    return len(keys) or len(drafts)


def _find_next_page(step: ReorganisationStep, agency: Agency) -> Page | None:
    """Return the next page below the home page that is to move; None if all have."""
    pages = list_movable_pages(agency)
    if step.values["content"] != ARCHIVE:
        pages = pages.filter(slug__in=step.values["content"].split())
    return pages.order_by("path").first()


def _get_section(step: ReorganisationStep, agency: Agency, successor: Agency) -> SectionPage:
    """Return the section of the successor's website for what comes from an agency; made if new."""
    slug = ARCHIVE_SLUG + agency.code
    known = SectionPage.objects.child_of(successor.root_page).filter(slug=slug).first()
    if known:
        return known
    home = Page.objects.get(pk=successor.root_page_id)
    section = SectionPage(title=_make_title(step, agency), slug=slug, locale=home.locale)
    section.first_published_at = section.last_published_at = timezone.now()
    home.add_child(instance=section)
    note_change(step, section=section.pk)
    return section


def _make_title(step: ReorganisationStep, agency: Agency) -> str:
    with override(agency.root_page.locale.language_code):
        day = date_format(date.fromisoformat(step.values["ended_on"]), "j/n/Y")
        return _("Archive of %(unit)s (until %(day)s)") % {"unit": agency.name_vi, "day": day}


def move_files(step: ReorganisationStep, by: User) -> int | None:
    """Move the next files into a collection of the successor's, with the collections below.

    Files that only the pages that have stayed use stay with them. What is in the trash stays too,
    but for former files of what moves.
    """
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    agency, successor = get_agencies(step)
    target = _get_collection(step, agency, successor)
    if below := agency.collection.get_children().first():
        note_change(step, below=below.pk)
        Collection.objects.get(pk=below.pk).move(target, "sorted-child")
        bump_cache_versions([EVERYONE])
        return 1
    for model in (CustomDocument, CustomImage):
        files = model._base_manager.filter(collection=agency.collection, binned_at=None)
        files = files.exclude(pk__in=_list_staying_files(model, agency)).order_by("pk")
        if found := list(islice(files, BATCH)):
            note_change(step, files=[file.pk for file in found], model=model._meta.label)
            for file in found:
                file.collection = target
                # Saved one by one: the search has to hear of documents.
                if isinstance(file, CustomDocument):
                    file.save(update_fields=["collection"])
            keys = [file.pk for file in found]
            model._base_manager.filter(pk__in=keys).update(collection=target)
            model.trashed.follow(keys, target)
            bump_cache_versions([EVERYONE])
            return len(found)
    return None


def _list_staying_files(model: type[Any], agency: Agency) -> set[int]:
    """Return the keys of the files that no pages but those left on the website use."""
    uses = ReferenceIndex.objects.filter(
        to_content_type=ReferenceIndex._get_base_content_type(model),
        base_content_type=ReferenceIndex._get_base_content_type(Page),
    )
    homes = list_home_pages([agency.pk]).values_list("path", flat=True)
    staying = Page.objects.filter(descendants_q("path", homes)).values(key=_AS_TEXT)
    used = uses.filter(object_id__in=staying).values("to_object_id")
    elsewhere = uses.filter(to_object_id__in=used).exclude(object_id__in=staying)
    keys = set(used.values_list("to_object_id", flat=True))
    return {int(key) for key in keys - set(elsewhere.values_list("to_object_id", flat=True))}


def _get_collection(step: ReorganisationStep, agency: Agency, successor: Agency) -> Collection:
    """Return the successor's collection for what comes from an agency, as private as the former."""
    name = _make_title(step, agency)
    parent = Collection.objects.get(pk=successor.collection_id)
    known = parent.get_children().filter(name=name).first()
    if known:
        return known
    made = parent.add_child(name=name)
    note_change(step, collection=made.pk)
    for row in CollectionViewRestriction.objects.filter(collection=agency.collection):
        CollectionViewRestriction.objects.create(
            collection=made, restriction_type=row.restriction_type, password=row.password
        )
    return made
