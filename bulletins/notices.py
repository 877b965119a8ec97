"""What a reader sees of a bulletin: the source row's facts, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from bulletins.models import Bulletin, Urgency
from sites.http import AgencyRequest


@dataclass(frozen=True)
class Notice:
    """One bulletin in one language.

    ``source`` decides urgency, times and origin. ``text`` has the words: the translation into
    the language of the moment if it is live, else the source itself.
    """

    source: Bulletin
    text: Bulletin


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


@dataclass(frozen=True)
class Banners:
    """The notices that stand above every page: at most one of each kind, and a count."""

    emergency: Notice | None
    important: Notice | None
    others: int


def banners_for(request: AgencyRequest) -> Banners:
    """Return what presses on the website of ``request.agency`` at this moment."""
    pressing = (
        Bulletin.objects.visible_on(request.agency)
        .exclude(urgency=Urgency.ROUTINE)
        .select_related("source__site", "locale")
        .in_feed_order()
    )
    notices = _with_previewed(request, in_language_of_moment(pressing))
    first: dict[str, Notice] = {}
    for notice in notices:
        first.setdefault(notice.source.urgency, notice)
    return Banners(
        emergency=first.get(Urgency.EMERGENCY),
        important=first.get(Urgency.IMPORTANT),
        others=len(notices) - len(first),
    )


def _with_previewed(request: AgencyRequest, notices: list[Notice]) -> list[Notice]:
    """Let an author see the banner of what is being written, in the place of what is published."""
    previewed = getattr(request, "previewed", None)
    if not isinstance(previewed, Bulletin):
        return notices
    others = [one for one in notices if one.source.translation_key != previewed.translation_key]
    presses = previewed.urgency != Urgency.ROUTINE and not previewed.is_expired()
    return [Notice(previewed, previewed), *others] if presses else others
