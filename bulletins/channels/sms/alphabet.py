"""Number of SMS messages that a text takes, by the standards of mobile networks.

The alphabets are those of 3GPP TS 23.038, 6.2.1 (GSM 7 bit) and 6.2.3 (UCS-2). A message holds 140
octets: 160 septets or 70 code units. In joined messages six octets are taken by the header that
joins them (3GPP TS 23.040, 9.2.3.24.1), which leaves 153 or 67.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# In the order of the table. "\x1b" holds the position of ESC (0x1B) and counts for nothing.
GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is two septets: ESC and another one.
GSM_EXTENSION = "\f^{}\\[~]|€"
_GSM_COST = dict.fromkeys(GSM_BASIC.replace("\x1b", ""), 1) | dict.fromkeys(GSM_EXTENSION, 2)
# Replacements for characters that a telephone without Vietnamese letters does not show.
_PLAIN = str.maketrans({
    "đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
    "…": "...", "•": "-", "·": "-", "₫": "d", "\u00a0": " ",
})  # fmt: skip


@dataclass(frozen=True)
class Size:
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

    def size(self, text: str) -> Size:
        """Return the size of a text.

        Raises KeyError if the GSM alphabet lacks a character of it.
        """
        costs = [_GSM_COST[sign] if self.gsm else _code_units(sign) for sign in text]
        total = sum(costs)
        return Size(total, 1 if total <= self.alone else _packed(costs, self.joined))

    def fits(self, text: str, messages: int) -> bool:
        """Return whether a text takes at most `messages` messages."""
        return self.size(text).messages <= messages


GSM = Alphabet(alone=160, joined=153, gsm=True)
UCS2 = Alphabet(alone=70, joined=67, gsm=False)


def without_accents(text: str) -> str:
    """Return a text in the GSM alphabet.

    Letters lose their accents; any other character outside the alphabet becomes "?".
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    letters = (sign for sign in decomposed if not unicodedata.combining(sign))
    return "".join(sign if sign in _GSM_COST else "?" for sign in letters)


def _code_units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1


def _packed(costs: Iterable[int], room: int) -> int:
    """Return how many messages of `room` units the characters take.

    `costs`: units of each character. No character is split between two messages.
    """
    messages, used = 1, 0
    for cost in costs:
        if used + cost > room:
            messages, used = messages + 1, 0
        used += cost
    return messages
