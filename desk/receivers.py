"""Signal receivers of the desk: what follows a publication for translators, and broken links."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, published

from bulletins.models import Bulletin
from desk.models import CheckedLink
from desk.tasks import follow_page, remember_page, renew_bulletin_links, renew_page_links
from sites.permissions.ownership import HOME_DEPTH, HOME_PATH_LENGTH


@receiver(page_published)
def follow_published_page(instance: Page, **kwargs: Any) -> None:
    """Enqueue what is to be done in the languages of the website; nothing if it has one only."""
    if instance.alias_of_id:
        return
    if instance.locale.language_code != settings.LANGUAGE_CODE:
        remember_page.enqueue(instance.pk)
    elif _has_languages(instance):
        follow_page.enqueue(instance.pk)


@receiver(page_published)
def renew_links_of_page(instance: Page, **kwargs: Any) -> None:
    """Look at the links of a page anew if any of them is known; else the next night does."""
    if CheckedLink.objects.filter(page=instance.pk).exists():
        renew_page_links.enqueue(instance.pk)


@receiver(published, sender=Bulletin)
def renew_links_of_bulletin(instance: Bulletin, **kwargs: Any) -> None:
    """Look at the links of a bulletin anew if any of them is known, as of a page."""
    if CheckedLink.objects.filter(bulletin=instance.pk).exists():
        renew_bulletin_links.enqueue(instance.pk)


def _has_languages(page: Page) -> bool:
    """Return whether the website of ``page`` has another language than the default one."""
    home = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH])
    fronts = Page.objects.filter(
        depth=HOME_DEPTH, live=True, translation_key__in=home.values("translation_key")
    )
    return fronts.exclude(locale__language_code=settings.LANGUAGE_CODE).exists()
