"""Numbers in Vietnamese texts: dots in amounts of money, and telephone numbers.

Vietnamese offices write amounts with dots: 50.000 đồng.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from content.text.folding import clean_text, split_words

# 50000, 50,000, 50 000 or 50.000, followed by the currency.
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,\s]?\d{3})+(?=\s*(?:đồng|vnđ|vnd|đ)(?!\w))", re.IGNORECASE
)

# A date, time, amount or range is one: 27/11/2026, 1.500,5.
_FIGURES = re.compile(r"(?:(?<!\w)[-\u2212])?\d[\d.,:/]*")
_ROMAN = re.compile(r"\b[IVXLCDM]+\b")
# What numbers, months and ranks consist of in words. "không" is zero and not; "năm" five and year.
_NUMERALS = frozenset(
    word.exact
    for word in split_words(
        clean_text(
            "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục tá đôi "
            "trăm nghìn ngàn vạn triệu tỷ tỉ linh lẻ rưỡi rưởi nửa nhất nhì giêng chạp nhật"
        )
    )
)

validate_telephone = RegexValidator(
    r"^[+(]?[0-9][0-9 .()-]{1,23}$",
    _("A telephone number has digits, spaces, dots and hyphens only."),
)

# A mobile number has ten digits and begins with 03, 05, 07, 08 or 09; a land line ten or eleven
# and 02 (circular 22/2014/TT-BTTTT, numbers since 2017); +84 stands for the 0. Abroad: E.164.
_OWN_TELEPHONE = re.compile(r"0[35789][0-9]{8}|02[0-9]{8,9}|\+(?!84)[1-9][0-9]{6,14}")
# Telephone, identity and account numbers have nine digits or more; dates fewer.
_LONG_NUMBER = re.compile(r"\+?[0-9](?:[ .()-]{0,2}[0-9]){8,}")


def normalize_telephone(text: str) -> str:
    """Return the digits of a telephone number as one dials it in Vietnam: 0912345678.

    +84, 84 and 0084 become 0; other country codes keep their plus. "" for a text without digits.
    """
    digits = re.sub(r"[^0-9]", "", text)
    if text.strip().startswith("+"):
        digits = f"+{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("84") and len(digits) > len("0912345678"):
        digits = f"+{digits}"
    if digits.startswith("+84"):
        digits = f"0{digits[3:].removeprefix('0')}"
    return digits.removeprefix("+") and digits


def validate_own_telephone(text: str) -> None:
    """Raise ValidationError unless ``text`` is a number at which somebody can be called back.

    Mobile numbers and land lines of Vietnam with or without +84, and numbers of other countries
    with their plus. Short numbers such as 115 are nobody's own.
    """
    validate_telephone(text)
    if not _OWN_TELEPHONE.fullmatch(normalize_telephone(text)):
        raise ValidationError(
            _("Write the whole telephone number, like 0912 345 678 or 0209 3870 000.")
        )


def mask_personal_data(text: str) -> str:
    """Return a text with "…" for every e-mail address and every number of nine digits or more."""
    words = ("…" if "@" in word else word for word in text.split())
    return _LONG_NUMBER.sub("…", " ".join(words))


def format_amount(text: str) -> str:
    """Return a Vietnamese text with dots between the thousands of every amount.

    Only numbers followed by đồng, VNĐ, VND or đ are amounts; all other text stays as it is.
    """
    return _AMOUNT.sub(_insert_dots, text)


def _insert_dots(amount: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", amount[0])
    return f"{int(figures):,}".replace(",", ".")


def list_numbers(text: str) -> list[str]:
    """Return what says a number in a Vietnamese text, or an e-mail address, kind by kind.

    In figures, signs such as ½ and ², Roman numerals and words, each kind in order. Two texts with
    the same list may still mean different numbers if their kinds changed places.
    """
    clean = clean_text(text)
    signs = [sign for sign in clean if sign.isnumeric() and not sign.isdecimal()]
    addresses = [word for word in clean.split() if "@" in word]
    numerals = [word.exact for word in split_words(clean) if word.exact in _NUMERALS]
    figures = [figure.rstrip(".,:/") for figure in _FIGURES.findall(clean)]
    return [*figures, *signs, *_ROMAN.findall(clean), *numerals, *addresses]
