"""Writing the translation memory: what a published translation says for which passage.

Called by tasks after a translation was published. Whether an entry is offered is decided when it
is read (``desk.selectors.translation_memory``).
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.strings import StringValue

from bulletins.models import Bulletin
from desk.models import MemoryEntry, MemoryPhrase
from desk.selectors.passages import fold_passage, get_digest, get_phrases
from sites.localization.rendering import iter_spoken
from sites.localization.segments import needs_translation, normalize
from sites.localization.sources import find_source
from sites.models import TranslationState

BATCH = 500


@transaction.atomic
def remember_translation(translated: Page | Bulletin) -> None:
    """Replace what is remembered of a translated page or bulletin by what it says now.

    ``translated``: the row as published. Remembered are the strings of its source that have words.
    Nothing is remembered if it is not live.
    """
    _list_entries(translated).delete()
    source = find_source(translated)
    if source is None or not translated.live:
        return
    passages = {
        normalize(StringValue(original).render_text()): normalize(StringValue(said).render_text())
        for _path, original, said in iter_spoken(source, translated.words)
    }
    entries = MemoryEntry.objects.bulk_create(
        [
            MemoryEntry(
                **_get_place(translated),
                locale_id=translated.locale_id,
                source_text=source,
                target_text=target,
                digest=get_digest(source),
                folded=fold_passage(source),
                published_at=translated.last_published_at or timezone.now(),
            )
            for source, target in passages.items()
            if needs_translation(source) and target
        ],
        batch_size=BATCH,
    )
    MemoryPhrase.objects.bulk_create(
        [
            MemoryPhrase(entry=entry, phrase=phrase)
            for entry in entries
            for phrase in get_phrases(entry.folded)
        ],
        batch_size=BATCH,
    )


def remember_missed_translations(step: int = 0, after: int = 0) -> Iterator[tuple[int, int]]:
    """Remember live translations of which nothing is remembered.

    Those that were published before there was a memory. ``step``: pages, then bulletins; ``after``:
    primary key of the last one of them that was looked at. Yields both after each.
    """
    kinds = [*enumerate(((Page, "page"), (Bulletin, "bulletin")))]
    for number, (model, name) in kinds[step:]:
        begin = after if number == step else 0
        for translated in _list_missed(model, name).filter(pk__gt=begin):
            remember_translation(translated.specific if name == "page" else translated)
            yield number, translated.pk


def _list_missed(model: Any, name: str) -> QuerySet[Any]:
    states = TranslationState.objects.filter(
        translation_key=OuterRef("translation_key"), locale=OuterRef("locale")
    )
    entries = MemoryEntry.objects.filter(**{name: OuterRef("pk")})
    rows = model.objects.filter(Exists(states), ~Exists(entries), live=True)
    return rows.select_related("locale").order_by("pk")


def _list_entries(translated: Page | Bulletin) -> QuerySet[MemoryEntry]:
    return MemoryEntry.objects.filter(**_get_place(translated))


def _get_place(translated: Page | Bulletin) -> dict[str, int]:
    return {"page_id" if isinstance(translated, Page) else "bulletin_id": translated.pk}
