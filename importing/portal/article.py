"""Parser of bulletin pages that were saved from the old SharePoint portal, as text or HTML.

Both formats are reduced to lines (``importing.portal.reader``), which the same rules then read, so
that text and HTML of a page give the same result.
"""

import datetime
import re
import sys
from collections import Counter
from collections.abc import Iterator

from importing.html.losses import LossKind
from importing.html.old_letters import repair_letters
from importing.portal.reader import (
    BUTTON,
    HTML,
    Block,
    Heading,
    HTMLLineReader,
    Measures,
    PageLine,
    Paragraph,
    PortalPage,
    PortalPageError,
    TextRun,
    decode_page,
    list_text_lines,
)

MAX_AUTHOR_LENGTH = 40
MAX_HEADING_LENGTH = 120
_MARKER = re.compile(r"PublishingPortal ?[-–] ?Block_BanTin_(Toolbar|ViewData)")
_DATE = re.compile(r"[\W_]*+([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})[\W_]*+")
_MEASURE_NUMBER = re.compile(r"([0-9]{1,3})\.(?: |(?![0-9]))")
_SECTION_NUMBER = re.compile(r"[IVX]{1,5}\. ")
_WORD = re.compile(r"[^\W_]")
_WORD_OR_DASH = re.compile(r"[^\W_]|^[-–—]+$")
_NOT_IN_NAMES = re.compile(r"[0-9@]|://|^[IVX]{1,5}\. |[.!?…:;,]$")
_NOT_IN_HEADINGS = re.compile(r"://|^\W|[.!?…;,]:?$")
# A URL ends before a closing bracket of the sentence, its punctuation and a closing "./.".
_URL = re.compile(
    r"""https?://(?=\w\S{0,1990}+(?!\S))
        (?:(?![,;]https?://|\./\.(?:\W|$))(?:[^\s<>"“”()]|\([^\s<>"“”()]*+\)))+
        (?<![.,;:!?…'’”»\]}])""",
    re.IGNORECASE | re.VERBOSE,
)


def extract_page(lines: list[PageLine]) -> PortalPage:
    """Return the bulletin in a page's lines. Raises PortalPageError if a part is missing."""
    markers = ((i, _MARKER.fullmatch(line.text)) for i, line in enumerate(lines))
    found = {match[1]: i for i, match in reversed([*markers]) if match}
    toolbar, view = found.get("Toolbar"), found.get("ViewData")
    date, issued_on = _find_date(lines, toolbar or 0, len(lines) if view is None else view)
    end = _find_part_end(lines, date, 3) if view is None else _find_part_end(lines, view, 1)
    texts = _drop_empty_lines(lines[date + 1 : end])
    author = texts.pop().text if len(texts) > 1 and _is_author(texts[-1].text) else ""
    # A toolbar is followed by a lead; a page without both markers may have a body only.
    opening = 2 if toolbar is not None or len(texts) > 2 else 1
    if view is not None:
        opening = len(_drop_empty_lines(lines[date + 1 : view]))
    if not texts or not opening:
        raise PortalPageError("No title; expected one after the date.", lines[date].number)
    if len(texts) <= opening:
        last = texts[-1] if view is None else lines[view]
        raise PortalPageError("No body; expected text after title and lead.", last.number)
    first = next(i for i, line in enumerate(lines) if line is texts[0])
    losses = Counter(kind for line in lines[first:end] for kind in line.losses)
    lead = texts.pop(1).text if opening > 1 and not _find_measure_start(texts[1])[0] else ""
    return PortalPage(
        issued_on, texts[0].text, lead, tuple(_iter_blocks(texts[1:])), author, losses
    )


def _drop_empty_lines(lines: list[PageLine]) -> list[PageLine]:
    """Return the lines that hold more than markers, buttons and punctuation.

    A dash in a table of data is kept: it says that there is none.
    """
    return [line for line in lines if (_WORD_OR_DASH if line.is_cell else _WORD).search(line.bare)]


