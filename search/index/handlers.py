"""When the search hears of something: after the change is committed, and in the same request.

Pages and bulletins that are published together are written together.

Drafts are never heard of. What goes wrong here is logged and hinders nobody from publishing; the
nightly check finds and mends it.
"""

from collections.abc import Callable
from functools import partial
from threading import local
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move, published

from bulletins.models import Bulletin
from search.index.writing import (
    forget,
    index_below,
    index_bulletins,
    index_collection,
    index_file,
    index_front,
    index_pages,
    index_website,
)
from search.models import SynonymGroup
from search.synonyms import learn_group, learn_names
from sites.models import Agency, AgencyDocument
from sites.models.agency import FormerName
from sites.page_owners import HOME_DEPTH
from sites.provisioning import Changes
from sites.signals import agency_provisioned, document_read


class Waiting(local):
    """What this thread has changed and the search has not heard of yet."""

    def __init__(self) -> None:
        self.pages: set[int] = set()
        self.bulletins: set[UUID] = set()


_waiting = Waiting()


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    agency_provisioned.connect(provisioned_agency)
    page_published.connect(published_page)
    page_unpublished.connect(published_page)
    post_page_move.connect(moved_page)
    post_delete.connect(deleted_page, sender=Page)
    for signal in (post_save, post_delete):
        signal.connect(restricted_page, sender=PageViewRestriction)
        signal.connect(restricted_collection, sender=CollectionViewRestriction)
        signal.connect(renamed_agency, sender=Agency)
        signal.connect(renamed_agency, sender=FormerName)
    post_save.connect(saved_bulletin, sender=Bulletin)
    published.connect(saved_bulletin, sender=Bulletin)
    post_delete.connect(deleted_bulletin, sender=Bulletin)
    post_save.connect(saved_file, sender=AgencyDocument)
    document_read.connect(saved_file)
    post_delete.connect(deleted_file, sender=AgencyDocument)
    post_save.connect(saved_synonyms, sender=SynonymGroup)


def provisioned_agency(agency: Agency, changes: Changes, **kwargs: object) -> None:
    """Once for a whole new website, after it is there."""
    if changes.created:
        _afterwards(index_website, agency)


def published_page(instance: Page, **kwargs: object) -> None:
    """Of whatever is announced, what is in the database after the change decides."""
    if instance.depth == HOME_DEPTH and instance.locale.language_code != settings.LANGUAGE_CODE:
        _afterwards(index_front, instance.pk)
        return
    _waiting.pages.add(instance.pk)
    _afterwards(_index_waiting_pages)


def moved_page(instance: Page, **kwargs: object) -> None:
    """What has moved to another website is found there, and all below it."""
    _afterwards(index_below, instance.path)


def restricted_page(instance: PageViewRestriction, **kwargs: object) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page:
        _afterwards(index_below, page.path)


def restricted_collection(instance: CollectionViewRestriction, **kwargs: object) -> None:
    collection = Collection.objects.filter(pk=instance.collection_id).first()
    if collection:
        _afterwards(index_collection, collection.path)


def deleted_page(instance: Page, **kwargs: object) -> None:
    _afterwards(forget, Page, [instance.pk])


def saved_bulletin(instance: Bulletin, raw: bool = False, **kwargs: object) -> None:
    """Its other languages too: what the row in the default one decides holds for all."""
    if not raw:
        _waiting.bulletins.add(instance.translation_key)
        _afterwards(_index_waiting_bulletins)


def deleted_bulletin(instance: Bulletin, **kwargs: object) -> None:
    _afterwards(forget, Bulletin, [instance.pk])


def saved_file(instance: AgencyDocument, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        _afterwards(index_file, instance)


def deleted_file(instance: AgencyDocument, **kwargs: object) -> None:
    _afterwards(forget, AgencyDocument, [instance.pk])


def renamed_agency(instance: Agency | FormerName, raw: bool = False, **kwargs: object) -> None:
    """In the same transaction: what a unit is called is one thing with the unit."""
    key = instance.agency_id if isinstance(instance, FormerName) else instance.pk
    if not raw:
        learn_names(key)


def saved_synonyms(instance: SynonymGroup, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        learn_group(instance)


def _index_waiting_pages() -> None:
    """The first to be called after the transaction does it for all.

    What waits since one that was taken back is only known anew.
    """
    pages, _waiting.pages = _waiting.pages, set()
    index_pages(pages)


def _index_waiting_bulletins() -> None:
    """As with pages, and whatever becomes of those."""
    keys, _waiting.bulletins = _waiting.bulletins, set()
    rows = Bulletin.objects.filter(translation_key__in=keys) if keys else Bulletin.objects.none()
    index_bulletins(rows.values_list("pk", flat=True))


def _afterwards(function: Callable[..., None], *arguments: object) -> None:
    transaction.on_commit(partial(function, *arguments), robust=True)
