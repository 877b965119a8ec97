"""Text as an announcer reads it out."""

import re
from collections.abc import Mapping

from channels.speech.numbers import spell_digits, spell_moments, spell_number

# Slower than people read aloud, because words from a loudspeaker have to be understood over their
# own echo. Of the seven languages compared with Vietnamese by Pellegrino, Coupé and Marsico ("A
# cross-language perspective on speech information rate", Language 87, 2011) the slowest, Mandarin,
# is read at 5.2 syllables a second.
SYLLABLES_PER_SECOND = 3.5

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w.-]+\w"
    r"|(?<![\w.-])[a-z0-9-]++(?:\.[a-z0-9-]++)*?\.(?:vn|com)\b[^\s,;]*"
)
_SIGNS = {".": "chấm", "/": "gạch chéo", "-": "gạch ngang", "_": "gạch dưới", "@": "a còng"}
_DOCUMENT = re.compile(r"\b(\d+)/(?:(\d{4})/)?([A-ZĐ][A-ZĐa-z]*(?:-[A-ZĐ&]+)*)")
_TELEPHONE = re.compile(
    r"(?<![\d.,/])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\d/])|\b1[89]00(?:[ .-]?\d){4,6}\b"
    r"|(?<=gọi )1\d\d\b|(?<=số )1\d\d\b"
)
_MEASURE = re.compile(r"^(\d+)\. ")
_BETWEEN = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")
_OVER = re.compile(r"(?<=\d)\s*/\s*(?=\d)")
_NUMBER = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d+))?")
_ABBREVIATION = re.compile(r"(?<![\w/])[A-ZĐ][A-ZĐ&]+(?!\w)")
# A longer row of digits is an identifier, not a quantity.
_MAX_DIGITS = 12


def to_spoken_text(text: str, forms: Mapping[str, str]) -> str:
    """Return a text with numbers, dates, URLs, abbreviations and signs in Vietnamese words.

    `forms`: spoken form by written form, for example of "UBND".
    """
    lines = (_read_line(" ".join(line.split()), forms) for line in text.splitlines())
    return "\n".join(lines)


def list_unknown_abbreviations(text: str, forms: Mapping[str, str]) -> tuple[str, ...]:
    """Return what looks like an abbreviation and has no spoken form, each once."""
    found = dict.fromkeys(_ABBREVIATION.findall(_replace(text, forms)))
    return tuple(found)


def count_reading_seconds(text: str) -> int:
    """Return about how many seconds it takes to read a text aloud.

    It counts words, because Vietnamese writes each syllable as one.
    """
    syllables = len(re.findall(r"[^\W\d_]+", text))
    return round(syllables / SYLLABLES_PER_SECOND)


def spell_telephone(number: str) -> str:
    """Return a telephone number digit by digit.

    Pauses are where the number has separators; without any, after four digits and then every three.
    """
    number = number.replace("+84", "0")
    groups = re.findall(r"\d+", number)
    if len(groups) == 1 and len(groups[0]) > 4:
        digits = groups[0]
        groups = [digits[:4], *(digits[at : at + 3] for at in range(4, len(digits), 3))]
    return ", ".join(spell_digits(group) for group in groups)


def _read_line(text: str, forms: Mapping[str, str]) -> str:
    text = _ADDRESS.sub(lambda match: _spell_url(match[0]), text)
    text = _DOCUMENT.sub(_spell_document_number, text)
    text = _replace(text, forms)
    text = _MEASURE.sub(lambda match: f"{spell_number(int(match[1])).capitalize()} là, ", text)
    text = spell_moments(text)
    text = _TELEPHONE.sub(lambda match: spell_telephone(match[0]), text)
    text = text.replace("%", " phần trăm")
    text = _BETWEEN.sub(" đến ", text)
    text = _OVER.sub(" trên ", text)
    text = _NUMBER.sub(_spell_decimal, text)
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def _replace(text: str, forms: Mapping[str, str]) -> str:
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)
    # A form may follow a digit without a space, as in 5km, but not a letter.
    pattern = rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
    return re.sub(pattern, lambda match: _separate(match, forms[match[0]]), text)


def _separate(match: re.Match[str], spoken: str) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return f" {spoken}" if before.isdigit() else spoken


def _spell_url(url: str) -> str:
    url = re.sub(r"^(?:https?://)?(?:www\.)?", "", url)
    end = url[len(url.rstrip(".,;:)!?")) :]
    spoken = re.sub(r"[./_@-]", lambda match: f" {_SIGNS[match[0]]} ", url.rstrip("/.,;:)!?"))
    return spoken + end


def _spell_document_number(match: re.Match[str]) -> str:
    number, year, symbol = match.groups()
    return " ".join(filter(None, [number, year and f"năm {year}", symbol.replace("-", " ")]))


def _spell_decimal(match: re.Match[str]) -> str:
    digits, part = match["whole"].replace(".", ""), match["part"]
    spoken = spell_number(int(digits)) if len(digits) <= _MAX_DIGITS else spell_digits(digits)
    if part:
        after = (
            spell_digits(part) if part.startswith("0") or len(part) > 2 else spell_number(int(part))
        )
        spoken = f"{spoken} phẩy {after}"
    # A letter that follows without a space would become a part of the word.
    return f"{spoken} " if match.string[match.end() : match.end() + 1].isalpha() else spoken
