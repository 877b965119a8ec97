"""What is worth another look before a bulletin is published, and what to do about it.

One function for each check. Only what ``Bulletin.check_publishable`` refuses stops anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bulletins import text_checks
from bulletins.models import Bulletin, Urgency

# Words as spaces part them, which in Vietnamese are syllables.
WORDS_A_MINUTE = 200
MOST_MINUTES = 2


@dataclass(frozen=True)
class Advice:
    """One thing to look at: what, and what to do about it."""

    text: str
    stops: bool = False


def advice_on(bulletin: Bulletin) -> list[Advice]:
    """Return what to look at before ``bulletin`` is published; what stops it comes first."""
    given = [check(bulletin) for check in CHECKS]
    return _refusals(bulletin) + [Advice(text) for text in given if text]


def no_end(bulletin: Bulletin) -> str:
    if bulletin.valid_until or bulletin.urgency != Urgency.ROUTINE:
        return ""
    return _("It never ends by itself. Say until when it holds, so that nobody reads old news.")


def no_telephone(bulletin: Bulletin) -> str:
    if bulletin.contact_telephone:
        return ""
    return _("There is no telephone number. Give one that people can call with questions.")


def vague_links(bulletin: Bulletin) -> str:
    return text_checks.vague_links(text_checks.values_of(bulletin.body))


def pictures_without_words(bulletin: Bulletin) -> str:
    return text_checks.pictures_without_words(text_checks.values_of(bulletin.body))


def too_long(bulletin: Bulletin) -> str:
    minutes = reading_minutes(bulletin)
    if minutes <= MOST_MINUTES:
        return ""
    return _(
        "It takes %(minutes)s minutes to read. Put details into a file; two minutes are enough."
    ) % {"minutes": minutes}


CHECKS: list[Callable[[Bulletin], str]] = [
    no_end,
    no_telephone,
    vague_links,
    pictures_without_words,
    too_long,
]


def reading_minutes(bulletin: Bulletin) -> int:
    """Return for how many minutes, rounded up, a person reads title, what to do and text."""
    body = bulletin.body.stream_block.get_searchable_content(bulletin.body)
    words = " ".join([bulletin.title, bulletin.instruction, *map(str, body)]).split()
    return ceil(len(words) / WORDS_A_MINUTE)


def _refusals(bulletin: Bulletin) -> list[Advice]:
    try:
        bulletin.check_publishable()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            return [Advice(text, stops=True) for text in error.messages]
        names = {name: Bulletin._meta.get_field(name).verbose_name for name in error.error_dict}
        return [
            Advice(f"{str(names[name]).capitalize()}: {text}", stops=True)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []
