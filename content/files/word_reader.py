"""Program that converts the Word document (DOCX) on standard input to HTML.

Run in a separate process by ``importing.word.reader``; imports of Bantin only what stands beside
it. mammoth, which reads the document, takes headings, lists and tables by their styles and leaves
out looks. Arguments: the most pictures, and the most bytes of one.

The answer is a line of JSON, followed by the pictures as the document holds them:

- ``html``: the text, untrusted; a picture in it has the address ``picture-0``, ``picture-1`` …
- ``pictures``: for each its words in the document (``alt``) and its ``length`` in bytes
- ``losses``: what was left out, by the names of ``importing.html.losses.LossKind``

Exit code 4: it is too large once unpacked. 5: it is no Word document.
"""

import copy
import json
import re
import sys
import zipfile
from collections import Counter
from io import BytesIO
from typing import Any
from xml.parsers import expat

import mammoth
from mammoth import documents
from mammoth.docx import office_xml
from mammoth.docx.files import InvalidFileReferenceError
from mammoth.docx.numbering_xml import Numbering

from content.files.word_numbers import Label, NumberCounter

TOO_LARGE, NO_DOCUMENT = 4, 5
# Bytes. A decree of a hundred pages has some three million; mammoth takes twenty times as much
# memory.
MAX_XML_BYTES = 24 * 1024**2
MAX_UNPACKED_BYTES = 200 * 1024**2
MAX_RATIO = 200
MAX_ENTRIES = 5_000
CHUNK_BYTES = 64 * 1024
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.lead:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='TOC Heading'] => !
"""
MAIN_TYPE = re.compile(r"wordprocessingml\.(?:document|template)\.main\+xml")
HEADING = re.compile(r"(heading|title|subtitle)\b", re.IGNORECASE)
CONTENTS = re.compile(r"toc \d", re.IGNORECASE)
# Parts of the document → names of losses. Elements are named without their namespace.
COUNTED = {
    "chart": "drawing",
    "relIds": "drawing",
    "oMath": "formula",
    "OLEObject": "object",
    "commentReference": "comment",
    "txbxContent": "text_box",
    "footnoteReference": "note",
    "endnoteReference": "note",
    "ins": "tracked_change",
    "del": "tracked_change",
}
FRAME_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
LETTERS = re.compile(rb"<w:t[ >][^<]*[^\W\d_]{2}")


class NoDocumentError(Exception):
    """The file is a zip, but no Word document, or one with a document type declaration."""


class TooLargeError(Exception):
    """The file is too large once unpacked."""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Return the zip. Raises TooLargeError, NoDocumentError, or what zipfile raises."""
    archive = zipfile.ZipFile(BytesIO(content))
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if (
        unpacked > min(MAX_UNPACKED_BYTES, MAX_RATIO * max(len(content), 4096))
        or len(entries) > MAX_ENTRIES
        or any(
            entry.file_size > MAX_XML_BYTES and entry.filename.lower().endswith((".xml", ".rels"))
            for entry in entries
        )
    ):
        raise TooLargeError
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise NoDocumentError
    return archive


def count_parts(archive: zipfile.ZipFile) -> Counter[str]:
    """Return how often the document has what mammoth leaves out or moves, by names of losses."""
    losses: Counter[str] = Counter()
    outside = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal outside
        local = name.rpartition(":")[2]
        # What is written for older programs too counts once.
        outside += local == "Fallback"
        if not outside and local in COUNTED:
            losses[COUNTED[local]] += 1

    def end(name: str) -> None:
        nonlocal outside
        outside -= name.rpartition(":")[2] == "Fallback"

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    # No document of Word has a document type; one is an attack with growing entities.
    parser.StartDoctypeDeclHandler = refuse_doctype
    with archive.open("word/document.xml") as packed:
        while piece := packed.read(CHUNK_BYTES):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    frames = [name for name in archive.namelist() if FRAME_PART.fullmatch(name)]
    losses["page_frame"] += any(LETTERS.search(archive.read(name)) for name in frames)
    return losses


def refuse_doctype(*_arguments: object) -> None:
    """Raise NoDocumentError."""
    raise NoDocumentError


