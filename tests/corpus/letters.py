"""The letters of old Vietnamese fonts, and letters with separate accents.

In TCVN 5712:1993 (VN3, the “ABC” fonts ``.VnTime``) a letter is one byte, which programs of today
show as a Latin letter or sign; the ư is a soft hyphen. In VNI fonts (``VNI-Times``) an accent is a
letter of its own behind the vowel.
"""

import unicodedata

TCVN3 = dict(
    zip(
        "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "¨©ª«¬\xad®¡¢£¤¥¦§µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        strict=True,
    )
)
# Vowel with its hat → vowel and sign; tones of vowels without a hat, and of those with one.
_HATS = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö"}
_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_TONES_OF = {
    "â": dict(zip(_TONES, "áàåãä", strict=True)),
    "ă": dict(zip(_TONES, "éèúüë", strict=True)),
    "ê": dict(zip(_TONES, "áàåãä", strict=True)),
    "ô": dict(zip(_TONES, "áàåãä", strict=True)),
}
_WHOLE = {"đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def write_tcvn3(text: str) -> str:
    """Return a text as a program shows it that takes a ``.VnTime`` text for Latin letters.

    The small fonts have no accented capitals: those become small letters.
    """
    return "".join(TCVN3.get(one) or TCVN3.get(one.lower(), one) for one in text)


def write_vni(text: str) -> str:
    """Return a text as a program shows it that takes a ``VNI-Times`` text for Latin letters."""
    return "".join(map(_write_vni_letter, text))


def write_decomposed(text: str) -> str:
    """Return a text with its accents as characters of their own, as Macs and PDFs give it."""
    return unicodedata.normalize("NFD", text)


def _write_vni_letter(letter: str) -> str:
    small = letter.lower()
    written = _WHOLE.get(small)
    if written is None:
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in marks if mark in _TONES), "")
        hat = unicodedata.normalize("NFC", "".join([base, *(m for m in marks if m != tone)]))
        if hat in _TONES_OF and tone:
            written = _HATS[hat][0] + _TONES_OF[hat][tone]
        else:
            written = _HATS.get(hat, hat) + _TONES.get(tone, "")
    return written.upper() if letter != small else written
