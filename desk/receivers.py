"""Signal receivers of the desk: what follows the publication of a page for its translators."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from desk.tasks import follow_page, remember_page
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


def _has_languages(page: Page) -> bool:
    """Return whether the website of ``page`` has another language than the default one."""
    home = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH])
    fronts = Page.objects.filter(
        depth=HOME_DEPTH, live=True, translation_key__in=home.values("translation_key")
    )
    return fronts.exclude(locale__language_code=settings.LANGUAGE_CODE).exists()
