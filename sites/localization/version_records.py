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
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import DraftStateMixin, Locale, Page, Revision, get_translatable_models
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.strings import StringValue

from content.text.numbers import list_numbers
from sites.localization.segments import (
    find_source,
    get_language,
    get_segment_texts,
    has_letters,
    normalize,
)
from sites.models import TranslationState, VersionRecord

Texts = Mapping[str, str]
# Fields without which a translation says nothing, or something dangerous; see gate.py.
REQUIRED_FIELDS = ("title", "instruction", "summary", "lead")
# An unchanged text of so many words is not a name that is the same in both languages.
SENTENCE = 4
# Value of ``Bulletin.urgency``; pages have none.
ROUTINE = "routine"
# Versions of a translation among which the origin of a text is looked for.
MAX_VERSIONS = 50


def record_synced_version(
    revision: Revision, source: TranslationSource, rendered: Texts, target: Any
) -> VersionRecord:
    """Record a version that was made of translated strings (``saving.save_translation``).

    ``rendered``: the texts of the source as it was translated; ``target``: the translated object.
    Untranslated are the paths of strings that nobody has translated, or whose translation is marked
    as wrong.
    """
    segments = StringSegment.objects.filter(source=source).annotate_translation(target.locale_id)
    missing = segments.filter(Q(translation=None) | Q(translation="")).select_related("string")
    paths = missing.values_list("context__path", "string__data")
    return VersionRecord.objects.create(
        revision=revision,
        rendered=dict(rendered),
        texts=get_segment_texts(target),
        untranslated=sorted(
            {path for path, text in paths if path in rendered and has_letters(text)}
        ),
    )


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
    texts, source = get_segment_texts(obj), find_source(obj)
    rendered = present = get_segment_texts(source) if source else {}
    if source and written_at:
        rendered = _find_rendered(obj, texts, _get_texts_at(source, written_at) or present)
    # Words of the source of any of these versions are not translated.
    unchanged = {*_list_unchanged(obj, texts, rendered), *_list_unchanged(obj, texts, present)}
    return {"rendered": rendered, "texts": texts, "untranslated": sorted(unchanged)}


def record_missing_states(sources: Any = None) -> None:
    """Record every live translation that was published without a record of it.

    Of ``sources``, a page or bulletin, or of all. What such a translation renders is the source as
    it was published last before it.
    """
    for translated in _iter_unrecorded(sources):
        published = translated.last_published_at or translated.first_published_at or timezone.now()
        source = find_source(translated)
        if source is None:
            continue
        present = get_segment_texts(source)
        rendered = _get_texts_at(source, published) or present
        texts = get_segment_texts(translated)
        unchanged = {*_list_unchanged(translated, texts, rendered)}
        unchanged |= {*_list_unchanged(translated, texts, present)}
        state = TranslationState(
            translation_key=translated.translation_key,
            locale_id=translated.locale_id,
            rendered=rendered,
            untranslated=sorted(unchanged),
            rendered_at=published,
        )
        _compare(state, present, source.last_published_at or timezone.now())
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
    ``is_spelling_only`` said before. Nothing is done for a translation without a source.
    """
    if not obj.live:
        return
    if get_language(obj) == settings.LANGUAGE_CODE:
        _compare_translations(obj, spelling_only=spelling_only)
        return
    source = find_source(obj)
    if source is None or record is None:
        return
    state = _find_state(obj) or TranslationState(
        translation_key=obj.translation_key, locale_id=obj.locale_id
    )
    state.rendered, state.untranslated = record.rendered, record.untranslated
    state.rendered_at = timezone.now()
    _compare(state, get_segment_texts(source), source.last_published_at or timezone.now())
    state.save()


def forget_translation(translation_key: UUID, locale_id: int) -> None:
    """Delete the state of a translation that was deleted."""
    TranslationState.objects.filter(translation_key=translation_key, locale=locale_id).delete()


def _compare_translations(source: Any, *, spelling_only: bool) -> None:
    rows = TranslationState.objects.filter(translation_key=source.translation_key)
    states = list(rows.select_for_update())
    if not states:
        return
    present = get_segment_texts(source)
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
        if former and path not in state.outdated and list_numbers(former) == list_numbers(text):
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
    published = get_segment_texts(public) if public else {}
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
    return has_letters(text) and (long or not text.isascii())


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


def _iter_unrecorded(sources: Any) -> Iterable[Any]:
    default = Locale.objects.filter(language_code=settings.LANGUAGE_CODE).first()
    if default is None:
        return
    models = [type(sources)] if sources is not None else list(_list_models())
    for model in models:
        known = TranslationState.objects.filter(
            translation_key=OuterRef("translation_key"), locale=OuterRef("locale_id")
        )
        rows: QuerySet = model._default_manager.exclude(locale=default).filter(live=True)
        if sources is not None:
            rows = rows.filter(translation_key=sources.translation_key)
        for row in rows.exclude(Exists(known)).iterator():
            yield row.specific if isinstance(row, Page) else row


def _list_models() -> Iterable[type[Any]]:
    for model in get_translatable_models():
        if issubclass(model, DraftStateMixin) and (model is Page or not issubclass(model, Page)):
            yield model


def _get_texts_at(source: Any, moment: datetime) -> dict[str, str]:
    """Return the texts of the version of a source that was public at ``moment``; {} if unknown."""
    entries = registry.get_logs_for_instance(source).filter(
        action="wagtail.publish", timestamp__lte=moment, revision__isnull=False
    )
    entry = entries.order_by("-timestamp").first()
    return get_segment_texts(entry.revision.as_object()) if entry else {}
