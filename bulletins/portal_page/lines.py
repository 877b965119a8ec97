"""Decoding of a saved page, and lines of clean text (NFC) with their links."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bulletins.portal_page.content import Paragraph, PortalPageError, Run

MAX_BYTES = 2 * 1024 * 1024
_FOREIGN_FORMATS = {
    (b"%PDF",): "a PDF document",
    (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"): "a Word, Excel or ZIP file",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "an image",
    (b"MIME-Version:", b"From: <Saved by"): "a web archive (MHTML)",
}
# Control, format and private-use characters: zero-width spaces, soft hyphens, direction marks and
# the bullets of Word's symbol fonts. They are invisible, but break search and slugs.
_INVISIBLE = frozenset({"Cc", "Cf", "Co"})
# Unicode normalisation takes quadratic time in the combining marks of a letter, and no language
# needs more than this.
_MAX_MARKS = 8
_CLOSING_MARK = re.compile(r" ?\. ?/ ?\.$")
BUTTON = re.compile(r"Tăng cỡ chữ|Giảm cỡ chữ|Độ tương phản", re.IGNORECASE)
_CHROME = re.compile(rf"PublishingPortal ?[-–] ?Block_\w+|{BUTTON.pattern}", re.IGNORECASE)


@dataclass(frozen=True)
class Line(Paragraph):
    """Line of the page, with its line number in the file."""

    number: int
    # Lowest number of containers open between the previous line and this one. If it is lower than
    # before, an element that held the lines above has been closed. 0 in plain text.
    floor: int = 0

    @property
    def bare(self) -> str:
        """Text without the markers and buttons of the portal."""
        return _CHROME.sub("", self.text)


def decoded(data: bytes) -> str:
    """Return the text of a saved page.

    Raises PortalPageError if it is empty, not text, or larger than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise PortalPageError(f"The file is larger than {MAX_BYTES} bytes; save the page alone.")
    for starts, kind in _FOREIGN_FORMATS.items():
        if data.startswith(starts):
            raise PortalPageError(f"This is {kind}; expected the page saved as text or HTML.", 1)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = re.sub(r"\r\n?", "\n", data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _decoding_error(error) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PortalPageError("Binary data (a NUL); expected UTF-8, or UTF-16 with its BOM.", line)
    if not any(map(str.strip, visible(text))):
        raise PortalPageError("The file is empty; expected the text or HTML of a bulletin.", 1)
    return text


def _decoding_error(error: UnicodeDecodeError) -> PortalPageError:
    before = error.object[: error.start].decode(error.encoding, errors="ignore")
    line = len(re.findall(r"\r\n?|\n", before)) + 1
    if error.reason in {"unexpected end of data", "truncated data"}:
        return PortalPageError("The file ends inside a character; expected the whole page.", line)
    return PortalPageError("Neither UTF-8 nor UTF-16; expected the page saved as UTF-8.", line)


def visible(text: str) -> Iterator[str]:
    """Yield the characters that a reader can see, and spaces."""
    marks = 0
    for character in text:
        if unicodedata.category(character) in _INVISIBLE and not character.isspace():
            continue
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            yield character


def _joined(chunks: Iterable[Run]) -> Iterator[Run]:
    """Yield the chunks in NFC; joins neighbours with the same link, and rows of spaces."""
    for href, group in groupby((run for run in chunks if run.text), key=lambda run: run.href):
        text = "".join(visible("".join(run.text for run in group)))
        yield Run(unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)), href)


def line_runs(chunks: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs of a line, trimmed; a closing mark "./." becomes a full stop."""
    spaced: list[Run] = []
    for run in _joined(chunks):
        core = run.text.strip()
        before, _, after = run.text.partition(core) if core else (run.text, "", "")
        spaced += [Run(before), Run(core, run.href), Run(after)]
    runs = list(_joined(spaced))
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].href)
        runs[-1] = Run(_CLOSING_MARK.sub(".", runs[-1].text.rstrip()), runs[-1].href)
    return tuple(run for run in runs if run.text)


def text_lines(text: str) -> list[Line]:
    """Return the lines of a page saved as text, without empty ones."""
    lines = (Line(line_runs([Run(row)]), n) for n, row in enumerate(text.split("\n"), 1))
    return [line for line in lines if line.runs]
