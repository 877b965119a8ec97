"""Dates and times in Vietnamese words."""

import re

from bulletins.channels.spoken.numbers import in_words

_DAY = r"(?P<before>\b[Nn]gày\s+)?(?:mùng\s+)?\b(?P<day>\d{1,2})"
_FULL = re.compile(_DAY + r"[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b")
# Without a year only after a word that announces a date: 24/7 and 1/2 may be something else.
_SHORT = re.compile(
    r"(?P<lead>\b(?:ngày|từ|đến|hết|trước|sau|sáng|trưa|chiều|tối|đêm|giờ|phút|và),?\s+)"
    r"(?:mùng\s+)?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?P<before>\b[Tt]háng\s+)(?P<month>\d{1,2})\b(?:/(?P<year>\d{4})\b)?")
_TIME = re.compile(
    r"(?<![\d.,/])\b(?P<hour>\d{1,2})"
    r"(?::(?P<clock>[0-5]\d)(?!\d)"
    r"|\s*(?:giờ|[hg](?![^\W\d_]))(?:\s*(?P<minute>[0-5]\d)(?![\d/.,]\d|\d)(?:\s*phút\b)?)?)"
)


def read_moments(text: str) -> str:
    """Return a text with its dates and times in words, and all else unchanged."""
    text = _FULL.sub(_full, text)
    text = _TIME.sub(_time, text)
    text = _SHORT.sub(_short, text)
    return _MONTH.sub(_month, text)


def _full(match: re.Match[str]) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month):
        return match[0]
    before = match["before"] or "ngày "
    return f"{before}{_day(day)} tháng {_month_name(month)} năm {in_words(int(match['year']))}"


def _short(match: re.Match[str]) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month):
        return match[0]
    before = "" if match["lead"].strip().lower() == "ngày" else "ngày "
    return f"{match['lead']}{before}{_day(day)} tháng {_month_name(month)}"


def _month(match: re.Match[str]) -> str:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return match[0]
    year = f" năm {in_words(int(match['year']))}" if match["year"] else ""
    return f"{match['before']}{_month_name(month)}{year}"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["clock"] or match["minute"] or 0)
    if hour > 24:
        return match[0]
    return f"{in_words(hour)} giờ" + (f" {in_words(minute)} phút" if minute else "")


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _day(day: int) -> str:
    return f"mùng {in_words(day)}" if day <= 10 else in_words(day)


def _month_name(month: int) -> str:
    return "tư" if month == 4 else in_words(month)
