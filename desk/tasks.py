"""Tasks of the desk: what follows a publication, the nightly check of links, old links to drafts.

Each does the same however often it runs.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from bulletins.models import Bulletin
from bulletins.services.publishing import Change, effects_disabled
from content.text.limits import InputLimitError
from desk.services import link_check
from desk.services.draft_links import delete_old_links
from desk.services.translation_memory import remember_missed_translations, remember_translation
from desk.services.translation_notifications import notify_of_bulletin, notify_of_page
from desk.services.trash import PurgeResult, purge_expired
from ops.jobs.queue import is_queued
from ops.jobs.schedule import daily
from ops.jobs.subjects import describe_object
from ops.retention import retention

# How long the check of links may go on in one night.
LINK_CHECK_PERIOD = timedelta(hours=3)


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


@task(
    backend="queue",
    lane="normal",
    label=_("Prepare the translation of a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
@transaction.atomic
def follow_bulletin(bulletin: int) -> None:
    """Renew the strings to translate of a published source, and notify its translators."""
    source = Bulletin.objects.filter(pk=bulletin, live=True).first()
    if source:
        _renew_strings(source)
        notify_of_bulletin(source)


@task(
    backend="queue",
    lane="normal",
    label=_("Prepare the translation of a page"),
    about=describe_object("wagtailcore.Page"),
)
@transaction.atomic
def follow_page(page: int) -> None:
    """Renew the strings to translate of a published page, and notify its unit's translators."""
    source = Page.objects.filter(pk=page, live=True).first()
    if source:
        _renew_strings(source.specific)
        notify_of_page(source)


@task(
    backend="queue",
    lane="normal",
    label=_("Remember the translation of a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def remember_bulletin(bulletin: int) -> None:
    """Remember what a published translation of a bulletin says."""
    if translated := Bulletin.objects.filter(pk=bulletin).select_related("locale").first():
        remember_translation(translated)


@task(
    backend="queue",
    lane="normal",
    label=_("Remember the translation of a page"),
    about=describe_object("wagtailcore.Page"),
)
def remember_page(page: int) -> None:
    """Remember what a published translation of a page says."""
    if translated := Page.objects.filter(pk=page).select_related("locale").first():
        remember_translation(translated.specific)


@daily(time(1, 30), label=_("Begin the check of links"))
def enqueue_link_check() -> None:
    """Begin the check of links in pages and bulletins. Runs daily at 01:30."""
    check_page_links.enqueue(0, (timezone.now() + LINK_CHECK_PERIOD).isoformat())


@task(backend="queue", lane="long", label=_("Check the links of pages"))
def check_page_links(after: int, ends_at: str) -> Iterator[tuple[int, str]]:
    """Check the links of pages, then enqueue the next step; see ``services.link_check``.

    ``after``: primary key of the last page that was checked. ``ends_at``: ISO 8601.
    """
    while (last := link_check.check_pages(after=after)) is not None:
        after = last
        yield after, ends_at
        if timezone.now() >= datetime.fromisoformat(ends_at):
            return
    check_bulletin_links.enqueue(0, ends_at)


@task(backend="queue", lane="long", label=_("Check the links of bulletins"))
def check_bulletin_links(after: int, ends_at: str) -> Iterator[tuple[int, str]]:
    """Check the links of bulletins, then enqueue the next step, as ``check_page_links``."""
    while (last := link_check.check_bulletins(after=after)) is not None:
        after = last
        yield after, ends_at
    link_check.delete_old_rows()
    if settings.LINK_CHECK_EXTERNAL:
        check_other_websites.enqueue(ends_at)


@task(
    backend="queue",
    lane="long",
    label=_("Ask other websites whether links still lead there"),
)
def check_other_websites(ends_at: str) -> Iterator[tuple[str]]:
    """Ask other websites, while there is more to do tonight."""
    while link_check.check_external_links(ends_at=datetime.fromisoformat(ends_at)):
        yield (ends_at,)


@task(
    backend="queue",
    lane="normal",
    label=_("Check a link again"),
    about=describe_object("desk.CheckedLink"),
)
def recheck_link(pk: int) -> None:
    """Ask the website of one external link again, because somebody pressed the button."""
    link_check.recheck_external_link(pk=pk)


@task(
    backend="queue",
    lane="normal",
    label=_("Look for the links of a page"),
    about=describe_object("wagtailcore.Page"),
)
def renew_page_links(page: int) -> None:
    """Bring the links of a published page up to date, so that what was mended is in no list."""
    if published := Page.objects.filter(pk=page, live=True).first():
        link_check.save_links(subject=published.specific)


@task(
    backend="queue",
    lane="normal",
    label=_("Look for the links of a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def renew_bulletin_links(bulletin: int) -> None:
    """Bring the links of a published bulletin up to date, as ``renew_page_links``."""
    if published := Bulletin.objects.filter(pk=bulletin, live=True).first():
        link_check.save_links(subject=published)


@retention("BIN_DAYS", label=_("Pages, pictures and documents in the bin"))
def empty_trash() -> Iterator[PurgeResult]:
    """Delete permanently what has been in the trash for ``BIN_DAYS`` days."""
    yield from purge_expired()


@retention("DRAFT_LINK_DAYS", label=_("Links to drafts that no longer hold"))
def delete_old_draft_links() -> None:
    """Delete links to drafts that have been over for ``DRAFT_LINK_DAYS`` days."""
    delete_old_links()


@daily(time(3, 40), label=_("Remember translations that were missed"))
def catch_up_with_memory() -> None:
    """Remember translations published before there was a memory. Runs daily at 03:40."""
    if not is_queued(remember_missed):
        remember_missed.enqueue()


@task(backend="queue", lane="long", label=_("Remember translations that were missed"))
def remember_missed(step: int = 0, after: int = 0) -> Iterator[tuple[int, int]]:
    """Remember them, as ``remember_missed_translations`` does."""
    yield from remember_missed_translations(step, after)


def _renew_strings(source: Page | Bulletin) -> None:
    """Have the translation editor show what is published now; nothing if nobody translates it."""
    found = TranslationSource.objects.filter(
        object_id=source.translation_key, locale=source.locale_id
    ).first()
    if found:
        # What has become too long keeps the strings that it had.
        with suppress(InputLimitError):
            found.update_from_db()
