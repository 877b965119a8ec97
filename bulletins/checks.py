"""Advice shown before a bulletin is published: what to improve, and how.

Each check is a function that returns a translated sentence, empty if there is nothing to improve.
Advice does not prevent publishing; only ``Bulletin.check_publishable`` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bulletins import text_checks
from bulletins.models import Bulletin, Urgency

# Words separated by spaces, which in Vietnamese are syllables.
WORDS_A_MINUTE = 200
MOST_MINUTES = 2


@dataclass(frozen=True)
class Advice:
    """A piece of advice; ``stops``: the bulletin cannot be published because of it."""

    text: str
    stops: bool = False


def advice_on(bulletin: Bulletin) -> list[Advice]:
    """Return the advice for ``bulletin``; what prevents publishing comes first."""
    given = [check(bulletin) for check in CHECKS]
    return _refusals(bulletin) + [Advice(text) for text in given if text]


def no_end(bulletin: Bulletin) -> str:
    """Advise to set an end of validity for a routine bulletin without one."""
    if bulletin.valid_until or bulletin.urgency != Urgency.ROUTINE:
        return ""
    return _("It never ends by itself. Say until when it holds, so that nobody reads old news.")


def no_telephone(bulletin: Bulletin) -> str:
    """Advise to give a telephone number if there is none."""
    if bulletin.contact_telephone:
        return ""
    return _("There is no telephone number. Give one that people can call with questions.")


def vague_links(bulletin: Bulletin) -> str:
    """Advise about links in the body with a text such as "here"."""
    return text_checks.vague_links(text_checks.values_of(bulletin.body))


def pictures_without_words(bulletin: Bulletin) -> str:
    """Advise about images in the body without alternative text."""
    return text_checks.pictures_without_words(text_checks.values_of(bulletin.body))


def too_long(bulletin: Bulletin) -> str:
    """Advise to shorten a bulletin that takes more than ``MOST_MINUTES`` minutes to read."""
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
    """Return the reading time of title, instruction and body in minutes, rounded up."""
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
