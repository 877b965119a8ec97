"""Recording what published translations render, and comparing it when a source is published.

Called by whatever publishes (``sites.localization.guards``), in the transaction of publishing. The
result is read through ``sites.localization.currency``. See
docs/decisions/0046-translations-are-compared-by-segment.md.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import DraftStateMixin, Page, Revision, get_translatable_models
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.strings import StringValue

from content.text.numbers import list_numbers
from sites.localization.facts import get_compared_texts, is_fact
from sites.localization.segments import needs_translation, normalize
from sites.localization.sources import (
    find_source,
    list_translated_versions,
    pair_versions_of,
    pair_with_sources,
)
from sites.models import TranslationState, VersionRecord

Texts = Mapping[str, str]
# Fields without which a translation says nothing, or something dangerous; see gate.py.
REQUIRED_FIELDS = ("title", "instruction", "summary", "lead")
# An unchanged text of so many words is not a name that is the same in both languages.
SENTENCE = 4
# Value of ``Bulletin.urgency``; pages have none.
ROUTINE = "routine"
# Actions of the log by which a version becomes public.
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
# Versions of a translation among which the origin of a text is looked for.
MAX_VERSIONS = 50


def build_synced_record(source: TranslationSource, rendered: Texts, target: Any) -> dict[str, Any]:
    """Return the fields of the record of a version that is made of translated strings.

    ``rendered``: the texts of the source as it was translated; ``target``: the translated object.
    Untranslated are the paths of strings that nobody has translated, or whose translation is marked
    as wrong.
    """
    segments = StringSegment.objects.filter(source=source).annotate_translation(target.locale_id)
    missing = segments.filter(Q(translation=None) | Q(translation="")).select_related("string")
    paths = missing.values_list("context__path", "string__data")
    untranslated = {
        path
        for path, text in paths
        if path in rendered and needs_translation(StringValue(text).render_text())
    }
    return {
        "rendered": dict(rendered),
        "texts": get_compared_texts(target),
        "untranslated": sorted(untranslated),
    }


def get_version_record(obj: Any, revision: Revision, *, trusted: bool = False) -> VersionRecord:
    """Return the record of a version of a translation; made now if it was written in a form.

    ``obj``: the content of ``revision``. A text that the published version or an earlier one has
    renders what it rendered there. Any other text renders the present source if trusted code
    wrote it; else what the published version rendered at its path, unless the form declared that it
    follows the source. Before there is a published version, it renders the source of its time.
    """
    known = VersionRecord.objects.filter(revision=revision).first()
    if known and known.texts:
        return known
    fields = build_record(obj, written_at=None if trusted else revision.created_at)
    return VersionRecord.objects.update_or_create(revision=revision, defaults=fields)[0]


def build_record(obj: Any, *, written_at: datetime | None = None) -> dict[str, Any]:
    """Return the fields of the record of ``obj``, a translation as it is.

    ``written_at``: when it was saved; None if it is known to render the present source.
    """
    texts, source = get_compared_texts(obj), find_source(obj)
    rendered = present = get_compared_texts(source) if source else {}
    if source and written_at:
        rendered = _find_rendered(obj, texts, _get_texts_at(source, written_at) or present)
    # Words of the source of any of these versions are not translated.
    unchanged = {*_list_unchanged(obj, texts, rendered), *_list_unchanged(obj, texts, present)}
    return {"rendered": rendered, "texts": texts, "untranslated": sorted(unchanged)}


def record_missing_states(version: Any = None) -> None:
    """Record every live translation that was published without a record of it.

    Of ``version``, a page or bulletin in any language, or of all. What such a translation renders
    is the source as it was published last before it.
    """
    for translated, source in _iter_unrecorded(version):
        published = translated.last_published_at or translated.first_published_at or timezone.now()
        present = get_compared_texts(source)
        rendered = _get_texts_at(source, published) or present
        texts = get_compared_texts(translated)
        unchanged = {*_list_unchanged(translated, texts, rendered)}
        unchanged |= {*_list_unchanged(translated, texts, present)}
        state = TranslationState(
            translation_key=translated.translation_key,
            locale_id=translated.locale_id,
            rendered=rendered,
            untranslated=sorted(unchanged),
            rendered_at=published,
        )
        compare_with_source(state, source)
        state.save()


def is_spelling_only(source: Any, revision: Revision) -> bool:
    """Return whether a version about to be published was declared to correct only spelling.

    Never of an important bulletin or emergency, whatever was declared, nor of what was one.
    """
    public = type(source)._default_manager.filter(pk=source.pk).first()
    if public is None or not accepts_spelling(public) or not accepts_spelling(source):
        return False
    return VersionRecord.objects.filter(revision=revision, spelling_only=True).exists()


def record_publication(obj: Any, record: VersionRecord | None, *, spelling_only: bool) -> None:
    """Bring the states up to date after ``obj`` was published.

    ``record``: that of a translation, None for a source. ``spelling_only``: as
    ``is_spelling_only`` said before.
    """
    if not obj.live:
        return
    _compare_translations(obj, spelling_only=spelling_only)
    source = find_source(obj)
    if source is None or record is None:
        return
    state = _find_state(obj) or TranslationState(
        translation_key=obj.translation_key, locale_id=obj.locale_id
    )
    state.rendered, state.untranslated = record.rendered, record.untranslated
    state.rendered_at = timezone.now()
    compare_with_source(state, source)
    state.save()


def compare_with_source(state: TranslationState, source: Any) -> None:
    """Set which parts of a state, saved or not, are outdated where ``source`` is as it is."""
    _compare(state, get_compared_texts(source), source.last_published_at or timezone.now())


def forget_translation(translation_key: UUID, locale_id: int) -> None:
    """Delete the state of a translation that was deleted."""
    TranslationState.objects.filter(translation_key=translation_key, locale=locale_id).delete()


def _compare_translations(source: Any, *, spelling_only: bool) -> None:
    rows = TranslationState.objects.filter(translation_key=source.translation_key)
    if not rows.exists():
        return
    locales = [translated.locale_id for translated in list_translated_versions(source)]
    states = list(rows.filter(locale__in=locales).select_for_update())
    present = get_compared_texts(source)
    for state in states:
        if spelling_only:
            _follow_spelling(state, present)
        _compare(state, present, source.last_published_at or timezone.now())
        state.save()


def accepts_spelling(source: Any) -> bool:
    """Return whether a correction of ``source`` can be declared one of spelling.

    Not of important bulletins and emergencies.
    """
    return str(getattr(source, "urgency", ROUTINE)) == ROUTINE


def _follow_spelling(state: TranslationState, present: Texts) -> None:
    """Let a current part render the corrected source, unless its numbers have changed.

    Whether in figures or in words: a reader of the translation would come at the wrong hour.
    """
    for path, text in present.items():
        former = state.rendered.get(path)
        is_text = former and path not in state.outdated and not is_fact(path)
        if is_text and list_numbers(former) == list_numbers(text):
            state.rendered[path] = text


def _compare(state: TranslationState, present: Texts, changed_at: datetime) -> None:
    """Set what of the state is outdated, where the source now says ``present``.

    Untranslated parts are never outdated: they are shown in the words of the present source.
    """
    paths = {*present, *state.rendered}
    differing = {path for path in paths if present.get(path) != state.rendered.get(path)}
    state.untranslated = [path for path in state.untranslated if path in present]
    state.outdated = sorted(differing - {*state.untranslated})
    state.outdated_since = (state.outdated_since or changed_at) if state.outdated else None


def _find_state(obj: Any) -> TranslationState | None:
    return TranslationState.objects.filter(
        translation_key=obj.translation_key, locale=obj.locale_id
    ).first()


def _find_rendered(obj: Any, texts: Texts, present: Texts) -> dict[str, str]:
    """Return what each text renders: as in the published version, or an earlier one that has it.

    ``present``: the source as it was when the text was written.
    """
    state = _find_state(obj)
    rendered = dict(state.rendered if state else present)
    public = type(obj)._default_manager.filter(pk=obj.pk, live=True).first()
    published = get_compared_texts(public) if public else {}
    wanted = {path for path, text in texts.items() if published.get(path) != text}
    earlier = VersionRecord.objects.filter(revision__in=obj.revisions.values("pk"))
    for record in earlier.order_by("-revision_id")[:MAX_VERSIONS]:
        found = {path for path in wanted if record.texts.get(path) == texts[path]}
        rendered |= {path: record.rendered[path] for path in found if path in record.rendered}
        wanted -= found
    # A path that no version knew belongs to a part that was added with the source.
    return {path: present[path] for path in wanted if path in present} | rendered


def _list_unchanged(obj: Any, texts: Texts, present: Texts) -> list[str]:
    """Return the paths at which a translation has the words of its source, or no words at all.

    No words only matter in ``REQUIRED_FIELDS``. Words that a translator has kept on purpose count
    as translated, and so do short texts without Vietnamese letters, such as “COVID-19”.
    """
    kept = _get_kept_texts(obj)
    unchanged = [name for name in REQUIRED_FIELDS if name in present and name not in texts]
    for path, text in texts.items():
        same = {*text.split("\n")} & {*present.get(path, "").split("\n")}
        if any(_is_vietnamese(line) for line in same - kept.get(path, set())):
            unchanged.append(path)
    return sorted(unchanged)


def _is_vietnamese(text: str) -> bool:
    long = len(text.split()) >= SENTENCE
    return needs_translation(text) and (long or not text.isascii())


def _get_kept_texts(obj: Any) -> dict[str, set[str]]:
    """Return the texts that translators have written as they stand in the source, by path."""
    rows = StringTranslation.objects.filter(
        context__object_id=obj.translation_key, locale=obj.locale_id, has_error=False
    )
    kept: dict[str, set[str]] = {}
    for path, data, original in rows.values_list("context__path", "data", "translation_of__data"):
        if data == original:
            kept.setdefault(path, set()).add(normalize(StringValue(data).render_text()))
    return kept


def _iter_unrecorded(version: Any) -> Iterable[tuple[Any, Any]]:
    """Yield live translations without a state, each with its source."""
    states = TranslationState.objects.all()
    if version is not None:
        states = states.filter(translation_key=version.translation_key)
    known = set(states.values_list("translation_key", "locale"))
    for translated, source in _iter_pairs(version):
        if translated.live and (translated.translation_key, translated.locale_id) not in known:
            is_page = isinstance(translated, Page)
            yield (translated.specific, source.specific) if is_page else (translated, source)


def _iter_pairs(version: Any) -> Iterable[tuple[Any, Any]]:
    """Yield translations with their sources: those of ``version`` in any language, or all."""
    if version is None:
        yield from pair_with_sources(Page.objects.all())
        for model in _list_snippet_models():
            rows = model._default_manager.exclude(locale__language_code=settings.LANGUAGE_CODE)
            for row in rows.select_related("locale").iterator():
                source = find_source(row)
                if source:
                    yield row, source
    elif isinstance(version, Page):
        yield from pair_versions_of(version)
    else:
        source = find_source(version) or version
        for translated in list_translated_versions(source):
            yield translated, source


def _list_snippet_models() -> Iterable[type[Any]]:
    """Return the models of translatable objects that are published and are no pages."""
    for model in get_translatable_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            yield model


def _get_texts_at(source: Any, moment: datetime) -> dict[str, str]:
    """Return the texts of the version of a source that was public at ``moment``; {} if unknown."""
    entries = registry.get_logs_for_instance(source).filter(
        action__in=PUBLISHED, timestamp__lte=moment, revision__in=source.revisions.all()
    )
    entry = entries.select_related("revision").order_by("-timestamp").first()
    return get_compared_texts(entry.revision.as_object()) if entry else {}
