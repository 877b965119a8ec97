"""Sort keys for alphabetical orders that every database sorts in the same way.

The Vietnamese alphabet is a ă â b c d đ e ê … o ô ơ … u ư …; tones break ties in the order of the
Unicode CLDR collation for Vietnamese: none, huyền, hỏi, ngã, sắc, nặng. See
docs/decisions/0019-vietnamese-order-is-stored.md. In the Latin order, that of English, marks never
make another letter, but break ties. Which language has which order is in its entry
(``content.languages``).
"""

import unicodedata

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_QUALITIES = {"\u0306": "b", "\u0302": "c", "\u031b": "d"}
# Letters that are no letter with a mark: the one they follow, and their place after it.
_LETTERS = {"đ": ("d", "b"), "ə": ("e", "e"), "ɯ": ("u", "e")}
# How letters of another quality rank in the Latin order: among and behind the tones.
_RANKS = {"a": "0", "b": "6", "c": "7", "d": "8", "e": "9"}


def get_sort_key(text: str, sorting: str = "vietnamese") -> str:
    """Return a key of lower-case letters and digits that sorts in alphabetical order.

    ``sorting``: vietnamese or latin. Digits separate words and rank tones, so that the order does
    not depend on how a database weighs spaces, punctuation or accents.
    """
    letters, tones = [], []
    for word in text.split():
        for character in unicodedata.normalize("NFC", word).casefold():
            base, quality, tone = _decompose(character)
            if sorting == "latin":
                quality, tone = "a", max(_RANKS[quality], tone)
            if base.isalnum() and base.isascii():
                letters.append(base + quality)
                tones.append(tone)
        letters.append("0")
    return "".join(letters) + "0" + "".join(tones)


def _decompose(character: str) -> tuple[str, str, str]:
    if character in _LETTERS:
        return *_LETTERS[character], "0"
    base, *marks = list(unicodedata.normalize("NFD", character))
    quality = next((_QUALITIES[mark] for mark in marks if mark in _QUALITIES), "a")
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return base, quality, tone
