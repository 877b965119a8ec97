"""Repair of text in the letters of old Vietnamese fonts.

In the fonts of TCVN 5712:1993 (``.VnTime``) every letter is one byte, in those of VNI an accent is
a letter of its own; without the font both show as Latin letters and signs. Whether a text is one of
them is seen by what no language writes: ``®Èy m¹nh``, ``ñöôøng``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html.entities import name2codepoint

_TCVN3 = dict(
    zip(
        "¨©ª«¬\xad®¡¢£¤¥¦§µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# Signs that stand in a word of TCVN3 only.
_TCVN3_SIGNS = "¨©ª«¬\xad®¡¢£¤¥¦§µ¶·¸¹»¼½¾"
_TCVN3_WORD = re.compile(
    rf"[A-Za-z][{_TCVN3_SIGNS}]+[A-Za-z]|(?<![^\s(“])[®§][A-Za-zÀ-ÿ{_TCVN3_SIGNS}]"
    rf"|(?<![A-Za-z0-9])[A-Za-z]{{1,3}}[{_TCVN3_SIGNS}](?![\w.])"
)
# By itself, such a sign is no letter of a word.
_ALONE = "×½¼¾©"
_TCVN3_LETTER = re.compile(
    rf"[{''.join(set(_TCVN3) - set(_ALONE))}]|[{_ALONE}](?=[A-Za-zÀ-ÿ])|(?<=[A-Za-zÀ-ÿ])[{_ALONE}]"
)
# Second letters of VNI: hats, tones of plain vowels, and both in one.
_VNI_MARKS = {
    "â": "\u0302", "ê": "\u0306", "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303",
    "ï": "\u0323", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323", "é": "\u0306\u0301", "è": "\u0306\u0300",
    "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_WHOLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
_VNI_WORD = re.compile(r"[aeouyôö][ïøûåäëü]|[eo]â|aâ|aê|öô|öù|ñ[aeiouyöô]", re.IGNORECASE)
# Letters of Vietnamese that old fonts have none of: their text is sound.
_SOUND = re.compile("[\u0100-\u01b0\u1ea0-\u1ef9]")
_NAME = re.compile(r"&([A-Za-z]{2,6}[0-9]{0,2});")
# But for the no-break space, which is one in every font.
_LATIN_NAMES = {name: chr(code) for name, code in name2codepoint.items() if 0xA0 < code <= 0xFF}
Decoder = Callable[[str], str]
# How many words must show it, and at least one of how many that are not in ASCII.
_MIN_WORDS = 3
_MIN_SHARE = 5


def repair_letters(html: str, decode: Decoder | None = None) -> tuple[str, int]:
    """Return HTML or text with old letters put right, and how many passages were.

    Passages with letters that old fonts do not have stay as they are. ``decode``: as found for the
    text that this one belongs to.
    """
    decode = decode or find_decoder(html)
    if decode is None:
        return html, 0
    repaired = 0
    written = []
    for tag, text in _iter_parts(_unescape_latin(html)):
        decoded = text if _SOUND.search(text) else decode(text)
        repaired += decoded != text
        written += [tag, decoded]
    return "".join(written), repaired


def find_decoder(html: str) -> Decoder | None:
    """Return what decodes a text, None if nothing says that it is in old letters.

    The frame of a page around it may be sound.
    """
    parts = _iter_parts(_unescape_latin(html))
    passages = (text for _tag, text in parts if not _SOUND.search(text))
    words = [word for text in passages for word in text.split() if not word.isascii()]
    for pattern, decode in ((_TCVN3_WORD, _decode_tcvn3), (_VNI_WORD, _decode_vni)):
        found = sum(bool(pattern.search(word)) for word in words)
        if found >= max(_MIN_WORDS, len(words) / _MIN_SHARE):
            return decode
    return None


def _unescape_latin(html: str) -> str:
    """Write out the names of Latin letters and signs (``&not;``), as old editors store them."""
    return _NAME.sub(lambda found: _LATIN_NAMES.get(found[1], found[0]), html)


def _iter_parts(html: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with the text behind it; in linear time, whatever the HTML."""
    before, *parts = html.split("<")
    yield "", before
    for part in parts:
        tag, sign, text = part.partition(">")
        yield f"<{tag}{sign}", text


def _decode_tcvn3(text: str) -> str:
    return _TCVN3_LETTER.sub(lambda found: _TCVN3[found[0]], text)


def _decode_vni(text: str) -> str:
    def join(match: re.Match[str]) -> str:
        base = _VNI_WHOLE.get(match[1].lower(), match[1].lower())
        joined = unicodedata.normalize("NFC", base + _VNI_MARKS[match[2].lower()])
        return joined.upper() if match[1].isupper() else joined

    def put_right(letter: str) -> str:
        whole = _VNI_WHOLE.get(letter.lower(), letter.lower())
        return whole.upper() if letter.isupper() else whole

    pieces = _VNI_PAIR.split(text)
    written = ""
    # The text between pairs, and both letters of each pair.
    for place, piece in enumerate(pieces):
        if place % 3 == 0:
            written += "".join(map(put_right, piece))
        elif place % 3 == 1:
            pair = _VNI_PAIR.fullmatch(piece + pieces[place + 1])
            written += join(pair) if pair else ""
    return written
