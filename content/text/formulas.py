"""Protection of exported cells against formula injection in spreadsheets, and its undoing."""

import re

# Characters that begin a formula (https://owasp.org/www-community/attacks/CSV_Injection), with
# their full-width and small forms, which Excel treats alike in East Asian settings.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
# Where a spreadsheet may begin a cell: at the start, and after a separator. Where semicolons
# separate, as with Vietnamese settings, the quotes around a field that follows a comma mean
# nothing, so semicolons, tabs and line breaks inside the field separate too. Then come characters
# that a program may strip from the beginning of a cell: quotes, spaces, invisible ones. The
# possessive ``*+`` prevents backtracking, so that the time taken is linear.
_BEGINNINGS = re.compile(
    r"(?:^|[;\t\n\r\x85\u2028\u2029])"
    r"[;\s\"“”{\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*+"
)
_CLOSED = re.compile(f"({_BEGINNINGS.pattern})('?)")
# Characters that XML 1.0 does not allow; XLSX cannot be written with them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def escape_formulas(value: str) -> str:
    """Return ``value`` with an apostrophe before each character that would begin a formula.

    That is at its beginning, and after each semicolon, tab and line break in it. Control
    characters that XML 1.0 does not allow are removed.
    """
    return _BEGINNINGS.sub(_close, _CONTROLS.sub("", value))


def unescape_formulas(value: str) -> str:
    """Return ``value`` without the apostrophes that ``escape_formulas`` puts in.

    What is returned is data, and must not be written to a table without being escaped again.
    """
    return _CLOSED.sub(_open, value)


def _open(beginning: re.Match[str]) -> str:
    following = beginning.string[beginning.end() : beginning.end() + 1]
    return beginning[1] if beginning[2] and following in _FORMULA_STARTS else beginning[0]


def _close(beginning: re.Match[str]) -> str:
    following = beginning.string[beginning.end() : beginning.end() + 1]
    return f"{beginning[0]}'" if following in _FORMULA_STARTS else beginning[0]
