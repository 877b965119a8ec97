"""Bulletins in the active language: the text of a translation with the facts of its source."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from bulletins.models import Bulletin
from bulletins.verification.mark import mark_of


@dataclass(frozen=True)
class Notice:
    """A bulletin in one language.

    ``source``: the row in the default language, which has urgency, times and origin. ``text``: the
    live translation into the active language, or the source itself if there is none.
    """

    source: Bulletin
    text: Bulletin

    @property
    def mark(self) -> str:
        """Identifier of bulletin, version and state, by which display checks read pages."""
        return mark_of(self.source, self.text)


def in_language_of_moment(sources: Iterable[Bulletin]) -> list[Notice]:
    """Pair sources with their live translations into the active language, in the same order.

    One query for any number of sources; none in the default language.
    """
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
