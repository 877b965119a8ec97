"""Tasks that follow a publication: strings to translate, memory, mail to translators.

Each does the same however often it runs.
"""

from contextlib import suppress
from datetime import time

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from bulletins.models import Bulletin
from bulletins.services.publishing import Change, effects_disabled
from content.text.limits import InputLimitError
from desk.services.translation_memory import remember_missed_translations, remember_translation
from desk.services.translation_notifications import notify_of_bulletin, notify_of_page
from ops.jobs.schedule import daily


def enqueue_bulletin_translation(bulletin: Bulletin, change: Change) -> None:
    """Enqueue what follows the publication of a bulletin (effect of publishing)."""
    if change not in {Change.PUBLISHED, Change.BACK} or effects_disabled():
        return
    if bulletin.is_source:
        begin = bulletin.valid_from
        later = begin if begin and begin > timezone.now() else None
        follow_bulletin.using(run_after=later).enqueue(bulletin.pk)
    else:
        remember_bulletin.enqueue(bulletin.pk)


@task(backend="queue")
@transaction.atomic
def follow_bulletin(bulletin: int) -> None:
    """Renew the strings to translate of a published source, and notify its translators."""
    source = Bulletin.objects.filter(pk=bulletin, live=True).first()
    if source:
        _renew_strings(source)
        notify_of_bulletin(source)


@task(backend="queue")
@transaction.atomic
def follow_page(page: int) -> None:
    """Renew the strings to translate of a published page, and notify its unit's translators."""
    source = Page.objects.filter(pk=page, live=True).first()
    if source:
        _renew_strings(source.specific)
        notify_of_page(source)


@task(backend="queue")
def remember_bulletin(bulletin: int) -> None:
    """Remember what a published translation of a bulletin says."""
    if translated := Bulletin.objects.filter(pk=bulletin).select_related("locale").first():
        remember_translation(translated)


@task(backend="queue")
def remember_page(page: int) -> None:
    """Remember what a published translation of a page says."""
    if translated := Page.objects.filter(pk=page).select_related("locale").first():
        remember_translation(translated.specific)


@daily(time(3, 40))
def catch_up_with_memory() -> None:
    """Remember translations published before there was a memory. Runs daily at 03:40."""
    remember_missed_translations()


def _renew_strings(source: Page | Bulletin) -> None:
    """Have the translation editor show what is published now; nothing if nobody translates it."""
    found = TranslationSource.objects.filter(
        object_id=source.translation_key, locale=source.locale_id
    ).first()
    if found:
        # What has become too long keeps the strings that it had.
        with suppress(InputLimitError):
            found.update_from_db()
