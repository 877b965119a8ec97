"""Translations of former releases, which become renderings after ``migrate``.

Each public one gets a version with its words, and a founding decision. Versions that may become
public later keep what they have; a record says which texts of the source they render.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, Revision, TaskState

from content.models import Act
from content.versions.fixed import lock_row
from sites.localization.adoption import derive_words
from sites.localization.publication import adopt_version, write_rendering
from sites.localization.segments import get_segment_texts
from sites.localization.sources import find_source, lock_source, pair_with_sources
from sites.localization.translated_versions import WORDS, get_rendered_models
from sites.models import VersionRecord, WaitingTranslation


def adopt_translations() -> None:
    """Make every public translation of a former release a rendering of its source.

    A translation at a time: what was done stays done when it is interrupted. Does nothing for those
    that have words.
    """
    for translated, source in iter_pairs():
        if translated.live and not _has_words(translated.live_revision):
            with transaction.atomic():
                _adopt(translated, source)
        for version in _list_possible(translated):
            _record(version, translated, source)


def iter_pairs() -> Iterator[tuple[Any, Any]]:
    """Yield all translations with their sources; pages of their specific class.

    A source that is itself a translation comes before its own.
    """
    for page, source in pair_with_sources(Page.objects.all()):
        yield page.specific, source.specific
    for model in get_rendered_models():
        if not issubclass(model, Page):
            rows: QuerySet = model._default_manager.select_related("locale", "live_revision")
            for row in rows.order_by("pk").iterator():
                if source := find_source(row):
                    yield row, source


def _adopt(translated: Any, source: Any) -> None:
    lock_source(translated)
    lock_row(translated)
    words = derive_words(translated, source)
    translated.words = words
    translated.render_from(source)
    adopt_version(translated, words, person=None, act=Act.FOUND)
    write_rendering(translated, source)


def _list_possible(translated: Any) -> QuerySet[Revision]:
    """Return the versions that may become public, and of which nothing is known."""
    tasks = TaskState.objects.filter(revision=OuterRef("pk"))
    waiting = WaitingTranslation.objects.filter(live_revision=OuterRef("pk"))
    possible = Q(pk=translated.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    versions: QuerySet[Revision] = translated.revisions.filter(
        possible | Exists(tasks) | Exists(waiting), language_record=None
    )
    return versions.exclude(content__has_key=WORDS)


def _record(version: Revision, translated: Any, source: Any) -> None:
    """Record that the texts of a version render those that the source has now."""
    shown = translated.with_stored_content(version.content)
    VersionRecord.objects.create(
        revision=version, texts=get_segment_texts(shown), rendered=get_segment_texts(source)
    )


def _has_words(version: Revision | None) -> bool:
    return version is not None and WORDS in version.content