def _find_date(lines: list[PageLine], start: int, stop: int) -> tuple[int, datetime.date]:
    """Return the index of the line with the bulletin's date, and that date."""
    dates = [i for i in range(start, stop) if _DATE.fullmatch(lines[i].bare)]
    if not dates:
        message = "No date; expected dd/mm/yyyy on a line of its own before the title."
        raise PortalPageError(message, lines[start].number if lines else 1)
    # The page's frame may show today's date; the bulletin's stands beside the text size buttons.
    near = (i for i in dates if any(BUTTON.search(line.text) for line in lines[i : i + 2]))
    index = next(near, dates[0])
    day, month, year = map(int, re.findall(r"[0-9]+", lines[index].bare))
    try:
        return index, datetime.date(year, month, day)
    except ValueError as error:
        message = f"{day}/{month}/{year} is no date; expected a real one as dd/mm/yyyy."
        raise PortalPageError(message, lines[index].number) from error


def _find_part_end(lines: list[PageLine], anchor: int, minimum: int) -> int:
    """Return the index after the last line of the part of the page that `anchor` belongs to.

    The part is the smallest container that holds the anchor and `minimum` lines of the article
    after it, such as the box around the title and the text of a web part.
    """
    level, count = sys.maxsize, 0
    for index in range(anchor + 1, len(lines)):
        if lines[index].floor < level:
            if count >= minimum:
                return index
            level = lines[index].floor
        count += len(_drop_empty_lines([lines[index]]))
    return len(lines)


def _is_author(text: str) -> bool:
    """Return whether a line is a name: no sentence, measure, section, telephone or URL."""
    return (
        len(text) <= MAX_AUTHOR_LENGTH
        and (text[0].isupper() or text[0] == "(")
        and not _NOT_IN_NAMES.search(text)
    )


def _iter_blocks(lines: list[PageLine]) -> Iterator[Block]:
    groups: list[list[PageLine]] = []
    for line in lines:
        number = _find_measure_start(line)[0]
        if groups and number == len(groups[-1]) + 1 and _find_measure_start(groups[-1][0])[0] == 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups:
        if len(group) > 1:
            yield Measures(
                tuple(_build_paragraph(line, _find_measure_start(line)[1]) for line in group)
            )
        elif group[0] is not lines[-1] and _is_heading(group[0]):
            yield Heading(group[0].text)
        else:
            yield _build_paragraph(group[0], 0)


def _find_measure_start(line: PageLine) -> tuple[int, int]:
    """Return the number of the measure on this line and where its text begins, or (0, 0)."""
    match = _MEASURE_NUMBER.match(line.runs[0].text)
    return (int(match[1]), match.end()) if match and match.end() < len(line.text) else (0, 0)


def _is_heading(line: PageLine) -> bool:
    return (
        not line.is_cell
        and len(line.text) <= MAX_HEADING_LENGTH
        and not any(run.href for run in line.runs)
        and bool(line.text.isupper() or _SECTION_NUMBER.match(line.text))
        and not _NOT_IN_HEADINGS.search(line.text)
    )


def _build_paragraph(line: PageLine, start: int) -> Paragraph:
    """Return the line from `start` on, with each URL in its text as a link."""
    first, *others = line.runs
    runs: list[TextRun] = []
    for run in [TextRun(first.text[start:], first.href), *others]:
        position = 0
        for match in () if run.href else _URL.finditer(run.text):
            runs += [TextRun(run.text[position : match.start()]), TextRun(match[0], match[0])]
            position = match.end()
        runs.append(TextRun(run.text[position:], run.href))
    return Paragraph(tuple(run for run in runs if run.text))


def parse_portal_page(data: bytes) -> PortalPage:
    """Return the bulletin in the bytes of a saved portal page.

    `data`: text or HTML in UTF-8, or in UTF-16 with a byte order mark. Raises PortalPageError, and
    nothing else, for anything that is not a whole bulletin page.
    """
    text, repaired = repair_letters(decode_page(data))
    lines = HTMLLineReader().read(text) if HTML.search(text) else list_text_lines(text)
    page = extract_page(lines)
    if repaired:
        page.losses[LossKind.OLD_LETTERS] = repaired
    return page
