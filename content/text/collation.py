"""Sort keys for Vietnamese alphabetical order that every database sorts in the same way.

The alphabet is a ă â b c d đ e ê … o ô ơ … u ư …; tones break ties in the order of the Unicode
CLDR collation for Vietnamese: none, huyền, hỏi, ngã, sắc, nặng. See
docs/decisions/0019-vietnamese-order-is-stored.md.
"""

import unicodedata

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_QUALITIES = {"\u0306": "b", "\u0302": "c", "\u031b": "d"}


def get_sort_key(text: str) -> str:
    """Return a key of lower-case letters and digits that sorts in Vietnamese order.

    Digits separate words and rank tones, so that the order does not depend on how a database
    weighs spaces, punctuation or accents.
    """
    letters, tones = [], []
    for word in text.split():
        for character in unicodedata.normalize("NFC", word).casefold():
            base, quality, tone = _decompose(character)
            if base.isalnum() and base.isascii():
                letters.append(base + quality)
                tones.append(tone)
        letters.append("0")
    return "".join(letters) + "0" + "".join(tones)


def _decompose(character: str) -> tuple[str, str, str]:
    if character == "đ":
        return "d", "b", "0"
    base, *marks = list(unicodedata.normalize("NFD", character))
    quality = next((_QUALITIES[mark] for mark in marks if mark in _QUALITIES), "a")
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return base, quality, tone
