"""Numbers in Vietnamese texts: dots in amounts of money, and the telephone validator.

Vietnamese offices write amounts with dots: 50.000 đồng.
"""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# 50000, 50,000, 50 000 or 50.000, followed by the currency.
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,\s]?\d{3})+(?=\s*(?:đồng|vnđ|vnd|đ)(?!\w))", re.IGNORECASE
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
