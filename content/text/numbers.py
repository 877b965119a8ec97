"""Numbers in Vietnamese texts: dots in amounts of money, the telephone validator, and all of them.

Vietnamese offices write amounts with dots: 50.000 đồng.
"""

import re

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
