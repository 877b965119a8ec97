"""SMS channel: texts with and without accents, in one message or two."""

import unicodedata
from collections.abc import Callable, Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from bulletins.channels.base import Channel, Offer, Text, Words
from bulletins.channels.edition import Edition
from bulletins.channels.sms.alphabet import GSM, UCS2, Alphabet, Size, without_accents


def with_accents(text: str) -> str:
    """Return a text in NFC: decomposed letters would cost more messages."""
    return unicodedata.normalize("NFC", text)


KINDS: list[tuple[str, Words, Alphabet, Callable[[str], str]]] = [
    ("gsm", gettext_lazy("without accents"), GSM, without_accents),
    ("ucs2", gettext_lazy("with accents"), UCS2, with_accents),
]


class Sms(Channel):
    """Texts of one or two messages, in the GSM alphabet and in UCS-2."""

    name = "sms"
    label = gettext_lazy("SMS")
    hint = gettext_lazy(
        "Without accents a message holds more than twice as much, and every telephone shows it."
    )
    icon = "mobile-alt"

    def offers(self, edition: Edition) -> list[Offer]:
        return [
            _offer(edition, kind, messages) for kind in range(len(KINDS)) for messages in (1, 2)
        ]


def _offer(edition: Edition, kind: int, messages: int) -> Text:
    name, label, alphabet, write = KINDS[kind]

    def fits(text: str) -> bool:
        return alphabet.fits(text, messages)

    with edition.in_its_language():
        texts = [write(text) for text in _texts(edition)]
        least = write(_words(edition)), write(_call(edition))
    text = next(filter(fits, texts), None) or _cut(*least, fits)
    title = format_lazy("{}, {}", _messages(messages), label)
    return Text(f"{name}-{messages}", title, text, note=_in_words(alphabet.size(text)))


def _texts(edition: Edition) -> Iterator[str]:
    """Yield versions of the text, fullest first; the URL is left out before the telephone."""
    title, words = _sentence(edition.text.title), _words(edition)
    summary = "" if edition.text.instruction else _sentence(edition.text.summary)
    call, address = _call(edition), edition.address
    for said in (dict.fromkeys([title, words, summary]), dict.fromkeys([title, words]), [words]):
        for ways in ([call, address], [call]) if call else ([address], []):
            yield " ".join(filter(None, [*said, *ways]))


def _words(edition: Edition) -> str:
    """Return the minimum to say: the instruction, or else the title."""
    return _sentence(edition.text.instruction or edition.text.title)


def _call(edition: Edition) -> str:
    if not edition.contacts:
        return ""
    return _("Call %(telephone)s.") % {"telephone": edition.contacts[0].telephone}


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if not words or words[-1] in ".!?…" else f"{words}."


def _cut(words: str, call: str, fits: Callable[[str], bool]) -> str:
    """Return as many whole words as fit, and the call; the telephone is never cut."""
    kept = words.split()
    while kept:
        kept.pop()
        text = f"{' '.join(kept)}... {call}".strip()
        if fits(text):
            return text
    return call


def _messages(number: int) -> Words:
    return format_lazy("{} {}", number, ngettext_lazy("message", "messages", number))


def _in_words(size: Size) -> Words:
    characters = ngettext_lazy("character", "characters", size.characters)
    return format_lazy("{} {}, {}", size.characters, characters, _messages(size.messages))
