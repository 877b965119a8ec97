"""SMS channel: texts with and without accents, in one message or two.

The number of messages that a text takes follows the standards of mobile networks. The alphabets are
those of 3GPP TS 23.038, 6.2.1 (GSM 7 bit) and 6.2.3 (UCS-2). A message holds 140 octets: 160
septets or 70 code units. In joined messages six octets are taken by the header that joins them
(3GPP TS 23.040, 9.2.3.24.1), which leaves 153 or 67.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from channels.formats.base import Channel, LazyText, Offer, Text
from channels.selectors.context import ChannelContext

# In the order of the table. "\x1b" holds the position of ESC (0x1B) and counts for nothing.
GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is two septets: ESC and another one.
GSM_EXTENSION = "\f^{}\\[~]|€"
_GSM_COST = dict.fromkeys(GSM_BASIC.replace("\x1b", ""), 1) | dict.fromkeys(GSM_EXTENSION, 2)
# Replacements for characters that a telephone without Vietnamese letters does not show.
_SIGNS = {
    "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "-",
    "·": "-", "\u00a0": " ",
}  # fmt: skip
_PLAIN_SIGNS = str.maketrans(_SIGNS)
_PLAIN = str.maketrans(_SIGNS | {"đ": "d", "Đ": "D", "₫": "d"})


@dataclass(frozen=True)
class SmsCost:
    """Size of a text: characters as the network counts them, and messages."""

    characters: int
    messages: int


@dataclass(frozen=True)
class Alphabet:
    """Encoding of messages.

    `alone`, `joined`: number of units that a message holds, alone or as one of several. `gsm`: GSM
    7 bit instead of UCS-2.
    """

    alone: int
    joined: int
    gsm: bool

    def get_cost(self, text: str) -> SmsCost:
        """Return the size of a text.

        Raises KeyError if the GSM alphabet lacks a character of it.
        """
        costs = [_GSM_COST[sign] if self.gsm else _count_code_units(sign) for sign in text]
        total = sum(costs)
        return SmsCost(total, 1 if total <= self.alone else _count_messages(costs, self.joined))

    def can_hold(self, text: str, messages: int) -> bool:
        """Return whether a text takes at most `messages` messages."""
        return self.get_cost(text).messages <= messages


GSM = Alphabet(alone=160, joined=153, gsm=True)
UCS2 = Alphabet(alone=70, joined=67, gsm=False)


def remove_accents(text: str) -> str:
    """Return a text in the GSM alphabet.

    Letters lose their accents; any other character outside the alphabet becomes "?".
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    letters = (sign for sign in decomposed if not unicodedata.combining(sign))
    return "".join(sign if sign in _GSM_COST else "?" for sign in letters)


def is_gsm(text: str) -> bool:
    """Return whether the GSM alphabet has all characters of a text; telephones then send it so."""
    return all(sign in _GSM_COST for sign in text)


def _count_code_units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1


def _count_messages(costs: Iterable[int], room: int) -> int:
    """Return how many messages of `room` units the characters take.

    `costs`: units of each character. No character is split between two messages.
    """
    messages, used = 1, 0
    for cost in costs:
        if used + cost > room:
            messages, used = messages + 1, 0
        used += cost
    return messages


def normalize_accents(text: str) -> str:
    """Return a text in NFC: decomposed letters would cost more messages.

    Dashes and quotation marks become those of GSM where nothing else keeps the text out of it: one
    of them alone would more than halve what a message holds.
    """
    text = unicodedata.normalize("NFC", text)
    plain = text.translate(_PLAIN_SIGNS)
    return plain if is_gsm(plain) else text


def find_alphabet(text: str) -> Alphabet:
    """Return the alphabet in which a telephone sends a text: GSM if that has all of it."""
    return GSM if is_gsm(text) else UCS2


KINDS: list[tuple[str, LazyText, Callable[[str], str]]] = [
    ("gsm", gettext_lazy("without accents"), remove_accents),
    ("ucs2", gettext_lazy("with accents"), normalize_accents),
]


class Sms(Channel):
    """Texts of one or two messages, without accents (GSM alphabet) and with them (UCS-2)."""

    name = "sms"
    label = gettext_lazy("SMS")
    hint = gettext_lazy(
        "Without accents a message holds more than twice as much, and every telephone shows it."
    )
    icon = "mobile-alt"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        plain, accented = (
            [_build_offer(context, kind, messages) for messages in (1, 2)]
            for kind in range(len(KINDS))
        )
        # Words without accents, as English ones usually are, are offered once.
        known = {offer.text for offer in plain}
        return [*plain, *(offer for offer in accented if offer.text not in known)]


def _build_offer(context: ChannelContext, kind: int, messages: int) -> Text:
    name, label, write = KINDS[kind]

    def fits(text: str) -> bool:
        return find_alphabet(text).can_hold(text, messages)

    with context.activate_language():
        texts = [write(text) for text in _iter_texts(context)]
        least = write(_get_minimum(context)), write(_format_call(context))
    text = next(filter(fits, texts), None) or _shorten(*least, fits)
    title = format_lazy("{}, {}", _format_messages(messages), label)
    return Text(
        f"{name}-{messages}", title, text, note=_format_cost(find_alphabet(text).get_cost(text))
    )


def _iter_texts(context: ChannelContext) -> Iterator[str]:
    """Yield versions of the text, fullest first; the URL is left out before the telephone."""
    title, minimum = _end_sentence(context.text.title), _get_minimum(context)
    summary = "" if context.text.instruction else _end_sentence(context.text.lead)
    call, address = _format_call(context), context.short_url
    for sentences in (
        dict.fromkeys([title, minimum, summary]),
        dict.fromkeys([title, minimum]),
        [minimum],
    ):
        for contacts in ([call, address], [call]) if call else ([address], []):
            yield " ".join(filter(None, [*sentences, *contacts]))


def _get_minimum(context: ChannelContext) -> str:
    """Return the minimum to say: the instruction, or else the title."""
    return _end_sentence(context.text.instruction or context.text.title)


def _format_call(context: ChannelContext) -> str:
    if not context.contacts:
        return ""
    return _("Call %(telephone)s.") % {"telephone": context.contacts[0].telephone}


def _end_sentence(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."


def _shorten(text_to_cut: str, call: str, fits: Callable[[str], bool]) -> str:
    """Return as many whole words as fit, and the call; the telephone is never cut."""
    kept = text_to_cut.split()
    while kept:
        kept.pop()
        text = f"{' '.join(kept)}... {call}".strip()
        if fits(text):
            return text
    return call


def _format_messages(number: int) -> LazyText:
    return format_lazy("{} {}", number, ngettext_lazy("message", "messages", number))


def _format_cost(size: SmsCost) -> LazyText:
    characters = ngettext_lazy("character", "characters", size.characters)
    return format_lazy("{} {}, {}", size.characters, characters, _format_messages(size.messages))
