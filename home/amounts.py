"""Amounts of money as Vietnamese offices write them: 50.000 đồng."""

import re

# As they are typed: 50000, 50,000, 50 000 or 50.000, with the currency behind.
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,\s]?\d{3})+(?=\s*(?:đồng|vnđ|vnd|đ)(?!\w))", re.IGNORECASE
)


def with_dots(text: str) -> str:
    """Return a Vietnamese text with a dot between thousands in each amount of đồng."""
    return _AMOUNT.sub(_dotted, text)


def _dotted(amount: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", amount[0])
    return f"{int(figures):,}".replace(",", ".")
