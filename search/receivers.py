"""Signal receivers that keep the search index up to date.

Entries are written after the change is committed, in the same request. Pages and bulletins that
are published together are indexed together. Drafts are not indexed. Errors after the commit are
logged and prevent nobody from publishing; the nightly check repairs what they left.
"""

from threading import local
from uuid import UUID

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from bulletins.models import Bulletin
from content.models import CustomDocument
from content.signals import document_text_extracted
from ops.commit_hooks import run_after_commit
from search.index.indexer import (
    delete_entries,
    index_below,
    index_bulletins,
    index_collection,
    index_file,
    index_home_page,
    index_pages,
    index_website,
)
from search.models import SynonymGroup
from search.services.synonyms import add_agency_names, index_agency_names, index_synonym_group
from sites.models import Agency, FormerName
from sites.permissions.ownership import HOME_DEPTH
from sites.services.provisioning import ProvisioningResult
from sites.signals import agency_provisioned


class PendingKeys(local):
    """The keys of pages and bulletins that this thread has changed and not yet indexed."""

    def __init__(self) -> None:
        self.pages: set[int] = set()
        self.bulletins: set[UUID] = set()


_waiting = PendingKeys()


@receiver(agency_provisioned)
def on_agency_provisioned(agency: Agency, changes: ProvisioningResult, **kwargs: object) -> None:
    """Index all pages of a new website."""
    if changes.created:
        run_after_commit(index_website, agency)


@receiver([page_published, page_unpublished])
def on_page_published(instance: Page, **kwargs: object) -> None:
    """Index a published page, or remove an unpublished one.

    What the database says after the commit decides, not which signal was sent. With a home page
    in another language, all pages of the website in that language are added or removed.
    """
    if instance.depth == HOME_DEPTH and instance.locale.language_code != settings.LANGUAGE_CODE:
        run_after_commit(index_home_page, instance.pk)
        return
    _waiting.pages.add(instance.pk)
    run_after_commit(_index_waiting_pages)


@receiver(post_page_move)
def on_page_moved(instance: Page, **kwargs: object) -> None:
    """Index a moved page and all pages below it; their website may be another one now."""
    run_after_commit(index_below, instance.path)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_page_restricted(instance: PageViewRestriction, **kwargs: object) -> None:
    """Index a page and all pages below it after a view restriction was added or removed."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page:
        run_after_commit(index_below, page.path)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def on_collection_restricted(instance: CollectionViewRestriction, **kwargs: object) -> None:
    """Index the files of a collection after a view restriction was added or removed."""
    collection = Collection.objects.filter(pk=instance.collection_id).first()
    if collection:
        run_after_commit(index_collection, collection.path)


@receiver(post_delete, sender=Page)
def on_page_deleted(instance: Page, **kwargs: object) -> None:
    """Delete the entries of a deleted page."""
    run_after_commit(delete_entries, Page, [instance.pk])


@receiver(post_save, sender=Bulletin)
def on_bulletin_saved(instance: Bulletin, raw: bool = False, **kwargs: object) -> None:
    """Index a bulletin in all languages: its row in the default language decides for all."""
    if not raw:
        _waiting.bulletins.add(instance.translation_key)
        run_after_commit(_index_waiting_bulletins)


def index_bulletin(bulletin: Bulletin, change: object) -> None:
    """Index a changed bulletin after the commit (effect of publishing)."""
    on_bulletin_saved(bulletin)


@receiver(post_delete, sender=Bulletin)
def on_bulletin_deleted(instance: Bulletin, **kwargs: object) -> None:
    """Delete the entries of a deleted bulletin."""
    run_after_commit(delete_entries, Bulletin, [instance.pk])


@receiver(post_save, sender=CustomDocument)
@receiver(document_text_extracted)
def on_document_saved(instance: CustomDocument, raw: bool = False, **kwargs: object) -> None:
    """Index a document after it was saved or its text was extracted."""
    if not raw:
        run_after_commit(index_file, instance)


@receiver(post_delete, sender=CustomDocument)
def on_document_deleted(instance: CustomDocument, **kwargs: object) -> None:
    """Delete the entries of a deleted document."""
    run_after_commit(delete_entries, CustomDocument, [instance.pk])


@receiver([post_save, post_delete], sender=Agency)
@receiver([post_save, post_delete], sender=FormerName)
def on_agency_saved(
    instance: Agency | FormerName, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    """Update the synonyms of an agency's names, in the same transaction as the names."""
    if raw:
        return
    if isinstance(instance, FormerName):
        index_agency_names(instance.agency_id)
    elif created:
        add_agency_names(instance)
    else:
        index_agency_names(instance.pk)


@receiver(post_save, sender=SynonymGroup)
def on_synonyms_saved(instance: SynonymGroup, raw: bool = False, **kwargs: object) -> None:
    """Update the terms of a synonym group, in the same transaction."""
    if not raw:
        index_synonym_group(instance)


def _index_waiting_pages() -> None:
    """Index all waiting pages: the first call after a commit does it for all.

    Pages that wait since a transaction was rolled back are merely indexed again.
    """
    pages, _waiting.pages = _waiting.pages, set()
    index_pages(pages)


def _index_waiting_bulletins() -> None:
    """Index all waiting bulletins, even if indexing the pages has failed."""
    keys, _waiting.bulletins = _waiting.bulletins, set()
    rows = Bulletin.objects.filter(translation_key__in=keys) if keys else Bulletin.objects.none()
    index_bulletins(rows.values_list("pk", flat=True))
