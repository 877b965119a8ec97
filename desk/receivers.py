"""Signal receivers of the desk: what follows a publication for translators, and broken links."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, published, unpublished

from bulletins.models import Bulletin
from desk.models import CheckedLink, DraftLink
from desk.tasks import follow_page, remember_page, renew_bulletin_links, renew_page_links
from sites.permissions.ownership import HOME_DEPTH, HOME_PATH_LENGTH


@receiver(page_published)
def follow_published_page(instance: Page, **kwargs: Any) -> None:
    """Enqueue the work in the languages of the website; nothing if it has one language."""
    if instance.alias_of_id:
        return
    if instance.locale.language_code != settings.LANGUAGE_CODE:
        remember_page.enqueue(instance.pk)
    elif _has_languages(instance):
        follow_page.enqueue(instance.pk)


@receiver(page_published)
def renew_links_of_page(instance: Page, **kwargs: Any) -> None:
    """Check the links of a page again if one is known; else the next night checks them."""
    if CheckedLink.objects.filter(page=instance.pk).exists():
        renew_page_links.enqueue(instance.pk)


@receiver(published, sender=Bulletin)
def renew_links_of_bulletin(instance: Bulletin, **kwargs: Any) -> None:
    """Check the links of a bulletin again if one is known, as of a page."""
    if CheckedLink.objects.filter(bulletin=instance.pk).exists():
        renew_bulletin_links.enqueue(instance.pk)


@receiver(unpublished)
def end_links_to_draft(instance: Model, **kwargs: Any) -> None:
    """Revoke the links to drafts of a page or bulletin that a person takes off the website."""
    if isinstance(instance, Page | Bulletin):
        subject = "page" if isinstance(instance, Page) else "bulletin"
        links = DraftLink.objects.active().filter(**{subject: instance.pk})
        links.update(revoked_at=timezone.now())


def _has_languages(page: Page) -> bool:
    """Return whether the website of ``page`` has another language than the default one."""
    home = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH])
    fronts = Page.objects.filter(
        depth=HOME_DEPTH, live=True, translation_key__in=home.values("translation_key")
    )
    return fronts.exclude(locale__language_code=settings.LANGUAGE_CODE).exists()
