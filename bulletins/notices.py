"""What a reader sees of a bulletin: the source row's facts, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from bulletins.models import Bulletin
from bulletins.verification.mark import mark_of


@dataclass(frozen=True)
class Notice:
    """One bulletin in one language.

    ``source`` decides urgency, times and origin. ``text`` has the words: the translation into
    the language of the moment if it is live, else the source itself.
    """

    source: Bulletin
    text: Bulletin

    @property
    def mark(self) -> str:
        """Which bulletin, version and state this is; pages carry it for the proof of display."""
        return mark_of(self.source, self.text)


def in_language_of_moment(sources: Iterable[Bulletin]) -> list[Notice]:
    """Pair sources with their words; one query whatever their number, none in Vietnamese."""
    sources = list(sources)
    language = get_language()
    translations = {}
    if sources and language != settings.LANGUAGE_CODE:
        keys = [source.translation_key for source in sources]
        rows = Bulletin.objects.filter(
            translation_key__in=keys, live=True, locale__language_code=language
        ).select_related("locale")
        translations = {row.translation_key: row for row in rows}
    return [Notice(source, translations.get(source.translation_key, source)) for source in sources]
