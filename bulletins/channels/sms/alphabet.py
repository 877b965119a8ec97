"""How many messages a text costs, by the standards of mobile networks.

The alphabets are those of 3GPP TS 23.038, 6.2.1 (GSM 7 bit) and 6.2.3 (UCS-2). A message holds
140 octets: 160 septets or 70 code units. In messages that belong together six octets say so
(3GPP TS 23.040, 9.2.3.24.1), which leaves 153 or 67.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# In the order of the table; the place of ESC (0x1B) is kept by "\x1b", which no text holds.
GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is ESC and another sign.
GSM_EXTENSION = "\f^{}\\[~]|€"
_GSM_COST = dict.fromkeys(GSM_BASIC.replace("\x1b", ""), 1) | dict.fromkeys(GSM_EXTENSION, 2)
# Signs that a telephone without Vietnamese letters shows otherwise.
_PLAIN = str.maketrans({
    "đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
    "…": "...", "•": "-", "·": "-", "₫": "d", "\u00a0": " ",
})  # fmt: skip


@dataclass(frozen=True)
class Size:
    """What a text costs: signs as the network counts them, and messages."""

    characters: int
    messages: int


@dataclass(frozen=True)
class Alphabet:
    """One way to write a message; ``alone`` and ``joined`` are what one message holds."""

    alone: int
    joined: int
    gsm: bool

    def size(self, text: str) -> Size:
        """Count a text. Raises KeyError for a sign that the alphabet lacks."""
        costs = [_GSM_COST[sign] if self.gsm else _code_units(sign) for sign in text]
        total = sum(costs)
        return Size(total, 1 if total <= self.alone else _packed(costs, self.joined))

    def fits(self, text: str, messages: int) -> bool:
        """Whether a text takes no more than so many messages."""
        return self.size(text).messages <= messages


GSM = Alphabet(alone=160, joined=153, gsm=True)
UCS2 = Alphabet(alone=70, joined=67, gsm=False)


def without_accents(text: str) -> str:
    """Return a text in the GSM alphabet: Vietnamese without its marks, other signs as "?"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    letters = (sign for sign in decomposed if not unicodedata.combining(sign))
    return "".join(sign if sign in _GSM_COST else "?" for sign in letters)


def _code_units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1


def _packed(costs: Iterable[int], room: int) -> int:
    """How many messages hold signs that must not be cut in two."""
    messages, used = 1, 0
    for cost in costs:
        if used + cost > room:
            messages, used = messages + 1, 0
        used += cost
    return messages
