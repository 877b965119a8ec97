"""Numbers in Vietnamese words, as spoken in the north."""

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
# Last digits that change after the tens, from twenty on.
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_SCALES = [(1_000_000_000, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")]


def in_words(number: int) -> str:
    """Return a non-negative number in words: 1005 is "một nghìn không trăm linh năm"."""
    words: list[str] = []
    for scale, name in _SCALES:
        if number >= scale:
            count, number = divmod(number, scale)
            words += [in_words(count) if scale == _SCALES[0][0] else _group(count, words), name]
    if number or not words:
        words.append(_group(number, words))
    return " ".join(words)


def one_by_one(digits: str) -> str:
    """Return each digit as a word, as telephone numbers are read."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def _group(number: int, before: list[str]) -> str:
    """Return a number below 1000 in words.

    `before`: words of the larger groups; after these, all three digits are read.
    """
    hundreds, rest = divmod(number, 100)
    if not hundreds and not before:
        return _tens(rest)
    words = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} linh {DIGITS[rest]}" if rest < 10 else f"{words} {_tens(rest)}"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    words = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if ones == 0:
        return words
    if tens == 1:
        return f"{words} {'lăm' if ones == 5 else DIGITS[ones]}"
    return f"{words} {_AFTER_TENS.get(ones, DIGITS[ones])}"
