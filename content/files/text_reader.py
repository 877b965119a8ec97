"""Program that extracts the plain text of the PDF, DOCX or ODT file on standard input.

Run in a separate process by ``content.tasks``; imports nothing of Bantin. If a hostile
file breaks a parser, it does so in this process. The format is detected by the content.
Output, in UTF-8: a line ``read`` or ``scan``, then the text. An exit code other than 0 means that
the file could not be read.

DOCX and ODT are parsed piece by piece with event handlers, without a tree of elements, so memory
use is bounded by the text that is kept.
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

MAX_CHARACTERS = 300_000
# Characters collected before spaces are collapsed: text of spaces alone must not grow for ever.
MAX_RAW_CHARACTERS = 3 * MAX_CHARACTERS
# Bytes of XML: enough for 300,000 characters with each word in an element of its own.
MAX_UNPACKED_BYTES = 64 * 1024**2
# Processor time, and wall-clock time for a busy machine, after which extraction stops and the text
# so far is kept. The limits of the process (content.tasks) are higher, for a single page
# that takes longer.
CPU_SECONDS = 3
CLOCK_SECONDS = 8
# Number of first pages by which a PDF is classified as a scan.
SAMPLED_PAGES = 20
# Minimum letters of a page with text; a page number or a scanner's stamp has fewer.
MIN_LETTERS = 20
CHUNK_BYTES = 64 * 1024

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

# Control characters, soft hyphens and zero-width spaces, direction and byte order marks, and what
# PDFium returns for a hyphen at a line's end.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff]"
)
BREAKS = re.compile("[\x0b\x0c\r\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
# Blanks of forms; rows of dots are useless in an excerpt of a text.
BLANKS = re.compile("[._\u2026]{4,}")
# Applied after SPACES, so " ?" is enough: with " *", matching a long row of spaces would take
# quadratic time.
BETWEEN_LINES = re.compile(r" ?\n\s*")


STARTED_AT = time.monotonic()


class UnreadableError(Exception):
    """The file has no extractable text: another format, no pages, or a document type."""


def extract_text(content: bytes) -> tuple[str, str]:
    """Return the state of a file (``read`` or ``scan``) and its text.

    Raises UnreadableError, or whatever the parsers raise for a damaged file.
    """
    if content.startswith(b"%PDF-"):
        return extract_pdf_text(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return "read", join_texts(iter_texts(archive))


def extract_pdf_text(content: bytes) -> tuple[str, str]:
    """Return state and text of a PDF; a scan has text on fewer than half of its first pages.

    Raises UnreadableError for a PDF without pages.
    """
    document = pypdfium2.PdfDocument(content)
    pages = (get_page_text(document, number) for number in range(len(document)))
    judged = [text for _, text in zip(range(SAMPLED_PAGES), pages, strict=False)]
    if not judged:
        raise UnreadableError
    written = sum(sum(map(str.isalpha, text)) >= MIN_LETTERS for text in judged)
    text = join_texts(part for source in (judged, pages) for part in source)
    return "read" if 2 * written >= len(judged) else "scan", text


def get_page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page, by its index from 0, with a line break at its end."""
    page = document[number]
    text: str = page.get_textpage().get_text_bounded(errors="ignore")
    # A document may have ten thousand pages: do not keep them all open.
    page.close()
    return text + "\n"


def join_texts(texts: Iterator[str]) -> str:
    """Join and clean texts until ``MAX_RAW_CHARACTERS`` characters or the time limit is reached."""
    kept: list[str] = []
    room = MAX_RAW_CHARACTERS
    for text in texts:
        kept.append(text[:room])
        room -= len(text)
        if room <= 0 or is_out_of_time():
            break
    return clean_text("".join(kept))


def is_out_of_time() -> bool:
    """Return whether the program has used up its processor or wall-clock time."""
    return time.process_time() > CPU_SECONDS or time.monotonic() - STARTED_AT > CLOCK_SECONDS


