"""Names of places and provinces within names of agencies."""

import re
import unicodedata
from typing import NamedTuple

_PROVINCE = re.compile(r"\b(tỉnh|thành phố) (.+)$", re.IGNORECASE)
# What an agency is, before the word by which it is looked up.
_HEADS = re.compile(
    r"^(?:(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|văn phòng|ban quản lý|sở|ban|xã|phường|thị trấn"
    r"|thị xã|đặc khu|huyện|quận|thành phố|tỉnh)\s+)+",
    re.IGNORECASE,
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


class ProvinceName(NamedTuple):
    """A province in a name: ``level`` is "tỉnh" or "thành phố", ``whole`` is as it was written."""

    level: str
    name: str
    whole: str


def find_province(name: str) -> ProvinceName | None:
    """Return the province that a Vietnamese name of an agency ends with; None without one.

    "Cổng Thông tin điện tử tỉnh Thái Nguyên" gives "tỉnh", "Thái Nguyên", "tỉnh Thái Nguyên".
    """
    found = _PROVINCE.search(name)
    return found and ProvinceName(found[1].lower(), found[2], found[0])


def strip_kind(name: str) -> str:
    """Return a Vietnamese name without the words that say what kind of agency it is.

    "Ủy ban nhân dân xã Quảng Khê" gives "Quảng Khê"; a name of such words alone stays as it is.
    """
    return _HEADS.sub("", unicodedata.normalize("NFC", name)) or name


def get_letter(name: str) -> str:
    """Return the Vietnamese letter that a name is looked up under: "Ẩn" stands under "Â".

    Kinds of agencies do not count (``strip_kind``). Empty for a name without a letter.
    """
    first = unicodedata.normalize("NFD", strip_kind(name).strip())
    letter = first[:1] + "".join(
        mark
        for mark in re.split(r"[^\u0300-\u036f]", first[1:], maxsplit=1)[0]
        if mark not in _TONES
    )
    letter = unicodedata.normalize("NFC", letter).upper()
    return letter if letter.isalpha() else ""