def count_numbers(archive: zipfile.ZipFile) -> None:
    """Have mammoth's numbering say the number of each paragraph, as ``label`` of its level."""
    name = "word/numbering.xml"
    counter = NumberCounter(archive.read(name) if name in archive.namelist() else b"")
    find_level, find_by_style = Numbering.find_level, Numbering.find_level_by_paragraph_style_id

    def label(level: Any, found: Label | None) -> Any:
        if level is None:
            return None
        own = copy.copy(level)
        own.label = found
        return own

    def find_counted(self: Any, use: str, level: str) -> Any:
        return label(find_level(self, use, level), counter.count(use, int(level)))

    def find_counted_style(self: Any, style: str) -> Any:
        found = find_by_style(self, style)
        return label(found, counter.count_style(style)) if found else None

    Numbering.find_level = find_counted
    Numbering.find_level_by_paragraph_style_id = find_counted_style


def leave_out_hidden_text(losses: Counter[str]) -> None:
    """Have mammoth read no text that Word hides (``w:vanish``); it would take it for shown."""
    read = office_xml.read

    def read_shown(file: Any) -> Any:
        root = read(file)
        waiting = [root]
        while waiting:
            element = waiting.pop()
            kept = [child for child in element.children if not is_hidden(child)]
            losses["hidden_text"] += len(kept) < len(element.children)
            element.children = kept
            waiting += [child for child in kept if hasattr(child, "children")]
        return root

    office_xml.read = read_shown


def is_hidden(element: Any) -> bool:
    """Return whether an element of XML is a run that Word hides."""
    if getattr(element, "name", "") != "w:r":
        return False
    sign = element.find_child_or_null("w:rPr").find_child("w:vanish")
    return sign is not None and sign.attributes.get("w:val") not in {"0", "false", "off"}


def write_numbers(element: Any, losses: Counter[str], *, in_cell: bool = False) -> None:
    """Write the numbers of paragraphs as text where a list would not show them.

    ``in_cell``: it is a cell of a table, which holds no lists.
    """
    # For each level of the open list: the number of its last item.
    shown: dict[int, int] = {}
    kept = []
    for child in element.children:
        style = getattr(child, "style_name", None) or ""
        if isinstance(child, documents.Paragraph) and CONTENTS.match(style):
            losses["contents"] = 1
            continue
        kept.append(child)
        numbering = getattr(child, "numbering", None)
        if not isinstance(child, documents.Paragraph) or numbering is None:
            if not isinstance(child, documents.Text | documents.Run):
                shown.clear()
            if hasattr(child, "children"):
                write_numbers(
                    child, losses, in_cell=in_cell or isinstance(child, documents.TableCell)
                )
            continue
        level, label = int(numbering.level_index), getattr(numbering, "label", None)
        is_heading = bool(HEADING.match(style))
        for deeper in [at for at in shown if at > level]:
            del shown[deeper]
        if label is None and not is_heading:
            shown[level] = 0
        elif label and label.number == shown.get(level, 0) + 1 and not (is_heading or in_cell):
            shown[level] = label.number
        else:
            shown.clear()
            child.numbering = None
            if label:
                child.children.insert(0, documents.run([documents.text(f"{label.text} ")]))
    element.children[:] = kept


def convert(content: bytes, most_images: int, most_bytes: int) -> tuple[dict[str, Any], list]:
    """Return the head of the answer and the pictures. Raises what the module docstring says."""
    with open_archive(content) as archive:
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if not MAIN_TYPE.search(types):
            raise NoDocumentError
        losses = count_parts(archive)
        count_numbers(archive)
        leave_out_hidden_text(losses)
    images: list[bytes] = []
    heads: list[dict[str, Any]] = []

    def keep_image(image: Any) -> dict[str, str]:
        try:
            with image.open() as packed:
                body = packed.read(most_bytes + 1)
        except (InvalidFileReferenceError, KeyError, OSError):
            return {"src": "missing"}
        if len(images) == most_images or len(body) > most_bytes:
            return {"src": "missing"}
        images.append(body)
        heads.append({"alt": image.alt_text or "", "length": len(body)})
        return {"src": f"picture-{len(images) - 1}"}

    def transform(document: Any) -> Any:
        write_numbers(document, losses)
        return document

    result = mammoth.convert_to_html(
        BytesIO(content),
        style_map=STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(keep_image),
        transform_document=transform,
    )
    return {"html": result.value, "pictures": heads, "losses": +losses}, images


def main() -> int:
    """Write the answer, and return the exit code."""
    most_images, most_bytes = map(int, sys.argv[1:])
    try:
        head, images = convert(sys.stdin.buffer.read(), most_images, most_bytes)
    except TooLargeError:
        return TOO_LARGE
    except NoDocumentError:
        return NO_DOCUMENT
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(images))
    return 0


if __name__ == "__main__":
    sys.exit(main())