def clean_text(text: str) -> str:
    """Clean a text: collapsed spaces and line breaks, no rows of dots, NFC, cut to the limit."""
    text = BLANKS.sub("\u2026", BREAKS.sub("\n", INVISIBLE.sub("", text)))
    text = SPACES.sub(" ", text)
    text = BETWEEN_LINES.sub("\n", text).strip()
    return unicodedata.normalize("NFC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS]


def iter_texts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Return an iterator over the texts of a DOCX or ODT; raise UnreadableError for others."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = ContentTypesExtractor()
        for _ in iter_xml_text(archive, "[Content_Types].xml", types):
            pass
        return iter_xml_text(archive, types.main_part, WordTextExtractor())
    if "mimetype" in names and archive.open("mimetype").read(100).strip() == ODT_TYPE:
        return iter_xml_text(archive, "content.xml", ODTTextExtractor())
    raise UnreadableError


class XMLTextExtractor:
    """Event handlers that collect the text of an XML file in document order.

    ``name`` is the namespace and the local name of an element, separated by a space.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        # Nesting depth inside elements that are not part of the text.
        self.outside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        raise NotImplementedError

    def data(self, text: str) -> None:
        """Handle text between tags."""
        raise NotImplementedError


def iter_xml_text(archive: zipfile.ZipFile, name: str, walk: XMLTextExtractor) -> Iterator[str]:
    """Parse a file of an archive piece by piece and yield the text collected from each piece.

    Stops after ``MAX_UNPACKED_BYTES`` bytes. Raises UnreadableError for a document type
    declaration.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.data
    # Neither format has a document type; one is an attack with growing or external entities.
    parser.StartDoctypeDeclHandler = raise_unreadable
    with archive.open(name) as packed:
        for _ in range(MAX_UNPACKED_BYTES // CHUNK_BYTES):
            piece = packed.read(CHUNK_BYTES)
            parser.Parse(piece, not piece)
            yield "".join(walk.texts)
            walk.texts.clear()
            if not piece:
                return


def raise_unreadable(*args: object) -> None:
    """Raise UnreadableError."""
    raise UnreadableError


class ContentTypesExtractor(XMLTextExtractor):
    """Handlers that find the path of a DOCX's main part (ISO/IEC 29500-2, 10.1)."""

    main_part = "word/document.xml"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == CONTENT_TYPES + "Override" and MAIN_PART.search(attributes["ContentType"]):
            self.main_part = attributes["PartName"].lstrip("/")

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class WordTextExtractor(XMLTextExtractor):
    """Handlers for the text of a DOCX.

    Text deleted under review is in elements of another name, so it is skipped.
    """

    # A text box is written twice; the fallback is for older programs.
    LEFT_OUT = COMPATIBILITY + "Fallback"
    GAPS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self) -> None:
        super().__init__()
        self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._get_tag(name)
        self.outside += name == self.LEFT_OUT
        self.is_text = tag == "t"
        if tag in self.GAPS and not self.outside:
            self.texts.append(self.GAPS[tag])

    def end(self, name: str) -> None:
        self.outside -= name == self.LEFT_OUT
        self.is_text = False
        if self._get_tag(name) == "p" and not self.outside:
            self.texts.append("\n")

    def data(self, text: str) -> None:
        if self.is_text and not self.outside:
            self.texts.append(text)

    @staticmethod
    def _get_tag(name: str) -> str:
        return name.rpartition(" ")[2] if name.startswith(WORD) else ""


class ODTTextExtractor(XMLTextExtractor):
    """Handlers for the text of an ODT: everything within paragraphs and headings."""

    LEFT_OUT = {ODT_TEXT + "tracked-changes", OFFICE + "annotation"}
    LINES = {ODT_TEXT + "p", ODT_TEXT + "h"}
    GAPS = {ODT_TEXT + "s": " ", ODT_TEXT + "tab": "\t", ODT_TEXT + "line-break": "\n"}

    def __init__(self) -> None:
        super().__init__()
        # Nesting depth of paragraphs: a frame in a paragraph has paragraphs of its own.
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
    answer = "\n".join(extract_text(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(answer.encode("utf-8", "ignore"))
