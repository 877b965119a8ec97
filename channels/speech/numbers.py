"""Numbers, dates and times in Vietnamese words, as spoken in the north."""

import re

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
# Last digits that change after the tens, from twenty on.
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_SCALES = [(1_000_000_000, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")]

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


def spell_number(number: int) -> str:
    """Return a non-negative number in words: 1005 is "một nghìn không trăm linh năm"."""
    words: list[str] = []
    for scale, name in _SCALES:
        if number >= scale:
            count, number = divmod(number, scale)
            words += [
                spell_number(count) if scale == _SCALES[0][0] else _spell_group(count, words),
                name,
            ]
    if number or not words:
        words.append(_spell_group(number, words))
    return " ".join(words)


def spell_digits(digits: str) -> str:
    """Return each digit as a word, as telephone numbers are read."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def _spell_group(number: int, before: list[str]) -> str:
    """Return a number below 1000 in words.

    `before`: words of the larger groups; after these, all three digits are read.
    """
    hundreds, rest = divmod(number, 100)
    if not hundreds and not before:
        return _spell_tens(rest)
    spoken = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return spoken
    return f"{spoken} linh {DIGITS[rest]}" if rest < 10 else f"{spoken} {_spell_tens(rest)}"


def _spell_tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    spoken = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if ones == 0:
        return spoken
    if tens == 1:
        return f"{spoken} {'lăm' if ones == 5 else DIGITS[ones]}"
    return f"{spoken} {_AFTER_TENS.get(ones, DIGITS[ones])}"


def spell_moments(text: str) -> str:
    """Return a text with its dates and times in words, and all else unchanged."""
    text = _FULL.sub(_spell_full_date, text)
    text = _TIME.sub(_spell_time, text)
    text = _SHORT.sub(_spell_short_date, text)
    return _MONTH.sub(_spell_month, text)


def _spell_full_date(match: re.Match[str]) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month):
        return match[0]
    before = match["before"] or "ngày "
    year = spell_number(int(match["year"]))
    return f"{before}{_spell_day(day)} tháng {_spell_month_name(month)} năm {year}"


def _spell_short_date(match: re.Match[str]) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month):
        return match[0]
    before = "" if match["lead"].strip().lower() == "ngày" else "ngày "
    return f"{match['lead']}{before}{_spell_day(day)} tháng {_spell_month_name(month)}"


def _spell_month(match: re.Match[str]) -> str:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return match[0]
    year = f" năm {spell_number(int(match['year']))}" if match["year"] else ""
    return f"{match['before']}{_spell_month_name(month)}{year}"


def _spell_time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["clock"] or match["minute"] or 0)
    if hour > 24:
        return match[0]
    return f"{spell_number(hour)} giờ" + (f" {spell_number(minute)} phút" if minute else "")


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _spell_day(day: int) -> str:
    return f"mùng {spell_number(day)}" if day <= 10 else spell_number(day)


def _spell_month_name(month: int) -> str:
    return "tư" if month == 4 else spell_number(month)
