"""Write the plain text of the PDF, DOCX or ODT file on standard input to standard output.

A process of its own (``sites.uploads.reading``), which imports nothing of Bantin: what a hostile
file makes of the reader happens here, where there is nothing to spoil. Which of the three it is
says the file's content. Output, in UTF-8: a line ``read`` or ``scan``, and the text. Whatever ends
otherwise than with code 0 could not be read.

DOCX and ODT are read piece by piece and never as a whole, by the parser alone: there is no tree
of elements that could grow, and no text costs more than what is kept of it.
"""

import re
import sys
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

import pypdfium2

MOST_CHARACTERS = 300_000
# Text that is spaces alone must not be collected for ever: three times as much is looked at.
MOST_RAW = 3 * MOST_CHARACTERS
# Of XML: three hundred thousand characters, each word of them in an element of its own.
MOST_UNPACKED = 64 * 1024**2
# What was read within so much work, or after so long on a busy machine, is kept; the limits of the
# process (sites.uploads.reading) are for what spends twice as much on a single page.
SECONDS = 3
SECONDS_BY_THE_CLOCK = 8
# A PDF is a scan by its first pages; further ones are like these.
JUDGED_PAGES = 20
# A page number, or the stamp that a scanner leaves, is no text yet.
FEWEST_LETTERS = 20
PIECE = 64 * 1024

# The two namespaces of WordprocessingML, transitional and strict (ISO/IEC 29500-1, annex A).
WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
MAIN_PART = re.compile(r"wordprocessingml\.document\.main\+xml$|document\.macroEnabled\.main\+xml$")
# OpenDocument 1.2, part 1, 1.4.
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
ODT_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
ODT_TYPE = b"application/vnd.oasis.opendocument.text"

# Control characters, places to break a word, marks of direction and byte order; what PDFium gives
# for a hyphen at a line's end.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff]"
)
BREAKS = re.compile("[\x0b\x0c\r\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
# Where forms are to be filled in. Nobody reads dots in a passage of a text.
BLANKS = re.compile("[._\u2026]{4,}")
# After the above: two patterns that both take many spaces would try each row of them from each
# of its places.
BETWEEN_LINES = re.compile(r" ?\n\s*")


BEGUN = time.monotonic()


class UnreadableError(Exception):
    """A file without a text that anybody could be given."""


def read(content: bytes) -> tuple[str, str]:
    """Return whether a file is ``read`` or a ``scan``, and its text."""
    if content.startswith(b"%PDF-"):
        return read_pdf(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return "read", gathered(texts_of(archive))


def read_pdf(content: bytes) -> tuple[str, str]:
    """A scan has text on fewer than half of its first pages."""
    document = pypdfium2.PdfDocument(content)
    pages = (page_text(document, number) for number in range(len(document)))
    judged = [text for _, text in zip(range(JUDGED_PAGES), pages, strict=False)]
    if not judged:
        raise UnreadableError
    written = sum(sum(map(str.isalpha, text)) >= FEWEST_LETTERS for text in judged)
    text = gathered(part for source in (judged, pages) for part in source)
    return "read" if 2 * written >= len(judged) else "scan", text


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text: str = page.get_textpage().get_text_bounded(errors="ignore")
    # Ten thousand pages are not held at once.
    page.close()
    return text + "\n"


def gathered(texts: Iterator[str]) -> str:
    """Join texts, as far as room and time go."""
    kept: list[str] = []
    room = MOST_RAW
    for text in texts:
        kept.append(text[:room])
        room -= len(text)
        if room <= 0 or is_late():
            break
    return tidied("".join(kept))


def is_late() -> bool:
    return time.process_time() > SECONDS or time.monotonic() - BEGUN > SECONDS_BY_THE_CLOCK


def tidied(text: str) -> str:
    """One space between words, one break between lines, letters in one piece, no rows of dots."""
    text = BLANKS.sub("\u2026", BREAKS.sub("\n", UNSEEN.sub("", text)))
    text = SPACES.sub(" ", text)
    text = BETWEEN_LINES.sub("\n", text).strip()
    return unicodedata.normalize("NFC", text[:MOST_CHARACTERS])[:MOST_CHARACTERS]


def texts_of(archive: zipfile.ZipFile) -> Iterator[str]:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = ContentTypes()
        for _ in walked(archive, "[Content_Types].xml", types):
            pass
        return walked(archive, types.main_part, WordText())
    if "mimetype" in names and archive.open("mimetype").read(100).strip() == ODT_TYPE:
        return walked(archive, "content.xml", OdtText())
    raise UnreadableError


class Walk:
    """What is gathered of the elements of an XML file, in their order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        # How deep it is inside something that is no part of the text.
        self.outside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def data(self, text: str) -> None:
        raise NotImplementedError


def walked(archive: zipfile.ZipFile, name: str, walk: Walk) -> Iterator[str]:
    """Yield what a walk gathers, piece by piece of the unpacked file."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.data
    # Neither format has one, and whoever puts one there wants entities to grow or to be fetched.
    parser.StartDoctypeDeclHandler = refuse
    with archive.open(name) as packed:
        for _ in range(MOST_UNPACKED // PIECE):
            piece = packed.read(PIECE)
            parser.Parse(piece, not piece)
            yield "".join(walk.texts)
            walk.texts.clear()
            if not piece:
                return


def refuse(*args: object) -> None:
    raise UnreadableError


class ContentTypes(Walk):
    """Finds where in a DOCX the text is (ISO/IEC 29500-2, 10.1)."""

    main_part = "word/document.xml"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == CONTENT_TYPES + "Override" and MAIN_PART.search(attributes["ContentType"]):
            self.main_part = attributes["PartName"].lstrip("/")

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class WordText(Walk):
    """The text of a DOCX: what was deleted under review stands in elements of another name."""

    # A text box is there twice: once more for older programs.
    LEFT_OUT = COMPATIBILITY + "Fallback"
    GAPS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self) -> None:
        super().__init__()
        self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._tag(name)
        self.outside += name == self.LEFT_OUT
        self.is_text = tag == "t"
        if tag in self.GAPS and not self.outside:
            self.texts.append(self.GAPS[tag])

    def end(self, name: str) -> None:
        self.outside -= name == self.LEFT_OUT
        self.is_text = False
        if self._tag(name) == "p" and not self.outside:
            self.texts.append("\n")

    def data(self, text: str) -> None:
        if self.is_text and not self.outside:
            self.texts.append(text)

    @staticmethod
    def _tag(name: str) -> str:
        return name.rpartition(" ")[2] if name.startswith(WORD) else ""


class OdtText(Walk):
    """The text of an ODT: everything within paragraphs and headings."""

    LEFT_OUT = {ODT_TEXT + "tracked-changes", OFFICE + "annotation"}
    LINES = {ODT_TEXT + "p", ODT_TEXT + "h"}
    GAPS = {ODT_TEXT + "s": " ", ODT_TEXT + "tab": "\t", ODT_TEXT + "line-break": "\n"}

    def __init__(self) -> None:
        super().__init__()
        # A frame in a paragraph has paragraphs of its own.
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.outside += name in self.LEFT_OUT
        self.depth += name in self.LINES
        if name in self.GAPS and not self.outside:
            self.texts.append(self.GAPS[name])

    def end(self, name: str) -> None:
        self.outside -= name in self.LEFT_OUT
        if name in self.LINES:
            self.depth -= 1
            if not self.outside:
                self.texts.append("\n")

    def data(self, text: str) -> None:
        if self.depth and not self.outside:
            self.texts.append(text)


if __name__ == "__main__":
    answer = "\n".join(read(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(answer.encode("utf-8", "ignore"))
