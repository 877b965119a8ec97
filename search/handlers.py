"""When the searchable words are written. Drafts never are: only what is published."""

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published

from bulletins.models import Bulletin
from search.indexing import index_bulletin, index_page, remove


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    page_published.connect(published_page)
    post_delete.connect(deleted_page, sender=Page)
    post_save.connect(saved_bulletin, sender=Bulletin)
    post_delete.connect(deleted_bulletin, sender=Bulletin)


def published_page(instance: Page, **kwargs: object) -> None:
    index_page(instance)


def deleted_page(instance: Page, **kwargs: object) -> None:
    remove(Page, instance.pk)


def saved_bulletin(instance: Bulletin, raw: bool = False, **kwargs: object) -> None:
    # A draft of a live bulletin is kept as a revision and does not touch the row.
    if instance.live and not raw:
        index_bulletin(instance)


def deleted_bulletin(instance: Bulletin, **kwargs: object) -> None:
    remove(Bulletin, instance.pk)
