"""When the searchable words are written. Drafts never are: only what is published."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, post_page_move, published

from bulletins.models import Bulletin
from search.indexing import index_bulletin, index_page, index_website, remove
from sites.models import Agency
from sites.provisioning import Changes
from sites.signals import agency_provisioned


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    agency_provisioned.connect(provisioned_agency)
    page_published.connect(published_page)
    post_page_move.connect(moved_page)
    post_delete.connect(deleted_page, sender=Page)
    post_save.connect(saved_bulletin, sender=Bulletin)
    published.connect(published_bulletin, sender=Bulletin)
    post_delete.connect(deleted_bulletin, sender=Bulletin)


def provisioned_agency(agency: Agency, changes: Changes, **kwargs: object) -> None:
    """Once for a whole new website, after it is there."""
    if changes.created:
        transaction.on_commit(lambda: index_website(agency))


def published_page(instance: Page, **kwargs: object) -> None:
    index_page(instance)


def moved_page(instance: Page, **kwargs: object) -> None:
    """What has moved to another website is found there, and all below it."""
    for page in Page.objects.descendant_of(instance, inclusive=True).live():
        index_page(page)


def deleted_page(instance: Page, **kwargs: object) -> None:
    remove(Page, instance.pk)


def saved_bulletin(instance: Bulletin, raw: bool = False, **kwargs: object) -> None:
    # The instance may carry the words of a draft; what is public stands in the row.
    row = None if raw else Bulletin.objects.filter(pk=instance.pk, live=True).first()
    if row:
        index_bulletin(row)


def published_bulletin(instance: Bulletin, **kwargs: object) -> None:
    """Again, because its updates and corrections are written after the row is saved."""
    index_bulletin(instance)


def deleted_bulletin(instance: Bulletin, **kwargs: object) -> None:
    remove(Bulletin, instance.pk)
