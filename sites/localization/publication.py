"""Publication of renderings: the row and the state of a translation.

Whatever publishes a source or a translation calls this in its transaction.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision
from wagtail.signals import page_published, published
from wagtail_localize.strings import StringValue

from accounts.models import User
from content.models import Act
from content.text.numbers import list_numbers
from content.versions.public_rows import store_version
from sites.localization.gate import is_urgent, is_withheld
from sites.localization.rendering import Rendering, Words, join_words, list_strings
from sites.localization.sources import list_translated_versions
from sites.localization.translated_versions import SPELLING_ONLY
from sites.models import TranslationState

# Attribute of objects and restrictions that are saved or deleted because their source was, for the
# receivers of signals.
FOLLOWING = "_follows_source"
# By path, former and present string of a source.
Corrections = Mapping[str, Mapping[str, str]]


def write_state(translated: Any, source: Any, rendering: Rendering) -> None:
    """Store what of a public translation is missing."""
    key = {"translation_key": translated.translation_key, "locale_id": translated.locale_id}
    state = TranslationState.objects.filter(**key).first() or TranslationState(**key)
    now = timezone.now()
    state.rendered, state.rendered_at = {}, now
    state.untranslated = sorted(rendering.missing)
    state.outdated = sorted(rendering.older)
    changed_at = source.last_published_at or now
    state.outdated_since = (state.outdated_since or changed_at) if rendering.older else None
    state.is_withheld = is_withheld(source, rendering)
    state.save()


def render_translations(source: Any) -> None:
    """Make the live translations of a public source say what it says now.

    ``source``: of its specific class, as it was just stored.
    """
    for row in list_translated_versions(source):
        if row.live:
            translated = row.specific if isinstance(row, Page) else row
            write_rendering(translated, source)
            # It may be a source itself.
            render_translations(translated)


def write_rendering(translated: Any, source: Any) -> None:
    """Store a live translation as the rendering of its source, and say that it is public."""
    rendering = translated.render_from(source)
    write_state(translated, source, rendering)
    if isinstance(translated, Page):
        if not translated.has_unpublished_changes:
            translated.draft_title = translated.title
        translated.last_published_at = source.last_published_at or translated.last_published_at
        translated.save(clean=False)
    else:
        translated.save()
    vars(translated)[FOLLOWING] = True
    # The cache, the search and the sizes of pictures follow the signals.
    for signal in (page_published, published) if isinstance(translated, Page) else (published,):
        signal.send(
            sender=type(translated), instance=translated, revision=translated.live_revision
        )


def is_following(instance: models.Model) -> bool:
    """Return whether an object or restriction is changed to be as that of its source."""
    return FOLLOWING in vars(instance)


def forget_translation(translation_key: UUID, locale_id: int) -> None:
    """Delete the state of a translation that was deleted."""
    TranslationState.objects.filter(translation_key=translation_key, locale=locale_id).delete()


def adopt_version(translated: Any, words: Words, *, person: User | None, act: Act) -> Revision:
    """Store a public translation as a new public version with other words."""
    translated.words = words
    had_draft = translated.latest_revision_id not in {None, translated.live_revision_id}
    version, _decision = store_version(translated, act, person=person)
    translated.live_revision = version
    if not had_draft:
        translated.latest_revision = version
    return version


def accepts_spelling(source: Any) -> bool:
    """Return whether a correction of ``source`` can be declared one of spelling.

    Not of important bulletins and emergencies.
    """
    return not is_urgent(source)


def list_corrections(source: Any, version: Revision) -> Corrections:
    """Return which strings a version corrects in spelling only, as was declared with it.

    Those of the public source, for the version about to be published; {} if nothing was declared,
    or if one of the two is an important bulletin or an emergency. Strings whose numbers differ are
    left out: a reader of the translation would come at the wrong hour.
    """
    if not version.content.get(SPELLING_ONLY) or not accepts_spelling(source):
        return {}
    public = type(source)._default_manager.filter(pk=source.pk, live=True).first()
    if public is None or not accepts_spelling(public):
        return {}
    corrections: dict[str, dict[str, str]] = {}
    present = list_strings(source)
    for path, strings in list_strings(public).items():
        if len(strings) == len(present.get(path, ())):
            corrections[path] = {
                old: new
                for old, new in zip(strings, present[path], strict=True)
                if old != new and _has_same_numbers(old, new)
            }
    return {path: found for path, found in corrections.items() if found}


def carry_words(source: Any, corrections: Corrections) -> None:
    """Bind the words of live translations to the corrected strings of their source."""
    person = get_active_log_context().user
    for row in list_translated_versions(source):
        if not row.live:
            continue
        translated = row.specific if isinstance(row, Page) else row
        carried = bind_again(translated.words, corrections)
        if carried:
            words = join_words(translated.words, carried)
            adopt_version(translated, words, person=person, act=Act.FOLLOW)


def bind_again(words: Words, corrections: Corrections) -> dict[str, dict[str, str]]:
    """Return the words of corrected strings, bound to what these say now."""
    found = {
        path: {
            new: words[path][old] for old, new in pairs.items() if old in words.get(path, {})
        }
        for path, pairs in corrections.items()
    }
    return {path: known for path, known in found.items() if known}


def _has_same_numbers(old: str, new: str) -> bool:
    texts = (StringValue(text).render_text() for text in (old, new))
    return len({tuple(list_numbers(text)) for text in texts}) == 1
